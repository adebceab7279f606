//! A publication as it will be: a draft, or one whose hour has not come. It is shown by the same pages
//! as what is published, to an anonymous reader, at the hour it appears; only its files have another
//! address until then.

use super::page_request::PageRequest;
use super::portal::Portal;
use super::preview_token::read_preview_token;
use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::locale::{Locale, Localized};
use domain::preview::{as_published, told};
use domain::publication::{Publication, PublicationKey};
use domain::revision::{Body, Guidance};
use domain::viewer::Viewer;
use std::sync::Arc;
use store::StoreError;

/// What a preview shows.
pub struct Preview {
    /// As it will be published.
    pub publication: Arc<Publication>,
    /// Whether it is a draft; otherwise it is published and waits for its hour.
    pub is_draft: bool,
    /// Until when the address leads here.
    pub valid_until: DateTime<Utc>,
    /// What people are told of once it is published; `None` when nobody is.
    pub event: Option<Event>,
    /// Its text.
    pub bodies: Localized<Body>,
    /// The preview's address without a language prefix.
    path: String,
}

/// What a token leads to at `now`: nothing when it is forged or over, or when what it names is
/// published meanwhile or gone.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(portal: &Portal, token: &str, now: DateTime<Utc>) -> Result<Option<Preview>, StoreError> {
    let Some((key, valid_until)) = read_preview_token(&portal.site.key, token, now) else {
        return Ok(None);
    };
    let Some((publication, bodies, is_draft)) = unpublished(portal, &key, now).await? else {
        return Ok(None);
    };
    let standing = portal.catalogue();
    let event = told(&publication, standing.standing(&key), now).cloned();
    let publication = Arc::new(publication);
    Ok(Some(Preview { publication, is_draft, valid_until, event, bodies, path: format!("/preview/{token}") }))
}

/// The draft of that name as it will be published or, where there is none, the publication that waits
/// for its hour; and whether it is a draft.
async fn unpublished(
    portal: &Portal,
    key: &PublicationKey,
    now: DateTime<Utc>,
) -> Result<Option<(Publication, Localized<Body>, bool)>, StoreError> {
    let catalogue = portal.catalogue();
    if let Some(draft) = portal.store.draft(key).await? {
        let publication = as_published(&draft, catalogue.standing(key), now);
        let bodies = draft.revisions.last().map(|revision| revision.bodies.read().map_err(StoreError::LaidAside));
        let found = publication.zip(bodies.transpose()?);
        return Ok(found.map(|(publication, bodies)| (publication, bodies.into_owned(), true)));
    }
    let Some(scheduled) = catalogue.scheduled(now).find(|publication| publication.key == *key) else {
        return Ok(None);
    };
    let languages = [(&**scheduled, Locale::Ja), (&**scheduled, Locale::En)];
    let bodies: Vec<_> = portal.store.bodies(&languages).await?.iter().map(|body| Body::clone(body)).collect();
    let [ja, en] = bodies.try_into().unwrap_or_default();
    let en = scheduled.current.editions.en.is_some().then_some(en);
    Ok(Some((Publication::clone(scheduled), Localized { ja, en }, false)))
}

impl Preview {
    /// The request of a reader who sees it published, from that of someone who looks at the preview.
    pub fn seen_by_reader(&self, request: &PageRequest) -> PageRequest {
        let catalogue = request.catalogue.with(&self.publication);
        PageRequest {
            catalogue: Arc::new(catalogue),
            viewer: Viewer::Anonymous,
            marks: Arc::default(),
            now: request.now.max(self.publication.publish_at),
            files_at: Some(self.files_at().into()),
            bodies: Some(Arc::new(self.bodies_with_files())),
            ..request.clone()
        }
    }

    /// Its text with the addresses its files have for now.
    fn bodies_with_files(&self) -> Localized<Body> {
        let moved = |texts: &[String]| texts.iter().map(|text| self.with_files_moved(text)).collect();
        self.bodies.clone().map(|body| Body {
            html: self.with_files_moved(&body.html),
            guidance: Guidance {
                actions: moved(&body.guidance.actions),
                alternatives: moved(&body.guidance.alternatives),
                ..body.guidance
            },
            ..body
        })
    }

    fn with_files_moved(&self, html: &str) -> String {
        let Publication { key, current, .. } = &*self.publication;
        html.replace(&key.attachment_path(current.head.number, ""), &format!("{}/", self.files_at()))
    }

    /// Where its mail is shown, without a language prefix.
    pub fn mail_path(&self) -> String {
        format!("{}/mail", self.path)
    }

    /// The preview's own address without a language prefix.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn files_at(&self) -> String {
        format!("{}/files", self.path)
    }
}
