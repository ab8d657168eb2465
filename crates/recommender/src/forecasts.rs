//! The latest forecasts, decoded once each and cut into days.

use std::collections::HashMap;
use std::sync::Arc;

use common::forecast::Forecast;
use common::lake::{ForecastPointer, Lake, LakeError};
use common::location::{Location, LocationId, Locations};
use tokio::sync::Mutex;

use crate::comfort::wind_profile::Terrain;
use crate::weather::{self, Day};

/// Reads the latest forecasts and keeps them until the lake points elsewhere.
#[derive(Debug)]
pub(crate) struct Forecasts {
    lake: Lake,
    terrain: Terrain,
    kept: HashMap<LocationId, Mutex<Option<Arc<Latest>>>>,
}

/// A forecast and the days of its place.
#[derive(Debug)]
pub(crate) struct Latest {
    pub(crate) forecast: Forecast,
    pub(crate) days: Vec<Day>,
}

impl Forecasts {
    pub(crate) fn new(lake: Lake, locations: &Locations, terrain: Terrain) -> Self {
        let kept = locations.iter().map(|location| (location.id.clone(), Mutex::default())).collect();
        Self { lake, terrain, kept }
    }

    /// The location's latest forecast; `None` before the first. The lake is not asked
    /// where the one that is kept is the one that the asker knows, by its id.
    pub(crate) async fn latest(
        &self,
        location: &Location,
        known: Option<&str>,
    ) -> Result<Option<Arc<Latest>>, LakeError> {
        let Some(slot) = self.kept.get(&location.id) else { return Ok(None) };
        if let Some(known) = known
            && let Some(kept) = &*slot.lock().await
            && kept.forecast.id() == known
        {
            return Ok(Some(Arc::clone(kept)));
        }
        let Some(ForecastPointer { model, issued_at }) = self.lake.forecast_pointer(&location.id).await?
        else {
            return Ok(None);
        };
        // Held while reading: requests that come meanwhile need the same object.
        let mut slot = slot.lock().await;
        if let Some(kept) = &*slot
            // A newer one was kept while this request waited for its pointer.
            && kept.forecast.is_or_follows(&model, issued_at)
        {
            return Ok(Some(Arc::clone(kept)));
        }
        let forecast = match self.lake.forecast(&location.id, &model, issued_at).await {
            Err(LakeError::Parquet { .. }) => self.lake.latest_forecast(&location.id).await?,
            forecast => forecast?,
        };
        let Some(forecast) = forecast else { return Ok(None) };
        tracing::debug!(location = %location.id, %issued_at, "a new forecast is in use");
        let days = weather::days(weather::hours(&forecast, location, self.terrain));
        let latest = Arc::new(Latest { forecast, days });
        *slot = Some(Arc::clone(&latest));
        Ok(Some(latest))
    }
}
