//! Days sampled over the replayed year: real forecasts of the bundled model.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use anyhow::Context;
use common::forecast::Forecast;
use common::location::Location;
use common::recommendation::{DayRecommendation, Language, Style};
use jiff::SignedDuration;
use jiff::civil::Date;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::Serialize;
use serde_json::json;

use super::page::{describe_day, describe_outfit, describe_weather};
use super::running::Running;
use crate::Config;

/// A forecast covers six whole days after the one on which it is issued.
const DAYS_AHEAD: i64 = 6;
/// The recommender's waking hours.
const WAKING: RangeInclusive<i8> = 7..=22;

/// What was recommended on some days.
#[derive(Debug)]
pub struct SampledDays {
    /// As Markdown, for people.
    pub page: String,
    /// The casual sets of the days whose waking hours are all forecast, to compare with
    /// tables of clothes by temperature.
    pub casual: Vec<CasualDay>,
}

/// A casual set, and what it is for.
#[derive(Debug, Serialize)]
pub struct CasualDay {
    /// The day.
    pub date: Date,
    /// Mean of the median temperatures of its waking hours, °C.
    pub mean_temperature_c: f64,
    /// The ids of what is worn.
    pub garments: Vec<String>,
}

/// Runs the stack through a year and writes down what it recommends on `days` days in
/// all styles and languages. The same `seed` gives the same days.
///
/// # Errors
/// The stack does not start, or a service does not answer.
pub async fn sample_days(config: Config, days: u16, seed: u64) -> anyhow::Result<SampledDays> {
    let running = Box::pin(Running::start(config, &json!({}))).await?;
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut text = format!("# What to wear on {days} days of a year\n");
    let mut casual = Vec::new();
    for number in 0..days {
        let now = running.time(number, days, rng.random_range(0..24));
        let ahead = rng.random_range(0..=DAYS_AHEAD);
        let (forecast, location) = running.forecast_at(now).await?;
        // In the last hour of a day the forecast begins with the next one.
        let begins = forecast.hours.first().context("a forecast without hours")?.valid_at;
        let today = begins.to_zoned_datetime(location.tz()).date();
        let date = today + SignedDuration::from_hours(24 * ahead);
        writeln!(text, "\n## {} {date}\n", location.name.en)?;
        let is_told = |time: &jiff::ZonedDateTime| time.date() == date && time.hour() % 3 == 1;
        describe_weather(&mut text, &forecast, location, is_told)?;
        for language in [Language::En, Language::Ko] {
            let day = running.day(location, date, language).await?;
            if language == Language::En {
                casual.extend(casual_day(&forecast, location, &day));
            }
            writeln!(text, "\n### {}\n", language.code())?;
            describe_day(&mut text, &day)?;
            for style in Style::ALL {
                if let Some(outfit) = day.recommendations.styles.get(style) {
                    describe_outfit(&mut text, style.code(), outfit)?;
                }
            }
        }
    }
    running.stack.stop().await;
    Ok(SampledDays { page: text, casual })
}

/// `None` where a waking hour is not forecast.
fn casual_day(forecast: &Forecast, location: &Location, day: &DayRecommendation) -> Option<CasualDay> {
    let date = day.target_date;
    let medians: Vec<f64> = forecast
        .hours
        .iter()
        .filter(|hour| {
            let time = hour.valid_at.to_zoned_datetime(location.tz());
            time.date() == date && WAKING.contains(&time.hour())
        })
        .map(|hour| f64::from(hour.temperature_c.p50))
        .collect();
    let outfit = day.recommendations.styles.casual.as_ref()?;
    (medians.len() == WAKING.count()).then(|| CasualDay {
        date,
        mean_temperature_c: medians.iter().sum::<f64>() / medians.len() as f64,
        garments: outfit.garments.iter().map(|garment| garment.id.clone()).collect(),
    })
}
