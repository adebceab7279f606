//! Where the browser half starts: it wakes the islands that are on the page, and nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the WebAssembly is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
