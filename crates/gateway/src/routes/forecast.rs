//! `/forecast/latest`, as JSON and as CSV.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, web};
use common::forecast::Forecast;
use common::location::{Location, Locations};
use common::units::Units;
use jiff::SignedDuration;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use serde::{Deserialize, Deserializer, Serialize};
use service::{Params, Problem};
use utoipa::IntoParams;

use super::failures::{Asked, ForecastFailures};
use super::locations;
use crate::body::Page;
use crate::cache::{self, Answers, Asking, Question};
use crate::query::{ForecastSelection, ForecastVariable, Moment, Variables};
use crate::render;
use crate::wire::{PublicForecast, Stamp};

/// Which part of the forecast, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForecastQuery {
    /// The place, by its id in `/locations`; absent: the first one there.
    #[param(pattern = "^[a-z0-9][a-z0-9-]{0,63}$", example = "seoul")]
    location: Option<String>,
    /// The variables, separated by commas; absent: all.
    #[serde(default, deserialize_with = "variables")]
    #[param(value_type = Option<Vec<ForecastVariable>>, style = Form, explode = false, inline, min_items = 1)]
    variables: Option<Variables>,
    /// Not before this time: RFC 3339, or a time of day at the place, `HH:MM`, the next
    /// one after the last observed hour. The hour that it lies in counts.
    #[param(inline)]
    from: Option<Moment>,
    /// Not after this time: RFC 3339, or a time of day, the first one from `from` on, or,
    /// without it, from the first hour of the forecast on.
    #[param(inline)]
    to: Option<Moment>,
    /// The units of temperature and wind: `metric` (°C, m/s) or `us` (°F, mph).
    #[serde(default)]
    #[param(inline, required = false)]
    units: Units,
}

fn variables<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Variables>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let read = |name: &str| ForecastVariable::deserialize(name.into_deserializer());
    let chosen: Result<Variables, Error> = text.split(',').map(read).collect();
    chosen.map(Some).map_err(serde::de::Error::custom)
}

impl ForecastQuery {
    async fn selection(self, answers: &Answers, location: &Location) -> Result<ForecastSelection, Problem> {
        let Self { variables, units, from, to, .. } = self;
        let variables = variables.unwrap_or(Variables::ALL);
        if [from, to].into_iter().flatten().all(|moment| moment.at().is_some()) {
            let (from, to) = (from.and_then(Moment::at), to.and_then(Moment::at));
            return Ok(ForecastSelection { variables, from, to, units });
        }
        // A time of day is one of the forecast's.
        let issued_at = answers.forecast(location).await?.value.issued_at;
        let from = from.map(|from| from.resolve(issued_at, location));
        let first = issued_at + SignedDuration::from_hours(1);
        let earliest = from.filter(|from| *from >= issued_at).unwrap_or(first);
        let to = to.map(|to| to.resolve(earliest, location));
        Ok(ForecastSelection { variables, from, to, units })
    }
}

/// A part of the latest forecast, as JSON.
#[derive(Debug, Serialize)]
struct ForecastQuestion {
    selection: ForecastSelection,
}

impl Question for ForecastQuestion {
    type Source = Arc<Forecast>;

    const NAME: &'static str = "forecast";
    const IS_ASKED: bool = false;

    async fn ask(&self, asking: Asking<'_>) -> Result<Arc<Forecast>, Problem> {
        asking.forecast()
    }

    fn render(&self, forecast: &Arc<Forecast>, location: &Location, stamp: Stamp) -> Result<Page, Problem> {
        render::forecast::json(forecast, self.selection, location, stamp)
    }
}

/// The same as a table.
#[derive(Debug, Serialize)]
struct TableQuestion {
    selection: ForecastSelection,
}

impl Question for TableQuestion {
    type Source = Arc<Forecast>;

    const NAME: &'static str = "forecast as a table";
    const IS_ASKED: bool = false;

    async fn ask(&self, asking: Asking<'_>) -> Result<Arc<Forecast>, Problem> {
        asking.forecast()
    }

    fn render(&self, forecast: &Arc<Forecast>, location: &Location, _: Stamp) -> Result<Page, Problem> {
        render::forecast::csv(forecast, self.selection, location)
    }
}

/// The latest forecast
///
/// Temperature, humidity, wind, clouds and rain for the 168 hours after the last
/// observation, with their uncertainty. `Overcoat-Status` and
/// `Overcoat-Forecast-Age` say how old it is.
#[utoipa::path(
    operation_id = "latestForecast",
    tag = "forecast",
    params(ForecastQuery),
    responses(
        (status = 200, description = "The forecast", body = PublicForecast),
        Asked,
        (status = 404, description = "No such location, or no hour between `from` and `to`", body = Problem, content_type = "application/problem+json"),
        ForecastFailures,
    )
)]
#[get("/forecast/latest")]
pub(crate) async fn latest(
    answers: web::Data<Answers>,
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<ForecastQuery>,
) -> Result<HttpResponse, Problem> {
    let location = locations::find(&locations, query.location.as_deref())?;
    let selection = query.selection(&answers, location).await?;
    cache::answer(&answers, &request, location, ForecastQuestion { selection }).await
}

/// The latest forecast as a table
///
/// The same as CSV (RFC 4180): a row an hour, units in the column names.
#[utoipa::path(
    operation_id = "latestForecastCsv",
    tag = "forecast",
    params(ForecastQuery),
    responses(
        (status = 200, description = "The forecast", body = String, content_type = "text/csv"),
        Asked,
        (status = 404, description = "No such location, or no hour between `from` and `to`", body = Problem, content_type = "application/problem+json"),
        ForecastFailures,
    )
)]
#[get("/forecast/latest.csv")]
pub(crate) async fn latest_csv(
    answers: web::Data<Answers>,
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<ForecastQuery>,
) -> Result<HttpResponse, Problem> {
    let location = locations::find(&locations, query.location.as_deref())?;
    let selection = query.selection(&answers, location).await?;
    cache::answer(&answers, &request, location, TableQuestion { selection }).await
}
