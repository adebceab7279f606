//! The text with its changes, section by section. What has not changed is folded, but for a paragraph on
//! either side of a change.

use super::marked::{Side, added, marked, removed};
use super::table::table;
use super::{Changes, Shown};
use crate::text;
use leptos::prelude::*;
use publishing::difference::{BlockKind, Change, ComparedBlock, ComparedSection};

/// How many unchanged paragraphs are shown on either side of a change.
const AROUND: usize = 1;

/// How many changes the text has as they are numbered here.
pub fn count(sections: &[ComparedSection]) -> usize {
    sections.iter().map(|section| if is_alone(section) { 1 } else { changed_runs(section) }).sum()
}

fn changed_runs(section: &ComparedSection) -> usize {
    let runs = runs(&section.blocks).iter().filter(|run| run.is_change).count();
    usize::from(section.heading.is_change()) + runs
}

/// Whether the whole section was added or removed.
fn is_alone(section: &ComparedSection) -> bool {
    matches!(section.heading, Change::Added(_) | Change::Removed(_))
}

/// The sections. `all` is the address of this page with nothing folded, `text` that of the later text.
pub fn sections(shown: Shown, changes: &Changes, compared: &[ComparedSection], all: &str, text: &str) -> Vec<AnyView> {
    let mut views = vec![];
    let mut folded = 0;
    // The heading of a part is shown once one of its clauses is.
    let mut part: Option<&ComparedSection> = None;
    for section in compared {
        let is_bare_heading = shown.is_policy && section.blocks.is_empty() && !section.is_change();
        if is_bare_heading && !shown.is_whole {
            part = Some(section);
        } else if section.is_change() || shown.is_whole {
            views.extend(fold(shown, &mut folded, all));
            views.extend(part.take().map(|part| whole(shown, changes, part, text)));
            views.push(if is_alone(section) || !section.is_change() {
                whole(shown, changes, section, text)
            } else {
                partly(shown, changes, section, all, text)
            });
        } else if !shown.is_policy || !matches!(&section.heading, Change::Same(cells) if cells[0].is_empty()) {
            // What stands before the first clause is none.
            folded += 1;
        }
    }
    views.extend(fold(shown, &mut folded, all));
    views
}

fn fold(shown: Shown, folded: &mut usize, all: &str) -> Option<AnyView> {
    let count = std::mem::take(folded);
    let locale = shown.locale;
    (count > 0).then(|| {
        let words = if shown.is_policy {
            text!(locale, comparison.clauses_same, count = count)
        } else {
            text!(locale, comparison.sections_same, count = count)
        };
        folded_line(shown, words, all)
    })
}

fn folded_line(shown: Shown, words: String, all: &str) -> AnyView {
    view! { <p class="folded"><span>{words}</span> " " <a href=all.to_owned()>{text!(shown.locale, comparison.show)}</a></p> }
        .into_any()
}

/// A section that is all old, all new, or all the same.
fn whole(shown: Shown, changes: &Changes, section: &ComparedSection, text: &str) -> AnyView {
    let locale = shown.locale;
    let (id, nav) = is_alone(section).then(|| changes.next()).unzip();
    let state = match (&section.heading, shown.is_policy) {
        (Change::Added(_), true) => Some(text!(locale, comparison.clause_added)),
        (Change::Added(_), false) => Some(text!(locale, comparison.section_added)),
        (Change::Removed(_), true) => Some(text!(locale, comparison.clause_removed)),
        (Change::Removed(_), false) => Some(text!(locale, comparison.section_removed)),
        _ => None,
    };
    let class = if id.is_some() { "compared-section change" } else { "compared-section same" };
    let state = state.map(|state| view! { <p class="change-line"><span class="tag">{state}</span> {nav}</p> });
    let chunks: Vec<_> = chunks(&section.blocks).iter().map(|chunk| chunk_view(shown, chunk)).collect();
    view! {
        <section class=class id=id.clone() tabindex=id.map(|_| "-1")>
            {state}
            {heading(shown, section, text)}
            {chunks}
        </section>
    }
    .into_any()
}

/// A section of which a part changed.
fn partly(shown: Shown, changes: &Changes, section: &ComparedSection, all: &str, text: &str) -> AnyView {
    let title = if section.heading.is_change() {
        let (id, nav) = changes.next();
        view! { <div class="change" id=id tabindex="-1"><p class="change-line">{nav}</p>{heading(shown, section, text)}</div> }
            .into_any()
    } else {
        heading(shown, section, text).into_any()
    };
    let runs = runs(&section.blocks);
    let last = runs.len().saturating_sub(1);
    let parts: Vec<_> = runs
        .iter()
        .enumerate()
        .map(|(at, run)| {
            if run.is_change {
                let (id, nav) = changes.next();
                let chunks: Vec<_> = run.chunks.iter().map(|chunk| chunk_view(shown, chunk)).collect();
                view! { <div class="change" id=id tabindex="-1"><p class="change-line">{nav}</p>{chunks}</div> }
                    .into_any()
            } else {
                unchanged(shown, run, (at > 0, at < last), all)
            }
        })
        .collect();
    view! { <section class="compared-section">{title} {parts}</section> }.into_any()
}

/// What has not changed between changes: a little on the sides where a change is, the rest folded.
fn unchanged(shown: Shown, run: &Run<'_>, (follows, precedes): (bool, bool), all: &str) -> AnyView {
    let (head, tail) = (if follows { AROUND } else { 0 }, if precedes { AROUND } else { 0 });
    let hidden = run.chunks.len().saturating_sub(head + tail);
    let view = |chunks: &[Chunk<'_>]| chunks.iter().map(|chunk| chunk_view(shown, chunk)).collect::<Vec<_>>();
    if shown.is_whole || hidden <= 1 {
        return view! { <div class="same">{view(&run.chunks)}</div> }.into_any();
    }
    let words = text!(shown.locale, comparison.blocks_same, count = hidden);
    view! {
        <div class="same">
            {view(&run.chunks[..head])}
            {folded_line(shown, words, all)}
            {view(&run.chunks[head + hidden..])}
        </div>
    }
    .into_any()
}

fn heading(shown: Shown, section: &ComparedSection, text: &str) -> Option<AnyView> {
    let locale = shown.locale;
    let words = match &section.heading {
        Change::Same(cells) => cells
            .first()
            .filter(|text| !text.is_empty())
            .map(|text| view! { <span>{text.clone()}</span> }.into_any())?,
        Change::Removed(cells) => removed(locale, cells.first()?),
        Change::Added(cells) => added(locale, cells.first()?),
        Change::Changed(cells) => marked(locale, cells.first()?, Side::Both).into_any(),
    };
    let is_there = !matches!(section.heading, Change::Removed(_));
    let link = section.anchor.as_ref().filter(|_| is_there).map(|anchor| {
        let label = text!(locale, comparison.in_text);
        view! { " " <a class="anchor" href=format!("{text}#{anchor}")>{if shown.is_policy { anchor.clone() } else { label }}</a> }
    });
    Some(if section.level <= 2 {
        view! { <h3 class="compared-heading">{words} {link}</h3> }.into_any()
    } else {
        view! { <h4 class="compared-heading">{words} {link}</h4> }.into_any()
    })
}

/// What is shown as one: a table with all its rows, or one block.
struct Chunk<'a> {
    blocks: &'a [ComparedBlock],
    is_table: bool,
}

impl Chunk<'_> {
    fn is_change(&self) -> bool {
        self.blocks.iter().any(|block| block.change.is_change())
    }
}

fn chunks(blocks: &[ComparedBlock]) -> Vec<Chunk<'_>> {
    let is_row = |block: &ComparedBlock| matches!(block.kind, BlockKind::Row { .. });
    let replaces =
        |a: &ComparedBlock, b: &ComparedBlock| matches!((&a.change, &b.change), (Change::Removed(_), Change::Added(_)));
    blocks
        .chunk_by(|a, b| (is_row(a) && is_row(b)) || (!is_row(a) && !is_row(b) && replaces(a, b)))
        .map(|blocks| Chunk { blocks, is_table: is_row(&blocks[0]) })
        .collect()
}

/// Chunks that changed, or did not, in a row.
struct Run<'a> {
    chunks: Vec<Chunk<'a>>,
    is_change: bool,
}

fn runs(blocks: &[ComparedBlock]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = vec![];
    for chunk in chunks(blocks) {
        let is_change = chunk.is_change();
        match runs.last_mut() {
            Some(run) if run.is_change == is_change => run.chunks.push(chunk),
            _ => runs.push(Run { chunks: vec![chunk], is_change }),
        }
    }
    runs
}

fn chunk_view(shown: Shown, chunk: &Chunk<'_>) -> AnyView {
    if chunk.is_table {
        return table(shown, chunk.blocks);
    }
    if !shown.is_side_by_side {
        return chunk.blocks.iter().filter_map(|block| block_view(shown, block, Side::Both)).collect_view().into_any();
    }
    let side = |side| chunk.blocks.iter().filter_map(|block| block_view(shown, block, side)).collect::<Vec<_>>();
    if chunk.is_change() {
        view! { <div class="pair"><div class="before">{side(Side::Before)}</div><div class="after">{side(Side::After)}</div></div> }
            .into_any()
    } else {
        // Said once to those who listen.
        view! { <div class="pair"><div class="before" aria-hidden="true">{side(Side::Before)}</div><div class="after">{side(Side::After)}</div></div> }
            .into_any()
    }
}

/// A block as it is on that side; nothing where it is not there.
fn block_view(shown: Shown, block: &ComparedBlock, side: Side) -> Option<AnyView> {
    let locale = shown.locale;
    let first = |cells: &[String]| cells.first().cloned().unwrap_or_default();
    let words = match &block.change {
        Change::Same(cells) => view! { <span>{first(cells)}</span> }.into_any(),
        Change::Removed(cells) => (side != Side::After).then(|| removed(locale, &first(cells)))?,
        Change::Added(cells) => (side != Side::Before).then(|| added(locale, &first(cells)))?,
        Change::Changed(cells) => marked(locale, cells.first()?, side).into_any(),
    };
    Some(match block.kind {
        BlockKind::Code => view! { <pre><code>{words}</code></pre> }.into_any(),
        BlockKind::Item { depth } => {
            view! { <ul class=format!("compared-items depth-{}", depth.min(3))><li>{words}</li></ul> }.into_any()
        }
        BlockKind::Paragraph | BlockKind::Row { .. } => view! { <p>{words}</p> }.into_any(),
    })
}
