//! What people do. Each server function has four steps: who is the viewer; parse the input into domain
//! types; one call into the store; a redirect. Its address is pinned, because pages and scripts post to
//! it. None takes a GET.

pub mod account;
pub mod acknowledgements {
    //! Acknowledgements.
    pub mod acknowledge_revision;
}
pub mod people;
pub mod reading {
    //! What someone has read, and where they put it.
    pub mod archive_all_read;
    pub mod archive_notice;
    pub mod mark_all_read;
    pub mod mark_read;
    pub mod mark_unread;
    pub mod pin_notice;
    pub mod set_shortcuts;
    pub mod unarchive_notice;
    pub mod unpin_notice;
}
pub mod subscriptions {
    //! What someone gets by mail, and the feeds that are theirs alone.
    pub mod end_private_feed;
    pub mod make_private_feed;
    pub mod save_mail_subscription;
}
pub mod shown_once;
pub mod tenants;
pub mod tokens {
    //! Tokens of the API.
    pub mod make_token;
    pub mod revoke_token;
}
pub mod timeline {
    //! What became of a notice.
    pub mod record_event;
    pub(crate) mod refused_form;
}

use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use axum_extra::extract::cookie::Cookie;
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::reading::Sight;
use domain::shelf::ReaderFact;
use http::HeaderValue;
use http::header::SET_COOKIE;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// The request a server function answers.
fn current() -> Result<PageRequest, AppError> {
    PageRequest::current().ok_or(AppError::Internal)
}

/// The publication a form names.
fn named(kind: &str, name: &str) -> Result<PublicationKey, AppError> {
    let kind = PublicationKind::from_word(kind).ok_or(AppError::BadInput)?;
    PublicationKey::parse(kind, name).map_err(|_| AppError::BadInput)
}

/// What a form says its page showed of a publication; what it does not say, as it stands.
fn seen(publication: &Publication, revision: Option<u32>, news: Option<i64>) -> Sight {
    let all = Sight { revision: u32::MAX, news: i64::MAX };
    Sight { revision: revision.unwrap_or(all.revision), news: news.unwrap_or(all.news) }.within(publication)
}

/// Notes what the viewer did with a publication that exists for them.
async fn note(kind: &str, name: &str, fact: ReaderFact) -> Result<PageRequest, AppError> {
    let request = current()?;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let key = named(kind, name)?;
    let publication = request.catalogue.find(&request.viewer, request.now, &key).ok_or(AppError::NotFound)?;
    let about = [(key, publication.sight())];
    request.portal.store.note_reader_fact(&request.viewer, request.now, fact, &about).await?;
    Ok(request)
}

/// The address with more in its query, and without a fragment.
fn with_query(address: &str, pairs: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}{pairs}")
}

/// Sends the reader on, to an address of this portal only.
fn go(address: &str) {
    leptos_axum::redirect(local_address(address));
}

/// The address if it is a path of this portal, else the home page: a form's field never leads elsewhere.
pub fn local_address(address: &str) -> &str {
    let is_local = address.starts_with('/')
        && !address.starts_with("//")
        && !address.starts_with("/\\")
        && !address.bytes().any(|byte| byte.is_ascii_control() || byte == b'\\');
    if is_local { address } else { "/" }
}

pub(crate) fn set_cookie(cookie: &Cookie<'_>) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie.to_string()))
    {
        response.append_header(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::{local_address, with_query};
    use rstest::rstest;

    #[rstest]
    #[case("/notices?page=2", "/notices?page=2")]
    #[case("//evil.example", "/")]
    #[case("/\\evil.example", "/")]
    #[case("https://evil.example", "/")]
    #[case("/a\r\nSet-Cookie: x=y", "/")]
    #[case("", "/")]
    fn nobody_is_sent_elsewhere(#[case] given: &str, #[case] taken: &str) {
        assert_eq!(local_address(given), taken);
    }

    #[test]
    fn what_was_done_is_told_to_the_page_one_comes_back_to() {
        assert_eq!(with_query("/notices?unread=1#SC-2026-0042", "done=x"), "/notices?unread=1&done=x");
        assert_eq!(with_query("/en/notices", "done=x"), "/en/notices?done=x");
    }
}
