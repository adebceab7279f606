//! Letters about one's account: what is asked, one button, and what to do if it was not expected; or what
//! changed, when, and whom to ask, with nothing to press.

use crate::ssr::dates;
use crate::ssr::portal::Portal;
use crate::text;
use domain::letter::{ClaimedLetter, LetterKind};
use leptos::prelude::*;

/// A letter, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposedLetter {
    /// One line without control characters.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part, a whole document that loads nothing.
    pub html: String,
}

/// What a letter says.
struct Words {
    subject: String,
    said: String,
    /// What the button says, and the path it leads to.
    button: Option<(String, String)>,
    footer: String,
}

/// Writes a letter, with the link of that token where it has one.
pub fn compose_letter(portal: &Portal, letter: &ClaimedLetter, token: Option<&str>) -> ComposedLetter {
    let locale = letter.locale;
    let catalogue = portal.catalogue();
    let known = catalogue.portal.as_deref();
    let service = known.map_or_else(|| text!(locale, site.name), |known| known.service.get(locale).clone());
    let contact = known.map_or_else(|| portal.site.public_url.clone(), |known| known.contact.to_string());
    let Words { subject, said, button, footer } = words(letter, service.clone(), contact, token.unwrap_or_default());
    let button = button.map(|(name, path)| (name, portal.absolute(&locale.address(&path))));
    let happened = button.is_none().then(|| {
        let when = dates::moment(locale, letter.happened_at);
        text!(locale, account.mail.happened_at, when = when)
    });
    let greeting = text!(locale, mail.greeting, name = letter.name.clone());
    let address = button.as_ref().map(|(_, address)| address);
    let paragraphs = [Some(&greeting), Some(&said), happened.as_ref(), address, Some(&footer), Some(&service)];
    let text = paragraphs.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n\n") + "\n";
    let button = button.map(|(name, address)| {
        view! {
            <p>
                <a href=address.clone() style="display:inline-block;background:#165e83;color:#ffffff;padding:12px 24px;border-radius:8px;text-decoration:none;font-weight:bold">
                    {name}
                </a>
            </p>
            <p style="font-size:13px;overflow-wrap:anywhere">{address}</p>
        }
    });
    let document = view! {
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width"/>
                <title>{subject.clone()}</title>
            </head>
            <body style="margin:0;padding:24px;font-family:'Hiragino Sans','Noto Sans JP','Yu Gothic UI',sans-serif;font-size:16px;line-height:1.75;color:#1b1d21">
                <div style="max-width:640px;margin:0 auto">
                    <p>{greeting}</p>
                    <p>{said}</p>
                    {happened.map(|happened| view! { <p><strong>{happened}</strong></p> })}
                    {button}
                    <hr style="border:0;border-top:1px solid #e2e4e8"/>
                    <p style="font-size:13px;color:#5b626b">{footer}</p>
                    <p style="font-size:13px;color:#5b626b">{service}</p>
                </div>
            </body>
        </html>
    };
    let html = format!("<!DOCTYPE html>{}", document.to_html());
    ComposedLetter { subject: super::one_line(&subject), text, html }
}

/// What that letter says. The token is of no letter but those that have a link.
fn words(letter: &ClaimedLetter, service: String, contact: String, token: &str) -> Words {
    let locale = letter.locale;
    let tenant = letter.tenant.as_ref().map(|tenant| tenant.name.get(locale).clone());
    let asks = |subject, said, button, path: &str, footer| {
        let button = Some((button, format!("{path}/{token}")));
        Words { subject, said, button, footer }
    };
    // Word of a change leads nowhere: whoever is used to links in such mails follows forged ones too.
    let (subject, said) = match letter.kind {
        LetterKind::Invitation => {
            return asks(
                text!(locale, account.mail.invitation_subject, service = service),
                text!(locale, account.mail.invitation_text, tenant = tenant.unwrap_or_default()),
                text!(locale, account.mail.invitation_button),
                "/invitations",
                text!(locale, account.mail.invitation_footer),
            );
        }
        LetterKind::PasswordReset => {
            return asks(
                text!(locale, account.mail.reset_subject, service = service),
                text!(locale, account.mail.reset_text),
                text!(locale, account.mail.reset_button),
                "/reset-password",
                text!(locale, account.mail.reset_footer),
            );
        }
        LetterKind::PasswordChanged => (
            text!(locale, account.mail.password_changed_subject, service = service),
            text!(locale, account.mail.password_changed_text),
        ),
        LetterKind::SecondFactorEnrolled => (
            text!(locale, account.mail.factor_on_subject, service = service),
            text!(locale, account.mail.factor_on_text),
        ),
        LetterKind::SecondFactorDisabled => (
            text!(locale, account.mail.factor_off_subject, service = service),
            text!(locale, account.mail.factor_off_text),
        ),
        LetterKind::SecondFactorReset => (
            text!(locale, account.mail.factor_reset_subject, service = service),
            text!(locale, account.mail.factor_reset_text),
        ),
        LetterKind::RecoveryCodeUsed => {
            (text!(locale, account.mail.recovery_subject, service = service), text!(locale, account.mail.recovery_text))
        }
        LetterKind::SessionsEnded => {
            (text!(locale, account.mail.sessions_subject, service = service), text!(locale, account.mail.sessions_text))
        }
        LetterKind::PrivateFeedMade => {
            (text!(locale, account.mail.feed_subject, service = service), text!(locale, account.mail.feed_text))
        }
    };
    let footer = match tenant {
        Some(_) => text!(locale, account.mail.advice_member, contact = contact),
        None => text!(locale, account.mail.advice_staff, contact = contact),
    };
    Words { subject, said, button: None, footer }
}
