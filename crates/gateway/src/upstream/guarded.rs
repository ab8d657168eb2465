//! A service behind the gateway, called through its circuit breaker.

use serde::Serialize;
use serde::de::DeserializeOwned;
use service::{Client, Problem};
use url::Url;

use super::breaker::Breaker;

/// A service with its client and its breaker.
#[derive(Debug)]
pub(super) struct Guarded {
    pub(super) client: Client,
    pub(super) base: Url,
    pub(super) breaker: Breaker,
}

impl Guarded {
    pub(super) fn at(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        // Only URLs without a host refuse, and the configuration has none.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, subject: &str, url: &Url) -> Result<T, Problem> {
        self.breaker.call(subject, self.client.get_json(url)).await
    }

    pub(super) async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        subject: &str,
        path: &[&str],
        body: &B,
    ) -> Result<T, Problem> {
        self.breaker.call(subject, self.client.post_json(&self.at(path), body)).await
    }

    pub(super) async fn delete<T: DeserializeOwned>(&self, subject: &str, url: &Url) -> Result<T, Problem> {
        self.breaker.call(subject, self.client.delete_json(url)).await
    }

    /// DELETE; the answer has no content.
    pub(super) async fn remove(&self, subject: &str, url: &Url) -> Result<(), Problem> {
        self.breaker.call(subject, self.client.delete(url)).await.map(drop)
    }
}
