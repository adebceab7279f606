//! Text as words. Japanese has no spaces, so words come from ICU's dictionary; numbers, dates, times,
//! and names made of ASCII letters (`next_cursor`, `TLS1.2`, an address) are one word each, because a
//! reader sees one thing there: `2月12日` became `2月26日`, not `12` became `26`.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// What can follow a number and belongs to it, the longest first.
const COUNTERS: [&str; 25] = [
    "営業日",
    "か月",
    "カ月",
    "ヶ月",
    "週間",
    "日間",
    "時間",
    "分間",
    "秒間",
    "年間",
    "日",
    "月",
    "年",
    "時",
    "分",
    "秒",
    "件",
    "社",
    "回",
    "人",
    "円",
    "個",
    "版",
    "%",
    "\u{ff05}",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "];
/// What holds the parts of a name or an address together.
const JOINERS: &[u8] = b"._/:@-+?&=%#~'";

/// The words of a text in order, spaces and punctuation among them: joined they are the text again.
pub fn words(text: &str) -> Vec<&str> {
    let mut words = vec![];
    let mut plain = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_ascii_alphanumeric() {
            segment(&text[plain..at], &mut words);
            let end = at + unit(&text[at..]);
            words.push(&text[at..end]);
            (at, plain) = (end, end);
        } else {
            at += c.len_utf8();
        }
    }
    segment(&text[plain..], &mut words);
    words
}

fn segment<'a>(text: &'a str, words: &mut Vec<&'a str>) {
    if text.is_empty() {
        return;
    }
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut from = 0;
    for to in segmenter.segment_str(text).skip(1) {
        words.push(&text[from..to]);
        from = to;
    }
}

/// How many bytes from the start, an ASCII letter or digit, are one word.
fn unit(text: &str) -> usize {
    [japanese_date(text), english_date(text), counted(text)].into_iter().flatten().next().unwrap_or_else(|| name(text))
}

/// `2027年2月26日(金)`, `2月26日`, `2027年3月`.
fn japanese_date(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut parts = 0;
    for sign in ["年", "月", "日"] {
        let digits = digits(&text[at..]);
        if digits > 0 && text[at + digits..].starts_with(sign) {
            at += digits + sign.len();
            parts += 1;
        }
    }
    if parts < 2 {
        return None;
    }
    let weekday = text[at..].strip_prefix(['(', '\u{ff08}']).and_then(|rest| {
        let mut inside = rest.chars();
        let is_day = inside.next().is_some_and(|c| "月火水木金土日".contains(c));
        (is_day && inside.next().is_some_and(|c| matches!(c, ')' | '\u{ff09}')))
            .then(|| text[at..].len() - inside.as_str().len())
    });
    Some(at + weekday.unwrap_or(0))
}

/// `Fri 26 February 2027`, `26 February`, `February 26, 2027`, `March 2027`.
fn english_date(text: &str) -> Option<usize> {
    let weekday = WEEKDAYS.iter().find(|day| text.starts_with(**day)).map_or(0, |day| day.len());
    let rest = &text[weekday..];
    let number = |text: &str| Some(digits(text)).filter(|length| (1..=2).contains(length));
    let year = |text: &str| Some(digits(text)).filter(|length| *length == 4).map_or(0, |length| length + 1);
    let after = |at: usize| rest.get(at..).and_then(|rest| rest.strip_prefix(' ')).unwrap_or_default();
    if let Some(day) = number(rest) {
        let month = month(after(day))?;
        let at = day + 1 + month;
        return Some(weekday + at + year(after(at)));
    }
    let month = month(rest)?;
    if weekday > 0 {
        return None;
    }
    if let Some(day) = number(after(month)) {
        let at = month + 1 + day;
        let after_comma = rest.get(at..).and_then(|rest| rest.strip_prefix(", ")).unwrap_or_default();
        let with_comma = Some(digits(after_comma)).filter(|length| *length == 4).map_or(0, |length| length + 2);
        return Some(at + with_comma);
    }
    Some(month + year(after(month))).filter(|length| *length > month)
}

fn month(text: &str) -> Option<usize> {
    let month = MONTHS.iter().find(|month| text.starts_with(**month))?;
    let is_whole = !text[month.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    is_whole.then_some(month.len())
}

/// `14日`, `3か月`, `10,000件`.
fn counted(text: &str) -> Option<usize> {
    let number = number(text);
    let counter = COUNTERS.iter().find(|counter| number > 0 && text[number..].starts_with(**counter))?;
    Some(number + counter.len())
}

/// Letters and digits, and what holds them together: `v3/recordings`, `1.2`, `10:00`, `don’t`.
fn name(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = number(text);
    while at < bytes.len() {
        if bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let joiners = bytes[at..].iter().take_while(|byte| JOINERS.contains(byte)).count();
        let joined = if joiners > 0 {
            joiners
        } else if text[at..].starts_with('’') {
            '’'.len_utf8()
        } else {
            0
        };
        if joined == 0 || !bytes.get(at + joined).is_some_and(u8::is_ascii_alphanumeric) {
            break;
        }
        at += joined;
    }
    at.max(1)
}

/// Digits with commas between thousands.
fn number(text: &str) -> usize {
    let mut at = digits(text);
    while at > 0 && text[at..].starts_with(',') && digits(&text[at + 1..]) == 3 {
        at += 4;
    }
    at
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("期限は2027年2月26日(金)です。", &["期限", "は", "2027年2月26日(金)", "です", "。"])]
    #[case("2月12日までに", &["2月12日", "まで", "に"])]
    #[case("14日以内に3か月分", &["14日", "以内", "に", "3か月", "分"])]
    #[case("10:00から10,000件", &["10:00", "から", "10,000件"])]
    #[case("`next_cursor` を", &["`", "next_cursor", "`", " ", "を"])]
    #[case("https://api.example/v3/calls?page=2 です", &["https://api.example/v3/calls?page=2", " ", "です"])]
    #[case("due by Fri 26 February 2027.", &["due", " ", "by", " ", "Fri 26 February 2027", "."])]
    #[case("On February 26, 2027 we don’t", &["On", " ", "February 26, 2027", " ", "we", " ", "don’t"])]
    #[case("26 Marches", &["26", " ", "Marches"])]
    #[case("利用者の個人情報を取り扱う", &["利用", "者", "の", "個人", "情報", "を", "取り扱う"])]
    fn a_reader_would_part_it_there(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(words(text), expected);
    }

    proptest! {
        #[test]
        fn joined_they_are_the_text(text in "[あ漢字カ年月日()a-cJM 0-9,.:/’ !\n]{0,60}") {
            prop_assert_eq!(words(&text).concat(), text);
        }

        #[test]
        fn any_text_has_words(text in "\\PC{0,60}") {
            prop_assert_eq!(words(&text).concat(), text);
        }
    }
}
