//! One cell: who asks for what, whose that is, what has to come, and what came.

use super::line::Line;
use super::readers::Reader;
use super::rules::{Answer, Open, Owner};
use super::samples::{Sample, TENANTS};
use crate::portal::{TestResponse, comparable};
use domain::id::TenantId;
use domain::locale::Locale;
use http::StatusCode;
use std::fmt::Write;
use store::testing::Engine;

/// What is in everything of a tenant's, and in nothing else.
const WORDS: [[&str; 6]; 2] = [
    ["hinode", "日の出", "%E6%97%A5%E3%81%AE%E5%87%BA", "SC-2026-0002", "SC-2026-0005", "SC-2026-0007"],
    ["aozora", "青空", "%E9%9D%92%E7%A9%BA", "SC-2026-0003", "SC-2026-0006", "SC-2026-0008"],
];

/// What the variable parts stand for that name nothing of anybody's.
const NUMBERS: [(&str, &str); 5] =
    [("{number}", "1"), ("{earlier}", "1"), ("{later}", "1"), ("{revision}", "1"), ("{file}", "table.csv")];

/// The shortest name that is looked for in an answer: a number may be there for another reason.
const SHORTEST_NAME: usize = 6;

/// Headers that say how long the answer is, names and all, and how much of a limit is left.
const OF_THIS_ANSWER: [&str; 2] = ["content-length", "ratelimit"];

/// The longest answer that is shown where it is wrong, in bytes: not pages.
const LONGEST_SHOWN: usize = 300;

/// An answer without what may differ.
pub type Comparable = (StatusCode, Vec<(String, String)>, String);

pub struct Cell<'a> {
    pub engine: Engine,
    pub line: &'a Line,
    pub reader: &'a Reader<'a>,
    pub sample: Sample,
    address: String,
    body: String,
    /// The names that are asked for, the longest first: an answer may repeat them.
    said: Vec<String>,
    /// What has to come.
    pub answer: Answer,
}

impl<'a> Cell<'a> {
    /// `prefix` goes before the line's path, and `body` is its body, or another way to write it.
    pub fn new(
        engine: Engine,
        line: &'a Line,
        reader: &'a Reader<'a>,
        sample: Sample,
        prefix: &str,
        body: &str,
    ) -> Self {
        let encode = |value: &str| form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
        let is_json = body.starts_with('{');
        let (mut path, mut query, mut sent) =
            (format!("{prefix}{}", line.path), line.query.to_owned(), body.replace("{home}", reader.home()));
        for (part, value) in sample.parts.iter().map(|(part, value)| (*part, value.as_str())).chain(NUMBERS) {
            path = path.replace(part, value);
            query = query.replace(part, &encode(value));
            sent = sent.replace(part, &if is_json { value.to_owned() } else { encode(value) });
        }
        let is_said = |part: &str| [line.path, line.query, body].iter().any(|text| text.contains(part));
        let said = sample.parts.iter().filter(|(part, _)| is_said(part)).map(|(_, value)| value.clone());
        let is_number = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
        let mut said: Vec<_> = said.filter(|name| name.len() >= SHORTEST_NAME && !is_number(name)).collect();
        said.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let viewer = line.open.viewer(reader);
        let tenant = if body.contains("{tenant}") {
            sample.part("{tenant}")
        } else if body.contains("{home}") {
            Some(reader.home())
        } else {
            viewer.tenant().map(TenantId::as_str)
        };
        // Who only chooses among what they are shown is shown what they may see, and no more.
        let owner = if line.query.is_empty() { sample.owner } else { Owner::Everyone };
        let answer = line.open.answer(reader, owner, tenant);
        let address = path + &query;
        Self { engine, line, reader, address, body: sent, said, answer, sample }
    }

    pub async fn ask(&self) -> TestResponse {
        let Self { line, address, body, .. } = self;
        let asks = &self.reader.asks;
        let is_operation = matches!(line.open, Open::Programs(_));
        match line.method {
            "GET" => asks.get(address).await,
            "POST" if !is_operation => asks.post(address, body).await,
            method => {
                let asks = asks.clone().with("if-match", "*");
                if body.is_empty() {
                    asks.ask(method, address, body).await
                } else {
                    asks.send(method, address, body).await
                }
            }
        }
    }

    /// Whether what it names does not exist for the reader, so that it is answered like what never was.
    pub fn is_hidden(&self) -> bool {
        let is_seen = self.sample.owner.is_seen_by(self.line.open.viewer(self.reader));
        self.answer != Answer::Given || !is_seen && self.line.open != Open::Holders
    }

    /// What is wrong with an answer.
    pub fn judge(&self, response: &TestResponse) -> Vec<String> {
        let mut wrong = vec![];
        let reply = self.line.reply(self.answer);
        if !reply.fits(response) {
            let (status, location, text) = (response.status, response.header("location"), response.text());
            let text = if text.len() > LONGEST_SHOWN { "" } else { &text };
            wrong.push(format!("{self}: expected {reply:?}, seen {status} {location} {text}"));
        }
        let (_, headers, text) = self.comparable(response);
        let said = headers.iter().fold(text, |said, (name, value)| said + "\n" + name + ": " + value);
        for (_, words) in TENANTS.into_iter().zip(WORDS).filter(|(tenant, _)| !self.may_read(tenant)) {
            if let Some(word) = words.iter().find(|word| said.contains(**word) && **word != self.line.example) {
                let before: Vec<_> = said.split(*word).next().unwrap_or_default().chars().collect();
                let before = String::from_iter(&before[before.len().saturating_sub(100)..]);
                wrong.push(format!("{self}: {word} is told to who may not read it, after {before}"));
            }
        }
        wrong
    }

    fn may_read(&self, tenant: &'static str) -> bool {
        let is_held = self.line.open == Open::Holders && self.sample.owner == Owner::Tenant(tenant);
        is_held || Owner::Tenant(tenant).is_seen_by(self.line.open.viewer(self.reader))
    }

    /// The whole answer without what may differ: the request's number, some headers, and what was asked for, where
    /// the answer repeats it.
    pub fn comparable(&self, response: &TestResponse) -> Comparable {
        // The name of the reader's own organisation stands on every page.
        let member = self.line.open.viewer(self.reader).member();
        let own = member.map(|member| Locale::ALL.map(|locale| member.tenant.name.get(locale).clone()));
        let without_names = |text: String| {
            let text = own.iter().flatten().fold(text, |text, own| text.replace(own, "OWN"));
            self.said.iter().fold(text, |text, name| {
                let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
                text.replace(name, "NAME").replace(&encoded, "NAME")
            })
        };
        // In either language: on an English page both addresses stand.
        let address = Locale::split_address(&self.address).1;
        let address = if self.sample.parts.is_empty() { "no such text" } else { address };
        let (status, headers, text) = comparable(response, address);
        let encoded: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
        let without_address = |text: String| text.replace(address, "PATH").replace(&encoded, "PATH");
        let headers = headers.into_iter().filter(|(name, _)| !OF_THIS_ANSWER.contains(&name.as_str()));
        let headers = headers.map(|(name, value)| (name, without_names(without_address(value)))).collect();
        (status, headers, without_names(text))
    }
}

impl std::fmt::Display for Cell<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { engine, line, reader, sample, address, body, .. } = self;
        write!(formatter, "{} on {engine:?}: {} {address}", reader.name, line.method)?;
        if !body.is_empty() {
            write!(formatter, " with {body}")?;
        }
        if !sample.parts.is_empty() {
            write!(formatter, " ({:?}, {})", sample.owner, sample.owner.to(line.open.viewer(reader)))?;
        }
        Ok(())
    }
}

/// What is different between two answers that must not be, in as few words as will do.
pub fn difference(one: &Comparable, other: &Comparable) -> Option<String> {
    if one == other {
        return None;
    }
    let mut said = format!("{} and {}", one.0, other.0);
    for (name, value) in one.1.iter().filter(|header| !other.1.contains(header)) {
        let _ = write!(said, "; {name}: {value}");
    }
    let at = one.2.chars().zip(other.2.chars()).take_while(|(one, other)| one == other).count();
    let part = |text: &str| text.chars().skip(at.saturating_sub(60)).take(160).collect::<String>();
    if one.2 != other.2 {
        let _ = write!(said, "; {:?} and {:?}", part(&one.2), part(&other.2));
    }
    Some(said)
}
