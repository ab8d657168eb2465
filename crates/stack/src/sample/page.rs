//! Weather and clothes as Markdown.

use std::fmt::{Result, Write as _};

use common::forecast::Forecast;
use common::location::Location;
use common::recommendation::{DayRecommendation, Outfit};
use jiff::ZonedDateTime;

/// A table of the hours that `is_told`.
pub(super) fn describe_weather(
    text: &mut String,
    forecast: &Forecast,
    location: &Location,
    is_told: impl Fn(&ZonedDateTime) -> bool,
) -> Result {
    writeln!(text, "| hour | °C (10 to 90 %) | wind, m/s | humidity, % | clouds, % | rain, % |")?;
    writeln!(text, "|---|---|---|---|---|---|")?;
    for hour in &forecast.hours {
        let time = hour.valid_at.to_zoned_datetime(location.tz());
        if is_told(&time) {
            let clouds = hour.cloud_cover_frac.map(|cover| format!("{:.0}", 100.0 * cover.p50));
            writeln!(
                text,
                "| {:02}:{:02} | {:.1} ({:.1} to {:.1}) | {:.1} | {:.0} | {} | {:.0} |",
                time.hour(),
                time.minute(),
                hour.temperature_c.p50,
                hour.temperature_c.p10,
                hour.temperature_c.p90,
                hour.wind_speed_ms.p50,
                hour.relative_humidity_pct.p50,
                clouds.as_deref().unwrap_or("—"),
                100.0 * hour.precipitation_probability,
            )?;
        }
    }
    Ok(())
}

/// What is said of the weather.
pub(super) fn describe_day(text: &mut String, day: &DayRecommendation) -> Result {
    let recommendations = &day.recommendations;
    writeln!(text, "{} {}\n\n{}", day.sky.text, recommendations.activity_tip, recommendations.layering_tip)
}

/// What is said of an outfit.
pub(super) fn describe_outfit(text: &mut String, title: &str, outfit: &Outfit) -> Result {
    let Outfit { outer, top, bottom, shoes, accessories, .. } = outfit;
    writeln!(text, "\n**{title}**: {outer} / {top} / {bottom} / {shoes} / {accessories}")?;
    writeln!(text, "{}", outfit.explanation)?;
    if !outfit.start.without.is_empty() {
        writeln!(text, "{}", outfit.start.text)?;
    }
    for change in &outfit.changes {
        writeln!(text, "{}", change.text)?;
    }
    writeln!(text, "{}", outfit.indoors.text)?;
    let carried = outfit.take_along.iter().map(|carried| &carried.text);
    for advice in [&outfit.tip].into_iter().chain(carried).chain(outfit.limit.iter().map(|limit| &limit.text))
    {
        writeln!(text, "{advice}")?;
    }
    Ok(())
}
