//! The WASM budget. Each island is here for a reason that a form alone cannot serve.

pub mod read_mark;
