//! What of a publication can be found: one document for each edition.

use crate::locale::{Locale, Localized};
use crate::notice::NoticeFacts;
use crate::publication::PublicationKey;
use crate::register::RegisterEntry;
use crate::revision::{Body, Edition, Facts};
use std::borrow::Cow;

/// The texts of one edition that are searched, each by itself: no word reaches from one into the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<'a> {
    /// Title, and number or slug: what is found here comes first.
    pub title: Vec<Cow<'a, str>>,
    /// Everything else, in the order in which an excerpt is looked for.
    pub body: Vec<Cow<'a, str>>,
}

impl<'a> Document<'a> {
    /// The documents of a revision: one for each language it is written in.
    pub fn of(
        key: &'a PublicationKey,
        facts: &'a Facts,
        editions: &'a Localized<Edition>,
        bodies: &'a Localized<Body>,
    ) -> Localized<Self> {
        let document = |edition, locale| Self::edition(key, facts, edition, bodies.get(locale), locale);
        Localized {
            ja: document(&editions.ja, Locale::Ja),
            en: editions.en.as_ref().map(|edition| document(edition, Locale::En)),
        }
    }

    /// The document of one edition and its text. The words are those of the text; its HTML only tells which addresses in
    /// it are links. What a page says in words of its own (dates, states, the names of countries) is not searched.
    pub fn edition(
        key: &'a PublicationKey,
        facts: &'a Facts,
        edition: &'a Edition,
        Body { text, html, guidance, .. }: &'a Body,
        locale: Locale,
    ) -> Self {
        let mut body = vec![without_addresses(text, html), Cow::Borrowed(edition.summary.as_str())];
        body.extend(guidance.actions.iter().chain(&guidance.alternatives).map(|html| Cow::Owned(words_of(html))));
        body.extend(guidance.affects.iter().chain(&guidance.systems).map(|text| Cow::Borrowed(text.as_str())));
        match facts {
            Facts::Notice(facts) => body.extend(said_by(facts, locale).map(Cow::Borrowed)),
            Facts::Disclosure(facts) => {
                let entries = facts.register.iter().flat_map(|register| &register.entries);
                body.extend(entries.map(|entry| Cow::Owned(row_of(entry, locale))));
            }
            Facts::Policy(_) => {}
        }
        Self { title: vec![Cow::Borrowed(edition.title.as_str()), Cow::Borrowed(key.name())], body }
    }
}

/// What a notice says in its facts: the provider, why it comes so soon, and the items of an incident that are answered.
fn said_by(facts: &NoticeFacts, locale: Locale) -> impl Iterator<Item = &str> {
    let items = facts.incident.iter().flat_map(|incident| &incident.items).filter_map(|answer| answer.said.as_ref());
    let localized = facts.lead_time_exception.as_deref().into_iter().chain(items);
    facts.provider.iter().chain(localized.map(move |said| said.get(locale))).map(String::as_str)
}

/// A text without the addresses that stand behind its links, ` (/policies/…)`, as a letter needs them:
/// on a page nobody sees them. An address that is no link of the page's `html` was written to be read, and stays.
fn without_addresses<'a>(text: &'a str, html: &str) -> Cow<'a, str> {
    const BEGINNINGS: [&str; 3] = [" (/", " (https://", " (http://"];
    let mut kept = String::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = rest[from..].find(" (").map(|at| at + from) {
        let address = rest[at..].find([')', '\n']).filter(|_| BEGINNINGS.iter().any(|it| rest[at..].starts_with(it)));
        let address = address.filter(|end| rest[at + end..].starts_with(')'));
        match address.filter(|end| is_link(&rest[at + 2..at + end], html)) {
            Some(end) => {
                kept.push_str(&rest[..at]);
                rest = &rest[at + end + 1..];
                from = 0;
            }
            None => from = at + 2,
        }
    }
    if kept.is_empty() && rest.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(kept + rest) }
}

/// Whether a page leads to the address.
fn is_link(address: &str, html: &str) -> bool {
    html.contains(&format!("href=\"{}\"", address.replace('&', "&amp;")))
}

/// A row of a register as one line.
fn row_of(entry: &RegisterEntry, locale: Locale) -> String {
    let more = [entry.safeguards.as_ref(), entry.opt_out.as_ref()].into_iter().flatten();
    let texts: Vec<_> = [&entry.name, &entry.purpose, &entry.information]
        .into_iter()
        .chain(more)
        .map(|text| text.get(locale).as_str())
        .collect();
    texts.join(" / ")
}

/// The words of a line of inline HTML as `publishing` writes it: well-formed, few entities.
fn words_of(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut is_in_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_in_tag = true,
            '>' => is_in_tag = false,
            c if !is_in_tag => words.push(c),
            _ => {}
        }
    }
    if words.contains('&') {
        for (entity, c) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        {
            words = words.replace(entity, c);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{IncidentAnswer, IncidentFacts, IncidentItem, ReportClock};
    use crate::revision::RevisionClass;

    #[test]
    fn the_words_of_inline_html_are_found_and_its_addresses_are_not() {
        assert_eq!(words_of("<a href=\"/x\">R&amp;D &lt;1&gt;</a>を<code>v3</code>に"), "R&D <1>をv3に");
    }

    #[test]
    fn addresses_behind_links_are_no_words_of_a_text() {
        let text =
            "方針 (/policies/x#II-5) と (注) 外部 (https://example.com/a?b=1&c=2)。 (/閉じない\n) https://example.com";
        let html = "<a href=\"/policies/x#II-5\">方針</a><a href=\"https://example.com/a?b=1&amp;c=2\">外部</a>";
        assert_eq!(without_addresses(text, html), "方針 と (注) 外部。 (/閉じない\n) https://example.com");
        assert!(matches!(without_addresses("変更 (注)", html), Cow::Borrowed(_)));
    }

    #[test]
    fn an_address_that_is_no_link_was_written_to_be_read() {
        let text = "取得の経路 (/v3/recordings) と記録 (/notices/SC-2026-0012)";
        let html = "取得の経路 (/v3/recordings) と<a href=\"/notices/SC-2026-0012\">記録</a>";
        assert_eq!(without_addresses(text, html), "取得の経路 (/v3/recordings) と記録");
    }

    #[test]
    fn what_an_incident_says_and_why_a_notice_comes_so_soon_is_searched() {
        let said = |ja: &str, en: &str| Localized { ja: ja.to_owned(), en: Some(en.to_owned()) };
        let answer = |item, said| IncidentAnswer { item, said };
        let mut notice = crate::catalogue::tests::notice("SC-2026-0042", &[RevisionClass::Initial]);
        let revision = std::sync::Arc::make_mut(&mut notice.current);
        let Facts::Notice(facts) = &mut revision.facts else { unreachable!() };
        facts.lead_time_exception = Some(Box::new(said("法令の改正", "The law changes")));
        facts.incident = Some(Box::new(IncidentFacts {
            detected_at: chrono::DateTime::UNIX_EPOCH,
            report: ReportClock::ThirtyDays,
            items: vec![
                answer(IncidentItem::Persons, Some(said("312名", "312 people"))),
                answer(IncidentItem::Cause, None),
            ],
        }));
        let body = Body::default();
        let words = |locale| {
            let edition = &notice.current.editions.ja;
            Document::edition(&notice.key, &notice.current.facts, edition, &body, locale).body.split_off(2)
        };
        assert_eq!(words(Locale::Ja), ["法令の改正", "312名"]);
        assert_eq!(words(Locale::En), ["The law changes", "312 people"]);
    }

    #[test]
    fn each_language_is_a_document_of_its_own() {
        let notice = crate::catalogue::tests::notice("SC-2026-0042", &[RevisionClass::Initial]);
        let bodies = Localized::ja_only(Body::default());
        let documents = Document::of(&notice.key, &notice.current.facts, &notice.current.editions, &bodies);
        assert_eq!(documents.ja.title, ["SC-2026-0042", "SC-2026-0042"]);
        assert!(documents.en.is_none());
    }
}
