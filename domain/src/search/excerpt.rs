//! What is shown of a hit: some lines around what was found, and the words marked in them. Pieces of
//! the text as it is written, not as it is folded.

use super::document::Document;
use super::fold::fold_each;
use super::query::Query;
use std::ops::Range;

/// About how long an excerpt is, in half-width columns: two lines and a half on a wide screen.
const WIDTH: usize = 220;
/// How much of it may stand before the first word found.
const LEAD: usize = 48;
/// So many places are weighed against one another for the best lines.
const PLACES_WEIGHED: usize = 400;

/// A part of a text: found, or around what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The part.
    pub text: String,
    /// Whether it is a word that was looked for.
    pub is_found: bool,
}

/// Some lines of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// The lines.
    pub pieces: Vec<Piece>,
    /// Whether the text begins earlier.
    pub is_cut_before: bool,
    /// Whether the text goes on.
    pub is_cut_behind: bool,
}

/// A text with everything that the query finds in it marked.
pub fn marked(text: &str, query: &Query) -> Vec<Piece> {
    let folded = Folded::of(text);
    pieces(text, 0..text.len(), &folded.found(query))
}

/// Lines of the document's body where most of the words stand, of the first text that has most of
/// them. Where the body has none of them, its beginning.
pub fn excerpt(document: &Document<'_>, query: &Query) -> Excerpt {
    let mut best: Option<(usize, &str, Folded, Vec<Place>)> = None;
    for text in &document.body {
        let folded = Folded::of(text);
        let found = folded.found(query);
        let words = distinct(&found);
        if best.as_ref().is_none_or(|(most, ..)| words > *most) {
            best = Some((words, text, folded, found));
        }
        if words == query.words().len() {
            break;
        }
    }
    best.map(|(_, text, folded, found)| lines(text, &folded, &found)).unwrap_or_default()
}

/// A folded text that knows where each of its characters came from.
struct Folded {
    characters: Vec<char>,
    from: Vec<(usize, usize)>,
}

/// Where a word was found: its characters, and which word it is.
struct Place {
    characters: Range<usize>,
    bytes: Range<usize>,
    word: usize,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded =
            Self { characters: Vec::with_capacity(text.len() / 2), from: Vec::with_capacity(text.len() / 2) };
        fold_each(text, |c, start, end| {
            folded.characters.push(c);
            folded.from.push((start, end));
        });
        folded
    }

    /// Where the words stand, in order.
    fn found(&self, query: &Query) -> Vec<Place> {
        let mut found = Vec::new();
        for (word, characters) in query.words().iter().enumerate() {
            for (at, window) in self.characters.windows(characters.len()).enumerate() {
                if window[0] == characters[0] && window == characters.as_slice() {
                    let characters = at..at + characters.len();
                    let bytes = self.from[at].0..self.from[characters.end - 1].1;
                    found.push(Place { characters, bytes, word });
                }
            }
        }
        found.sort_by_key(|place| place.characters.start);
        found
    }
}

fn distinct(found: &[Place]) -> usize {
    let mut words: Vec<_> = found.iter().map(|place| place.word).collect();
    words.sort_unstable();
    words.dedup();
    words.len()
}

/// The lines around the place from which most words follow.
fn lines(text: &str, folded: &Folded, found: &[Place]) -> Excerpt {
    let widths: Vec<usize> = folded.characters.iter().map(|c| if c.is_ascii() { 1 } else { 2 }).collect();
    let end_of = |start: usize, most: usize| {
        let mut width = 0;
        let count = widths[start..].iter().take_while(|w| {
            width += **w;
            width <= most
        });
        start + count.count()
    };
    let mut best = (0, 0);
    for (nth, place) in found.iter().take(PLACES_WEIGHED).enumerate() {
        let end = end_of(place.characters.start, WIDTH - LEAD);
        let within = found[nth..].partition_point(|other| other.characters.end <= end);
        let words = distinct(&found[nth..nth + within]).max(1);
        if words > best.0 {
            best = (words, place.characters.start);
        }
    }
    let start = behind_marks(&folded.characters, start_before(&folded.characters, &widths, best.1), best.1);
    let end = end_of(start, WIDTH);
    let Some((first, last)) = folded.from.get(start).zip(folded.from.get(end.saturating_sub(1))) else {
        return Excerpt::default();
    };
    Excerpt {
        pieces: pieces(text, first.0..last.1, found),
        is_cut_before: !text[..first.0].trim().is_empty(),
        is_cut_behind: !text[last.1..].trim().is_empty(),
    }
}

/// Where to begin so that the place is seen with what leads to it: behind the last end of a sentence
/// or a line, or else at a space, within [`LEAD`].
fn start_before(characters: &[char], widths: &[usize], place: usize) -> usize {
    let mut width = 0;
    let mut start = place;
    let mut at_space = None;
    while start > 0 {
        width += widths[start - 1];
        if width > LEAD {
            return at_space.unwrap_or(start);
        }
        match characters[start - 1] {
            '。' => return start,
            ' ' if start < place => at_space = Some(start),
            _ => {}
        }
        start -= 1;
    }
    0
}

/// Not with the marks of a heading or a list, where the excerpt begins with one.
fn behind_marks(characters: &[char], start: usize, place: usize) -> usize {
    let marks = characters[start..place].iter().take_while(|c| matches!(c, ' ' | '■' | '#' | '・' | '-' | '>' | '|'));
    start + marks.count()
}

/// A part of the text in pieces; what is found twice over, or overlaps, is one.
fn pieces(text: &str, part: Range<usize>, found: &[Place]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut put = |bytes: Range<usize>, is_found: bool| {
        if !bytes.is_empty() {
            pieces.push(Piece { text: text[bytes].to_owned(), is_found });
        }
    };
    let mut done = part.start;
    let mut open: Option<Range<usize>> = None;
    let within = found.iter().map(|place| place.bytes.start.max(part.start)..place.bytes.end.min(part.end));
    for bytes in within.filter(|bytes| bytes.start < bytes.end) {
        match &mut open {
            Some(before) if bytes.start <= before.end => before.end = before.end.max(bytes.end),
            _ => {
                if let Some(before) = open.replace(bytes.clone()) {
                    put(before.clone(), true);
                    done = before.end;
                }
                put(done..bytes.start, false);
                done = bytes.start;
            }
        }
    }
    if let Some(before) = open {
        put(before.clone(), true);
        done = before.end;
    }
    put(done..part.end, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::borrow::Cow;

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.is_found { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    fn body(texts: &[&str]) -> Document<'static> {
        Document { title: vec![], body: texts.iter().map(|text| Cow::Owned((*text).to_owned())).collect() }
    }

    #[test]
    fn what_is_found_is_marked_as_it_is_written() {
        let title = "ＡＰＩの応答。ｶﾞｲﾄﾞとapi";
        assert_eq!(shown(&marked(title, &Query::parse("api ガイド"))), "[ＡＰＩ]の応答。[ｶﾞｲﾄﾞ]と[api]");
        assert_eq!(shown(&marked("録音録音", &Query::parse("録音録 音録音"))), "[録音録音]");
        assert_eq!(shown(&marked("<b>&", &Query::parse("b"))), "<[b]>&");
        assert_eq!(shown(&marked("題", &Query::default())), "題");
    }

    #[test]
    fn an_excerpt_begins_at_the_sentence_and_ends_after_some_lines() {
        let text = format!("{}。前の文です。ここで録音を止めます。{}", "あ".repeat(300), "い".repeat(300));
        let found = excerpt(&body(&[&text]), &Query::parse("録音"));
        assert!(shown(&found.pieces).starts_with("ここで[録音]を止めます。い"), "{}", shown(&found.pieces));
        assert!(found.is_cut_before && found.is_cut_behind);
        assert!(shown(&found.pieces).chars().count() < 130);
    }

    #[test]
    fn an_excerpt_is_where_most_of_the_words_are() {
        let text = format!("録音です。{}録音と回線のことです。", "あ".repeat(300));
        let found = excerpt(&body(&[&text]), &Query::parse("録音 回線"));
        assert!(shown(&found.pieces).contains("[録音]と[回線]"));
        let found = excerpt(&body(&["本文", "対応"]), &Query::parse("対応"));
        assert_eq!(shown(&found.pieces), "[対応]", "the first text without the word gives way");
        let found = excerpt(&body(&["本文"]), &Query::parse("題"));
        assert_eq!((shown(&found.pieces).as_str(), found.is_cut_behind), ("本文", false));
        assert_eq!(excerpt(&body(&[]), &Query::parse("題")), Excerpt::default());
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_text(text in "[録音アｱｶﾞabA。 \n]{0,200}", query in "[録音アｱｶﾞab ]{0,6}") {
            let query = Query::parse(&query);
            let whole: String = marked(&text, &query).into_iter().map(|piece| piece.text).collect();
            prop_assert_eq!(&whole, &text);
            let part: String = excerpt(&body(&[&text]), &query).pieces.into_iter().map(|piece| piece.text).collect();
            prop_assert!(text.contains(&part));
        }
    }
}
