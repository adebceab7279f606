//! New notices: the next number, and files ready to fill.

mod texts;

use crate::source::Sources;
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::id::NoticeId;
use domain::notice::NoticeKind;

/// What a number begins with.
const SERIES: &str = "SC";
/// A text that still has to be written has this in it.
pub(crate) const PLACEHOLDERS: [&str; 2] = ["[ここに", "[Write "];
/// How long the readable part of a folder's name may become.
const LONGEST_SLUG: usize = 40;

/// The number after the highest one of that year; the last one there can be where that is taken.
pub fn next_notice_id(files: &dyn Sources, year: i32) -> NoticeId {
    let prefix = format!("{SERIES}-{:04}-", year.clamp(0, 9999));
    let numbers = files.paths().filter_map(|path| {
        let folder = path.strip_prefix("notices/")?.split('/').nth(1)?;
        folder.strip_prefix(&prefix)?.get(..4)?.parse::<u32>().ok()
    });
    let next = (numbers.max().unwrap_or(0) + 1).min(9999);
    NoticeId::parse(&format!("{prefix}{next:04}")).unwrap_or_else(|_| unreachable!("four digits each are a number"))
}

/// What a new notice starts from.
#[derive(Debug, Clone)]
pub struct Start {
    /// What sort of notice.
    pub kind: NoticeKind,
    /// Its number.
    pub id: NoticeId,
    /// The day its first revision gets.
    pub today: NaiveDate,
    /// When it becomes visible.
    pub publish_at: DateTime<FixedOffset>,
}

/// The files of a new notice: path below `content/` and text. They read without errors as they are;
/// warnings name what has to be filled in.
pub fn new_notice(title: &str, start: &Start) -> Vec<(String, String)> {
    let id = &start.id;
    let year = id.as_str().split('-').nth(1).unwrap_or_default();
    let slug = slug(title);
    let name = if slug.is_empty() { id.to_string() } else { format!("{id}-{slug}") };
    let folder = format!("notices/{year}/{name}");
    let english_title = if slug.is_empty() { "[Write the title here]" } else { title };
    vec![
        (format!("{folder}/index.md"), texts::japanese(title, start)),
        (format!("{folder}/index.en.md"), texts::english(english_title, start.kind)),
    ]
}

/// The words of a title that can stand in a folder's name; nothing for a title that is not English.
fn slug(title: &str) -> String {
    if !title.is_ascii() {
        return String::new();
    }
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if !slug.is_empty() && slug.len() + 1 + word.len() > LONGEST_SLUG {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug.truncate(LONGEST_SLUG);
    slug
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Severity;
    use crate::read::tests::read_quietly;
    use crate::source::SourceTree;
    use rstest::rstest;

    const PORTAL: &str = "\
[service]
name = { ja = \"a\", en = \"a\" }
operator = { ja = \"b\", en = \"b\" }
accent = \"#165e83\"
[contact]
mail = \"a@b.example\"
";

    fn tree_with(title: &str, kind: NoticeKind) -> SourceTree {
        let mut tree = SourceTree::default();
        tree.0.insert("portal.toml".into(), PORTAL.into());
        let id = next_notice_id(&tree, 2026);
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let publish_at = DateTime::parse_from_rfc3339("2026-11-27T10:00:00+09:00").unwrap();
        let files = new_notice(title, &Start { kind, id, today, publish_at });
        tree.0.extend(files.into_iter().map(|(path, text)| (path, text.into_bytes())));
        tree
    }

    #[rstest]
    #[case("通話録音APIの応答形式を変更します", "notices/2026/SC-2026-0001/index.md")]
    #[case("Recording API v3: new format!", "notices/2026/SC-2026-0001-recording-api-v3-new-format/index.md")]
    #[case("'quotes': \"and\" #more [x] {y} \\ & *z", "notices/2026/SC-2026-0001-quotes-and-more-x-y-z/index.md")]
    #[case("- yes", "notices/2026/SC-2026-0001-yes/index.md")]
    #[case("2026", "notices/2026/SC-2026-0001-2026/index.md")]
    fn a_new_notice_reads_with_warnings_only(#[case] title: &str, #[case] path: &str) {
        let tree = tree_with(title, NoticeKind::ServiceChange);
        let reading = read_quietly(&tree);
        assert!(reading.findings.iter().all(|finding| finding.severity == Severity::Warning), "{:?}", reading.findings);
        assert!(
            reading.findings.iter().any(|finding| finding.rule == "placeholder" && finding.path.ends_with("en.md"))
        );
        assert_eq!(reading.drafts[0].revisions[0].editions.ja.title, title);
        assert!(tree.0.contains_key(path), "{:?}", tree.0.keys());
    }

    #[test]
    fn every_kind_of_notice_starts_without_errors() {
        for kind in NoticeKind::ALL {
            let reading = read_quietly(&tree_with("題", *kind));
            assert!(!reading.findings.iter().any(crate::Finding::is_error), "{:?}", reading.findings);
            let rules: std::collections::BTreeSet<_> = reading.findings.iter().map(|finding| finding.rule).collect();
            assert_eq!(rules.into_iter().collect::<Vec<_>>(), ["placeholder"], "both languages say the same");
            let facts = reading.drafts[0].revisions[0].facts.notice().unwrap();
            assert_eq!(facts.kind, *kind);
        }
    }

    #[test]
    fn numbers_follow_the_highest_one_of_their_year() {
        let mut tree = SourceTree::default();
        for folder in ["2026/SC-2026-0007", "2026/SC-2026-0012-x", "2025/SC-2025-0040", "2026/OTHER-2026-0099"] {
            tree.0.insert(format!("notices/{folder}/index.md"), vec![]);
        }
        assert_eq!(next_notice_id(&tree, 2026).as_str(), "SC-2026-0013");
        assert_eq!(next_notice_id(&tree, 2027).as_str(), "SC-2027-0001");
        assert_eq!(next_notice_id(&tree, -1).as_str(), "SC-0000-0001");
    }
}
