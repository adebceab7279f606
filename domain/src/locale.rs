//! The two languages of the portal and texts that exist in one or both.

use serde::{Deserialize, Serialize};

/// A language of the portal. Japanese is the original, English the translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Japanese; no prefix in addresses.
    #[default]
    Ja,
    /// English; `/en` in addresses.
    En,
}

impl Locale {
    /// Both, Japanese first.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The BCP 47 tag, as in `lang="ja"`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The tag of a text in this language on a page in that one, for its `lang`; `None` where the page's own says it.
    pub fn tag_on(self, page: Self) -> Option<&'static str> {
        (self != page).then(|| self.tag())
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }

    /// From a BCP 47 tag, region and case ignored; `None` for a language the portal does not have.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| primary.eq_ignore_ascii_case(locale.tag()))
    }

    /// An address of the portal in this language: `/notices` or `/en/notices`.
    pub fn address(self, path: &str) -> String {
        match self {
            Self::Ja => path.to_owned(),
            Self::En if path == "/" => "/en".to_owned(),
            Self::En => format!("/en{path}"),
        }
    }

    /// Splits an address into its language and the path without the prefix.
    pub fn split_address(path: &str) -> (Self, &str) {
        match path.strip_prefix("/en") {
            Some("") => (Self::En, "/"),
            Some(rest) if rest.starts_with('/') => (Self::En, rest),
            _ => (Self::Ja, path),
        }
    }
}

/// Something in Japanese and, where it has been translated, in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Localized<T> {
    /// The original.
    pub ja: T,
    /// The translation; `None` while it is missing.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub en: Option<T>,
}

impl<T> Localized<T> {
    /// In both languages.
    pub const fn both(ja: T, en: T) -> Self {
        Self { ja, en: Some(en) }
    }

    /// In Japanese only.
    pub const fn ja_only(ja: T) -> Self {
        Self { ja, en: None }
    }

    /// The text in the wanted language or, where that is missing, in Japanese.
    pub fn get(&self, wanted: Locale) -> &T {
        self.get_with_locale(wanted).0
    }

    /// As [`Self::get`], with the language the text really is in, so that a page can say so.
    pub fn get_with_locale(&self, wanted: Locale) -> (&T, Locale) {
        match (wanted, &self.en) {
            (Locale::En, Some(en)) => (en, Locale::En),
            _ => (&self.ja, Locale::Ja),
        }
    }

    /// Applies `f` to each language there is.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Localized<U> {
        Localized { ja: f(self.ja), en: self.en.map(f) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_round_trip_through_their_language() {
        for locale in Locale::ALL {
            for path in ["/", "/notices", "/notices/SC-2026-0042", "/english"] {
                assert_eq!(Locale::split_address(&locale.address(path)), (locale, path));
            }
        }
    }

    #[test]
    fn a_missing_translation_falls_back_and_says_so() {
        let title = Localized::ja_only("題");
        assert_eq!(title.get_with_locale(Locale::En), (&"題", Locale::Ja));
    }
}
