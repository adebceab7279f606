//! One tenant as a program gives it, read with the same checks as a row of the file.

use crate::front_matter::did_you_mean;
use chrono::NaiveDate;
use domain::audience::Tenant;
use domain::id::{ComponentKey, InvalidId, PlanKey, RegionKey, TenantId};
use domain::locale::Localized;
use domain::portal::{Named, Portal};
use std::collections::BTreeSet;

/// A tenant as it was given, nothing checked yet.
#[derive(Debug, Clone, Default)]
pub struct GivenTenant {
    /// Its key.
    pub id: String,
    /// Its name in Japanese.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// The key of its plan.
    pub plan: String,
    /// The keys of its regions.
    pub regions: Vec<String>,
    /// The keys of the components it uses.
    pub components: Vec<String>,
    /// The day it became a customer.
    pub joined_on: Option<NaiveDate>,
}

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Where it is, as a JSON pointer (RFC 6901) into what was given: `/regions/1`.
    pub pointer: String,
    /// What is wrong, and a way out.
    pub message: String,
}

/// Checks it against the portal's plans, regions and components.
///
/// # Errors
/// Every value that cannot be taken.
pub fn read_tenant(given: &GivenTenant, portal: &Portal) -> Result<Tenant, Vec<FieldProblem>> {
    let mut problems = vec![];
    let mut problem = |pointer: String, message: String| problems.push(FieldProblem { pointer, message });
    let id = TenantId::parse(&given.id).map_err(|error| problem("/id".to_owned(), error.to_string())).ok();
    let name = given.name.trim();
    if name.is_empty() {
        problem("/name/ja".to_owned(), "the tenant has no name".to_owned());
    }
    let name_en = given.name_en.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let mut key = Keys { problem: &mut problem };
    let plan = key.read("/plan".to_owned(), &given.plan, PlanKey::parse, &portal.plans);
    let regions = key.read_all("/regions", &given.regions, RegionKey::parse, &portal.regions);
    let components = key.read_all("/components", &given.components, ComponentKey::parse, &portal.components);
    match (id, plan) {
        (Some(id), Some(plan)) if problems.is_empty() => Ok(Tenant {
            id,
            name: Localized { ja: name.to_owned(), en: name_en.map(str::to_owned) },
            plan,
            regions,
            components,
            joined_on: given.joined_on,
        }),
        _ => Err(problems),
    }
}

struct Keys<'a> {
    problem: &'a mut dyn FnMut(String, String),
}

impl Keys<'_> {
    fn read<K: PartialEq + AsRef<str>>(
        &mut self,
        pointer: String,
        text: &str,
        parse: impl Fn(&str) -> Result<K, InvalidId>,
        list: &[Named<K>],
    ) -> Option<K> {
        let key = match parse(text) {
            Ok(key) => key,
            Err(error) => {
                (self.problem)(pointer, error.to_string());
                return None;
            }
        };
        if list.iter().any(|named| named.key == key) {
            return Some(key);
        }
        let help = did_you_mean(text, list.iter().map(|named| named.key.as_ref()));
        (self.problem)(pointer, format!("the portal does not list {text:?}; {help}"));
        None
    }

    fn read_all<K: Ord + AsRef<str>>(
        &mut self,
        pointer: &str,
        texts: &[String],
        parse: impl Fn(&str) -> Result<K, InvalidId> + Copy,
        list: &[Named<K>],
    ) -> BTreeSet<K> {
        let read = |(nth, text): (usize, &String)| self.read(format!("{pointer}/{nth}"), text, parse, list);
        texts.iter().enumerate().filter_map(read).collect()
    }
}
