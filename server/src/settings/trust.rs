//! What is left to those who vouch for people: whether an address is somebody's own, and who asks for a second
//! factor.

use super::SettingsError;
use super::source::Entry;

/// Who asks somebody for a second factor whom another vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactorAt {
    /// Whoever vouches, as far as that is agreed.
    #[default]
    Trusted,
    /// The portal, those who set one up here.
    Portal,
}

impl SecondFactorAt {
    pub(super) const WORDS: &'static [(&'static str, Self)] = &[("trusted", Self::Trusted), ("portal", Self::Portal)];

    /// The spelling in `Leptos.toml`.
    pub fn word(self) -> &'static str {
        word_of(Self::WORDS, self)
    }
}

/// When an address that a provider names counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmailVerified {
    /// Where the provider says that it is verified.
    #[default]
    Required,
    /// Unless the provider says that it is not: people cannot set their own there.
    Trusted,
}

impl EmailVerified {
    pub(super) const WORDS: &'static [(&'static str, Self)] =
        &[("required", Self::Required), ("trusted", Self::Trusted)];

    /// The spelling in `Leptos.toml`.
    pub fn word(self) -> &'static str {
        word_of(Self::WORDS, self)
    }
}

/// One of some words; the default where none is given.
pub(super) fn one_of<T: Copy + Default>(
    entry: &mut Entry,
    key: &'static str,
    words: &[(&str, T)],
) -> Result<T, SettingsError> {
    let Some(given) = entry.text(key)? else { return Ok(T::default()) };
    let found = words.iter().find(|(word, _)| *word == given).map(|(_, value)| *value);
    let known = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" or ");
    found.ok_or_else(|| entry.bad(key, &given, &known()))
}

fn word_of<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}
