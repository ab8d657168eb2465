//! What is recommended on days sampled over a year, with the weather that it
//! rests on, for people to read: real forecasts of the bundled model from the
//! replayed observations, through the running services.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::Context;
use common::Clock;
use common::forecast::Forecast;
use common::location::Location;
use common::recommendation::{DayRecommendation, Language, Outfit, Style};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::json;
use service::{Client, ClientConfig};
use url::Url;

use crate::{Config, Stack, base};

/// The first hour of the year that is sampled: long enough after the archive's
/// beginning for a history.
const BEGIN: &str = "2026-03-01T00:21:00Z";
const DAYS_OF_A_YEAR: i64 = 364;
/// A forecast covers six whole days after the one on which it is issued.
const DAYS_AHEAD: i64 = 6;
const POLL_INTERVAL: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs the stack through a year and writes down, as Markdown, what it
/// recommends on `days` days in all styles and languages. The same `seed` gives
/// the same days.
///
/// # Errors
/// The stack does not start, or a service does not answer.
pub async fn sample_days(mut config: Config, days: u16, seed: u64) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    config.data_dir = folder.path().to_owned();
    (config.store.port, config.replay.port) = (0, 0);
    for service in [&mut config.ingest, &mut config.inference, &mut config.recommender] {
        *service = json!({ "server": { "port": 0 } });
    }
    config.gateway = json!({ "server": { "port": 0, "admin_port": 0 } });
    let begin: Timestamp = BEGIN.parse()?;
    let clock = Clock::manual(begin);
    let stack = Stack::start(config, clock.clone()).await?;
    stack.ready().await?;
    let reader = Reader::new(&stack)?;
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut text = format!("# What to wear on {days} days of a year\n");
    for number in 0..i64::from(days) {
        let step = DAYS_OF_A_YEAR * number / i64::from(days);
        let now = begin + SignedDuration::from_hours(24 * step + rng.random_range(0..24));
        let ahead = rng.random_range(0..=DAYS_AHEAD);
        clock.set(now);
        let forecast = reader.forecast_at(now).await?;
        let location = stack.locations.get(&forecast.location).context("an unknown location")?;
        // In the last hour of a day the forecast begins with the next one.
        let begins = forecast.hours.first().context("a forecast without hours")?.valid_at;
        let today = begins.to_zoned_datetime(location.tz()).date();
        let date = today + SignedDuration::from_hours(24 * ahead);
        describe_weather(&mut text, &forecast, location, date)?;
        for language in [Language::En, Language::Ko] {
            let day = reader.day(location, date, language).await?;
            describe_day(&mut text, &day, language)?;
        }
    }
    stack.stop().await;
    Ok(text)
}

struct Reader {
    client: Client,
    inference: Url,
    recommender: Url,
    location: String,
}

impl Reader {
    fn new(stack: &Stack) -> anyhow::Result<Self> {
        let patience = ClientConfig { deadline: PATIENCE, attempt_timeout: PATIENCE, max_attempts: 1 };
        Ok(Self {
            client: Client::new(patience)?,
            inference: base(&stack.inference).parse()?,
            recommender: base(&stack.recommender).parse()?,
            location: stack.locations.default_location().id.to_string(),
        })
    }

    /// The forecast that rests on the last full hour before `now`.
    async fn forecast_at(&self, now: Timestamp) -> anyhow::Result<Forecast> {
        let url = self.inference.join(&format!("v1/forecasts/{}/latest", self.location))?;
        let wait = async {
            loop {
                let forecast: Forecast = self.client.get_json(&url).await?;
                if now.duration_since(forecast.issued_at) < SignedDuration::from_hours(1) {
                    return Ok(forecast);
                }
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.context("no new forecast")?
    }

    async fn day(
        &self,
        location: &Location,
        date: Date,
        language: Language,
    ) -> anyhow::Result<DayRecommendation> {
        let mut url = self.recommender.join(&format!("v1/recommendations/{}/{date}", location.id))?;
        url.query_pairs_mut().append_pair("lang", language.code());
        Ok(self.client.get_json(&url).await?)
    }
}

fn describe_weather(
    text: &mut String,
    forecast: &Forecast,
    location: &Location,
    date: Date,
) -> std::fmt::Result {
    writeln!(text, "\n## {} {date}\n", location.name.en)?;
    writeln!(text, "| hour | °C (10 to 90 %) | wind, m/s | humidity, % | rain, % |\n|---|---|---|---|---|")?;
    for hour in &forecast.hours {
        let time = hour.valid_at.to_zoned_datetime(location.tz());
        if time.date() == date && time.hour() % 3 == 1 {
            writeln!(
                text,
                "| {:02} | {:.1} ({:.1} to {:.1}) | {:.1} | {:.0} | {:.0} |",
                time.hour(),
                hour.temperature_c.p50,
                hour.temperature_c.p10,
                hour.temperature_c.p90,
                hour.wind_speed_ms.p50,
                hour.relative_humidity_pct.p50,
                100.0 * hour.precipitation_probability,
            )?;
        }
    }
    Ok(())
}

fn describe_day(text: &mut String, day: &DayRecommendation, language: Language) -> std::fmt::Result {
    let recommendations = &day.recommendations;
    writeln!(text, "\n### {}\n", language.code())?;
    writeln!(text, "{} {}\n\n{}", day.sky.text, recommendations.activity_tip, recommendations.layering_tip)?;
    for style in Style::ALL {
        if let Some(outfit) = recommendations.styles.get(style) {
            describe_outfit(text, style, outfit)?;
        }
    }
    Ok(())
}

fn describe_outfit(text: &mut String, style: Style, outfit: &Outfit) -> std::fmt::Result {
    let Outfit { outer, top, bottom, shoes, accessories, .. } = outfit;
    writeln!(text, "\n**{}**: {outer} / {top} / {bottom} / {shoes} / {accessories}", style.code())?;
    writeln!(text, "{}", outfit.explanation)?;
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
