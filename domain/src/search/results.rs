//! From what the index found to what the viewer gets: only what exists for them, narrowed by the
//! filters, what has every word in its title first, then the newest.

use super::request::Search;
use crate::catalogue::Catalogue;
use crate::listing::PAGE_SIZE;
use crate::locale::Locale;
use crate::notice::NoticeState;
use crate::publication::{Publication, PublicationKey, PublicationKind};
use crate::viewer::Viewer;
use chrono::{DateTime, Utc};
use std::cmp::Reverse;
use std::sync::Arc;

/// Where a publication stands in a catalogue. Tells nobody anything before [`Catalogue::results`]
/// has looked at who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(u32);

/// A publication that the index found, whoever may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub place: Place,
    /// In which edition.
    pub locale: Locale,
    /// Whether its title has every word.
    pub is_in_title: bool,
}

/// One result.
#[derive(Debug, Clone)]
pub struct SearchHit {
    /// The publication.
    pub publication: Arc<Publication>,
    /// Whether its Japanese edition has every word.
    pub is_in_ja: bool,
    /// Whether its English edition has every word.
    pub is_in_en: bool,
}

/// One page of results.
#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// The results on it.
    pub hits: Vec<SearchHit>,
    /// How many there are on all pages.
    pub total: usize,
    /// How many there are of each sort, in the order of [`PublicationKind::ALL`], were they not
    /// narrowed to one sort.
    pub of_kind: [usize; PublicationKind::ALL.len()],
    /// This page, from 1.
    pub number: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
}

const IN_JA: u8 = 1;
const IN_EN: u8 = 2;
const IN_TITLE: u8 = 4;

impl Catalogue {
    /// Where the revision of that number stands, if it is the current one of its publication.
    pub fn place(&self, key: &PublicationKey, revision: u32) -> Option<Place> {
        let at = self.position(key)?;
        let is_current = self.publications[at].current.head.number == revision;
        is_current.then(|| u32::try_from(at).ok().map(Place))?
    }

    /// The page of results the viewer asks for. A page beyond the last is the last.
    pub fn results(&self, viewer: &Viewer, now: DateTime<Utc>, search: &Search, found: &[Found]) -> SearchPage {
        let mut marks = vec![0_u8; self.publications.len()];
        for one in found {
            let language = if one.locale == Locale::Ja { IN_JA } else { IN_EN };
            let title = if one.is_in_title { IN_TITLE } else { 0 };
            if let Some(mark) = marks.get_mut(index(one.place)) {
                *mark |= language | title;
            }
        }
        let mut of_kind = [0; PublicationKind::ALL.len()];
        let mut shown = Vec::new();
        for (at, (publication, mark)) in self.publications.iter().zip(&marks).enumerate() {
            if *mark == 0 || !is_shown(publication, viewer, now, search) {
                continue;
            }
            let kind = publication.key.kind();
            if let Some(nth) = PublicationKind::ALL.iter().position(|known| *known == kind) {
                of_kind[nth] += 1;
            }
            if search.of.is_none_or(|wanted| wanted == kind) {
                shown.push((mark & IN_TITLE == 0, Reverse(publication.publish_at), at));
            }
        }
        shown.sort_unstable();
        let pages = shown.len().div_ceil(PAGE_SIZE).max(1);
        let number = usize::try_from(search.listing.page).unwrap_or(usize::MAX).clamp(1, pages);
        let hits = shown.iter().skip((number - 1) * PAGE_SIZE).take(PAGE_SIZE).map(|(_, _, at)| SearchHit {
            publication: Arc::clone(&self.publications[*at]),
            is_in_ja: marks[*at] & IN_JA != 0,
            is_in_en: marks[*at] & IN_EN != 0,
        });
        SearchPage { hits: hits.collect(), total: shown.len(), of_kind, number, pages }
    }
}

/// What results may contain: what exists for the viewer and passes the filters. What is to be left out
/// of every search is left out here.
fn is_shown(publication: &Publication, viewer: &Viewer, now: DateTime<Utc>, search: &Search) -> bool {
    let is_wanted = search.listing.state == Some(NoticeState::Withdrawn) || !publication.is_withdrawn();
    is_wanted
        && publication.is_published(now)
        && viewer.can_see(&publication.audience)
        && (!search.listing.is_filtered() || search.listing.matches(publication, now))
}

fn index(place: Place) -> usize {
    usize::try_from(place.0).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Audience;
    use crate::catalogue::tests::notice;
    use crate::id::{NoticeId, TenantId};
    use crate::listing::Listing;
    use crate::notice::{Category, Impact};
    use crate::revision::RevisionClass::{Initial, Material};
    use chrono::TimeDelta;

    fn key(number: u32) -> PublicationKey {
        PublicationKey::Notice(NoticeId::parse(&format!("SC-2026-{number:04}")).unwrap())
    }

    /// Notices 1 to `count`, a day apart; the third is for one tenant only.
    fn catalogue(count: u32) -> Catalogue {
        let notices = (1..=count).map(|number| {
            let mut publication = notice(key(number).name(), &[Initial, Material]);
            publication.publish_at = DateTime::UNIX_EPOCH + TimeDelta::days(i64::from(number));
            if number == 3 {
                let tenants: [_; 1] = [TenantId::parse("hinode").unwrap()];
                publication.audience = Audience::named(tenants);
            }
            publication
        });
        Catalogue::new(1, None, notices.collect())
    }

    fn hit(catalogue: &Catalogue, number: u32, is_in_title: bool) -> Found {
        Found { place: catalogue.place(&key(number), 2).unwrap(), locale: Locale::Ja, is_in_title }
    }

    fn numbers(page: &SearchPage) -> Vec<&str> {
        page.hits.iter().map(|hit| hit.publication.key.name()).collect()
    }

    fn late() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(1000)
    }

    #[test]
    fn what_is_in_the_title_comes_first_then_the_newest() {
        let catalogue = catalogue(5);
        let found = [(1, false), (2, true), (4, false), (5, false)].map(|(n, title)| hit(&catalogue, n, title));
        let page = catalogue.results(&Viewer::Anonymous, late(), &Search::default(), &found);
        assert_eq!(numbers(&page), ["SC-2026-0002", "SC-2026-0005", "SC-2026-0004", "SC-2026-0001"]);
        assert_eq!((page.total, page.of_kind), (4, [4, 0, 0]));
    }

    #[test]
    fn what_the_viewer_may_not_see_is_no_result_and_counted_nowhere() {
        let catalogue = catalogue(4);
        let found: Vec<_> = (1..=4).map(|number| hit(&catalogue, number, true)).collect();
        let page = catalogue.results(&Viewer::Anonymous, late(), &Search::default(), &found);
        assert_eq!((numbers(&page).len(), page.total, page.of_kind[0]), (3, 3, 3));
        let early = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let page = catalogue.results(&Viewer::Anonymous, early, &Search::default(), &found);
        assert_eq!(numbers(&page), ["SC-2026-0001"]);
    }

    #[test]
    fn a_superseded_revision_has_no_place() {
        let catalogue = catalogue(1);
        assert!(catalogue.place(&key(1), 1).is_none());
        assert!(catalogue.place(&key(2), 1).is_none());
    }

    #[test]
    fn filters_narrow_and_a_sort_keeps_the_other_counts() {
        let catalogue = catalogue(30);
        let found: Vec<_> = (1..=30).map(|number| hit(&catalogue, number, false)).collect();
        let listing = Listing { impact: Some(Impact::ActionRequired), ..Listing::default() };
        let search = Search { listing, ..Search::default() };
        assert_eq!(catalogue.results(&Viewer::Anonymous, late(), &search, &found).total, 0);
        let listing = Listing { category: Some(Category::Specification), page: 9, ..Listing::default() };
        let search = Search { listing, ..Search::default() };
        let page = catalogue.results(&Viewer::Anonymous, late(), &search, &found);
        assert_eq!((page.total, page.pages, page.number, page.hits.len()), (29, 2, 2, 9));
        let search = Search { of: Some(PublicationKind::Policy), ..Search::default() };
        let page = catalogue.results(&Viewer::Anonymous, late(), &search, &found);
        assert_eq!((page.total, page.of_kind), (0, [29, 0, 0]));
    }
}
