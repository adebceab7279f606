//! Rendered texts that wait to be written lie in a file without a name, in the folder for temporary files,
//! so that publishing a large folder takes little memory. The file is gone with the publish. Where there is
//! no room for it, the texts stay in memory.

use domain::locale::Localized;
use domain::plan::{DraftBodies, LaidAside};
use domain::revision::Body;
use publishing::KeepTexts;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The file.
pub struct Aside {
    file: Option<Arc<File>>,
    end: AtomicU64,
}

impl Aside {
    /// An empty one.
    pub fn new() -> Self {
        Self { file: tempfile::tempfile().ok().map(Arc::new), end: AtomicU64::new(0) }
    }

    fn put(&self, bodies: &Localized<Body>) -> io::Result<Place> {
        let file = self.file.as_ref().ok_or(io::ErrorKind::NotFound)?;
        // Not as they are written elsewhere: there an absent translation is left out, which this form cannot tell.
        let bytes = postcard::to_stdvec(&(&bodies.ja, &bodies.en)).map_err(io::Error::other)?;
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        file.write_all_at(&bytes, at)?;
        Ok(Place { file: Arc::clone(file), at, length: bytes.len() })
    }
}

impl KeepTexts for Aside {
    fn keep(&self, bodies: Localized<Body>) -> DraftBodies {
        match self.put(&bodies) {
            Ok(place) => DraftBodies::LaidAside(Arc::new(place)),
            Err(_) => bodies.into(),
        }
    }
}

/// Where in the file the texts of one revision are.
#[derive(Debug)]
struct Place {
    file: Arc<File>,
    at: u64,
    length: usize,
}

impl LaidAside for Place {
    fn fetch(&self) -> io::Result<Localized<Body>> {
        let mut bytes = vec![0; self.length];
        self.file.read_exact_at(&mut bytes, self.at)?;
        let (ja, en) = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
        Ok(Localized { ja, en })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::outline::OutlineItem;

    fn bodies(text: &str) -> Localized<Body> {
        let heading = OutlineItem { level: 2, anchor: "h".to_owned(), text: text.to_owned() };
        let body =
            Body { html: format!("<p>{text}</p>"), text: text.to_owned(), headings: vec![heading], ..Body::default() };
        Localized { ja: body.clone(), en: (text != "一").then_some(body) }
    }

    #[test]
    fn texts_come_back_as_they_were_in_any_order() {
        let aside = Aside::new();
        let kept = ["一", "二", "三"].map(|text| (text, aside.keep(bodies(text))));
        assert!(kept.iter().all(|(_, kept)| matches!(kept, DraftBodies::LaidAside(_))));
        for (text, kept) in kept.iter().rev() {
            assert_eq!(*kept.read().unwrap(), bodies(text));
        }
    }

    #[test]
    fn without_a_file_they_stay_in_memory() {
        let aside = Aside { file: None, end: AtomicU64::new(0) };
        assert!(matches!(aside.keep(bodies("一")), DraftBodies::Held(held) if *held == bodies("一")));
    }
}
