//! What someone looks for: words, all of which must be there.

use super::fold::fold;

/// How many characters of a query are looked at.
pub const LONGEST_QUERY: usize = 200;

/// How many words of a query are looked at.
pub const MOST_WORDS: usize = 12;

/// Words to look for. Every character stands for itself: there are no operators and no quotes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    words: Vec<Vec<char>>,
    is_cut: bool,
}

impl Query {
    /// Takes a text apart at its spaces, also the wide one. What is longer than [`LONGEST_QUERY`] or
    /// has more than [`MOST_WORDS`] words is cut, and says so.
    pub fn parse(text: &str) -> Self {
        let start = text.char_indices().nth(LONGEST_QUERY).map_or(text, |(end, _)| &text[..end]);
        let folded = fold(start);
        let mut words: Vec<Vec<char>> = Vec::new();
        let mut is_cut = start.len() < text.trim_end().len();
        for word in folded.split(' ').filter(|word| !word.is_empty()).map(|word| word.chars().collect()) {
            if words.len() == MOST_WORDS {
                is_cut = true;
            } else if !words.contains(&word) {
                words.push(word);
            }
        }
        Self { words, is_cut }
    }

    /// The folded words, none empty, none twice.
    pub fn words(&self) -> &[Vec<char>] {
        &self.words
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether only the beginning of what was asked is looked for.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Query::parse(text).words().iter().map(|word| word.iter().collect()).collect()
    }

    #[test]
    fn words_are_parted_by_any_space() {
        assert_eq!(words(" 通話録音\u{3000}ＡＰＩ\tv3 api"), ["通話録音", "api", "v3"]);
        assert!(Query::parse(" \u{3000}\0\n").is_empty());
    }

    #[test]
    fn operators_and_quotes_are_letters_like_others() {
        assert_eq!(words("\"NEAR(\" -a* OR %"), ["\"near(\"", "-a*", "or", "%"]);
    }

    #[test]
    fn a_query_that_is_too_long_is_cut_and_says_so() {
        let long = Query::parse(&"録".repeat(10_000));
        assert_eq!((long.words().len(), long.words()[0].len(), long.is_cut()), (1, LONGEST_QUERY, true));
        let many: Vec<_> = (0..20).map(|n| n.to_string()).collect();
        let many = Query::parse(&many.join(" "));
        assert!(many.words().len() == MOST_WORDS && many.is_cut());
        assert!(!Query::parse(&format!("録{}", " ".repeat(300))).is_cut());
    }
}
