//! What the files of a new notice say, for each kind: its own keys, filled so that they read without an
//! error, with what still has to be written in brackets.

use super::Start;
use chrono::{Days, NaiveDate, SecondsFormat};
use domain::incident::{IncidentItem, ReportClock, UNDER_INVESTIGATION};
use domain::notice::{Category, Impact, NoticeKind};
use std::fmt::Write;

/// How long after today a change is planned, or terms hold, until the author says otherwise.
const AHEAD: Days = Days::new(91);

/// The Japanese file.
pub(super) fn japanese(title: &str, start: &Start) -> String {
    let Start { kind, id, today, .. } = start;
    let title = quoted(title);
    let publish_at = start.publish_at.to_rfc3339_opts(SecondsFormat::Secs, false);
    let impacts = words(Impact::ALL, Impact::word);
    let (own, dates) = (own_keys(*kind), own_dates(*kind, *today));
    let body = match kind {
        NoticeKind::ServiceChange => "## 変更の理由\n\n[ここに書く]\n\n## 変更の内容\n\n[ここに書く]\n",
        NoticeKind::TermsChange => {
            "## 改定の理由\n\n[ここに書く]\n\n## 改定の内容\n\n[ここに、改定前と改定後の条文を書く]\n"
        }
        NoticeKind::Incident => "## これまでの経過\n\n[ここに書く]\n\n## 調査中のこと\n\n[ここに書く]\n",
    };
    format!(
        "---
id: {id}
kind: {}
{own}impact: informational         # {impacts}; action_required also needs actions
components: []                # keys from portal.toml
title: {title}
summary: '[ここに、何が、いつ、どうなるかを1〜3文で書く]'
affects: '[ここに、影響を受けるものと受けないものを1文で書く]'
{}publish_at: {publish_at}
{dates}# act_by: {}
# acknowledgement: {{ by: one_administrator, due: {} }}
# clauses: [II-5]
revisions:
  - {{ on: {today}, class: initial }}
---
{body}",
        kind.word(),
        systems(*kind, "systems: '[ここに、基盤の何が変わるか、または変わらないことを1文で書く]'\n"),
        *today + AHEAD - Days::new(3),
        *today + Days::new(28),
    )
}

/// The English file.
pub(super) fn english(title: &str, kind: NoticeKind) -> String {
    let title = quoted(title);
    let incident =
        if kind == NoticeKind::Incident { format!("incident:\n{}", items("Write here")) } else { String::new() };
    let body = match kind {
        NoticeKind::ServiceChange => {
            "## Why we are changing this\n\n[Write it here]\n\n## What changes\n\n[Write it here]\n"
        }
        NoticeKind::TermsChange => {
            "## Why we are changing the terms\n\n[Write it here]\n\n## What changes\n\n[Write the old and the new text here]\n"
        }
        NoticeKind::Incident => {
            "## What has happened so far\n\n[Write it here]\n\n## What we are investigating\n\n[Write it here]\n"
        }
    };
    format!(
        "---
title: {title}
summary: '[Write what happens, when and how, in one to three sentences]'
translates: 1
affects: '[Write what is affected and what is not, in one sentence]'
{}{incident}---
{body}",
        systems(kind, "systems: '[Write what changes in the systems underneath, or that nothing does]'\n"),
    )
}

fn systems(kind: NoticeKind, line: &str) -> &str {
    if kind == NoticeKind::ServiceChange { line } else { "" }
}

/// The keys of a kind that say what it is.
fn own_keys(kind: NoticeKind) -> String {
    match kind {
        NoticeKind::ServiceChange => {
            format!("category: specification       # {}\n", words(Category::ALL, Category::word))
        }
        NoticeKind::TermsChange => {
            "adverse: true                 # false where no customer is worse off in any respect\n".into()
        }
        NoticeKind::Incident => String::new(),
    }
}

/// The keys of a kind that say when it is, and for whom.
fn own_dates(kind: NoticeKind, today: NaiveDate) -> String {
    let ahead = today + AHEAD;
    match kind {
        NoticeKind::ServiceChange => {
            format!(
                "planned: {{ start: {ahead}T02:00:00+09:00, end: {ahead}T04:00:00+09:00 }}
# auto: true                  # it begins and ends by itself at those times
"
            )
        }
        NoticeKind::TermsChange => {
            format!("effective_on: {ahead}      # after publish_at; later it can only move back\n")
        }
        NoticeKind::Incident => format!(
            "audience: {{ tenants: [tenant-id] }}   # those concerned, and nobody else
incident:
  detected_at: {today}T00:00:00+09:00
  report: thirty_days         # {}
{}",
            words(ReportClock::ALL, ReportClock::word),
            items("ここに書く")
        ),
    }
}

/// All items: the overview to be written, the others under investigation.
fn items(write: &str) -> String {
    let mut lines = String::new();
    for item in IncidentItem::ALL {
        // Writing to a String cannot fail.
        let _ = match item {
            IncidentItem::Overview => writeln!(lines, "  {}: '[{write}]'", item.word()),
            _ => writeln!(lines, "  {}: {UNDER_INVESTIGATION}", item.word()),
        };
    }
    lines
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> String {
    all.iter().map(|value| word(*value)).collect::<Vec<_>>().join(", ")
}

/// A text as YAML takes it whatever is in it: JSON's quotes are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text.split_whitespace().collect::<Vec<_>>().join(" ")).to_string()
}
