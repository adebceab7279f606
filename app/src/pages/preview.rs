//! What is not published yet, for whoever has its token: the page exactly as it will be, and the mail
//! that will be sent.

use super::{disclosure, notice, parameter, policy};
use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::mail::compose_preview;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::ssr::preview::{Preview, find};
use crate::text;
use domain::publication::PublicationKind;
use leptos::prelude::*;
use std::sync::Arc;

/// `/preview/{token}`
#[component]
pub fn PreviewPage() -> impl IntoView {
    let token = parameter("token").unwrap_or_default();
    PageRequest::current().map(|request| when_ready(request.clone(), page(request, token)))
}

/// `/preview/{token}/mail`
#[component]
pub fn PreviewMailPage() -> impl IntoView {
    let token = parameter("token").unwrap_or_default();
    PageRequest::current().map(|request| when_ready(request.clone(), mail(request, token)))
}

async fn page(request: PageRequest, token: String) -> Result<AnyView, AppError> {
    let preview = find(&request.portal, &token, request.now).await?.ok_or(AppError::NotFound)?;
    let seen = preview.seen_by_reader(&request);
    let publication = Arc::clone(&preview.publication);
    let published = match publication.key.kind() {
        PublicationKind::Notice => notice::notice(seen, publication).await?,
        PublicationKind::Disclosure => disclosure::disclosure(seen, publication).await?,
        PublicationKind::Policy => policy::policy(seen, publication).await?,
    };
    let mail = request.to(&preview.mail_path());
    let to_mail = view! { <p><a href=mail>{text!(request.locale, preview.to_mail)}</a></p> };
    Ok(view! {
        {not_published(&request, &preview, to_mail.into_any())}
        {published}
    }
    .into_any())
}

async fn mail(request: PageRequest, token: String) -> Result<AnyView, AppError> {
    let preview = find(&request.portal, &token, request.now).await?.ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let page = request.to(preview.path());
    let to_page = view! { <p><a href=page>{text!(locale, preview.to_page)}</a></p> };
    let title = text!(locale, preview.mail_title);
    let html = request.to(&format!("{}/html", preview.mail_path()));
    let seen = preview.seen_by_reader(&request);
    let content = match compose_preview(&request, &preview) {
        None => view! { <p class="empty">{text!(locale, preview.no_mail)}</p> }.into_any(),
        Some(mail) => view! {
            <dl class="facts">
                <div><dt>{text!(locale, preview.subject)}</dt><dd>{mail.subject}</dd></div>
                <div><dt>{text!(locale, preview.html)}</dt><dd><a href=html>{text!(locale, preview.open_html)}</a></dd></div>
            </dl>
            <section aria-labelledby="text">
                <h2 id="text">{text!(locale, preview.text)}</h2>
                <pre class="mail-source" tabindex="0">{mail.text}</pre>
            </section>
        }
        .into_any(),
    };
    Ok(view! {
        {head(&seen, &title, &title)}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        {not_published(&request, &preview, to_page.into_any())}
        <h1>{title.clone()}</h1>
        {content}
    }
    .into_any())
}

/// The banner that nobody can take for a published page.
fn not_published(request: &PageRequest, preview: &Preview, more: AnyView) -> AnyView {
    let locale = request.locale;
    let until = dates::moment(locale, preview.valid_until);
    let appears = dates::moment(locale, preview.publication.publish_at);
    let (what, text) = if preview.is_draft {
        (text!(locale, preview.draft), text!(locale, preview.draft_text, until = until))
    } else {
        (text!(locale, preview.scheduled), text!(locale, preview.scheduled_text, appears = appears, until = until))
    };
    let content = view! { <p><strong>{what}</strong> " " {text}</p> {more} };
    view! { <div class="preview-banner">{banner(Tone::Problem, content)}</div> }.into_any()
}
