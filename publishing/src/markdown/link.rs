//! Where a link leads. Only what is recognised here becomes a link; everything else is refused with
//! a reason.

use super::Setting;
use super::anchor::PREFIX;
use crate::links::is_page;
use domain::publication::{PublicationKey, PublicationKind};
use std::collections::HashSet;

/// Where a link leads, with the address to write into the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// A place in the same text.
    Here { href: String },
    /// A page of the portal that is no publication.
    Portal { href: String },
    /// A publication.
    Page { href: String, key: PublicationKey, anchor: Option<String> },
    /// A file beside the text.
    File { href: String, name: String },
    /// Another site, or mail.
    External { href: String },
    /// Nowhere a page may lead.
    Unsafe,
    /// Nothing is there.
    Dead { message: String, help: String },
}

impl Destination {
    /// Reads the destination of a link as the parser gives it, entities and escapes resolved.
    pub(super) fn read(given: &str, setting: &Setting<'_>, anchors: &HashSet<&str>) -> Self {
        if given.contains(|c: char| c.is_control() || c == '\\') || given.starts_with("//") {
            return Self::Unsafe;
        }
        if let Some(scheme) = scheme(given) {
            let is_known = ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
            return if is_known { Self::External { href: given.to_owned() } } else { Self::Unsafe };
        }
        if let Some(fragment) = given.strip_prefix('#') {
            return here(fragment, anchors);
        }
        if given.starts_with('/') { page(given) } else { file(given, setting) }
    }
}

/// The scheme of an absolute address (RFC 3986 §3.1), leniently: browsers skip spaces.
fn scheme(given: &str) -> Option<&str> {
    let end = given.find([':', '/', '?', '#'])?;
    given[end..].starts_with(':').then(|| given[..end].trim())
}

fn dead(message: impl Into<String>, help: impl Into<String>) -> Destination {
    Destination::Dead { message: message.into(), help: help.into() }
}

fn here(fragment: &str, anchors: &HashSet<&str>) -> Destination {
    let anchor = prefixed(&decoded(fragment));
    if anchors.contains(anchor.as_str()) {
        return Destination::Here { href: format!("#{anchor}") };
    }
    let mut known: Vec<_> = anchors.iter().map(|anchor| anchor.strip_prefix(PREFIX).unwrap_or(anchor)).collect();
    known.sort_unstable();
    let help = crate::front_matter::did_you_mean(fragment, known);
    dead(format!("no heading of this text has the anchor `{fragment}`"), help)
}

fn prefixed(anchor: &str) -> String {
    if anchor.starts_with(PREFIX) { anchor.to_owned() } else { format!("{PREFIX}{anchor}") }
}

fn page(given: &str) -> Destination {
    if given == "/en" || given.starts_with("/en/") {
        return dead("a link of a text has no language", "leave `/en` out: the English page adds it");
    }
    let (path, anchor) = given.split_once('#').map_or((given, None), |(path, anchor)| (path, Some(anchor)));
    let path = path.split('?').next().unwrap_or_default();
    let mut parts = path.trim_start_matches('/').split('/');
    let kind = match parts.next() {
        Some("notices") => PublicationKind::Notice,
        Some("disclosures") => PublicationKind::Disclosure,
        Some("policies") => PublicationKind::Policy,
        _ if is_page(path) => return Destination::Portal { href: given.to_owned() },
        _ => {
            return dead(
                format!("the portal has no page `{path}`"),
                "link to a publication, or to a file beside the text",
            );
        }
    };
    let Some(name) = parts.next() else { return Destination::Portal { href: given.to_owned() } };
    if !matches!(parts.next(), None | Some("revisions" | "versions" | "compare" | "files")) {
        return dead(format!("a publication has no page `{path}`"), "link to the publication itself");
    }
    let Ok(key) = PublicationKey::parse(kind, name) else {
        return dead(format!("`{name}` cannot be the name of a publication"), "write it as in its address");
    };
    let anchor = anchor.filter(|anchor| !anchor.is_empty()).map(decoded);
    let anchor = anchor.map(|anchor| if kind == PublicationKind::Policy { anchor } else { prefixed(&anchor) });
    let before = given.split('#').next().unwrap_or_default();
    let href = anchor.as_ref().map_or_else(|| before.to_owned(), |anchor| format!("{before}#{anchor}"));
    Destination::Page { href, key, anchor }
}

fn file(given: &str, setting: &Setting<'_>) -> Destination {
    let end = given.find(['?', '#']).unwrap_or(given.len());
    let (path, suffix) = given.split_at(end);
    let name = decoded(path.strip_prefix("./").unwrap_or(path));
    if setting.files.contains_key(name.as_str()) {
        let href = setting.key.attachment_path(setting.revision, &encoded(&name));
        return Destination::File { href: href + suffix, name };
    }
    let known: Vec<_> = setting.files.keys().copied().collect();
    let help = if known.is_empty() {
        "put the file into this folder".to_owned()
    } else {
        crate::front_matter::did_you_mean(&name, known)
    };
    dead(format!("there is no file `{name}` in this folder"), help)
}

/// Percent-encodes a file name for a path (RFC 3986 §2.1).
pub(super) fn encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for nibble in [byte >> 4, byte & 15] {
                encoded.extend(char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    encoded
}

/// Resolves percent-encoding; a text that is not UTF-8 with it resolved stays as it is.
fn decoded(text: &str) -> String {
    let given = text.as_bytes();
    let digit = |at: usize| given.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(given.len());
    let mut at = 0;
    while let Some(byte) = given.get(at) {
        let value = digit(at + 1).zip(digit(at + 2)).map(|(high, low)| high * 16 + low).filter(|_| *byte == b'%');
        bytes.push(value.and_then(|value| u8::try_from(value).ok()).unwrap_or(*byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::NoticeId;
    use domain::locale::Locale;
    use rstest::rstest;
    use std::collections::BTreeMap;

    fn read(given: &str) -> Destination {
        let key = PublicationKey::Notice(NoticeId::parse("SC-2026-0042").unwrap());
        let files = BTreeMap::from([("移行 表.pdf", b"".as_slice())]);
        let setting = Setting { locale: Locale::Ja, key: &key, revision: 2, files: &files };
        Destination::read(given, &setting, &HashSet::from(["h-変更の内容"]))
    }

    #[rstest]
    #[case("javascript:alert(1)")]
    #[case("JaVaScript:alert(1)")]
    #[case(" javascript:alert(1)")]
    #[case("java\tscript:alert(1)")]
    #[case("data:text/html,x")]
    #[case("vbscript:x")]
    #[case("file:///etc/passwd")]
    #[case("//evil.example/x")]
    #[case("/\\evil.example/x")]
    #[case("\\\\evil.example")]
    fn what_a_page_must_not_carry_is_refused(#[case] given: &str) {
        assert_eq!(read(given), Destination::Unsafe);
    }

    #[rstest]
    #[case("https://a.example/?q=1#x", "https://a.example/?q=1#x")]
    #[case("mailto:a@b.example", "mailto:a@b.example")]
    #[case("#変更の内容", "#h-変更の内容")]
    #[case("#%E5%A4%89%E6%9B%B4%E3%81%AE%E5%86%85%E5%AE%B9", "#h-変更の内容")]
    #[case("/notices?category=removal", "/notices?category=removal")]
    #[case("/notices/SC-2026-0012#手順", "/notices/SC-2026-0012#h-手順")]
    #[case("/policies/information-security#II-5", "/policies/information-security#II-5")]
    #[case("./移行%20表.pdf#page=2", "/notices/SC-2026-0042/files/2/%E7%A7%BB%E8%A1%8C%20%E8%A1%A8.pdf#page=2")]
    fn known_destinations_get_their_address(#[case] given: &str, #[case] expected: &str) {
        let (Destination::Here { href }
        | Destination::Portal { href }
        | Destination::Page { href, .. }
        | Destination::File { href, .. }
        | Destination::External { href }) = read(given)
        else {
            panic!("{given} was refused");
        };
        assert_eq!(href, expected);
    }

    #[rstest]
    #[case("#変更の内溶", "did you mean `変更の内容`?")]
    #[case("移行表.pdf", "did you mean `移行 表.pdf`?")]
    #[case("../SC-2026-0001/a.pdf", "")]
    #[case("/en/notices", "leave `/en` out")]
    #[case("/etc/passwd", "")]
    #[case("/notices/42", "")]
    #[case("/notices/SC-2026-0012/elsewhere", "")]
    fn a_dead_link_says_what_might_have_been_meant(#[case] given: &str, #[case] hint: &str) {
        assert!(matches!(read(given), Destination::Dead { help, .. } if help.contains(hint)), "{:?}", read(given));
    }
}
