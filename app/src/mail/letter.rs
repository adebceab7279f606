//! Letters about one's account: what is asked, one button, and what to do if it was not expected.

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

/// Writes a letter with the link of that token.
pub fn compose_letter(portal: &Portal, letter: &ClaimedLetter, token: &str) -> ComposedLetter {
    let locale = letter.locale;
    let catalogue = portal.catalogue();
    let service = catalogue.portal.as_deref();
    let service = service.map_or_else(|| text!(locale, site.name), |service| service.service.get(locale).clone());
    let (path, subject, said, button, footer) = match letter.kind {
        LetterKind::Invitation => {
            let tenant = letter.tenant.as_ref().map(|tenant| tenant.name.get(locale).clone()).unwrap_or_default();
            (
                format!("/invitations/{token}"),
                text!(locale, account.mail.invitation_subject, service = service.clone()),
                text!(locale, account.mail.invitation_text, tenant = tenant),
                text!(locale, account.mail.invitation_button),
                text!(locale, account.mail.invitation_footer),
            )
        }
        LetterKind::PasswordReset => (
            format!("/reset-password/{token}"),
            text!(locale, account.mail.reset_subject, service = service.clone()),
            text!(locale, account.mail.reset_text),
            text!(locale, account.mail.reset_button),
            text!(locale, account.mail.reset_footer),
        ),
    };
    let address = portal.absolute(&locale.address(&path));
    let greeting = text!(locale, mail.greeting, name = letter.name.clone());
    let text = format!("{greeting}\n\n{said}\n\n{address}\n\n{footer}\n\n{service}\n");
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
                    <p>
                        <a href=address.clone() style="display:inline-block;background:#165e83;color:#ffffff;padding:12px 24px;border-radius:8px;text-decoration:none;font-weight:bold">
                            {button}
                        </a>
                    </p>
                    <p style="font-size:13px;overflow-wrap:anywhere">{address.clone()}</p>
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
