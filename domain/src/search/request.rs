//! What a reader asks of the search page, all of it in the query string: the words, the sort of
//! publication, and for notices the filters of their list.

use crate::listing::{InvalidQuery, Listing};
use crate::publication::PublicationKind;

/// Words, filters and page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// The words as they were typed.
    pub text: String,
    /// Only publications of this sort.
    pub of: Option<PublicationKind>,
    /// Only notices that pass these filters; its page is the page of the results. Order and `unread`
    /// are not the search's: results have an order of their own, and are the same for every reader
    /// of an audience.
    pub listing: Listing,
}

impl Search {
    /// Reads the pairs of a query string: `q`, `of`, and the keys of [`Listing`]. Other keys are left
    /// to others.
    ///
    /// # Errors
    /// [`InvalidQuery`] naming the first key whose value is not one of its words.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)> + Clone) -> Result<Self, InvalidQuery> {
        let of = match value_of(pairs.clone(), "of") {
            None | Some("") => None,
            Some(word) => Some(
                PublicationKind::from_word(word).ok_or_else(|| InvalidQuery { key: "of", value: word.to_owned() })?,
            ),
        };
        let listing = Listing::parse(pairs.clone())?;
        let listing = Listing { order: None, unread: false, ..listing };
        Ok(Self { of, listing, ..Self::words_only(pairs) })
    }

    /// The words alone, whatever the filters are.
    pub fn words_only<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { text: value_of(pairs, "q").unwrap_or_default().trim().to_owned(), ..Self::default() }
    }

    /// Whether any filter is set.
    pub fn is_filtered(&self) -> bool {
        self.of.is_some() || self.listing.is_filtered()
    }

    /// What follows `q` in the query string, each with its `&`. Values need no escaping.
    pub fn filters_query(&self) -> String {
        let of = self.of.map(|of| format!("&of={}", of.word())).unwrap_or_default();
        of + &self.listing.query().replacen('?', "&", 1)
    }
}

fn value_of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>, wanted: &str) -> Option<&'a str> {
    pairs.into_iter().find(|(key, _)| *key == wanted).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_round_trip_and_the_words_stay_as_typed() {
        let pairs =
            [("q", " ＡＰＩ "), ("of", "notice"), ("impact", "action_required"), ("unread", "1"), ("page", "2")];
        let search = Search::parse(pairs).unwrap();
        assert_eq!(search.text, "ＡＰＩ");
        assert_eq!(search.filters_query(), "&of=notice&impact=action_required&page=2");
        assert!(search.is_filtered());
    }

    #[test]
    fn a_filter_that_means_nothing_is_named_and_the_words_are_kept() {
        let pairs = [("q", "録音"), ("of", "mail")];
        assert_eq!(Search::parse(pairs).unwrap_err().key, "of");
        assert_eq!(Search::words_only(pairs).text, "録音");
        assert_eq!(Search::parse([("of", ""), ("q", "")]).unwrap(), Search::default());
    }
}
