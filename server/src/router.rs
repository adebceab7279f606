//! Every address the server answers, as one table that the router is built from: an address that is
//! not in it is a file of the site folder (an icon, `robots.txt`) or the 404 page. Pages exist in both languages: once as written, once below `/en`.

use crate::api::{Resource, boundary, gate};
use crate::handlers;
use crate::middleware::cached_responses::CachedResponses;
use crate::middleware::{
    client_address, error_page, header_limit, network_limit, origin_check, request_trace, security_headers, time_limit,
    try_limit,
};
use crate::state::ServerState;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version, header};
use std::sync::Arc;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
use tower_http::limit::RequestBodyLimitLayer;

/// The largest body a request may have, in bytes: forms are small.
pub const LARGEST_BODY: usize = 256 * 1024;

/// What answers an address, and on what the answer depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serves {
    /// A page that for an anonymous reader is made from the catalogue alone, and so can be kept ready.
    CataloguePage,
    /// A page that looks at more than the catalogue.
    Page,
    /// A form's action.
    Action,
    /// Ends a mail subscription.
    Unsubscribe,
    /// The signed launch from a console.
    Launch,
    /// Leaves for a provider to sign in there.
    OidcStart,
    /// Comes back from it.
    OidcCallback,
    /// A provider says that sessions are over.
    BackChannelLogout,
    /// What the bell in a console shows.
    BellSummary,
    /// Tells the bell that there is something new.
    BellEvents,
    /// The way into a frame.
    FrameOpen,
    /// A public feed.
    Feed,
    /// The public calendar.
    Calendar,
    /// A feed of what one person may read.
    PrivateFeed,
    /// A calendar of what one person may read.
    PrivateCalendar,
    /// What is not published yet, for whoever has its token.
    Preview,
    /// The HTML of the mail that would be sent.
    PreviewMail,
    /// A file of what is not published yet.
    PreviewFile,
    /// A file published with a revision.
    File,
    /// The stylesheet and the browser half.
    Asset,
    /// The accent colour.
    Accent,
    /// Whether the process is alive.
    Liveness,
    /// Whether it can answer.
    Readiness,
    /// A table of people or the audit trail, as a file.
    Export,
    /// Tells a page to reload, with `--watch` only.
    Reload,
    /// The page that explains the API.
    ApiPage,
    /// The API's description.
    ApiDocument,
    /// The API.
    Api(Resource),
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The address, `{…}` for its variable parts.
    pub path: &'static str,
    /// What answers.
    pub serves: Serves,
}

const fn route(path: &'static str, serves: Serves) -> Route {
    Route { path, serves }
}

/// The table.
pub const ROUTES: &[Route] = &[
    route("/", Serves::CataloguePage),
    route("/notices", Serves::CataloguePage),
    route("/notices/{name}", Serves::CataloguePage),
    route("/notices/{name}/revisions/{number}", Serves::CataloguePage),
    route("/notices/{name}/compare", Serves::CataloguePage),
    route("/notices/{name}/compare/{earlier}/{later}", Serves::CataloguePage),
    route("/calendar", Serves::CataloguePage),
    route("/policies", Serves::CataloguePage),
    route("/policies/{name}", Serves::CataloguePage),
    route("/policies/{name}/versions/{number}", Serves::CataloguePage),
    route("/policies/{name}/compare", Serves::CataloguePage),
    route("/policies/{name}/compare/{earlier}/{later}", Serves::CataloguePage),
    route("/disclosures", Serves::CataloguePage),
    route("/disclosures/{name}", Serves::CataloguePage),
    route("/disclosures/{name}/versions/{number}", Serves::CataloguePage),
    route("/disclosures/{name}/compare", Serves::CataloguePage),
    route("/disclosures/{name}/compare/{earlier}/{later}", Serves::CataloguePage),
    route("/acknowledgements", Serves::Page),
    route("/tokens", Serves::Page),
    route("/api", Serves::ApiPage),
    route("/api/openapi.json", Serves::ApiDocument),
    route("/api/v1/notices", Serves::Api(Resource::Notices)),
    route("/api/v1/notices/{id}", Serves::Api(Resource::Notice)),
    route("/api/v1/notices/{id}/read-mark", Serves::Api(Resource::ReadMark)),
    route("/api/v1/notices/{id}/events", Serves::Api(Resource::Events)),
    route("/api/v1/notices/{id}/acknowledgements", Serves::Api(Resource::Acknowledgements)),
    route("/api/v1/unread", Serves::Api(Resource::Unread)),
    route("/api/v1/policies", Serves::Api(Resource::Policies)),
    route("/api/v1/policies/{slug}", Serves::Api(Resource::Policy)),
    route("/api/v1/disclosures", Serves::Api(Resource::Disclosures)),
    route("/api/v1/disclosures/{slug}", Serves::Api(Resource::Disclosure)),
    route("/api/v1/tenants", Serves::Api(Resource::Tenants)),
    route("/api/v1/tenants/{id}", Serves::Api(Resource::Tenant)),
    route("/api/v1/people", Serves::Api(Resource::People)),
    route("/api/v1/people/{id}", Serves::Api(Resource::Person)),
    route("/subscriptions", Serves::Page),
    route("/unsubscribe/{subscription}/{tag}", Serves::Page),
    route("/unsubscribe/{subscription}/{tag}", Serves::Unsubscribe),
    route("/search", Serves::Page),
    route("/shortcuts", Serves::CataloguePage),
    route("/sign-in", Serves::Page),
    route("/sign-in/second-step", Serves::Page),
    route("/invitations/{token}", Serves::Page),
    route("/reset-password", Serves::Page),
    route("/reset-password/{token}", Serves::Page),
    route("/account", Serves::Page),
    route("/account/second-factor", Serves::Page),
    route("/people", Serves::Page),
    route("/people.csv", Serves::Export),
    route("/audit", Serves::Page),
    route("/audit.csv", Serves::Export),
    route("/audit.jsonl", Serves::Export),
    route("/staff/tenants", Serves::Page),
    route("/staff/tenants/{name}", Serves::Page),
    route("/staff/import-tenants", Serves::Page),
    route("/staff/audit", Serves::Page),
    route("/staff/audit.csv", Serves::Export),
    route("/staff/audit.jsonl", Serves::Export),
    route("/staff", Serves::Page),
    route("/staff/notices/{name}", Serves::Page),
    route("/staff/preview", Serves::Page),
    route("/staff/mailbox", Serves::Page),
    route("/staff/mailbox/{name}", Serves::Page),
    route("/preview/{token}", Serves::Preview),
    route("/preview/{token}/mail", Serves::Preview),
    route("/preview/{token}/mail/html", Serves::PreviewMail),
    route("/preview/{token}/files/{file}", Serves::PreviewFile),
    route("/launch", Serves::Launch),
    route("/auth/oidc/{provider}/start", Serves::OidcStart),
    route("/auth/oidc/{provider}/callback", Serves::OidcCallback),
    route("/auth/oidc/{provider}/back-channel-logout", Serves::BackChannelLogout),
    route("/embed/summary", Serves::BellSummary),
    route("/embed/events", Serves::BellEvents),
    route("/embed/open", Serves::FrameOpen),
    route("/embed/bell.js", Serves::Asset),
    route("/embed/frame.js", Serves::Asset),
    route("/actions/{*action}", Serves::Action),
    route("/notices/{name}/files/{revision}/{file}", Serves::File),
    route("/policies/{name}/files/{revision}/{file}", Serves::File),
    route("/disclosures/{name}/files/{revision}/{file}", Serves::File),
    route("/feeds/notices.rss", Serves::Feed),
    route("/feeds/notices.atom", Serves::Feed),
    route("/feeds/notices.json", Serves::Feed),
    route("/feeds/calendar.ics", Serves::Calendar),
    route("/feeds/private/{token}/notices.rss", Serves::PrivateFeed),
    route("/feeds/private/{token}/notices.atom", Serves::PrivateFeed),
    route("/feeds/private/{token}/notices.json", Serves::PrivateFeed),
    route("/feeds/private/{token}/calendar.ics", Serves::PrivateCalendar),
    route("/portal.css", Serves::Accent),
    route("/pkg/{*file}", Serves::Asset),
    route("/favicon.svg", Serves::Asset),
    route("/keys.js", Serves::Asset),
    route("/healthz", Serves::Liveness),
    route("/readyz", Serves::Readiness),
    route("/dev/reload", Serves::Reload),
];

impl Route {
    fn handler(&self, state: &ServerState) -> MethodRouter<ServerState> {
        let tries = |what: &'static str| from_fn_with_state((state.clone(), what), try_limit::limit);
        match self.serves {
            Serves::CataloguePage => get(handlers::page::from_catalogue),
            Serves::Page => get(handlers::page::page),
            Serves::Action => post(handlers::page::action),
            Serves::Unsubscribe => post(handlers::unsubscribe::end),
            Serves::Launch => post(handlers::launch::launch).layer(tries("launch")),
            Serves::OidcStart => get(handlers::oidc::start),
            Serves::OidcCallback => get(handlers::oidc::callback),
            Serves::BackChannelLogout => post(handlers::oidc::back_channel_logout).layer(tries("back-channel logout")),
            Serves::BellSummary => get(handlers::embed::summary).options(handlers::embed::summary),
            Serves::BellEvents => get(handlers::embed::events).options(handlers::embed::events),
            Serves::FrameOpen => get(handlers::embed::open),
            Serves::Feed => get(handlers::feed::feed),
            Serves::Calendar => get(handlers::calendar::calendar),
            Serves::PrivateFeed => get(handlers::private_feed::notices),
            Serves::PrivateCalendar => get(handlers::private_feed::entries),
            Serves::Preview => get(handlers::preview::page),
            Serves::PreviewMail => get(handlers::preview::mail),
            Serves::PreviewFile => get(handlers::preview::file),
            Serves::File => get(handlers::file::file),
            Serves::Asset => get(handlers::asset::asset),
            Serves::Accent => get(handlers::accent::accent),
            Serves::Liveness => get(handlers::health::is_alive),
            Serves::Readiness => get(handlers::health::is_ready),
            Serves::Export => get(handlers::export::export),
            Serves::Reload => get(handlers::reload::reload),
            Serves::ApiPage => get(handlers::api::page),
            Serves::ApiDocument => get(handlers::api::document),
            Serves::Api(resource) => resource.handler().layer(from_fn_with_state(state.clone(), gate::pass)),
        }
    }

    /// Whether it exists below `/en` too.
    pub const fn has_language(&self) -> bool {
        matches!(
            self.serves,
            Serves::CataloguePage
                | Serves::Page
                | Serves::Unsubscribe
                | Serves::Preview
                | Serves::PreviewMail
                | Serves::ApiPage
        )
    }
}

/// The whole server as one service.
pub fn build(state: ServerState) -> CachedResponses<Router> {
    let watches = state.reload.is_some();
    let mut router = Router::new();
    for route in ROUTES.iter().filter(|route| watches || route.serves != Serves::Reload) {
        router = router.route(route.path, route.handler(&state));
        if route.has_language() {
            let english = if route.path == "/" { "/en".to_owned() } else { format!("/en{}", route.path) };
            router = router.route(&english, route.handler(&state));
        }
    }
    let public_url: Arc<str> = state.portal.site.public_url.as_str().into();
    let router = router
        .fallback(handlers::asset::asset)
        // The last one added is the first a request meets.
        .layer(CompressionLayer::new().br(true).gzip(true).compress_when(DefaultPredicate::new().and(is_kept)))
        // What is made for one reader is compressed each time it is asked for: quickly rather than well.
        .layer(CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Fastest))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(from_fn_with_state(Arc::clone(&public_url), origin_check::check))
        .layer(from_fn_with_state(Arc::clone(&state.portal.site), client_address::find))
        .layer(from_fn(time_limit::limit))
        .layer(CatchPanicLayer::custom(error_page::panicked))
        .layer(from_fn(header_limit::limit))
        .layer(from_fn(network_limit::refuse))
        .layer(from_fn(boundary::guard))
        .layer(from_fn_with_state(public_url, security_headers::add))
        .layer(from_fn_with_state(Arc::clone(&state.numbers), request_trace::trace))
        .with_state(state.clone());
    CachedResponses::new(router, state.portal, state.cache, state.limits)
}

/// Whether a response is for others too, and so may be kept ready.
fn is_kept(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let is_private = |value: &HeaderValue| value.as_bytes().starts_with(b"private");
    !headers.get(header::CACHE_CONTROL).is_some_and(is_private)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// `/notices/{name}` of the app's `/notices/:name`.
    fn pattern(path: &str) -> String {
        let parts =
            path.split('/').map(|part| part.strip_prefix(':').map_or(part.to_owned(), |name| format!("{{{name}}}")));
        let path = parts.collect::<Vec<_>>().join("/");
        if path.is_empty() { "/".to_owned() } else { path }
    }

    #[tokio::test]
    async fn the_document_describes_what_the_router_answers_and_nothing_else() {
        let contract = crate::api::contract::Contract::new();
        let described: BTreeSet<_> =
            contract.operations().map(|(path, method, _)| (path.to_owned(), method.to_string())).collect();
        let mut answered = BTreeSet::new();
        for route in ROUTES {
            let Serves::Api(resource) = route.serves else {
                assert!(!route.path.starts_with(boundary::PREFIX), "{} is not of the API", route.path);
                continue;
            };
            for method in resource.methods() {
                answered.insert((route.path.to_owned(), method.to_string()));
            }
        }
        assert_eq!(described, answered);
        assert!(!described.is_empty());
    }

    #[test]
    fn every_page_of_the_app_is_in_the_table_and_no_other() {
        let pages: BTreeSet<_> =
            leptos_axum::generate_route_list(app::App).iter().map(|listing| pattern(listing.path())).collect();
        let table: BTreeSet<_> = ROUTES
            .iter()
            .filter(|route| {
                matches!(route.serves, Serves::CataloguePage | Serves::Page | Serves::Preview | Serves::ApiPage)
            })
            .map(|route| route.path.to_owned())
            .collect();
        assert_eq!(pages, table);
    }
}
