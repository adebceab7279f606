//! Every key an author can write, file by file: its name, whether it always has to be there, what it
//! takes and what it means. **A new key goes here**, beside its reading in `read`, and into
//! `docs/authors.md`; tests hold the three together. Keys that only some notices must or may have are
//! in `read::kinds` as well.

use crate::read::{DEEPEST_AUDIENCE, LONGEST_SUMMARY, LONGEST_TITLE};
use domain::acknowledgement::RequiredOf;
use domain::incident::{IncidentItem, ReportClock, UNDER_INVESTIGATION};
use domain::notice::{Category, Impact, NoticeKind};
use domain::register::{EntryStatus, RegisterKind};
use domain::revision::{DisclosureTopic, RevisionClass};

/// A key.
pub(crate) struct Key {
    pub name: &'static str,
    /// Whether every file of its sort has it.
    pub is_required: bool,
    pub shape: Shape,
    pub meaning: String,
}

/// What a key takes.
pub(crate) enum Shape {
    /// One line of text.
    Line,
    /// One line of at most so many characters.
    Short(usize),
    /// A list of lines.
    Lines,
    /// `2026-11-20`.
    Date,
    /// `2026-11-20T10:00:00+09:00`.
    DateTime,
    /// A whole number from 0.
    Number,
    /// `true` or `false`.
    Truth,
    /// One of these words.
    Word(Vec<&'static str>),
    /// A name of this form.
    Name(&'static str),
    /// A list of names of this form, none twice, at least so many.
    Names(&'static str, usize),
    /// A group of keys.
    Group(Vec<Key>),
    /// A group of keys of which there is at least one.
    SomeOf(Vec<Key>),
    /// A list of groups, at least so many.
    Groups(Vec<Key>, usize),
    /// Texts by number of revision.
    Notes,
}

impl Shape {
    /// The keys below, where it has some.
    #[cfg(test)]
    pub fn keys(&self) -> &[Key] {
        match self {
            Self::Group(keys) | Self::SomeOf(keys) | Self::Groups(keys, _) => keys,
            _ => &[],
        }
    }
}

const NOTICE: &str = "^[A-Z]{2,4}-[0-9]{4}-[0-9]{4}$";
const SLUG: &str = "^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$";
const CLAUSE: &str = "^[IVX]+(-[0-9]{1,3}(-[a-z])?)?$";

fn must(name: &'static str, shape: Shape, meaning: impl Into<String>) -> Key {
    Key { name, is_required: true, shape, meaning: meaning.into() }
}

fn may(name: &'static str, shape: Shape, meaning: impl Into<String>) -> Key {
    Key { name, is_required: false, shape, meaning: meaning.into() }
}

fn word<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Shape {
    Shape::Word(all.iter().map(|value| word(*value)).collect())
}

fn title_and_summary() -> [Key; 2] {
    [
        must("title", Shape::Short(LONGEST_TITLE), "One line."),
        must("summary", Shape::Short(LONGEST_SUMMARY), "One to three sentences of plain text."),
    ]
}

fn draft() -> Key {
    may("draft", Shape::Truth, "`true` while it is being written: checked and shown to reviewers, not published.")
}

fn publish_at() -> Key {
    must("publish_at", Shape::DateTime, "When it becomes visible: a date-time with offset, 2026-11-20T10:00:00+09:00.")
}

fn revisions() -> Key {
    let line = vec![
        must("on", Shape::Date, "The day of the change."),
        must(
            "class",
            word(RevisionClass::ALL, RevisionClass::word),
            "How much changed; only `material` tells people again.",
        ),
        may("note", Shape::Line, "What changed, for readers. The first line has none, all others need one."),
    ];
    must("revisions", Shape::Groups(line, 1), "One line for each published text, oldest first; the first is `initial`.")
}

/// The conditions of a group, with groups within it at most so deep.
fn conditions(depth: usize) -> Vec<Key> {
    let mut keys = vec![
        may("plans", Shape::Names(SLUG, 1), "Has one of these plans."),
        may("regions", Shape::Names(SLUG, 1), "Has data in one of these regions."),
        may("components", Shape::Names(SLUG, 1), "Uses one of these components."),
        may("tenants", Shape::Names(SLUG, 1), "Is one of these tenants."),
    ];
    if depth > 1 {
        keys.extend([
            may("all", Shape::Groups(conditions(depth - 1), 1), "All of these groups hold."),
            may("any", Shape::Groups(conditions(depth - 1), 1), "At least one of these groups holds."),
            may("not", Shape::SomeOf(conditions(depth - 1)), "This group does not hold."),
        ]);
    }
    keys
}

fn audience() -> Key {
    may(
        "audience",
        Shape::SomeOf(conditions(DEEPEST_AUDIENCE)),
        "Who may see it; left out: everyone. An incident names tenants.",
    )
}

fn acknowledgement() -> Key {
    let requirement = vec![
        must("by", word(RequiredOf::ALL, RequiredOf::word), "Of whom it is asked."),
        may("due", Shape::Date, "Until when; not before the day of publication."),
    ];
    may(
        "acknowledgement",
        Shape::Group(requirement),
        "Asks readers to confirm that they have read it. Never a consent.",
    )
}

fn clauses() -> Key {
    may("clauses", Shape::Names(CLAUSE, 0), "Clauses of the policy this answers, II-5 or III-5-c.")
}

fn translates() -> Key {
    must("translates", Shape::Number, "The number of the revision this is a translation of.")
}

fn notes() -> Key {
    may("notes", Shape::Notes, "The notes under `revisions` in English, by number: { 2: what changed }.")
}

/// The sentences a notice has in both languages.
fn sentences() -> [Key; 5] {
    [
        may("actions", Shape::Lines, "What the reader has to do, a sentence for each step; inline Markdown."),
        may("affects", Shape::Line, "One sentence: what of the service is affected and what is not."),
        may("systems", Shape::Line, "One sentence: what changes in the systems underneath, or that nothing does."),
        may("alternatives", Shape::Lines, "What to use instead, or that there is nothing; inline Markdown."),
        may("lead_time_exception", Shape::Line, "Why the lead time could not be kept; published with the notice."),
    ]
}

fn items(are_required: bool) -> Vec<Key> {
    IncidentItem::ALL
        .iter()
        .map(|item| {
            let meaning = format!("{} What is known, or `{UNDER_INVESTIGATION}`.", item_meaning(*item));
            let is_required = are_required && !item.is_about_persons();
            Key { name: item.word(), is_required, shape: Shape::Line, meaning }
        })
        .collect()
}

const fn item_meaning(item: IncidentItem) -> &'static str {
    match item {
        IncidentItem::Overview => "概要: what happened.",
        IncidentItem::DataItems => "個人データの項目: which items of personal data.",
        IncidentItem::Persons => "本人の数: of how many people.",
        IncidentItem::Cause => "原因: the cause.",
        IncidentItem::SecondaryDamage => "二次被害: harm that followed or may follow.",
        IncidentItem::Response => "本人への対応: what was done for the people concerned.",
        IncidentItem::Publicity => "公表の状況: whether and how it was made public.",
        IncidentItem::Prevention => "再発防止措置: what keeps it from happening again.",
        IncidentItem::Other => "その他参考となる事項: anything else.",
    }
}

fn incident() -> Key {
    let mut keys = vec![
        must(
            "detected_at",
            Shape::DateTime,
            "When you came to know of it; before `publish_at`, which is the first notice.",
        ),
        must(
            "report",
            word(ReportClock::ALL, ReportClock::word),
            "Which clock runs until the final report (規則8条2項).",
        ),
    ];
    keys.extend(items(true));
    may("incident", Shape::Group(keys), "The facts of an incident, with the nine items of 個人情報保護法施行規則8条.")
}

/// `index.md` of a notice.
pub(crate) fn notice() -> Vec<Key> {
    let planned = vec![
        must("start", Shape::DateTime, "When it starts."),
        may("end", Shape::DateTime, "When it is over; left out for a change at one moment."),
    ];
    let mut keys = vec![
        must("id", Shape::Name(NOTICE), "SC-YYYY-NNNN: the address, and the name on every page and mail."),
        must("kind", word(NoticeKind::ALL, NoticeKind::word), "What sort of notice."),
        may("category", word(Category::ALL, Category::word), "What a service change is about."),
        must("impact", word(Impact::ALL, Impact::word), "What the reader has to do about it."),
        must("components", Shape::Names(SLUG, 0), "Keys from portal.toml; may be empty."),
        publish_at(),
        may("planned", Shape::Group(planned), "When a service change takes place."),
        may("auto", Shape::Truth, "`true`: the server records start and completion at the planned times."),
        draft(),
        may("effective_on", Shape::Date, "From which day changed terms hold; after `publish_at`."),
        may("adverse", Shape::Truth, "Whether changed terms are to any customer's disadvantage (民法548条の4第3項)."),
        may("act_by", Shape::Date, "The last day for the reader to act."),
        may("provider", Shape::Line, "The cloud whose change causes this one."),
        incident(),
        audience(),
        acknowledgement(),
        clauses(),
        revisions(),
    ];
    keys.extend(title_and_summary());
    keys.extend(sentences());
    keys
}

/// What every `index.en.md` has.
pub(crate) fn translation() -> Vec<Key> {
    let mut keys: Vec<_> = title_and_summary().into();
    keys.extend([translates(), notes()]);
    keys
}

/// `index.en.md` of a notice.
pub(crate) fn notice_en() -> Vec<Key> {
    let mut keys = translation();
    keys.extend(sentences());
    keys.push(may("incident", Shape::SomeOf(items(false)), "The items of an incident in English."));
    keys
}

/// `index.md` of a disclosure.
pub(crate) fn disclosure() -> Vec<Key> {
    let mut keys: Vec<_> = title_and_summary().into();
    keys.extend([
        publish_at(),
        must("as_of", Shape::Date, "The day the information is of."),
        must("order", Shape::Number, "Its position in the list, smallest first."),
        must("topic", word(DisclosureTopic::ALL, DisclosureTopic::word), "What it is about."),
        may("sample_data", Shape::Truth, "`true` where the facts are fictional; the page says so."),
        audience(),
        acknowledgement(),
        clauses(),
        draft(),
        revisions(),
    ]);
    keys
}

fn localized(name: &'static str, is_required: bool, meaning: &str) -> Key {
    let languages = vec![
        must("ja", Shape::Line, "In Japanese."),
        may("en", Shape::Line, "In English; a warning where it is missing."),
    ];
    Key { name, is_required, shape: Shape::Group(languages), meaning: meaning.to_owned() }
}

/// `register.toml`.
pub(crate) fn register() -> Vec<Key> {
    let entry = vec![
        must("key", Shape::Name(SLUG), "Its stable name."),
        localized("name", true, "Whom it lists."),
        must("country", Shape::Name("^[A-Z]{2}$"), "Where the information is kept, ISO 3166-1 alpha-2."),
        localized("purpose", true, "What for."),
        localized("information", true, "Which information."),
        localized("safeguards", false, "How it is protected; required but for external transmissions."),
        localized("opt_out", false, "How to opt out; of external transmissions only."),
        must("status", word(EntryStatus::ALL, EntryStatus::word), "Whether it is in use."),
        must("since", Shape::Date, "From when; planned, for `announced`."),
        may("notice", Shape::Name(NOTICE), "The notice that announced it, published before `since`."),
    ];
    vec![
        must("kind", word(RegisterKind::ALL, RegisterKind::word), "What the register lists."),
        may("entry", Shape::Groups(entry, 0), "The entries."),
    ]
}

fn signatory() -> Key {
    let parts = vec![
        must("organisation", Shape::Line, "The organisation."),
        must("title", Shape::Line, "The person's office."),
        must("name", Shape::Line, "The person's name."),
    ];
    must("signatory", Shape::Group(parts), "Who signed it, as the last lines of the text say.")
}

/// `index.md` of a policy.
pub(crate) fn policy() -> Vec<Key> {
    let mut keys: Vec<_> = title_and_summary().into();
    let established_on = must("established_on", Shape::Date, "制定日, as the text says.");
    keys.extend([publish_at(), established_on, signatory(), draft(), revisions()]);
    keys
}

/// `index.en.md` of a policy.
pub(crate) fn policy_en() -> Vec<Key> {
    let mut keys = translation();
    let reference = may(
        "reference_translation",
        Shape::Truth,
        "`true` where the English is for reference and the Japanese alone binds.",
    );
    keys.extend([signatory(), reference]);
    keys
}

fn lead_time() -> Vec<Key> {
    let kinds = [NoticeKind::ServiceChange, NoticeKind::TermsChange];
    vec![
        may("kind", word(&kinds, NoticeKind::word), "Only for notices of this kind."),
        may("category", word(Category::ALL, Category::word), "Only for service changes of this category."),
        may("impact", word(Impact::ALL, Impact::word), "Only for notices with this impact."),
        may("plans", Shape::Names(SLUG, 1), "Only where a tenant with one of these plans may be concerned."),
        may("tenants", Shape::Names(SLUG, 1), "Only where one of these tenants may be concerned: a contract."),
        may("since", Shape::Date, "Only for what is told from this day on."),
        may("days", Shape::Number, "So many days; or `business_days`."),
        may("business_days", Shape::Number, "So many business days in Japan; or `days`."),
    ]
}

/// `portal.toml`.
pub(crate) fn portal() -> Vec<Key> {
    let service = vec![
        localized("name", true, "The service's name."),
        localized("operator", true, "The operator's name."),
        must("accent", Shape::Name("^#[0-9A-Fa-f]{6}$"), "The accent colour; its contrast with white is at least 4.5."),
    ];
    let contact = vec![must("mail", Shape::Name("^[^@\\s]+@[^@\\s]+$"), "Where questions go.")];
    let holidays = vec![may(
        "extra_holidays",
        Shape::Names("^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$", 0),
        "Days without business besides weekends and public holidays: 12-29 every year, 2027-05-06 once.",
    )];
    let named =
        || vec![must("key", Shape::Name(SLUG), "The key used in notices."), localized("name", true, "The name shown.")];
    vec![
        must("service", Shape::Group(service), "The service and its operator."),
        must("contact", Shape::Group(contact), "Where questions go."),
        may("component", Shape::Groups(named(), 0), "The parts of the service a customer recognises."),
        may("plan", Shape::Groups(named(), 0), "The plans."),
        may("region", Shape::Groups(named(), 0), "The regions data is kept in."),
        may("business_days", Shape::Group(holidays), "Which days are no business days."),
        may("lead_time", Shape::Groups(lead_time(), 0), "How long before a change its readers are told."),
    ]
}
