//! `kairan config`: the settings in force as TOML, secrets masked.

use crate::settings::Settings;
use std::process::ExitCode;

/// Prints them.
pub fn run(settings: &Settings) -> ExitCode {
    match &settings.file {
        Some(file) => println!("# from {}, and KAIRAN__SECTION__KEY in the environment", file.display()),
        None => println!("# no Leptos.toml was found: defaults, and KAIRAN__SECTION__KEY in the environment"),
    }
    print!("{}", settings.to_masked_toml());
    ExitCode::SUCCESS
}
