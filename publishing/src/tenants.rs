//! Tenants as the provider's own systems export them: a CSV file with a header, every mistake named by
//! its line and column. And tenants that an audience names but nobody knows.

mod given;
mod row;

pub use given::{FieldProblem, GivenTenant, read_tenant};

use crate::finding::Finding;
use crate::front_matter::{Document, Entries, Node, Value, did_you_mean};
use crate::rule::Rule;
use crate::source::{SourceFile, Sources};
use domain::audience::{Fact, Tenant};
use domain::plan::Draft;
use domain::portal::Portal;
use row::Row;
use std::collections::HashMap;
use std::ops::Range;

/// What a file has.
#[derive(Debug, Clone, Default)]
pub struct ReadTenants {
    /// Those without a mistake, in the file's order.
    pub tenants: Vec<Tenant>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// The columns there can be, and whether each has to be there.
const COLUMNS: [(&str, bool); 7] = [
    ("id", true),
    ("name", true),
    ("name_en", false),
    ("plan", true),
    ("regions", true),
    ("components", true),
    ("joined_on", false),
];

/// Reads a file in UTF-8, with or without a byte order mark: a header, then one tenant to a row, quoted
/// as spreadsheets do (RFC 4180). Plans, regions and components must be those of the portal.
pub fn read_tenants(path: &str, bytes: &[u8], portal: &Portal) -> ReadTenants {
    let mut read = ReadTenants::default();
    let file = match SourceFile::open(path.to_owned(), bytes) {
        Ok(file) => file,
        Err(finding) => {
            let help = "save it as \"CSV UTF-8\"; spreadsheets offer that beside their own CSV";
            read.findings.push(Finding { help: help.to_owned(), ..finding });
            return read;
        }
    };
    let mut records = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.text.as_bytes());
    let mut records = records.records().flatten().map(|record| Record::of(&file, record));
    let Some(columns) = records.next().map(|header| read_header(&header, &mut read.findings)) else {
        read.findings.push(file.finding(Rule::MissingKey, 0..0, "the file is empty", header_help()));
        return read;
    };
    if read.findings.iter().any(Finding::is_error) {
        return read;
    }
    let mut lines: HashMap<_, Range<usize>> = HashMap::new();
    for record in records.filter(|record| !record.is_blank()) {
        let mut row = Row { record: &record, columns: &columns, portal, findings: &mut read.findings };
        let Some((tenant, at)) = row.read() else { continue };
        if let Some(earlier) = lines.insert(tenant.id.clone(), at.clone()) {
            let line = file.finding(Rule::DuplicateKey, earlier, "", "").line;
            let message = format!("{} stands in line {line} already", tenant.id);
            read.findings.push(file.finding(Rule::DuplicateKey, at, message, "keep one of them"));
        }
        read.tenants.push(tenant);
    }
    read
}

fn header_help() -> String {
    let names: Vec<_> = COLUMNS.iter().map(|(name, _)| *name).collect();
    format!("the first row is {}", names.join(","))
}

/// Which column stands where.
fn read_header(header: &Record<'_>, findings: &mut Vec<Finding>) -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = vec![];
    for (nth, name) in header.values.iter().enumerate() {
        let Some((known, _)) = COLUMNS.iter().find(|(known, _)| *known == name.trim()) else {
            let help = did_you_mean(name.trim(), COLUMNS.iter().map(|(known, _)| *known));
            header.report(findings, Rule::UnknownKey, header.place(nth), format!("`{name}` is not a column"), help);
            columns.push("");
            continue;
        };
        if columns.contains(known) {
            let message = format!("the column `{known}` is there twice");
            header.report(findings, Rule::DuplicateKey, header.place(nth), message, "keep one of them");
        }
        columns.push(known);
    }
    for (name, _) in COLUMNS.iter().filter(|(name, is_needed)| *is_needed && !columns.contains(name)) {
        header.report(
            findings,
            Rule::MissingKey,
            header.place(0),
            format!("the column `{name}` is missing"),
            header_help(),
        );
    }
    columns
}

/// One row of the file, and where it stands.
struct Record<'a> {
    file: &'a SourceFile<'a>,
    values: csv::StringRecord,
    start: usize,
}

impl<'a> Record<'a> {
    fn of(file: &'a SourceFile<'a>, values: csv::StringRecord) -> Self {
        let start = values.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        // Blank lines before a row are counted to it.
        let blank = file.text[start..].len() - file.text[start..].trim_start_matches('\n').len();
        Self { file, values, start: start + blank }
    }

    /// Spreadsheets leave rows of nothing but separators behind.
    fn is_blank(&self) -> bool {
        self.values.iter().all(|value| value.trim().is_empty())
    }

    /// Where the value of a column is written, without its quotes; the end of the row where it has none.
    fn place(&self, nth: usize) -> Range<usize> {
        let row = &self.file.text[self.start..];
        let (mut column, mut from, mut is_quoted) = (0, 0, false);
        let mut end = row.len();
        for (at, byte) in row.bytes().enumerate() {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b',' | b'\n' if !is_quoted => {
                    if column == nth || byte == b'\n' {
                        end = at;
                        break;
                    }
                    column += 1;
                    from = at + 1;
                }
                _ => {}
            }
        }
        if column < nth {
            return self.start + end..self.start + end;
        }
        let is_in_quotes = end - from >= 2 && row[from..end].starts_with('"') && row[from..end].ends_with('"');
        let quote = usize::from(is_in_quotes);
        self.start + from + quote..self.start + end - quote
    }

    fn report(
        &self,
        findings: &mut Vec<Finding>,
        rule: Rule,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        findings.push(self.file.finding(rule, at, message, help));
    }
}

/// Tenants an audience names that are not among those there are: most likely a slip, which would leave
/// out just the one who should have been told.
pub fn unknown_tenants(files: &dyn Sources, draft: &Draft, tenants: &[Tenant]) -> Vec<Finding> {
    let is_known = |fact: &Fact<'_>| match fact {
        Fact::Tenant(id) => tenants.iter().any(|tenant| tenant.id == **id),
        Fact::Plan(_) | Fact::Region(_) | Fact::Component(_) => true,
    };
    if draft.audience.condition().is_none_or(|condition| condition.facts().iter().all(is_known)) {
        return vec![];
    }
    let path = format!("{}/index.md", draft.folder);
    let Some(bytes) = files.file(&path) else { return vec![] };
    let Ok(file) = SourceFile::open(path, &bytes) else { return vec![] };
    let document = Document::parse(&file, &mut vec![]);
    let entries = document.and_then(|document| document.entries).unwrap_or_default();
    let Some((_, audience)) = entries.iter().find(|(key, _)| key.name == "audience") else { return vec![] };
    let mut named = vec![];
    collect_named(audience, &mut named);
    let unknown = named.into_iter().filter(|(name, _)| !tenants.iter().any(|tenant| tenant.id.as_str() == name));
    unknown
        .map(|(name, at)| {
            let near = did_you_mean(&name, tenants.iter().map(|tenant| tenant.id.as_str()));
            let far = "correct it, or import the tenant first with `kairan tenant import`".to_owned();
            let help = if near.starts_with("did you mean") { near } else { far };
            file.finding(Rule::UnknownTenant, at, format!("there is no tenant `{name}`"), help)
        })
        .collect()
}

fn collect_named(node: &Node, named: &mut Vec<(String, Range<usize>)>) {
    let Value::Map(entries) = &node.value else { return };
    let items = |entries: &Entries, name: &str| -> Vec<Node> {
        let found = entries.iter().filter(|(key, _)| key.name == name);
        found
            .flat_map(|(_, node)| if let Value::List(items) = &node.value { items.clone() } else { vec![node.clone()] })
            .collect()
    };
    for item in items(entries, "tenants") {
        if let Value::Scalar(name) = item.value {
            named.push((name, item.at));
        }
    }
    for name in ["all", "any", "not"] {
        for item in items(entries, name) {
            collect_named(&item, named);
        }
    }
}

#[cfg(test)]
mod tests;
