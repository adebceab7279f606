//! Waits for what a page needs from the store before anything is sent: no spinner for what the server
//! can know, and the status is right.

use super::problem::problem;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use leptos::prelude::*;
use std::future::Future;

/// The page once it is ready, or the page that says what went wrong.
pub fn when_ready<F>(request: PageRequest, page: F) -> impl IntoView
where
    F: Future<Output = Result<AnyView, AppError>> + Send + 'static,
{
    let waiting = Suspend::new(async move { page.await.unwrap_or_else(|error| problem(&request, error)) });
    view! { <Suspense>{waiting}</Suspense> }
}
