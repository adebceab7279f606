//! A line above the content that says what just happened, or what to know before reading.

use leptos::prelude::*;

/// How a banner looks and how a screen reader takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Note,
    /// Something did not work, or must be done first.
    Problem,
}

/// The banner.
pub fn banner(tone: Tone, content: impl IntoView + 'static) -> AnyView {
    let (class, role) = match tone {
        Tone::Done => ("banner banner-done", "status"),
        Tone::Note => ("banner banner-note", "note"),
        Tone::Problem => ("banner banner-problem", "alert"),
    };
    view! { <div class=class role=role>{content.into_view()}</div> }.into_any()
}
