//! An administrator or someone of the provider makes a token of the API.

use crate::actions::{current, go, set_cookie};
use crate::error::AppError;
use crate::ssr::api_token::{api_token, api_token_hash, is_api_token};
use crate::ssr::page_request::PageRequest;
use crate::ssr::{cookie, random};
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use domain::permission::{Permission, may};
use domain::token::{LONGEST_NAME, Scope, expiry};
use http::request::Parts;
use leptos::prelude::*;
use std::collections::BTreeSet;
use store::NewToken;

/// Carries the secret to the page that shows it once; nothing else of it is kept anywhere.
const SECRET_COOKIE: &str = "__Host-kairan_new_token";

/// Makes it and leads to the page that shows its secret, or back to the form with what is wrong.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] for whoever may make none,
/// [`AppError::BadInput`] for a scope that is not open to them.
#[server(name = MakeToken, prefix = "/actions", endpoint = "make-token")]
pub async fn make_token(
    #[server(default)] name: String,
    #[server(default)] scopes: Vec<String>,
    #[server(default)] days: i64,
    back: String,
) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    if !may(&request.viewer, Permission::MakeTokens) {
        return Err(AppError::NotFound);
    }
    let scopes: Option<BTreeSet<Scope>> = scopes.iter().map(|word| Scope::from_word(word)).collect();
    let scopes = scopes.ok_or(AppError::BadInput)?;
    let expires_at = expiry(request.now, days).ok_or(AppError::BadInput)?;
    let name = name.trim().to_owned();
    let problem = match name.chars().count() {
        0 => Some("name"),
        length if length > LONGEST_NAME => Some("name-too-long"),
        _ if scopes.is_empty() => Some("scopes"),
        _ => None,
    };
    if let Some(problem) = problem {
        go(&format!("{back}?problem={problem}"));
        return Ok(());
    }
    let secret = api_token(random::bytes().map_err(|_| AppError::Internal)?);
    let new = NewToken { name, scopes, expires_at };
    let made = request.portal.store.make_token(&request.viewer, &new, &api_token_hash(&secret), &request.act()).await?;
    made.ok_or(AppError::BadInput)?;
    set_cookie(&secret_cookie(&request, secret));
    go(&format!("{back}?done=made"));
    Ok(())
}

/// The secret that was just made; from now on nobody is shown it again.
pub fn take_secret(request: &PageRequest) -> Option<String> {
    let secret = cookie::value(&request.portal.site.public_url, SECRET_COOKIE, &use_context::<Parts>()?)?;
    set_cookie(&cookie::removal(secret_cookie(request, String::new())));
    Some(secret).filter(|secret| is_api_token(secret))
}

fn secret_cookie(request: &PageRequest, secret: String) -> Cookie<'static> {
    cookie::cookie(&request.portal.site.public_url, SECRET_COOKIE, secret, SameSite::Strict, TimeDelta::minutes(1))
}
