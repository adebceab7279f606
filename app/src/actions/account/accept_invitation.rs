//! Accepts an invitation by the link of its mail, which works once.

use super::{chosen, limits};
use crate::actions::{current, go};
use crate::error::AppError;
use crate::ssr::session;
use domain::audit::Actor;
use domain::id::UserId;
use domain::locale::Locale;
use leptos::prelude::*;
use store::Acceptance;

/// Makes the invited one of the people with that password and leads to sign-in; back to the form where the
/// password is not taken, which leaves the link as it is.
///
/// # Errors
/// [`AppError::Internal`] when the store fails; nothing was changed then.
#[server(name = AcceptInvitation, prefix = "/actions", endpoint = "accept-invitation")]
pub async fn accept_invitation(
    token: String,
    password: String,
    #[server(default)] locale: String,
) -> Result<(), AppError> {
    let request = current()?;
    let locale = Locale::from_tag(&locale).unwrap_or_default();
    let form = locale.address(&format!("/invitations/{}", super::path_part(&token)));
    let (store, hash) = (&request.portal.store, session::token_hash(&token));
    let Some(attempt) = limits::try_link(&request).await? else {
        go(&form);
        return Ok(());
    };
    let Some((invitation, _)) = store.invitation_by_link(&hash, request.now).await? else {
        go(&form);
        return Ok(());
    };
    store.forgive_attempt(&attempt).await?;
    let actor = Actor::Member { user: UserId(0), name: invitation.name, address: invitation.address };
    let hashed = match chosen(&request, &actor, password).await? {
        Ok(hashed) => hashed,
        Err(problem) => {
            go(&format!("{form}?problem={}", problem.word()));
            return Ok(());
        }
    };
    go(&match store.accept_invitation(&hash, hashed, &request.act()).await? {
        Some(Acceptance::Accepted(_)) => locale.address("/sign-in") + "?done=accepted",
        Some(Acceptance::AddressTaken) => format!("{form}?problem=address_taken"),
        None => form,
    });
    Ok(())
}
