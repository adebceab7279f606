//! Which of the known words a misspelt one most likely means.

/// `did you mean …?` with the nearest known word, or the list of them where none is near.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.into_iter().collect();
    let near = known.iter().map(|word| (distance(given, word), *word)).min();
    match near {
        Some((steps, word)) if steps <= (given.chars().count() / 3).max(1) => format!("did you mean `{word}`?"),
        Some(_) => format!("it can be {}", list(&known)),
        None => "there are none".into(),
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Edits from one word to the other: a character added, left out, exchanged, or swapped with the
/// next one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let exchange = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            rows[i][j] = exchange.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                rows[i][j] = rows[i][j].min(rows[i - 2][j - 2] + 1);
            }
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("imapct", "did you mean `impact`?")]
    #[case("component", "did you mean `components`?")]
    #[case("colour", "it can be `impact`, `components`")]
    fn a_misspelt_word_is_answered_with_the_nearest(#[case] given: &str, #[case] help: &str) {
        assert_eq!(did_you_mean(given, ["impact", "components"]), help);
    }
}
