//! One `OpenID` provider (OpenID Connect Core 1.0): found by discovery, asked with the authorization code
//! flow, PKCE (RFC 7636), `state` and `nonce`. Nothing it says is believed before it is checked, and
//! whatever goes wrong changes nothing here.

use super::key_set::KeySet;
use super::origin_of;
use super::outgoing::{LONGEST, Outgoing};
use super::provider_claims::{Said, vouch};
use super::provider_metadata::{Discovered, MoreClaims, Tokens, describe};
use crate::settings::{ClientSecret, OidcProvider, is_origin};
use anyhow::Context;
use app::ssr::{random, session};
use chrono::{DateTime, TimeDelta, Utc};
use domain::identity::{IdentityRefusal, Vouched};
use domain::locale::Locale;
use openidconnect::core::{CoreGenderClaim, CoreJwsSigningAlgorithm, CoreResponseType};
use openidconnect::{
    AccessTokenHash, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError,
    ClientId, CsrfToken, HttpRequest, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, TokenResponse, UserInfoClaims, UserInfoError,
};
use std::sync::{Arc, PoisonError, RwLock};
use store::{PendingSignIn, ProviderSession};
use tokio::sync::Mutex;

/// How long someone may take at the provider.
pub const AWAY: TimeDelta = TimeDelta::minutes(10);

/// How long what discovery found is kept.
const HOLDS: TimeDelta = TimeDelta::hours(1);

/// How long at least lies between two discoveries.
const AT_MOST_EVERY: TimeDelta = TimeDelta::minutes(1);

/// How far the provider's clock may be ahead of ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);

/// With what an ID token may be signed; never with the client's own secret, never not at all.
fn id_token_algorithms() -> [CoreJwsSigningAlgorithm; 4] {
    [
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::EdDsa,
    ]
}

/// Why a provider vouched for nobody. The words stand in the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderTrouble {
    /// It does not answer.
    #[error("no_answer")]
    NoAnswer,
    /// It takes too long.
    #[error("too_slow")]
    TooSlow,
    /// What it says is not as it must be.
    #[error("not_valid: {0}")]
    NotValid(&'static str),
    /// It refused.
    #[error("refused: {0}")]
    Refused(String),
    /// Whoever comes back did not leave from here, or too long ago, or came back before.
    #[error("unknown_state")]
    UnknownState,
    /// It does not say, or may not say, where the person belongs.
    #[error("no_place: {0}")]
    NoPlace(&'static str),
    /// The person is not let in.
    #[error("{0}")]
    Person(IdentityRefusal),
    /// The system has no randomness to give.
    #[error("no_randomness")]
    NoRandomness,
}

/// One provider of the settings.
pub struct Provider {
    /// As the settings have it.
    pub settings: OidcProvider,
    secret: Option<String>,
    redirect: RedirectUrl,
    issuer: IssuerUrl,
    outgoing: Outgoing,
    discovered: RwLock<Option<Arc<Discovered>>>,
    discovering: Mutex<()>,
}

/// Someone is sent to the provider.
pub struct Departure {
    /// Where to.
    pub address: String,
    /// What has to be known when they come back.
    pub pending: PendingSignIn,
}

/// What someone came back with.
pub struct Return<'a> {
    /// What the provider gave them.
    pub code: &'a str,
    /// Who they say they come from (RFC 9207).
    pub issuer: Option<&'a str>,
    /// What was known when they left.
    pub pending: &'a PendingSignIn,
}

impl Provider {
    /// Of the settings. Asks nobody yet.
    ///
    /// # Errors
    /// When the secret's file cannot be read.
    pub fn new(settings: OidcProvider, public_url: &str, outgoing: Outgoing) -> anyhow::Result<Self> {
        let key = &settings.key;
        let secret = match &settings.client_secret {
            ClientSecret::None => None,
            ClientSecret::Variable { value, .. } => Some(value.clone()),
            ClientSecret::File(file) => {
                let secret = std::fs::read_to_string(file).with_context(|| {
                    format!("oidc.provider {key}: client_secret_file: cannot read {}", file.display())
                })?;
                Some(secret.trim().to_owned())
            }
        };
        let redirect = RedirectUrl::new(format!("{public_url}/auth/oidc/{key}/callback"))?;
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .with_context(|| format!("oidc.provider {key}: issuer is no address"))?;
        let outgoing = if settings.issuer.starts_with("https://") { outgoing.https_only() } else { outgoing };
        let discovered = RwLock::default();
        Ok(Self { settings, secret, redirect, issuer, outgoing, discovered, discovering: Mutex::default() })
    }

    /// The origins that signing out may lead to.
    pub(super) fn origins(&self) -> Vec<String> {
        let end = self.standing().and_then(|discovered| discovered.end_session.clone());
        [Some(self.settings.issuer.clone()), end]
            .into_iter()
            .flatten()
            .filter_map(|address| origin_of(&address).map(str::to_owned))
            // It stands in a policy: what is no origin could say more there than it should.
            .filter(|origin| is_origin(origin))
            .collect()
    }

    /// Sends someone to the provider; they come back to `next`.
    ///
    /// # Errors
    /// [`ProviderTrouble`].
    pub async fn depart(
        &self,
        browser: &str,
        next: &str,
        locale: Locale,
        now: DateTime<Utc>,
    ) -> Result<Departure, ProviderTrouble> {
        let discovered = in_time(self.discover(now)).await?;
        let token = || random::token().map_err(|_| ProviderTrouble::NoRandomness);
        let (state, nonce, verifier) = (token()?, token()?, token()?);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let (sent_state, sent_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let mut request = discovered
            .client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || sent_state,
                move || sent_nonce,
            )
            .set_pkce_challenge(challenge)
            .add_extra_param("ui_locales", locale.tag());
        for scope in self.settings.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        for value in &self.settings.acr_values {
            request = request.add_auth_context_value(AuthenticationContextClass::new(value.clone()));
        }
        let (address, _, _) = request.url();
        let pending = PendingSignIn {
            state_hash: session::token_hash(&state),
            browser_hash: session::token_hash(browser),
            provider: self.settings.key.to_string(),
            nonce,
            verifier,
            next: next.to_owned(),
            expires_at: now + AWAY,
        };
        Ok(Departure { address: address.to_string(), pending })
    }

    /// Takes someone back: exchanges the code, checks the ID token, and says whom the provider vouches for.
    ///
    /// # Errors
    /// [`ProviderTrouble`].
    pub async fn take_back(
        &self,
        back: &Return<'_>,
        locale: Locale,
        now: DateTime<Utc>,
    ) -> Result<(Vouched, ProviderSession), ProviderTrouble> {
        in_time(self.exchange(back, locale, now)).await
    }

    /// The keys for tokens that the provider sends on its own.
    ///
    /// # Errors
    /// [`ProviderTrouble`].
    pub(super) async fn keys(&self, now: DateTime<Utc>) -> Result<Arc<KeySet>, ProviderTrouble> {
        Ok(Arc::clone(&in_time(self.discover(now)).await?.keys))
    }

    /// Asks the provider to describe itself, so that the first to sign in need not wait.
    ///
    /// # Errors
    /// [`ProviderTrouble`].
    pub async fn make_ready(&self, now: DateTime<Utc>) -> Result<(), ProviderTrouble> {
        in_time(self.discover(now)).await.map(|_| ())
    }

    fn standing(&self) -> Option<Arc<Discovered>> {
        self.discovered.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn discover(&self, now: DateTime<Utc>) -> Result<Arc<Discovered>, ProviderTrouble> {
        self.discover_unless(now, HOLDS).await
    }

    /// What is known, unless it is older than that.
    async fn discover_unless(&self, now: DateTime<Utc>, age: TimeDelta) -> Result<Arc<Discovered>, ProviderTrouble> {
        let fresh = |standing: Arc<Discovered>| (standing.at <= now && now < standing.at + age).then_some(standing);
        if let Some(standing) = self.standing().and_then(fresh) {
            return Ok(standing);
        }
        let _discovering = self.discovering.lock().await;
        if let Some(standing) = self.standing().and_then(fresh) {
            return Ok(standing);
        }
        let found = Arc::new(self.described(now).await?);
        *self.discovered.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&found));
        Ok(found)
    }

    async fn described(&self, now: DateTime<Utc>) -> Result<Discovered, ProviderTrouble> {
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = self.secret.clone().map(openidconnect::ClientSecret::new);
        describe(&self.issuer, id, secret, &self.redirect, &self.outgoing, now).await
    }

    async fn exchange(
        &self,
        back: &Return<'_>,
        locale: Locale,
        now: DateTime<Utc>,
    ) -> Result<(Vouched, ProviderSession), ProviderTrouble> {
        let discovered = self.discover(now).await?;
        // A code of another provider must not be sent to this one (RFC 9207 §2.4).
        match back.issuer {
            Some(issuer) if issuer != self.settings.issuer => {
                return Err(ProviderTrouble::NotValid("issuer_of_answer"));
            }
            None if discovered.says_issuer => return Err(ProviderTrouble::NotValid("no_issuer_of_answer")),
            _ => {}
        }
        let http = |request: HttpRequest| {
            let outgoing = self.outgoing.clone();
            async move { outgoing.send(request).await }
        };
        let tokens = discovered
            .client
            .exchange_code(AuthorizationCode::new(back.code.to_owned()))
            .map_err(|_| ProviderTrouble::NotValid("no_token_endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(back.pending.verifier.clone()))
            .request_async(&http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(answer) => ProviderTrouble::Refused(word(answer.error().as_ref())),
                RequestTokenError::Request(_) => ProviderTrouble::NoAnswer,
                _ => ProviderTrouble::NotValid("token_answer"),
            })?;
        let mut said = match self.check(&discovered, &tokens, &back.pending.nonce, now) {
            // It may have changed its keys since it was asked.
            Err(Unchecked::UnknownKey) => {
                let again = self.discover_unless(now, AT_MOST_EVERY).await?;
                self.check(&again, &tokens, &back.pending.nonce, now)
            }
            checked => checked,
        }
        .map_err(|unchecked| ProviderTrouble::NotValid(unchecked.word()))?;
        if said.is_incomplete(&self.settings) {
            let subject = openidconnect::SubjectIdentifier::new(said.subject.clone());
            let asked = discovered.client.user_info(tokens.access_token().clone(), Some(subject));
            if let Ok(request) = asked {
                let info: UserInfoClaims<MoreClaims, CoreGenderClaim> =
                    request.request_async(&http).await.map_err(|error| match error {
                        UserInfoError::Request(_) => ProviderTrouble::NoAnswer,
                        _ => ProviderTrouble::NotValid("user_info"),
                    })?;
                said.complete(&info);
            }
        }
        let session = ProviderSession {
            provider: self.settings.key.to_string(),
            subject: said.subject.clone(),
            session_id: said.more.get("sid").and_then(serde_json::Value::as_str).map(str::to_owned),
            id_token: tokens.id_token().map(ToString::to_string).unwrap_or_default(),
            end_session_address: discovered.end_session.clone(),
        };
        let vouched = vouch(&self.settings, said, locale).map_err(ProviderTrouble::NoPlace)?;
        Ok((vouched, session))
    }

    fn check(
        &self,
        discovered: &Discovered,
        tokens: &Tokens,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Said, Unchecked> {
        let id_token = tokens.id_token().ok_or(Unchecked::Wrong("no_id_token"))?;
        let verifier = discovered
            .client
            .id_token_verifier()
            .set_allowed_algs(id_token_algorithms())
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |issued_at| {
                if issued_at <= now + CLOCKS_DIFFER { Ok(()) } else { Err("issued in the future".to_owned()) }
            });
        let claims =
            id_token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| Unchecked::of(&error))?;
        if let Some(expected) = claims.access_token_hash() {
            let computed =
                id_token.signing_alg().ok().zip(id_token.signing_key(&verifier).ok()).and_then(|(algorithm, key)| {
                    AccessTokenHash::from_token(tokens.access_token(), algorithm, key).ok()
                });
            if computed.as_ref() != Some(expected) {
                return Err(Unchecked::Wrong("access_token_hash"));
            }
        }
        let authorized = claims.authorized_party().map(|party| party.as_str());
        if authorized.is_some_and(|party| party != self.settings.client_id) {
            return Err(Unchecked::Wrong("authorized_party"));
        }
        // To ask for it is to ask politely (OpenID Connect Core 1.0 §5.5.1.1): what was done has to be looked at.
        let strength = claims.auth_context_ref().map(|acr| acr.as_str());
        let asked = &self.settings.acr_values;
        if !asked.is_empty() && !strength.is_some_and(|acr| asked.iter().any(|value| value == acr)) {
            return Err(Unchecked::Wrong("acr"));
        }
        Ok(Said::in_id_token(claims))
    }
}

enum Unchecked {
    UnknownKey,
    Wrong(&'static str),
}

impl Unchecked {
    fn of(error: &ClaimsVerificationError) -> Self {
        use openidconnect::SignatureVerificationError::{DisallowedAlg, NoMatchingKey, NoSignature};
        match error {
            ClaimsVerificationError::SignatureVerification(NoMatchingKey) => Self::UnknownKey,
            ClaimsVerificationError::SignatureVerification(NoSignature | DisallowedAlg(_)) => Self::Wrong("algorithm"),
            ClaimsVerificationError::SignatureVerification(_) => Self::Wrong("signature"),
            ClaimsVerificationError::Expired(_) => Self::Wrong("expired"),
            ClaimsVerificationError::InvalidAudience(_) => Self::Wrong("audience"),
            ClaimsVerificationError::InvalidIssuer(_) => Self::Wrong("issuer"),
            ClaimsVerificationError::InvalidNonce(_) => Self::Wrong("nonce"),
            _ => Self::Wrong("id_token"),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::UnknownKey => "unknown_key",
            Self::Wrong(word) => word,
        }
    }
}

async fn in_time<T>(asking: impl Future<Output = Result<T, ProviderTrouble>>) -> Result<T, ProviderTrouble> {
    tokio::time::timeout(LONGEST, asking).await.unwrap_or(Err(ProviderTrouble::TooSlow))
}

/// A provider's own word for what went wrong, as far as it is one (RFC 6749 §4.1.2.1): the log takes no
/// texts of others.
pub fn word(given: &str) -> String {
    let is_word = given.len() <= 60 && given.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_word { given.to_owned() } else { "other".to_owned() }
}
