//! What is logged, where to and in which form: to standard error, for people or, with
//! `KAIRAN_LOG_FORMAT=json`, one JSON object a line. `RUST_LOG` chooses how much. No line holds an
//! address, a token or a body.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// The variable that chooses the form.
const FORMAT_VARIABLE: &str = "KAIRAN_LOG_FORMAT";

/// Begins logging, once for the whole program.
///
/// # Errors
/// When the form is neither `human` nor `json`, or `RUST_LOG` cannot be understood.
pub fn begin() -> anyhow::Result<()> {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env()?;
    let colour = crate::commands::may_colour(std::io::stderr().is_terminal());
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(std::io::stderr);
    let format = std::env::var(FORMAT_VARIABLE).unwrap_or_default();
    let begun = match format.as_str() {
        "" | "human" => subscriber.try_init(),
        "json" => subscriber.json().try_init(),
        other => anyhow::bail!("{FORMAT_VARIABLE}: {other:?} is not valid; expected human or json"),
    };
    begun.map_err(|error| anyhow::anyhow!("cannot begin logging: {error}"))
}
