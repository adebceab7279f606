//! Finding the documents that contain every word, from the lists of an index alone.

use super::index::{Documents, Gram, Places};
use super::query::Query;
use std::collections::BTreeSet;
use std::iter::Peekable;

/// A document that contains every word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the index.
    pub document: u32,
    /// Whether its title contains every word.
    pub is_in_title: bool,
}

impl Query {
    /// The lists that are needed to find it.
    pub fn grams(&self) -> BTreeSet<Gram> {
        self.words().iter().flat_map(|word| parts_of(word)).map(|(gram, _)| gram).collect()
    }
}

/// The documents that contain every word of the query, in rising order. `lists` gives the list of a
/// gram, `title_end` the place where a document's title ends. No words find nothing.
pub fn find<'a>(query: &Query, lists: impl Fn(Gram) -> Option<&'a [u8]>, title_end: impl Fn(u32) -> u32) -> Vec<Hit> {
    let mut hits: Option<Vec<Hit>> = None;
    for word in query.words() {
        let Some(lists) =
            parts_of(word).map(|(gram, at)| lists(gram).map(|list| (list, at))).collect::<Option<Vec<_>>>()
        else {
            return vec![];
        };
        let found: Vec<_> = first_places(&lists)
            .into_iter()
            .map(|(document, place)| Hit { document, is_in_title: place < title_end(document) })
            .collect();
        let both = match hits {
            None => found,
            Some(before) => in_both(&before, &found),
        };
        if both.is_empty() {
            return both;
        }
        hits = Some(both);
    }
    hits.unwrap_or_default()
}

/// The grams a word is put together from, with their distance from its beginning: the character, or
/// every second pair and the last.
fn parts_of(word: &[char]) -> impl Iterator<Item = (Gram, u32)> {
    let last = word.len().saturating_sub(2);
    let single = (word.len() == 1).then(|| (Gram::one(word[0]), 0));
    let pairs = word.windows(2).zip(0_u32..).enumerate();
    let needed = pairs.filter(move |(at, _)| at % 2 == 0 || *at == last);
    single.into_iter().chain(needed.map(|(_, (pair, at))| (Gram::two(pair[0], pair[1]), at)))
}

/// Each document that has all parts at their distances, with the first place where it does.
fn first_places(lists: &[(&[u8], u32)]) -> Vec<(u32, u32)> {
    let mut lists = lists.to_vec();
    lists.sort_by_key(|(list, _)| list.len());
    let Some(((rarest, first_at), others)) = lists.split_first() else {
        return vec![];
    };
    let mut others: Vec<_> = others.iter().map(|(list, at)| (Documents::of(list).peekable(), *at)).collect();
    let mut starts = Vec::new();
    let mut found = Vec::new();
    for (document, places) in Documents::of(rarest) {
        if others.is_empty() {
            found.extend(Places::of(places).next().map(|place| (document, place)));
            continue;
        }
        starts.clear();
        starts.extend(Places::of(places).filter_map(|place| place.checked_sub(*first_at)));
        for (list, at) in &mut others {
            match places_in(list, document) {
                Some(places) => keep_followed(&mut starts, places, *at),
                None => starts.clear(),
            }
            if starts.is_empty() {
                break;
            }
        }
        found.extend(starts.first().map(|place| (document, *place)));
    }
    found
}

/// The places a list has in a document; it is read up to there.
fn places_in<'a>(list: &mut Peekable<Documents<'a>>, document: u32) -> Option<&'a [u8]> {
    while list.next_if(|(at, _)| *at < document).is_some() {}
    list.next_if(|(at, _)| *at == document).map(|(_, places)| places)
}

/// Keeps the starts that have one of the places at the distance behind them.
fn keep_followed(starts: &mut Vec<u32>, places: &[u8], distance: u32) {
    let mut places = Places::of(places).peekable();
    starts.retain(|start| {
        let wanted = start.saturating_add(distance);
        while places.next_if(|place| *place < wanted).is_some() {}
        places.peek() == Some(&wanted)
    });
}

fn in_both(before: &[Hit], found: &[Hit]) -> Vec<Hit> {
    let mut found = found.iter().peekable();
    let mut both = Vec::with_capacity(before.len().min(found.len()));
    for hit in before {
        while found.next_if(|other| other.document < hit.document).is_some() {}
        if let Some(other) = found.next_if(|other| other.document == hit.document) {
            both.push(Hit { is_in_title: hit.is_in_title && other.is_in_title, ..*hit });
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Document;
    use crate::search::fold::fold;
    use crate::search::index::Indexer;
    use proptest::prelude::*;
    use std::borrow::Cow;
    use std::collections::HashMap;

    /// What a scan of the texts finds.
    fn scanned(documents: &[Document<'_>], query: &Query) -> Vec<Hit> {
        let contains_all = |texts: &[&Cow<'_, str>]| {
            query.words().iter().all(|word| {
                let word: String = word.iter().collect();
                texts.iter().any(|text| fold(text).contains(&word))
            })
        };
        let found = (0..).zip(documents).filter_map(|(number, document)| {
            let all: Vec<_> = document.title.iter().chain(&document.body).collect();
            let is_in_title = contains_all(&document.title.iter().collect::<Vec<_>>());
            (!query.is_empty() && contains_all(&all)).then_some(Hit { document: number, is_in_title })
        });
        found.collect()
    }

    fn indexed(documents: &[Document<'_>], query: &Query) -> Vec<Hit> {
        let mut indexer = Indexer::default();
        let ends: Vec<_> = documents.iter().map(|document| indexer.add(document)).collect();
        let lists: HashMap<_, _> = indexer.finish().into_iter().collect();
        find(query, |gram| lists.get(&gram).map(Vec::as_slice), |document| ends[document as usize])
    }

    fn document(title: &str, body: &str) -> Document<'static> {
        Document { title: vec![Cow::Owned(title.to_owned())], body: vec![Cow::Owned(body.to_owned())] }
    }

    #[test]
    fn words_of_any_length_are_found_where_they_stand() {
        let documents =
            [document("録音APIの変更", "通話録音"), document("回線", "通話の録音APIを変更"), document("通", "話")];
        let numbers = |text: &str| -> Vec<_> {
            indexed(&documents, &Query::parse(text)).iter().map(|hit| (hit.document, hit.is_in_title)).collect()
        };
        assert_eq!(numbers("録"), [(0, true), (1, false)]);
        assert_eq!(numbers("録音"), [(0, true), (1, false)]);
        assert_eq!(numbers("音ａｐ"), [(0, true), (1, false)]);
        assert_eq!(numbers("通話録音"), [(0, false)]);
        assert_eq!(numbers("通話"), [(0, false), (1, false)], "no word reaches from title to body");
        assert_eq!(numbers("変更 録音\u{3000}API"), [(0, true), (1, false)]);
        assert_eq!(numbers("変更 回線"), [(1, false)]);
        assert_eq!(numbers(""), []);
        assert_eq!(numbers("無い"), []);
    }

    /// Few characters, so that words repeat; some that fold together, some astral, some spaces.
    fn text(most: usize) -> impl Strategy<Value = String> {
        let letters = format!("[録音変更のアｱabAＡ1𠮷 \u{3000}\u{3099}。-]{{0,{most}}}");
        prop::string::string_regex(&letters).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn the_index_finds_what_a_scan_finds(
            texts in prop::collection::vec((text(12), text(60)), 0..8),
            query in text(7),
        ) {
            let documents: Vec<_> = texts.iter().map(|(title, body)| document(title, body)).collect();
            let query = Query::parse(&query);
            prop_assert_eq!(indexed(&documents, &query), scanned(&documents, &query));
        }

        #[test]
        fn any_text_is_found_by_any_part_of_it(text in "\\PC{1,40}", from in 0_usize..40, length in 1_usize..8) {
            let folded: Vec<char> = fold(&text).chars().collect();
            let part: String = folded.iter().skip(from % folded.len().max(1)).take(length).collect();
            let documents = [document("", &text)];
            let query = Query::parse(&part);
            prop_assert_eq!(indexed(&documents, &query), scanned(&documents, &query));
        }

        #[test]
        fn bytes_that_are_no_list_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = find(&Query::parse("録音変 a"), |_| Some(&bytes), |_| 3);
        }
    }
}
