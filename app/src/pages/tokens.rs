//! The tokens of the API: made here, shown once, listed with what they may do and when they were used,
//! and revoked.

use crate::actions::shown_once::ShownOnce;
use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::name_field::name_field;
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use chrono::{DateTime, Utc};
use domain::permission::{Permission, may};
use domain::token::{ApiToken, LIFETIMES, LONGEST_NAME, Scope};
use leptos::prelude::*;

/// `/tokens`
#[component]
pub fn TokensPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), tokens(request)))
}

async fn tokens(request: PageRequest) -> Result<AnyView, AppError> {
    let locale = request.locale;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    if !may(&request.viewer, Permission::MakeTokens) {
        return Err(AppError::NotFound);
    }
    let all = request.portal.store.tokens(&request.viewer).await?;
    let (alive, dead): (Vec<_>, Vec<_>) = all.into_iter().partition(|token| token.is_alive(request.now));
    let title = text!(locale, tokens.title);
    let introduction = match request.viewer.member() {
        Some(member) => text!(locale, tokens.of_tenant, name = member.tenant.name.get(locale).clone()),
        None => text!(locale, tokens.of_provider),
    };
    let ended = (!dead.is_empty()).then(|| {
        view! {
            <details>
                <summary>{text!(locale, tokens.ended, count = dead.len())}</summary>
                {table(&request, &dead)}
            </details>
        }
    });
    let standing = if alive.is_empty() {
        view! { <p class="empty">{text!(locale, tokens.none)}</p> }.into_any()
    } else {
        table(&request, &alive).into_any()
    };
    Ok(view! {
        {head(&request, &title, &text!(locale, tokens.description))}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        {told(&request)}
        <h1>{title}</h1>
        <p class="lead">{introduction}</p>
        <p class="api-links"><a href=request.to("/api")>{text!(locale, tokens.to_api)}</a></p>
        <section aria-labelledby="standing">
            <h2 id="standing">{text!(locale, tokens.standing)}</h2>
            {standing}
            {ended}
        </section>
        {form(&request)}
    }
    .into_any())
}

/// What has just been done, or what was wrong.
fn told(request: &PageRequest) -> Option<AnyView> {
    let locale = request.locale;
    if let Some(secret) = ShownOnce::ApiToken.take(request) {
        return Some(banner(
            Tone::Done,
            view! {
                <p>{text!(locale, tokens.made)}</p>
                <p><code class="secret">{secret}</code></p>
            },
        ));
    }
    if request.query("done") == Some("revoked") {
        return Some(banner(Tone::Done, view! { <p>{text!(locale, tokens.revoked)}</p> }));
    }
    let problem = match request.query("problem")? {
        "name" => text!(locale, tokens.problem.name),
        "name-too-long" => text!(locale, tokens.problem.name_too_long, count = LONGEST_NAME),
        "scopes" => text!(locale, tokens.problem.scopes),
        _ => return None,
    };
    Some(banner(Tone::Problem, view! { <p>{problem}</p> }))
}

fn table(request: &PageRequest, tokens: &[ApiToken]) -> impl IntoView + use<> {
    let locale = request.locale;
    let heads = [
        text!(locale, tokens.column.name),
        text!(locale, tokens.column.scopes),
        text!(locale, tokens.column.made),
        text!(locale, tokens.column.used),
        text!(locale, tokens.column.expires),
    ]
    .map(|name| view! { <th scope="col">{name}</th> })
    .into_iter()
    .collect_view();
    let rows: Vec<_> = tokens.iter().map(|token| row(request, token)).collect();
    view! { <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }
}

fn row(request: &PageRequest, token: &ApiToken) -> impl IntoView + use<> {
    let locale = request.locale;
    let scopes: Vec<_> = token.scopes.iter().map(|scope| view! { <li><code>{scope.word()}</code></li> }).collect();
    let used = match token.last_used_at {
        Some(at) => moment(request, at).into_any(),
        None => view! { <span class="sub">{text!(locale, tokens.never)}</span> }.into_any(),
    };
    let end = match token.revoked_at {
        Some(at) => {
            view! { <span class="sub">{text!(locale, tokens.revoked_at)}</span> " " {moment(request, at)} }.into_any()
        }
        None => moment(request, token.expires_at).into_any(),
    };
    let revoke = (token.is_alive(request.now) && token.may_be_revoked_by(&request.viewer)).then(|| {
        let label = text!(locale, tokens.revoke_named, name = token.name.clone());
        view! {
            <form method="post" action="/actions/revoke-token">
                <input type="hidden" name="token" value=token.id.0/>
                <input type="hidden" name="back" value=request.to("/tokens?done=revoked")/>
                <button class="quiet" type="submit" aria-label=label>{text!(locale, tokens.revoke)}</button>
            </form>
        }
    });
    view! {
        <tr>
            <td data-label=text!(locale, tokens.column.name)>{token.name.clone()}</td>
            <td data-label=text!(locale, tokens.column.scopes)><ul class="plain">{scopes}</ul></td>
            <td data-label=text!(locale, tokens.column.made)>{token.made_by.clone()} " " {moment(request, token.made_at)}</td>
            <td data-label=text!(locale, tokens.column.used)>{used}</td>
            <td data-label=text!(locale, tokens.column.expires)>{end} {revoke}</td>
        </tr>
    }
}

fn moment(request: &PageRequest, at: DateTime<Utc>) -> impl IntoView + use<> {
    view! { <time datetime=dates::machine(at)>{dates::moment(request.locale, at)}</time> }
}

fn form(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let scopes: Vec<_> = Scope::open_to(&request.viewer)
        .into_iter()
        .map(|scope| {
            view! {
                <label class="check">
                    <input type="checkbox" name="scopes[]" value=scope.word() checked={scope == Scope::NoticesRead}/>
                    <span>{words::scope(locale, scope)} " " <code class="sub">{scope.word()}</code></span>
                </label>
            }
        })
        .collect();
    let days: Vec<_> = LIFETIMES
        .iter()
        .map(|days| view! { <option value=*days selected={*days == 90}>{text!(locale, tokens.days, count = *days)}</option> })
        .collect();
    view! {
        <section aria-labelledby="make">
            <h2 id="make">{text!(locale, tokens.make)}</h2>
            <form class="stack" method="post" action="/actions/make-token">
                <input type="hidden" name="back" value=request.to("/tokens")/>
                {name_field(text!(locale, tokens.name), text!(locale, tokens.name_help), LONGEST_NAME)}
                <fieldset>
                    <legend>{text!(locale, tokens.scopes)}</legend>
                    <div class="checks">{scopes}</div>
                </fieldset>
                <label class="field">
                    <span>{text!(locale, tokens.lifetime)}</span>
                    <select name="days">{days}</select>
                </label>
                <button class="primary" type="submit">{text!(locale, tokens.make)}</button>
            </form>
        </section>
    }
}
