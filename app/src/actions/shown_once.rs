//! What only one person may see on its way from an action to the one page that shows it, a secret that was made or a form
//! that was refused: in a cookie of that browser for
//! two minutes, sealed for the person who is signed in, and taken away by the answer that shows it.

use super::set_cookie;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{cookie, seal};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use http::request::Parts;
use leptos::prelude::*;

/// What is shown once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownOnce {
    /// The recovery codes of a second factor.
    RecoveryCodes,
    /// A token of the API.
    ApiToken,
    /// The secret in the addresses of private feeds.
    PrivateFeed,
    /// What was typed into a form that was refused.
    RefusedForm,
}

impl ShownOnce {
    const fn cookie(self) -> &'static str {
        match self {
            Self::RecoveryCodes => "__Host-kairan-recovery-codes",
            Self::ApiToken => "__Host-kairan-new-token",
            Self::PrivateFeed => "__Host-kairan-new-feed",
            Self::RefusedForm => "__Host-kairan-refused-form",
        }
    }

    /// What it is sealed for.
    const fn purpose(self) -> &'static str {
        match self {
            Self::RecoveryCodes => "recovery codes on their way to the page",
            Self::ApiToken => "an API token on its way to the page",
            Self::PrivateFeed => "a private feed on its way to the page",
            Self::RefusedForm => "a refused form on its way to the page",
        }
    }

    /// Sends it along with the answer.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] for nobody; [`AppError::Internal`] when the system has no randomness to give.
    pub fn send(self, request: &PageRequest, secret: &str) -> Result<(), AppError> {
        let user = request.viewer.user().ok_or(AppError::NotSignedIn)?;
        let sealed = seal::seal(&request.portal.site.key, self.purpose(), user, secret.as_bytes());
        set_cookie(&self.carried(request, URL_SAFE_NO_PAD.encode(sealed.ok_or(AppError::Internal)?)));
        Ok(())
    }

    /// What came along with the request, for the person it is for; nobody is shown it again.
    pub fn take(self, request: &PageRequest) -> Option<String> {
        let carried = cookie::value(&request.portal.site.public_url, self.cookie(), &use_context::<Parts>()?)?;
        let sealed = URL_SAFE_NO_PAD.decode(carried).ok()?;
        let plain = seal::open(&request.portal.site.key, self.purpose(), request.viewer.user()?, &sealed)?;
        set_cookie(&cookie::removal(self.carried(request, String::new())));
        String::from_utf8(plain).ok()
    }

    fn carried(self, request: &PageRequest, value: String) -> Cookie<'static> {
        let public_url = &request.portal.site.public_url;
        let cookie = cookie::cookie(public_url, self.cookie(), value, SameSite::Strict, TimeDelta::minutes(2));
        if request.framed_by.is_empty() { cookie } else { cookie::framed(cookie) }
    }
}
