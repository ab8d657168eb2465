//! A forecast as JSON and as a table.

use common::forecast::{Forecast, hour_is_within};
use common::location::Location;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use service::Problem;

use crate::body::Page;
use crate::query::ForecastSelection;
use crate::wire::{PublicForecast, PublicHour, Stamp, covers, local};

const CSV: &str = "text/csv; charset=utf-8";

/// The hours that were asked for, as JSON.
///
/// # Errors
/// There are none.
pub(crate) fn json(
    forecast: &Forecast,
    selection: ForecastSelection,
    location: &Location,
    Stamp { label, next_issue_at }: Stamp,
) -> Result<Page, Problem> {
    let tz = location.tz();
    Page::json(&PublicForecast {
        location: location.into(),
        issued_at: local(forecast.issued_at, &tz),
        next_issue_at: local(next_issue_at, &tz),
        label,
        model: forecast.model.clone(),
        units: selection.units,
        hours: hours(forecast, selection, &tz)?,
    })
}

/// The hours that were asked for, as a table.
///
/// # Errors
/// There are none.
pub(crate) fn csv(
    forecast: &Forecast,
    selection: ForecastSelection,
    location: &Location,
) -> Result<Page, Problem> {
    let hours = hours(forecast, selection, &location.tz())?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let names = hours.first().map(PublicHour::columns).unwrap_or_default();
    let header = std::iter::once("time").chain(names.iter().map(|(name, _)| name.as_str()));
    table.write_record(header).map_err(Problem::internal)?;
    for hour in hours {
        let values = hour.columns().into_iter().map(|(_, value)| value.to_string());
        let record = std::iter::once(hour.time.clone()).chain(values);
        table.write_record(record).map_err(Problem::internal)?;
    }
    let body = table.into_inner().map_err(|error| Problem::internal(error.to_string()))?;
    Ok(Page::new(CSV, body))
}

fn hours(
    forecast: &Forecast,
    selection: ForecastSelection,
    tz: &TimeZone,
) -> Result<Vec<PublicHour>, Problem> {
    let ForecastSelection { from, to, .. } = selection;
    let (from, to) = (from.unwrap_or(Timestamp::MIN), to.unwrap_or(Timestamp::MAX));
    let chosen = forecast.hours.iter().filter(|hour| hour_is_within(hour.valid_at, from, to));
    let hours: Vec<PublicHour> = chosen.map(|hour| PublicHour::new(hour, selection, tz)).collect();
    if hours.is_empty() {
        return Err(Problem::not_found(format!(
            "the forecast has no hour within `from` and `to`; it covers {}",
            covers(forecast, tz)
        )));
    }
    Ok(hours)
}
