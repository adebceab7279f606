//! The fields of a form that say what its page shows of a publication, so that nothing counts as seen that came after.

use domain::reading::Sight;
use leptos::prelude::*;

/// The hidden fields.
pub fn sight_fields(seen: Sight) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="revision" value=seen.revision.to_string()/>
        <input type="hidden" name="news" value=seen.news.to_string()/>
    }
}
