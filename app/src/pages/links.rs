//! Where the links of mails about one's account lead, and the second step of signing in. Looking changes
//! nothing; a link that was used, is over or never was answers alike.

use super::parameter;
use crate::actions::account::complete_second_step::step_token;
use crate::components::banner::{Tone, banner};
use crate::components::head::head;
use crate::components::password_field::{new_password_field, problem_text};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::page_request::{PageRequest, encode};
use crate::ssr::session::token_hash;
use crate::text;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use store::TokenHash;

/// `/invitations/{token}`
#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = parameter("token").unwrap_or_default();
    PageRequest::current().map(|request| when_ready(request.clone(), invitation(request, token)))
}

/// `/reset-password`
#[component]
pub fn AskPasswordResetPage() -> impl IntoView {
    PageRequest::current().map(|request| ask(&request))
}

/// `/reset-password/{token}`
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let token = parameter("token").unwrap_or_default();
    PageRequest::current().map(|request| when_ready(request.clone(), reset(request, token)))
}

/// `/sign-in/second-step`
#[component]
pub fn SecondStepPage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let step = step_token(&request);
        when_ready(request.clone(), second_step(request, step))
    })
}

fn problem_banner(request: &PageRequest) -> Option<AnyView> {
    problem_text(request).map(|text| banner(Tone::Problem, view! { <p>{text}</p> }))
}

async fn invitation(request: PageRequest, token: String) -> Result<AnyView, AppError> {
    let found = request.portal.store.invitation_by_link(&token_hash(&token), request.now).await?;
    let Some((invitation, tenant)) = found else { return Ok(dead_link(&request)) };
    let locale = request.locale;
    let title = text!(locale, account.invitation.title, tenant = tenant.name.get(locale).clone());
    let address = invitation.address.to_string();
    Ok(view! {
        {head(&request, &title, &title)}
        <div class="sign-in">
            <h1>{title.clone()}</h1>
            <p>{text!(locale, account.invitation.text, name = invitation.name, address = address.clone())}</p>
            {problem_banner(&request)}
            <form class="stack" method="post" action="/actions/accept-invitation">
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="locale" value=locale.tag()/>
                <input class="visually-hidden" type="email" autocomplete="username" value=address readonly tabindex="-1" aria-hidden="true"/>
                {new_password_field(&request)}
                <button class="primary" type="submit">{text!(locale, account.invitation.accept)}</button>
            </form>
        </div>
    }
    .into_any())
}

fn ask(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let title = text!(locale, account.reset.title);
    let sent = (request.query("done") == Some("sent"))
        .then(|| banner(Tone::Done, view! { <p>{text!(locale, account.reset.sent)}</p> }));
    view! {
        {head(request, &title, &title)}
        <div class="sign-in">
            <h1>{title.clone()}</h1>
            {sent}
            {problem_banner(request)}
            <p>{text!(locale, account.reset.text)}</p>
            <form class="stack" method="post" action="/actions/ask-password-reset">
                <input type="hidden" name="locale" value=locale.tag()/>
                <label class="field">
                    <span>{text!(locale, people.address)}</span>
                    <input type="email" name="address" autocomplete="username" required/>
                </label>
                <button class="primary" type="submit">{text!(locale, account.reset.send)}</button>
            </form>
            <p><a href=request.to("/sign-in")>{text!(locale, account.link.to_sign_in)}</a></p>
        </div>
    }
    .into_any()
}

async fn reset(request: PageRequest, token: String) -> Result<AnyView, AppError> {
    if request.portal.store.password_reset_by_link(&token_hash(&token), request.now).await?.is_none() {
        return Ok(dead_link(&request));
    }
    let locale = request.locale;
    let title = text!(locale, account.reset.title);
    Ok(view! {
        {head(&request, &title, &title)}
        <div class="sign-in">
            <h1>{title.clone()}</h1>
            <p>{text!(locale, account.reset.choose)}</p>
            {problem_banner(&request)}
            <form class="stack" method="post" action="/actions/reset-password">
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="locale" value=locale.tag()/>
                {new_password_field(&request)}
                <button class="primary" type="submit">{text!(locale, account.reset.save)}</button>
            </form>
        </div>
    }
    .into_any())
}

async fn second_step(request: PageRequest, step: Option<TokenHash>) -> Result<AnyView, AppError> {
    let is_open = match &step {
        Some(hash) => request.portal.store.second_step(hash, request.now).await?.is_some(),
        None => false,
    };
    let locale = request.locale;
    let next = request.query("next").unwrap_or_default().to_owned();
    if !is_open {
        crate::components::problem::go_on(&format!("{}?next={}", request.to("/sign-in"), encode(&next)));
        return Ok(().into_any());
    }
    let title = text!(locale, account.step_title);
    Ok(view! {
        {head(&request, &title, &title)}
        <div class="sign-in">
            <h1>{title.clone()}</h1>
            <p>{text!(locale, account.step_text)}</p>
            {problem_banner(&request)}
            <form class="stack" method="post" action="/actions/complete-second-step">
                <input type="hidden" name="next" value=next/>
                <input type="hidden" name="locale" value=locale.tag()/>
                <label class="field">
                    <span>{text!(locale, account.step_code)}</span>
                    <input name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required maxlength="40"/>
                </label>
                <button class="primary" type="submit">{text!(locale, account.step_go)}</button>
            </form>
        </div>
    }
    .into_any())
}

/// The page of every link that does not work, whatever the reason.
fn dead_link(request: &PageRequest) -> AnyView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let locale = request.locale;
    let title = text!(locale, account.link.title);
    view! {
        {head(request, &title, &title)}
        <div class="problem">
            <h1>{title.clone()}</h1>
            <p>{text!(locale, account.link.text)}</p>
            <ul class="lead-on">
                <li><a href=request.to("/reset-password")>{text!(locale, account.link.again)}</a></li>
                <li><a href=request.to("/sign-in")>{text!(locale, account.link.to_sign_in)}</a></li>
            </ul>
        </div>
    }
    .into_any()
}
