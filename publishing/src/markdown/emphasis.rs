//! Strong emphasis beside Japanese punctuation. `CommonMark` decides by the neighbours of `**`
//! whether it opens or closes, and expects spaces around words; in `**重要。**次` the second one
//! would open. Here `**` are paired in the order they come wherever a Japanese text makes that rule
//! misjudge one, before parsing: each of a pair is exchanged for two control characters, which the
//! parser takes for text, and turned into emphasis afterwards. Code, links, escapes and every text
//! without such a place stay as they are, and all byte offsets too.

use super::Placed;
use crate::source::{first_forbidden, is_forbidden};
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

const OPEN: &str = "\u{1}\u{1}";
const CLOSE: &str = "\u{2}\u{2}";

/// The text for the parser: control characters become spaces, and pairs of `**` as said above are
/// marked. The length in bytes stays.
pub(super) fn prepare(text: &str) -> Cow<'_, str> {
    let clean = without_control_characters(text);
    let pairs = if misjudged(&clean) { pairs(&clean) } else { vec![] };
    if pairs.is_empty() {
        return clean;
    }
    let mut marked = clean.into_owned();
    for (open, close) in pairs {
        marked.replace_range(open..open + 2, OPEN);
        marked.replace_range(close..close + 2, CLOSE);
    }
    Cow::Owned(marked)
}

/// Turns marks into emphasis where they nest with what is around them, and back into `**` elsewhere.
pub(super) fn resolve(events: Vec<Placed<'_>>) -> Vec<Placed<'_>> {
    let has_mark = |event: &Event<'_>| matches!(event, Event::Text(text) if text.contains(['\u{1}', '\u{2}']));
    if !events.iter().any(|(event, _)| has_mark(event)) {
        return events;
    }
    let mut resolved: Vec<Placed<'_>> = Vec::with_capacity(events.len() + 8);
    // For each element the parser is in: where an opening mark waits for its closing one.
    let mut waiting: Vec<Option<usize>> = vec![None];
    for (event, range) in events {
        match &event {
            Event::Start(_) => waiting.push(None),
            Event::End(_) => {
                waiting.pop();
            }
            Event::Text(text) if has_mark(&event) => {
                for (piece, piece_range) in pieces(text, &range) {
                    let level = waiting.last_mut();
                    let literal = || Event::Text(CowStr::Borrowed("**"));
                    if piece == OPEN {
                        if let Some(level) = level {
                            *level = Some(resolved.len());
                        }
                        resolved.push((literal(), piece_range));
                    } else if piece == CLOSE {
                        if let Some(opened) = level.and_then(Option::take) {
                            resolved[opened].0 = Event::Start(Tag::Strong);
                            resolved.push((Event::End(TagEnd::Strong), piece_range));
                        } else {
                            resolved.push((literal(), piece_range));
                        }
                    } else {
                        resolved.push((Event::Text(CowStr::from(piece)), piece_range));
                    }
                }
                continue;
            }
            _ => {}
        }
        resolved.push((event, range));
    }
    resolved
}

/// A text cut at its marks.
fn pieces(text: &str, range: &Range<usize>) -> Vec<(String, Range<usize>)> {
    let mut pieces = vec![];
    let mut rest = text;
    let mut at = range.start;
    while !rest.is_empty() {
        let cut = rest.find(['\u{1}', '\u{2}']).unwrap_or(rest.len());
        let length = if cut == 0 { 2.min(rest.len()) } else { cut };
        let (piece, after) = rest.split_at(length);
        pieces.push((piece.to_owned(), at..(at + length).min(range.end.max(at))));
        at += length;
        rest = after;
    }
    pieces
}

fn without_control_characters(text: &str) -> Cow<'_, str> {
    if first_forbidden(text).is_none() {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| match c {
        c if !is_forbidden(c) => c,
        c if c.len_utf8() == 1 => ' ',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(plain).collect())
}

/// Whether some `**` has a letter on one side, punctuation on the other, and Japanese beside it.
fn misjudged(text: &str) -> bool {
    text.match_indices("**").any(|(at, _)| is_misjudged(text, at))
}

fn is_misjudged(text: &str, at: usize) -> bool {
    let (before, after) = neighbours(text, at);
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && c != '*';
    (is_mark(before) && after.is_alphanumeric() || before.is_alphanumeric() && is_mark(after))
        && !(before.is_ascii() && after.is_ascii())
}

/// The characters around the two bytes at `at`; a space where the text ends.
fn neighbours(text: &str, at: usize) -> (char, char) {
    (text[..at].chars().next_back().unwrap_or(' '), text[at + 2..].chars().next().unwrap_or(' '))
}

/// The pairs of `**` of every paragraph, cell or link that has a misjudged one.
fn pairs(text: &str) -> Vec<(usize, usize)> {
    let mut pairs = vec![];
    for run in runs(text) {
        if !run.iter().any(|at| is_misjudged(text, *at)) {
            continue;
        }
        let mut opened = None;
        for at in run {
            let (before, after) = neighbours(text, at);
            match opened {
                Some(open) if !before.is_whitespace() && at > open + 2 => {
                    pairs.push((open, at));
                    opened = None;
                }
                _ if !after.is_whitespace() => opened = Some(at),
                _ => {}
            }
        }
    }
    pairs
}

/// Where `**` stands for emphasis or could: one list for each stretch of text that emphasis cannot
/// leave. What the parser calls code, an address or HTML is not text.
fn runs(text: &str) -> Vec<Vec<usize>> {
    let bytes = text.as_bytes();
    let mut finished = vec![];
    let mut open: Vec<Vec<usize>> = vec![];
    let mut is_code = false;
    for (event, range) in super::parse(text) {
        let candidates = match event {
            Event::Start(Tag::Strong) => vec![range.start..range.start + 2, range.end.saturating_sub(2)..range.end],
            Event::Start(Tag::Emphasis) => vec![range.start..range.start + 1, range.end.saturating_sub(1)..range.end],
            Event::Text(_) if !is_code => vec![range],
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => vec![],
            Event::Start(tag) => {
                is_code = matches!(tag, Tag::CodeBlock(_));
                open.push(vec![]);
                vec![]
            }
            Event::End(_) => {
                is_code = false;
                finished.extend(open.pop().map(doubles));
                vec![]
            }
            _ => vec![],
        };
        if let Some(stars) = open.last_mut() {
            let stars_in = |range: Range<usize>| range.filter(|at| bytes[*at] == b'*' && !is_escaped(bytes, *at));
            stars.extend(candidates.into_iter().flat_map(stars_in));
        }
    }
    finished
}

/// Whether a backslash takes the meaning of the character at `at`.
pub(super) fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Of all stars those that come exactly in twos: the first of each two.
fn doubles(mut stars: Vec<usize>) -> Vec<usize> {
    stars.sort_unstable();
    stars.dedup();
    stars.chunk_by(|a, b| a + 1 == *b).filter(|run| run.len() == 2).map(|run| run[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn html(text: &str) -> String {
        let prepared = prepare(text);
        let mut html = String::new();
        let events = resolve(super::super::parse(&prepared)).into_iter().map(|(event, _)| event);
        pulldown_cmark::html::push_html(&mut html, events);
        html.trim().replace("<strong>", "[").replace("</strong>", "]").replace("<p>", "").replace("</p>", "")
    }

    #[rstest]
    #[case("**重要。**次", "[重要。]次")]
    #[case("**重要。**次は**大切。**です", "[重要。]次は[大切。]です")]
    #[case("「**強調**」です", "「[強調]」です")]
    #[case("次は**「重要」**です", "次は[「重要」]です")]
    #[case(
        "**値が変わらない項目。**`id`、`caller` は",
        "[値が変わらない項目。]<code>id</code>、<code>caller</code> は"
    )]
    #[case("**[移行表](a.pdf)。**次", "[<a href=\"a.pdf\">移行表</a>。]次")]
    #[case("**重要。** 次", "[重要。] 次")]
    #[case("**a *b* 重要。**次", "[a <em>b</em> 重要。]次")]
    #[case("- **重要。**次\n- **大切。**次", "<ul>\n<li>[重要。]次</li>\n<li>[大切。]次</li>\n</ul>")]
    fn emphasis_beside_japanese_punctuation_is_emphasis(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(html(text), expected);
    }

    #[rstest]
    #[case("`**重要。**次`", "<code>**重要。**次</code>")]
    #[case("`` ` **重要。**次 ``", "<code>` **重要。**次</code>")]
    #[case("\\*\\*重要。\\*\\*次", "**重要。**次")]
    #[case("```\n**重要。**次\n```", "<pre><code>**重要。**次\n</code></pre>")]
    #[case("    **重要。**次\n", "<pre><code>**重要。**次\n</code></pre>")]
    #[case("[次](<**重要。**次>)", "<a href=\"**%E9%87%8D%E8%A6%81%E3%80%82**%E6%AC%A1\">次</a>")]
    #[case("**重要 。", "**重要 。")]
    #[case("[**重要。](a)**次", "<a href=\"a\">**重要。</a>**次")]
    #[case("a **\"b\"**c", "a **\"b\"**c")]
    fn what_is_not_text_stays_as_it_is(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(html(text).replace("&quot;", "\""), expected);
    }

    #[test]
    fn marks_that_would_cross_another_element_stay_visible() {
        let crossed = html("*a **重要。* 次**です");
        assert_eq!(crossed.matches('[').count(), crossed.matches(']').count(), "{crossed}");
    }

    proptest! {
        #[test]
        fn a_text_without_stars_is_not_touched(text in "[^*\\x00-\\x08\\x0b-\\x1f\\x7f\u{fffe}\u{ffff}]{0,80}") {
            prop_assert_eq!(prepare(&text), text.as_str());
        }

        #[test]
        fn offsets_stay_and_no_mark_is_left_over(text in "([a-z。「」、重要次 *`\\[\\]()\n-]|\\*\\*){0,40}") {
            prop_assert_eq!(prepare(&text).len(), text.len());
            let has_mark = html(&text).contains(['\u{1}', '\u{2}']);
            prop_assert!(!has_mark);
        }
    }
}
