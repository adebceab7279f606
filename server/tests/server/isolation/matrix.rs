//! Asks all cells of a line and gathers what is wrong: everyone first for what they must not get, then for
//! what is theirs, which may change something.

use super::cells::{Cell, difference};
use super::line::Line;
use super::readers::{Reader, readers};
use super::rules::{Answer, Names, Owner};
use super::samples::Samples;
use server::router::ROUTES;
use std::collections::BTreeMap;
use store::testing::Engine;

pub struct Matrix<'a> {
    pub engine: Engine,
    pub samples: &'a Samples,
    pub readers: Vec<Reader<'a>>,
    wrong: Vec<String>,
    count: usize,
}

impl<'a> Matrix<'a> {
    pub async fn on(engine: Engine, samples: &'a Samples) -> Self {
        Self { engine, samples, readers: readers(samples).await, wrong: vec![], count: 0 }
    }

    /// Asks everyone's cells of a line.
    pub async fn ask(&mut self, line: &Line) {
        let mut groups = vec![];
        for reader in &self.readers {
            for (prefix, body) in ways(line) {
                let samples = self.samples.of(line.names, reader).await;
                let cell = |sample| Cell::new(self.engine, line, reader, sample, prefix, &body);
                groups.push(samples.into_iter().map(cell).collect::<Vec<_>>());
            }
        }
        let is_reading = line.method == "GET";
        let before = self.samples.portal.contents().await;
        let mut wrong = vec![];
        for group in &groups {
            wrong.extend(ask_those(group, false).await);
            if is_reading {
                wrong.extend(ask_those(group, true).await);
            }
        }
        let after = self.samples.portal.contents().await;
        wrong.extend(changed(&before, &after, line).map(|table| format!("{line}: {table} was written to")));
        if !is_reading {
            for group in &groups {
                wrong.extend(ask_those(group, true).await);
            }
            let is_done = self.samples.portal.contents().await != after;
            let has_given = groups.iter().flatten().any(|cell| cell.answer == Answer::Given);
            if is_done != (has_given && !line.is_idle) {
                wrong.push(format!("{line}: whether anything was written to is {is_done}"));
            }
        }
        self.count += groups.iter().map(Vec::len).sum::<usize>();
        self.wrong.extend(wrong);
    }

    /// The number of cells, where none is wrong.
    pub fn end(self) -> usize {
        let (wrong, count) = (self.wrong, self.count);
        assert!(wrong.is_empty(), "{} of {count} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
        count
    }
}

/// Asks for what is given, or for what is not. What does not exist for the reader has to be answered like what
/// never was, and that is asked for first.
async fn ask_those(group: &[Cell<'_>], is_given: bool) -> Vec<String> {
    let mut wrong = vec![];
    let mut standard = None;
    let (nobodys, others): (Vec<_>, Vec<_>) = group.iter().partition(|cell| cell.sample.owner == Owner::Nobody);
    for cell in nobodys.into_iter().chain(others).filter(|cell| (cell.answer == Answer::Given) == is_given) {
        let response = cell.ask().await;
        wrong.extend(cell.judge(&response));
        if cell.is_hidden() {
            let comparable = cell.comparable(&response);
            let standard = standard.get_or_insert_with(|| comparable.clone());
            wrong
                .extend(difference(&comparable, standard).map(|what| format!("{cell}: not as what never was: {what}")));
        }
    }
    wrong
}

/// In which languages a page is asked for, and in which ways a form can be sent: what goes before the path, and
/// the body.
fn ways(line: &Line) -> Vec<(&'static str, String)> {
    if let Some(path) = line.path.strip_prefix('/') {
        let has_language = ROUTES.iter().any(|route| route.path[1..] == *path && route.has_language());
        let languages: &[&str] = if has_language { &["", "/en"] } else { &[""] };
        return languages.iter().map(|prefix| (*prefix, line.body.to_owned())).collect();
    }
    let of_tenant = "&tenant={tenant}";
    let tenants: &[&str] = match line.names {
        Names::Tenant => &[of_tenant],
        _ if line.body.contains(of_tenant) => &[of_tenant, "&tenant={home}", ""],
        _ => &[""],
    };
    let form = |tenant: &&str| format!("{}&back=%2F", line.body.replace(of_tenant, tenant));
    tenants.iter().map(|tenant| ("/actions/", form(tenant).trim_start_matches('&').to_owned())).collect()
}

type Contents = BTreeMap<String, Vec<String>>;

/// The tables that are different and must not be.
fn changed<'a>(before: &'a Contents, after: &'a Contents, line: &'a Line) -> impl Iterator<Item = &'a String> {
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    names.filter(|name| before.get(*name) != after.get(*name) && !line.notes.contains(&name.as_str()))
}
