//! `kairan schema`: the JSON Schema of a file an author writes, for editors.

use clap::ValueEnum;
use publishing::schema::{Sheet, schema};
use std::process::ExitCode;

/// The file whose schema is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SheetName {
    /// `index.md` of a notice.
    Notice,
    /// `index.en.md` of a notice.
    NoticeEn,
    /// `index.md` of a disclosure.
    Disclosure,
    /// `index.en.md` of a disclosure.
    DisclosureEn,
    /// `register.toml` of a disclosure.
    Register,
    /// `index.md` of a policy.
    Policy,
    /// `index.en.md` of a policy.
    PolicyEn,
    /// `portal.toml`.
    Portal,
}

impl SheetName {
    const fn sheet(self) -> Sheet {
        match self {
            Self::Notice => Sheet::Notice,
            Self::NoticeEn => Sheet::NoticeEn,
            Self::Disclosure => Sheet::Disclosure,
            Self::DisclosureEn => Sheet::DisclosureEn,
            Self::Register => Sheet::Register,
            Self::Policy => Sheet::Policy,
            Self::PolicyEn => Sheet::PolicyEn,
            Self::Portal => Sheet::Portal,
        }
    }
}

/// Prints the schema.
pub fn run(name: SheetName) -> anyhow::Result<ExitCode> {
    println!("{}", serde_json::to_string_pretty(&schema(name.sheet()))?);
    Ok(ExitCode::SUCCESS)
}
