//! The token in a preview's address: which text of which publication, and until when. Only this portal can make
//! one, and nothing of it is kept: it ends by itself, and with what it is of.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::EventKind;
use domain::plan::Draft;
use domain::publication::{Publication, PublicationKey, PublicationKind};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What the tag is for; a tag for one purpose is not valid for another.
const PURPOSE: &[u8] = b"kairan preview v2\0";

/// What the mark of a text is for.
const PURPOSE_OF_MARK: &[u8] = b"kairan preview text v2\0";

/// How long a preview can be seen, where nobody says otherwise.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

/// What a preview is of: one revision, and where it comes from. It stays the same while its author writes on, and
/// becomes another with the next revision, and when something else gets its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previewed {
    /// Which publication.
    pub publication: PublicationKey,
    /// The number of the revision.
    pub revision: u32,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where the text of a preview comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A draft in this folder below `content/`.
    Draft(String),
    /// What was published and waits for its hour: the number of its announcement in the database. No folder is
    /// kept of it, and nothing else ever has that number.
    Scheduled(i64),
}

impl Previewed {
    /// A draft; `None` for one without any text.
    pub fn of_draft(draft: &Draft) -> Option<Self> {
        let revision = draft.revisions.last()?.number;
        Some(Self { publication: draft.key.clone(), revision, origin: Origin::Draft(draft.folder.clone()) })
    }

    /// What waits for its hour.
    pub fn of_scheduled(publication: &Publication) -> Self {
        let announced = publication.event_of(EventKind::Announced).map_or(0, |event| event.id);
        Self {
            publication: publication.key.clone(),
            revision: publication.current.head.number,
            origin: Origin::Scheduled(announced),
        }
    }

    /// A keyed hash, from which nobody learns the name of a folder.
    fn mark(&self, key: &[u8]) -> Option<[u8; 8]> {
        let mut said = self.revision.to_be_bytes().to_vec();
        match &self.origin {
            Origin::Draft(folder) => {
                said.extend_from_slice(b"draft\0");
                said.extend_from_slice(folder.as_bytes());
            }
            Origin::Scheduled(announced) => {
                said.extend_from_slice(b"scheduled\0");
                said.extend_from_slice(&announced.to_be_bytes());
            }
        }
        mac(key, PURPOSE_OF_MARK, &said)?.finalize().into_bytes().first_chunk::<8>().copied()
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewToken {
    /// Which publication.
    pub publication: PublicationKey,
    /// Until when it is valid.
    pub expires_at: DateTime<Utc>,
    mark: [u8; 8],
}

impl PreviewToken {
    /// Whether it was made for exactly that text of that publication.
    pub fn is_for(&self, key: &[u8], previewed: &Previewed) -> bool {
        self.publication == previewed.publication && previewed.mark(key) == Some(self.mark)
    }
}

/// A token for one text, valid before `expires_at`, to the second.
pub fn preview_token(key: &[u8], previewed: &Previewed, expires_at: DateTime<Utc>) -> String {
    let mut said = expires_at.timestamp().to_be_bytes().to_vec();
    said.extend_from_slice(&previewed.mark(key).unwrap_or_default());
    said.extend_from_slice(previewed.publication.to_string().as_bytes());
    let tag = mac(key, PURPOSE, &said).map(|mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    format!("{}.{}", URL_SAFE_NO_PAD.encode(said), tag.unwrap_or_default())
}

/// What a token says; `None` for one that this portal did not make or whose time is over.
pub fn read_preview_token(key: &[u8], token: &str, now: DateTime<Utc>) -> Option<PreviewToken> {
    let (said, tag) = token.split_once('.')?;
    let (said, tag) = (URL_SAFE_NO_PAD.decode(said).ok()?, URL_SAFE_NO_PAD.decode(tag).ok()?);
    mac(key, PURPOSE, &said)?.verify_slice(&tag).ok()?;
    let (seconds, said) = said.split_first_chunk::<8>()?;
    let (mark, name) = said.split_first_chunk::<8>()?;
    let expires_at = DateTime::from_timestamp(i64::from_be_bytes(*seconds), 0).filter(|at| now < *at)?;
    let (kind, name) = std::str::from_utf8(name).ok()?.split_once('/')?;
    let publication = PublicationKey::parse(PublicationKind::from_word(kind)?, name).ok()?;
    Some(PreviewToken { publication, expires_at, mark: *mark })
}

/// The preview's address without a language prefix.
pub fn preview_path(key: &[u8], previewed: &Previewed, expires_at: DateTime<Utc>) -> String {
    format!("/preview/{}", preview_token(key, previewed, expires_at))
}

fn mac(key: &[u8], purpose: &[u8], said: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(purpose);
    mac.update(said);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::NoticeId;

    fn draft(revision: u32, folder: &str) -> Previewed {
        let publication = PublicationKey::Notice(NoticeId::parse("SC-2026-0042").unwrap());
        Previewed { publication, revision, origin: Origin::Draft(folder.to_owned()) }
    }

    #[test]
    fn a_token_is_for_one_publication_one_key_and_some_time() {
        let now: DateTime<Utc> = "2026-11-24T01:00:00Z".parse().unwrap();
        let notice = draft(1, "notices/2026/SC-2026-0042-a");
        let until = now + LIFETIME;
        let token = preview_token(b"key", &notice, until);
        let read = read_preview_token(b"key", &token, now).unwrap();
        assert_eq!((&read.publication, read.expires_at), (&notice.publication, until));
        assert!(read.is_for(b"key", &notice));
        assert!(read_preview_token(b"key", &token, until).is_none(), "its time is over");
        assert!(read_preview_token(b"other", &token, now).is_none());
        let longer = preview_token(b"other", &notice, until + LIFETIME);
        let (said, tag) = (longer.split_once('.').unwrap().0, token.split_once('.').unwrap().1);
        assert!(read_preview_token(b"key", &format!("{said}.{tag}"), now).is_none(), "forged");
        for nonsense in ["", ".", "a.b", &token[1..], token.split_once('.').unwrap().0] {
            assert!(read_preview_token(b"key", nonsense, now).is_none(), "{nonsense}");
        }
    }

    #[test]
    fn a_token_is_for_one_revision_from_one_place() {
        let now: DateTime<Utc> = "2026-11-24T01:00:00Z".parse().unwrap();
        let notice = draft(1, "notices/2026/SC-2026-0042-a");
        let token = preview_token(b"key", &notice, now + LIFETIME);
        let read = read_preview_token(b"key", &token, now).unwrap();
        let scheduled = |announced| Previewed { origin: Origin::Scheduled(announced), ..notice.clone() };
        for other in [draft(2, "notices/2026/SC-2026-0042-a"), draft(1, "notices/2026/SC-2026-0042-b"), scheduled(1)] {
            assert!(!read.is_for(b"key", &other), "{other:?}");
        }
        let waiting = preview_token(b"key", &scheduled(1), now + LIFETIME);
        let read = read_preview_token(b"key", &waiting, now).unwrap();
        assert!(read.is_for(b"key", &scheduled(1)) && !read.is_for(b"key", &scheduled(2)));
        let said = URL_SAFE_NO_PAD.decode(token.split_once('.').unwrap().0).unwrap();
        assert!(!String::from_utf8_lossy(&said).contains("SC-2026-0042-a"), "the folder is not in the address");
    }
}
