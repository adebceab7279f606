//! The texts of a draft. Those of a whole folder are more than should be in memory at once, so a reader may
//! lay them aside until they are written.

use crate::locale::Localized;
use crate::revision::Body;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::sync::Arc;

/// The texts of a revision as its files have it, in the languages of its editions.
#[derive(Debug, Clone)]
pub enum DraftBodies {
    /// At hand.
    Held(Box<Localized<Body>>),
    /// To be fetched.
    LaidAside(Arc<dyn LaidAside>),
}

/// Texts that lie somewhere else than in memory.
pub trait LaidAside: Debug + Send + Sync {
    /// Brings them back.
    ///
    /// # Errors
    /// When the place they lie in cannot be read.
    fn fetch(&self) -> io::Result<Localized<Body>>;
}

impl DraftBodies {
    /// The texts, wherever they are.
    ///
    /// # Errors
    /// When they were laid aside and cannot be fetched.
    pub fn read(&self) -> io::Result<Cow<'_, Localized<Body>>> {
        match self {
            Self::Held(bodies) => Ok(Cow::Borrowed(bodies)),
            Self::LaidAside(place) => place.fetch().map(Cow::Owned),
        }
    }
}

impl From<Localized<Body>> for DraftBodies {
    fn from(bodies: Localized<Body>) -> Self {
        Self::Held(Box::new(bodies))
    }
}

impl PartialEq for DraftBodies {
    fn eq(&self, other: &Self) -> bool {
        match (self.read(), other.read()) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
    }
}

impl Serialize for DraftBodies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.read().map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DraftBodies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Localized::<Body>::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Elsewhere(Option<&'static str>);

    impl LaidAside for Elsewhere {
        fn fetch(&self) -> io::Result<Localized<Body>> {
            let text = self.0.ok_or(io::ErrorKind::NotFound)?;
            Ok(Localized::ja_only(Body { text: text.to_owned(), ..Body::default() }))
        }
    }

    fn elsewhere(text: Option<&'static str>) -> DraftBodies {
        DraftBodies::LaidAside(Arc::new(Elsewhere(text)))
    }

    #[test]
    fn texts_are_the_same_wherever_they_lie() {
        let held = DraftBodies::from(elsewhere(Some("本文")).read().unwrap().into_owned());
        assert_eq!(held, elsewhere(Some("本文")));
        assert_ne!(held, elsewhere(Some("別の本文")));
        let written = serde_json::to_string(&elsewhere(Some("本文"))).unwrap();
        assert_eq!(serde_json::from_str::<DraftBodies>(&written).unwrap(), held);
    }

    #[test]
    fn texts_that_cannot_be_fetched_are_never_taken_for_empty_ones() {
        let lost = elsewhere(None);
        assert!(lost.read().is_err());
        assert!(serde_json::to_string(&lost).is_err());
        assert_ne!(lost, elsewhere(None));
    }
}
