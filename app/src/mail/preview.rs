//! The mail that would be sent of what is not published yet.

use super::{ComposedMail, write};
use crate::ssr::page_request::PageRequest;
use crate::ssr::preview::Preview;
use crate::text;
use domain::delivery::ClaimedDelivery;
use domain::id::UserId;
use domain::mail_address::MailAddress;

/// Writes the mail to a reader without a name. `None` where nobody is told.
pub fn compose_preview(request: &PageRequest, preview: &Preview) -> Option<ComposedMail> {
    let request = preview.seen_by_reader(request);
    let publication = &preview.publication;
    let event = preview.event.as_ref()?;
    let delivery = ClaimedDelivery {
        id: 0,
        subscription: 0,
        event: event.kind,
        event_id: event.id,
        publication: publication.key.clone(),
        revision: publication.current.head.number,
        user: UserId(0),
        name: text!(request.locale, preview.reader),
        address: MailAddress::parse("reader@example.com").ok()?,
        locale: request.locale,
        attempts: 0,
    };
    // An address that ends nobody's subscription.
    let page = request.portal.absolute(&request.to("/subscriptions"));
    let body = preview.bodies.get(request.locale);
    Some(write(&request, publication, body, &delivery, page.clone(), &page))
}
