//! Marks the open publication as read. An island, because opening a page must count as reading it,
//! yet a GET must never change anything (mail scanners follow links): the browser of a person who
//! looks at the page sends the POST. Without JavaScript the same form has a button. The island takes no
//! properties and keeps no state, so that it brings as little WebAssembly as an island can: what to
//! send stands in the form.

use leptos::prelude::*;

/// The form's `id`.
pub const FORM: &str = "read-mark";
/// The `id` of the line that says it is done.
pub const DONE: &str = "read-mark-done";
/// The `id` of the form that takes it back.
pub const UNDO: &str = "read-mark-undo";
/// The attribute of the form that holds the body to send, form-encoded.
pub const BODY: &str = "data-body";
/// The attribute of the form that is there when the publication is among those the header counts.
pub const COUNTED: &str = "data-counted";
/// The attribute of what is not shown but keeps its room, so that nothing moves; `hidden` would give that up.
pub const VEILED: &str = "data-veiled";
/// The `id` of the header's count of unread notices.
pub const UNREAD_COUNT: &str = "unread-count";

/// Wraps the form; in the browser it sends it once.
#[island]
pub fn ReadMark(
    /// The form with the `id` [`FORM`].
    children: Children,
) -> impl IntoView {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_futures::spawn_local(browser::mark_read());
    children()
}

#[cfg(target_arch = "wasm32")]
mod browser {
    //! What the island asks of the browser.

    use super::{BODY, COUNTED, DONE, FORM, UNDO, UNREAD_COUNT, VEILED};
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Document, Element, Headers, RequestInit, Response};

    /// Sends the form; on success the button gives way to the line that says so. On failure the
    /// button stays: the reader can press it.
    pub async fn mark_read() {
        let Some((page, form)) = form() else { return };
        if send(&form).await.unwrap_or(false) {
            let _ = form.set_attribute(VEILED, "");
            for shown in [DONE, UNDO].into_iter().filter_map(|id| page.get_element_by_id(id)) {
                let _ = shown.remove_attribute(VEILED);
            }
            if form.has_attribute(COUNTED) {
                count_down(&page);
            }
        }
    }

    fn form() -> Option<(Document, Element)> {
        let page = web_sys::window()?.document()?;
        let form = page.get_element_by_id(FORM)?;
        Some((page, form))
    }

    async fn send(form: &Element) -> Result<bool, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let address = form.get_attribute("action").unwrap_or_default();
        let headers = Headers::new()?;
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        headers.set("accept", "application/json")?;
        let options = RequestInit::new();
        options.set_method("POST");
        options.set_headers(&headers);
        options.set_body(&JsValue::from_str(&form.get_attribute(BODY).unwrap_or_default()));
        let answer = JsFuture::from(window.fetch_with_str_and_init(&address, &options)).await?;
        Ok(Response::from(answer).ok())
    }

    /// Takes one from the count the header shows; the count goes when nothing is left. Either keeps its room, so that
    /// nothing beside it moves.
    fn count_down(page: &Document) {
        let Some(count) = page.get_element_by_id(UNREAD_COUNT) else { return };
        let text = count.text_content().unwrap_or_default();
        match text.parse::<u32>() {
            Ok(number) if number > 1 => count.set_text_content(Some(&(number - 1).to_string())),
            _ => {
                let _ = count.set_attribute(VEILED, "");
            }
        }
    }
}
