//! What can be configured of KMA's API hub, and what it allows.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use service::ClientConfig;

use crate::base_url;

/// The provider's name in the locations file and in the lake.
pub const NAME: &str = "kma_sfctm3";

/// The API refuses more than 31 days in a call, and how it counts the two ends
/// is not written down.
pub(crate) const MAX_PAGE_DAYS: u32 = 30;
/// Ten years: what the API hub answers in a day's quota of calls.
pub(crate) const MAX_HISTORY_DAYS: u32 = 3653;

/// KMA's API hub.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KmaConfig {
    /// Scheme and host, without a path.
    pub base_url: String,
    /// The key; only from the environment. Needed once a location is KMA's.
    #[serde(default)]
    pub auth_key: Option<SecretString>,
    /// How patient calls are.
    pub client: ClientConfig,
}

impl KmaConfig {
    /// What is wrong with the values, each beginning with `section`, the path of this
    /// section.
    pub(crate) fn validate(&self, section: &str) -> Vec<String> {
        let mut wrong = self.client.validate(&format!("{section}.client"));
        wrong.extend(base_url::check(&format!("{section}.base_url"), &self.base_url));
        if self.auth_key.as_ref().is_some_and(|key| key.expose_secret().is_empty()) {
            wrong.push(format!("{section}.auth_key is set and empty"));
        }
        wrong
    }
}
