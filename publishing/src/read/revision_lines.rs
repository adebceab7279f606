//! The lines under `revisions`: what was changed when, and how much.

use crate::front_matter::Fields;
use crate::rule::Rule;
use chrono::NaiveDate;
use domain::revision::RevisionClass;
use std::ops::Range;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The day the author gave.
    pub on: NaiveDate,
    /// How much it changed.
    pub class: RevisionClass,
    /// What changed, in Japanese; none for the first.
    pub note: Option<String>,
    at: Range<usize>,
}

impl Line {
    /// Whether two lists say the same, wherever they are written.
    pub fn are_same(a: &[Self], b: &[Self]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a.on, a.class, &a.note) == (b.on, b.class, &b.note))
    }
}

/// Reads the lines; `None` where one could not be read or there are none.
pub(super) fn read_lines(fields: &mut Fields<'_>) -> Option<Vec<Line>> {
    let node = fields.required("revisions")?;
    let items = fields.list(node)?;
    if items.is_empty() {
        fields.report(
            Rule::RevisionsOrder,
            node.at.clone(),
            "there is no line",
            "add `- { on: date, class: initial }`",
        );
        return None;
    }
    let mut lines = vec![];
    for item in items {
        let mut line = fields.below(item)?;
        let on = line.required("on").and_then(|node| line.date(node));
        let class = line.required("class").and_then(|node| line.word(node, RevisionClass::ALL, RevisionClass::word));
        let said = line.node("note").and_then(|node| line.line(node));
        line.finish();
        lines.push(on.zip(class).map(|(on, class)| Line {
            on: on.value,
            class: class.value,
            note: said.map(|said| said.value),
            at: item.at.clone(),
        }));
    }
    let lines: Vec<_> = lines.into_iter().collect::<Option<_>>()?;
    check(&lines, fields);
    Some(lines)
}

fn check(lines: &[Line], fields: &mut Fields<'_>) {
    for (nth, line) in lines.iter().enumerate() {
        let is_first = nth == 0;
        let slip = if is_first && line.class != RevisionClass::Initial {
            Some(("the first revision is not `initial`", "write `class: initial`"))
        } else if !is_first && line.class == RevisionClass::Initial {
            Some(("only the first revision is `initial`", "write `editorial`, `clarifying` or `material`"))
        } else if is_first && line.note.is_some() {
            Some(("the first revision has no note", "take the note away: there was nothing before it"))
        } else if !is_first && line.note.is_none() {
            Some(("this revision has no note", "say in `note` what changed; readers see it"))
        } else if !is_first && line.on < lines[nth - 1].on {
            Some(("this revision is dated before the one above it", "put the lines in order, oldest first"))
        } else {
            None
        };
        if let Some((message, help)) = slip {
            fields.report(Rule::RevisionsOrder, line.at.clone(), message, help);
        }
    }
}
