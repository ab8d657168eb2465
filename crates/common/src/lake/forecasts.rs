//! Forecasts in the lake: immutable, with a pointer to the latest.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Lake, LakeError, codec, layout};
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
    /// time stays as it is; what is stored in the end is returned.
    ///
    /// # Errors
    /// The store fails, or the stored forecast is damaged.
    pub async fn store_forecast(&self, forecast: Forecast) -> Result<Forecast, LakeError> {
        let key = layout::forecast(&forecast.location, &forecast.model, forecast.issued_at);
        let body = codec::write_forecast(&forecast)
            .map_err(|source| LakeError::Parquet { key: key.clone(), source })?;
        if self.store.create(&key, body).await? {
            return Ok(forecast);
        }
        Ok(self.read_forecast(&forecast.location, &key).await?.unwrap_or(forecast))
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
    /// is already at a newer one.
    ///
    /// # Errors
    /// The store fails, or the pointer is damaged.
    pub async fn point_to_forecast(&self, forecast: &Forecast) -> Result<(), LakeError> {
        let wanted = ForecastPointer { model: forecast.model.clone(), issued_at: forecast.issued_at };
        self.update_json(
            &layout::forecast_pointer(&forecast.location),
            |stored: Option<&ForecastPointer>| {
                let stays =
                    stored.is_some_and(|stored| stored.issued_at > wanted.issued_at || *stored == wanted);
                (!stays).then(|| wanted.clone())
            },
        )
        .await?;
        Ok(())
    }

    /// Which forecast is the location's latest; `None` before the first.
    ///
    /// # Errors
    /// The store fails, or the pointer is damaged.
    pub async fn forecast_pointer(
        &self,
        location: &LocationId,
    ) -> Result<Option<ForecastPointer>, LakeError> {
        Ok(self.read_json(&layout::forecast_pointer(location)).await?.map(|(pointer, _)| pointer))
    }

    /// The location's latest forecast; `None` before the first.
    ///
    /// # Errors
    /// The store fails, or an object is damaged.
    pub async fn latest_forecast(&self, location: &LocationId) -> Result<Option<Forecast>, LakeError> {
        let Some(ForecastPointer { model, issued_at }) = self.forecast_pointer(location).await? else {
            return Ok(None);
        };
        self.forecast(location, &model, issued_at).await
    }

    async fn read_forecast(&self, location: &LocationId, key: &str) -> Result<Option<Forecast>, LakeError> {
        let Some(object) = self.store.get(key).await? else { return Ok(None) };
        codec::read_forecast(location, object.body)
            .map(Some)
            .map_err(|source| LakeError::Parquet { key: key.to_owned(), source })
    }
}
