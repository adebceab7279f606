//! What answers the addresses of [`crate::router::ROUTES`], one kind to a file.

pub mod accent;
pub mod api;
pub mod asset;
pub mod calendar;
pub mod embed;
pub mod export;
pub mod feed;
pub mod file;
pub mod health;
mod html;
pub mod launch;
pub mod oidc;
pub mod page;
pub mod preview;
pub mod private_feed;
pub mod problem;
pub mod reload;
pub mod unsubscribe;
