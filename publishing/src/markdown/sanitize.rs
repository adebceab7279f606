//! The allow-list every HTML passes before it leaves this crate: what the writer can write and nothing
//! else. No script, style, svg, math, frame or form, no event handler, and no address but http,
//! https, mailto, an absolute path or a fragment.

mod strict;

use ammonia::{Builder, UrlRelative, UrlRelativeEvaluate};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Elements and the attributes each may have, in order of name.
const ALLOWED: [(&str, &[&str]); 32] = [
    ("a", &["href", "title", "rel", "id", "class", "role", "aria-label"]),
    ("aside", &["class", "role"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &["class"]),
    ("del", &[]),
    ("div", &["class", "tabindex", "role", "aria-label"]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("hr", &[]),
    ("img", &["src", "alt", "width", "height", "loading", "decoding"]),
    ("li", &["id", "class"]),
    ("ol", &["start"]),
    ("p", &["class"]),
    ("pre", &["class", "tabindex", "role", "aria-label"]),
    ("section", &["class", "role", "aria-label"]),
    ("span", &["class", "role", "aria-label"]),
    ("strong", &[]),
    ("sup", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["class", "data-label"]),
    ("th", &["class", "scope"]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &["class"]),
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(ALLOWED.iter().map(|(tag, _)| *tag).collect())
        .tag_attributes(ALLOWED.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(OwnAddress)))
        .link_rel(None)
        .strip_comments(true);
    cleaner
});

/// Lets absolute paths and fragments of this site through, and no other relative address.
struct OwnAddress;

impl UrlRelativeEvaluate<'_> for OwnAddress {
    fn evaluate<'url>(&self, url: &'url str) -> Option<Cow<'url, str>> {
        let is_path = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
        (is_path || url.starts_with('#')).then_some(Cow::Borrowed(url))
    }
}

/// The HTML with everything that is not allowed taken out. What the writer wrote as it should is
/// recognised in one pass; anything else, however small the difference, is taken apart and put
/// together again by a full HTML parser.
pub(crate) fn clean(html: String) -> String {
    if strict::is_allowed(&html) { html } else { CLEANER.clean(&html).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("<script>alert(1)</script>a", "a")]
    #[case("<p onclick=\"x()\">a</p>", "<p>a</p>")]
    #[case("<svg><a href=\"javascript:x\">a</a></svg>b", "b")]
    #[case("<a href=\"java\nscript:x\">a</a>", "<a>a</a>")]
    #[case("<a href=\"//evil.example\">a</a>", "<a>a</a>")]
    #[case("<img src=\"data:image/svg+xml,x\" alt=\"a\">", "<img alt=\"a\">")]
    #[case("<iframe src=\"/x\"></iframe><form action=\"/x\"><input></form>a", "a")]
    #[case("<p style=\"color:red\" id=\"main\">a</p>", "<p>a</p>")]
    #[case("<a href=\"/notices\">a</a><a href=\"#h-x\">b</a>", "<a href=\"/notices\">a</a><a href=\"#h-x\">b</a>")]
    fn only_what_the_writer_writes_gets_through(#[case] html: &str, #[case] expected: &str) {
        assert_eq!(clean(html.to_owned()), expected);
    }
}
