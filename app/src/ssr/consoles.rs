//! The consoles, as far as pages have to know them: which of them may frame what, and show the bell.

use domain::id::TenantId;
use std::collections::BTreeSet;

/// One console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleOrigins {
    /// Whose people use it; `None` for everyone's.
    pub tenants: Option<BTreeSet<TenantId>>,
    /// Where its pages come from.
    pub origins: Vec<String>,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consoles(pub Vec<ConsoleOrigins>);

impl Consoles {
    /// The origins that may frame the pages of a tenant's people.
    pub fn of_tenant(&self, tenant: &TenantId) -> Vec<String> {
        let is_for =
            |console: &&ConsoleOrigins| console.tenants.as_ref().is_none_or(|tenants| tenants.contains(tenant));
        self.0.iter().filter(is_for).flat_map(|console| console.origins.iter().cloned()).collect()
    }

    /// The origins of all.
    pub fn origins(&self) -> Vec<String> {
        self.0.iter().flat_map(|console| console.origins.iter().cloned()).collect()
    }
}

/// On an answer: the origins that may frame it. Without it, nobody may.
#[derive(Debug, Clone)]
pub struct FramedBy(pub std::sync::Arc<[String]>);
