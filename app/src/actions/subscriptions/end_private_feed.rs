//! Someone ends a feed with a secret address.

use crate::actions::{current, go};
use crate::error::AppError;
use domain::private_feed::PrivateFeedId;
use leptos::prelude::*;

/// Ends one of one's own, at once and for good.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] where one has none of that number.
#[server(name = EndPrivateFeed, prefix = "/actions", endpoint = "end-private-feed")]
pub async fn end_private_feed(feed: i64, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let ended = request.portal.store.end_private_feed(&request.viewer, PrivateFeedId(feed), &request.act()).await?;
    ended.ok_or(AppError::NotFound)?;
    go(&format!("{back}?done=feed-ended"));
    Ok(())
}
