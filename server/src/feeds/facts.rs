//! What a notice says in a feed beside its text, in the words of its page and its mails.

use app::ssr::labels::Label;
use app::ssr::{dates, facts, particulars};
use domain::locale::Locale;
use domain::publication::Publication;
use domain::revision::{Body, Guidance};

/// A label, what is said, and its language where that is another than the entry's.
type Fact = (String, String, Option<&'static str>);

/// Dates, of changed terms whether they are a disadvantage, what is affected, whose change causes it, why it comes
/// so soon, and of an incident its clocks and the items of its report. Nothing depends on when it is asked.
pub fn facts(notice: &Publication, body: &Body, locale: Locale) -> Vec<Fact> {
    let Guidance { affects, systems, .. } = &body.guidance;
    let fact = |label: Label, text: String| (label.get(locale), text, None);
    let said = notice.notice();
    let incident = said.and_then(|said| said.incident.as_deref());
    let mut facts = vec![];
    facts.extend(notice.planned().map(|planned| fact(Label::Planned, dates::span(locale, planned))));
    facts.extend(notice.effective_on().map(|day| fact(Label::EffectiveOn, dates::day(locale, day))));
    let adverse = said.and_then(|said| said.adverse).map(|is_adverse| particulars::adverse(locale, is_adverse));
    facts.extend(adverse.into_iter().flat_map(values));
    let clocks = incident.map(|incident| particulars::incident_clocks(locale, notice, incident, None));
    facts.extend(clocks.into_iter().flatten().flat_map(values));
    facts.extend(said.and_then(|said| said.act_by).map(|day| fact(Label::ActBy, dates::day(locale, day))));
    facts.extend(affects.as_ref().map(|text| fact(Label::Affects, text.clone())));
    facts.extend(systems.as_ref().map(|text| fact(Label::Systems, text.clone())));
    facts.extend(said.and_then(|said| said.provider.clone()).map(|provider| fact(Label::Provider, provider)));
    let exception = said.and_then(|said| said.lead_time_exception.as_deref());
    facts.extend(exception.map(|reason| fact(Label::LeadTimeException, reason.get(locale).clone())));
    let items = incident.map(|incident| particulars::incident_items(locale, locale, incident));
    facts.extend(items.into_iter().flatten().flat_map(values));
    facts
}

/// A fact of a page, by its values.
fn values(fact: facts::Fact) -> impl Iterator<Item = Fact> {
    let facts::Fact { label, values } = fact;
    values.into_iter().map(move |value| (label.clone(), value.text, value.lang))
}
