//! JSON Schemas (2020-12) of the files an author writes, for editors. Made from the tables of keys and
//! of circumstances and from the domain's closed lists, so that no word is written down a second time.
//! An editor can tell less than the check: dates in the wrong order, links and what other files say
//! are the check's alone.

pub(crate) mod keys;

use crate::read::kinds::{DEMANDS, ENDING, LIMITS, When};
use domain::notice::{Category, Impact, NoticeKind};
use keys::{Key, Shape};
use serde_json::{Map, Value, json};

/// A file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// `index.md` of a notice.
    Notice,
    /// `index.en.md` of a notice.
    NoticeEn,
    /// `index.md` of a disclosure.
    Disclosure,
    /// `index.en.md` of a disclosure.
    DisclosureEn,
    /// `register.toml` of a disclosure.
    Register,
    /// `index.md` of a policy.
    Policy,
    /// `index.en.md` of a policy.
    PolicyEn,
    /// `portal.toml`.
    Portal,
}

impl Sheet {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Notice,
        Self::NoticeEn,
        Self::Disclosure,
        Self::DisclosureEn,
        Self::Register,
        Self::Policy,
        Self::PolicyEn,
        Self::Portal,
    ];

    /// Its word in commands: the kind, and `-en` for the English.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::NoticeEn => "notice-en",
            Self::Disclosure => "disclosure",
            Self::DisclosureEn => "disclosure-en",
            Self::Register => "register",
            Self::Policy => "policy",
            Self::PolicyEn => "policy-en",
            Self::Portal => "portal",
        }
    }

    /// What it is the schema of.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Notice => "A notice: the front matter of its index.md",
            Self::NoticeEn => "The English of a notice: the front matter of its index.en.md",
            Self::Disclosure => "A disclosure: the front matter of its index.md",
            Self::DisclosureEn => "The English of a disclosure: the front matter of its index.en.md",
            Self::Register => "A register: the register.toml beside a disclosure's index.md",
            Self::Policy => "A policy: the front matter of its index.md",
            Self::PolicyEn => "The English of a policy: the front matter of its index.en.md",
            Self::Portal => "The service: portal.toml",
        }
    }

    /// Its keys.
    pub(crate) fn keys(self) -> Vec<Key> {
        match self {
            Self::Notice => keys::notice(),
            Self::NoticeEn => keys::notice_en(),
            Self::Disclosure => keys::disclosure(),
            Self::DisclosureEn => keys::translation(),
            Self::Register => keys::register(),
            Self::Policy => keys::policy(),
            Self::PolicyEn => keys::policy_en(),
            Self::Portal => keys::portal(),
        }
    }
}

/// The schema of a file.
pub fn schema(sheet: Sheet) -> Value {
    let mut schema = group(&sheet.keys());
    schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".into(), sheet.title().into());
    if sheet == Sheet::Notice {
        schema.insert("allOf".into(), circumstances());
    }
    Value::Object(schema)
}

/// The keys of a group: none but these, and those that have to be there.
fn group(keys: &[Key]) -> Map<String, Value> {
    let properties: Map<_, _> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<_> = keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    schema.insert("required".into(), required.into());
    schema.insert("additionalProperties".into(), false.into());
    schema
}

fn property(key: &Key) -> Value {
    let mut schema = value(&key.shape);
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".into(), key.meaning.as_str().into());
    }
    schema
}

fn value(shape: &Shape) -> Value {
    // The check takes a value as it is written: a title `2026` is a title.
    const LINE: [&str; 3] = ["string", "number", "boolean"];
    const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    const DATE_TIME: &str =
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";
    match shape {
        Shape::Line => json!({ "type": LINE, "pattern": "\\S" }),
        Shape::Short(most) => json!({ "type": LINE, "pattern": "\\S", "maxLength": most }),
        Shape::Lines => json!({ "type": "array", "minItems": 1, "items": value(&Shape::Line) }),
        Shape::Date => json!({ "type": "string", "pattern": DATE }),
        Shape::DateTime => json!({ "type": "string", "pattern": DATE_TIME }),
        Shape::Number => json!({ "type": "integer", "minimum": 0 }),
        Shape::Truth => json!({ "type": "boolean" }),
        Shape::Word(words) => json!({ "type": "string", "enum": words }),
        Shape::Name(pattern) => json!({ "type": "string", "pattern": pattern }),
        Shape::Names(pattern, least) => json!({
            "type": "array",
            "minItems": least,
            "uniqueItems": true,
            "items": value(&Shape::Name(pattern)),
        }),
        Shape::Group(keys) => Value::Object(group(keys)),
        Shape::SomeOf(keys) => {
            let mut schema = group(keys);
            schema.insert("minProperties".into(), 1.into());
            Value::Object(schema)
        }
        Shape::Groups(keys, least) => json!({ "type": "array", "minItems": least, "items": group(keys) }),
        Shape::Notes => json!({
            "type": "object",
            "patternProperties": { "^[0-9]+$": value(&Shape::Line) },
            "additionalProperties": false,
        }),
    }
}

/// What a notice has to have, and may not have, according to its kind, category and impact.
fn circumstances() -> Value {
    let demands =
        DEMANDS.iter().map(|demand| json!({ "if": holds(demand.when), "then": { "required": [demand.key] } }));
    let limits = LIMITS
        .iter()
        .map(|limit| json!({ "if": { "not": holds(limit.to) }, "then": { "properties": { limit.key: false } } }));
    let ending = json!({
        "if": holds(When::Categories(ENDING)),
        "then": { "properties": { "planned": { "required": ["end"] } } },
    });
    demands.chain(limits).chain([ending]).collect()
}

/// The schema that is met where the circumstance holds.
fn holds(when: When) -> Value {
    let is = |key: &str, words: Vec<&str>| json!({ "properties": { key: { "enum": words } }, "required": [key] });
    let kind = |kind: NoticeKind| is("kind", vec![kind.word()]);
    let asks = || is("impact", vec![Impact::ActionRequired.word()]);
    match when {
        When::Kind(wanted) => kind(wanted),
        When::Categories(categories) => is("category", categories.iter().copied().map(Category::word).collect()),
        When::ActionRequired => asks(),
        When::ChangeToActOn => json!({ "allOf": [kind(NoticeKind::ServiceChange), asks()] }),
        When::Adverse => json!({ "properties": { "adverse": { "const": true } }, "required": ["adverse"] }),
    }
}

#[cfg(test)]
mod tests;
