//! Which part of one sequence became which part of another: equal parts hold still, and between them
//! the pairing that keeps most likeness, in order. What has no partner stands alone.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::hash::Hash;

/// One step through both sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Equal in both.
    Same(usize, usize),
    /// One became the other.
    Changed(usize, usize),
    /// Only in the earlier sequence.
    Removed(usize),
    /// Only in the later sequence.
    Added(usize),
}

/// Stretches whose table would be larger than this are paired in order.
const LARGEST_TABLE: usize = 60_000;

/// Walks through both. `prepare` is asked once of each part that is not equal; `likeness` compares what it
/// answers, from 0 (nothing in common) upwards. Parts of likeness 0 are never paired.
pub fn align<'a, T: Eq + Hash + Ord, P>(
    earlier: &'a [T],
    later: &'a [T],
    prepare: impl Fn(&'a T) -> P,
    likeness: impl Fn(&P, &P) -> f32,
) -> Vec<Step> {
    let mut steps = vec![];
    for step in capture_diff_slices(Algorithm::Patience, earlier, later) {
        let (old, new) = (step.old_range(), step.new_range());
        match step {
            DiffOp::Equal { .. } => steps.extend(old.zip(new).map(|(a, b)| Step::Same(a, b))),
            DiffOp::Delete { .. } => steps.extend(old.map(Step::Removed)),
            DiffOp::Insert { .. } => steps.extend(new.map(Step::Added)),
            DiffOp::Replace { .. } => {
                let (first_old, first_new) = (old.start, new.start);
                let prepared = |parts: &'a [T]| parts.iter().map(&prepare).collect::<Vec<_>>();
                let paired = pair(&prepared(&earlier[old]), &prepared(&later[new]), &likeness);
                steps.extend(paired.into_iter().map(|step| step.moved(first_old, first_new)));
            }
        }
    }
    steps
}

fn pair<T>(earlier: &[T], later: &[T], likeness: impl Fn(&T, &T) -> f32) -> Vec<Step> {
    let (rows, columns) = (earlier.len(), later.len());
    if (rows + 1).saturating_mul(columns + 1) > LARGEST_TABLE {
        let both = rows.min(columns);
        let pairs = (0..both).map(|at| Step::Changed(at, at));
        return pairs.chain((both..rows).map(Step::Removed)).chain((both..columns).map(Step::Added)).collect();
    }
    let alike: Vec<Vec<f32>> =
        earlier.iter().map(|before| later.iter().map(|after| likeness(before, after)).collect()).collect();
    // best[a][b]: the most likeness that the parts from a and from b on can keep.
    let mut best = vec![vec![0.0_f32; columns + 1]; rows + 1];
    for a in (0..rows).rev() {
        for b in (0..columns).rev() {
            best[a][b] = (alike[a][b] + best[a + 1][b + 1]).max(best[a + 1][b]).max(best[a][b + 1]);
        }
    }
    let mut steps = vec![];
    let (mut a, mut b) = (0, 0);
    while a < rows && b < columns {
        let paired = alike[a][b] + best[a + 1][b + 1];
        if alike[a][b] > 0.0 && paired >= best[a + 1][b] && paired >= best[a][b + 1] {
            steps.push(Step::Changed(a, b));
            (a, b) = (a + 1, b + 1);
        } else if best[a + 1][b] >= best[a][b + 1] {
            steps.push(Step::Removed(a));
            a += 1;
        } else {
            steps.push(Step::Added(b));
            b += 1;
        }
    }
    steps.extend((a..rows).map(Step::Removed));
    steps.extend((b..columns).map(Step::Added));
    steps
}

impl Step {
    fn moved(self, earlier: usize, later: usize) -> Self {
        match self {
            Self::Same(a, b) => Self::Same(a + earlier, b + later),
            Self::Changed(a, b) => Self::Changed(a + earlier, b + later),
            Self::Removed(a) => Self::Removed(a + earlier),
            Self::Added(b) => Self::Added(b + later),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_came_in_between_does_not_push_the_others_apart() {
        let (earlier, later) = (["alpha one", "beta one"], ["gamma", "alpha two", "beta two"]);
        let first_word = |text: &&str| text.split(' ').next().map(str::to_owned);
        let steps = align(&earlier, &later, first_word, |a, b| if a == b { 1.0 } else { 0.0 });
        assert_eq!(steps, [Step::Added(0), Step::Changed(0, 1), Step::Changed(1, 2)]);
    }

    #[test]
    fn what_has_nothing_in_common_is_never_paired() {
        assert_eq!(align(&["a"], &["b"], |_| (), |(), ()| 0.0), [Step::Removed(0), Step::Added(0)]);
    }
}
