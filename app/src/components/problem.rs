//! Pages that say what went wrong and lead on.

use super::head::head;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::text;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// The content for an error, with the right status.
pub fn problem(request: &PageRequest, error: AppError) -> AnyView {
    match error {
        AppError::NotFound => not_found(request),
        AppError::NotSignedIn => {
            go_on(&request.sign_in_address());
            ().into_any()
        }
        AppError::BadInput | AppError::Crowded | AppError::Internal => failed(request),
    }
}

/// Sends the reader on to another page of this portal.
pub fn go_on(address: &str) {
    set_status(StatusCode::SEE_OTHER);
    leptos_axum::redirect(address);
}

/// What does not exist, or does not exist for this viewer: the same page for both.
pub fn not_found(request: &PageRequest) -> AnyView {
    set_status(StatusCode::NOT_FOUND);
    let locale = request.locale;
    let title = text!(locale, problems.not_found_title);
    let sign_in = request.viewer.user().is_none().then(|| {
        view! { <li><a href=request.to("/sign-in")>{text!(locale, problems.sign_in_to_see_more)}</a></li> }
    });
    view! {
        {head(request, &title, &title)}
        <div class="problem">
            <h1>{title.clone()}</h1>
            <p>{text!(locale, problems.not_found_text)}</p>
            <ul class="lead-on">
                <li><a href=request.to("/notices")>{text!(locale, problems.to_notices)}</a></li>
                <li><a href=request.to("/disclosures")>{text!(locale, problems.to_disclosures)}</a></li>
                <li><a href=request.to("/policies")>{text!(locale, problems.to_policies)}</a></li>
                {sign_in}
            </ul>
        </div>
    }
    .into_any()
}

/// Something failed on our side.
fn failed(request: &PageRequest) -> AnyView {
    set_status(StatusCode::INTERNAL_SERVER_ERROR);
    let locale = request.locale;
    let title = text!(locale, problems.failed_title);
    view! {
        {head(request, &title, &title)}
        <div class="problem">
            <h1>{title.clone()}</h1>
            <p>{text!(locale, problems.failed_text)}</p>
            <ul class="lead-on">
                <li><a href=request.here_in(locale)>{text!(locale, problems.try_again)}</a></li>
                <li><a href=request.to("/")>{text!(locale, problems.to_home)}</a></li>
            </ul>
        </div>
    }
    .into_any()
}

fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}
