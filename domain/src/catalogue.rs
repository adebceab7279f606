//! The catalogue: what is current, in memory, immutable. A publish swaps the whole. Every question
//! to it starts from the viewer, and what the viewer may not see is `None` and counted nowhere.

use crate::listing::{Listing, Order, PAGE_SIZE};
use crate::notice::{KeyDate, NoticeState};
use crate::portal::Portal;
use crate::publication::{Publication, PublicationKey, PublicationKind};
use crate::shelf::Mine;
use crate::timeline;
use crate::viewer::Viewer;
use chrono::{DateTime, TimeDelta, Utc};
use hashbrown::HashTable;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// All publications that stand, and the service they belong to.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Rises with every publish, on every node the same.
    pub version: i64,
    /// The service; `None` before the first publish.
    pub portal: Option<Arc<Portal>>,
    /// Notices by `publish_at`, latest first, then by key; then disclosures; then policies.
    pub(crate) publications: Vec<Arc<Publication>>,
    /// The places of the publications, found by their names: of the names it keeps none itself.
    by_key: HashTable<u32>,
    hasher: RandomState,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page {
    /// Those the viewer pinned, on the first page only; in the order of the list.
    pub pinned: Vec<Arc<Publication>>,
    /// The others on it.
    pub notices: Vec<Arc<Publication>>,
    /// How many there are on all pages.
    pub total: usize,
    /// This page, from 1.
    pub number: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
}

/// The neighbours of a notice in the order of publication.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    /// The one published just before.
    pub older: Option<Arc<Publication>>,
    /// The one published just after.
    pub newer: Option<Arc<Publication>>,
}

impl Catalogue {
    /// Puts publications in order.
    pub fn new(version: i64, portal: Option<Portal>, mut publications: Vec<Publication>) -> Self {
        publications.sort_by(|a, b| {
            (a.key.kind(), a.disclosure().map(|d| d.order))
                .cmp(&(b.key.kind(), b.disclosure().map(|d| d.order)))
                .then_with(|| b.publish_at.cmp(&a.publish_at))
                .then_with(|| b.key.cmp(&a.key))
        });
        // A vector of its own: collected in place, it would keep the room of those it was made from.
        let mut shared = Vec::with_capacity(publications.len());
        shared.extend(publications.into_iter().map(Arc::new));
        let publications = shared;
        let hasher = RandomState::new();
        let mut by_key = HashTable::with_capacity(publications.len());
        for (at, publication) in (0..).zip(&publications) {
            by_key.insert_unique(hasher.hash_one(&publication.key), at, |at: &u32| {
                hasher.hash_one(&publications[*at as usize].key)
            });
        }
        Self { version, portal: portal.map(Arc::new), publications, by_key, hasher }
    }

    /// Nothing published yet.
    pub fn empty() -> Self {
        Self::new(0, None, vec![])
    }

    /// The publication of that name, if it exists for the viewer at `now`.
    pub fn find(&self, viewer: &Viewer, now: DateTime<Utc>, key: &PublicationKey) -> Option<Arc<Publication>> {
        let publication = &self.publications[self.position(key)?];
        (publication.is_published(now) && viewer.can_see(&publication.audience)).then(|| Arc::clone(publication))
    }

    /// Where the publication of that name stands, whoever asks.
    pub(crate) fn position(&self, key: &PublicationKey) -> Option<usize> {
        let is_it = |at: &u32| self.publications[*at as usize].key == *key;
        self.by_key.find(self.hasher.hash_one(key), is_it).map(|at| *at as usize)
    }

    /// All publications of a kind that exist for the viewer at `now`, in order.
    pub fn of_kind<'a>(
        &'a self,
        viewer: &'a Viewer,
        now: DateTime<Utc>,
        kind: PublicationKind,
    ) -> impl Iterator<Item = &'a Arc<Publication>> {
        let from = self.publications.partition_point(|publication| publication.key.kind() < kind);
        let to = self.publications.partition_point(|publication| publication.key.kind() <= kind);
        self.publications[from..to]
            .iter()
            .filter(move |publication| publication.is_published(now) && viewer.can_see(&publication.audience))
    }

    /// Everything that exists for the viewer at `now`, in order.
    pub fn visible<'a>(&'a self, viewer: &'a Viewer, now: DateTime<Utc>) -> impl Iterator<Item = &'a Arc<Publication>> {
        self.publications
            .iter()
            .filter(move |publication| publication.is_published(now) && viewer.can_see(&publication.audience))
    }

    /// One page of the list of notices. `mine` tells of the viewer's own view of a notice. A page
    /// beyond the last is the last. What is pinned stands on top of the first page and nowhere else.
    pub fn list(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        listing: &Listing,
        mine: impl Fn(&Publication) -> Mine,
    ) -> Page {
        let mut found: Vec<_> = self
            .of_kind(viewer, now, PublicationKind::Notice)
            .filter(|notice| listing.matches(notice, now))
            .map(|notice| (notice, mine(notice)))
            .filter(|(_, mine)| listing.matches_mine(*mine))
            .collect();
        if listing.order == Some(Order::Date) {
            found.sort_by_key(|(notice, _)| {
                let at = key_instant(notice, now);
                (at < now, if at < now { now - at } else { at - now })
            });
        }
        let total = found.len();
        let (pinned, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, mine)| mine.is_pinned);
        let pages = others.len().div_ceil(PAGE_SIZE).max(1);
        let number = usize::try_from(listing.page).unwrap_or(usize::MAX).clamp(1, pages);
        let on_this = others.iter().skip((number - 1) * PAGE_SIZE).take(PAGE_SIZE);
        let taken = |(notice, _): &(&Arc<Publication>, Mine)| Arc::clone(notice);
        let pinned = if number == 1 { pinned.iter().map(taken).collect() } else { vec![] };
        Page { pinned, notices: on_this.map(taken).collect(), total, number, pages }
    }

    /// The notices before and after this one among those that exist for the viewer, without what was
    /// withdrawn.
    pub fn neighbours(&self, viewer: &Viewer, now: DateTime<Utc>, key: &PublicationKey) -> Neighbours {
        let Some(at) = self.position(key).filter(|_| self.find(viewer, now, key).is_some()) else {
            return Neighbours::default();
        };
        let is_shown = |publication: &&Arc<Publication>| {
            publication.key.kind() == key.kind()
                && publication.is_published(now)
                && viewer.can_see(&publication.audience)
                && !publication.is_withdrawn()
        };
        let older = self.publications[at + 1..].iter().find(is_shown).cloned();
        let newer = self.publications[..at].iter().rev().find(is_shown).cloned();
        Neighbours { older, newer }
    }

    /// Notices whose change is still to begin within `span`, the soonest first.
    pub fn upcoming(&self, viewer: &Viewer, now: DateTime<Utc>, span: TimeDelta) -> Vec<Arc<Publication>> {
        let mut soon: Vec<_> = self
            .of_kind(viewer, now, PublicationKind::Notice)
            .filter(|notice| notice.state(now) == NoticeState::Upcoming)
            .filter(|notice| start_of(notice).is_some_and(|start| start >= now && start <= now + span))
            .cloned()
            .collect();
        soon.sort_by_key(|notice| start_of(notice));
        soon
    }

    /// The next instant after `now` at which something becomes visible by itself.
    pub fn next_appearance(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.publications.iter().map(|publication| publication.publish_at).filter(|at| *at > now).min()
    }

    /// What is published and waits for its hour at `now`, whoever may see it then: for staff and for
    /// previews, never for readers.
    pub fn scheduled(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Arc<Publication>> {
        self.publications.iter().filter(move |publication| !publication.is_published(now))
    }

    /// What stands under that name, whoever may see it and from when: for previews.
    pub fn standing(&self, key: &PublicationKey) -> Option<&Publication> {
        self.position(key).map(|at| &*self.publications[at])
    }

    /// What is published at `now`, with one publication more, or in the place of the one of its name: for its
    /// preview. That is looked at as of the hour at which it appears, and whatever else appears until then is not
    /// its reviewers' to see.
    #[must_use]
    pub fn with_previewed(&self, publication: &Publication, now: DateTime<Utc>) -> Self {
        let others = self.publications.iter().filter(|other| other.key != publication.key && other.is_published(now));
        let publications = others.map(|other| Publication::clone(other)).chain([publication.clone()]).collect();
        Self::new(self.version, self.portal.as_deref().cloned(), publications)
    }

    /// The notices of which the server has something to record by itself at `now`, whoever may see them.
    pub fn due(&self, now: DateTime<Utc>) -> Vec<PublicationKey> {
        let due = self.publications.iter().filter(|publication| !timeline::due(publication, now).is_empty());
        due.map(|publication| publication.key.clone()).collect()
    }

    /// How many publications stand, whoever may see them: for the log and for readiness, never for a page.
    pub fn len(&self) -> usize {
        self.publications.len()
    }

    /// Whether nothing stands.
    pub fn is_empty(&self) -> bool {
        self.publications.is_empty()
    }
}

/// When a notice takes place: its planned start as it stands now, or the first instant its terms hold.
pub fn start_of(notice: &Publication) -> Option<DateTime<Utc>> {
    notice.scheduled().map(|planned| planned.start)
}

/// The instant of the one date that matters: of a day to act by its end.
pub(crate) fn key_instant(notice: &Publication, now: DateTime<Utc>) -> DateTime<Utc> {
    match notice.key_date(now) {
        KeyDate::ActBy(day) => crate::zone::end_of_day(day),
        KeyDate::EffectiveOn(day) => crate::zone::end_of_day(day) - TimeDelta::days(1),
        KeyDate::Planned(planned) => planned.start,
        KeyDate::Published(at) | KeyDate::Completed(at) | KeyDate::Cancelled(at) | KeyDate::Withdrawn(at) => at,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::acknowledgement::{RequiredOf, Requirement};
    use crate::audience::Audience;
    use crate::digest::Digest;
    use crate::id::{NoticeId, TenantId};
    use crate::locale::Localized;
    use crate::notice::{Category, Impact, NoticeFacts, NoticeKind};
    use crate::revision::{Edition, Facts, Revision, RevisionClass, RevisionHead};
    use chrono::NaiveDate;

    pub(crate) fn digest(seed: u8) -> Digest {
        Digest::from_bytes([seed; 32])
    }

    pub(crate) fn notice(id: &str, classes: &[RevisionClass]) -> Publication {
        let history: Vec<_> = (1..)
            .zip(classes)
            .map(|(number, class)| RevisionHead {
                number,
                digest: digest(u8::try_from(number).unwrap()),
                class: *class,
                note: None,
                on: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
                published_at: DateTime::UNIX_EPOCH,
            })
            .collect();
        let edition = Edition { title: id.to_owned(), summary: String::new(), outline: vec![], translates: 1 };
        let facts = NoticeFacts {
            kind: NoticeKind::ServiceChange,
            category: Some(Category::Specification),
            impact: Impact::Informational,
            components: vec![],
            planned: None,
            effective_on: None,
            adverse: None,
            incident: None,
            act_by: None,
            acknowledgement: Some(Requirement { by: RequiredOf::EveryMember, due: None }),
            clauses: vec![],
            provider: None,
            lead_time_exception: None,
            is_automatic: false,
        };
        Publication {
            key: PublicationKey::Notice(NoticeId::parse(id).unwrap()),
            audience: Audience::Everyone,
            publish_at: DateTime::UNIX_EPOCH,
            current: Arc::new(Revision {
                head: history.last().unwrap().clone(),
                facts: Facts::Notice(facts),
                editions: Localized::ja_only(edition),
                attachments: vec![],
            }),
            history,
            events: vec![],
        }
    }

    fn numbered(count: u32) -> Catalogue {
        let notices = (1..=count).map(|n| {
            let mut publication = notice(&format!("SC-2026-{n:04}"), &[RevisionClass::Initial]);
            publication.publish_at = DateTime::UNIX_EPOCH + TimeDelta::days(i64::from(n));
            publication
        });
        Catalogue::new(1, None, notices.collect())
    }

    fn late() -> DateTime<Utc> {
        "2026-11-23T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_list_is_paged_with_the_latest_first() {
        let catalogue = numbered(45);
        let page = |page| {
            catalogue.list(&Viewer::Anonymous, late(), &Listing { page, ..Listing::default() }, |_| Mine::default())
        };
        assert_eq!(page(1).notices[0].key.name(), "SC-2026-0045");
        assert_eq!((page(3).notices.len(), page(3).pages, page(3).total), (5, 3, 45));
        assert_eq!(page(99).number, 3, "a page beyond the last is the last");
    }

    #[test]
    fn what_is_pinned_stands_on_the_first_page_and_nowhere_else() {
        let catalogue = numbered(45);
        let mine = |notice: &Publication| Mine {
            is_pinned: notice.key.name() == "SC-2026-0002",
            is_archived: notice.key.name() == "SC-2026-0045",
            ..Mine::default()
        };
        let page = |page| catalogue.list(&Viewer::Anonymous, late(), &Listing { page, ..Listing::default() }, mine);
        assert_eq!(page(1).pinned[0].key.name(), "SC-2026-0002");
        assert_eq!((page(1).notices.len(), page(1).notices[0].key.name()), (20, "SC-2026-0044"));
        assert!(page(3).pinned.is_empty() && page(3).notices.len() == 3);
        assert_eq!(page(1).total, 44, "the archived one is not counted");
    }

    #[test]
    fn what_is_not_published_yet_does_not_exist() {
        let catalogue = numbered(3);
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(2);
        let key = PublicationKey::Notice(NoticeId::parse("SC-2026-0003").unwrap());
        assert!(catalogue.find(&Viewer::Anonymous, now, &key).is_none());
        assert_eq!(catalogue.list(&Viewer::Anonymous, now, &Listing::default(), |_| Mine::default()).total, 2);
        assert_eq!(catalogue.next_appearance(now), Some(DateTime::UNIX_EPOCH + TimeDelta::days(3)));
    }

    #[test]
    fn a_preview_shows_nothing_else_that_is_still_to_appear() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let catalogue = numbered(3);
        let previewed = catalogue.publications.first().unwrap();
        let seen = catalogue.with_previewed(previewed, now);
        let neighbours = seen.neighbours(&Viewer::Anonymous, previewed.publish_at, &previewed.key);
        assert_eq!(neighbours.older.unwrap().key.name(), "SC-2026-0001", "the second has not appeared yet");
        assert_eq!(seen.len(), 2);
    }

    #[test]
    fn neighbours_skip_what_the_viewer_may_not_see() {
        let mut notices: Vec<_> = numbered(3).publications.iter().map(|p| (**p).clone()).collect();
        notices[1].audience = Audience::named([TenantId::parse("hinode").unwrap()]);
        let catalogue = Catalogue::new(1, None, notices);
        let key = PublicationKey::Notice(NoticeId::parse("SC-2026-0003").unwrap());
        let neighbours = catalogue.neighbours(&Viewer::Anonymous, late(), &key);
        assert_eq!(neighbours.older.unwrap().key.name(), "SC-2026-0001");
        assert!(neighbours.newer.is_none());
    }
}
