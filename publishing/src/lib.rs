//! Source text in, checked publications out: safe HTML, plain text and feeds. Pure: files come from
//! whoever asks, and there is no file system, clock or network here, so the same files always give the
//! same drafts, findings and bytes. Nothing that has an error finding becomes a draft, and nothing a
//! draft carries as HTML is unsafe to show, whatever its author wrote.

pub mod difference;
pub mod feed;
pub mod finding;
mod front_matter;
pub mod github;
pub mod lead_time;
pub mod links;
pub mod markdown;
pub mod policy_text;
pub mod read;
pub mod rule;
pub mod scaffold;
pub mod schema;
pub mod source;
pub mod tenants;

pub use finding::{Finding, asked_in_silence, human, late_publication, refusal_finding};
pub use github::github;
pub use lead_time::{Told, lead_time_finding};
pub use links::localize_links;
pub use read::{KeepTexts, Reading, read};
pub use rule::{Rule, Severity};
pub use source::{SourceTree, Sources, file_digest};
pub use tenants::{FieldProblem, GivenTenant, ReadTenants, read_tenant, read_tenants, unknown_tenants};
