//! A field for the name that somebody gives to what they make, so that they know it again.

use leptos::prelude::*;

/// The field, with what helps to choose a name; once on a page.
pub fn name_field(label: String, help: String, longest: usize) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input type="text" name="name" required maxlength=longest autocomplete="off" aria-describedby="name-help"/>
        </label>
        <p class="sub" id="name-help">{help}</p>
    }
}
