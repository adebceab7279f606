//! The token in a preview's address: which publication, and until when. Only this portal can make one,
//! and nothing of it is kept: it ends by itself.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::publication::{PublicationKey, PublicationKind};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What the tag is for; a tag for one purpose is not valid for another.
const PURPOSE: &[u8] = b"kairan preview v1\0";

/// How long a preview can be seen, where nobody says otherwise.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

/// A token for one publication, valid before `expires_at`, to the second.
pub fn preview_token(key: &[u8], publication: &PublicationKey, expires_at: DateTime<Utc>) -> String {
    let mut said = expires_at.timestamp().to_be_bytes().to_vec();
    said.extend_from_slice(publication.to_string().as_bytes());
    let tag = mac(key, &said).map(|mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())).unwrap_or_default();
    format!("{}.{tag}", URL_SAFE_NO_PAD.encode(said))
}

/// What a token says; `None` for one that this portal did not make or whose time is over.
pub fn read_preview_token(key: &[u8], token: &str, now: DateTime<Utc>) -> Option<(PublicationKey, DateTime<Utc>)> {
    let (said, tag) = token.split_once('.')?;
    let (said, tag) = (URL_SAFE_NO_PAD.decode(said).ok()?, URL_SAFE_NO_PAD.decode(tag).ok()?);
    mac(key, &said)?.verify_slice(&tag).ok()?;
    let (seconds, name) = said.split_first_chunk::<8>()?;
    let expires_at = DateTime::from_timestamp(i64::from_be_bytes(*seconds), 0).filter(|at| now < *at)?;
    let (kind, name) = std::str::from_utf8(name).ok()?.split_once('/')?;
    Some((PublicationKey::parse(PublicationKind::from_word(kind)?, name).ok()?, expires_at))
}

/// The preview's address without a language prefix.
pub fn preview_path(key: &[u8], publication: &PublicationKey, expires_at: DateTime<Utc>) -> String {
    format!("/preview/{}", preview_token(key, publication, expires_at))
}

fn mac(key: &[u8], said: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(PURPOSE);
    mac.update(said);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::NoticeId;

    #[test]
    fn a_token_is_for_one_publication_one_key_and_some_time() {
        let now: DateTime<Utc> = "2026-11-24T01:00:00Z".parse().unwrap();
        let notice = PublicationKey::Notice(NoticeId::parse("SC-2026-0042").unwrap());
        let until = now + LIFETIME;
        let token = preview_token(b"key", &notice, until);
        assert_eq!(read_preview_token(b"key", &token, now), Some((notice.clone(), until)));
        assert!(read_preview_token(b"key", &token, until).is_none(), "its time is over");
        assert!(read_preview_token(b"other", &token, now).is_none());
        let longer = preview_token(b"other", &notice, until + LIFETIME);
        let (said, tag) = (longer.split_once('.').unwrap().0, token.split_once('.').unwrap().1);
        assert!(read_preview_token(b"key", &format!("{said}.{tag}"), now).is_none(), "forged");
        for nonsense in ["", ".", "a.b", &token[1..], token.split_once('.').unwrap().0] {
            assert!(read_preview_token(b"key", nonsense, now).is_none(), "{nonsense}");
        }
    }
}
