//! One's own account: password, second factor, sessions and language.

use crate::actions::shown_once::ShownOnce;
use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::password_field::{current_password_field, new_password_field, problem_text};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, device, second_factor};
use crate::text;
use domain::audit::Actor;
use domain::locale::Locale;
use leptos::prelude::*;
use store::{SecondFactor, SessionRecord};

/// `/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), account(request)))
}

/// `/account/second-factor`
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let codes = ShownOnce::RecoveryCodes.take(&request);
        when_ready(request.clone(), setup(request, codes))
    })
}

fn outcome(request: &PageRequest) -> Option<AnyView> {
    let locale = request.locale;
    let done = match request.query("done") {
        Some("password") => Some(text!(locale, account.done.password)),
        Some("ended_one") => Some(text!(locale, account.done.ended_one)),
        Some("ended") => Some(text!(locale, account.done.ended)),
        Some("saved") => Some(text!(locale, account.done.saved)),
        Some("enrolled") => Some(text!(locale, account.done.enrolled)),
        Some("factor_off") => Some(text!(locale, account.done.factor_off)),
        _ => None,
    };
    let problem = problem_text(request).map(|text| (Tone::Problem, text));
    let (tone, text) = problem.or(done.map(|text| (Tone::Done, text)))?;
    Some(banner(tone, view! { <p>{text}</p> }))
}

async fn account(request: PageRequest) -> Result<AnyView, AppError> {
    let user = request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let store = &request.portal.store;
    let factor = store.second_factor(user).await?;
    let sessions = store.sessions_of(&request.viewer, request.session.as_ref(), request.now).await?;
    let locale = request.locale;
    let title = text!(locale, account.title);
    let actor = Actor::of(&request.viewer);
    let (name, address) = (actor.name().unwrap_or_default().to_owned(), actor.address().map(ToString::to_string));
    Ok(view! {
        {head(&request, &title, &text!(locale, account.description))}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        <h1>{title.clone()}</h1>
        <p>{text!(locale, account.who, name = name, address = address.unwrap_or_default())}</p>
        {outcome(&request)}
        {factor_section(&request, factor.filter(|factor| factor.is_confirmed).as_ref())}
        {password_section(&request)}
        {session_section(&request, &sessions)}
        {language_section(&request)}
    }
    .into_any())
}

fn password_section(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    view! {
        <section aria-labelledby="password">
            <h2 id="password">{text!(locale, account.password)}</h2>
            <p>{text!(locale, account.change_text)}</p>
            <form class="stack narrow" method="post" action="/actions/change-password">
                <input type="hidden" name="back" value=request.to("/account")/>
                {current_password_field(locale)}
                {new_password_field(request)}
                <button class="primary" type="submit">{text!(locale, account.change_password)}</button>
            </form>
        </section>
    }
}

fn factor_section(request: &PageRequest, factor: Option<&SecondFactor>) -> impl IntoView + use<> {
    let locale = request.locale;
    let (state, action, name, class) = match factor {
        Some(factor) => (
            text!(locale, account.factor_is_on, count = factor.codes_left),
            "/actions/disable-second-factor",
            text!(locale, account.disable_factor),
            "button",
        ),
        None => (
            text!(locale, account.factor_is_off),
            "/actions/propose-second-factor",
            text!(locale, account.enrol),
            "primary",
        ),
    };
    view! {
        <section aria-labelledby="factor">
            <h2 id="factor">{text!(locale, account.factor)}</h2>
            <p>{text!(locale, account.factor_text)}</p>
            <p><strong>{state}</strong></p>
            <form class="stack narrow" method="post" action=action>
                <input type="hidden" name="back" value=request.to("/account")/>
                {current_password_field(locale)}
                <button class=class type="submit">{name}</button>
            </form>
        </section>
    }
}

fn session_section(request: &PageRequest, sessions: &[SessionRecord]) -> impl IntoView + use<> {
    let locale = request.locale;
    let has_others = sessions.iter().any(|session| !session.is_current);
    let rows: Vec<_> = sessions.iter().map(|session| session_row(request, session)).collect();
    let end = has_others.then(|| {
        view! {
            <form method="post" action="/actions/end-other-sessions">
                <input type="hidden" name="back" value=request.to("/account")/>
                <button class="button" type="submit">{text!(locale, account.end_others)}</button>
            </form>
        }
    });
    view! {
        <section aria-labelledby="sessions">
            <h2 id="sessions">{text!(locale, account.sessions)}</h2>
            <p>{text!(locale, account.sessions_text)}</p>
            <ul class="plain-rows">{rows}</ul>
            {end}
        </section>
    }
}

fn session_row(request: &PageRequest, session: &SessionRecord) -> impl IntoView + use<> {
    let locale = request.locale;
    let device = device::device(locale, session.device.as_deref());
    let started = dates::moment(locale, session.started_at);
    let used = text!(locale, account.used, when = dates::moment(locale, session.used_at));
    let network = session.network.as_ref().map(|network| format!(" · {network}"));
    let this = session.is_current.then(|| view! { <span class="tag tag-met">{text!(locale, account.this_one)}</span> });
    let end = (!session.is_current).then(|| {
        let which = text!(locale, account.end_which, device = device.clone(), when = started.clone());
        view! {
            <form method="post" action="/actions/end-session">
                <input type="hidden" name="session" value=session.name.clone()/>
                <input type="hidden" name="back" value=request.to("/account")/>
                <button class="quiet" type="submit" aria-label=which>{text!(locale, account.end_one)}</button>
            </form>
        }
    });
    view! {
        <li>
            {device} " " {this}
            <p class="sub">{text!(locale, account.started, when = started)} " · " {used} {network}</p>
            {end}
        </li>
    }
}

fn language_section(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let chosen = match &request.viewer {
        domain::viewer::Viewer::Member(member) => member.locale,
        domain::viewer::Viewer::Staff(staff) => staff.locale,
        domain::viewer::Viewer::Anonymous => locale,
    };
    let languages: Vec<_> = Locale::ALL
        .into_iter()
        .map(|language| {
            view! {
                <option value=language.tag() lang=language.tag() selected=language == chosen>
                    {text!(language, site.language_name)}
                </option>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="language">
            <h2 id="language">{text!(locale, account.language)}</h2>
            <form class="stack narrow" method="post" action="/actions/set-language">
                <input type="hidden" name="back" value=request.to("/account")/>
                <label class="field">
                    <span>{text!(locale, account.language_text)}</span>
                    <select name="language">{languages}</select>
                </label>
                <button class="button" type="submit">{text!(locale, account.save)}</button>
            </form>
        </section>
    }
}

async fn setup(request: PageRequest, codes: Option<String>) -> Result<AnyView, AppError> {
    let user = request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let factor = request.portal.store.second_factor(user).await?.ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let title = text!(locale, account.setup_title);
    let content = if factor.is_confirmed {
        codes_section(&request, codes)
    } else {
        let issuer =
            request.service().map_or_else(|| text!(locale, site.name), |known| known.service.get(locale).clone());
        let address = Actor::of(&request.viewer).address().map(ToString::to_string).unwrap_or_default();
        let key = &request.portal.site.key;
        let shown = second_factor::shown(key, user, &factor.sealed_secret, &issuer, &address);
        let (svg, secret) = shown.ok_or(AppError::Internal)?;
        view! {
            <p>{text!(locale, account.setup_scan)}</p>
            <div class="qr" role="img" aria-label=text!(locale, account.qr) inner_html=svg></div>
            <p>{text!(locale, account.setup_key)} <br/> <code>{secret}</code></p>
            <form class="stack narrow" method="post" action="/actions/confirm-second-factor">
                <input type="hidden" name="back" value=request.to("/account/second-factor")/>
                <label class="field">
                    <span>{text!(locale, account.code)}</span>
                    <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="7"/>
                </label>
                <button class="primary" type="submit">{text!(locale, account.confirm)}</button>
            </form>
        }
        .into_any()
    };
    Ok(view! {
        {head(&request, &title, &title)}
        {breadcrumbs(&request, &[(text!(locale, account.title), Some("/account")), (title.clone(), None)])}
        <h1>{title.clone()}</h1>
        {outcome(&request)}
        {content}
        <p><a href=request.to("/account")>{text!(locale, account.to_account)}</a></p>
    }
    .into_any())
}

fn codes_section(request: &PageRequest, codes: Option<String>) -> AnyView {
    let locale = request.locale;
    let Some(codes) = codes else {
        return view! { <p>{text!(locale, account.codes_gone)}</p> }.into_any();
    };
    let rows: Vec<_> = codes.split(' ').map(|code| view! { <li><code>{code.to_owned()}</code></li> }).collect();
    view! {
        <h2>{text!(locale, account.codes_title)}</h2>
        <p>{text!(locale, account.codes_text)}</p>
        <ul class="recovery-codes">{rows}</ul>
    }
    .into_any()
}
