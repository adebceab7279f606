//! One message per delivery: text and HTML, with the headers that let mail programs file it, thread
//! it and end it. The same delivery always makes the same bytes but for its date, so a message sent
//! twice after a crash carries one `Message-ID`. No title or name can add a header: what people wrote
//! goes through an encoder that knows no line break, everything else is checked ASCII.

use crate::settings::Settings;
use app::mail::{ComposedLetter, ComposedMail};
use chrono::{DateTime, Utc};
use domain::delivery::ClaimedDelivery;
use domain::event::EventKind;
use domain::letter::ClaimedLetter;
use domain::mail_address::MailAddress;
use domain::publication::PublicationKey;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use std::time::SystemTime;

/// Characters that would end the words before a list's id (RFC 5322 §3.2.3).
const SPECIAL_IN_PHRASE: &str = "()<>[]:;@\\,.\"";

/// A message could not be made. Trying again would not help.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// An address the mail library does not take.
    #[error("the address is not one mail can be sent to")]
    Address,
    /// A header that is not one line of printable ASCII.
    #[error("{0} is not one line of printable ASCII")]
    Header(&'static str),
    /// The library refused the whole.
    #[error("the message could not be put together: {0}")]
    Whole(#[from] lettre::error::Error),
}

/// Whom mails come from, and the host that makes their ids unique.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    host: String,
}

impl Sender {
    /// From the settings.
    ///
    /// # Errors
    /// [`MessageError::Address`] when the sender's address is not one mail can come from.
    pub fn new(settings: &Settings) -> Result<Self, MessageError> {
        let from = mailbox(&settings.mail.from_name, &settings.mail.from_address)?;
        Ok(Self { from, host: host_of(&settings.server.public_url).to_owned() })
    }

    /// The id of a delivery's message, the same on every try (RFC 5322 §3.6.4).
    pub fn message_id(&self, delivery: i64) -> String {
        format!("<delivery-{delivery}@{}>", self.host)
    }

    /// An id no message has, which all messages about one publication refer to, so that mail
    /// programs show an amendment with what it amends.
    pub fn thread_id(&self, publication: &PublicationKey) -> String {
        format!("<{}.{}@{}>", publication.kind().word(), publication.name(), self.host)
    }

    /// Puts a letter about somebody's account together: no list, nothing to unsubscribe from.
    ///
    /// # Errors
    /// [`MessageError`] when an address or header cannot be written.
    pub fn letter(
        &self,
        letter: &ClaimedLetter,
        mail: &ComposedLetter,
        now: DateTime<Utc>,
    ) -> Result<Message, MessageError> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(mailbox(&letter.name, &letter.address)?)
            .subject(one_line(&mail.subject))
            .date(SystemTime::from(now))
            .raw_header(raw("Message-ID", format!("<letter-{}-{}@{}>", letter.id, letter.attempts, self.host))?)
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned())?)
            .multipart(
                MultiPart::alternative()
                    .boundary(format!("kairan-letter-{}", letter.id))
                    .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
                    .singlepart(part(ContentType::TEXT_HTML, &mail.html)),
            )?;
        Ok(message)
    }

    /// Puts a message together.
    ///
    /// # Errors
    /// [`MessageError`] when an address or header cannot be written.
    pub fn message(
        &self,
        delivery: &ClaimedDelivery,
        mail: &ComposedMail,
        now: DateTime<Utc>,
    ) -> Result<Message, MessageError> {
        let thread = self.thread_id(&delivery.publication);
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(mailbox(&delivery.name, &delivery.address)?)
            .subject(one_line(&mail.subject))
            .date(SystemTime::from(now))
            .raw_header(raw("Message-ID", self.message_id(delivery.id))?)
            .raw_header(raw("References", thread.clone())?);
        if delivery.event != EventKind::Announced {
            builder = builder.raw_header(raw("In-Reply-To", thread)?);
        }
        let list_name = one_line(&mail.list_name).replace(|c: char| SPECIAL_IN_PHRASE.contains(c), "");
        let list_id = format!("{list_name} <notices.{}>", self.host);
        let message = builder
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("List-Id"), list_id))
            .raw_header(raw("List-Unsubscribe", format!("<{}>", mail.unsubscribe_url))?)
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())?)
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned())?)
            .multipart(
                MultiPart::alternative()
                    .boundary(format!("kairan-delivery-{}", delivery.id))
                    .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
                    .singlepart(part(ContentType::TEXT_HTML, &mail.html)),
            )?;
        Ok(message)
    }
}

fn part(content_type: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(content_type).body(text.to_owned())
}

fn mailbox(name: &str, address: &MailAddress) -> Result<Mailbox, MessageError> {
    let address = address.as_str().parse().map_err(|_| MessageError::Address)?;
    let name = one_line(name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// What people wrote, without anything that could end a line.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A header written as it is, unfolded: ids and addresses must not be broken.
fn raw(name: &'static str, value: String) -> Result<HeaderValue, MessageError> {
    let is_safe = value.len() < 900 && value.bytes().all(|b| (b' '..=b'~').contains(&b));
    if is_safe {
        let name = HeaderName::new_from_ascii_str(name);
        Ok(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value))
    } else {
        Err(MessageError::Header(name))
    }
}

/// The host of the portal's address, without its port.
fn host_of(public_url: &str) -> &str {
    let authority = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{NoticeId, UserId};
    use domain::locale::Locale;
    use std::collections::BTreeMap;

    fn delivery(name: &str, event: EventKind) -> ClaimedDelivery {
        ClaimedDelivery {
            id: 71,
            subscription: 5,
            event,
            event_id: 9,
            publication: PublicationKey::Notice(NoticeId::parse("SC-2026-0042").unwrap()),
            revision: 1,
            user: UserId(3),
            name: name.to_owned(),
            address: MailAddress::parse("yumi@hinode.example").unwrap(),
            locale: Locale::Ja,
            attempts: 0,
        }
    }

    fn mail(subject: &str) -> ComposedMail {
        ComposedMail {
            subject: subject.to_owned(),
            text: "本文です。\n".to_owned(),
            html: "<p>本文です。</p>".to_owned(),
            unsubscribe_url: format!("https://portal.example/unsubscribe/5/{}", "x".repeat(43)),
            list_name: "Simple Connect".to_owned(),
        }
    }

    fn formatted(name: &str, subject: &str, event: EventKind) -> String {
        let environment =
            BTreeMap::from([("KAIRAN__SERVER__PUBLIC_URL".to_owned(), "https://portal.example:8443".to_owned())]);
        let sender = Sender::new(&Settings::read(None, "", &environment).unwrap()).unwrap();
        let now = "2026-11-23T01:00:00Z".parse().unwrap();
        let message = sender.message(&delivery(name, event), &mail(subject), now).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    fn headers(message: &str) -> Vec<(String, String)> {
        let (head, _) = message.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded.split("\r\n").map(|line| line.split_once(": ").unwrap()).map(|(n, v)| (n.into(), v.into())).collect()
    }

    fn values<'a>(headers: &'a [(String, String)], name: &str) -> Vec<&'a str> {
        headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str()).collect()
    }

    #[test]
    fn every_header_the_standards_ask_for_is_there_once() {
        let headers = headers(&formatted("佐藤 由美", "通話録音APIの応答形式を変更します", EventKind::Announced));
        assert_eq!(values(&headers, "Message-ID"), ["<delivery-71@portal.example>"]);
        assert_eq!(values(&headers, "Date"), ["Mon, 23 Nov 2026 01:00:00 +0000"]);
        assert_eq!(values(&headers, "Auto-Submitted"), ["auto-generated"]);
        assert_eq!(values(&headers, "List-Id"), ["Simple Connect <notices.portal.example>"]);
        assert_eq!(values(&headers, "List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"]);
        let unsubscribe = values(&headers, "List-Unsubscribe");
        assert_eq!(unsubscribe, [format!("<https://portal.example/unsubscribe/5/{}>", "x".repeat(43))]);
        assert_eq!(values(&headers, "References"), ["<notice.SC-2026-0042@portal.example>"]);
        assert!(values(&headers, "In-Reply-To").is_empty(), "the first mail answers none");
        assert!(values(&headers, "Content-Type")[0].starts_with("multipart/alternative"));
        for name in ["From", "To", "Subject", "MIME-Version"] {
            assert_eq!(values(&headers, name).len(), 1, "{name}");
        }
    }

    #[test]
    fn an_amendment_is_shown_with_what_it_amends() {
        let headers = headers(&formatted("佐藤", "改訂", EventKind::Revised));
        assert_eq!(values(&headers, "In-Reply-To"), ["<notice.SC-2026-0042@portal.example>"]);
    }

    #[test]
    fn no_title_or_name_adds_a_header() {
        for text in ["x\r\nBcc: spy@evil.example", "x\nBcc: spy@evil.example", "x\u{2028}Bcc: y", "\u{0}\u{b}\u{85}x"] {
            let message = formatted(text, text, EventKind::Announced);
            assert!(values(&headers(&message), "Bcc").is_empty(), "{message}");
            assert!(!message.contains("\nBcc"), "{message}");
        }
    }

    #[test]
    fn the_same_delivery_makes_the_same_bytes() {
        let message = formatted("佐藤", "件名", EventKind::Announced);
        assert_eq!(message, formatted("佐藤", "件名", EventKind::Announced));
        assert!(message.split("\r\n").all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
    }

    #[test]
    fn the_host_is_the_address_without_its_port() {
        assert_eq!(host_of("https://portal.example"), "portal.example");
        assert_eq!(host_of("http://127.0.0.1:3000"), "127.0.0.1");
        assert_eq!(host_of("http://[::1]:3000"), "[::1]");
    }
}
