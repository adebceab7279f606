//! What answers show of publications: notices, and the parts that policies and disclosures have too.

use super::caller::Caller;
use super::problem::Problem;
use super::said::Said;
use super::words::{CategoryWord, ClassWord, EventWord, ImpactWord, NoticeKindWord, RequiredOfWord, StateWord, Text};
use crate::state::ServerState;
use chrono::{DateTime, NaiveDate, Utc};
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::event::{Event, EventKind};
use domain::locale::{Locale, Localized};
use domain::notice::{Category, Impact, NoticeKind, NoticeState, Planned};
use domain::publication::Publication;
use domain::revision::{Attachment, Edition, RevisionClass, RevisionHead};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::TokenMarks;
use utoipa::ToSchema;

/// The texts of a current revision as they are kept.
pub type Texts = Localized<Arc<domain::revision::Body>>;

/// A notice as the list shows it.
#[derive(Serialize, ToSchema)]
pub struct NoticeSummary {
    /// Its number, printed on every page and mail.
    #[schema(example = "SC-2026-0042")]
    pub id: String,
    /// Its page.
    #[schema(format = "uri", example = "https://portal.example/notices/SC-2026-0042")]
    pub url: String,
    /// What sort of notice.
    #[schema(value_type = NoticeKindWord)]
    pub kind: NoticeKind,
    /// What a service change is about.
    #[schema(value_type = Option<CategoryWord>)]
    pub category: Option<Category>,
    /// What the reader has to do.
    #[schema(value_type = ImpactWord)]
    pub impact: Impact,
    /// Where it stands now.
    #[schema(value_type = StateWord)]
    pub state: NoticeState,
    /// The components it touches.
    #[schema(example = json!(["recording-api"]))]
    pub components: Vec<String>,
    /// One line.
    pub title: Text,
    /// One to three sentences.
    pub summary: Text,
    /// When it appeared.
    pub published_at: DateTime<Utc>,
    /// When readers last had something new of it.
    pub updated_at: DateTime<Utc>,
    /// When the change takes place, as it stands now.
    pub planned: Option<Span>,
    /// From which day changed terms hold.
    pub effective_on: Option<NaiveDate>,
    /// By which day the reader has to act.
    pub act_by: Option<NaiveDate>,
    /// The acknowledgement it asks of the token's tenant.
    pub acknowledgement: Option<Asked>,
    /// The number of its current revision.
    #[schema(example = 1)]
    pub revision: u32,
    /// The SHA-256 of the current revision's canonical source.
    #[schema(min_length = 64, max_length = 64)]
    pub digest: String,
    /// Whether this token has marked it as read as it stands.
    pub is_read: bool,
}

/// A notice, whole.
#[derive(Serialize, ToSchema)]
pub struct Notice {
    /// What the list shows.
    #[serde(flatten)]
    pub summary: NoticeSummary,
    /// Its text in Japanese.
    pub ja: Body,
    /// Its text in English, where there is a translation.
    pub en: Option<Body>,
    /// What it says beside its text.
    #[serde(flatten)]
    pub said: Said,
    /// The clauses of the policy it answers.
    #[schema(example = json!(["II-5"]))]
    pub clauses: Vec<String>,
    /// What became of it, oldest first.
    pub timeline: Vec<TimelineEvent>,
    /// Its revisions, oldest first.
    pub revisions: Vec<RevisionSummary>,
    /// The files of its current revision.
    pub attachments: Vec<File>,
}

/// From when to when.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Span {
    /// When it begins.
    pub start: DateTime<Utc>,
    /// When it is over.
    pub end: Option<DateTime<Utc>>,
}

/// What is asked, and until when.
#[derive(Serialize, ToSchema)]
pub struct Asked {
    /// Of whom.
    #[schema(value_type = RequiredOfWord)]
    pub by: RequiredOf,
    /// Until the end of which day, in Japan.
    pub due: Option<NaiveDate>,
}

/// A text in one language.
#[derive(Serialize, ToSchema)]
pub struct Body {
    /// Safe HTML; links and images are absolute paths.
    #[schema(example = "<p>…</p>")]
    pub html: String,
    /// The same as plain text.
    pub text: String,
    /// The revision this text is of: smaller than the current one where a translation is behind.
    #[schema(example = 1)]
    pub of_revision: u32,
}

/// Something that became of it.
#[derive(Serialize, ToSchema)]
pub struct TimelineEvent {
    /// What happened.
    #[schema(value_type = EventWord)]
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// The revision it is about.
    #[schema(example = 1)]
    pub revision: u32,
    /// To when a planned time moved.
    pub moved_to: Option<Span>,
    /// What the provider said about it.
    pub message: Option<Text>,
    /// Why a new start was earlier than the lead times allow.
    pub lead_time_exception: Option<Text>,
}

/// A revision.
#[derive(Serialize, ToSchema)]
pub struct RevisionSummary {
    /// From 1.
    #[schema(example = 1)]
    pub number: u32,
    /// The SHA-256 of its canonical source.
    #[schema(min_length = 64, max_length = 64)]
    pub digest: String,
    /// How much it changed.
    #[schema(value_type = ClassWord)]
    pub class: RevisionClass,
    /// What changed, in the author's words.
    pub note: Option<Text>,
    /// The day the author gave it.
    pub on: NaiveDate,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Its page.
    #[schema(format = "uri")]
    pub url: String,
}

/// A file.
#[derive(Serialize, ToSchema)]
pub struct File {
    /// Its name.
    #[schema(example = "table.csv")]
    pub name: String,
    /// Its address.
    #[schema(format = "uri")]
    pub url: String,
    /// The SHA-256 of its bytes.
    #[schema(min_length = 64, max_length = 64)]
    pub digest: String,
    /// Its media type.
    #[schema(example = "text/csv; charset=utf-8")]
    pub media_type: String,
    /// Its size in bytes.
    #[schema(example = 1024)]
    pub size: u64,
}

/// A notice as the list shows it; `None` for what is no notice. Of one that was withdrawn only number and
/// title are left.
pub fn summary(
    state: &ServerState,
    caller: &Caller,
    marks: &TokenMarks,
    publication: &Publication,
) -> Option<NoticeSummary> {
    let facts = publication.notice()?;
    let editions = &publication.current.editions;
    let requirement: Option<&Requirement> = match caller.viewer().member() {
        Some(member) => publication.requirement_of(&member.tenant),
        None => publication.requirement(),
    };
    let is_withdrawn = is_gone(caller, publication);
    Some(NoticeSummary {
        id: publication.key.name().to_owned(),
        url: state.portal.absolute(&publication.key.path()),
        kind: facts.kind,
        category: facts.category,
        impact: facts.impact,
        state: publication.state(caller.now),
        components: facts.components.iter().map(ToString::to_string).collect(),
        title: text(editions, |edition| edition.title.clone()),
        summary: text(editions, |edition| if is_withdrawn { String::new() } else { edition.summary.clone() }),
        published_at: publication.publish_at,
        updated_at: publication.updated_at(),
        planned: publication.planned().map(Span::from),
        effective_on: publication.effective_on(),
        act_by: facts.act_by,
        acknowledgement: requirement.map(|asked| Asked { by: asked.by, due: asked.due }),
        revision: publication.current.head.number,
        digest: publication.current.head.digest.to_string(),
        is_read: caller.is_read(marks, publication),
    })
}

/// Whether only staff can still read it: it was withdrawn.
pub fn is_gone(caller: &Caller, publication: &Publication) -> bool {
    publication.is_withdrawn() && caller.viewer().staff().is_none()
}

/// A notice whole; `None` for what is no notice. Of one that was withdrawn nothing of the texts is left.
pub fn whole(
    state: &ServerState,
    caller: &Caller,
    marks: &TokenMarks,
    publication: &Publication,
    texts: &Texts,
) -> Option<Notice> {
    let is_withdrawn = is_gone(caller, publication);
    let (ja, en) = bodies(publication, texts);
    Some(Notice {
        summary: summary(state, caller, marks, publication)?,
        ja,
        en,
        said: if is_withdrawn { Said::default() } else { Said::of(publication.notice()?, texts) },
        clauses: publication.clauses().iter().map(ToString::to_string).collect(),
        timeline: publication.events.iter().filter(|event| event.at <= caller.now).map(TimelineEvent::from).collect(),
        revisions: if is_withdrawn { vec![] } else { revisions(state, publication) },
        attachments: if is_withdrawn { vec![] } else { files(state, publication) },
    })
}

/// Both texts of the current revision.
pub async fn texts(state: &ServerState, publication: &Publication) -> Result<Texts, Problem> {
    let store = &state.portal.store;
    let ja = store.body(publication, Locale::Ja).await?;
    let en = match &publication.current.editions.en {
        Some(_) => Some(store.body(publication, Locale::En).await?),
        None => None,
    };
    Ok(Localized { ja, en })
}

/// Both texts as answers have them; empty ones where none was read.
pub fn bodies(publication: &Publication, texts: &Texts) -> (Body, Option<Body>) {
    let editions = &publication.current.editions;
    let en = editions.en.as_ref().map(|edition| written(edition, &texts.en.clone().unwrap_or_default()));
    (written(&editions.ja, &texts.ja), en)
}

fn written(edition: &Edition, body: &domain::revision::Body) -> Body {
    Body { html: body.html.clone(), text: body.text.clone(), of_revision: edition.translates }
}

/// One text of each edition.
pub fn text(editions: &Localized<Edition>, of: impl Fn(&Edition) -> String) -> Text {
    Text { ja: of(&editions.ja), en: editions.en.as_ref().map(of) }
}

/// All revisions of a publication.
pub fn revisions(state: &ServerState, publication: &Publication) -> Vec<RevisionSummary> {
    let summary = |head: &RevisionHead| RevisionSummary {
        number: head.number,
        digest: head.digest.to_string(),
        class: head.class,
        note: head.note.as_deref().cloned().map(Text::from),
        on: head.on,
        published_at: head.published_at.max(publication.publish_at),
        url: state.portal.absolute(&publication.key.revision_path(head.number)),
    };
    publication.history.iter().map(summary).collect()
}

/// The files of the current revision.
pub fn files(state: &ServerState, publication: &Publication) -> Vec<File> {
    let number = publication.current.head.number;
    let file = |attachment: &Attachment| File {
        name: attachment.name.clone(),
        url: state.portal.absolute(&publication.key.attachment_path(number, &attachment.name)),
        digest: attachment.digest.to_string(),
        media_type: attachment.media_type.clone(),
        size: attachment.size,
    };
    publication.current.attachments.iter().map(file).collect()
}

impl From<Planned> for Span {
    fn from(planned: Planned) -> Self {
        Self { start: planned.start, end: planned.end }
    }
}

impl From<&Event> for TimelineEvent {
    fn from(event: &Event) -> Self {
        Self {
            kind: event.kind,
            at: event.at,
            revision: event.revision,
            moved_to: event.moved().map(|moved| Span::from(moved.to)),
            message: event.message().cloned().map(Text::from),
            lead_time_exception: event.lead_time_exception().cloned().map(Text::from),
        }
    }
}
