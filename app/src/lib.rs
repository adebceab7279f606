//! The isomorphic Leptos app. Pages are HTML made on the server, forms work without JavaScript;
//! only [`islands`] is built for the browser too, and nothing in it reaches anything but `domain`.

pub mod islands;

#[cfg(feature = "ssr")]
#[expect(
    unused_qualifications,
    unused_imports,
    dead_code,
    clippy::pedantic,
    reason = "made by the build script from the locale files"
)]
mod locales {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}
#[cfg(feature = "ssr")]
pub(crate) use locales::i18n;

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(feature = "ssr")]
pub mod views;

#[cfg(feature = "ssr")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;

#[cfg(feature = "hydrate")]
mod hydrate;
