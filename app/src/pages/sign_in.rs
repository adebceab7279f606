//! Sign-in: at a provider, or with e-mail and password.

use crate::actions::people::sign_in::remembered_address;
use crate::components::banner::{Tone, banner};
use crate::components::head::head;
use crate::ssr::page_request::{PageRequest, encode};
use crate::ssr::providers::ProviderLink;
use crate::text;
use leptos::prelude::*;

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    PageRequest::current().map(|request| sign_in(&request))
}

fn sign_in(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let title = text!(locale, people.sign_in);
    let next = request.query("next").unwrap_or_default().to_owned();
    let problem = match request.query("problem") {
        Some("credentials") => Some(text!(locale, people.wrong_credentials)),
        Some("too-many") => Some(text!(locale, people.too_many_tries)),
        Some("step-over") => Some(text!(locale, people.step_over)),
        _ => None,
    };
    let described = problem.as_ref().map(|_| "sign-in-problem");
    let banner = problem.map(|text| banner(Tone::Problem, view! { <p id="sign-in-problem">{text}</p> }));
    let done = match request.query("done") {
        Some("accepted") => Some(text!(locale, people.accepted)),
        Some("reset") => Some(text!(locale, people.reset_done)),
        _ => None,
    };
    let done = done.map(|text| crate::components::banner::banner(Tone::Done, view! { <p>{text}</p> }));
    let signed_in = request.viewer.name().map(|name| {
        let text = text!(locale, people.signed_in_as, name = name.to_owned());
        view! { <p>{text} " " <a href=request.to("/")>{text!(locale, problems.to_home)}</a></p> }
    });
    let description = text!(locale, people.sign_in_text);
    let invalid = described.map(|_| "true");
    let providers = &request.portal.providers;
    // Where an address has led to a provider, it stands alone in front.
    let found = request.query("provider").and_then(|key| providers.named(key));
    let buttons: Vec<_> = match found {
        Some(provider) => vec![button(request, provider, &next)],
        None => providers.listed().map(|provider| button(request, provider, &next)).collect(),
    };
    let has_buttons = !buttons.is_empty();
    // Between the buttons and the form stands what the form is for.
    let introduction = (!has_buttons).then(|| view! { <p>{description.clone()}</p> });
    let elsewhere = has_buttons.then(|| {
        let explained = found.map(|_| view! { <p>{text!(locale, people.organisation_found)}</p> });
        view! {
            <section class="providers" aria-label=text!(locale, people.with_organisation)>
                {explained}
                <ul>{buttons}</ul>
                <p class="or"><span>{text!(locale, people.or_password)}</span></p>
            </section>
        }
    });
    let by_address = providers
        .has_domains()
        .then(|| view! { <p class="sub" id="password-hint">{text!(locale, people.password_left_empty)}</p> });
    let hinted = by_address.as_ref().map(|_| "password-hint");
    let needs_password = by_address.is_none();
    view! {
        {head(request, &title, &description)}
        <div class="sign-in">
            <h1>{title.clone()}</h1>
            {introduction}
            {done}
            {banner}
            {signed_in}
            {elsewhere}
            <form class="stack" method="post" action="/actions/sign-in">
                <input type="hidden" name="next" value=next/>
                <input type="hidden" name="locale" value=locale.tag()/>
                <label class="field">
                    <span>{text!(locale, people.address)}</span>
                    <input type="email" name="address" autocomplete="username" required aria-invalid=invalid
                        aria-describedby=described value=remembered_address(request).unwrap_or_default()/>
                </label>
                <label class="field">
                    <span>{text!(locale, people.password)}</span>
                    <input type="password" name="password" autocomplete="current-password" required=needs_password
                        aria-invalid=invalid aria-describedby=described.or(hinted)/>
                </label>
                {by_address}
                <button class="primary" type="submit">{text!(locale, people.sign_in)}</button>
            </form>
            <p><a href=request.to("/reset-password")>{text!(locale, people.forgot)}</a></p>
        </div>
    }
    .into_any()
}

/// A link, not a form: the way to a provider leads through another site.
fn button(request: &PageRequest, provider: &ProviderLink, next: &str) -> AnyView {
    let (label, lang) = provider.label.get_with_locale(request.locale);
    let home = request.to("/");
    let next = encode(if next.is_empty() { &home } else { next });
    let address = format!("/auth/oidc/{}/start?next={next}", provider.key);
    view! { <li><a class="button" href=address lang=lang.tag()>{label.clone()}</a></li> }.into_any()
}
