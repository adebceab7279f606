//! Tenants and people.

use crate::scene::{Scene, later};
use domain::id::UserId;
use domain::mail_address::MailAddress;
use domain::viewer::{StaffRole, TenantRole, Viewer};
use rstest::rstest;
use store::testing::{Engine, TestDatabase, new_member, new_staff, sample_tenant, sample_time};
use store::{NewUser, StoreError};

#[rstest]
#[tokio::test]
async fn people_come_back_as_who_they_are(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    assert_eq!(*scene.yumi.tenant, sample_tenant("hinode"));
    assert_eq!((scene.yumi.role, scene.ken.role), (TenantRole::Administrator, TenantRole::Member));
    assert_eq!(scene.mika.roles, [StaffRole::Owner].into());
    assert_eq!(scene.mika.locale, domain::locale::Locale::En);
    assert_eq!(scene.store.viewer_of(UserId(9_999)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn an_address_belongs_to_one_person(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    assert!(database.store.is_empty_of_people().await.unwrap());
    let mika = new_staff("mika", &[StaffRole::Author]);
    database.store.add_user(&mika, sample_time()).await.unwrap();
    let error = database.store.add_user(&mika, sample_time()).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error:?}");
    assert_eq!(error.to_string(), "a user with that address is there already");
    assert!(!database.store.is_empty_of_people().await.unwrap());
    assert_eq!(database.count("person").await, 1);
}

#[rstest]
#[tokio::test]
async fn nobody_belongs_to_a_tenant_that_does_not_exist(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let error =
        database.store.add_user(&new_member("ken", "nowhere", TenantRole::Member), sample_time()).await.unwrap_err();
    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
    assert!(!error.to_string().contains("nowhere"), "an error tells no contents: {error}");
}

#[rstest]
#[tokio::test]
async fn a_tenant_is_added_once_and_then_updated(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let mut hinode = sample_tenant("hinode");
    hinode.components.clear();
    scene.store.put_tenant(&hinode).await.unwrap();
    assert_eq!(scene.store.tenants(&scene.mika).await.unwrap(), [sample_tenant("aozora"), hinode.clone()]);
    let Some(Viewer::Member(yumi)) = scene.store.viewer_of(scene.yumi.user).await.unwrap() else { panic!() };
    assert_eq!(*yumi.tenant, hinode);
}

#[rstest]
#[tokio::test]
async fn only_those_who_can_sign_in_have_credentials(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let yumi = scene.store.credentials(&scene.yumi.address).await.unwrap();
    assert_eq!(yumi, Some((scene.yumi.user, "hash of yumi".to_owned())));
    let unknown = MailAddress::parse("nobody@hinode.example").unwrap();
    assert_eq!(scene.store.credentials(&unknown).await.unwrap(), None);
    let without = NewUser { password_hash: None, ..new_member("rin", "hinode", TenantRole::Member) };
    scene.store.add_user(&without, sample_time()).await.unwrap();
    assert_eq!(scene.store.credentials(&without.address).await.unwrap(), None);
    scene.store.disable_user(scene.yumi.user, later(1)).await.unwrap();
    scene.store.disable_user(scene.yumi.user, later(2)).await.unwrap();
    assert_eq!(scene.store.credentials(&scene.yumi.address).await.unwrap(), None);
    assert_eq!(scene.store.viewer_of(scene.yumi.user).await.unwrap(), None);
}
