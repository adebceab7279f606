//! The mails written to files, where no mail server is set: for trying the portal out.

use super::{parameter, staff::staff_only};
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::text;
use leptos::prelude::*;
use std::path::{Path, PathBuf};

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
    let mut names = file_names(&folder).await;
    names.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
    let mut rows = vec![];
    for name in names.into_iter().take(MOST_MAILS) {
        let source = tokio::fs::read_to_string(folder.join(&name)).await.unwrap_or_default();
        let to = header(&source, "To").unwrap_or_default().to_owned();
        let address = request.to(&format!("/staff/mailbox/{name}"));
        rows.push(view! { <li><a href=address>{name}</a> " " <span class="sub">{to}</span></li> });
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
    if !file_names(&folder).await.contains(&name) {
        return Err(AppError::NotFound);
    }
    let source = tokio::fs::read_to_string(folder.join(&name)).await.map_err(|_| AppError::NotFound)?;
    let title = text!(locale, staff.mailbox);
    let way =
        [(text!(locale, staff.title), Some("/staff")), (title.clone(), Some("/staff/mailbox")), (name.clone(), None)];
    Ok(view! {
        {head(&request, &name, &title)}
        {breadcrumbs(&request, &way)}
        <h1>{name.clone()}</h1>
        <pre class="mail-source" tabindex="0">{source}</pre>
    }
    .into_any())
}

/// The mails in the folder; a folder that is not there yet has none.
async fn file_names(folder: &Path) -> Vec<String> {
    let mut names = vec![];
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else {
        return names;
    };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let name = entry.file_name().into_string().unwrap_or_default();
        if Path::new(&name).extension().is_some_and(|ending| ending == "eml") {
            names.push(name);
        }
    }
    names
}

/// A header's value as it stands in the file.
fn header<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    source.lines().take_while(|line| !line.is_empty()).find_map(|line| {
        line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests {
    use super::header;

    #[test]
    fn headers_end_at_the_first_empty_line() {
        let source = "From: a@x.example\r\nTo: b@y.example\r\n\r\nSubject: not a header\r\n";
        assert_eq!(header(source, "to"), Some("b@y.example"));
        assert_eq!(header(source, "Subject"), None);
    }
}
