//! Files as people export them, with one mistake each.

use super::*;
use crate::read::tests::read_quietly;
use crate::source::SourceTree;
use rstest::rstest;

const PORTAL: &str = "portal.toml";
const GOOD: &str = "id,name,name_en,plan,regions,components,joined_on
hinode,日の出通販,Hinode Mail Order,enterprise,tokyo;osaka,recording ivr,2024-04-01
aozora,\"あおぞら保険, 東京\",,standard,tokyo,,
";

fn portal() -> Portal {
    let text = "[service]\nname = { ja = \"a\", en = \"a\" }\noperator = { ja = \"b\", en = \"b\" }\naccent = \"#165e83\"\n\
                [contact]\nmail = \"a@b.example\"\n\
                [[plan]]\nkey = \"standard\"\nname = { ja = \"a\", en = \"a\" }\n\
                [[plan]]\nkey = \"enterprise\"\nname = { ja = \"a\", en = \"a\" }\n\
                [[region]]\nkey = \"tokyo\"\nname = { ja = \"a\", en = \"a\" }\n\
                [[region]]\nkey = \"osaka\"\nname = { ja = \"a\", en = \"a\" }\n\
                [[component]]\nkey = \"recording\"\nname = { ja = \"a\", en = \"a\" }\n\
                [[component]]\nkey = \"ivr\"\nname = { ja = \"a\", en = \"a\" }\n";
    let tree = SourceTree([(PORTAL.to_owned(), text.as_bytes().to_vec())].into());
    read_quietly(&tree).portal.unwrap()
}

fn found(text: &str) -> Vec<String> {
    let findings = read_tenants("t.csv", text.as_bytes(), &portal()).findings;
    findings.iter().map(|it| format!("{}:{}:{} {}", it.path, it.line, it.column, it.rule)).collect()
}

#[test]
fn a_good_file_gives_its_tenants_in_order() {
    let read = read_tenants("t.csv", GOOD.as_bytes(), &portal());
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let [hinode, aozora] = &read.tenants[..] else { panic!("{:?}", read.tenants) };
    assert_eq!((hinode.id.as_str(), hinode.plan.as_str()), ("hinode", "enterprise"));
    assert_eq!((hinode.name.ja.as_str(), hinode.name.en.as_deref()), ("日の出通販", Some("Hinode Mail Order")));
    assert_eq!(hinode.regions.iter().map(domain::id::RegionKey::as_str).collect::<Vec<_>>(), ["osaka", "tokyo"]);
    assert_eq!(hinode.components.len(), 2);
    assert_eq!(hinode.joined_on.unwrap().to_string(), "2024-04-01");
    assert_eq!((aozora.name.ja.as_str(), aozora.name.en.as_deref()), ("あおぞら保険, 東京", None));
    assert!(aozora.components.is_empty() && aozora.joined_on.is_none());
}

#[test]
fn what_spreadsheets_do_to_a_file_changes_nothing() {
    let good = read_tenants("t.csv", GOOD.as_bytes(), &portal()).tenants;
    let saved = format!("\u{feff}{}", GOOD.replace("2024-04-01", "2024/4/1").replace('\n', "\r\n")) + ",,,,,,\r\n\r\n";
    let read = read_tenants("t.csv", saved.as_bytes(), &portal());
    assert_eq!((read.tenants, read.findings), (good.clone(), vec![]));
    let quoted = GOOD.replace("tokyo;osaka", "\"tokyo; osaka\"").replace("日の出通販", "\"日の出通販\"");
    assert_eq!(read_tenants("t.csv", quoted.as_bytes(), &portal()).tenants, good);
    let other_order = "plan,id,components,regions,name\nstandard,kaze,,tokyo,\"風\n株式会社\"\n";
    assert_eq!(read_tenants("t.csv", other_order.as_bytes(), &portal()).tenants[0].name.ja, "風\n株式会社");
}

#[rstest]
#[case("hinode,日", "Hinode,日", "t.csv:2:1 wrong-value")]
#[case("hinode,日", ",日", "t.csv:2:1 wrong-value")]
#[case("日の出通販", " ", "t.csv:2:8 wrong-value")]
#[case("enterprise", "enterprize", "t.csv:2:32 unknown-plan")]
#[case("enterprise", "", "t.csv:2:32 wrong-value")]
#[case("tokyo;osaka", "tokyo;kyoto", "t.csv:2:49 unknown-region")]
#[case("recording ivr", "recording  ivr;sms", "t.csv:2:70 unknown-component")]
#[case("recording ivr", "録音", "t.csv:2:55 wrong-value")]
#[case("2024-04-01", "2024-04-31", "t.csv:2:69 wrong-value")]
#[case("2024-04-01", "April 2024", "t.csv:2:69 wrong-value")]
#[case("aozora", "hinode", "t.csv:3:1 duplicate-key")]
#[case("\"あおぞら保険, 東京\"", "あおぞら保険, 東京", "t.csv:3:36 wrong-value")]
#[case("id,name,name_en", "id,name,name_eng", "t.csv:1:9 unknown-key")]
#[case("name,name_en", "name,name", "t.csv:1:9 duplicate-key")]
#[case("joined_on\n", "components\n", "t.csv:1:41 duplicate-key")]
#[case("plan,regions", "regions", "t.csv:1:1 missing-key")]
fn a_mistake_is_found_at_its_place(#[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    assert_eq!(GOOD.matches(from).count(), 1, "{from:?}");
    assert_eq!(found(&GOOD.replace(from, to)), [expected]);
}

#[test]
fn a_misspelt_key_is_answered_with_the_right_one() {
    let read = read_tenants("t.csv", GOOD.replace("enterprise", "enterprize").as_bytes(), &portal());
    assert_eq!(read.findings[0].help, "did you mean `enterprise`?");
    assert_eq!(read.findings[0].length, 10);
}

#[test]
fn several_mistakes_are_all_found_and_the_good_rows_read() {
    let text = GOOD.replace("enterprise", "big").replace("recording ivr", "fax") + "kaze,風,,standard,tokyo,ivr,\n";
    let read = read_tenants("t.csv", text.as_bytes(), &portal());
    assert_eq!(read.findings.len(), 2);
    assert_eq!(read.tenants.iter().map(|tenant| tenant.id.as_str()).collect::<Vec<_>>(), ["aozora", "kaze"]);
}

#[test]
fn a_file_that_is_no_utf_8_says_how_to_save_it() {
    let read = read_tenants("t.csv", b"id,name\nhinode,\x93\xfa\n", &portal());
    assert_eq!(read.findings[0].rule, "unreadable");
    assert!(read.findings[0].help.contains("UTF-8"));
    assert_eq!(found(""), ["t.csv:1:1 missing-key"]);
}
