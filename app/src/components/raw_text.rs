//! Text for the elements whose content is written into the document as it is given: `title` and `textarea`.

/// The text without a character that would end the element or begin an entity.
pub fn raw_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
