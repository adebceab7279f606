//! The pages, one to a file, named after their addresses.

pub mod account;
pub mod acknowledgements;
pub mod api;
pub mod audit;
pub mod calendar;
pub mod choose_revisions;
pub mod compare;
pub mod disclosure;
pub mod disclosures;
pub mod home;
pub mod links;
pub mod not_found;
pub mod notice;
pub mod notices;
pub mod past_revision;
pub mod people;
pub mod policies;
pub mod policy;
pub mod preview;
pub mod search;
pub mod shortcuts;
pub mod sign_in;
pub mod staff;
pub mod staff_mailbox;
pub mod staff_notice;
pub mod staff_preview;
pub mod staff_tenants;
pub mod subscriptions;
pub mod tokens;
pub mod unsubscribe;

use crate::ssr::page_request::PageRequest;
use domain::publication::{Publication, PublicationKey, PublicationKind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

/// A part of the address that the route names.
fn parameter(name: &str) -> Option<String> {
    use_params_map().with_untracked(|parameters| parameters.get(name))
}

/// The publication the address names, if it exists for the viewer.
fn named_publication(request: &PageRequest, kind: PublicationKind) -> Option<Arc<Publication>> {
    let key = PublicationKey::parse(kind, &parameter("name")?).ok()?;
    request.catalogue.find(&request.viewer, request.now, &key)
}
