//! Publishing without a plan that has to hold.

use crate::connection::Store;
use crate::error::Result;
use crate::publish::{Published, lock_version, publish_within};
use chrono::{DateTime, Utc};
use domain::plan::{Draft, Step};
use domain::portal::Portal;

/// Publishes at `now` what the steps say, whatever was published since they were planned: between two who do so only
/// the constraints of the schema decide.
///
/// # Errors
/// As [`Store::publish`].
pub async fn publish(
    store: &Store,
    portal: Option<&Portal>,
    steps: &[(Draft, Step)],
    now: DateTime<Utc>,
) -> Result<Published> {
    let transaction = store.begin().await?;
    let version = lock_version(&transaction).await?;
    let published = publish_within(&transaction, portal, steps, version, now).await?;
    transaction.commit().await?;
    Ok(published)
}
