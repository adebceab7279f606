//! What a provider says of itself (OpenID Connect Discovery 1.0), and the client it makes of us.

use super::key_set::KeySet;
use super::outgoing::Outgoing;
use super::provider::ProviderTrouble;
use crate::settings::{KeyPlace, is_safe_address};
use chrono::{DateTime, Utc};
use jsonwebtoken::Algorithm;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AdditionalProviderMetadata, AuthType, ClientId, DiscoveryError, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, IdTokenFields, IssuerUrl, ProviderMetadata,
    RedirectUrl, StandardErrorResponse, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// With what a logout token may be signed.
const LOGOUT_ALGORITHMS: &[Algorithm] = &[Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// What the metadata say besides what the specification of discovery lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct MoreMetadata {
    end_session_endpoint: Option<String>,
    /// RFC 9207 §3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for MoreMetadata {}

/// Every claim that is not one of the standard's.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct MoreClaims(pub serde_json::Map<String, serde_json::Value>);

impl AdditionalClaims for MoreClaims {}

type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(super) type Tokens = StandardTokenResponse<
    IdTokenFields<
        MoreClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

pub(super) type Client = openidconnect::Client<
    MoreClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider as it described itself.
pub(super) struct Discovered {
    /// When.
    pub at: DateTime<Utc>,
    /// How it is asked.
    pub client: Client,
    /// Where it ends its own sessions.
    pub end_session: Option<String>,
    /// Whether it says in its answers who it is (RFC 9207).
    pub says_issuer: bool,
    /// Its keys, for tokens that come on their own.
    pub keys: Arc<KeySet>,
}

/// Asks a provider to describe itself. What it names is asked by the same rules as itself.
///
/// # Errors
/// [`ProviderTrouble`].
pub(super) async fn describe(
    issuer: &IssuerUrl,
    id: ClientId,
    secret: Option<openidconnect::ClientSecret>,
    redirect: &RedirectUrl,
    outgoing: &Outgoing,
    now: DateTime<Utc>,
) -> Result<Discovered, ProviderTrouble> {
    let http = |request: HttpRequest| {
        let outgoing = outgoing.clone();
        async move { outgoing.send(request).await }
    };
    let metadata = Metadata::discover_async(issuer.clone(), &http).await.map_err(|error| match error {
        DiscoveryError::Request(_) => ProviderTrouble::NoAnswer,
        _ => ProviderTrouble::NotValid("metadata"),
    })?;
    let more = metadata.additional_metadata().clone();
    let endpoints = [
        Some(metadata.authorization_endpoint().as_str().to_owned()),
        metadata.token_endpoint().map(|url| url.as_str().to_owned()),
        metadata.userinfo_endpoint().map(|url| url.as_str().to_owned()),
        Some(metadata.jwks_uri().as_str().to_owned()),
        more.end_session_endpoint.clone(),
    ];
    if !endpoints.iter().flatten().all(|address| is_safe_address(address) && outgoing.may_ask(address)) {
        return Err(ProviderTrouble::NotValid("endpoint"));
    }
    let keys = KeyPlace::Url(metadata.jwks_uri().as_str().to_owned());
    let takes_basic = metadata.token_endpoint_auth_methods_supported().is_none_or(|methods| {
        methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
            || !methods.contains(&CoreClientAuthMethod::ClientSecretPost)
    });
    let client = Client::from_provider_metadata(metadata, id, secret)
        .set_redirect_uri(redirect.clone())
        .set_auth_type(if takes_basic { AuthType::BasicAuth } else { AuthType::RequestBody });
    Ok(Discovered {
        at: now,
        client,
        end_session: more.end_session_endpoint,
        says_issuer: more.authorization_response_iss_parameter_supported,
        keys: Arc::new(KeySet::new(keys, LOGOUT_ALGORITHMS, outgoing.clone())),
    })
}
