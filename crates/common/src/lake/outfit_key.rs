//! The key that outfits' ids are sealed with: one for all replicas, made by whichever asks
//! first.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Lake, LakeError, layout};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    key: String,
}

impl Lake {
    /// The key; it is made where there is none yet, and then stays.
    ///
    /// # Errors
    /// The store fails, or the object is damaged.
    pub async fn outfit_key(&self) -> Result<SecretString, LakeError> {
        // 244 random bits.
        let fresh = SecretString::from(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()));
        let stored = self
            .update_json(&layout::outfit_key(), |stored: Option<&Record>| match stored {
                Some(_) => None,
                None => Some(Record { key: fresh.expose_secret().to_owned() }),
            })
            .await?;
        Ok(stored.map_or(fresh, |record| record.key.into()))
    }
}
