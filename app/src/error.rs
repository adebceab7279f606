//! What can go wrong while answering, as codes. The code crosses the wire, never a text from inside.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use store::StoreError;

/// Why an action did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, and the action needs someone.
    #[error("not_signed_in")]
    NotSignedIn,
    /// It does not exist for this viewer.
    #[error("not_found")]
    NotFound,
    /// The form was not of the expected shape.
    #[error("bad_input")]
    BadInput,
    /// Too many ask for it at once; nothing was changed.
    #[error("crowded")]
    Crowded,
    /// Something failed on our side; nothing was changed.
    #[error("internal")]
    Internal,
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let cause = std::error::Error::source(&error);
        tracing::error!(error = %error, cause, "the store could not answer");
        Self::Internal
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::BadInput
            }
            other => {
                tracing::error!(error = %other, "a server function failed");
                Self::Internal
            }
        }
    }
}
