//! What a rendered text says by itself, in the text's language. The words are in `publishing/locales`.

use domain::locale::Locale;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

impl Words {
    /// In that language.
    pub(super) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::Ja => &JA,
            Locale::En => &EN,
        }
    }
}
