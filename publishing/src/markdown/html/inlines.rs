//! Links and images.

use super::{Writer, end_of};
use crate::markdown::image_size::image_size;
use crate::markdown::link::Destination;
use crate::markdown::text::plain;

impl Writer<'_> {
    /// Opens a link; one that may not be a link becomes a plain element, so that its words stay.
    pub(super) fn link(&mut self, destination: &str, title: &str) {
        let (href, is_external) = match Destination::read(destination, self.page.setting, self.page.anchors) {
            Destination::External { href } => (href, true),
            Destination::Here { href }
            | Destination::Portal { href }
            | Destination::Page { href, .. }
            | Destination::File { href, .. } => (href, false),
            Destination::Unsafe | Destination::Dead { .. } => {
                self.links.push("</span>");
                self.out.push_str("<span>");
                return;
            }
        };
        self.links.push("</a>");
        self.out.push_str("<a");
        self.attribute("href", &href);
        if !title.is_empty() {
            self.attribute("title", title);
        }
        if is_external {
            self.out.push_str(" rel=\"noopener\"");
        }
        self.out.push('>');
    }

    pub(super) fn end_link(&mut self) {
        let end = self.links.pop().unwrap_or_default();
        self.out.push_str(end);
    }

    /// A whole image. Only a file beside the text is shown; else its words are.
    pub(super) fn image(&mut self, destination: &str, at: usize) -> usize {
        let end = end_of(self.events, at);
        let alternative = plain(&self.events[at + 1..end]);
        match Destination::read(destination, self.page.setting, self.page.anchors) {
            Destination::File { href, name } => {
                self.out.push_str("<img");
                self.attribute("src", &href);
                self.attribute("alt", &alternative);
                let bytes = self.page.setting.files.get(name.as_str());
                if let Some((width, height)) = bytes.and_then(|bytes| image_size(bytes)) {
                    self.put(format_args!(" width=\"{width}\" height=\"{height}\""));
                }
                self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
            }
            _ => super::escape(&alternative, &mut self.out),
        }
        end + 1
    }
}
