//! A request of the API once it has passed the gate: whose token it is, when, over which catalogue, and
//! its query.

use super::problem::{Kind, Problem};
use axum::extract::FromRequestParts;
use chrono::{DateTime, Utc};
use domain::audit::{Act, Actor};
use domain::catalogue::Catalogue;
use domain::id::NoticeId;
use domain::publication::{Publication, PublicationKey};
use domain::token::{Bearer, Scope};
use domain::viewer::{Member, Staff, Viewer};
use http::request::Parts;
use std::net::IpAddr;
use std::sync::Arc;
use store::TokenMarks;

/// How many entries a page has where nobody says.
const USUAL_LIMIT: usize = 50;
/// How many it can have.
const LARGEST_LIMIT: usize = 200;

/// Who asks.
#[derive(Clone)]
pub struct Caller {
    /// Whose token, and what it may do.
    pub bearer: Bearer,
    /// What stood when the request came in.
    pub catalogue: Arc<Catalogue>,
    /// When it came in.
    pub now: DateTime<Utc>,
    /// From which network address, where that is known.
    pub network: Option<IpAddr>,
    /// The query: known names, each once.
    pub query: Arc<Vec<(String, String)>>,
    /// Path and query without the cursor, for the next page's address.
    pub path: Arc<str>,
}

impl Caller {
    /// As whom the token reads.
    pub const fn viewer(&self) -> &Viewer {
        &self.bearer.viewer
    }

    /// What the token does, for the audit trail.
    pub fn act(&self) -> Act {
        Act { actor: Actor::of(self.viewer()), network: self.network, at: self.now }
    }

    /// The provider's person whose token it is.
    pub fn staff(&self) -> Result<&Staff, Problem> {
        self.viewer().staff().ok_or_else(Problem::not_found)
    }

    /// The administrator whose token it is.
    pub fn administrator(&self) -> Result<&Member, Problem> {
        self.viewer().administrator().ok_or_else(Problem::not_found)
    }

    /// Whether the token may do it.
    pub fn may(&self, scope: Scope) -> bool {
        self.bearer.scopes.contains(&scope)
    }

    /// The value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How many entries are wanted.
    pub fn limit(&self) -> Result<usize, Problem> {
        let Some(text) = self.query("limit") else { return Ok(USUAL_LIMIT) };
        let limit = text.parse().ok().filter(|limit| (1..=LARGEST_LIMIT).contains(limit));
        limit.ok_or_else(|| Problem::parameter("limit", format!("a number from 1 to {LARGEST_LIMIT}")))
    }

    /// Yes or no, where it is said.
    pub fn flag(&self, name: &'static str) -> Result<Option<bool>, Problem> {
        match self.query(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Problem::parameter(name, "true or false")),
        }
    }

    /// A publication that exists for the token.
    pub fn find(&self, key: &PublicationKey) -> Result<Arc<Publication>, Problem> {
        self.catalogue.find(self.viewer(), self.now, key).ok_or_else(Problem::not_found)
    }

    /// The notice of that number, if it exists for the token.
    pub fn notice(&self, id: &str) -> Result<Arc<Publication>, Problem> {
        let id = NoticeId::parse(id).map_err(|_| Problem::not_found())?;
        self.find(&PublicationKey::Notice(id))
    }

    /// Whether the token has read a notice as it stands, by the same rule as for a person.
    pub fn is_read(&self, marks: &TokenMarks, notice: &Publication) -> bool {
        notice.is_withdrawn()
            || self.viewer().member().is_some_and(|member| !notice.audience.concerns(&member.tenant))
            || marks.get(&notice.key).is_some_and(|read| notice.stands_as(read.seen))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let missing = || Problem::new(Kind::Failed, "The request did not pass the gate.");
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}
