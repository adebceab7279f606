//! The provider's customers, as staff change them.

pub mod check_tenants;
pub mod edit_tenant;
pub mod import_tenants;
