//! A publication as it will be: a draft, or one whose hour has not come. It is shown by the same pages
//! as what is published, to an anonymous reader, at the hour it appears; only its files have another
//! address until then.

use super::page_request::PageRequest;
use super::portal::Portal;
use super::preview_token::{PreviewToken, Previewed, read_preview_token};
use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::locale::{Locale, Localized};
use domain::preview::{as_published, told};
use domain::publication::Publication;
use domain::revision::{Attachment, Body, Guidance};
use domain::viewer::Viewer;
use publishing::file_digest;
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

/// What a token leads to at `now`: nothing when it is forged or over, or when what it was made for is
/// published meanwhile, gone, or has given way to something else of that name.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(portal: &Portal, token: &str, now: DateTime<Utc>) -> Result<Option<Preview>, StoreError> {
    let Some(read) = read_preview_token(&portal.site.key, token, now) else {
        return Ok(None);
    };
    let Some((publication, bodies, is_draft)) = unpublished(portal, &read, now).await? else {
        return Ok(None);
    };
    let standing = portal.catalogue();
    let event = told(&publication, standing.standing(&publication.key), now).cloned();
    let (publication, valid_until) = (Arc::new(publication), read.expires_at);
    Ok(Some(Preview { publication, is_draft, valid_until, event, bodies, path: format!("/preview/{token}") }))
}

/// A file of what a token leads to at `now`, and its bytes.
///
/// # Errors
/// When the store cannot be read.
pub async fn find_file(
    portal: &Portal,
    token: &str,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Attachment, Vec<u8>)>, StoreError> {
    let Some(Preview { publication, is_draft, .. }) = find(portal, token, now).await? else {
        return Ok(None);
    };
    let Some(file) = publication.current.attachments.iter().find(|file| file.name == name) else {
        return Ok(None);
    };
    let bytes = if is_draft {
        portal.store.draft_file(&publication.key, name).await?
    } else {
        portal.store.attachment_file(file.digest).await?
    };
    // Another draft may have taken its place between the two looks: its file is not this one.
    let is_this = |bytes: &Vec<u8>| file_digest(bytes) == file.digest;
    Ok(bytes.filter(is_this).map(|bytes| (file.clone(), bytes)))
}

/// What a token is for: the draft of that name as it will be published or, where there is none, the publication
/// that waits for its hour; and whether it is a draft. Nothing where it is another one than the token was made for.
async fn unpublished(
    portal: &Portal,
    token: &PreviewToken,
    now: DateTime<Utc>,
) -> Result<Option<(Publication, Localized<Body>, bool)>, StoreError> {
    let (catalogue, key) = (portal.catalogue(), &token.publication);
    let is_meant = |previewed: &Previewed| token.is_for(&portal.site.key, previewed);
    if let Some(draft) = portal.store.draft(key).await? {
        if Previewed::of_draft(&draft).is_none_or(|previewed| !is_meant(&previewed)) {
            return Ok(None);
        }
        let publication = as_published(&draft, catalogue.standing(key), now);
        let bodies = draft.revisions.last().map(|revision| revision.bodies.read().map_err(StoreError::LaidAside));
        let found = publication.zip(bodies.transpose()?);
        return Ok(found.map(|(publication, bodies)| (publication, bodies.into_owned(), true)));
    }
    let scheduled = catalogue.scheduled(now).find(|publication| publication.key == *key);
    let Some(scheduled) = scheduled.filter(|publication| is_meant(&Previewed::of_scheduled(publication))) else {
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
        PageRequest {
            catalogue: Arc::new(request.catalogue.with_previewed(&self.publication, request.now)),
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
