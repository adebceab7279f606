//! Ready responses: bytes and headers of what everyone gets alike, as encoded for the wire. An entry
//! holds while the catalogue is the one it was made from and its time has not run out; nothing is
//! ever thrown out by hand. Bounded by the bytes it holds.

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue};
use moka::sync::Cache;
use std::sync::Arc;

/// The most that is kept for each encoding, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// How a response is encoded for the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Encoding {
    /// The best one an `Accept-Encoding` allows.
    pub fn best(accepted: &str) -> Self {
        let allows = |name: &str| {
            accepted.split(',').any(|entry| {
                let mut parts = entry.split(';').map(str::trim);
                let is_named = parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(name));
                let is_refused = parts.any(|parameter| {
                    parameter.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
                });
                is_named && !is_refused
            })
        };
        if allows("br") {
            Self::Brotli
        } else if allows("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// An `Accept-Encoding` that allows this one only.
    pub fn only(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        })
    }

    const fn index(self) -> usize {
        match self {
            Self::Identity => 0,
            Self::Gzip => 1,
            Self::Brotli => 2,
        }
    }
}

/// Says of a response, in its extensions, that everyone gets the same and for how long.
#[derive(Debug, Clone)]
pub struct Cacheable {
    /// The catalogue it was made from; `None` for what does not come from the catalogue.
    pub catalogue_version: Option<i64>,
    /// When it was made.
    pub from: DateTime<Utc>,
    /// The first instant it could be different; `None` when only another catalogue makes it so.
    pub until: Option<DateTime<Utc>>,
    /// When its content last changed, for `If-Modified-Since`; `None` where no date can tell.
    pub modified_at: Option<DateTime<Utc>>,
}

/// Says of a response, in its extensions, that it is one reader's own and yet asked for again and again: it is
/// never kept here, and a reader who has it already is told so by its validator.
#[derive(Debug, Clone, Copy)]
pub struct Validated;

/// One ready response.
#[derive(Debug)]
pub struct Entry {
    /// How long it holds.
    pub cacheable: Cacheable,
    /// Everything but the length, which the server adds.
    pub headers: HeaderMap,
    /// As encoded.
    pub body: Bytes,
}

impl Entry {
    /// Whether it still holds. A clock that jumped back ends it too.
    pub fn holds(&self, catalogue_version: i64, now: DateTime<Utc>) -> bool {
        self.cacheable.catalogue_version.is_none_or(|version| version == catalogue_version)
            && self.cacheable.from <= now
            && self.cacheable.until.is_none_or(|until| now < until)
    }
}

/// The ready responses, by encoding and by path with query.
#[derive(Clone)]
pub struct ResponseCache {
    by_encoding: [Cache<Box<str>, Arc<Entry>>; 3],
}

impl Default for ResponseCache {
    fn default() -> Self {
        let cache = || {
            Cache::<Box<str>, Arc<Entry>>::builder()
                .max_capacity(LARGEST)
                .weigher(|key, entry| u32::try_from(key.len() + entry.body.len() + 1024).unwrap_or(u32::MAX))
                .build()
        };
        Self { by_encoding: [cache(), cache(), cache()] }
    }
}

impl ResponseCache {
    /// The entry for a path with query, whether or not it still holds.
    pub fn get(&self, encoding: Encoding, address: &str) -> Option<Arc<Entry>> {
        self.by_encoding[encoding.index()].get(address)
    }

    /// Keeps an entry.
    pub fn put(&self, encoding: Encoding, address: Box<str>, entry: Arc<Entry>) {
        self.by_encoding[encoding.index()].insert(address, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("gzip, deflate, br, zstd", Encoding::Brotli)]
    #[case("gzip;q=0.8, br;q=0", Encoding::Gzip)]
    #[case("GZIP", Encoding::Gzip)]
    #[case("brotli", Encoding::Identity)]
    #[case("", Encoding::Identity)]
    fn the_best_encoding_allowed_is_taken(#[case] accepted: &str, #[case] expected: Encoding) {
        assert_eq!(Encoding::best(accepted), expected);
    }

    #[test]
    fn an_entry_holds_for_one_catalogue_and_its_time() {
        let from: DateTime<Utc> = "2026-11-23T01:00:00Z".parse().unwrap();
        let minute = chrono::TimeDelta::minutes(1);
        let entry = Entry {
            cacheable: Cacheable { catalogue_version: Some(4), from, until: Some(from + minute), modified_at: None },
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        assert!(entry.holds(4, from));
        assert!(!entry.holds(5, from), "something was published");
        assert!(!entry.holds(4, from + minute), "its time is over");
        assert!(!entry.holds(4, from - minute), "the clock jumped back");
    }
}
