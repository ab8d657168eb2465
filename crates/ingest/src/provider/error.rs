//! Why a call to a provider gave nothing.

use service::ClientError;

/// Why one provider gave nothing; `E` says what is wrong with its answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError<E> {
    /// The call failed.
    #[error(transparent)]
    Call(ClientError),
    /// The answer holds nothing that can be trusted.
    #[error(transparent)]
    Answer(#[from] E),
}
