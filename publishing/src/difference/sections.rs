//! Two texts compared section by section. A section is known again by its heading, by its anchor, or by
//! its words, in this order, so that a clause that came in between does not make all after it look new.

use super::align::{Step, align};
use super::blocks::{Block, BlockKind, Section};
use super::pieces::{Piece, pieces, ratio};
use super::words::words;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

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
    align(earlier, later, Known::section, section_likeness)
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
    for step in align(&earlier.blocks, &later.blocks, Known::block, block_likeness) {
        match step {
            Step::Same(_, b) => blocks.push(block(&later.blocks[b], Change::Same)),
            Step::Removed(a) => blocks.push(block(&earlier.blocks[a], Change::Removed)),
            Step::Added(b) => blocks.push(block(&later.blocks[b], Change::Added)),
            Step::Changed(a, b) => {
                if let Some(cells) = cells(&earlier.blocks[a], &later.blocks[b]) {
                    blocks.push(ComparedBlock { kind: later.blocks[b].kind, change: Change::Changed(cells) });
                } else {
                    blocks.push(block(&earlier.blocks[a], Change::Removed));
                    blocks.push(block(&later.blocks[b], Change::Added));
                }
            }
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

/// A part with its words, taken once for all comparisons.
struct Known<'a, T> {
    part: &'a T,
    /// Hashes of its words, sorted.
    words: Vec<u64>,
}

impl<'a> Known<'a, Section> {
    fn section(part: &'a Section) -> Self {
        Self { part, words: hashes(&all_text(part)) }
    }
}

impl<'a> Known<'a, Block> {
    fn block(part: &'a Block) -> Self {
        Self { part, words: hashes(&part.cells.join(" ")) }
    }
}

fn section_likeness(earlier: &Known<'_, Section>, later: &Known<'_, Section>) -> f32 {
    let heading = without_number(&earlier.part.heading) == without_number(&later.part.heading);
    let anchor = earlier.part.anchor.is_some() && earlier.part.anchor == later.part.anchor;
    let words = shared(&earlier.words, &later.words);
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

fn block_likeness(earlier: &Known<'_, Block>, later: &Known<'_, Block>) -> f32 {
    let (before, after) = (earlier.part, later.part);
    let is_same_kind = std::mem::discriminant(&before.kind) == std::mem::discriminant(&after.kind);
    if !is_same_kind || before.cells.len() != after.cells.len() {
        return 0.0;
    }
    // A row is known by its first cell, as a reader looks it up.
    let is_row = matches!(after.kind, BlockKind::Row { .. });
    if is_row && before.cells[0] == after.cells[0] {
        return 2.0;
    }
    let alike = shared(&earlier.words, &later.words);
    if alike < 0.25 { 0.0 } else { alike }
}

fn hashes(text: &str) -> Vec<u64> {
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    let mut hashes: Vec<_> = words(text)
        .into_iter()
        .filter(is_word)
        .map(|word| {
            let mut hasher = DefaultHasher::new();
            word.hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    hashes.sort_unstable();
    hashes
}

/// How many of their words two texts share, from 0 to 1, whatever the order.
fn shared(earlier: &[u64], later: &[u64]) -> f32 {
    let (mut a, mut b, mut count) = (0, 0, 0);
    while a < earlier.len() && b < later.len() {
        match earlier[a].cmp(&later[b]) {
            Ordering::Less => a += 1,
            Ordering::Greater => b += 1,
            Ordering::Equal => (a, b, count) = (a + 1, b + 1, count + 1),
        }
    }
    ratio(2 * count, earlier.len() + later.len())
}

#[cfg(test)]
mod tests;
