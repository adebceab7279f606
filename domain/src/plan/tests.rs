//! Which step a publish takes, and when it takes none.

use super::*;
use crate::audience::Audience;
use crate::catalogue::tests::{digest, notice};
use crate::locale::Localized;
use crate::revision::{Body, Facts};

pub(super) fn draft(digests: &[u8]) -> Draft {
    let publication = notice("SC-2026-0001", &[RevisionClass::Initial]);
    let revisions = (1..).zip(digests).map(|(number, seed)| DraftRevision {
        number,
        digest: digest(*seed),
        class: if number == 1 { RevisionClass::Initial } else { RevisionClass::Material },
        on: NaiveDate::MIN,
        note: None,
        audience: None,
        facts: publication.current.facts.clone(),
        editions: publication.current.editions.clone(),
        bodies: Localized::ja_only(Body::default()).into(),
        attachments: vec![],
    });
    Draft {
        key: publication.key.clone(),
        folder: String::new(),
        audience: Audience::Everyone,
        publish_at: DateTime::UNIX_EPOCH,
        revisions: revisions.collect(),
    }
}

fn standing(digests: &[u8]) -> Standing {
    let revisions = (1..).zip(digests.iter().map(|seed| digest(*seed))).collect();
    Standing { key: draft(&[1]).key, publish_at: DateTime::UNIX_EPOCH, revisions, terms: None }
}

/// Decides at an instant at which something stands.
fn decide(standing: Option<&Standing>, draft: &Draft) -> Result<Step, Refusal> {
    super::decide(standing, draft, Ground { now: DateTime::UNIX_EPOCH, is_empty: false })
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Terms that hold from a day, in two revisions where the digest of a second is given.
fn terms(digests: &[u8], effective_on: &str, adverse: bool) -> Draft {
    let mut draft = draft(digests);
    for revision in &mut draft.revisions {
        let Facts::Notice(facts) = &mut revision.facts else { panic!("it is a notice") };
        facts.effective_on = Some(day(effective_on));
        facts.adverse = Some(adverse);
    }
    draft
}

fn terms_standing(effective_on: &str) -> Standing {
    let day = day(effective_on);
    Standing { terms: Some(StandingTerms { stated: day, in_force: day }), ..standing(&[1]) }
}

/// The last second of 31 March in Japan; one more and the terms of 1 April hold.
fn eve() -> Ground {
    Ground { now: "2027-03-31T14:59:59Z".parse().unwrap(), is_empty: false }
}

fn april() -> Ground {
    Ground { now: eve().now + TimeDelta::seconds(1), ..eve() }
}

#[test]
fn changed_terms_are_published_until_the_day_before_they_hold() {
    let draft = terms(&[1], "2027-04-01", true);
    assert_eq!(super::decide(None, &draft, eve()), Ok(Step::New));
    let refusal = Refusal::TermsTooLate { effective_on: day("2027-04-01"), is_adverse: true };
    assert_eq!(super::decide(None, &draft, april()), Err(refusal.clone()));
    assert!(refusal.to_string().contains("2027-04-01"));
    let standing = terms_standing("2027-04-01");
    assert_eq!(super::decide(Some(&standing), &draft, april()), Ok(Step::Unchanged), "it already stood");
}

#[test]
fn changed_terms_are_not_amended_once_they_hold() {
    let standing = terms_standing("2027-04-01");
    let amended = |effective_on| terms(&[1, 2], effective_on, false);
    let late = Err(Refusal::TermsTooLate { effective_on: day("2027-04-01"), is_adverse: false });
    assert_eq!(super::decide(Some(&standing), &amended("2027-04-01"), april()), late);
    assert_eq!(super::decide(Some(&standing), &amended("2027-05-01"), april()), late, "moved when it had passed");
    assert!(super::decide(Some(&standing), &amended("2027-04-01"), eve()).is_ok());
}

#[test]
fn the_day_terms_hold_from_only_moves_later() {
    let standing = terms_standing("2027-05-01");
    let amended = |effective_on| terms(&[1, 2], effective_on, false);
    assert!(super::decide(Some(&standing), &amended("2027-05-02"), eve()).is_ok());
    let refusal = Refusal::EffectiveDateEarlier { standing: day("2027-05-01"), given: day("2027-04-30") };
    assert_eq!(super::decide(Some(&standing), &amended("2027-04-30"), eve()), Err(refusal));
    let moved = StandingTerms { stated: day("2027-05-01"), in_force: day("2027-06-01") };
    let moved = Standing { terms: Some(moved), ..standing };
    assert!(super::decide(Some(&moved), &amended("2027-05-01"), eve()).is_ok(), "the file still states the old day");
    let refusal = Refusal::EffectiveDateEarlier { standing: day("2027-06-01"), given: day("2027-05-31") };
    assert_eq!(super::decide(Some(&moved), &amended("2027-05-31"), eve()), Err(refusal));
}

#[test]
fn terms_that_nobody_has_seen_move_forward_too_but_not_into_the_past() {
    let publish_at = eve().now + TimeDelta::hours(1);
    let standing = Standing { publish_at, ..terms_standing("2027-05-01") };
    let amended = |effective_on| super::decide(Some(&standing), &terms(&[1, 2], effective_on, false), eve());
    assert!(amended("2027-04-02").is_ok());
    let late = Refusal::TermsTooLate { effective_on: day("2027-03-31"), is_adverse: false };
    assert_eq!(amended("2027-03-31"), Err(late));
}

#[test]
fn an_empty_store_is_filled_with_terms_that_hold_already() {
    let ground = Ground { is_empty: true, ..april() };
    assert_eq!(super::decide(None, &terms(&[1], "2027-04-01", true), ground), Ok(Step::New));
}

#[test]
fn the_same_files_again_change_nothing() {
    assert_eq!(decide(Some(&standing(&[1, 2])), &draft(&[1, 2])), Ok(Step::Unchanged));
    assert_eq!(decide(None, &draft(&[1])), Ok(Step::New));
}

#[test]
fn a_new_line_is_a_new_revision() {
    let step = decide(Some(&standing(&[1])), &draft(&[1, 2]));
    assert_eq!(step, Ok(Step::Revised { from: 2, class: RevisionClass::Material }));
}

#[test]
fn news_and_changes_of_meaning_are_told() {
    let now: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
    let hours = TimeDelta::hours;
    assert!(Step::New.is_told(now + hours(48), now) && Step::New.is_told(now - hours(24), now));
    assert!(!Step::New.is_told(now - hours(25), now), "that is history");
    let revised = |class| Step::Revised { from: 2, class };
    assert!(revised(RevisionClass::Material).is_told(now - hours(9000), now));
    assert!(!revised(RevisionClass::Material).is_told(now + hours(1), now), "the announcement is to come");
    assert!(!revised(RevisionClass::Editorial).is_told(now, now));
    assert!(!Step::Unchanged.is_told(now, now));
}

#[test]
fn a_silent_edit_is_refused() {
    assert_eq!(decide(Some(&standing(&[1])), &draft(&[7])), Err(Refusal::SilentEdit { number: 1 }));
    assert_eq!(decide(Some(&standing(&[1, 2])), &draft(&[1, 7])), Err(Refusal::SilentEdit { number: 2 }));
    assert_eq!(decide(Some(&standing(&[1])), &draft(&[7, 2])), Err(Refusal::SilentEdit { number: 1 }));
}

#[test]
fn a_published_revision_cannot_be_taken_away() {
    let refusal = Refusal::RevisionRemoved { published: 2, given: 1 };
    assert_eq!(decide(Some(&standing(&[1, 2])), &draft(&[1])), Err(refusal));
}

#[test]
fn what_readers_can_see_keeps_its_time_of_publication() {
    let now = DateTime::UNIX_EPOCH;
    let at = |minutes| now + TimeDelta::minutes(minutes);
    let decided = |stood_from, given, kind: PublicationKey| {
        let standing = Standing { key: kind.clone(), publish_at: at(stood_from), ..standing(&[1]) };
        let draft = Draft { key: kind, publish_at: at(given), ..draft(&[1, 2]) };
        decide(Some(&standing), &draft)
    };
    let notice = || draft(&[1]).key;
    let policy = || PublicationKey::Policy(crate::id::Slug::parse("information-security").unwrap());
    let revised = Ok(Step::Revised { from: 2, class: RevisionClass::Material });
    let refused = |minutes| Err(Refusal::PublishAtMoved { standing: at(minutes) });
    assert_eq!(decided(-10, -10, notice()), revised);
    assert_eq!(decided(-10, 10, notice()), refused(-10), "it would vanish");
    assert_eq!(decided(-10, -20, notice()), refused(-10), "it was not published then");
    assert_eq!(decided(10, 20, notice()), revised, "nobody has seen it");
    assert_eq!(decided(-10, -5, policy()), revised, "a version has a day of its own");
    assert_eq!(decided(-10, 5, policy()), refused(-10));
    assert_eq!(
        refused(0).unwrap_err().to_string(),
        "it was published at 1970-01-01T09:00:00+09:00, and that cannot change any more"
    );
}
