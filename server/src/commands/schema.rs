//! `kairan schema`: the JSON Schema of a file an author writes, for editors.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use publishing::schema::{Sheet, schema};
use std::process::ExitCode;

/// Reads the word of a file that has a schema.
pub fn sheet() -> impl TypedValueParser<Value = Sheet> {
    let words = Sheet::ALL.map(|sheet| PossibleValue::new(sheet.word()).help(sheet.title()));
    PossibleValuesParser::new(words).try_map(|word| {
        let named = Sheet::ALL.into_iter().find(|sheet| sheet.word() == word);
        named.ok_or_else(|| format!("there is no schema of {word}"))
    })
}

/// Prints the schema.
pub fn run(sheet: Sheet) -> anyhow::Result<ExitCode> {
    println!("{}", serde_json::to_string_pretty(&schema(sheet))?);
    Ok(ExitCode::SUCCESS)
}
