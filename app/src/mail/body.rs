//! The two parts of a mail: what happened and the facts first, then the whole text where that is new,
//! then where to read it, acknowledge it and end the mails. Of a withdrawn notice nothing but the title
//! is repeated.

use crate::components::acknowledge_panel::asked;
use crate::ssr::facts::{Fact, facts};
use crate::ssr::page_request::PageRequest;
use crate::ssr::particulars::incident_items;
use crate::ssr::{dates, life};
use crate::text;
use domain::delivery::ClaimedDelivery;
use domain::event::{Event, EventKind, Recorder};
use domain::locale::Locale;
use domain::publication::Publication;
use domain::revision::Body;
use leptos::prelude::*;
use std::fmt::Write;

/// What both parts say.
pub struct Parts {
    locale: Locale,
    greeting: String,
    title: String,
    happened: Option<String>,
    messages: Vec<(String, Option<&'static str>)>,
    summary: Option<String>,
    change: Option<String>,
    deadline: Option<String>,
    actions: Vec<String>,
    ask: Option<String>,
    facts: Vec<(String, String)>,
    /// The text and the HTML of the whole, where the mail is about a text.
    whole: Option<(String, String)>,
    address: String,
    footer: String,
    unsubscribe: String,
}

impl Parts {
    /// Collects what is said.
    pub fn new(
        request: &PageRequest,
        publication: &Publication,
        body: &Body,
        delivery: &ClaimedDelivery,
        unsubscribe: &str,
    ) -> Self {
        let locale = request.locale;
        let edition = publication.current.editions.get(locale);
        let event = publication.events.iter().find(|event| event.id == delivery.event_id);
        let brings_text = event.is_none_or(|event| event.by == Recorder::Publish);
        let change = publication
            .history
            .iter()
            .find(|head| brings_text && head.number == delivery.revision)
            .and_then(|head| head.note.as_ref())
            .map(|note| note.get(locale).clone());
        let notice = publication.notice().filter(|_| !publication.is_withdrawn());
        let is_to_come = !publication.is_over(request.portal.clock.now());
        let deadline = notice.and_then(|notice| notice.act_by).filter(|_| is_to_come).map(|day| {
            let until = text!(locale, notices.until, day = dates::day(locale, day));
            format!("{} {until}", text!(locale, mail.to_do))
        });
        let base = &request.portal.site.public_url;
        let whole = || {
            let html = publishing::feed::absolute_html(&body.html, base, locale);
            (with_origin(&body.text, base), html)
        };
        let told = event.filter(|event| !matches!(event.kind, EventKind::Announced | EventKind::Revised));
        Self {
            locale,
            greeting: text!(locale, mail.greeting, name = delivery.name.clone()),
            title: edition.title.clone(),
            happened: told.map(|event| life::sentence(locale, publication, event)),
            messages: told.map(|event| messages(locale, event)).unwrap_or_default(),
            summary: (!publication.is_withdrawn()).then(|| edition.summary.clone()),
            change,
            deadline,
            actions: if brings_text { body.guidance.actions.clone() } else { vec![] },
            ask: request
                .requirement(publication)
                .filter(|_| brings_text)
                .map(|requirement| asked(request, requirement)),
            facts: notice
                .map(|notice| {
                    let items = notice.incident.iter().flat_map(|incident| incident_items(locale, locale, incident));
                    facts(request, publication, notice, &body.guidance).into_iter().chain(items).map(said).collect()
                })
                .unwrap_or_default(),
            whole: brings_text.then(whole),
            address: request.portal.absolute(&request.to(&publication.key.path())),
            footer: text!(locale, mail.footer),
            unsubscribe: unsubscribe.to_owned(),
        }
    }

    /// The plain text part.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut paragraph = |text: &str| {
            let _ = write!(out, "{text}\n\n");
        };
        paragraph(&self.greeting);
        match &self.happened {
            Some(happened) => {
                paragraph(happened);
                for (message, _) in &self.messages {
                    paragraph(message);
                }
                paragraph(&text!(self.locale, timeline.mail.about, title = self.title.clone()));
            }
            None => paragraph(&self.title),
        }
        if let Some(summary) = &self.summary {
            paragraph(summary);
        }
        if let Some(change) = &self.change {
            paragraph(&text!(self.locale, mail.changed, note = change.clone()));
        }
        if let Some(deadline) = &self.deadline {
            paragraph(deadline);
        }
        for (at, action) in self.actions.iter().enumerate() {
            paragraph(&format!("{}. {}", at + 1, plain_text(action)));
        }
        if let Some(ask) = &self.ask {
            paragraph(ask);
        }
        if !self.facts.is_empty() {
            let facts: Vec<_> = self.facts.iter().map(|(label, value)| format!("{label}: {value}")).collect();
            paragraph(&facts.join("\n"));
        }
        paragraph(&format!("{}\n{}", text!(self.locale, mail.read_in_portal), self.address));
        paragraph(&"-".repeat(60));
        if let Some((text, _)) = &self.whole {
            paragraph(text);
            paragraph(&"-".repeat(60));
        }
        paragraph(&self.footer);
        paragraph(&format!("{}\n{}", text!(self.locale, mail.unsubscribe), self.unsubscribe));
        format!("{}\n", out.trim_end())
    }

    /// The HTML part: one column, no image from outside, no style sheet, no script.
    pub fn html(&self) -> String {
        let locale = self.locale;
        let change = self.change.clone().map(|note| {
            view! { <p style="background:#e9f1f5;padding:10px 16px">{text!(locale, mail.changed, note = note)}</p> }
        });
        let deadline = self.deadline.clone().map(|deadline| {
            view! { <p style="border-left:4px solid #b93a1f;background:#fdf1ee;padding:10px 16px;font-weight:bold">{deadline}</p> }
        });
        let steps: Vec<_> = self.actions.iter().map(|step| view! { <li inner_html=step.clone()></li> }).collect();
        let steps = (!steps.is_empty()).then(|| view! { <ol>{steps}</ol> });
        let ask = self.ask.clone().map(|ask| view! { <p>{ask}</p> });
        let facts: Vec<_> = self
            .facts
            .iter()
            .map(|(label, value)| {
                view! {
                    <tr>
                        <th style="text-align:left;padding:4px 16px 4px 0;vertical-align:top;font-weight:normal;color:#5b626b">{label.clone()}</th>
                        <td style="padding:4px 0">{value.clone()}</td>
                    </tr>
                }
            })
            .collect();
        let happened = self.happened.clone().map(|happened| {
            let messages: Vec<_> = self
                .messages
                .iter()
                .cloned()
                .map(|(message, lang)| {
                    view! { <p lang=lang style="white-space:pre-line;margin:8px 0 0">{message}</p> }
                })
                .collect();
            view! {
                <div style="border-left:4px solid #165e83;background:#e9f1f5;padding:10px 16px">
                    <strong>{happened}</strong>
                    {messages}
                </div>
            }
        });
        let whole = self.whole.clone().map(|(_, html)| {
            view! {
                <div inner_html=html></div>
                <hr style="border:0;border-top:1px solid #e2e4e8"/>
            }
        });
        let document = view! {
            <html lang=locale.tag()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width"/>
                    <title>{self.title.clone()}</title>
                </head>
                <body style="margin:0;padding:24px;font-family:'Hiragino Sans','Noto Sans JP','Yu Gothic UI',sans-serif;font-size:16px;line-height:1.75;color:#1b1d21">
                    <div style="max-width:640px;margin:0 auto">
                        <p>{self.greeting.clone()}</p>
                        {happened}
                        <h1 style="font-size:22px;line-height:1.45">{self.title.clone()}</h1>
                        {self.summary.clone().map(|summary| view! { <p>{summary}</p> })}
                        {change}
                        {deadline}
                        {steps}
                        {ask}
                        <table role="presentation" style="font-size:15px;border-collapse:collapse"><tbody>{facts}</tbody></table>
                        <p>
                            <a href=self.address.clone() style="display:inline-block;background:#165e83;color:#ffffff;padding:12px 24px;border-radius:8px;text-decoration:none;font-weight:bold">
                                {text!(locale, mail.read_in_portal)}
                            </a>
                        </p>
                        <hr style="border:0;border-top:1px solid #e2e4e8"/>
                        {whole}
                        <p style="font-size:13px;color:#5b626b">{self.footer.clone()}</p>
                        <p style="font-size:13px"><a href=self.unsubscribe.clone()>{text!(locale, mail.unsubscribe)}</a></p>
                    </div>
                </body>
            </html>
        };
        format!("<!DOCTYPE html>{}", document.to_html())
    }
}

/// What staff said about an event, and why it comes so soon.
fn messages(locale: Locale, event: &Event) -> Vec<(String, Option<&'static str>)> {
    let reason = life::lead_time_exception(locale, event).map(|(reason, lang)| {
        let label = text!(locale, notices.fact.lead_time_exception);
        (format!("{label}: {reason}"), lang)
    });
    life::message(locale, event).into_iter().chain(reason).collect()
}

fn said(fact: Fact) -> (String, String) {
    let values: Vec<_> = fact.values.into_iter().map(|value| value.text).collect();
    (fact.label, values.join(", "))
}

/// Plain text whose links to this portal, written `(/notices/…)`, can be followed from a mail.
fn with_origin(text: &str, public_url: &str) -> String {
    ["notices", "policies", "disclosures"].iter().fold(text.to_owned(), |text, section| {
        text.replace(&format!("(/{section}"), &format!("({public_url}/{section}"))
    })
}

/// Safe inline HTML without its tags.
pub fn plain_text(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if !is_tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::{plain_text, with_origin};

    #[test]
    fn links_in_a_mail_lead_to_the_portal() {
        let text = with_origin("移行表 (/notices/SC-2026-0042/files/1/a.pdf)", "https://p.example");
        assert_eq!(text, "移行表 (https://p.example/notices/SC-2026-0042/files/1/a.pdf)");
    }

    #[test]
    fn inline_html_reads_as_text() {
        assert_eq!(plain_text("<code>a &lt; b</code> &amp; <b>c</b>"), "a < b & c");
    }
}
