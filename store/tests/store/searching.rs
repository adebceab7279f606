//! Search: the index answers as a scan of the texts would, on both engines, for those who may see it.

use crate::scene::{Scene, later, publish, viewer};
use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use domain::locale::Locale;
use domain::plan::{Draft, DraftRevision};
use domain::publication::{Publication, PublicationKey};
use domain::revision::Body;
use domain::revision::RevisionClass::{Clarifying, Initial};
use domain::search::{Document, Query, Search, SearchPage, fold};
use domain::viewer::Viewer;
use rstest::rstest;
use std::borrow::Cow;
use std::cmp::Reverse;
use store::Store;
use store::testing::{Engine, TestDatabase, disclosure_draft, notice_draft, notice_key, only, sample_time};

fn notice(number: u32, ja: &str, en: &str) -> Draft {
    with_texts(notice_draft(&format!("SC-2026-{number:04}"), &[Initial]), ja, en)
}

/// The same publication with a further revision.
fn revised(draft: &Draft, ja: &str, en: &str) -> Draft {
    let next = with_texts(notice_draft(draft.key.name(), &[Initial, Clarifying]), ja, en);
    Draft { revisions: vec![draft.revisions[0].clone(), next.revisions[1].clone()], ..draft.clone() }
}

/// What stands before the first line end is the title.
fn with_texts(mut draft: Draft, ja: &str, en: &str) -> Draft {
    let DraftRevision { editions, bodies, .. } = draft.revisions.last_mut().unwrap();
    let mut written = bodies.read().unwrap().into_owned();
    let ja = (Some(&mut editions.ja), Some(&mut written.ja), ja);
    for (edition, body, text) in [ja, (editions.en.as_mut(), written.en.as_mut(), en)] {
        let (edition, body) = edition.zip(body).unwrap();
        let (title, text) = text.split_once('\n').unwrap_or((text, ""));
        (edition.title, body.text, edition.summary) = (title.to_owned(), text.to_owned(), String::new());
    }
    *bodies = written.into();
    draft
}

async fn search(store: &Store, reader: &Viewer, text: &str) -> SearchPage {
    let catalogue = store.load_catalogue().await.unwrap();
    let search = Search { text: text.to_owned(), ..Search::default() };
    store.search(reader, later(1), &catalogue, &search).await.unwrap()
}

async fn names(store: &Store, reader: &Viewer, text: &str) -> Vec<String> {
    let page = search(store, reader, text).await;
    assert_eq!(page.total, page.hits.len());
    page.hits.iter().map(|hit| hit.publication.key.name().to_owned()).collect()
}

/// All pages of what the store finds.
async fn all_found(store: &Store, catalogue: &Catalogue, now: DateTime<Utc>, text: &str) -> Vec<PublicationKey> {
    let mut keys = vec![];
    let mut wanted = Search { text: text.to_owned(), ..Search::default() };
    loop {
        let page = store.search(&Viewer::Anonymous, now, catalogue, &wanted).await.unwrap();
        keys.extend(page.hits.iter().map(|hit| hit.publication.key.clone()));
        if page.number == page.pages {
            assert_eq!(keys.len(), page.total);
            return keys;
        }
        wanted.listing.page = u32::try_from(page.number + 1).unwrap();
    }
}

/// What a scan of the folded texts finds, in the order it is to be shown in.
async fn scanned(store: &Store, catalogue: &Catalogue, now: DateTime<Utc>, text: &str) -> Vec<PublicationKey> {
    let query = Query::parse(text);
    let words: Vec<String> = query.words().iter().map(|word| word.iter().collect()).collect();
    let contains = |texts: &[String]| words.iter().all(|word| texts.iter().any(|text| text.contains(word)));
    let visible: Vec<_> = catalogue.visible(&Viewer::Anonymous, now).filter(|_| !words.is_empty()).collect();
    let in_language = |locale| visible.iter().map(move |publication| (&***publication, locale)).collect::<Vec<_>>();
    let ja = store.bodies(&in_language(Locale::Ja)).await.unwrap();
    let en = store.bodies(&in_language(Locale::En)).await.unwrap();
    let mut found: Vec<_> = visible
        .iter()
        .zip(ja.iter().zip(&en))
        .filter_map(|(publication, (ja, en))| {
            let editions = texts_of(publication, &ja.text, &en.text);
            let is_found = editions.iter().any(|(title, all)| contains(&[title.clone(), all.clone()].concat()));
            let is_in_title = editions.iter().any(|(title, _)| contains(title));
            let key = publication.key.clone();
            is_found.then(|| (!is_in_title, Reverse(publication.publish_at), key.kind(), Reverse(key)))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(.., Reverse(key))| key).collect()
}

/// Title and body of each edition, folded.
fn texts_of(publication: &Publication, ja: &str, en: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let current = &publication.current;
    let original = (&current.editions.ja, ja, Locale::Ja);
    let editions = [Some(original), current.editions.en.as_ref().map(|edition| (edition, en, Locale::En))];
    let folded = |texts: &[Cow<'_, str>]| texts.iter().map(|text| fold(text)).collect();
    editions
        .into_iter()
        .flatten()
        .map(|(edition, text, locale)| {
            let body = Body { text: text.to_owned(), ..Body::default() };
            let document = Document::edition(&publication.key, &current.facts, edition, &body, locale);
            (folded(&document.title), folded(&document.body))
        })
        .collect()
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn text(&mut self, letters: &str, most: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..=self.below(most)).map(|_| letters[self.below(letters.len())]).collect()
    }
}

/// Few letters, so that every query of some characters meets something.
const JAPANESE: &str = "録音通話変更のはをアｱｶﾞガー。、 \u{3000}\n㈱①𠮷";
const ENGLISH: &str = "abcdeAB -1.Ａ\n";

#[rstest]
#[tokio::test]
async fn the_index_finds_what_a_scan_finds(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let mut dice = Dice(7);
    let mut drafts: Vec<_> = (1..=40)
        .map(|number| notice_draft(&format!("SC-2026-{number:04}"), &[Initial]))
        .chain((1..=5).map(|number| disclosure_draft(&format!("part-{number}"), &[Initial])))
        .map(|draft| with_texts(draft, &dice.text(JAPANESE, 60), &dice.text(ENGLISH, 60)))
        .collect();
    for (number, draft) in drafts.iter_mut().enumerate() {
        draft.publish_at = later(-i64::try_from(number % 7).unwrap());
    }
    publish(&database.store, sample_time(), &drafts[..30]).await;
    for draft in &drafts[30..] {
        publish(&database.store, sample_time(), std::slice::from_ref(draft)).await;
    }
    for draft in drafts.iter().take(12) {
        let revised = revised(draft, &dice.text(JAPANESE, 60), &dice.text(ENGLISH, 60));
        publish(&database.store, later(1), &[revised]).await;
    }
    let catalogue = database.store.load_catalogue().await.unwrap();
    let mut met = 0;
    for length in 1..=4 {
        for _ in 0..60 {
            let letters = if dice.below(3) == 0 { ENGLISH } else { JAPANESE };
            let words: Vec<_> = (0..=dice.below(3) / 2).map(|_| dice.text(letters, length)).collect();
            let text = words.join("\u{3000}");
            let found = all_found(&database.store, &catalogue, later(2), &text).await;
            let expected = scanned(&database.store, &catalogue, later(2), &text).await;
            assert_eq!(found, expected, "{text:?}");
            met += usize::from(!found.is_empty());
        }
    }
    assert!(met > 100, "only {met} of 240 queries found anything");
}

#[rstest]
#[tokio::test]
async fn both_languages_are_searched_and_told_apart(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let recording =
        notice(1, "通話録音APIの変更\n応答をミリ秒で返します。", "Change to the recording API\nMilliseconds.");
    let lines = notice(2, "回線の増設\n通話録音には影響しません。", "More lines\nNothing else.");
    scene.publish(&[recording, lines]).await;
    let reader = Viewer::Anonymous;
    assert_eq!(names(&scene.store, &reader, "録音").await, ["SC-2026-0001", "SC-2026-0002"], "titles first");
    assert_eq!(names(&scene.store, &reader, "ミリ秒").await, ["SC-2026-0001"]);
    assert_eq!(names(&scene.store, &reader, "RECORD").await, ["SC-2026-0001"]);
    assert_eq!(names(&scene.store, &reader, "api\u{3000}応答").await, ["SC-2026-0001"]);
    assert_eq!(names(&scene.store, &reader, "0002").await, ["SC-2026-0002"], "by its number");
    assert!(names(&scene.store, &reader, "応答 lines").await.is_empty(), "all words in one language");
    let page = search(&scene.store, &reader, "milli").await;
    assert!(page.hits[0].is_in_en && !page.hits[0].is_in_ja);
}

#[rstest]
#[tokio::test]
async fn to_another_tenant_it_is_no_result_and_no_number(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let secret = Draft { audience: only(&["hinode"]), ..notice(1, "秘密の変更\n録音", "Secret\nx") };
    scene.publish(&[secret, notice(2, "公開の変更\n録音", "Public\nx")]).await;
    for outsider in [viewer(&scene.sora), Viewer::Anonymous] {
        assert!(names(&scene.store, &outsider, "秘密").await.is_empty());
        let page = search(&scene.store, &outsider, "録音").await;
        assert_eq!((page.total, page.of_kind, page.pages), (1, [1, 0, 0], 1));
    }
    for insider in [viewer(&scene.ken), Viewer::Staff(scene.mika.clone())] {
        assert_eq!(search(&scene.store, &insider, "録音").await.total, 2);
    }
}

#[rstest]
#[tokio::test]
async fn before_its_hour_it_is_found_by_nobody(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[Draft { publish_at: later(60), ..notice(1, "録音", "x") }]).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let wanted = Search { text: "録音".to_owned(), ..Search::default() };
    for (minute, expected) in [(59, 0), (60, 1)] {
        for reader in [viewer(&scene.ken), Viewer::Staff(scene.mika.clone())] {
            let page = scene.store.search(&reader, later(minute), &catalogue, &wanted).await.unwrap();
            assert_eq!((page.total, page.hits.len()), (expected, expected));
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_revision_takes_the_place_of_the_one_before(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let first = notice(1, "録音の変更", "x");
    scene.publish(std::slice::from_ref(&first)).await;
    let before = scene.store.load_catalogue().await.unwrap();
    scene.publish_at(later(1), &[revised(&first, "回線の変更", "x")]).await;
    assert!(names(&scene.store, &Viewer::Anonymous, "録音").await.is_empty());
    assert_eq!(names(&scene.store, &Viewer::Anonymous, "回線").await, ["SC-2026-0001"]);
    let wanted = Search { text: "録音".to_owned(), ..Search::default() };
    let page = scene.store.search(&Viewer::Anonymous, later(1), &before, &wanted).await.unwrap();
    assert_eq!(page.total, 1, "a page made from the older catalogue finds what that one says");
}

#[rstest]
#[tokio::test]
async fn many_small_publishes_leave_few_segments_and_nothing_superseded(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let mut drafts: Vec<_> = (1..=20).map(|number| notice(number, &format!("録音{number:02}号"), "x")).collect();
    for draft in &drafts {
        scene.publish(std::slice::from_ref(draft)).await;
    }
    let reading = scene.store.load_catalogue().await.unwrap();
    let seen = all_found(&scene.store, &reading, later(1), "録音").await;
    for draft in &mut drafts[..16] {
        *draft = revised(draft, "回線", "x");
        scene.publish_at(later(1), std::slice::from_ref(draft)).await;
    }
    assert!(scene.database.count("search_segment").await <= 14);
    assert_eq!(seen.len(), 20);
    assert_eq!(search(&scene.store, &Viewer::Anonymous, "録音").await.total, 4);
    assert_eq!(search(&scene.store, &Viewer::Anonymous, "回線").await.total, 16);
    for number in 21..=90 {
        scene.publish(&[notice(number, &format!("録音{number:02}号"), "x")]).await;
    }
    assert!(scene.database.count("search_segment").await <= 14);
    assert_eq!(search(&scene.store, &Viewer::Anonymous, "録音").await.total, 74);
    assert_eq!(names(&scene.store, &Viewer::Anonymous, "録音88号").await, ["SC-2026-0088"]);
}

#[rstest]
#[tokio::test]
async fn a_database_without_an_index_gets_one_when_it_is_migrated(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let first = notice(1, "録音", "x");
    scene.publish(&[first.clone(), notice(2, "録音", "x")]).await;
    scene.publish_at(later(1), &[revised(&first, "回線", "x")]).await;
    for damage in ["DELETE FROM search_list; DELETE FROM search_segment", "UPDATE search_segment SET format = 0"] {
        scene.database.tamper(damage).await;
        scene.store.migrate().await.unwrap();
        let other_node = scene.database.second_node().await;
        assert_eq!(names(&other_node, &Viewer::Anonymous, "録音").await, ["SC-2026-0002"]);
        assert_eq!(names(&scene.store, &Viewer::Anonymous, "回線").await, ["SC-2026-0001"]);
        assert_eq!(scene.database.count("search_segment").await, 1);
    }
    scene.store.migrate().await.unwrap();
    assert_eq!(scene.database.count("search_segment").await, 1, "what is there stays");
}

#[rstest]
#[tokio::test]
async fn whatever_is_typed_is_text_and_never_an_error(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice(1, "\"録音\" OR (回線*) 100% a_b 'x' \\", "NEAR(x)")]).await;
    let hit = ["\"録音\"", "OR (回線*)", "100%", "a_b", "'x'", "\\", "near(", "録音\" or", "録\0音\"", "*"];
    let miss =
        ["^録音", "録音*", "a%b", "録_", "NOT 録音", "title:録音", "{録音}", "'; DROP TABLE revision; --", "\u{fffd}"];
    for text in hit {
        assert_eq!(names(&scene.store, &Viewer::Anonymous, text).await.len(), 1, "{text:?}");
    }
    for text in miss {
        assert!(names(&scene.store, &Viewer::Anonymous, text).await.is_empty(), "{text:?}");
    }
    for text in ["", " ", "\u{3000}\0", &"録".repeat(10_000), &"録 音 ".repeat(5_000)] {
        let page = search(&scene.store, &Viewer::Anonymous, text).await;
        assert!(page.total <= 1);
    }
}

#[rstest]
#[tokio::test]
async fn a_damaged_index_is_named(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice(1, "録音", "x")]).await;
    scene.database.tamper("UPDATE search_segment SET indexed = '[{}]'").await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let wanted = Search { text: "録音".to_owned(), ..Search::default() };
    let error = scene.store.search(&Viewer::Anonymous, later(1), &catalogue, &wanted).await.unwrap_err();
    let store::StoreError::CorruptRow { table, column, .. } = error else { panic!("{error:?}") };
    assert_eq!((table, column), ("search_segment", "indexed"));
    assert!(catalogue.find(&Viewer::Anonymous, later(1), &notice_key("SC-2026-0001")).is_some());
}
