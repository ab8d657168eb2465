//! Forecasts in the lake: immutable, with a pointer to the latest.

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CodecError, Lake, LakeError, codec, layout, quarantine};
use crate::forecast::{Forecast, ModelRef};
use crate::location::LocationId;

/// Which forecast of a location is the latest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastPointer {
    /// The model that issued it.
    pub model: ModelRef,
    /// When.
    pub issued_at: Timestamp,
}

impl Lake {
    /// Stores a forecast. One that the same model already issued at the same
    /// time stays as it is, unless it cannot be read; what is stored in the end is returned.
    ///
    /// # Errors
    /// The store fails.
    pub async fn store_forecast(&self, forecast: Forecast) -> Result<Forecast, LakeError> {
        let key = layout::forecast(&forecast.location, &forecast.model, forecast.issued_at);
        let body = codec::write_forecast(&forecast)
            .map_err(|source| LakeError::Parquet { key: key.clone(), source })?;
        let stored =
            self.create_or_read(&key, body, |parquet| read_whole(&forecast.location, parquet)).await?;
        Ok(stored.unwrap_or(forecast))
    }

    /// The forecast that `model` issued at `issued_at`, if it did.
    ///
    /// # Errors
    /// The store fails, or the stored forecast is damaged.
    pub async fn forecast(
        &self,
        location: &LocationId,
        model: &ModelRef,
        issued_at: Timestamp,
    ) -> Result<Option<Forecast>, LakeError> {
        self.read_forecast(location, &layout::forecast(location, model, issued_at)).await
    }

    /// Whether `model` issued a forecast at `issued_at`.
    ///
    /// # Errors
    /// The store fails.
    pub async fn has_forecast(
        &self,
        location: &LocationId,
        model: &ModelRef,
        issued_at: Timestamp,
    ) -> Result<bool, LakeError> {
        Ok(self.store.head(&layout::forecast(location, model, issued_at)).await?.is_some())
    }

    /// Points at a stored forecast as the location's latest, unless the pointer
    /// is already at a newer one. A pointer that cannot be read is set aside, and one into the
    /// future is no newer one.
    ///
    /// # Errors
    /// The store fails.
    pub async fn point_to_forecast(&self, forecast: &Forecast, now: Timestamp) -> Result<(), LakeError> {
        let wanted = ForecastPointer { model: forecast.model.clone(), issued_at: forecast.issued_at };
        // Where the pointer cannot be read, the newest stored forecast takes its place.
        let newest = self.forecast_pointer(&forecast.location).await?;
        let newest = newest.filter(|newest| (wanted.issued_at..=now).contains(&newest.issued_at));
        let wanted = newest.filter(|newest| newest.issued_at != wanted.issued_at).unwrap_or(wanted);
        self.update_json(
            &layout::forecast_pointer(&forecast.location),
            |stored: Option<&ForecastPointer>| {
                let stays = stored.is_some_and(|stored| {
                    let is_newer = (wanted.issued_at..=now).contains(&stored.issued_at);
                    (is_newer && stored.issued_at != wanted.issued_at) || *stored == wanted
                });
                (!stays).then(|| wanted.clone())
            },
        )
        .await?;
        Ok(())
    }

    /// Which forecast is the location's latest; `None` before the first. Where the pointer cannot
    /// be read, the newest that is stored and can be.
    ///
    /// # Errors
    /// The store fails.
    pub async fn forecast_pointer(
        &self,
        location: &LocationId,
    ) -> Result<Option<ForecastPointer>, LakeError> {
        match self.read_json(&layout::forecast_pointer(location)).await {
            Ok(pointer) => Ok(pointer.map(|(pointer, _)| pointer)),
            Err(error @ LakeError::Json { .. }) => {
                tracing::warn!(%location, %error, "the pointer to the latest forecast is found again");
                let newest = self.newest_forecast(location).await?;
                Ok(newest.map(|Forecast { model, issued_at, .. }| ForecastPointer { model, issued_at }))
            }
            Err(error) => Err(error),
        }
    }

    /// The location's latest forecast; `None` before the first. Where it cannot be read, the
    /// newest that can be.
    ///
    /// # Errors
    /// The store fails.
    pub async fn latest_forecast(&self, location: &LocationId) -> Result<Option<Forecast>, LakeError> {
        let Some(ForecastPointer { model, issued_at }) = self.forecast_pointer(location).await? else {
            return Ok(None);
        };
        match self.forecast(location, &model, issued_at).await {
            Err(error @ LakeError::Parquet { .. }) => {
                tracing::warn!(%location, %error, "an older forecast takes the place of the latest");
                self.newest_forecast(location).await
            }
            other => other,
        }
    }

    /// The newest stored forecast that can be read.
    async fn newest_forecast(&self, location: &LocationId) -> Result<Option<Forecast>, LakeError> {
        let mut keys = self.store.list(&layout::forecasts_prefix(location)).await?;
        keys.sort_by(|one, other| layout::issued(other).cmp(&layout::issued(one)));
        for key in keys {
            match self.read_forecast(location, &key).await {
                Err(LakeError::Parquet { .. }) | Ok(None) => {}
                other => return other,
            }
        }
        Ok(None)
    }

    async fn read_forecast(&self, location: &LocationId, key: &str) -> Result<Option<Forecast>, LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(None) };
        quarantine::decode(key, object.body, |parquet| read_whole(location, parquet)).map(Some)
    }
}

/// A forecast of all its hours, with values that can be.
fn read_whole(location: &LocationId, parquet: Bytes) -> Result<Forecast, CodecError> {
    let forecast = codec::read_forecast(location, parquet)?;
    forecast.check().map_err(CodecError::NoForecast)?;
    Ok(forecast)
}
