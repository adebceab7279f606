//! What is published, and what is a draft, each for everyone, for hinode and for aozora.

use crate::content::{self, Notice};
use crate::portal::TestPortal;
use std::fs;

const FILE: &[u8] = "表\n".as_bytes();

/// Publishes all of it.
pub async fn publish(portal: &TestPortal) {
    let file = |bytes: &'static str| Some(bytes.as_bytes());
    let everyone = Notice { attachment: Some(FILE), ..Notice::new(1, "全員向け") };
    let hinode =
        Notice {
            attachment: file("日の出の表\n"), body: "日の出の本文です。", ..Notice::new(2, "日の出だけ")
        };
    let aozora = Notice {
        attachment: file("青空の表\n"), body: "青空の本文です。", ..Notice::new(3, "青空だけ")
    };
    let asking = |number, of: &Notice| Notice {
        number,
        acknowledgement: "acknowledgement: { by: every_member }\n",
        ..of.clone()
    };
    let notices = [
        everyone.clone(),
        hinode.clone().only_for_hinode(),
        aozora.clone().only_for_aozora(),
        asking(4, &everyone),
        asking(5, &hinode).only_for_hinode(),
        asking(6, &aozora).only_for_aozora(),
        // These are news: a mail will be sent about them.
        Notice { number: 7, publish_at: "2026-11-24T10:00:00+09:00".to_owned(), ..hinode }.only_for_hinode(),
        Notice { number: 8, publish_at: "2026-11-24T10:00:00+09:00".to_owned(), ..aozora }.only_for_aozora(),
    ];
    content::write(&portal.content(), &notices);
    for draft in &notices[6..] {
        draft.set(&portal.content(), "draft", Some("true"));
    }
    policy(portal);
    for (slug, title, audience) in [
        ("for-everyone", "全員", ""),
        ("for-hinode", "日の出", "audience: { tenants: [hinode] }\n"),
        ("for-aozora", "青空", "audience: { tenants: [aozora] }\n"),
    ] {
        disclosure(portal, slug, title, audience);
    }
    let summary = portal.publish_again().await;
    assert_eq!((summary.new, summary.drafts), (10, 2), "{summary:?}");
}

fn policy(portal: &TestPortal) {
    let folder = portal.content().join("policies/for-everyone");
    fs::create_dir_all(&folder).unwrap();
    let text = "---\ntitle: 見本方針\nsummary: 見本の方針です。\npublish_at: 2023-12-01T09:00:00+09:00\n\
        established_on: 2023-12-01\nsignatory: { organisation: 見本株式会社, title: 社長, name: 山 宇 }\nrevisions:\n  \
        - { on: 2023-12-01, class: initial }\n---\n前文です。\nI. 基本\n1. 適用\nすべてに適用します。\n\
        制定日:2023年12月1日\n見本株式会社\n社長 山 宇";
    fs::write(folder.join("index.md"), text).unwrap();
    fs::write(folder.join("table.csv"), FILE).unwrap();
}

fn disclosure(portal: &TestPortal, slug: &str, title: &str, audience: &str) {
    let folder = portal.content().join("disclosures").join(slug);
    fs::create_dir_all(&folder).unwrap();
    let text = format!(
        "---\ntitle: {title}への開示\nsummary: {title}への開示です。\npublish_at: 2026-11-20T10:00:00+09:00\n{audience}\
         as_of: 2026-11-01\norder: 1\ntopic: backup\nsample_data: true\nrevisions:\n  \
         - {{ on: 2026-11-20, class: initial }}\n---\n## {title}\n\n{title}への本文です。\n\n[表](table.csv)\n"
    );
    fs::write(folder.join("index.md"), text).unwrap();
    fs::write(folder.join("table.csv"), format!("{title}の表\n")).unwrap();
}
