//! Two texts compared section by section. A section is known again by its heading, by its anchor, or by
//! its words, in this order, so that a clause that came in between does not make all after it look new.

use super::align::{Step, align};
use super::blocks::{Block, BlockKind, Section};
use super::pieces::{Piece, pieces, ratio};
use super::words::words;

/// How one thing fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The same in both: its cells.
    Same(Vec<String>),
    /// Only in the earlier text.
    Removed(Vec<String>),
    /// Only in the later text.
    Added(Vec<String>),
    /// In both, with other words: the pieces of each cell.
    Changed(Vec<Vec<Piece>>),
}

/// A block of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedBlock {
    /// What it is.
    pub kind: BlockKind,
    /// How it fared.
    pub change: Change,
}

/// A section of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedSection {
    /// Its anchor in the later text, or in the earlier one where it is gone.
    pub anchor: Option<String>,
    /// Its level.
    pub level: u8,
    /// Its heading: one cell.
    pub heading: Change,
    /// What stands below.
    pub blocks: Vec<ComparedBlock>,
}

impl Change {
    /// Whether the two texts differ here.
    pub const fn is_change(&self) -> bool {
        !matches!(self, Self::Same(_))
    }
}

impl ComparedSection {
    /// Whether the two texts differ anywhere in it.
    pub fn is_change(&self) -> bool {
        self.heading.is_change() || self.blocks.iter().any(|block| block.change.is_change())
    }
}

/// Compares two texts.
pub fn compare(earlier: &[Section], later: &[Section]) -> Vec<ComparedSection> {
    align(earlier, later, section_likeness)
        .into_iter()
        .map(|step| match step {
            Step::Same(_, b) => alone(&later[b], Change::Same),
            Step::Removed(a) => alone(&earlier[a], Change::Removed),
            Step::Added(b) => alone(&later[b], Change::Added),
            Step::Changed(a, b) => changed(&earlier[a], &later[b]),
        })
        .collect()
}

fn alone(section: &Section, fared: impl Fn(Vec<String>) -> Change) -> ComparedSection {
    let blocks =
        section.blocks.iter().map(|block| ComparedBlock { kind: block.kind, change: fared(block.cells.clone()) });
    ComparedSection {
        anchor: section.anchor.clone(),
        level: section.level,
        heading: if section.heading.is_empty() {
            Change::Same(vec![String::new()])
        } else {
            fared(vec![section.heading.clone()])
        },
        blocks: blocks.collect(),
    }
}

fn changed(earlier: &Section, later: &Section) -> ComparedSection {
    let mut blocks = vec![];
    for step in align(&earlier.blocks, &later.blocks, block_likeness) {
        match step {
            Step::Same(_, b) => blocks.push(block(&later.blocks[b], Change::Same)),
            Step::Removed(a) => blocks.push(block(&earlier.blocks[a], Change::Removed)),
            Step::Added(b) => blocks.push(block(&later.blocks[b], Change::Added)),
            Step::Changed(a, b) => match cells(&earlier.blocks[a], &later.blocks[b]) {
                Some(cells) => {
                    blocks.push(ComparedBlock { kind: later.blocks[b].kind, change: Change::Changed(cells) })
                }
                None => {
                    blocks.push(block(&earlier.blocks[a], Change::Removed));
                    blocks.push(block(&later.blocks[b], Change::Added));
                }
            },
        }
    }
    ComparedSection {
        anchor: later.anchor.clone(),
        level: later.level,
        heading: heading(&earlier.heading, &later.heading),
        blocks,
    }
}

fn block(block: &Block, fared: impl Fn(Vec<String>) -> Change) -> ComparedBlock {
    ComparedBlock { kind: block.kind, change: fared(block.cells.clone()) }
}

/// A heading that says something else is one that went and one that came.
fn heading(earlier: &str, later: &str) -> Change {
    if earlier == later {
        return Change::Same(vec![later.to_owned()]);
    }
    Change::Changed(vec![pieces(earlier, later).unwrap_or_else(|| in_place_of(earlier, later))])
}

fn in_place_of(earlier: &str, later: &str) -> Vec<Piece> {
    let removed = Some(earlier.to_owned()).filter(|text| !text.is_empty()).map(Piece::Removed);
    let added = Some(later.to_owned()).filter(|text| !text.is_empty()).map(Piece::Added);
    removed.into_iter().chain(added).collect()
}

/// The pieces of each cell. A cell of a table may hold another word altogether; a paragraph that does is
/// another paragraph.
fn cells(earlier: &Block, later: &Block) -> Option<Vec<Vec<Piece>>> {
    let is_row = matches!(later.kind, BlockKind::Row { .. });
    if earlier.cells.len() != later.cells.len() {
        return None;
    }
    let pairs = earlier.cells.iter().zip(&later.cells);
    pairs
        .map(|(before, after)| {
            let pieces = pieces(before, after);
            if is_row { Some(pieces.unwrap_or_else(|| in_place_of(before, after))) } else { pieces }
        })
        .collect()
}

fn section_likeness(earlier: &Section, later: &Section) -> f32 {
    let heading = without_number(&earlier.heading) == without_number(&later.heading);
    let anchor = earlier.anchor.is_some() && earlier.anchor == later.anchor;
    let words = likeness(&all_text(earlier), &all_text(later));
    if !heading && !anchor && words < 0.3 {
        return 0.0;
    }
    f32::from(u8::from(heading)) * 2.0 + f32::from(u8::from(anchor)) * 0.5 + words + f32::MIN_POSITIVE
}

/// A clause's heading without its number, which changes when another comes in before it.
fn without_number(heading: &str) -> &str {
    let parted = heading.split_once([' ', '\u{3000}']).filter(|(number, _)| number.ends_with(['.', ')']));
    parted.map_or(heading, |(_, rest)| rest)
}

fn all_text(section: &Section) -> String {
    let cells = section.blocks.iter().flat_map(|block| &block.cells);
    std::iter::once(&section.heading).chain(cells).map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn block_likeness(earlier: &Block, later: &Block) -> f32 {
    let is_same_kind = std::mem::discriminant(&earlier.kind) == std::mem::discriminant(&later.kind);
    let is_same_shape = earlier.cells.len() == later.cells.len();
    if !is_same_kind || !is_same_shape {
        return 0.0;
    }
    // A row is known by its first cell, as a reader looks it up.
    let is_row = matches!(later.kind, BlockKind::Row { .. });
    if is_row && earlier.cells[0] == later.cells[0] {
        return 2.0;
    }
    let alike = likeness(&earlier.cells.join(" "), &later.cells.join(" "));
    if alike < 0.25 { 0.0 } else { alike }
}

/// How many of their words two texts share, from 0 to 1, whatever the order.
fn likeness(earlier: &str, later: &str) -> f32 {
    let bag = |text| {
        let mut words: Vec<_> =
            words(text).into_iter().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
        words.sort_unstable();
        words
    };
    let (earlier, later) = (bag(earlier), bag(later));
    let (mut a, mut b, mut shared) = (0, 0, 0);
    while a < earlier.len() && b < later.len() {
        match earlier[a].cmp(later[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => (a, b, shared) = (a + 1, b + 1, shared + 1),
        }
    }
    ratio(2 * shared, earlier.len() + later.len())
}

#[cfg(test)]
mod tests;
