//! A finding: one mistake with its place, the rule's name and a way out; and the report of findings
//! for people. Its JSON form is what serde makes of it.

use crate::front_matter::Document;
use crate::rule::{Rule, Severity};
use crate::source::{SourceFile, Sources};
use domain::plan::{Draft, Refusal};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource};
use serde::Serialize;
use std::fmt::Write as _;

/// One mistake. Findings sort by path, line and column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Path below `content/`.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// How many characters it is about; 0 where it is about a place.
    pub length: u32,
    /// The rule's name, one of [`Rule::ALL`].
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Finding {
    /// A finding about a whole file.
    pub(crate) fn of_file(rule: Rule, path: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: 1,
            column: 1,
            length: 0,
            rule: rule.name(),
            severity: rule.severity(),
            message: message.into(),
            help: help.into(),
        }
    }

    /// Whether it keeps its publication from being published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What a plan refused, as a finding at the key of the publication's `index.md` that it is about.
pub fn refusal_finding(files: &dyn Sources, draft: &Draft, refusal: &Refusal) -> Finding {
    let (rule, key, help) = match refusal {
        Refusal::SilentEdit { number } => (
            Rule::SilentEdit,
            "revisions",
            format!(
                "put the files back as they were, or copy the published ones to revisions/{number}/ and add a line \
                 under `revisions` that says what changed"
            ),
        ),
        Refusal::RevisionRemoved { published, .. } => {
            let help = format!("put the lines under `revisions` back, up to revision {published}");
            (Rule::RevisionRemoved, "revisions", help)
        }
        Refusal::TermsTooLate { is_adverse, .. } => (Rule::TermsTooLate, "effective_on", too_late_help(*is_adverse)),
        Refusal::EffectiveDateEarlier { standing, .. } => (
            Rule::EffectiveDateEarlier,
            "effective_on",
            format!("write {standing} or a later day: the time customers were given is never made shorter"),
        ),
        Refusal::PublishAtMoved { .. } => (
            Rule::PublishAtMoved,
            "publish_at",
            "put it back as it was: a revision appears when it is published; what is to go is withdrawn".to_owned(),
        ),
        Refusal::KindChanged { .. } => {
            (Rule::KindChanged, "kind", "put it back, and tell of the other matter in a notice of its own".to_owned())
        }
        Refusal::DateDropped => (
            Rule::DateDropped,
            "revisions",
            "put it back; `kairan notice cancel` says that a change will not take place".to_owned(),
        ),
        Refusal::CannotMove { .. } => (
            Rule::CannotMove,
            "planned",
            "put it back as it was; what took place otherwise is recorded with `kairan notice`, and said in the text"
                .to_owned(),
        ),
    };
    at_key(files, draft, rule, key, refusal.to_string(), help)
}

/// Of a revision that mends words only by its class, and asks something else of its readers under these keys.
pub fn asked_in_silence(files: &dyn Sources, draft: &Draft, keys: &[&str]) -> Finding {
    let message = format!("nobody is told of this revision, though it changes {}", keys.join(", "));
    let help = "make its class `material`, so that those concerned are told and read it again".to_owned();
    at_key(files, draft, Rule::AskedInSilence, "revisions", message, help)
}

/// Of what is published more than a day after its time, next to what stands already: a late merge, or history.
pub fn late_publication(files: &dyn Sources, draft: &Draft) -> Finding {
    let message = "this day has passed, so nobody is told".to_owned();
    let help = "write a time to come, if it is news; leave it, if it is history that is filled in".to_owned();
    at_key(files, draft, Rule::LatePublication, "publish_at", message, help)
}

/// A finding at a key of the publication's `index.md`, or at its first line where it has none.
fn at_key(files: &dyn Sources, draft: &Draft, rule: Rule, key: &str, message: String, help: String) -> Finding {
    let path = format!("{}/index.md", draft.folder);
    let at_key = files.file(&path).and_then(|bytes| {
        let file = SourceFile::open(path.clone(), &bytes).ok()?;
        let at = Document::parse(&file, &mut vec![])?.key(key)?;
        Some(file.finding(rule, at, message.clone(), help.clone()))
    });
    at_key.unwrap_or_else(|| Finding::of_file(rule, &path, message, help))
}

fn too_late_help(is_adverse: bool) -> String {
    let reason = if is_adverse {
        "a change to a customer's disadvantage is void unless it was made known before it holds (民法548条の4第3項)"
    } else {
        "terms are made known before they hold (民法548条の4第2項)"
    };
    format!("{reason}: choose a later `effective_on`; a further change of terms that hold is a notice of its own")
}

/// The report for people: for each finding its place as `file:line:column`, the source line with a
/// mark under the place, the rule's name and the help; at the end how many there are.
pub fn human(findings: &[Finding], files: &dyn Sources, colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_context_lines(1)
        .with_links(false)
        .without_primary_span_start();
    // Writing to a String cannot fail.
    let mut report = String::new();
    for finding in findings {
        if handler.render_report(&mut report, diagnostic(finding, files).as_ref()).is_err() {
            let place = format!("{}:{}:{}", finding.path, finding.line, finding.column);
            let _ = write!(report, "{place}: {}: {}", finding.rule, finding.message);
        }
        report.push('\n');
    }
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let _ = writeln!(report, "{}, {}", plural(errors, "error"), plural(findings.len() - errors, "warning"));
    report
}

fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn diagnostic(finding: &Finding, files: &dyn Sources) -> miette::Report {
    let bytes = files.file(&finding.path).unwrap_or_default();
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let severity = if finding.is_error() { miette::Severity::Error } else { miette::Severity::Warning };
    let (offset, length) = byte_range(text, finding);
    let diagnostic = MietteDiagnostic::new(finding.message.clone())
        .with_code(finding.rule)
        .with_severity(severity)
        .with_help(finding.help.clone())
        .with_label(LabeledSpan::new(None, offset, length));
    // The report counts columns in bytes; the name says the place in characters instead.
    let name = format!("{}:{}:{}", finding.path, finding.line, finding.column);
    miette::Report::new(diagnostic).with_source_code(NamedSource::new(name, text.to_owned()))
}

fn byte_range(text: &str, finding: &Finding) -> (usize, usize) {
    let line_start = text.split_inclusive('\n').take(finding.line as usize - 1).map(str::len).sum::<usize>();
    let bytes = |text: &str, characters: u32| {
        text.char_indices().nth(characters as usize).map_or(text.len(), |(offset, _)| offset)
    };
    let line = text[line_start..].lines().next().unwrap_or_default();
    let offset = bytes(line, finding.column - 1);
    (line_start + offset, bytes(&line[offset..], finding.length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceTree;
    use std::collections::BTreeMap;

    fn tree(text: &str) -> SourceTree {
        SourceTree(BTreeMap::from([("policies/x/index.md".to_owned(), text.as_bytes().to_vec())]))
    }

    #[test]
    fn the_report_shows_place_line_mark_rule_and_help() {
        let tree = tree("一\n二三四 = 五\n六\n");
        let file = SourceFile::open("policies/x/index.md".into(), &tree.0["policies/x/index.md"]).unwrap();
        let at = file.text.find('四').unwrap();
        let finding = file.finding(Rule::UnknownKey, at..at + 3, "no key is called so", "did you mean `三`?");
        insta::assert_snapshot!(human(&[finding], &tree, false));
    }

    #[test]
    fn colour_comes_only_when_asked_for() {
        let finding = Finding::of_file(Rule::NoPortal, "portal.toml", "there is no portal.toml", "add one");
        let report = human(std::slice::from_ref(&finding), &SourceTree::default(), false);
        assert!(report.contains("portal.toml:1:1") && !report.contains('\u{1b}'), "{report}");
        assert!(human(&[finding], &SourceTree::default(), true).contains('\u{1b}'));
    }

    #[test]
    fn the_json_form_has_the_public_names() {
        let finding = Finding::of_file(Rule::MissingTranslation, "a", "m", "h");
        let expected = serde_json::json!({
            "path": "a", "line": 1, "column": 1, "length": 0, "rule": "missing-translation",
            "severity": "warning", "message": "m", "help": "h",
        });
        assert_eq!(serde_json::to_value(finding).unwrap(), expected);
    }
}
