//! The front matter of a disclosure.

use super::audience::{read_audience, read_requirement};
use super::references::read_clauses;
use super::register::{FILE, read_register};
use super::revision::{Context, Front};
use crate::finding::Finding;
use crate::front_matter::Fields;
use crate::rule::Rule;
use domain::id::Slug;
use domain::publication::PublicationKey;
use domain::revision::{DisclosureFacts, DisclosureTopic, Facts};
use domain::zone::civil_date;
use std::collections::BTreeMap;

/// Reads what only disclosures have; findings about the register go to `beside`.
pub(super) fn read_disclosure(
    fields: &mut Fields<'_>,
    front: &mut Front,
    files: &BTreeMap<&str, &[u8]>,
    context: &mut Context<'_>,
    beside: &mut Vec<Finding>,
) {
    front.key = folder_slug(fields, context).map(PublicationKey::Disclosure);
    front.audience = read_audience(fields, context);
    let published = front.publish_at.as_ref().map(|at| civil_date(at.value.to_utc()));
    let topic =
        fields.required("topic").and_then(|node| fields.word(node, DisclosureTopic::ALL, DisclosureTopic::word));
    let as_of = fields.required("as_of").and_then(|node| fields.date(node));
    let order = fields.required("order").and_then(|node| fields.number(node));
    let is_sample_data = match fields.node("sample_data") {
        Some(node) => fields.truth(node).map(|truth| truth.value),
        None => Some(false),
    };
    let acknowledgement = read_requirement(fields, published);
    let clauses = read_clauses(fields, context);
    let as_of = as_of.map(|day| day.value);
    let register = files.get(FILE).map(|bytes| read_register(bytes, as_of, context, beside));
    let facts = || {
        Some(DisclosureFacts {
            topic: topic?.value,
            as_of: as_of?,
            order: order?.value,
            is_sample_data: is_sample_data?,
            clauses: clauses?,
            acknowledgement,
            register: match register {
                Some(register) => Some(register?),
                None => None,
            },
        })
    };
    front.facts = facts().map(Facts::Disclosure);
}

/// The name of the folder, which is the publication's.
pub(super) fn folder_slug(fields: &mut Fields<'_>, context: &Context<'_>) -> Option<Slug> {
    let slug = Slug::parse(context.folder.name);
    slug.map_err(|error| {
        let help = "rename the folder: lower case letters, digits and single hyphens";
        fields.report(Rule::IdFolderMismatch, 0..0, error.to_string(), help);
    })
    .ok()
}
