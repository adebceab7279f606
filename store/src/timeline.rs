//! Recording what becomes of a notice. Each event is written together with its dispatch and the next
//! version of the catalogue, so that whoever sees the event will be told of it, and every node sees it.
//!
//! Writers wait for one another on the row of the catalogue's version and judge by what stands then;
//! that of each kind there is one event at most is held by a unique constraint besides.

use crate::audit::append;
use crate::connection::Store;
use crate::entity::{dispatch, event, portal};
use crate::error::{Result, StoreError};
use crate::loading::{self, Loaded};
use crate::publish::{lock_version, raise_version};
use crate::row::{Micros, Row, stored_instant, to_json};
use crate::tenants::all_tenants;
use chrono::{DateTime, Utc};
use domain::audit::{Act, AuditAction};
use domain::event::{Event, Recorder};
use domain::lead_time::{LeadTimes, TooEarly};
use domain::locale::Localized;
use domain::portal::Portal;
use domain::publication::PublicationKey;
use domain::timeline::{Decision, Entry, Refusal, Transition, decide, due, too_early};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait};

/// What became of a transition that someone asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recording {
    /// It was recorded, and those concerned will be told.
    Recorded(Event),
    /// It had been recorded before; nothing was changed.
    Unchanged,
    /// It cannot be recorded; nothing was changed.
    Refused(Refusal),
    /// The new start comes too soon, and no reason was given; nothing was changed.
    TooEarly(TooEarly),
}

/// What someone wants to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened.
    pub transition: Transition,
    /// Who says so.
    pub by: Recorder,
    /// What they say about it.
    pub message: Option<Localized<String>>,
    /// Why a new start may come sooner than the lead times permit; readers are told.
    pub lead_time_exception: Option<Localized<String>>,
}

impl Store {
    /// Records what became of a notice, if that can have become of it, and if a new start is not too soon for
    /// those concerned or a reason is given. `None` when there is no such publication.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::CorruptRow`] or, should another writer be first in spite
    /// of everything, [`StoreError::Conflict`]; then nothing was recorded.
    pub async fn record_event(
        &self,
        key: &PublicationKey,
        new: &NewEvent,
        now: DateTime<Utc>,
    ) -> Result<Option<Recording>> {
        self.record(key, new, now, None).await
    }

    /// As [`Store::record_event`], by someone of the provider: what was recorded stands in the audit trail too.
    ///
    /// # Errors
    /// As [`Store::record_event`].
    pub async fn record_event_by_staff(
        &self,
        key: &PublicationKey,
        new: &NewEvent,
        act: &Act,
    ) -> Result<Option<Recording>> {
        self.record(key, new, act.at, Some(act)).await
    }

    async fn record(
        &self,
        key: &PublicationKey,
        new: &NewEvent,
        now: DateTime<Utc>,
        act: Option<&Act>,
    ) -> Result<Option<Recording>> {
        let now = stored_instant(now);
        let transaction = self.begin().await?;
        lock_version(&transaction).await?;
        let Some(standing) = loading::by_keys(&transaction, std::slice::from_ref(key)).await?.pop() else {
            return Ok(None);
        };
        let entry = match decide(&standing.publication, new.transition, now) {
            Ok(Decision::Record(entry)) => entry,
            Ok(Decision::Unchanged) => return Ok(Some(Recording::Unchanged)),
            Err(refusal) => return Ok(Some(Recording::Refused(refusal))),
        };
        let exception = new.lead_time_exception.as_ref().filter(|_| entry.moved.is_some());
        if let Some(moved) = entry.moved.filter(|_| exception.is_none()) {
            let rules = lead_times(&transaction).await?;
            let tenants = all_tenants(&transaction).await?;
            if let Some(early) = too_early(&standing.publication, moved, &rules, &tenants, now) {
                return Ok(Some(Recording::TooEarly(early)));
            }
        }
        let remark = Remark { message: new.message.as_ref(), lead_time_exception: exception, ..Remark::by(&new.by) };
        let event = write(&transaction, &standing, entry, remark, now).await?;
        raise_version(&transaction).await?;
        if let Some(act) = act {
            let record = act.record(AuditAction::EventRecorded, None, key.name());
            append(&transaction, &record.with("event", event.kind.word())).await?;
        }
        transaction.commit().await?;
        Ok(Some(Recording::Recorded(event)))
    }

    /// Records what is due by itself of these notices, all in one transaction, and returns how many
    /// events that were. What another node has recorded meanwhile is not due any more.
    ///
    /// # Errors
    /// As [`Store::record_event`]; then nothing was recorded.
    pub async fn record_due(&self, keys: &[PublicationKey], now: DateTime<Utc>) -> Result<usize> {
        if keys.is_empty() {
            return Ok(0);
        }
        let now = stored_instant(now);
        let transaction = self.begin().await?;
        lock_version(&transaction).await?;
        let mut recorded = 0;
        for standing in loading::by_keys(&transaction, keys).await? {
            for entry in due(&standing.publication, now) {
                write(&transaction, &standing, entry, Remark::by(&Recorder::Schedule), now).await?;
                recorded += 1;
            }
        }
        if recorded > 0 {
            raise_version(&transaction).await?;
        }
        transaction.commit().await?;
        Ok(recorded)
    }
}

/// The rules of the service; none before anything was published.
async fn lead_times(db: &impl ConnectionTrait) -> Result<LeadTimes> {
    let Some(row) = portal::Entity::find_by_id(portal::ONLY).one(db).await? else { return Ok(LeadTimes::default()) };
    let portal: Portal = Row::of("portal", &row.id).json("content", &row.content)?;
    Ok(portal.lead_times)
}

/// Who writes an event down, and what they say.
#[derive(Clone, Copy)]
pub struct Remark<'a> {
    /// Who.
    pub by: &'a Recorder,
    /// What.
    pub message: Option<&'a Localized<String>>,
    /// Why a new start may come so soon.
    pub lead_time_exception: Option<&'a Localized<String>>,
}

impl<'a> Remark<'a> {
    /// Without a word.
    pub const fn by(by: &'a Recorder) -> Self {
        Self { by, message: None, lead_time_exception: None }
    }
}

async fn write(
    db: &impl ConnectionTrait,
    standing: &Loaded,
    entry: Entry,
    remark: Remark<'_>,
    now: DateTime<Utc>,
) -> Result<Event> {
    let revision = standing.publication.current.head.number;
    let row = event_row(standing.id, revision, entry, remark, now)?;
    let written = row.insert(db).await.map_err(StoreError::conflict_over("an event of that kind"))?;
    if entry.is_told {
        dispatch::Entity::insert(dispatch_row(written.id, now)).exec_without_returning(db).await?;
    }
    loading::event_of(&written)
}

/// The row of an event.
pub fn event_row(
    publication_id: i64,
    revision: u32,
    entry: Entry,
    remark: Remark<'_>,
    now: DateTime<Utc>,
) -> Result<event::ActiveModel> {
    Ok(event::ActiveModel {
        publication_id: Set(publication_id),
        revision: Set(i64::from(revision)),
        kind: Set(entry.kind.word().to_owned()),
        happened_at: Set(Micros::from(entry.at)),
        message: Set(remark.message.map(to_json).transpose()?),
        recorded_by: Set(to_json(remark.by)?),
        recorded_at: Set(Micros::from(now)),
        moved: Set(entry.moved.as_ref().map(to_json).transpose()?),
        lead_time_exception: Set(remark.lead_time_exception.map(to_json).transpose()?),
        ..Default::default()
    })
}

/// The row that makes an event known from an instant on.
pub fn dispatch_row(event_id: i64, due_at: DateTime<Utc>) -> dispatch::ActiveModel {
    dispatch::ActiveModel {
        event_id: Set(event_id),
        due_at: Set(Micros::from(due_at)),
        expanded_to: Set(0),
        expanded_at: Set(None),
    }
}
