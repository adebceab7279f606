//! An administrator or someone of the provider revokes a token of the API.

use crate::actions::{current, go};
use crate::error::AppError;
use domain::token::TokenId;
use leptos::prelude::*;

/// Revokes it, at once and for good.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] for a token that is not theirs to revoke.
#[server(name = RevokeToken, prefix = "/actions", endpoint = "revoke-token")]
pub async fn revoke_token(token: i64, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let is_there = request.portal.store.revoke_token(&request.viewer, TokenId(token), &request.act()).await?;
    if !is_there {
        return Err(AppError::NotFound);
    }
    go(&back);
    Ok(())
}
