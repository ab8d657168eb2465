//! Issues forecasts: observations from the lake in, a stored forecast out.

use std::time::Duration;

use common::Clock;
use common::forecast::{Forecast, Quantiles};
use common::lake::{Lake, LakeError};
use common::location::{Location, Locations};
use common::spans::SPANS;
use features::{HISTORY_H, History, Place, Window, WindowError};
use jiff::SignedDuration;
use service::Problem;
use tracing::instrument;

use crate::champion::Champion;
use crate::model::ModelError;
use crate::runtime::RuntimeError;

/// Why no forecast was issued.
#[derive(Debug, thiserror::Error)]
pub enum ForecastError {
    /// No model is loaded yet.
    #[error("no model is loaded yet")]
    NoModel,
    /// Nothing was observed yet.
    #[error("there are no observations of {0} yet")]
    NoObservations(String),
    /// What was observed does not make a window.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// The model failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The lake failed.
    #[error(transparent)]
    Lake(#[from] LakeError),
}

impl From<ForecastError> for Problem {
    fn from(error: ForecastError) -> Self {
        match error {
            ForecastError::Lake(error) => error.into(),
            ForecastError::NoModel | ForecastError::NoObservations(_) | ForecastError::Window(_) => {
                Self::unavailable(error.to_string())
            }
            ForecastError::Model(ModelError::Runtime(RuntimeError::Overloaded)) => {
                Self::unavailable("too many forecasts are being computed")
            }
            ForecastError::Model(_) => Self::internal(error),
        }
    }
}

/// Issues forecasts.
#[derive(Debug, Clone)]
pub(crate) struct Forecaster {
    pub(crate) champion: Champion,
    /// In the registry.
    pub(crate) model_name: String,
    pub(crate) lake: Lake,
    pub(crate) locations: Locations,
    pub(crate) clock: Clock,
}

impl Forecaster {
    /// Issues the forecast that follows the last observation. Where the
    /// champion already did, that one is returned.
    #[instrument(level = "debug", target = SPANS, name = "issue the forecast", skip_all, fields(location = %location.id))]
    pub(crate) async fn issue(&self, location: &Location) -> Result<Forecast, ForecastError> {
        let model = self.champion.current().ok_or(ForecastError::NoModel)?;
        let now = self.clock.now();
        let issued_at = self
            .lake
            .last_observed(location, now)
            .await?
            .ok_or_else(|| ForecastError::NoObservations(location.id.to_string()))?;
        let stored = match self.lake.forecast(&location.id, model.model_ref(), issued_at).await {
            Err(error @ LakeError::Parquet { .. }) => {
                tracing::warn!(location = %location.id, %error, "the forecast is computed again");
                None
            }
            stored => stored?,
        };
        let forecast = if let Some(stored) = stored {
            stored
        } else {
            let from = issued_at - HISTORY;
            let history = History::new(self.lake.observations(location, from, issued_at).await?);
            let guidance = match &location.guidance {
                Some(source) => self.lake.guidance_known_at(source, &location.id, issued_at).await?,
                None => None,
            };
            let window = Window::build(&history, issued_at, Place::from(location), guidance.as_ref())?;
            let forecast = self.lake.store_forecast(model.forecast(&location.id, &window).await?).await?;
            let version = &forecast.model.version;
            let guidance = guidance.map(|guidance| guidance.issued_at.to_string());
            tracing::info!(location = %location.id, %issued_at, version, guidance, "issued a forecast");
            Self::count_issued(location, 1);
            forecast
        };
        self.lake.point_to_forecast(&forecast, now).await?;
        tell(&forecast);
        Ok(forecast)
    }

    fn count_issued(location: &Location, more: u64) {
        metrics::counter!("inference_forecasts_total", "location" => location.id.to_string()).increment(more);
    }

    /// Issues what is missing, again and again: a call from the crawler may get
    /// lost, and a new champion wants its own forecast.
    pub(crate) async fn catch_up(self, interval: Duration) {
        let mut champions = self.champion.changes();
        // What is not counted yet cannot be seen to stand still.
        self.locations.iter().for_each(|location| Self::count_issued(location, 0));
        loop {
            for location in self.locations.iter() {
                match self.issue(location).await {
                    Ok(_) => {}
                    Err(error @ (ForecastError::NoModel | ForecastError::NoObservations(_))) => {
                        tracing::debug!(location = %location.id, "no forecast yet: {error}");
                    }
                    Err(error) => tracing::warn!(location = %location.id, %error, "no forecast"),
                }
            }
            tokio::select! {
                () = tokio::time::sleep(interval) => {}
                // It fails only when the champion is gone, and `self` holds it.
                _ = champions.changed() => {}
            }
        }
    }
}

/// The lead times whose uncertainty operators see, h.
const SHOWN_LEADS_H: [usize; 3] = [24, 72, 168];

/// Tells operators how old the newest forecast is, and how sure of itself.
fn tell(forecast: &Forecast) {
    let location = forecast.location.to_string();
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit a double for ages")]
    metrics::gauge!("inference_forecast_issued_timestamp_seconds", "location" => location.clone())
        .set(forecast.issued_at.as_second() as f64);
    for lead_h in SHOWN_LEADS_H {
        if let Some(hour) = forecast.hours.get(lead_h - 1) {
            let Quantiles { p10, p90, .. } = hour.temperature_c;
            metrics::gauge!(
                "inference_forecast_width_celsius",
                "location" => location.clone(), "lead_h" => lead_h.to_string()
            )
            .set(f64::from(p90 - p10));
        }
    }
}

/// From the first hour of a window to its last.
const HISTORY: SignedDuration = SignedDuration::from_hours(HISTORY_H as i64 - 1);
