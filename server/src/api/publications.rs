//! Policies and disclosures with their revisions and digests.

use super::answer;
use super::caller::Caller;
use super::cursor;
use super::problem::Problem;
use super::views::{Body, File, RevisionSummary, bodies, files, revisions, text, texts};
use super::words::{Text, TopicWord};
use crate::state::ServerState;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::revision::DisclosureTopic;
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

/// Which part of a list.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many on a page, 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    #[expect(dead_code, reason = "describes what Caller::limit reads")]
    limit: Option<u32>,
    /// Where the list goes on: `next_cursor` of the page before.
    #[expect(dead_code, reason = "describes what cursor::open reads")]
    cursor: Option<String>,
}

/// A part of a list.
#[derive(Serialize, ToSchema)]
pub struct PublicationPage {
    /// The publications, by name.
    publications: Vec<PublicationSummary>,
    /// For the next page; null on the last.
    next_cursor: Option<String>,
}

/// A policy or disclosure.
#[derive(Serialize, ToSchema)]
pub struct PublicationSummary {
    /// Its name.
    #[schema(example = "information-security")]
    slug: String,
    /// Its page.
    #[schema(format = "uri")]
    url: String,
    /// One line.
    title: Text,
    /// One to three sentences.
    summary: Text,
    /// When it appeared.
    published_at: DateTime<Utc>,
    /// The number of its current revision.
    #[schema(example = 1)]
    revision: u32,
    /// The SHA-256 of the current revision's canonical source.
    #[schema(min_length = 64, max_length = 64)]
    digest: String,
    /// The day a policy was established.
    established_on: Option<NaiveDate>,
    /// The day the information of a disclosure is of.
    as_of: Option<NaiveDate>,
    /// What a disclosure is about.
    #[schema(value_type = Option<TopicWord>)]
    topic: Option<DisclosureTopic>,
}

/// A policy or disclosure, whole.
#[derive(Serialize, ToSchema)]
pub struct WholePublication {
    /// What the list shows.
    #[serde(flatten)]
    summary: PublicationSummary,
    /// Its text in Japanese.
    ja: Body,
    /// Its text in English, where there is a translation.
    en: Option<Body>,
    /// Its revisions, oldest first.
    revisions: Vec<RevisionSummary>,
    /// The files of its current revision.
    attachments: Vec<File>,
}

/// List policies
///
/// The policies that exist for the token.
#[utoipa::path(
    get,
    path = "/api/v1/policies",
    tag = "publications",
    params(PageQuery),
    responses((status = 200, description = "A part of the list", body = PublicationPage)),
    security(("bearer" = ["publications:read"]))
)]
pub async fn list_policies(
    State(state): State<ServerState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    list(&state, &caller, &headers, PublicationKind::Policy)
}

/// Read a policy
///
/// One policy with its texts and revisions.
#[utoipa::path(
    get,
    path = "/api/v1/policies/{slug}",
    tag = "publications",
    params(("slug" = String, Path, description = "The name of the policy", example = "information-security")),
    responses((status = 200, description = "The policy", body = WholePublication)),
    security(("bearer" = ["publications:read"]))
)]
pub async fn get_policy(
    State(state): State<ServerState>,
    caller: Caller,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    one(&state, &caller, &headers, PublicationKind::Policy, &slug).await
}

/// List disclosures
///
/// The disclosures that exist for the token.
#[utoipa::path(
    get,
    path = "/api/v1/disclosures",
    tag = "publications",
    params(PageQuery),
    responses((status = 200, description = "A part of the list", body = PublicationPage)),
    security(("bearer" = ["publications:read"]))
)]
pub async fn list_disclosures(
    State(state): State<ServerState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    list(&state, &caller, &headers, PublicationKind::Disclosure)
}

/// Read a disclosure
///
/// One disclosure with its texts and revisions.
#[utoipa::path(
    get,
    path = "/api/v1/disclosures/{slug}",
    tag = "publications",
    params(("slug" = String, Path, description = "The name of the disclosure", example = "sub-processors")),
    responses((status = 200, description = "The disclosure", body = WholePublication)),
    security(("bearer" = ["publications:read"]))
)]
pub async fn get_disclosure(
    State(state): State<ServerState>,
    caller: Caller,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    one(&state, &caller, &headers, PublicationKind::Disclosure, &slug).await
}

fn list(state: &ServerState, caller: &Caller, headers: &HeaderMap, kind: PublicationKind) -> Result<Response, Problem> {
    let (key, limit) = (&state.portal.site.key, caller.limit()?);
    let after: Option<String> = cursor::open(key, caller)?;
    let mut found: Vec<_> = caller
        .catalogue
        .of_kind(caller.viewer(), caller.now, kind)
        .filter(|publication| after.as_deref().is_none_or(|after| publication.key.name() > after))
        .collect();
    found.sort_by_key(|publication| publication.key.name().to_owned());
    let has_more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| has_more).map(|last| last.key.name().to_owned());
    let next_cursor = last.map(|last| cursor::seal(key, caller, &last));
    let link = next_cursor.as_deref().map(|next| cursor::link(caller, next));
    let publications = found.into_iter().map(|publication| summary(state, publication)).collect();
    Ok(answer::with_link(answer::read(headers, &PublicationPage { publications, next_cursor })?, link))
}

async fn one(
    state: &ServerState,
    caller: &Caller,
    headers: &HeaderMap,
    kind: PublicationKind,
    slug: &str,
) -> Result<Response, Problem> {
    let key = PublicationKey::parse(kind, slug).map_err(|_| Problem::not_found())?;
    let publication = caller.find(&key)?;
    let (ja, en) = bodies(&publication, &texts(state, &publication).await?);
    let view = WholePublication {
        summary: summary(state, &publication),
        ja,
        en,
        revisions: revisions(state, &publication),
        attachments: files(state, &publication),
    };
    answer::read(headers, &view)
}

fn summary(state: &ServerState, publication: &Publication) -> PublicationSummary {
    let editions = &publication.current.editions;
    PublicationSummary {
        slug: publication.key.name().to_owned(),
        url: state.portal.absolute(&publication.key.path()),
        title: text(editions, |edition| edition.title.clone()),
        summary: text(editions, |edition| edition.summary.clone()),
        published_at: publication.publish_at,
        revision: publication.current.head.number,
        digest: publication.current.head.digest.to_string(),
        established_on: publication.policy().map(|facts| facts.established_on),
        as_of: publication.disclosure().map(|facts| facts.as_of),
        topic: publication.disclosure().map(|facts| facts.topic),
    }
}
