//! What a reader asks of the list of notices: filters, order and page, all of it in the query string.

use crate::id::ComponentKey;
use crate::notice::{Category, Impact, NoticeKind, NoticeState, words};
use crate::publication::Publication;
use chrono::{DateTime, Utc};
use std::fmt::Write;

words! {
    /// The order of a list.
    Order {
        /// The latest published first.
        Published = "published",
        /// The soonest key date first, what has passed last.
        Date = "date",
    }
}

/// How many notices stand on one page.
pub const PAGE_SIZE: usize = 20;

/// Filters, order and page. `None` is no filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Only of this kind.
    pub kind: Option<NoticeKind>,
    /// Only of this category.
    pub category: Option<Category>,
    /// Only with this impact.
    pub impact: Option<Impact>,
    /// Only about this component.
    pub component: Option<ComponentKey>,
    /// Only in this state.
    pub state: Option<NoticeState>,
    /// Only those the viewer has not read.
    pub unread: bool,
    /// The order; the latest first when `None`.
    pub order: Option<Order>,
    /// From 1; 0 is taken as 1.
    pub page: u32,
}

/// A query value that means nothing to the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not a value of {key}")]
pub struct InvalidQuery {
    /// The key in the query string.
    pub key: &'static str,
    /// The value given.
    pub value: String,
}

impl Listing {
    /// Reads the pairs of a query string. Keys the list does not know are left to others (`lang`);
    /// an empty value, as an untouched form field sends it, is no filter.
    ///
    /// # Errors
    /// [`InvalidQuery`] naming the first key whose value is not one of its words.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, InvalidQuery> {
        let mut listing = Self::default();
        for (key, value) in pairs {
            if value.is_empty() {
                continue;
            }
            let invalid = |key| InvalidQuery { key, value: value.to_owned() };
            match key {
                "kind" => listing.kind = Some(NoticeKind::from_word(value).ok_or_else(|| invalid("kind"))?),
                "category" => listing.category = Some(Category::from_word(value).ok_or_else(|| invalid("category"))?),
                "impact" => listing.impact = Some(Impact::from_word(value).ok_or_else(|| invalid("impact"))?),
                "component" => {
                    listing.component = Some(ComponentKey::parse(value).map_err(|_| invalid("component"))?);
                }
                "state" => listing.state = Some(NoticeState::from_word(value).ok_or_else(|| invalid("state"))?),
                "unread" => {
                    listing.unread = match value {
                        "1" => true,
                        "0" => false,
                        _ => return Err(invalid("unread")),
                    }
                }
                "order" => listing.order = Some(Order::from_word(value).ok_or_else(|| invalid("order"))?),
                "page" => listing.page = value.parse().map_err(|_| invalid("page"))?,
                _ => {}
            }
        }
        Ok(listing)
    }

    /// Back to a query string, starting with `?`; empty when nothing is asked for. Values need no
    /// escaping: all of them are words of lower case letters, digits, `_` and `-`.
    pub fn query(&self) -> String {
        let mut query = String::new();
        let mut push = |key: &str, value: &str| {
            let _ = write!(query, "{}{key}={value}", if query.is_empty() { '?' } else { '&' });
        };
        if let Some(kind) = self.kind {
            push("kind", kind.word());
        }
        if let Some(category) = self.category {
            push("category", category.word());
        }
        if let Some(impact) = self.impact {
            push("impact", impact.word());
        }
        if let Some(component) = &self.component {
            push("component", component.as_str());
        }
        if let Some(state) = self.state {
            push("state", state.word());
        }
        if self.unread {
            push("unread", "1");
        }
        if let Some(order) = self.order {
            push("order", order.word());
        }
        if self.page > 1 {
            push("page", &self.page.to_string());
        }
        query
    }

    /// Whether any filter is set (order and page are none).
    pub fn is_filtered(&self) -> bool {
        Self { order: None, page: 0, ..self.clone() } != Self::default()
    }

    /// Whether a notice stands in the list: it passes the filters, and was not withdrawn unless that is
    /// asked for. `unread` is the viewer's own matter and not looked at.
    pub fn matches(&self, publication: &Publication, now: DateTime<Utc>) -> bool {
        let is_wanted = self.state == Some(NoticeState::Withdrawn) || !publication.is_withdrawn();
        is_wanted && self.selects(publication, now)
    }

    /// Whether a notice passes the filters, withdrawn or not: feeds keep what they once carried.
    pub fn selects(&self, publication: &Publication, now: DateTime<Utc>) -> bool {
        publication.notice().is_some_and(|facts| {
            self.kind.is_none_or(|kind| facts.kind == kind)
                && self.category.is_none_or(|category| facts.category == Some(category))
                && self.impact.is_none_or(|impact| facts.impact == impact)
                && self.component.as_ref().is_none_or(|component| facts.components.contains(component))
                && self.state.is_none_or(|state| publication.state(now) == state)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_round_trips() {
        let pairs = [("category", "security"), ("impact", ""), ("state", "upcoming"), ("page", "3"), ("lang", "en")];
        let listing = Listing::parse(pairs).unwrap();
        assert_eq!(listing.query(), "?category=security&state=upcoming&page=3");
        assert!(listing.is_filtered());
        assert!(!Listing { page: 3, ..Listing::default() }.is_filtered());
    }

    #[test]
    fn a_value_that_means_nothing_is_named() {
        let error = Listing::parse([("impact", "huge")]).unwrap_err();
        assert_eq!(error.to_string(), "\"huge\" is not a value of impact");
    }
}
