//! `draft: true`: checked like everything, and kept apart from what is published.

use super::trees::*;
use rstest::rstest;

const LINE: &str = "id: SC-2026-0042\n";

fn drafted(value: &str) -> crate::source::SourceTree {
    with(NOTICE, LINE, &format!("{LINE}draft: {value}\n"))
}

#[test]
fn a_draft_is_read_in_full_and_not_among_what_is_published() {
    // The register names the notice as the one that announced an entry: that is another matter.
    let reading = read_quietly(&drafted("true"));
    let keys = |drafts: &[domain::plan::Draft]| drafts.iter().any(|draft| draft.key.name() == "SC-2026-0042");
    assert!(keys(&reading.held) && !keys(&reading.drafts));
    let reading = read_quietly(&drafted("false"));
    assert!(!keys(&reading.held) && keys(&reading.drafts));
}

#[rstest]
#[case("draft: true")]
#[case("draft: true # まだ書いています")]
#[case("draft:   true  ")]
#[case("draft : true")]
#[case("\"draft\": true")]
#[case("'draft': 'true'")]
#[case("draft: \"true\" # not yet")]
#[case("draft: # not yet\n  true")]
#[case("draft: &later true")]
fn its_digest_is_the_one_it_has_without_the_line(#[case] line: &str) {
    let drafted = with(NOTICE, LINE, &format!("{LINE}{line}\n"));
    let (held, published) = (read_quietly(&drafted).held, read_quietly(&good()).drafts);
    let published = published.iter().find(|draft| draft.key == held[0].key).unwrap();
    assert_eq!(held[0].revisions[0].digest, published.revisions[0].digest);
    assert_eq!(&held[0], published);
}

#[test]
fn a_mistake_in_a_draft_is_a_mistake() {
    let mut tree = drafted("true");
    let text = text(&tree, NOTICE).replace("impact: action_required", "impact: huge");
    tree.0.insert(NOTICE.to_owned(), text.into_bytes());
    assert!(found(&tree).iter().any(|finding| finding.ends_with("wrong-value")), "{:?}", found(&tree));
    assert!(read_quietly(&tree).held.is_empty());
    assert!(!found(&drafted("soon")).is_empty(), "it is true or false");
}

#[test]
fn what_is_published_does_not_lead_to_what_readers_cannot_find() {
    let tree = drafted("true");
    let findings = read_quietly(&tree).findings;
    let leading = findings.iter().filter(|finding| finding.message.contains("is a draft"));
    let from: Vec<_> = leading.map(|finding| finding.path.as_str()).collect();
    assert!(!from.is_empty() && from.iter().all(|path| *path != NOTICE), "{from:?}");
}
