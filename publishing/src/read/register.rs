//! `register.toml`: the rows of a disclosure that is a register.

use super::countries::is_country;
use super::references::{Reference, Target};
use super::revision::Context;
use crate::finding::Finding;
use crate::front_matter::{Entries, Fields, Node, parse_toml};
use crate::rule::Rule;
use crate::source::SourceFile;
use chrono::NaiveDate;
use domain::id::{NoticeId, Slug};
use domain::register::{EntryStatus, Register, RegisterEntry, RegisterKind};

/// The file's name.
pub(super) const FILE: &str = "register.toml";

/// Reads a register; `as_of` is the day its information is of.
pub(super) fn read_register(
    bytes: &[u8],
    as_of: Option<NaiveDate>,
    context: &mut Context<'_>,
    findings: &mut Vec<Finding>,
) -> Option<Register> {
    let path = format!("{}/{FILE}", context.path);
    let file = SourceFile::open(path, bytes).map_err(|finding| findings.push(finding)).ok()?;
    let entries: Entries = parse_toml(&file, findings);
    let mut references = vec![];
    let mut fields = Fields::new(&file, &entries, 0..0, findings);
    let kind = fields.required("kind").and_then(|node| fields.word(node, RegisterKind::ALL, RegisterKind::word));
    let kind = kind.map(|kind| kind.value);
    let nodes = fields.node("entry").and_then(|node| fields.list(node)).unwrap_or_default();
    let mut rows: Vec<Option<RegisterEntry>> = vec![];
    for node in nodes {
        let row = read_entry(&mut fields, node, kind, as_of, &file, &mut references);
        let is_repeated = row.as_ref().is_some_and(|row| rows.iter().flatten().any(|earlier| earlier.key == row.key));
        if is_repeated {
            fields.report(Rule::DuplicateKey, node.at.clone(), "an earlier entry has this key", "give each its own");
        }
        rows.push(row);
    }
    fields.finish();
    if !context.is_past {
        context.references.extend(references);
    }
    Some(Register { kind: kind?, entries: rows.into_iter().collect::<Option<_>>()? })
}

fn read_entry(
    fields: &mut Fields<'_>,
    node: &Node,
    kind: Option<RegisterKind>,
    as_of: Option<NaiveDate>,
    file: &SourceFile<'_>,
    references: &mut Vec<Reference>,
) -> Option<RegisterEntry> {
    let mut entry = fields.below(node)?;
    let key = entry.required("key").and_then(|node| entry.name(node, Slug::parse));
    let mut text = |name| entry.required(name).and_then(|node| entry.localized(node));
    let (name, purpose, information) = (text("name"), text("purpose"), text("information"));
    let country = entry.required("country").and_then(|node| {
        entry.scalar(node, |code| {
            if is_country(code) { Ok(code.to_owned()) } else { Err("write two capitals as in JP (ISO 3166-1)".into()) }
        })
    });
    let is_transmission = kind == Some(RegisterKind::ExternalTransmissions);
    let safeguards = entry.node("safeguards").and_then(|node| entry.localized(node));
    if kind.is_some() && !is_transmission && entry.key("safeguards").is_none() {
        entry.missing("safeguards");
    }
    let opt_out = entry.node("opt_out").and_then(|node| entry.localized(node));
    if let Some(at) = entry.key("opt_out").filter(|_| kind.is_some() && !is_transmission) {
        let message = "only a register of external transmissions has `opt_out`";
        entry.report(Rule::WrongValue, at, message, "take the key away");
    }
    let status = entry.required("status").and_then(|node| entry.word(node, EntryStatus::ALL, EntryStatus::word));
    let since = entry.required("since").and_then(|node| entry.date(node));
    let notice = entry.node("notice").and_then(|node| entry.name(node, NoticeId::parse));
    if let (Some(status), Some(since), Some(as_of)) = (&status, &since, as_of)
        && status.value == EntryStatus::InUse
        && since.value > as_of
    {
        let message = format!("this is in use as of {as_of}, but only since {}", since.value);
        entry.report(Rule::DateOrder, since.at.clone(), message, "write `status = \"announced\"`, or move `as_of`");
    }
    entry.finish();
    if let Some(notice) = &notice {
        let target = Target::Notice { id: notice.value.clone(), since: since.as_ref().map(|since| since.value) };
        references.push(Reference::new(target, file, notice.at.clone()));
    }
    Some(RegisterEntry {
        key: key?.value,
        name: name?,
        country: country?.value,
        purpose: purpose?,
        information: information?,
        safeguards,
        opt_out,
        status: status?.value,
        since: since?.value,
        notice: notice.map(|notice| notice.value),
    })
}
