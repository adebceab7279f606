//! The sections only some kinds of notice have: the report of an incident, and the record of when
//! changed terms were published.

use super::facts_panel::facts_panel;
use crate::ssr::page_request::PageRequest;
use crate::ssr::particulars::{incident_items, terms_record};
use crate::text;
use domain::notice::NoticeFacts;
use domain::publication::Publication;
use leptos::prelude::*;

/// The nine items of an incident.
pub fn incident_report(request: &PageRequest, notice: &NoticeFacts) -> Option<AnyView> {
    let incident = notice.incident.as_ref()?;
    let locale = request.locale;
    let clock = incident.report_days().map(|_| view! { <p class="sub">{text!(locale, kinds.incident.clock)}</p> });
    Some(
        view! {
            <section class="particulars" aria-labelledby="report">
                <h2 id="report">{text!(locale, kinds.incident.report)}</h2>
                <p>{text!(locale, kinds.incident.report_lead)}</p>
                {facts_panel(incident_items(locale, locale, incident))}
                {clock}
            </section>
        }
        .into_any(),
    )
}

/// Since when changed terms could be read.
pub fn publication_record(request: &PageRequest, publication: &Publication) -> Option<AnyView> {
    let record = terms_record(request, publication);
    if record.is_empty() {
        return None;
    }
    let locale = request.locale;
    Some(
        view! {
            <section class="particulars" aria-labelledby="record">
                <h2 id="record">{text!(locale, kinds.terms.record)}</h2>
                <p>{text!(locale, kinds.terms.record_lead)}</p>
                {facts_panel(record)}
                <p class="sub">{text!(locale, acknowledgements.is_no_consent)}</p>
            </section>
        }
        .into_any(),
    )
}
