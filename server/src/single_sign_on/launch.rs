//! The signed launch: a console opens the portal for somebody who is signed in there, with a token that
//! says who, for which tenant, and is good once and for a few minutes. Everything that is wrong with one
//! is refused alike; the log says what it was, never the token.

use super::key_set::KeySet;
use super::origin_of;
use super::outgoing::Outgoing;
use super::signed_token::{Audience, TokenError, claimed_issuer, verify};
use crate::settings::LaunchIssuer;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::TenantId;
use domain::identity::{IdentityRefusal, Vouched, VouchedPlace, is_subject, shown_name};
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::viewer::TenantRole;
use http::{HeaderMap, header};
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use store::OnceToken;

/// With what a console may sign.
const ALGORITHMS: &[Algorithm] = &[Algorithm::EdDSA, Algorithm::RS256];

/// How far ahead a token may end.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// How far ahead a token for the bell may end; until then it is good as often as it is used.
const LONGEST_BELL: TimeDelta = TimeDelta::minutes(15);

/// What a token for the bell says that it is for. One for a launch says nothing.
const BELL: &str = "bell";

/// How far a console's clock may be ahead of ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(30);

/// A console that may launch the portal.
pub struct Console {
    /// As the settings have it.
    pub settings: LaunchIssuer,
    keys: KeySet,
}

/// Why a launch was refused. The words stand in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LaunchRefusal {
    /// Nobody the settings know.
    #[error("unknown_issuer")]
    UnknownIssuer,
    /// It is not what the console signs.
    #[error("{0}")]
    Token(#[from] TokenError),
    /// It is for somebody else than this portal.
    #[error("wrong_audience")]
    WrongAudience,
    /// It is for something else than a launch.
    #[error("wrong_use")]
    WrongUse,
    /// It is over.
    #[error("expired")]
    Expired,
    /// It would be good for too long.
    #[error("too_long")]
    TooLong,
    /// It is not yet good.
    #[error("too_early")]
    TooEarly,
    /// The console may not vouch for that tenant's people.
    #[error("foreign_tenant")]
    ForeignTenant,
    /// The form was sent from a page that is none of the console's.
    #[error("foreign_origin")]
    ForeignOrigin,
    /// It was used before.
    #[error("replayed")]
    Replayed,
    /// The person is not let in.
    #[error("{0}")]
    Person(IdentityRefusal),
}

/// What a good token says.
#[derive(Debug)]
pub struct Launch {
    /// Who comes.
    pub vouched: Vouched,
    /// The token, to be used up.
    pub once: OnceToken,
    /// Where to.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    sub: String,
    email: String,
    name: String,
    tenant: String,
    role: String,
    locale: Option<String>,
    iat: i64,
    nbf: Option<i64>,
    exp: i64,
    jti: Option<String>,
    next: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
}

impl Console {
    /// Of the settings.
    pub fn new(settings: LaunchIssuer, outgoing: Outgoing) -> Self {
        let keys = KeySet::new(settings.keys.clone(), ALGORITHMS, outgoing);
        Self { settings, keys }
    }

    /// The one of these that a token says it is from.
    pub fn of_token<'a>(consoles: &'a [Self], token: &str) -> Option<&'a Self> {
        let issuer = claimed_issuer(token)?;
        consoles.iter().find(|console| console.settings.issuer == issuer)
    }

    /// Whether a form may come from there, as the browser says in `Origin`. Without one it may: every browser of
    /// today sends it with a form, and none can be made to leave it out. `null` may not, which any page can have
    /// its browser say. A console whose settings name no `origins` has that of its issuer.
    pub fn takes_from(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        match self.settings.origins.as_slice() {
            [] => origin_of(&self.settings.issuer) == Some(origin),
            origins => origins.iter().any(|known| known == origin),
        }
    }

    /// Checks all of a token but whether it was used before.
    ///
    /// # Errors
    /// [`LaunchRefusal`].
    pub async fn check(&self, token: &str, portal: &str, now: DateTime<Utc>) -> Result<Launch, LaunchRefusal> {
        let (_, claims) = verify::<Claims>(&self.keys, token, now).await?;
        self.judge(&claims, None, LONGEST, portal, now)?;
        let id = claims.jti.clone().filter(|id| is_subject(id)).ok_or(TokenError::BadClaims)?;
        let once = OnceToken { issuer: claims.iss.clone(), id, expires_at: instant(claims.exp)? };
        let next = claims.next.clone();
        Ok(Launch { vouched: self.vouched(claims)?, once, next })
    }

    /// Checks a token for the bell: whose it is, and until when it is good.
    ///
    /// # Errors
    /// [`LaunchRefusal`].
    pub async fn check_bell(
        &self,
        token: &str,
        portal: &str,
        now: DateTime<Utc>,
    ) -> Result<(Vouched, DateTime<Utc>), LaunchRefusal> {
        let (_, claims) = verify::<Claims>(&self.keys, token, now).await?;
        self.judge(&claims, Some(BELL), LONGEST_BELL, portal, now)?;
        let until = instant(claims.exp)?;
        Ok((self.vouched(claims)?, until))
    }

    /// What has nothing to do with the person.
    fn judge(
        &self,
        claims: &Claims,
        used_for: Option<&str>,
        longest: TimeDelta,
        portal: &str,
        now: DateTime<Utc>,
    ) -> Result<(), LaunchRefusal> {
        if claims.iss != self.settings.issuer {
            return Err(LaunchRefusal::UnknownIssuer);
        }
        if !claims.aud.is_only(portal) {
            return Err(LaunchRefusal::WrongAudience);
        }
        if claims.used_for.as_deref() != used_for {
            return Err(LaunchRefusal::WrongUse);
        }
        let expires_at = instant(claims.exp)?;
        if expires_at <= now {
            return Err(LaunchRefusal::Expired);
        }
        if expires_at > now + longest {
            return Err(LaunchRefusal::TooLong);
        }
        if instant(claims.iat.max(claims.nbf.unwrap_or(i64::MIN)))? > now + CLOCKS_DIFFER {
            return Err(LaunchRefusal::TooEarly);
        }
        Ok(())
    }

    fn vouched(&self, claims: Claims) -> Result<Vouched, LaunchRefusal> {
        if !is_subject(&claims.sub) {
            return Err(TokenError::BadClaims.into());
        }
        let tenant = TenantId::parse(&claims.tenant).map_err(|_| TokenError::BadClaims)?;
        if !self.settings.tenants.include(&tenant) {
            return Err(LaunchRefusal::ForeignTenant);
        }
        let role = TenantRole::from_word(&claims.role).ok_or(TokenError::BadClaims)?;
        let address = MailAddress::parse(&claims.email).map_err(|_| TokenError::BadClaims)?;
        let name = shown_name(&claims.name, &address);
        let locale = claims.locale.as_deref().and_then(Locale::from_tag).unwrap_or_default();
        let place = VouchedPlace::Member { tenant, role: Some(role) };
        Ok(Vouched { issuer: claims.iss, subject: claims.sub, address, name, locale, place })
    }
}

fn instant(seconds: i64) -> Result<DateTime<Utc>, TokenError> {
    DateTime::from_timestamp(seconds, 0).ok_or(TokenError::BadClaims)
}
