//! `portal.toml`: the service, its components, plans and regions, and its lead times.

use super::accent;
use super::lead_times::read_lead_times;
use crate::finding::Finding;
use crate::front_matter::{Fields, Node, parse_toml};
use crate::rule::Rule;
use crate::source::{SourceFile, Sources};
use domain::id::{ComponentKey, PlanKey, RegionKey};
use domain::mail_address::MailAddress;
use domain::portal::{Named, Portal};
use std::io;

/// Where it is.
pub(super) const PATH: &str = "portal.toml";

/// The least contrast of text, WCAG 2.2 1.4.3.
const LEAST_CONTRAST: f64 = 4.5;

/// Reads `portal.toml`; `None`, with findings, where it is missing or wrong. An error where it cannot be read.
pub(super) fn read_portal(files: &dyn Sources, findings: &mut Vec<Finding>) -> io::Result<Option<Portal>> {
    let Some(bytes) = files.read(PATH)? else {
        let help = "add portal.toml with the service, its components, plans and regions";
        findings.push(Finding::of_file(Rule::NoPortal, PATH, "there is no portal.toml", help));
        return Ok(None);
    };
    Ok(portal_of(&bytes, findings))
}

fn portal_of(bytes: &[u8], findings: &mut Vec<Finding>) -> Option<Portal> {
    let file = SourceFile::open(PATH.to_owned(), bytes).map_err(|finding| findings.push(finding)).ok()?;
    let mut own = vec![];
    let entries = parse_toml(&file, &mut own);
    let mut fields = Fields::new(&file, &entries, 0..0, &mut own);
    let (service, operator, accent) = read_service(&mut fields).unwrap_or_default();
    let contact = read_contact(&mut fields);
    let components = read_list(&mut fields, "component", ComponentKey::parse);
    let plans = read_list(&mut fields, "plan", PlanKey::parse);
    let regions = read_list(&mut fields, "region", RegionKey::parse);
    let lead_times = read_lead_times(&mut fields, plans.as_deref().unwrap_or_default());
    fields.finish();
    let is_wrong = own.iter().any(Finding::is_error);
    findings.append(&mut own);
    if is_wrong {
        return None;
    }
    Some(Portal {
        service: service?,
        operator: operator?,
        accent: accent?,
        contact: contact?,
        components: components?,
        plans: plans?,
        regions: regions?,
        lead_times: lead_times?,
    })
}

type Localized = domain::locale::Localized<String>;

fn read_service(fields: &mut Fields<'_>) -> Option<(Option<Localized>, Option<Localized>, Option<String>)> {
    let node = fields.required("service")?;
    let mut service = fields.below(node)?;
    let name = service.required("name").and_then(|node| service.localized(node));
    let operator = service.required("operator").and_then(|node| service.localized(node));
    let accent = service.required("accent").and_then(|node| read_accent(&mut service, node));
    service.finish();
    Some((name, operator, accent))
}

fn read_accent(service: &mut Fields<'_>, node: &Node) -> Option<String> {
    let colour = service.scalar(node, |text| {
        let colour = accent::parse(text).map(|colour| (text.to_ascii_lowercase(), colour));
        colour.ok_or_else(|| "write a colour as in #165e83".into())
    })?;
    let contrast = accent::contrast_with_white(colour.value.1);
    if contrast < LEAST_CONTRAST {
        let message = format!("the contrast with white is {contrast:.1}");
        service.report(Rule::AccentContrast, colour.at, message, "choose a darker colour: 4.5 is the least");
    }
    Some(colour.value.0)
}

fn read_contact(fields: &mut Fields<'_>) -> Option<MailAddress> {
    let node = fields.required("contact")?;
    let mut contact = fields.below(node)?;
    let mail = contact.required("mail").and_then(|node| contact.name(node, MailAddress::parse));
    contact.finish();
    mail.map(|mail| mail.value)
}

fn read_list<K: PartialEq, E: ToString>(
    fields: &mut Fields<'_>,
    name: &'static str,
    parse: impl Fn(&str) -> Result<K, E>,
) -> Option<Vec<Named<K>>> {
    let Some(node) = fields.node(name) else { return Some(vec![]) };
    let mut list: Vec<Named<K>> = vec![];
    for item in fields.list(node)? {
        let mut entry = fields.below(item)?;
        let key = entry.required("key").and_then(|node| entry.name(node, &parse));
        let text = entry.required("name").and_then(|node| entry.localized(node));
        if let Some(key) = key.as_ref().filter(|key| list.iter().any(|earlier| earlier.key == key.value)) {
            entry.report(Rule::DuplicateKey, key.at.clone(), "this key is in the list twice", "give each its own");
        }
        entry.finish();
        list.push(Named { key: key?.value, name: text? });
    }
    Some(list)
}
