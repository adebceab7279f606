//! What is asked, of whom, until when; who of the organisation has stamped; and the form that posts the
//! digest of exactly the revision on the page.

use super::stamp::stamp_row;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::acknowledgement::{Requirement, Standing};
use domain::notice::NoticeKind;
use domain::publication::Publication;
use leptos::prelude::*;

/// The panel; nothing where no acknowledgement is asked for.
pub fn acknowledge_panel(request: &PageRequest, publication: &Publication, people: &[Standing]) -> Option<AnyView> {
    let requirement = request.requirement(publication)?;
    let locale = request.locale;
    // What happened asks for no consent, so none has to be denied.
    let is_incident = publication.notice().is_some_and(|notice| notice.kind == NoticeKind::Incident);
    let is_no_consent = (!is_incident).then(|| text!(locale, acknowledgements.is_no_consent));
    let stamps = request.viewer.member().map(|_| stamp_row(request, requirement, people));
    Some(
        view! {
            <section class="ack" aria-labelledby="acknowledge">
                <div class="ack-what">
                    <h2 id="acknowledge">{text!(locale, acknowledgements.please)}</h2>
                    <p>{asked(request, requirement)} {is_no_consent}</p>
                    {stamps}
                </div>
                <div class="ack-do">{answer(request, publication, *requirement)}</div>
            </section>
        }
        .into_any(),
    )
}

/// Of whom it is asked, and until when.
pub fn asked(request: &PageRequest, requirement: &Requirement) -> String {
    let locale = request.locale;
    let of_whom = words::required_of(locale, requirement.by);
    match requirement.due {
        Some(day) => text!(locale, acknowledgements.asked_until, of_whom = of_whom, day = dates::day(locale, day)),
        None => text!(locale, acknowledgements.asked, of_whom = of_whom),
    }
}

fn answer(request: &PageRequest, publication: &Publication, requirement: Requirement) -> AnyView {
    let locale = request.locale;
    let head = &publication.current.head;
    let digest = view! {
        <p class="digest">
            {text!(locale, publications.revision_number, number = head.number)} " "
            <code title=head.digest.to_string()>{head.digest.short()}</code>
        </p>
    };
    if let Some((revision, at)) = request.acknowledged(publication) {
        let text = text!(locale, acknowledgements.you_did, moment = dates::moment(locale, at), number = revision);
        return view! { <p class="ack-done">{text}</p> {digest} }.into_any();
    }
    let Some(member) = request.viewer.member() else {
        let next = request.sign_in_address();
        let sign_in = request
            .viewer
            .user()
            .is_none()
            .then(|| view! { <a class="button" href=next>{text!(locale, acknowledgements.sign_in)}</a> });
        return view! { {sign_in} {digest} }.into_any();
    };
    if !requirement.asks(member.role) {
        return view! { <p>{text!(locale, acknowledgements.not_asked_of_you)}</p> {digest} }.into_any();
    }
    view! {
        <form method="post" action="/actions/acknowledge-revision">
            <input type="hidden" name="kind" value=publication.key.kind().word()/>
            <input type="hidden" name="name" value=publication.key.name().to_owned()/>
            <input type="hidden" name="digest" value=head.digest.to_string()/>
            <input type="hidden" name="back" value=request.to(&publication.key.path())/>
            <button class="primary" type="submit">
                {text!(locale, acknowledgements.button, number = head.number)}
            </button>
        </form>
        {digest}
    }
    .into_any()
}
