//! What this user wants by mail.

use crate::actions::{current, go};
use crate::error::AppError;
use domain::subscription::{MailSubscription, Topic};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Saves whether and about what mail is wanted. The form is the whole truth: what is not ticked is off.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::BadInput`] for a stream that does not exist.
#[server(name = SaveMailSubscription, prefix = "/actions", endpoint = "save-mail-subscription")]
pub async fn save_mail_subscription(
    #[server(default)] is_active: bool,
    #[server(default)] topics: Vec<String>,
    back: String,
) -> Result<(), AppError> {
    let request = current()?;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let topics: Option<BTreeSet<Topic>> = topics.iter().map(|word| Topic::from_word(word)).collect();
    let subscription = MailSubscription { is_active, topics: topics.ok_or(AppError::BadInput)? };
    request.portal.store.set_mail_subscription(&request.viewer, &subscription, request.now).await?;
    go(&back);
    Ok(())
}
