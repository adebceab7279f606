//! Two texts laid over each other word by word.

use super::words::words;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A run of words that both texts have, or only one. What was removed stands before what came in its
/// place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the earlier text.
    Removed(String),
    /// Only in the later text.
    Added(String),
}

/// How many of all characters two texts must share, from 0 to 1, to be shown as one with changed words.
const ALIKE: f32 = 0.35;
/// How many of its characters the shorter one must share, where much was added or taken out.
const MOST_OF_ONE: f32 = 0.7;

/// The words of two texts laid over each other; `None` when they have so little in common that one
/// reads better after the other.
pub fn pieces(earlier: &str, later: &str) -> Option<Vec<Piece>> {
    if earlier == later {
        return Some(vec![Piece::Same(earlier.to_owned())]);
    }
    let runs = gathered(runs(earlier, later));
    let shared: usize = runs.iter().filter(|run| run.is_same).map(|run| run.earlier.trim().chars().count()).sum();
    let lengths = (earlier.trim().chars().count(), later.trim().chars().count());
    let is_alike = ratio(2 * shared, lengths.0 + lengths.1) >= ALIKE
        || ratio(shared, lengths.0.min(lengths.1)) >= MOST_OF_ONE && shared > 0;
    is_alike.then(|| runs.into_iter().flat_map(Run::pieces).collect())
}

/// A stretch of both texts: the same words, or those that took the place of others.
struct Run {
    is_same: bool,
    earlier: String,
    later: String,
}

fn runs(earlier: &str, later: &str) -> Vec<Run> {
    let (earlier, later) = (words(earlier), words(later));
    capture_diff_slices(Algorithm::Patience, &earlier, &later)
        .into_iter()
        .map(|step| Run {
            is_same: matches!(step, DiffOp::Equal { .. }),
            earlier: earlier[step.old_range()].concat(),
            later: later[step.new_range()].concat(),
        })
        .collect()
}

/// Changes with next to nothing between them are one change: a reader is told once.
fn gathered(runs: Vec<Run>) -> Vec<Run> {
    let mut gathered: Vec<Run> = vec![];
    let mut runs = runs.into_iter().peekable();
    while let Some(run) = runs.next() {
        let is_between = run.is_same && is_slight(&run.earlier) && runs.peek().is_some();
        match gathered.last_mut() {
            Some(last) if !last.is_same && (!run.is_same || is_between) => {
                last.earlier.push_str(&run.earlier);
                last.later.push_str(&run.later);
            }
            _ => gathered.push(run),
        }
    }
    gathered
}

/// A space, a comma, one particle: nothing that a reader holds on to. The end of a sentence is.
fn is_slight(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 1 && text != "。"
}

impl Run {
    fn pieces(self) -> impl Iterator<Item = Piece> {
        let pieces = if self.is_same {
            [Some(Piece::Same(self.earlier)), None]
        } else {
            [
                Some(self.earlier).filter(|text| !text.is_empty()).map(Piece::Removed),
                Some(self.later).filter(|text| !text.is_empty()).map(Piece::Added),
            ]
        };
        pieces.into_iter().flatten()
    }
}

/// A part of a whole; 1 of nothing.
#[expect(clippy::cast_precision_loss, reason = "texts are far shorter than 2^24 characters")]
pub(super) fn ratio(part: usize, whole: usize) -> f32 {
    if whole == 0 { 1.0 } else { part as f32 / whole as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(earlier: &str, later: &str) -> Option<String> {
        let pieces = pieces(earlier, later)?;
        Some(
            pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Same(text) => text,
                    Piece::Removed(text) => format!("[-{text}-]"),
                    Piece::Added(text) => format!("[+{text}+]"),
                })
                .collect(),
        )
    }

    #[test]
    fn a_moved_date_is_the_only_thing_marked_and_marked_whole() {
        assert_eq!(
            marked("対応の期限は2月12日です。", "対応の期限は2月26日です。").unwrap(),
            "対応の期限は[-2月12日-][+2月26日+]です。"
        );
    }

    #[test]
    fn japanese_is_compared_by_words_and_not_by_characters() {
        assert_eq!(
            marked("個人情報を第三者に提供します。", "個人データを第三者に提供します。").unwrap(),
            "個人[-情報-][+データ+]を第三者に提供します。"
        );
        assert_eq!(
            marked("録音を保存します。", "録音と文字起こしを保存します。").unwrap(),
            "録音[+と文字起こし+]を保存します。"
        );
    }

    #[test]
    fn changes_a_space_apart_are_told_as_one() {
        assert_eq!(
            marked(
                "We keep call recordings for ninety days in Tokyo.",
                "We keep call recordings for one year in Tokyo."
            )
            .unwrap(),
            "We keep call recordings for [-ninety days-][+one year+] in Tokyo."
        );
    }

    #[test]
    fn texts_with_nothing_in_common_stand_apart() {
        assert_eq!(pieces("通話録音を停止します。", "Nothing to do with it."), None);
    }

    proptest! {
        #[test]
        fn each_side_can_be_read_back(earlier in "[あいう12月日 ]{0,40}", later in "[あいう12月日 ]{0,40}") {
            if let Some(pieces) = pieces(&earlier, &later) {
                let side = |is_later: bool| -> String {
                    pieces.iter().map(|piece| match piece {
                        Piece::Same(text) => text.as_str(),
                        Piece::Removed(text) => if is_later { "" } else { text },
                        Piece::Added(text) => if is_later { text } else { "" },
                    }).collect()
                };
                prop_assert_eq!(side(false), earlier);
                prop_assert_eq!(side(true), later);
            }
        }
    }
}
