//! Nothing unsafe gets through: a table of known tricks, and arbitrary text made of their parts. What
//! a browser would see is read with a parser of its own, so that words in a text are not mistaken for
//! markup.

use super::*;
use proptest::prelude::*;
use rstest::rstest;

/// The tags of some HTML with their attributes, as a browser's tokenizer cuts them.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = vec![];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            continue;
        }
        let name_end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        rest = &rest[name_end..];
        let mut attributes = vec![];
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let Some(end) = rest.find(['=', '>', ' ']) else { break };
            let attribute = rest[..end].to_ascii_lowercase();
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let end = quoted.find('"').expect("a value ends");
                value = quoted[..end].to_owned();
                rest = &quoted[end + 1..];
            }
            attributes.push((attribute, value));
        }
        tags.push((name, attributes));
    }
    tags
}

/// Says what is unsafe about some HTML.
fn danger(html: &str) -> Option<String> {
    const ELEMENTS: &str = "a aside blockquote br code del div em figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre \
                            section span strong sup table tbody td th thead tr ul";
    for (name, attributes) in tags(html) {
        if !ELEMENTS.split(' ').any(|known| known == name.trim_start_matches('/')) {
            return Some(format!("element {name}"));
        }
        for (attribute, value) in attributes {
            let is_address = attribute == "href" || attribute == "src";
            let address = value.to_ascii_lowercase();
            let is_safe = ["https://", "http://", "mailto:", "#"].iter().any(|start| address.starts_with(start))
                || address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
            if attribute.starts_with("on") || attribute == "style" || attribute == "srcdoc" || is_address && !is_safe {
                return Some(format!("{attribute}={value}"));
            }
            if attribute == "id" && !value.starts_with("h-") && !value.starts_with("fn") {
                return Some(format!("id {value}"));
            }
        }
    }
    html.contains(['\u{1}', '\u{2}', '\u{0}']).then(|| "a control character".into())
}

#[rstest]
#[case("<script>alert(1)</script>")]
#[case("<SCRIPT SRC=//evil.example/x.js></SCRIPT>")]
#[case("a <img src=x onerror=alert(1)> b")]
#[case("<svg/onload=alert(1)>")]
#[case("<iframe src=\"javascript:alert(1)\"></iframe>")]
#[case("<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>")]
#[case("<form action=/sign-in><input name=password></form>")]
#[case("<style>*{display:none}</style>")]
#[case("[a](javascript:alert(1))")]
#[case("[a](JaVaScRiPt:alert(1))")]
#[case("[a](&#106;avascript&colon;alert(1))")]
#[case("[a](java&Tab;script:alert(1))")]
#[case("[a](<java\tscript:alert(1)>)")]
#[case("[a](\u{1}javascript:alert(1))")]
#[case("[a](vbscript:x)")]
#[case("[a](data:text/html;base64,PHNjcmlwdD4=)")]
#[case("![a](data:image/svg+xml,<svg onload=alert(1)>)")]
#[case("![a](javascript:alert(1))")]
#[case("![a](https://tracker.example/pixel.png)")]
#[case("[a](//evil.example)")]
#[case("[a](/\\evil.example)")]
#[case("[a][b]\n\n[b]: javascript:alert(1)")]
#[case("<javascript:alert(1)>")]
#[case("<data:text/html,x>")]
#[case("[a](https://a.example/\"onmouseover=\"alert(1))")]
#[case("[a](https://a.example 'x\" onclick=\"alert(1)')")]
#[case("![\" onerror=\"alert(1)](timeline.png)")]
#[case("![a](timeline.png '\"><script>alert(1)</script>')")]
#[case("```\"><script>alert(1)</script>\n```")]
#[case("```x\" onclick=alert(1)\n```")]
#[case("## <img src=x onerror=alert(1)>\n\n[x](#\"onclick=\")")]
#[case("| \"onclick=\"x |\n| --- |\n| <script>x</script> |")]
#[case("a[^\"><script>]\n\n[^\"><script>]: <script>x</script>")]
#[case("> [!NOTE]<script>x</script>")]
#[case("<!--><script>alert(1)</script>-->")]
#[case("<![CDATA[<script>alert(1)</script>]]>")]
#[case("<?php <script>x</script> ?>")]
#[case("**\u{1}\u{1}<b onclick=x>\u{2}\u{2}**")]
#[case("<a href=\"/\" onclick=\"x\">a</a>")]
#[case("<base href=//evil.example>")]
#[case("<meta http-equiv=refresh content=\"0;url=//evil.example\">")]
fn a_known_trick_comes_to_nothing(#[case] body: &str) {
    for locale in Locale::ALL {
        let rendered = rendered(body, locale);
        assert_eq!(danger(&rendered.html), None, "{}", rendered.html);
    }
}

#[test]
fn the_eye_that_looks_for_danger_sees_it() {
    for html in [
        "<p onclick=\"x\">",
        "<script>",
        "<a href=\"javascript:x\">",
        "<img src=\"data:x\">",
        "<h2 id=\"main\">",
        "<p>\u{1}</p>",
        "<svg>",
    ] {
        assert!(danger(html).is_some(), "{html}");
    }
    assert_eq!(danger("<p>onclick=x &lt;script&gt; javascript:</p>"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_text_made_of_tricks_is_unsafe(parts in proptest::collection::vec(part(), 0..24)) {
        let rendered = rendered(&parts.concat(), Locale::Ja);
        prop_assert_eq!(danger(&rendered.html), None, "{}", rendered.html);
    }

    #[test]
    fn no_policy_made_of_tricks_is_unsafe(parts in proptest::collection::vec(part(), 0..24)) {
        let text = format!("I. {}\n1. a", parts.concat());
        let html = crate::policy_text::render(&text).html;
        prop_assert_eq!(danger(&html).filter(|danger| !danger.starts_with("id I")), None, "{}", html);
    }

    #[test]
    fn no_html_made_of_tricks_passes_the_allow_list(parts in proptest::collection::vec(markup(), 0..10)) {
        let html = clean(parts.concat());
        prop_assert_eq!(danger(&html).filter(|danger| !danger.starts_with("id ")), None, "{}", html);
    }

    #[test]
    fn no_text_at_all_is_unsafe_or_makes_it_fail(body in any::<String>()) {
        let rendered = rendered(&body, Locale::En);
        prop_assert_eq!(danger(&rendered.html), None, "{}", rendered.html);
        for issue in &rendered.issues {
            prop_assert!(body.get(issue.at.clone()).is_some(), "{:?}", issue);
        }
    }
}

fn part() -> impl Strategy<Value = String> {
    let fixed = [
        "<script>",
        "</script>",
        "<svg onload=x>",
        "<iframe src=",
        "javascript:",
        "data:text/html,",
        "onclick=",
        "\"",
        "'",
        "<",
        ">",
        "[",
        "](",
        ")",
        "![",
        "](timeline.png)",
        "`",
        "```\n",
        "**",
        "*",
        "_",
        "~~",
        "\n",
        "\n\n",
        "# ",
        "## ",
        "> ",
        "> [!NOTE]\n",
        "- ",
        "1. ",
        "- [ ] ",
        "| a | b |\n| --- | --- |\n",
        "|",
        "[^a]",
        "[^a]: ",
        "&#106;",
        "&colon;",
        "\\",
        "<!--",
        "-->",
        "<![CDATA[",
        "。",
        "「",
        "」",
        "重要",
        "\u{1}",
        "\u{2}",
        "\u{0}",
        "/notices/",
        "#",
        " ",
        "    ",
        "\t",
        "\r",
        "]: ",
        "https://",
        "//",
        "<a href=x>",
        "&lt;",
        "---\n",
        "===\n",
        "\u{fffe}",
    ];
    prop_oneof![4 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned), 1 => "[a-z]{1,3}"]
}

fn markup() -> impl Strategy<Value = String> {
    let fixed = [
        "<p>",
        "</p>",
        "<p class=\"",
        "\">",
        "<a href=\"",
        "</a>",
        "javascript:x",
        "/notices",
        "//evil.example",
        "https://a",
        "&#106;avascript:",
        "&amp;",
        " onclick=\"x\"",
        "<img src=\"",
        "data:x",
        "<br>",
        "<br",
        ">",
        "<",
        "\"",
        "'",
        " ",
        "=",
        "<script>",
        "<svg>",
        "</svg>",
        "<style>",
        "<!--",
        "-->",
        "<em>",
        "</em>",
        "/",
        "a",
        "\n",
        "\t",
    ];
    proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned)
}
