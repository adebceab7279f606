//! A publication as it will be: a draft, or one whose hour has not come. It is shown by the same pages
//! as what is published, to an anonymous reader, at the hour it appears; only its files have another
//! address until then.

use super::page_request::PageRequest;
use super::portal::Portal;
use super::preview_token::read_preview_token;
use chrono::{DateTime, Utc};
use domain::event::EventKind;
use domain::preview::as_published;
use domain::publication::{Publication, PublicationKey};
use domain::revision::{Edition, Revision};
use domain::viewer::Viewer;
use std::sync::Arc;
use store::{Marks, StoreError};

/// What a preview shows.
pub struct Preview {
    /// As it will be published.
    pub publication: Arc<Publication>,
    /// Whether it is a draft; otherwise it is published and waits for its hour.
    pub is_draft: bool,
    /// Until when the address leads here.
    pub valid_until: DateTime<Utc>,
    /// What people are told of once it is published; `None` when nobody is.
    pub event: Option<EventKind>,
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
    let Some((publication, is_draft)) = unpublished(portal, &key, now).await? else {
        return Ok(None);
    };
    let event = match publication.history.last() {
        Some(head) if is_draft && head.number > 1 => head.class.is_told_again().then_some(EventKind::Revised),
        _ => Some(EventKind::Announced),
    };
    let publication = Arc::new(publication);
    Ok(Some(Preview { publication, is_draft, valid_until, event, path: format!("/preview/{token}") }))
}

/// The draft of that name as it will be published or, where there is none, the publication that waits
/// for its hour; and whether it is a draft.
async fn unpublished(
    portal: &Portal,
    key: &PublicationKey,
    now: DateTime<Utc>,
) -> Result<Option<(Publication, bool)>, StoreError> {
    let catalogue = portal.catalogue();
    if let Some(draft) = portal.store.draft(key).await? {
        return Ok(as_published(&draft, catalogue.standing(key), now).map(|publication| (publication, true)));
    }
    let scheduled = catalogue.scheduled(now).find(|publication| publication.key == *key);
    Ok(scheduled.map(|publication| (Publication::clone(publication), false)))
}

impl Preview {
    /// The request of a reader who sees it published, from that of someone who looks at the preview.
    pub fn seen_by_reader(&self, request: &PageRequest) -> PageRequest {
        let catalogue = request.catalogue.with(Publication::clone(&self.publication));
        PageRequest {
            catalogue: Arc::new(catalogue),
            viewer: Viewer::Anonymous,
            marks: Arc::new(Marks::default()),
            now: request.now.max(self.publication.publish_at),
            files_at: Some(self.files_at().into()),
            ..request.clone()
        }
    }

    /// The publication with the addresses its files have for now.
    pub fn with_files(&self) -> Publication {
        let Publication { key, current, .. } = &*self.publication;
        let later = key.attachment_path(current.head.number, "");
        let now = format!("{}/", self.files_at());
        let moved = |text: &String| text.replace(&later, &now);
        let edition = |edition: &Edition| Edition {
            html: moved(&edition.html),
            actions: edition.actions.iter().map(moved).collect(),
            alternatives: edition.alternatives.iter().map(moved).collect(),
            ..edition.clone()
        };
        let mut revision = Revision::clone(current);
        revision.editions.ja = edition(&revision.editions.ja);
        revision.editions.en = revision.editions.en.as_ref().map(edition);
        Publication { current: Arc::new(revision), ..Publication::clone(&self.publication) }
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
