//! Folding: what is written differently and read alike becomes the same. Full-width and half-width
//! forms, upper and lower case, the width of katakana, and composed and decomposed characters by NFKC
//! and lower case; the many dashes as one; characters that cannot be seen are left out, and every
//! space, line end and control character is one space.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as it is searched in and for.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_each(text, |c, _, _| folded.push(c));
    folded
}

/// Folds a text and hands over each character with the bytes of the text that it came from, from its
/// first to behind its last. A character and the marks that combine with it are folded together.
pub(super) fn fold_each(text: &str, mut put: impl FnMut(char, usize, usize)) {
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        let mut is_alone = true;
        while let Some((at, mark)) = rest.next_if(|(_, next)| combines(*next)) {
            end = at + mark.len_utf8();
            is_alone = false;
        }
        if is_alone && first.is_ascii() {
            put(written(first.to_ascii_lowercase()), start, end);
        } else if is_alone && is_plain(first) {
            put(first, start, end);
        } else {
            for c in text[start..end].nfkc().flat_map(char::to_lowercase).filter(|c| !is_invisible(*c)) {
                put(written(c), start, end);
            }
        }
    }
}

/// Characters of Japanese text that NFKC leaves alone, which are most of them: a way to be quick.
const fn is_plain(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}' | '\u{4e00}'..='\u{9fff}' | '、' | '。' | '「' | '」')
}

/// Whether a character belongs to the one before it: combining marks, the half-width voiced marks, and
/// the later parts of a Hangul syllable.
fn combines(c: char) -> bool {
    c >= '\u{300}'
        && !is_plain(c)
        && (matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}') || is_combining_mark(c))
}

const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    )
}

fn written(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{301c}' => '~',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ＡＰＩ", "api")]
    #[case("ｶﾞｲﾄﾞ", "ガイド")]
    #[case("か\u{3099}", "が")]
    #[case("①㈱", "1(株)")]
    #[case("葛\u{e0100}", "葛")]
    #[case("SC−2026‐0042", "sc-2026-0042")]
    #[case("10:00～12:00〜", "10:00~12:00~")]
    #[case("一\u{3000}二\t三\0四", "一 二 三 四")]
    #[case("re\u{ad}cording", "recording")]
    #[case("Straße İ", "straße i\u{307}")]
    fn what_reads_alike_is_the_same(#[case] written: &str, #[case] folded: &str) {
        assert_eq!(fold(written), folded);
    }

    #[test]
    fn folding_what_is_folded_changes_nothing() {
        for text in ["ｶﾞｲﾄﾞ①", "SC−2026", "ﷺ", "각"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }

    #[test]
    fn each_character_knows_where_it_came_from() {
        let text = "aｶﾞ①";
        let mut from = vec![];
        fold_each(text, |c, start, end| from.push((c, &text[start..end])));
        assert_eq!(from, [('a', "a"), ('ガ', "ｶﾞ"), ('1', "①")]);
    }
}
