//! What is reported, and where.

use super::*;
use rstest::rstest;

/// The rules reported, each with the text it is about.
fn reports(body: &str) -> Vec<(&'static str, String)> {
    let rendered = rendered(body, Locale::Ja);
    rendered.issues.iter().map(|issue| (issue.rule.name(), body[issue.at.clone()].to_owned())).collect()
}

#[rstest]
#[case("[a](b.pdf)", "dead-link", "[a](b.pdf)")]
#[case("文 [a](../b.pdf) 文", "dead-link", "[a](../b.pdf)")]
#[case("[a](#nowhere)", "dead-link", "[a](#nowhere)")]
#[case("[a](/en/notices)", "dead-link", "[a](/en/notices)")]
#[case("![a](b.png)", "dead-link", "![a](b.png)")]
#[case("[a](javascript:x)", "unsafe-link", "[a](javascript:x)")]
#[case("![a](//b.example/c.png)", "unsafe-link", "![a](//b.example/c.png)")]
#[case("![a](https://b.example/c.png)", "external-image", "![a](https://b.example/c.png)")]
#[case("![a](移行表.pdf)", "attachment-type", "![a](移行表.pdf)")]
#[case("![](timeline.png)", "image-without-alternative", "![](timeline.png)")]
#[case("a <b>c", "raw-html", "<b>")]
#[case("<!-- a -->", "raw-html", "<!-- a -->")]
#[case("# a", "heading-level", "# a")]
#[case("## a\n\n#### b", "heading-level", "#### b")]
#[case("次の** 重要 **です", "emphasis-beside-japanese", "**")]
#[case("次の__重要__です", "emphasis-beside-japanese", "__")]
fn a_slip_is_reported_where_it_is(#[case] body: &str, #[case] rule: &'static str, #[case] about: &str) {
    let reports = reports(body);
    assert_eq!(reports.len(), 1, "{reports:?}");
    assert_eq!((reports[0].0, reports[0].1.trim_end()), (rule, about));
}

#[rstest]
#[case("2**3 と 4 です")]
#[case("`** 重要 **`")]
#[case("```\n** 重要 **\n```")]
#[case("\\*\\* 重要 \\*\\*")]
#[case("[a](/notices) [b](/calendar?month=2026-11) [c](mailto:a@b.example)")]
#[case("## a\n\n### b\n\n## c\n\n[d](#b)")]
#[case("a ** b ** c")]
fn what_is_right_is_not_reported(#[case] body: &str) {
    assert_eq!(reports(body), []);
}
