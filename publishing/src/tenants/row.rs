//! One row: a tenant.

use super::Record;
use crate::finding::Finding;
use crate::front_matter::did_you_mean;
use crate::rule::Rule;
use chrono::NaiveDate;
use domain::audience::Tenant;
use domain::id::{ComponentKey, PlanKey, RegionKey, TenantId};
use domain::locale::Localized;
use domain::portal::{Named, Portal};
use std::collections::BTreeSet;
use std::ops::Range;

/// A row being read.
pub(super) struct Row<'a> {
    pub record: &'a Record<'a>,
    pub columns: &'a [&'static str],
    pub portal: &'a Portal,
    pub findings: &'a mut Vec<Finding>,
}

impl Row<'_> {
    /// The tenant and where its key is written; `None`, with findings, where something is wrong.
    pub fn read(&mut self) -> Option<(Tenant, Range<usize>)> {
        let given = self.record.values.len();
        if given > self.columns.len() {
            let message = format!("this row has {given} values, the header {}", self.columns.len());
            let help = "put quotes around a value with a comma in it";
            self.report(Rule::WrongValue, self.record.place(self.columns.len()), message, help);
            return None;
        }
        let id = self.key("id", TenantId::parse);
        let name = self.text("name");
        if name.as_ref().is_some_and(String::is_empty) {
            self.report(Rule::WrongValue, self.at("name"), "the tenant has no name", "write it as its people know it");
        }
        let name_en = self.text("name_en").filter(|name| !name.is_empty());
        let (plans, regions, components) = (&self.portal.plans, &self.portal.regions, &self.portal.components);
        let plan = self.key("plan", PlanKey::parse);
        let plan = plan.filter(|plan| self.is_listed(plan, &self.at("plan"), plans, Rule::UnknownPlan));
        let regions = self.keys("regions", RegionKey::parse, regions, Rule::UnknownRegion);
        let components = self.keys("components", ComponentKey::parse, components, Rule::UnknownComponent);
        let joined_on = self.day("joined_on");
        let tenant = Tenant {
            id: id?,
            name: Localized { ja: name.filter(|name| !name.is_empty())?, en: name_en },
            plan: plan?,
            regions: regions?,
            components: components?,
            joined_on: joined_on?,
        };
        Some((tenant, self.at("id")))
    }

    fn report(&mut self, rule: Rule, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.record.report(self.findings, rule, at, message, help);
    }

    fn nth(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| *known == column)
    }

    fn at(&self, column: &str) -> Range<usize> {
        self.record.place(self.nth(column).unwrap_or(0))
    }

    /// What stands in a column; `None` where the file has no such column.
    fn text(&self, column: &str) -> Option<String> {
        let nth = self.nth(column)?;
        Some(self.record.values.get(nth).unwrap_or_default().trim().to_owned())
    }

    fn key<K, E: ToString>(&mut self, column: &str, parse: impl Fn(&str) -> Result<K, E>) -> Option<K> {
        let text = self.text(column)?;
        parse(&text)
            .map_err(|error| {
                let message =
                    if text.is_empty() { format!("`{column}` is empty") } else { format!("`{text}` cannot be taken") };
                self.report(Rule::WrongValue, self.at(column), message, error.to_string());
            })
            .ok()
    }

    fn is_listed<K: PartialEq + AsRef<str>>(
        &mut self,
        key: &K,
        at: &Range<usize>,
        list: &[Named<K>],
        rule: Rule,
    ) -> bool {
        let is_listed = list.iter().any(|named| named.key == *key);
        if !is_listed {
            let help = did_you_mean(key.as_ref(), list.iter().map(|named| named.key.as_ref()));
            self.report(rule, at.clone(), format!("the portal does not list `{}`", key.as_ref()), help);
        }
        is_listed
    }

    /// Keys separated by `;` or spaces.
    fn keys<K: Ord + AsRef<str>, E: ToString>(
        &mut self,
        column: &str,
        parse: impl Fn(&str) -> Result<K, E>,
        list: &[Named<K>],
        rule: Rule,
    ) -> Option<BTreeSet<K>> {
        let field = self.at(column);
        let written = self.record.file.text[field.clone()].to_owned();
        let is_separator = |c: char| c == ';' || c.is_whitespace();
        let mut keys = BTreeSet::new();
        let (mut from, mut is_whole) = (0, true);
        for part in written.split_inclusive(is_separator) {
            let word = part.trim_end_matches(is_separator);
            let at = field.start + from..field.start + from + word.len();
            from += part.len();
            if word.is_empty() {
                continue;
            }
            match parse(word) {
                Ok(key) if self.is_listed(&key, &at, list, rule) => {
                    keys.insert(key);
                }
                Ok(_) => is_whole = false,
                Err(error) => {
                    self.report(Rule::WrongValue, at, format!("`{word}` cannot be taken"), error.to_string());
                    is_whole = false;
                }
            }
        }
        is_whole.then_some(keys)
    }

    /// A date as ISO 8601 has it or as spreadsheets in Japan rewrite it, `2026/11/20`; none where nothing
    /// is written.
    #[expect(clippy::option_option, reason = "unreadable, not written, or a day")]
    fn day(&mut self, column: &str) -> Option<Option<NaiveDate>> {
        let Some(text) = self.text(column).filter(|text| !text.is_empty()) else { return Some(None) };
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'/');
        let day = ["%Y-%m-%d", "%Y/%m/%d"].iter().find_map(|form| NaiveDate::parse_from_str(&text, form).ok());
        let day = day.filter(|_| is_plain && text.len() >= 8);
        if day.is_none() {
            let message = format!("`{text}` is not a date");
            self.report(Rule::WrongValue, self.at(column), message, "write a date as in 2026-11-20");
        }
        day.map(Some)
    }
}
