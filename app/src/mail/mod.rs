//! Mails: what is said, in the reader's language, as text and as HTML. How they travel is the server's.

mod body;
mod letter;
mod preview;

pub use body::plain_text;
pub use letter::{ComposedLetter, compose_letter};
pub use preview::compose_preview;

use crate::ssr::page_request::PageRequest;
use crate::ssr::portal::Portal;
use crate::ssr::token::unsubscribe_path;
use crate::ssr::words;
use crate::text;
use domain::delivery::ClaimedDelivery;
use domain::event::EventKind;
use domain::publication::Publication;
use domain::revision::Body;
use domain::viewer::Viewer;
use std::sync::Arc;
use store::StoreError;

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposedMail {
    /// One line without control characters.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part, a whole document that loads nothing.
    pub html: String,
    /// The one address for `List-Unsubscribe` (RFC 8058).
    pub unsubscribe_url: String,
    /// The name of the list for `List-Id`.
    pub list_name: String,
}

/// Writes the mail for a delivery. `None` when the publication is no longer there for this reader, or was
/// withdrawn: then that is all there is to be told.
///
/// # Errors
/// When the store cannot tell what the publication says.
pub async fn compose(
    portal: &Portal,
    reader: &Viewer,
    delivery: &ClaimedDelivery,
) -> Result<Option<ComposedMail>, StoreError> {
    let now = portal.clock.now();
    let path = delivery.locale.address(&delivery.publication.path());
    let request = PageRequest::new(portal, reader.clone(), Arc::default(), &path, "", now);
    let Some(publication) = request.catalogue.find(reader, now, &delivery.publication) else {
        return Ok(None);
    };
    if publication.is_withdrawn() && delivery.event != EventKind::Withdrawn {
        return Ok(None);
    }
    let body = request.body(&publication).await?;
    let unsubscribe = unsubscribe_path(&portal.site.key, delivery.subscription);
    let page = portal.absolute(&delivery.locale.address(&unsubscribe));
    Ok(Some(write(&request, &publication, &body, delivery, portal.absolute(&unsubscribe), &page)))
}

/// Writes it. `unsubscribe_page` is what its reader is led to, `unsubscribe_url` what their program calls.
fn write(
    request: &PageRequest,
    publication: &Publication,
    text: &Body,
    delivery: &ClaimedDelivery,
    unsubscribe_url: String,
    unsubscribe_page: &str,
) -> ComposedMail {
    let locale = delivery.locale;
    let edition = publication.current.editions.get(locale);
    let service =
        request.service().map_or_else(|| text!(locale, site.name), |service| service.service.get(locale).clone());
    let title = one_line(&edition.title);
    let number = publication.key.name().to_owned();
    let subject = match delivery.event {
        EventKind::Announced => {
            text!(locale, mail.subject_announced, service = service.clone(), number = number, title = title)
        }
        event => {
            let event = words::event(locale, event);
            text!(locale, mail.subject_other, service = service.clone(), number = number, title = title, event = event)
        }
    };
    let body = body::Parts::new(request, publication, text, delivery, unsubscribe_page);
    ComposedMail {
        subject: one_line(&subject),
        text: body.text(),
        html: body.html(),
        unsubscribe_url,
        list_name: service,
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
