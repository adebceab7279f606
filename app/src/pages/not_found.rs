//! Every address that leads nowhere.

use crate::components::problem::not_found;
use crate::ssr::page_request::PageRequest;
use leptos::prelude::*;

/// The 404 page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    PageRequest::current().map(|request| not_found(&request))
}
