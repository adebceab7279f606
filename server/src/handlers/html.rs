//! The last touch to a rendered page: what its framework appended behind the document goes where it
//! belongs, or away, and the policy of what the page may load is written.
//!
//! The framework appends scripts with the data its browser half needs, after `</html>`, to every
//! page. A page without a script of its own has no browser half: there they are dropped, so that such
//! a page is valid, carries no script at all and has the same bytes each time. On a page with an
//! island they are moved into the body, under the nonce they were given.

use app::ssr::consoles::FramedBy;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};

/// The end of every page.
const END: &str = "</body></html>";

/// How the script of the shortcuts stands in a page: it needs nothing of what the framework appends.
const SHORTCUTS: &str = "<script src=\"/keys.js\"";

/// How the script of a frame stands in a page: as little.
const FRAME: &str = "<script src=\"/embed/frame.js\"";

/// What a page may load but for scripts: its own origin only.
const OWN_ORIGIN_ONLY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'";

/// Finishes a page. `targets`: the origins its forms may lead on to, besides this one. `watches`: whether
/// it reloads itself by a script without a nonce.
pub async fn finish(response: Response, targets: &[String], watches: bool) -> Response {
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"));
    if !is_html {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        tracing::error!("a page ended early");
        return crate::middleware::error_page::failed();
    };
    let html = String::from_utf8(bytes.into());
    let page = Page::of(html.unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned()));
    let framed_by = parts.extensions.get::<FramedBy>().map(|framed| framed.0.join(" "));
    let framed_by = framed_by.as_deref().unwrap_or("'none'");
    if let Ok(policy) = HeaderValue::from_str(&page.policy(targets, framed_by, watches)) {
        parts.headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page.html))
}

struct Page {
    html: String,
    scripts: Scripts,
}

/// Which scripts a page runs.
enum Scripts {
    /// None.
    None,
    /// That of the shortcuts, a file of the portal.
    Shortcuts,
    /// Those of an island, under this nonce; files of the portal too.
    Island(String),
}

impl Page {
    fn of(mut html: String) -> Self {
        let Some(end) = html.rfind(END) else {
            return Self { html, scripts: Scripts::None };
        };
        let appended = html.split_off(end + END.len());
        html.truncate(end);
        // In the head, where no words of a reader stand as they were typed.
        let head = html.split("</head>").next().unwrap_or_default();
        let shortcuts = head.matches(SHORTCUTS).count() + head.matches(FRAME).count();
        let scripts = match head.matches("<script").count() {
            0 => Scripts::None,
            all if all == shortcuts => Scripts::Shortcuts,
            _ => Scripts::Island(nonce_of(&appended)),
        };
        if matches!(scripts, Scripts::Island(_)) {
            html.push_str(&appended);
        }
        html.push_str(END);
        html.push('\n');
        Self { html, scripts }
    }

    fn policy(&self, targets: &[String], framed_by: &str, watches: bool) -> String {
        let targets: String = targets.iter().flat_map(|target| [" ", target]).collect();
        let scripts = match &self.scripts {
            _ if watches => "'self' 'unsafe-inline' 'wasm-unsafe-eval'".to_owned(),
            Scripts::Island(nonce) => format!("'self' 'nonce-{nonce}' 'wasm-unsafe-eval'"),
            Scripts::Shortcuts => "'self'".to_owned(),
            Scripts::None => "'none'".to_owned(),
        };
        format!("{OWN_ORIGIN_ONLY}{targets}; frame-ancestors {framed_by}; script-src {scripts}")
    }
}

/// The nonce of what the framework appended; empty, and so of no use to anyone, where there is none.
fn nonce_of(appended: &str) -> String {
    let nonce = appended.split_once("nonce=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
    nonce.chars().filter(|c| c.is_ascii_alphanumeric() || "-_+/=".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const APPENDED: &str = "<script nonce=\"ab-C_1==\">__RESOLVED_RESOURCES=[];</script>";

    #[test]
    fn a_page_without_an_island_carries_no_script_and_may_run_none() {
        let page = Page::of(format!("<html><body><p>題</p></body></html>{APPENDED}"));
        assert_eq!(page.html, "<html><body><p>題</p></body></html>\n");
        assert!(page.policy(&[], "'none'", false).ends_with("script-src 'none'"));
    }

    #[test]
    fn a_script_that_a_reader_typed_is_none_of_the_page() {
        let typed = "<html><head></head><body><input value=\"<script>\"></body></html>";
        assert_eq!(Page::of(format!("{typed}{APPENDED}")).html, format!("{typed}\n"));
        assert!(Page::of(format!("{typed}{APPENDED}")).policy(&[], "'none'", false).ends_with("script-src 'none'"));
    }

    #[test]
    fn the_shortcuts_are_a_file_of_the_portal_and_bring_nothing_else() {
        let page = Page::of(format!("<html><head>{SHORTCUTS} defer></script></head><body></body></html>{APPENDED}"));
        assert_eq!(page.html, format!("<html><head>{SHORTCUTS} defer></script></head><body></body></html>\n"));
        assert!(page.policy(&[], "'none'", false).ends_with("; script-src 'self'"));
    }

    #[test]
    fn the_scripts_of_an_island_are_in_the_body_under_their_nonce() {
        let island = "<html><head><script type=\"module\" nonce=\"ab-C_1==\">x</script></head><body>";
        let page = Page::of(format!("{island}</body></html>{APPENDED}"));
        assert_eq!(page.html, format!("{island}{APPENDED}</body></html>\n"));
        assert!(page.policy(&[], "'none'", false).contains("script-src 'self' 'nonce-ab-C_1==' 'wasm-unsafe-eval'"));
    }

    #[test]
    fn only_an_author_who_watches_has_scripts_without_a_nonce() {
        let page = Page::of("<html><body><script>x</script></body></html>".to_owned());
        assert!(page.policy(&[], "'none'", true).contains("'unsafe-inline'"));
        assert!(!page.policy(&[], "'none'", false).contains("'unsafe-inline'"));
    }
}
