//! Marks the open publication as read. An island, because opening a page must count as reading it,
//! yet a GET must never change anything (mail scanners follow links): the browser of a person who
//! looks at the page sends the POST. Without JavaScript the same form has a button.

use leptos::prelude::*;

/// The form, and after hydration the POST that sends it by itself.
#[island]
pub fn ReadMark(
    /// Where the form goes.
    action: String,
    /// What sort of publication: `notice`, `disclosure`, `policy`.
    kind: String,
    /// Its number or slug.
    name: String,
    /// The revision on the page.
    revision: u32,
    /// The page's address, to come back to.
    back: String,
    /// What the button says.
    label: String,
    /// What is said once it is done.
    done: String,
) -> impl IntoView {
    let is_read = RwSignal::new(false);

    #[cfg(target_arch = "wasm32")]
    {
        let body = format!("kind={kind}&name={name}&revision={revision}&back=");
        let action = action.clone();
        Effect::new(move |_| {
            let (action, body) = (action.clone(), body.clone());
            leptos::task::spawn_local(async move {
                if browser::post(&action, &body).await {
                    is_read.set(true);
                    browser::count_down("unread-count");
                }
            });
        });
    }

    view! {
        <form class="read-mark" method="post" action=action>
            <input type="hidden" name="kind" value=kind/>
            <input type="hidden" name="name" value=name/>
            <input type="hidden" name="revision" value=revision.to_string()/>
            <input type="hidden" name="back" value=back/>
            <button class="quiet" type="submit" hidden=move || is_read.get()>{label}</button>
            <span class="sub" role="status" hidden=move || !is_read.get()>{done}</span>
        </form>
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    //! The two things this island asks of the browser.

    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response};

    /// Posts a form and tells whether the server took it.
    pub async fn post(address: &str, body: &str) -> bool {
        send(address, body).await.unwrap_or(false)
    }

    async fn send(address: &str, body: &str) -> Result<bool, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let headers = Headers::new()?;
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        headers.set("accept", "application/json")?;
        let options = RequestInit::new();
        options.set_method("POST");
        options.set_headers(&headers);
        options.set_body(&JsValue::from_str(body));
        let answer = JsFuture::from(window.fetch_with_str_and_init(address, &options)).await?;
        Ok(Response::from(answer).ok())
    }

    /// Takes one from the count the header shows; the element goes when nothing is left.
    pub fn count_down(id: &str) {
        let element =
            web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id(id));
        let Some(element) = element else { return };
        let count = element.text_content().and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(0);
        if count <= 1 {
            element.remove();
        } else {
            element.set_text_content(Some(&(count - 1).to_string()));
        }
    }
}
