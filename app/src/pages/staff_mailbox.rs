//! The mails written to files, where no mail server is set: for trying the portal out.

use super::{parameter, staff::staff_only};
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::permission::{Permission, may};
use leptos::prelude::*;
use mailparse::MailHeaderMap;
use std::path::{Path, PathBuf};

/// How the names of letters begin: invitations and new passwords.
const LETTER: &str = "letter-";
/// How many mails are listed.
const MOST_MAILS: usize = 200;

/// `/staff/mailbox`
#[component]
pub fn StaffMailboxPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), mailbox(request)))
}

/// `/staff/mailbox/{file}`
#[component]
pub fn StaffMailPage() -> impl IntoView {
    let name = parameter("name").unwrap_or_default();
    PageRequest::current().map(|request| when_ready(request.clone(), mail(request, name)))
}

fn folder(request: &PageRequest) -> Result<PathBuf, AppError> {
    staff_only(request)?;
    request.portal.site.mailbox.clone().ok_or(AppError::NotFound)
}

async fn mailbox(request: PageRequest) -> Result<AnyView, AppError> {
    let folder = folder(&request)?;
    let locale = request.locale;
    let mut names = file_names(&request, &folder).await;
    names.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
    let mut rows = vec![];
    for name in names.into_iter().take(MOST_MAILS) {
        let source = tokio::fs::read(folder.join(&name)).await.unwrap_or_default();
        let mail = Mail::read(&source);
        let address = request.to(&format!("/staff/mailbox/{name}"));
        let subject = if mail.subject.is_empty() { name } else { mail.subject };
        rows.push(view! {
            <li>
                <a href=address>{subject}</a>
                <p class="sub">{mail.to} " " {mail.date}</p>
            </li>
        });
    }
    let title = text!(locale, staff.mailbox);
    let content = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, staff.mailbox_empty)}</p> }.into_any()
    } else {
        view! { <ul class="plain-rows">{rows}</ul> }.into_any()
    };
    Ok(view! {
        {head(&request, &title, &title)}
        {breadcrumbs(&request, &[(text!(locale, staff.title), Some("/staff")), (title.clone(), None)])}
        <h1>{title.clone()}</h1>
        <p>{text!(locale, staff.mailbox_text)}</p>
        {content}
    }
    .into_any())
}

async fn mail(request: PageRequest, name: String) -> Result<AnyView, AppError> {
    let folder = folder(&request)?;
    let locale = request.locale;
    if !file_names(&request, &folder).await.contains(&name) {
        return Err(AppError::NotFound);
    }
    let source = tokio::fs::read(folder.join(&name)).await.map_err(|_| AppError::NotFound)?;
    let mail = Mail::read(&source);
    let title = text!(locale, staff.mailbox);
    let way =
        [(text!(locale, staff.title), Some("/staff")), (title.clone(), Some("/staff/mailbox")), (name.clone(), None)];
    let headers = [
        (text!(locale, staff.mail.from), mail.from),
        (text!(locale, staff.mail.to), mail.to),
        (text!(locale, staff.mail.date), mail.date),
    ]
    .map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
    .into_iter()
    .collect_view();
    Ok(view! {
        {head(&request, &mail.subject, &title)}
        {breadcrumbs(&request, &way)}
        <h1>{mail.subject.clone()}</h1>
        <dl class="facts">{headers}</dl>
        <pre class="mail-source" tabindex="0">{mail.text}</pre>
        <details>
            <summary>{text!(locale, staff.mail.source)}</summary>
            <pre class="mail-source" tabindex="0">{String::from_utf8_lossy(&source).into_owned()}</pre>
        </details>
    }
    .into_any())
}

/// What is shown of a mail, decoded.
#[derive(Debug, Default, PartialEq, Eq)]
struct Mail {
    from: String,
    to: String,
    date: String,
    subject: String,
    text: String,
}

impl Mail {
    /// Reads a message (RFC 5322, MIME); what cannot be read is empty.
    fn read(source: &[u8]) -> Self {
        let Ok(message) = mailparse::parse_mail(source) else {
            return Self::default();
        };
        let header = |name: &str| message.headers.get_first_value(name).unwrap_or_default();
        let text = message.parts().find(|part| part.ctype.mimetype == "text/plain");
        Self {
            from: header("From"),
            to: header("To"),
            date: header("Date"),
            subject: header("Subject"),
            text: text.and_then(|part| part.get_body().ok()).unwrap_or_default(),
        }
    }
}

/// The mails in the folder that the viewer may read; a folder that is not there yet has none. Letters have
/// links by which their readers sign in: not everyone may read them.
async fn file_names(request: &PageRequest, folder: &Path) -> Vec<String> {
    let reads_letters = may(&request.viewer, Permission::ReadLetters);
    let mut names = vec![];
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else {
        return names;
    };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let name = entry.file_name().into_string().unwrap_or_default();
        let is_shown = reads_letters || !name.starts_with(LETTER);
        if is_shown && Path::new(&name).extension().is_some_and(|ending| ending == "eml") {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::Mail;

    #[test]
    fn a_mail_is_shown_decoded() {
        let source = b"From: a@x.example\r\nTo: b@y.example\r\nSubject: =?utf-8?B?5Zue6Kan?=\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5Zue6Kan\r\n";
        let mail = Mail::read(source);
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("b@y.example", "回覧"));
        assert_eq!(mail.text.trim(), "回覧");
    }
}
