//! The addresses in finished HTML: prefixed for a language, or made absolute for a feed or mail. Works
//! on HTML this crate made, tag by tag, and changes nothing but `href` and `src`.

use domain::locale::Locale;
use std::borrow::Cow;

/// First parts of the addresses of pages, which exist in both languages.
const PAGES: [&str; 8] =
    ["notices", "policies", "disclosures", "calendar", "search", "acknowledgements", "subscriptions", "sign-in"];

/// Whether a path is that of a page a reader can be on, and not of a file or a feed.
pub(crate) fn is_page(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').skip(1);
    path == "/" || parts.next().is_some_and(|first| PAGES.contains(&first)) && parts.nth(1) != Some("files")
}

/// The HTML for a reader of that language: links to pages get `/en` for English; links to files,
/// which have no language, stay.
pub fn localize_links(html: &str, locale: Locale) -> String {
    rewrite(html, |_, address| is_page(address).then(|| localized(address, locale)))
}

/// The HTML for a place outside the portal: as [`localize_links`], and every address that begins with
/// `/` gets `base` (an origin without a slash at its end) before it.
pub fn absolute_html(html: &str, base: &str, locale: Locale) -> String {
    let base = base.trim_end_matches('/');
    rewrite(html, |_, address| {
        let address = if is_page(address) { localized(address, locale).into() } else { Cow::Borrowed(address) };
        address.starts_with('/').then(|| format!("{base}{address}"))
    })
}

fn localized(address: &str, locale: Locale) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (path, rest) = address.split_at(end);
    locale.address(path) + rest
}

/// Gives every `href` and `src` to `change`, by name and value; `None` leaves it.
fn rewrite(html: &str, change: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        out.push_str(text);
        rest = &tag[rewrite_tag(tag, &mut out, &change)..];
    }
    out.push_str(rest);
    out
}

/// Copies one tag, with its addresses changed; returns its length.
fn rewrite_tag(tag: &str, out: &mut String, change: &impl Fn(&str, &str) -> Option<String>) -> usize {
    let mut at = 0;
    while let Some(offset) = tag[at..].find(['>', '"']) {
        let found = at + offset;
        if tag[found..].starts_with('>') {
            out.push_str(&tag[at..=found]);
            return found + 1;
        }
        let Some(length) = tag[found + 1..].find('"') else { break };
        let (before, value) = (&tag[at..=found], &tag[found + 1..found + 1 + length]);
        let name = before.trim_end_matches(['=', '"']).rsplit(' ').next().unwrap_or_default();
        out.push_str(before);
        match (name == "href" || name == "src").then(|| change(name, value)).flatten() {
            Some(changed) => out.push_str(&changed),
            None => out.push_str(value),
        }
        out.push('"');
        at = found + length + 2;
    }
    out.push_str(&tag[at..]);
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("<a href=\"/notices/SC-2026-0012#h-x\">x</a>", "<a href=\"/en/notices/SC-2026-0012#h-x\">x</a>")]
    #[case("<a href=\"/notices?kind=incident\">x</a>", "<a href=\"/en/notices?kind=incident\">x</a>")]
    #[case("<a href=\"/\">x</a>", "<a href=\"/en\">x</a>")]
    #[case("<a href=\"/notices/SC-1/files/2/a.pdf\">x</a>", "<a href=\"/notices/SC-1/files/2/a.pdf\">x</a>")]
    #[case("<a href=\"https://a.example/notices\">x</a>", "<a href=\"https://a.example/notices\">x</a>")]
    #[case("<td data-label=\"a > href\">href=\"/notices\"</td>", "<td data-label=\"a > href\">href=\"/notices\"</td>")]
    #[case("<img alt=\"<a href=\" src=\"/noticesX\">", "<img alt=\"<a href=\" src=\"/noticesX\">")]
    fn only_links_to_pages_get_the_language(#[case] html: &str, #[case] expected: &str) {
        assert_eq!(localize_links(html, Locale::En), expected);
        assert_eq!(localize_links(html, Locale::Ja), html);
    }

    #[test]
    fn outside_the_portal_every_address_is_absolute() {
        let html = "<a href=\"/policies/x#II-5\">p</a><img src=\"/notices/a/files/1/b.png\"><a href=\"#h-a\">a</a>";
        let base = "https://portal.example/";
        assert_eq!(
            absolute_html(html, base, Locale::En),
            "<a href=\"https://portal.example/en/policies/x#II-5\">p</a>\
             <img src=\"https://portal.example/notices/a/files/1/b.png\"><a href=\"#h-a\">a</a>"
        );
        assert!(absolute_html(html, base, Locale::Ja).contains("\"https://portal.example/policies/x#II-5\""));
    }
}
