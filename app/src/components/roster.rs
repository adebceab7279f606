//! The people of an organisation as a table with what can be done, for its administrators and for staff.

use super::banner::Tone;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::locale::Locale;
use domain::person::{LONGEST_NAME, Person, PersonState, Roster};
use domain::viewer::TenantRole;
use leptos::prelude::*;

/// What became of the form before, in words.
pub fn outcome(request: &PageRequest) -> Option<(Tone, String)> {
    let locale = request.locale;
    let done = match request.query("done") {
        Some("invited") => Some(text!(locale, people.done.invited)),
        Some("resent") => Some(text!(locale, people.done.resent)),
        Some("cancelled") => Some(text!(locale, people.done.cancelled)),
        Some("changed") => Some(text!(locale, people.done.changed)),
        Some("unchanged") => Some(text!(locale, people.done.unchanged)),
        Some("reviewed") => Some(text!(locale, people.done.reviewed)),
        Some("factor_reset") => Some(text!(locale, people.done.factor_reset)),
        _ => None,
    };
    let problem = match request.query("problem") {
        Some("name") => Some(text!(locale, people.problem.name)),
        Some("address") => Some(text!(locale, people.problem.address)),
        Some("is_there") => Some(text!(locale, people.problem.is_there)),
        Some("is_invited") => Some(text!(locale, people.problem.is_invited)),
        Some("too_many") => Some(text!(locale, people.problem.too_many)),
        Some("too_soon") => Some(text!(locale, people.problem.too_soon)),
        Some("last_administrator") => Some(text!(locale, people.problem.last_administrator)),
        Some("has_left") => Some(text!(locale, people.problem.has_left)),
        _ => None,
    };
    problem.map(|text| (Tone::Problem, text)).or(done.map(|text| (Tone::Done, text)))
}

/// Where the forms lead back to.
fn back(request: &PageRequest) -> String {
    request.to(&request.path)
}

/// Everyone who ever came. `tenant` is empty for one's own.
pub fn people_table(request: &PageRequest, tenant: &str, roster: &Roster, may_change: bool) -> AnyView {
    let locale = request.locale;
    let mut heads = vec![
        text!(locale, people.column.person),
        text!(locale, people.column.role),
        text!(locale, people.column.state),
        text!(locale, people.column.last),
        text!(locale, people.column.factor),
    ];
    if may_change {
        heads.push(text!(locale, people.column.actions));
    }
    let heads: Vec<_> = heads.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect();
    let rows: Vec<_> = roster.people.iter().map(|person| row(request, tenant, person, may_change)).collect();
    view! {
        <table class="labelled">
            <caption class="visually-hidden">{text!(locale, people.table)}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(request: &PageRequest, tenant: &str, person: &Person, may_change: bool) -> AnyView {
    let locale = request.locale;
    let last = match person.last_signed_in_at {
        Some(at) => dates::moment(locale, at),
        None => text!(locale, people.never),
    };
    let factor =
        if person.has_second_factor { text!(locale, people.factor_on) } else { text!(locale, people.factor_off) };
    let class = if person.state == PersonState::Active { "tag tag-met" } else { "tag" };
    let actions = may_change.then(|| {
        let actions = (person.state != PersonState::Removed).then(|| actions(request, tenant, person));
        view! { <td data-label=text!(locale, people.column.actions)>{actions}</td> }
    });
    view! {
        <tr>
            <td data-label=text!(locale, people.column.person)>
                {person.name.clone()} <br/> <span class="sub">{person.address.to_string()}</span>
            </td>
            <td data-label=text!(locale, people.column.role)>{words::tenant_role(locale, person.role)}</td>
            <td data-label=text!(locale, people.column.state)>
                <span class=class>{words::person_state(locale, person.state)}</span>
            </td>
            <td data-label=text!(locale, people.column.last)>{last}</td>
            <td data-label=text!(locale, people.column.factor)>{factor}</td>
            {actions}
        </tr>
    }
    .into_any()
}

fn actions(request: &PageRequest, tenant: &str, person: &Person) -> AnyView {
    let locale = request.locale;
    let button = |change: &'static str, name: String| {
        view! { <button class="button" type="submit" name="change" value=change>{name}</button> }
    };
    let role = match person.role {
        TenantRole::Member => button("administrator", text!(locale, people.make_administrator)),
        TenantRole::Administrator => button("member", text!(locale, people.make_member)),
    };
    let access = match person.state {
        PersonState::Disabled => button("enable", text!(locale, people.enable)),
        _ => button("disable", text!(locale, people.disable)),
    };
    let remove = button("remove", text!(locale, people.remove));
    let hidden = || hidden(request, tenant, person.user.0);
    let factor = person.has_second_factor.then(|| {
        view! {
            <form method="post" action="/actions/reset-second-factor">
                {hidden()}
                <button class="button" type="submit">{text!(locale, people.reset_factor)}</button>
            </form>
        }
    });
    if !tenant.is_empty() {
        // Who does what in an organisation is for its own administrators to say.
        return factor.into_any();
    }
    view! {
        <details>
            <summary aria-label=text!(locale, people.change_of, name = person.name.clone())>{text!(locale, people.change)}</summary>
            <form class="stack" method="post" action="/actions/change-person">
                {hidden()}
                {role}
                {access}
                <p class="sub">{text!(locale, people.remove_text)}</p>
                {remove}
            </form>
            {factor}
        </details>
    }
    .into_any()
}

fn hidden(request: &PageRequest, tenant: &str, user: i64) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="user" value=user/>
        <input type="hidden" name="tenant" value=tenant.to_owned()/>
        <input type="hidden" name="back" value=back(request)/>
    }
}

/// Those who were asked to come.
pub fn invitations(request: &PageRequest, tenant: &str, roster: &Roster, may_change: bool) -> AnyView {
    let locale = request.locale;
    let rows: Vec<_> = roster
        .invitations
        .iter()
        .map(|open| {
            let until = match open.expires_at {
                None => text!(locale, people.being_sent),
                Some(at) if at <= request.now => text!(locale, people.link_over),
                Some(at) => dates::moment(locale, at),
            };
            let form = |action: &'static str, name: String| {
                view! {
                    <form method="post" action=action>
                        <input type="hidden" name="invitation" value=open.id/>
                        <input type="hidden" name="tenant" value=tenant.to_owned()/>
                        <input type="hidden" name="back" value=back(request)/>
                        <button class="quiet" type="submit">{name}</button>
                    </form>
                }
            };
            let forms = may_change.then(|| {
                view! {
                    {form("/actions/resend-invitation", text!(locale, people.resend))}
                    {form("/actions/cancel-invitation", text!(locale, people.cancel))}
                }
            });
            view! {
                <tr>
                    <td data-label=text!(locale, people.column.person)>
                        {open.name.clone()} <br/> <span class="sub">{open.address.to_string()}</span>
                    </td>
                    <td data-label=text!(locale, people.column.role)>{words::tenant_role(locale, open.role)}</td>
                    <td data-label=text!(locale, people.column.until)>{until}</td>
                    <td data-label=text!(locale, people.column.actions)>{forms}</td>
                </tr>
            }
        })
        .collect();
    let content = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, people.no_invitations)}</p> }.into_any()
    } else {
        let heads: Vec<_> = [
            text!(locale, people.column.person),
            text!(locale, people.column.role),
            text!(locale, people.column.until),
            text!(locale, people.column.actions),
        ]
        .into_iter()
        .map(|name| view! { <th scope="col">{name}</th> })
        .collect();
        view! { <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }.into_any()
    };
    view! {
        <section aria-labelledby="invitations">
            <h2 id="invitations">{text!(locale, people.invitations)}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// The form with which somebody is invited.
pub fn invite_form(request: &PageRequest, tenant: &str) -> AnyView {
    let locale = request.locale;
    let roles: Vec<_> = TenantRole::ALL
        .iter()
        .map(|role| {
            // Staff invite the first administrator; everyone after that is invited by those.
            let is_chosen = !tenant.is_empty() && *role == TenantRole::Administrator;
            view! { <option value=role.word() selected=is_chosen>{words::tenant_role(locale, *role)}</option> }
        })
        .collect();
    let languages: Vec<_> = Locale::ALL
        .into_iter()
        .map(|language| view! { <option value=language.tag() lang=language.tag()>{text!(language, site.language_name)}</option> })
        .collect();
    let is_invalid = |problem: &str| (request.query("problem") == Some(problem)).then_some("true");
    view! {
        <section aria-labelledby="invite">
            <h2 id="invite">{text!(locale, people.invite)}</h2>
            <p>{text!(locale, people.invite_text)}</p>
            <form class="stack narrow" method="post" action="/actions/invite-person">
                <input type="hidden" name="tenant" value=tenant.to_owned()/>
                <input type="hidden" name="back" value=back(request)/>
                <label class="field">
                    <span>{text!(locale, people.name)}</span>
                    <input name="name" required maxlength=LONGEST_NAME autocomplete="off" aria-invalid=is_invalid("name")/>
                </label>
                <label class="field">
                    <span>{text!(locale, people.address)}</span>
                    <input type="email" name="address" required autocomplete="off" aria-invalid=is_invalid("address")/>
                </label>
                <label class="field">
                    <span>{text!(locale, people.column.role)}</span>
                    <select name="role">{roles}</select>
                </label>
                <label class="field">
                    <span>{text!(locale, people.language)}</span>
                    <select name="language">{languages}</select>
                </label>
                <button class="primary" type="submit">{text!(locale, people.send_invitation)}</button>
            </form>
        </section>
    }
    .into_any()
}
