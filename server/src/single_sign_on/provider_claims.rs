//! From what a provider says of someone to whom it vouches for, as the settings allow it.

use super::provider_metadata::MoreClaims;
use crate::settings::{EmailVerified, OidcProvider, Tenancy};
use domain::id::TenantId;
use domain::identity::{Vouched, VouchedPlace, is_subject, shown_name};
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::viewer::{StaffRole, TenantRole};
use openidconnect::core::CoreGenderClaim;
use openidconnect::{IdTokenClaims, StandardClaims, UserInfoClaims};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a provider says of someone.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// Its name for them.
    pub subject: String,
    address: Option<String>,
    is_address_verified: Option<bool>,
    name: Option<String>,
    locale: Option<String>,
    /// All that is not standard.
    pub more: Map<String, Value>,
}

impl Said {
    /// As the ID token has it.
    pub fn in_id_token(claims: &IdTokenClaims<MoreClaims, CoreGenderClaim>) -> Self {
        Self {
            subject: claims.subject().to_string(),
            address: claims.email().map(|address| address.to_string()),
            is_address_verified: claims.email_verified(),
            name: claims.name().and_then(|name| name.iter().next()).map(|(_, name)| name.to_string()),
            locale: claims.locale().map(ToString::to_string),
            more: claims.additional_claims().0.clone(),
        }
    }

    /// Whether something is missing that the provider may tell when it is asked again.
    pub fn is_incomplete(&self, settings: &OidcProvider) -> bool {
        let claim = match &settings.tenancy {
            Tenancy::Claim { claim, .. } => Some(claim),
            Tenancy::Fixed(_) | Tenancy::StaffOnly => None,
        };
        let is_missing = |claim: &String| !self.more.contains_key(claim);
        let needs_verified = settings.email_verified == EmailVerified::Required;
        self.address.is_none()
            || (needs_verified && self.is_address_verified.is_none())
            || self.name.is_none()
            || claim.is_some_and(is_missing)
            || settings.role_claim.as_ref().is_some_and(is_missing)
    }

    /// Adds what the ID token did not say.
    pub fn complete(&mut self, info: &UserInfoClaims<MoreClaims, CoreGenderClaim>) {
        let standard: &StandardClaims<CoreGenderClaim> = info.standard_claims();
        let address = standard.email().map(|address| address.to_string());
        if self.address.is_none() {
            self.address = address;
            self.is_address_verified = standard.email_verified();
        } else if self.address == address {
            // What is said of another address says nothing of this one.
            self.is_address_verified = self.is_address_verified.or_else(|| standard.email_verified());
        }
        let name = || standard.name().and_then(|name| name.iter().next()).map(|(_, name)| name.to_string());
        self.name = self.name.take().or_else(name);
        self.locale = self.locale.take().or_else(|| standard.locale().map(ToString::to_string));
        for (claim, value) in &info.additional_claims().0 {
            self.more.entry(claim).or_insert_with(|| value.clone());
        }
    }
}

/// Whom the provider vouches for. The error says in one word what is missing or not allowed.
pub(super) fn vouch(settings: &OidcProvider, said: Said, began_in: Locale) -> Result<Vouched, &'static str> {
    if !is_subject(&said.subject) {
        return Err("subject");
    }
    let address = said.address.as_deref().ok_or("no_address")?;
    let address = MailAddress::parse(address).map_err(|_| "address")?;
    let counts = match settings.email_verified {
        EmailVerified::Required => said.is_address_verified == Some(true),
        EmailVerified::Trusted => said.is_address_verified != Some(false),
    };
    if !counts {
        return Err("address_not_verified");
    }
    let domain = address.as_str().rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
    if !settings.domains.is_empty() && !settings.domains.contains(domain) {
        return Err("domain");
    }
    let roles = settings.role_claim.as_ref().map(|claim| words_of(said.more.get(claim)));
    let place = place(settings, &said.more, roles.as_ref())?;
    Ok(Vouched {
        issuer: settings.issuer.clone(),
        subject: said.subject,
        name: shown_name(&said.name.unwrap_or_default(), &address),
        address,
        locale: said.locale.as_deref().and_then(Locale::from_tag).unwrap_or(began_in),
        place,
    })
}

fn place(
    settings: &OidcProvider,
    more: &Map<String, Value>,
    roles: Option<&BTreeSet<String>>,
) -> Result<VouchedPlace, &'static str> {
    let has_any = |values: &BTreeSet<String>| roles.is_some_and(|roles| !roles.is_disjoint(values));
    let staff: BTreeSet<StaffRole> =
        settings.staff_roles.iter().filter(|(_, values)| has_any(values)).map(|(role, _)| *role).collect();
    if !staff.is_empty() {
        return Ok(VouchedPlace::Staff { roles: staff });
    }
    let tenant = match &settings.tenancy {
        Tenancy::Fixed(tenant) => tenant.clone(),
        Tenancy::Claim { claim, tenants } => {
            let said = more.get(claim).and_then(Value::as_str).ok_or("no_tenant")?;
            let mapped = if tenants.is_empty() { TenantId::parse(said).ok() } else { tenants.get(said).cloned() };
            mapped.ok_or("tenant")?
        }
        Tenancy::StaffOnly => return Err("no_staff_role"),
    };
    let role = settings
        .role_claim
        .as_ref()
        .map(|_| if has_any(&settings.administrators) { TenantRole::Administrator } else { TenantRole::Member });
    Ok(VouchedPlace::Member { tenant, role })
}

/// A word, or several.
fn words_of(value: Option<&Value>) -> BTreeSet<String> {
    match value {
        Some(Value::String(word)) => BTreeSet::from([word.clone()]),
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{ClientSecret, SecondFactorAt};
    use domain::id::Slug;
    use domain::locale::Localized;
    use std::collections::BTreeMap;

    fn provider(tenancy: Tenancy) -> OidcProvider {
        OidcProvider {
            key: Slug::parse("acme").unwrap(),
            label: Localized::ja_only("組織".into()),
            issuer: "https://id.example".into(),
            client_id: "kairan".into(),
            client_secret: ClientSecret::None,
            scopes: vec![],
            tenancy,
            role_claim: Some("groups".into()),
            administrators: BTreeSet::from(["admins".to_owned()]),
            staff_roles: BTreeMap::new(),
            email_verified: EmailVerified::Required,
            second_factor: SecondFactorAt::Trusted,
            acr_values: vec![],
            domains: BTreeSet::new(),
            is_listed: true,
        }
    }

    fn said(more: &Value) -> Said {
        Said {
            subject: "7f3a".into(),
            address: Some("Yumi@hinode.example".into()),
            is_address_verified: Some(true),
            more: more.as_object().unwrap().clone(),
            ..Said::default()
        }
    }

    fn hinode() -> TenantId {
        TenantId::parse("hinode").unwrap()
    }

    #[test]
    fn one_tenants_provider_speaks_for_its_own_people_only() {
        let mut settings = provider(Tenancy::Fixed(hinode()));
        let vouched = vouch(&settings, said(&serde_json::json!({ "groups": ["x", "admins"] })), Locale::En).unwrap();
        let administrator = VouchedPlace::Member { tenant: hinode(), role: Some(TenantRole::Administrator) };
        assert_eq!((vouched.place, vouched.locale), (administrator, Locale::En));
        let vouched = vouch(&settings, said(&serde_json::json!({ "groups": "x" })), Locale::Ja).unwrap();
        assert_eq!(vouched.place, VouchedPlace::Member { tenant: hinode(), role: Some(TenantRole::Member) });
        settings.domains = BTreeSet::from(["aozora.example".to_owned()]);
        assert_eq!(vouch(&settings, said(&serde_json::json!({})), Locale::Ja), Err("domain"));
    }

    #[test]
    fn a_claim_names_the_tenant_and_nothing_is_guessed() {
        let claim = |tenants| provider(Tenancy::Claim { claim: "org".into(), tenants });
        let by_key = claim(BTreeMap::new());
        let place = |settings, org| vouch(settings, said(&serde_json::json!({ "org": org })), Locale::Ja);
        assert!(
            matches!(place(&by_key, "hinode").unwrap().place, VouchedPlace::Member { tenant, .. } if tenant == hinode())
        );
        assert_eq!(place(&by_key, "日の出"), Err("tenant"));
        let mapped = claim(BTreeMap::from([("01".to_owned(), hinode())]));
        assert!(place(&mapped, "01").is_ok());
        assert_eq!(place(&mapped, "hinode"), Err("tenant"), "only what the mapping has");
        assert_eq!(vouch(&mapped, said(&serde_json::json!({})), Locale::Ja), Err("no_tenant"));
    }

    #[test]
    fn staff_are_whom_the_mapping_makes_staff() {
        let mut settings = provider(Tenancy::StaffOnly);
        settings.staff_roles = BTreeMap::from([(StaffRole::Support, BTreeSet::from(["helpdesk".to_owned()]))]);
        let vouched = vouch(&settings, said(&serde_json::json!({ "groups": ["helpdesk"] })), Locale::Ja).unwrap();
        assert_eq!(vouched.place, VouchedPlace::Staff { roles: BTreeSet::from([StaffRole::Support]) });
        assert_eq!(
            vouch(&settings, said(&serde_json::json!({ "groups": ["admins"] })), Locale::Ja),
            Err("no_staff_role")
        );
    }

    #[test]
    fn an_address_that_the_provider_did_not_verify_counts_for_nothing() {
        let mut settings = provider(Tenancy::Fixed(hinode()));
        let counts = |settings: &OidcProvider, is_address_verified| {
            let said = Said { is_address_verified, ..said(&serde_json::json!({})) };
            vouch(settings, said, Locale::Ja).map(|_| ())
        };
        assert_eq!(counts(&settings, Some(true)), Ok(()));
        for unverified in [Some(false), None] {
            assert_eq!(counts(&settings, unverified), Err("address_not_verified"), "{unverified:?}");
        }
        settings.email_verified = EmailVerified::Trusted;
        assert_eq!((counts(&settings, Some(true)), counts(&settings, None)), (Ok(()), Ok(())));
        assert_eq!(counts(&settings, Some(false)), Err("address_not_verified"), "its own word stands");
        let none = Said { address: None, ..said(&serde_json::json!({})) };
        assert_eq!(vouch(&settings, none, Locale::Ja), Err("no_address"));
    }
}
