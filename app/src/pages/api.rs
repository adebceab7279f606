//! How programs ask: made from the `OpenAPI` document, so that it says what the handlers say. Names and
//! explanations are in the reader's language, names of fields and words as they are sent.

use crate::components::head::{breadcrumbs, head};
use crate::ssr::api_document::{ApiAnswer, ApiDocument, ApiOperation, ApiParameter};
use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use domain::locale::Locale;
use http::request::Parts;
use leptos::prelude::*;

/// `/api`
#[component]
pub fn ApiPage() -> impl IntoView {
    let document = use_context::<Parts>().and_then(|parts| parts.extensions.get::<ApiDocument>().cloned());
    PageRequest::current().zip(document).map(|(request, document)| api(&request, &document))
}

fn api(request: &PageRequest, document: &ApiDocument) -> impl IntoView + use<> {
    let locale = request.locale;
    let title = text!(locale, api.title);
    let operations = document.operations();
    let contents: Vec<_> = operations
        .iter()
        .map(|operation| {
            view! {
                <li>
                    <a href=format!("#{}", operation.id)>{name(locale, operation)}</a> " "
                    <code class="sub">{operation.method.clone()} " " {operation.path.clone()}</code>
                </li>
            }
        })
        .collect();
    let sections: Vec<_> = operations.iter().map(|operation| section(request, operation)).collect();
    let problems: Vec<_> = words::PROBLEMS
        .iter()
        .map(|name| {
            view! {
                <dt id=*name><code>{*name}</code></dt>
                <dd>{words::problem(locale, name)}</dd>
            }
        })
        .collect();
    view! {
        {head(request, &title, &text!(locale, api.description))}
        {breadcrumbs(request, &[(title.clone(), None)])}
        <h1>{title}</h1>
        <p class="lead">{text!(locale, api.introduction)}</p>
        <p class="api-links">
            <a href=request.to("/tokens")>{text!(locale, api.to_tokens)}</a>
            <a href="/api/openapi.json">{text!(locale, api.document)}</a>
        </p>
        {conventions(request)}
        <nav class="api-contents" aria-labelledby="operations">
            <h2 id="operations">{text!(locale, api.operations)}</h2>
            <ul class="plain-rows">{contents}</ul>
        </nav>
        {sections}
        <section aria-labelledby="problems">
            <h2 id="problems">{text!(locale, api.problems)}</h2>
            <p>{text!(locale, api.problems_text)}</p>
            <dl class="explained">{problems}</dl>
        </section>
    }
}

fn conventions(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let parts = [
        ("begin", text!(locale, api.begin), text!(locale, api.begin_text)),
        ("paging", text!(locale, api.paging), text!(locale, api.paging_text)),
        ("conditions", text!(locale, api.conditions), text!(locale, api.conditions_text)),
        ("repeating", text!(locale, api.repeating), text!(locale, api.repeating_text)),
        ("limits", text!(locale, api.limits), text!(locale, api.limits_text)),
        ("changes", text!(locale, api.changes), text!(locale, api.changes_text)),
    ]
    .map(|(id, title, body)| view! { <section aria-labelledby=id><h2 id=id>{title}</h2><p>{body}</p></section> });
    let example = format!(
        "curl {}/api/v1/unread \\\n  -H \"Authorization: Bearer $KAIRAN_TOKEN\"",
        request.portal.site.public_url
    );
    view! {
        <pre class="api-example" tabindex="0"><code>{example}</code></pre>
        {parts.into_iter().collect_view()}
    }
}

fn section(request: &PageRequest, operation: &ApiOperation) -> impl IntoView + use<> {
    let locale = request.locale;
    let parameters = (!operation.parameters.is_empty()).then(|| parameter_table(locale, &operation.parameters));
    let body = operation.body.clone().map(|body| {
        view! { <h3>{text!(locale, api.body)}</h3><pre tabindex="0"><code>{body}</code></pre> }
    });
    let (problems, answers): (Vec<_>, Vec<_>) = operation.answers.iter().partition(|answer| answer.is_problem);
    let answers: Vec<_> = answers.into_iter().map(|answer| answer_view(locale, answer)).collect();
    let problems: Vec<_> = problems.into_iter().map(problem_view).collect();
    view! {
        <section aria-labelledby=operation.id.clone() class="operation">
            <h2 id=operation.id.clone()>{name(locale, operation)}</h2>
            <p><code>{operation.method.clone()} " " {operation.path.clone()}</code></p>
            <p>{words::operation_text(locale, &operation.id)}</p>
            <p>{text!(locale, api.scope)} " " <code>{operation.scope.clone()}</code></p>
            {parameters}
            {body}
            <h3>{text!(locale, api.example)}</h3>
            <pre tabindex="0"><code>{operation.curl(&request.portal.site.public_url)}</code></pre>
            <h3>{text!(locale, api.answers)}</h3>
            {answers}
            <ul class="plain-rows">{problems}</ul>
        </section>
    }
}

/// The operation's name in the reader's language, or as the document has it.
fn name(locale: Locale, operation: &ApiOperation) -> String {
    words::operation(locale, &operation.id).unwrap_or_else(|| operation.summary.clone())
}

fn parameter_table(locale: Locale, parameters: &[ApiParameter]) -> impl IntoView + use<> {
    let heads = [
        text!(locale, api.column.name),
        text!(locale, api.column.place),
        text!(locale, api.column.values),
        text!(locale, api.column.meaning),
    ]
    .map(|name| view! { <th scope="col">{name}</th> })
    .into_iter()
    .collect_view();
    let rows: Vec<_> = parameters
        .iter()
        .map(|parameter| {
            let required =
                parameter.is_required.then(|| view! { " " <span class="tag">{text!(locale, api.required)}</span> });
            let meaning =
                words::api_parameter(locale, &parameter.name).unwrap_or_else(|| parameter.description.clone());
            view! {
                <tr>
                    <td data-label=text!(locale, api.column.name)><code>{parameter.name.clone()}</code> {required}</td>
                    <td data-label=text!(locale, api.column.place)>{parameter.place.clone()}</td>
                    <td data-label=text!(locale, api.column.values)><code>{parameter.values.clone()}</code></td>
                    <td data-label=text!(locale, api.column.meaning)>{meaning}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <h3>{text!(locale, api.parameters)}</h3>
        <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
    }
}

fn answer_view(locale: Locale, answer: &ApiAnswer) -> impl IntoView + use<> {
    let example = answer.example.clone().map(|example| {
        view! {
            <details>
                <summary>{text!(locale, api.example_of_answer)}</summary>
                <pre tabindex="0"><code>{example}</code></pre>
            </details>
        }
    });
    view! { <p><code>{answer.status.clone()}</code></p> {example} }
}

fn problem_view(answer: &ApiAnswer) -> impl IntoView + use<> {
    let kinds: Vec<_> = answer
        .description
        .split(", ")
        .map(|kind| view! { " " <a href=format!("#{kind}")><code>{kind.to_owned()}</code></a> })
        .collect();
    view! { <li><code>{answer.status.clone()}</code> {kinds}</li> }
}
