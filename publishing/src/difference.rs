//! What changed between two texts, as a reader sees it: paragraph by paragraph, and inside a changed
//! paragraph word by word. Pure text in, pieces out; how they are shown is the page's matter.

use similar::{ChangeTag, DiffOp, TextDiff, capture_diff_slices};

/// A run of words that both texts have, or only one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the earlier text.
    Removed(String),
    /// Only in the later text.
    Added(String),
}

/// One paragraph of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// In both, unchanged.
    Same(String),
    /// Only in the earlier text.
    Removed(String),
    /// Only in the later text.
    Added(String),
    /// In both, with other words.
    Changed(Vec<Piece>),
}

impl Paragraph {
    /// Whether the two texts differ here.
    pub const fn is_change(&self) -> bool {
        !matches!(self, Self::Same(_))
    }
}

/// Compares two texts whose paragraphs are parted by empty lines.
pub fn compare(earlier: &str, later: &str) -> Vec<Paragraph> {
    let (earlier, later) = (paragraphs(earlier), paragraphs(later));
    let mut out = vec![];
    for step in capture_diff_slices(similar::Algorithm::Patience, &earlier, &later) {
        match step {
            DiffOp::Equal { old_index, len, .. } => {
                out.extend(earlier[old_index..old_index + len].iter().map(|text| Paragraph::Same((*text).to_owned())));
            }
            DiffOp::Delete { old_index, old_len, .. } => removed(&mut out, &earlier[old_index..old_index + old_len]),
            DiffOp::Insert { new_index, new_len, .. } => added(&mut out, &later[new_index..new_index + new_len]),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                replaced(&mut out, &earlier[old_index..old_index + old_len], &later[new_index..new_index + new_len]);
            }
        }
    }
    out
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).collect()
}

fn removed(out: &mut Vec<Paragraph>, paragraphs: &[&str]) {
    out.extend(paragraphs.iter().map(|text| Paragraph::Removed((*text).to_owned())));
}

fn added(out: &mut Vec<Paragraph>, paragraphs: &[&str]) {
    out.extend(paragraphs.iter().map(|text| Paragraph::Added((*text).to_owned())));
}

/// Pairs the paragraphs of a replaced stretch in order; what is left over on one side stands alone.
fn replaced(out: &mut Vec<Paragraph>, earlier: &[&str], later: &[&str]) {
    let pairs = earlier.len().min(later.len());
    for (before, after) in earlier.iter().zip(later) {
        if let Some(pieces) = pieces(before, after) {
            out.push(Paragraph::Changed(pieces));
        } else {
            removed(out, &[before]);
            added(out, &[after]);
        }
    }
    removed(out, &earlier[pairs..]);
    added(out, &later[pairs..]);
}

/// How alike two paragraphs must be, from 0 to 1, to be shown as one with changed words.
const ALIKE: f32 = 0.35;

/// The words of two paragraphs laid over each other; `None` when they have too little in common.
fn pieces(earlier: &str, later: &str) -> Option<Vec<Piece>> {
    let difference = TextDiff::from_unicode_words(earlier, later);
    if difference.ratio() < ALIKE {
        return None;
    }
    let mut pieces: Vec<Piece> = vec![];
    for change in difference.iter_all_changes() {
        let text = change.value();
        match (change.tag(), pieces.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Same(run)))
            | (ChangeTag::Delete, Some(Piece::Removed(run)))
            | (ChangeTag::Insert, Some(Piece::Added(run))) => run.push_str(text),
            (ChangeTag::Equal, _) => pieces.push(Piece::Same(text.to_owned())),
            (ChangeTag::Delete, _) => pieces.push(Piece::Removed(text.to_owned())),
            (ChangeTag::Insert, _) => pieces.push(Piece::Added(text.to_owned())),
        }
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moved_date_is_the_only_thing_marked() {
        let changes = compare("期限は2月12日です。\n\n変わりません。", "期限は2月26日です。\n\n変わりません。");
        let expected = Paragraph::Changed(vec![
            Piece::Same("期限は2月".into()),
            Piece::Removed("12".into()),
            Piece::Added("26".into()),
            Piece::Same("日です。".into()),
        ]);
        assert_eq!(changes, [expected, Paragraph::Same("変わりません。".into())]);
    }

    #[test]
    fn paragraphs_with_nothing_in_common_stand_apart() {
        let changes = compare("通話録音を停止します。", "Nothing to do with it.");
        assert_eq!(
            changes,
            [Paragraph::Removed("通話録音を停止します。".into()), Paragraph::Added("Nothing to do with it.".into())]
        );
    }

    proptest! {
        #[test]
        fn each_side_can_be_read_back(earlier in "[あいう12 \n]{0,60}", later in "[あいう12 \n]{0,60}") {
            let changes = compare(&earlier, &later);
            let side = |is_later: bool| -> Vec<String> {
                changes.iter().filter_map(|paragraph| match paragraph {
                    Paragraph::Same(text) => Some(text.clone()),
                    Paragraph::Removed(text) => (!is_later).then(|| text.clone()),
                    Paragraph::Added(text) => is_later.then(|| text.clone()),
                    Paragraph::Changed(pieces) => Some(pieces.iter().map(|piece| match piece {
                        Piece::Same(text) => text.as_str(),
                        Piece::Removed(text) => if is_later { "" } else { text },
                        Piece::Added(text) => if is_later { text } else { "" },
                    }).collect()),
                }).collect()
            };
            prop_assert_eq!(side(false), paragraphs(&earlier));
            prop_assert_eq!(side(true), paragraphs(&later));
        }
    }
}
