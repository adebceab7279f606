//! Anchors of headings: from the heading's own words, so that they stay while other headings come
//! and go. The prefix `h-` keeps them apart from the ids a page has of its own; links are written
//! without it.

use super::Placed;
use super::text::plain;
use domain::outline::OutlineItem;
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use std::collections::HashSet;

/// Goes before every anchor of a heading.
pub(super) const PREFIX: &str = "h-";

/// The headings in order, each with an anchor of its own.
pub(super) fn outline(events: &[Placed<'_>]) -> Vec<OutlineItem> {
    let mut taken = HashSet::new();
    let mut outline = vec![];
    for (nth, (event, _)) in events.iter().enumerate() {
        if let Event::Start(Tag::Heading { level, .. }) = event {
            let rest = &events[nth + 1..];
            let end = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))));
            let text = plain(&rest[..end.unwrap_or(rest.len())]);
            outline.push(OutlineItem { level: shown_level(*level), anchor: unique(&slug(&text), &mut taken), text });
        }
    }
    outline
}

/// The level a heading is shown at: the first belongs to the page's title.
pub(super) fn shown_level(level: HeadingLevel) -> u8 {
    (level as u8).max(2)
}

fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == 'ー' {
            slug.push(c);
        } else if (c.is_whitespace() || c == '-' || c == '_') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".into() } else { slug.to_owned() }
}

fn unique(slug: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{PREFIX}{slug}-{number}"));
    let mut candidates = std::iter::once(format!("{PREFIX}{slug}")).chain(numbered);
    let free = candidates.find(|candidate| !taken.contains(candidate)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("変更の内容", "変更の内容")]
    #[case("  The API (v3) -- what_changes? ", "the-api-v3-what-changes")]
    #[case("サーバー・切り替え", "サーバー切り替え")]
    #[case("…", "section")]
    fn a_heading_becomes_a_readable_anchor(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(slug(text), expected);
    }

    #[test]
    fn headings_of_the_same_words_get_anchors_of_their_own() {
        let mut taken = HashSet::new();
        let anchors = ["a", "a-2", "a", "a"].map(|slug| unique(slug, &mut taken));
        assert_eq!(anchors, ["h-a", "h-a-2", "h-a-3", "h-a-4"]);
    }
}
