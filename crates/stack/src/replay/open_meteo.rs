//! Open-Meteo's `/v1/forecast`: the analysis of past hours, and the forecast of those to
//! come as it was issued.
//!
//! Written from the API's own answers and not from ingest's reader, so that the one
//! checks the other.

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get, web};
use common::observation::{Observation, Variable, hours};
use ingest::provider::open_meteo::NAME;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::IntoParams;

use super::places::{Place, Replay};

/// The longest span that a call may ask for.
const MAX_SPAN: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);

/// Farther than that from every place, degrees, there is nothing.
const NEARBY_DEG: f64 = 0.1;

/// Open-Meteo's name, what it is, its unit, how many of that make one of ours, and
/// decimals.
const QUANTITIES: [(&str, Variable, &str, f64, i32); 10] = [
    ("temperature_2m", Variable::Temperature, "°C", 1.0, 1),
    ("dew_point_2m", Variable::DewPoint, "°C", 1.0, 1),
    ("relative_humidity_2m", Variable::RelativeHumidity, "%", 1.0, 0),
    ("wind_speed_10m", Variable::WindSpeed, "m/s", 1.0, 2),
    ("wind_direction_10m", Variable::WindDirection, "°", 1.0, 0),
    ("precipitation", Variable::Precipitation, "mm", 1.0, 2),
    ("surface_pressure", Variable::StationPressure, "hPa", 1.0, 1),
    ("pressure_msl", Variable::SeaLevelPressure, "hPa", 1.0, 1),
    ("cloud_cover", Variable::CloudCover, "%", 100.0, 0),
    ("shortwave_radiation", Variable::ShortwaveRadiation, "W/m²", 1.0, 1),
];

/// What Open-Meteo takes; what else it takes is passed over.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// The quantities, with commas between them.
    hourly: String,
    /// Only `ms`.
    wind_speed_unit: String,
    /// The first hour, `YYYY-MM-DDTHH:MM` in UTC.
    start_hour: String,
    /// The last hour, included.
    end_hour: String,
}

/// Hourly weather of a place over a span.
#[utoipa::path(
    params(Query),
    responses((status = 200, description = "The hours", body = Value, content_type = "application/json"))
)]
#[get("/v1/forecast")]
pub(super) async fn forecast(replay: web::Data<Replay>, query: web::Query<Query>) -> HttpResponse {
    match answer(&replay, &query) {
        Ok(answer) => HttpResponse::Ok().json(answer),
        Err(Refusal::Invalid(reason)) => {
            HttpResponse::BadRequest().json(json!({ "error": true, "reason": reason }))
        }
        // No JSON, but what the API writes where none of its models has a grid point.
        Err(Refusal::NotCovered) => HttpResponse::Ok().content_type(ContentType::json()).body(
            r#"{"latitude":nan,"longitude":nan,"generationtime_ms":0.1,"utc_offset_seconds":0,"timezone":"GMT","timezone_abbreviation":"GMT"}"#,
        ),
    }
}

enum Refusal {
    Invalid(String),
    NotCovered,
}

fn answer(replay: &Replay, query: &Query) -> Result<Value, Refusal> {
    if query.wind_speed_unit != "ms" {
        return Err(Refusal::Invalid("only wind_speed_unit=ms is replayed".to_owned()));
    }
    let from = time("start_hour", &query.start_hour)?;
    let until = time("end_hour", &query.end_hour)?;
    if until.duration_since(from) > MAX_SPAN {
        return Err(Refusal::Invalid("the span is longer than three years".to_owned()));
    }
    let is_near = |place: &&Place| {
        let off =
            (place.location.latitude_deg - query.latitude, place.location.longitude_deg - query.longitude);
        off.0.abs() <= NEARBY_DEG && off.1.abs() <= NEARBY_DEG
    };
    let place = replay.of_provider(NAME).find(is_near).ok_or(Refusal::NotCovered)?;
    let now = replay.clock.now();
    let mut known = place.archive.replay(from, until, now);
    known.extend(place.archive.outlook(from, until, now));

    let mut units = Map::from_iter([("time".to_owned(), json!("iso8601"))]);
    let times: Vec<Timestamp> = hours(from, until).collect();
    let mut hourly = Map::from_iter([("time".to_owned(), times.iter().map(|time| stamp(*time)).collect())]);
    for wanted in query.hourly.split(',') {
        let Some((name, variable, unit, scale, decimals)) =
            QUANTITIES.into_iter().find(|(name, ..)| *name == wanted)
        else {
            return Err(Refusal::Invalid(format!(
                "Cannot initialize ForecastVariable from invalid String value {wanted}."
            )));
        };
        let power = 10_f64.powi(decimals);
        let value = |time: &Timestamp| -> Option<f64> {
            let hour: &Observation = &known[known.binary_search_by_key(time, |hour| hour.time).ok()?];
            Some((f64::from(hour.get(variable)?) * scale * power).round() / power)
        };
        units.insert(name.to_owned(), json!(unit));
        hourly.insert(name.to_owned(), times.iter().map(value).collect());
    }
    Ok(json!({
        "latitude": place.location.latitude_deg,
        "longitude": place.location.longitude_deg,
        "generationtime_ms": 0.1,
        "utc_offset_seconds": 0,
        "timezone": "GMT",
        "timezone_abbreviation": "GMT",
        "elevation": place.location.elevation_m,
        "hourly_units": units,
        "hourly": hourly,
    }))
}

fn time(parameter: &str, text: &str) -> Result<Timestamp, Refusal> {
    let civil = DateTime::strptime("%Y-%m-%dT%H:%M", text).ok();
    let time = civil.and_then(|civil| Offset::UTC.to_timestamp(civil).ok());
    time.ok_or_else(|| Refusal::Invalid(format!("Invalid '{parameter}': {text}")))
}

fn stamp(time: Timestamp) -> Value {
    time.strftime("%Y-%m-%dT%H:%M").to_string().into()
}
