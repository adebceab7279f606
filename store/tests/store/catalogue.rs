//! What was published comes back as it was, to those who may see it and to nobody else.

use crate::scene::{Scene, later, viewer};
use chrono::TimeDelta;
use domain::plan::Draft;
use domain::revision::RevisionClass::{Clarifying, Initial};
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{
    Engine, disclosure_draft, instant, notice_draft, notice_key, only, sample_attachment, sample_time,
};

fn for_hinode(id: &str) -> Draft {
    let mut draft = Draft { audience: only(&["hinode"]), ..notice_draft(id, &[Initial, Clarifying]) };
    draft.revisions[0].attachments = vec![sample_attachment("table.txt", 9, b"before")];
    draft.revisions[1].attachments =
        vec![sample_attachment("z.txt", 10, b"after"), sample_attachment("table.txt", 9, b"before")];
    draft
}

#[rstest]
#[tokio::test]
async fn what_was_published_comes_back_as_it_was(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let drafts = [for_hinode("SC-2026-0001"), disclosure_draft("safeguards", &[Initial])];
    scene.publish(&drafts).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    assert_eq!(catalogue.len(), 2);
    let staff = Viewer::Staff(scene.mika.clone());
    for draft in &drafts {
        let publication = catalogue.find(&staff, sample_time(), &draft.key).unwrap();
        let last = draft.revisions.last().unwrap();
        assert_eq!((&publication.audience, publication.publish_at), (&draft.audience, draft.publish_at));
        assert_eq!((&publication.current.facts, &publication.current.editions), (&last.facts, &last.editions));
        let files: Vec<_> = last.attachments.iter().map(|attachment| attachment.meta.clone()).collect();
        assert_eq!(publication.current.attachments, files, "in the author's order");
        let history: Vec<_> = draft.revisions.iter().map(|it| (it.number, &it.digest, it.on, &it.note)).collect();
        let heads: Vec<_> = publication.history.iter().map(|it| (it.number, &it.digest, it.on, &it.note)).collect();
        assert_eq!(heads, history);
    }
}

#[rstest]
#[tokio::test]
async fn a_past_revision_and_its_files_can_be_read(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = for_hinode("SC-2026-0001");
    scene.publish(std::slice::from_ref(&draft)).await;
    let yumi = viewer(&scene.yumi);
    let first = scene.store.revision(&yumi, later(1), &draft.key, 1).await.unwrap().unwrap();
    assert_eq!(first.revision.editions, draft.revisions[0].editions);
    assert_eq!(first.revision.attachments.len(), 1);
    let (meta, bytes) = scene.store.attachment(&yumi, later(1), &draft.key, 2, "z.txt").await.unwrap().unwrap();
    assert_eq!((meta.name.as_str(), bytes.as_slice()), ("z.txt", b"after".as_slice()));
    assert_eq!(scene.store.attachment(&yumi, later(1), &draft.key, 1, "z.txt").await.unwrap(), None);
    assert_eq!(scene.store.revision(&yumi, later(1), &draft.key, 3).await.unwrap(), None);
    assert_eq!(scene.database.count("attachment_file").await, 2, "the same bytes are kept once");
}

#[rstest]
#[tokio::test]
async fn to_another_tenant_it_is_as_if_it_did_not_exist(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[for_hinode("SC-2026-0001")]).await;
    for outsider in [viewer(&scene.sora), Viewer::Anonymous] {
        for id in ["SC-2026-0001", "SC-2026-9999"] {
            let key = notice_key(id);
            assert_eq!(scene.store.revision(&outsider, later(1), &key, 1).await.unwrap(), None);
            assert_eq!(scene.store.attachment(&outsider, later(1), &key, 1, "table.txt").await.unwrap(), None);
        }
    }
    let staff = Viewer::Staff(scene.mika.clone());
    assert!(scene.store.revision(&staff, later(1), &notice_key("SC-2026-0001"), 1).await.unwrap().is_some());
}

#[rstest]
#[tokio::test]
async fn before_its_hour_nobody_can_read_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = Draft { publish_at: later(60), ..for_hinode("SC-2026-0001") };
    scene.publish(std::slice::from_ref(&draft)).await;
    for reader in [viewer(&scene.yumi), Viewer::Staff(scene.mika.clone())] {
        assert_eq!(scene.store.revision(&reader, later(59), &draft.key, 1).await.unwrap(), None);
        assert!(scene.store.revision(&reader, later(60), &draft.key, 1).await.unwrap().is_some());
    }
}

#[rstest]
#[tokio::test]
async fn instants_come_back_to_the_microsecond(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let now = instant("2026-11-20T01:00:00.123456789Z");
    let publish_at = instant("1969-12-31T23:59:59.999999Z");
    let draft = Draft { publish_at, ..notice_draft("SC-2026-0001", &[Initial]) };
    scene.publish_at(now, &[draft]).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.find(&Viewer::Anonymous, now, &notice_key("SC-2026-0001")).unwrap();
    assert_eq!(notice.publish_at, publish_at);
    assert_eq!(notice.current.head.published_at, instant("2026-11-20T01:00:00.123456Z"));
    let digest = notice.current.head.digest;
    let outcome = scene.store.acknowledge(&scene.yumi, &notice.key, &digest, now).await.unwrap().unwrap();
    let store::AckOutcome::Accepted(given) = outcome else { panic!("{outcome:?}") };
    assert_eq!(given.acknowledged_at, instant("2026-11-20T01:00:00.123456Z"));
    let mine = scene.store.acknowledgements_of(&viewer(&scene.yumi)).await.unwrap();
    assert_eq!(mine, [given], "what is answered is what is stored");
}

#[rstest]
#[tokio::test]
async fn the_catalogue_counts_the_reach_of_an_audience(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    use domain::audience::Audience;
    use domain::subscription::{MailSubscription, Topic};
    let scene = Scene::on(engine).await;
    let everything = MailSubscription::everything();
    for reader in [viewer(&scene.yumi), viewer(&scene.sora), Viewer::Staff(scene.mika.clone())] {
        scene.store.set_mail_subscription(&reader, &everything, later(1)).await.unwrap();
    }
    let none_of_it = MailSubscription { topics: [Topic::Terms].into(), ..everything };
    scene.store.set_mail_subscription(&viewer(&scene.ken), &none_of_it, later(1)).await.unwrap();
    let reach = scene.store.reach(&Audience::Everyone, Topic::Security).await.unwrap();
    assert_eq!((reach.tenants, reach.people, reach.mails), (2, 3, 3));
    let reach = scene.store.reach(&only(&["hinode"]), Topic::Security).await.unwrap();
    assert_eq!((reach.tenants, reach.people, reach.mails), (1, 2, 2));
    scene.store.disable_user(scene.yumi.user, later(2)).await.unwrap();
    let reach = scene.store.reach(&only(&["hinode"]), Topic::Terms).await.unwrap();
    assert_eq!((reach.tenants, reach.people, reach.mails), (1, 1, 2));
    let nobody = scene.store.reach(&only(&["minato"]), Topic::Terms).await.unwrap();
    assert_eq!((nobody.tenants, nobody.people, nobody.mails), (0, 0, 1), "staff see everything");
    let both = [(only(&["hinode"]), Topic::Terms), (only(&["minato"]), Topic::Terms)];
    assert_eq!(scene.store.reaches(&both).await.unwrap(), [reach, nobody]);
}

#[rstest]
#[tokio::test]
async fn a_long_history_is_loaded_in_order(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let classes: Vec<_> = std::iter::once(Initial).chain(std::iter::repeat_n(Clarifying, 11)).collect();
    scene.publish(&[notice_draft("SC-2026-0001", &classes)]).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.visible(&Viewer::Anonymous, sample_time() + TimeDelta::days(1)).next().unwrap();
    assert_eq!(notice.history.iter().map(|head| head.number).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
    assert_eq!(notice.current.head, *notice.history.last().unwrap());
}
