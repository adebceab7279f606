//! Sign-in with e-mail and password. The answer is the same for an unknown address and a wrong
//! password, in words and in time.

use crate::actions::{current, go, set_cookie};
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{password, random, session};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use domain::id::UserId;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use http::request::Parts;
use leptos::prelude::*;
use std::sync::LazyLock;

/// How many wrong passwords one address may have within [`WINDOW`].
const MOST_FAILURES: u64 = 10;
/// The time over which wrong passwords are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Carries the address from a failed try back to the form, so that it need not be typed again.
const ADDRESS_COOKIE: &str = "kairan_sign_in_address";

/// What an unknown address is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    let unknown = random::token().ok()?;
    password::hash(&unknown).ok()
});

/// Starts a session and leads to `next`, or back to the form with what went wrong.
///
/// # Errors
/// [`AppError::Internal`] when the store or the system's randomness fails; nobody is signed in then.
#[server(name = SignIn, prefix = "/actions", endpoint = "sign-in")]
pub async fn sign_in(
    address: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] locale: String,
) -> Result<(), AppError> {
    let request = current()?;
    let locale = Locale::from_tag(&locale).unwrap_or_default();
    let form = locale.address("/sign-in");
    let failed = |problem: &str| {
        set_cookie(&address_cookie(&request, &address));
        go(&format!("{form}?problem={problem}&next={}", encode(&next)));
        Ok(())
    };
    let Ok(known_address) = MailAddress::parse(&address) else {
        return failed("credentials");
    };
    // Whoever signs in at their organisation has no password here.
    if password.is_empty() {
        let Some(provider) = request.portal.providers.of_address(&known_address) else {
            return failed("credentials");
        };
        set_cookie(&address_cookie(&request, &address));
        go(&format!("{form}?provider={}&next={}", provider.key, encode(&next)));
        return Ok(());
    }
    let store = &request.portal.store;
    let failures = store.sign_in_failures(known_address.as_str(), request.now - WINDOW).await?;
    if failures >= MOST_FAILURES {
        return failed("too-many");
    }
    let Some(user) = verified(&request, &known_address, password).await? else {
        store.record_sign_in_failure(known_address.as_str(), request.now).await?;
        return failed("credentials");
    };
    let token = random::token().map_err(|_| AppError::Internal)?;
    store.start_session(&session::token_hash(&token), user, request.now, request.now + session::LIFETIME).await?;
    set_cookie(&session::cookie(&request.portal.site.public_url, token));
    set_cookie(&forgotten_address());
    let home = locale.address("/");
    go(if next.is_empty() { &home } else { &next });
    Ok(())
}

/// The user whose address and password these are.
async fn verified(request: &PageRequest, address: &MailAddress, given: String) -> Result<Option<UserId>, AppError> {
    let known = request.portal.store.credentials(address).await?;
    let (user, hash) = match known {
        Some((user, hash)) => (Some(user), Some(hash)),
        None => (None, NOBODY.clone()),
    };
    let hash = hash.ok_or(AppError::Internal)?;
    let fits = blocking(move || password::verify(&given, &hash)).await?;
    Ok(user.filter(|_| fits))
}

/// The address of the try before this one.
pub fn remembered_address() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let jar = CookieJar::from_headers(&parts.headers);
    let value = jar.get(ADDRESS_COOKIE)?.value().to_owned();
    MailAddress::parse(&value).ok().map(|address| address.to_string())
}

fn address_cookie(request: &PageRequest, address: &str) -> Cookie<'static> {
    let kept = MailAddress::parse(address).map(|address| address.to_string()).unwrap_or_default();
    Cookie::build((ADDRESS_COOKIE, kept))
        .path("/")
        .http_only(true)
        .secure(request.portal.site.public_url.starts_with("https://"))
        .same_site(SameSite::Lax)
        .max_age(time::Duration::minutes(5))
        .build()
}

fn forgotten_address() -> Cookie<'static> {
    let mut cookie = Cookie::build((ADDRESS_COOKIE, "")).path("/").build();
    cookie.make_removal();
    cookie
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Runs what takes tens of milliseconds of one core where it holds up nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| AppError::Internal)
}
