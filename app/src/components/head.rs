//! What a page tells browsers and search engines of itself, and where it stands (breadcrumbs).

use super::raw_text::raw_text;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

/// Title, description, canonical address and the same page in the other language.
pub fn head(request: &PageRequest, title: &str, description: &str) -> impl IntoView + use<> {
    let site = request.service().map_or_else(
        || text!(request.locale, site.name),
        |service| text!(request.locale, site.title_suffix, service = service.service.get(request.locale).clone()),
    );
    let full_title = format!("{title} | {site}");
    let canonical = request.portal.absolute(&request.here_in(request.locale));
    let alternates = Locale::ALL.map(|locale| {
        let href = request.portal.absolute(&request.here_in(locale));
        view! { <Link rel="alternate" hreflang=locale.tag() href=href/> }
    });
    let default = request.portal.absolute(&request.here_in(Locale::Ja));
    let is_private = request.viewer.user().is_some() || request.files_at.is_some();
    let robots = is_private.then(|| view! { <Meta name="robots" content="noindex"/> });
    view! {
        <Title text=raw_text(&full_title)/>
        <Meta name="description" content=description.to_owned()/>
        <Link rel="canonical" href=canonical/>
        {alternates.into_iter().collect_view()}
        <Link rel="alternate" hreflang="x-default" href=default/>
        {robots}
    }
}

/// The way from the top to here; the last entry is the page itself and has no link.
pub fn breadcrumbs(request: &PageRequest, way: &[(String, Option<&str>)]) -> impl IntoView + use<> {
    let label = text!(request.locale, site.breadcrumbs);
    let home = (text!(request.locale, site.nav.home), Some("/"));
    let steps: Vec<_> = std::iter::once(&home)
        .chain(way)
        .map(|(name, path)| match path {
            Some(path) => view! { <li><a href=request.to(path)>{name.clone()}</a></li> }.into_any(),
            None => view! { <li aria-current="page">{name.clone()}</li> }.into_any(),
        })
        .collect();
    view! {
        <nav class="crumbs" aria-label=label>
            <ol>{steps}</ol>
        </nav>
    }
}
