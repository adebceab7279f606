//! What the portal itself asks of others on behalf of nobody: keys, and providers. Short in time and
//! size, and nobody is followed elsewhere.

use std::time::Duration;

/// The longest one request may take, connection and answer.
pub const LONGEST: Duration = Duration::from_secs(5);

/// The largest answer that is read, in bytes.
const LARGEST: usize = 512 * 1024;

/// Asks others. Clones share their connections.
#[derive(Clone)]
pub struct Outgoing {
    client: reqwest::Client,
    is_https_only: bool,
}

/// It could not be asked, or did not answer as it should.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// No connection, no answer, or not in time.
    #[error("it did not answer")]
    NoAnswer(#[source] reqwest::Error),
    /// The answer is larger than anything that was asked for.
    #[error("its answer is too large")]
    TooLarge,
    /// It lies where nothing is asked.
    #[error("that address is not asked")]
    Forbidden,
    /// It answered with a failure.
    #[error("it answered with {0}")]
    Status(http::StatusCode),
}

impl Outgoing {
    /// Makes one.
    ///
    /// # Errors
    /// When the system has no certificates to trust.
    pub fn new() -> Result<Self, reqwest::Error> {
        // The binary has installed it already; a test has not.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(LONGEST)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("kairan/", env!("CARGO_PKG_VERSION")));
        Ok(Self { client: client.build()?, is_https_only: false })
    }

    /// The same for one that is itself reached by `https`: where it sends us is no other sort of place, such as
    /// this machine's own ports.
    #[must_use]
    pub fn https_only(self) -> Self {
        Self { is_https_only: true, ..self }
    }

    /// Whether that address is asked.
    pub fn may_ask(&self, address: &str) -> bool {
        !self.is_https_only || address.starts_with("https://")
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// [`OutgoingError::NoAnswer`], [`OutgoingError::Forbidden`] or [`OutgoingError::TooLarge`].
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, OutgoingError> {
        if !self.may_ask(&request.uri().to_string()) {
            return Err(OutgoingError::Forbidden);
        }
        let request = reqwest::Request::try_from(request).map_err(OutgoingError::NoAnswer)?;
        let mut answer = self.client.execute(request).await.map_err(OutgoingError::NoAnswer)?;
        let mut body = vec![];
        while let Some(chunk) = answer.chunk().await.map_err(OutgoingError::NoAnswer)? {
            if body.len() + chunk.len() > LARGEST {
                return Err(OutgoingError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }

    /// Reads what is at an address.
    ///
    /// # Errors
    /// [`OutgoingError`].
    pub async fn get(&self, address: &str) -> Result<Vec<u8>, OutgoingError> {
        let mut request = http::Request::new(vec![]);
        *request.uri_mut() = address.parse().unwrap_or_default();
        let answer = self.send(request).await?;
        if answer.status().is_success() { Ok(answer.into_body()) } else { Err(OutgoingError::Status(answer.status())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_reached_by_https_leads_to_no_port_of_this_machine() {
        let outgoing = Outgoing::new().unwrap().https_only();
        let answer = outgoing.get("http://127.0.0.1:1/jwks").await;
        assert!(matches!(answer, Err(OutgoingError::Forbidden)), "{answer:?}");
        assert!(outgoing.may_ask("https://id.example/jwks"));
    }
}
