//! An audience in words. Which tenants it names is never said to customers: a reader is told that it is
//! for them, and of others at most that there are some.

use super::page_request::PageRequest;
use crate::text;
use domain::audience::{Audience, Condition};
use domain::locale::Locale;
use domain::portal::Named;
use std::collections::BTreeSet;

/// The audience as the facts of a notice say it: one line, or one for each alternative where they are
/// long; and where the reader's tenant only keeps the notice, why it is there.
pub fn in_words(request: &PageRequest, audience: &Audience) -> Vec<String> {
    let locale = request.locale;
    let Some(condition) = audience.condition() else {
        return vec![capitalized(&text!(locale, audience.everyone))];
    };
    let wording = Wording { request };
    let mut lines = match condition {
        Condition::Any(parts) if parts.len() > 1 => {
            let parts: Vec<_> = parts.iter().map(|part| wording.phrase(part, false)).collect();
            if parts.iter().any(|part| part.is_compound) {
                let each = parts.iter().map(|part| text!(locale, audience.item, who = part.text.as_str()));
                std::iter::once(text!(locale, audience.any_of)).chain(each).collect()
            } else {
                vec![wording.phrase(condition, false).text]
            }
        }
        condition => vec![wording.phrase(condition, false).text],
    };
    if request.viewer.member().is_some_and(|member| !audience.concerns(&member.tenant)) {
        lines.push(text!(locale, audience.kept));
    }
    lines.iter().map(|line| capitalized(line)).collect()
}

fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// A condition in words.
struct Phrase {
    text: String,
    /// Whether it needs brackets within another one.
    is_compound: bool,
}

struct Wording<'a> {
    request: &'a PageRequest,
}

impl Wording<'_> {
    fn locale(&self) -> Locale {
        self.request.locale
    }

    /// `is_excluded` where it says who is left out.
    fn phrase(&self, condition: &Condition, is_excluded: bool) -> Phrase {
        let locale = self.locale();
        let service = self.request.service();
        let simple = |text| Phrase { text, is_compound: false };
        match condition {
            Condition::Plans(plans) => {
                let names = self.names(plans, service.map(|service| &service.plans[..]));
                simple(text!(locale, audience.plans, names = names))
            }
            Condition::Regions(regions) => {
                let names = self.names(regions, service.map(|service| &service.regions[..]));
                simple(text!(locale, audience.regions, names = names))
            }
            Condition::Components(components) => {
                let names = self.names(components, service.map(|service| &service.components[..]));
                simple(text!(locale, audience.components, names = names))
            }
            Condition::Tenants(tenants) => {
                let is_own = self.request.viewer.tenant().is_some_and(|own| tenants.contains(own));
                simple(match self.request.viewer.staff() {
                    Some(_) => {
                        let names = self.list(&tenants.iter().map(ToString::to_string).collect::<Vec<_>>());
                        text!(locale, audience.listed, names = names)
                    }
                    None if is_excluded => text!(locale, audience.some),
                    None if is_own => text!(locale, audience.named),
                    None => text!(locale, audience.certain),
                })
            }
            Condition::All(parts) => self.all(parts, is_excluded),
            Condition::Any(parts) => match &parts[..] {
                [] => simple(text!(locale, audience.nobody)),
                [part] => self.phrase(part, is_excluded),
                parts => {
                    let parts = parts.iter().map(|part| self.within(part, is_excluded)).collect::<Vec<_>>();
                    Phrase { text: parts.join(&text!(locale, audience.or)), is_compound: true }
                }
            },
            Condition::Not(part) => match &**part {
                Condition::Not(part) => self.phrase(part, is_excluded),
                _ => self.all(std::slice::from_ref(condition), is_excluded),
            },
        }
    }

    /// What must hold, and in brackets who is left out of it.
    fn all(&self, parts: &[Condition], is_excluded: bool) -> Phrase {
        let locale = self.locale();
        let (mut holding, mut left_out) = (vec![], vec![]);
        for part in parts {
            match part {
                Condition::Not(part) => left_out.push(&**part),
                part => holding.push(part),
            }
        }
        let who = match &holding[..] {
            [] => Phrase { text: text!(locale, audience.contracted), is_compound: false },
            [part] => self.phrase(part, is_excluded),
            parts => {
                let parts = parts.iter().map(|part| self.within(part, is_excluded)).collect::<Vec<_>>();
                Phrase { text: parts.join(&text!(locale, audience.and)), is_compound: true }
            }
        };
        if left_out.is_empty() {
            return who;
        }
        let exceptions = left_out.iter().map(|part| self.phrase(part, !is_excluded).text).collect::<Vec<_>>();
        let exceptions = exceptions.join(&text!(locale, audience.or));
        let text = text!(locale, audience.exception, who = who.text, exceptions = exceptions);
        Phrase { text, is_compound: true }
    }

    fn within(&self, part: &Condition, is_excluded: bool) -> String {
        let phrase = self.phrase(part, is_excluded);
        if phrase.is_compound { text!(self.locale(), audience.group, who = phrase.text) } else { phrase.text }
    }

    /// The names of these keys in the order the service lists them; what it does not list by its key.
    fn names<K: Ord + AsRef<str>>(&self, keys: &BTreeSet<K>, listed: Option<&[Named<K>]>) -> String {
        let listed = listed.unwrap_or_default();
        let known = listed.iter().filter(|named| keys.contains(&named.key));
        let mut names: Vec<_> = known.map(|named| named.name.get(self.locale()).clone()).collect();
        let unknown = keys.iter().filter(|key| !listed.iter().any(|named| named.key == **key));
        names.extend(unknown.map(|key| key.as_ref().to_owned()));
        self.list(&names)
    }

    fn list(&self, names: &[String]) -> String {
        names.join(&text!(self.locale(), words.list_separator))
    }
}
