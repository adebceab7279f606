//! An administrator or someone of the provider makes a token of the API.

use crate::actions::shown_once::ShownOnce;
use crate::actions::{current, go};
use crate::error::AppError;
use crate::ssr::random;
use crate::ssr::secret::{self, Secret};
use domain::permission::{Permission, may};
use domain::token::{LONGEST_NAME, Scope, expiry};
use leptos::prelude::*;
use std::collections::BTreeSet;
use store::NewToken;

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
    let secret = Secret::ApiToken.of(random::bytes().map_err(|_| AppError::Internal)?);
    let new = NewToken { name, scopes, expires_at };
    let made = request.portal.store.make_token(&request.viewer, &new, &secret::hash(&secret), &request.act()).await?;
    made.ok_or(AppError::BadInput)?;
    ShownOnce::ApiToken.send(&request, &secret)?;
    go(&format!("{back}?done=made"));
    Ok(())
}
