//! Rendering as a whole: what good Markdown becomes, what is reported, and that nothing unsafe gets
//! through whatever is written.

mod hostile;
mod reports;

use super::*;
use domain::id::NoticeId;

/// A PNG header of 640 by 360.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\x68";

/// Renders beside `timeline.png` and `移行表.pdf`, as revision 2.
fn rendered(body: &str, locale: Locale) -> Rendered {
    let key = PublicationKey::Notice(NoticeId::parse("SC-2026-0042").unwrap());
    let files = BTreeMap::from([("timeline.png", PNG), ("移行表.pdf", b"%PDF-".as_slice())]);
    render(body, &Setting { locale, key: &key, revision: 2, files: &files })
}

const EVERYTHING: &str = "\
## 変更の内容

**値が変わらない項目。**`id` と [移行表](移行表.pdf) と [方針](/policies/information-security#II-5) と
[外部](https://example.com/?a=1&b=2 \"題\") と <https://example.com>。~~古い~~[^a]

| 項目 | これまで | これから |
| --- | :-: | --: |
| `duration` | 182 | [182480](#変更の内容) |

> [!WARNING]
> 単位が変わります。
>
> - 一つ

> 引用

```json {hl}
{ \"a\": \"<b>\" }
```

- [ ] 洗い出す[^a]
- [x] 直す
  1. 細目
  2. 細目

3. 三
4. 四

![図の説明](timeline.png \"図1\")

文中の ![図](timeline.png) です。

### 変更の内容

---

[^a]: 日本時間は**9時間**進んでいます。
";

#[test]
fn what_the_writer_writes_passes_the_allow_list_unchanged() {
    let key = PublicationKey::Notice(NoticeId::parse("SC-2026-0042").unwrap());
    let files = BTreeMap::from([("timeline.png", PNG), ("移行表.pdf", b"%PDF-".as_slice())]);
    let setting = Setting { locale: Locale::Ja, key: &key, revision: 2, files: &files };
    let events = emphasis::resolve(parse(EVERYTHING));
    let outline = anchor::outline(&events);
    let anchors = outline.iter().map(|item| item.anchor.as_str()).collect();
    let html = html::write(&events, &html::Page { setting: &setting, outline: &outline, anchors: &anchors });
    assert_eq!(clean(html.clone()), html);
}

#[test]
fn every_kind_of_element_has_its_html() {
    let rendered = rendered(EVERYTHING, Locale::Ja);
    assert_eq!(rendered.issues, []);
    insta::assert_snapshot!(rendered.html);
}

#[test]
fn plain_text_reads_like_a_letter() {
    insta::assert_snapshot!(rendered(EVERYTHING, Locale::Ja).text);
}

#[test]
fn english_texts_have_english_labels() {
    let body = "## A\n\n> [!NOTE]\n> b\n\n```\nc\n```\n\n| d |\n| --- |\n| e |\n\n- [ ] f[^1]\n\n[^1]: g\n";
    let rendered = rendered(body, Locale::En);
    for label in ["Note", "Code 1", "Table 1", "To do", "Footnotes", "Back to the text"] {
        assert!(rendered.html.contains(label), "{label}: {}", rendered.html);
    }
    assert!(rendered.html.is_ascii() || rendered.html.chars().all(|c| c.is_ascii() || "☐↩".contains(c)));
    assert!(rendered.text.starts_with("# A\n\n[Note] b\n\n    c\n\nd\ne\n\n- [ ] f[1]"), "{}", rendered.text);
}

#[test]
fn the_outline_has_the_anchors_of_the_page() {
    let rendered = rendered(EVERYTHING, Locale::Ja);
    let outline: Vec<_> = rendered.outline.iter().map(|item| (item.level, item.anchor.as_str())).collect();
    assert_eq!(outline, [(2, "h-変更の内容"), (3, "h-変更の内容-2")]);
    for item in &rendered.outline {
        assert!(rendered.html.contains(&format!("id=\"{}\"", item.anchor)));
    }
}

#[test]
fn links_and_images_are_handed_on_for_checking() {
    let rendered = rendered(EVERYTHING, Locale::Ja);
    let link = &rendered.links[0];
    assert_eq!((link.key.path(), link.anchor.as_deref()), ("/policies/information-security".into(), Some("II-5")));
    assert_eq!(rendered.images, BTreeSet::from(["timeline.png".to_owned()]));
    assert!(EVERYTHING[link.at.clone()].starts_with("[方針]"));
}

#[test]
fn a_sentence_has_no_block_around_it() {
    let key = PublicationKey::Notice(NoticeId::parse("SC-2026-0042").unwrap());
    let setting = Setting { locale: Locale::Ja, key: &key, revision: 1, files: &BTreeMap::new() };
    let sentence = render_inline("`duration` を**ミリ秒**に。", &setting);
    assert_eq!(sentence.html, "<code>duration</code> を<strong>ミリ秒</strong>に。");
    assert!(sentence.issues.is_empty());
    for blocks in ["- a", "# a", "a\n\nb", "", "```\na\n```"] {
        assert_eq!(render_inline(blocks, &setting).issues.last().unwrap().rule, Rule::WrongValue, "{blocks:?}");
    }
}

#[test]
fn footnotes_may_refer_to_each_other_and_to_themselves() {
    let rendered = rendered("a[^1]b[^2]\n\n[^1]: c[^3]\n[^2]: d[^2]\n[^3]: e\n[^4]: never\n", Locale::En);
    assert_eq!(rendered.html.matches("<li id=\"fn-").count(), 3, "{}", rendered.html);
    assert!(!rendered.html.contains("never"));
    let ids: Vec<_> = rendered.html.match_indices(" id=\"").map(|(at, _)| &rendered.html[at..at + 20]).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
}
