//! Someone makes a feed with a secret address of what they may read.

use crate::actions::shown_once::ShownOnce;
use crate::actions::{current, go};
use crate::error::AppError;
use crate::ssr::random;
use crate::ssr::secret::{self, Secret};
use domain::private_feed::PrivateFeedRefusal;
use leptos::prelude::*;

/// Makes it and leads to the page that shows its addresses, or back to the form with what is wrong.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::Internal`] when the store or the system's randomness fails.
#[server(name = MakePrivateFeed, prefix = "/actions", endpoint = "make-private-feed")]
pub async fn make_private_feed(#[server(default)] name: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    let secret = Secret::PrivateFeed.of(random::bytes().map_err(|_| AppError::Internal)?);
    let store = &request.portal.store;
    let made = store.make_private_feed(&request.viewer, &name, &secret::hash(&secret), &request.act()).await?;
    let problem = match made.ok_or(AppError::NotSignedIn)? {
        Ok(_) => {
            ShownOnce::PrivateFeed.send(&request, &secret)?;
            go(&format!("{back}?done=feed-made"));
            return Ok(());
        }
        Err(PrivateFeedRefusal::Name) => "feed-name",
        Err(PrivateFeedRefusal::TooMany) => "feeds-too-many",
    };
    go(&format!("{back}?problem={problem}"));
    Ok(())
}
