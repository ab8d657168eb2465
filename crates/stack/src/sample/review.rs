//! Days and windows of hours, each with one answer, for reviewers who see only the weather
//! and the text: half of them of the replayed year, the others of seven made-up climates.

use std::fmt::Write as _;

use anyhow::Context;
use common::forecast::Forecast;
use common::location::{Location, Locations};
use common::recommendation::{Activity, Language, Style, Wardrobe, Wearer, WindowQuestion};
use common::units::Units;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, ZonedDateTime};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::json;

use super::climates::{Climate, climates};
use super::page::{describe_day, describe_outfit, describe_weather};
use super::running::Running;
use crate::Config;

/// What reviewers answer of every item.
const RUBRIC: &str = "\
Name every item of which most people who live there would say one of these, and why; list what
only some would say apart from it, as a doubt:

1. **laughed at**: nobody who lives there would go out like this for that;
2. **freezes**: some hour, as likely as not, is clearly too cold for what is worn in it;
3. **sweats**: some hour is clearly too warm for what is on, and nothing is said to come off;
4. **gets wet**: it will more likely rain or snow than not, and coat, shoes or umbrella are wrong;
5. **contradicts itself**: two sentences, or a sentence and a list, cannot both be right.

Where the text itself advises to stay in, judge the clothes of somebody who has to go out all the
same. An outfit is listed as coat / top / bottom / shoes / accessories. What is in the bag for the
careful case is said in sentences of its own and counts as not worn. Taste is no fault.
";

const WAKING_FROM_H: i8 = 7;
const WAKING_UNTIL_H: i8 = 22;
const HIKE_FROM_H: i8 = 9;
const HIKE_UNTIL_H: i8 = 16;
/// Nobody runs, or stands about, all day: in which activities a day is asked for.
const ALL_DAY: [Activity; 4] =
    [Activity::Strolling, Activity::BriskWalk, Activity::Hiking, Activity::Cycling];
const FOR_SOME_HOURS: [Activity; 6] = [
    Activity::Strolling,
    Activity::Waiting,
    Activity::BriskWalk,
    Activity::Running,
    Activity::Cycling,
    Activity::Hiking,
];

/// Writes down, as Markdown, `each` days and as many windows of hours. The same `seed`
/// gives the same weather and questions.
///
/// # Errors
/// The stack does not start, or a service does not answer.
pub async fn review_clothes(config: Config, each: u16, seed: u64) -> anyhow::Result<String> {
    let climates = climates()?;
    let bundled = Locations::load(&config.locations_file)?;
    let all: Vec<&Location> =
        bundled.iter().chain(climates.iter().map(|climate| &climate.location)).collect();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("locations.toml");
    std::fs::write(&file, toml::to_string(&json!({ "location": all }))?)?;
    let running = Box::pin(Running::start(config, &json!({ "locations_file": file }))).await?;
    let mut reviewed = Reviewed { running, climates, rng: Pcg64Mcg::seed_from_u64(seed), each };
    let mut text = format!("# {each} days and {each} windows of hours, seed {seed}\n\n{RUBRIC}");
    // Both at once: the year is gone through only one way.
    for number in 0..each {
        reviewed.item(&mut text, number, Span::Day).await?;
        reviewed.item(&mut text, number, Span::Window).await?;
    }
    reviewed.running.stack.stop().await;
    Ok(text)
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    Day,
    Window,
}

struct Reviewed {
    running: Running,
    climates: Vec<Climate>,
    rng: Pcg64Mcg,
    each: u16,
}

impl Reviewed {
    async fn item(&mut self, text: &mut String, number: u16, span: Span) -> anyhow::Result<()> {
        let Self { running, climates, rng, each } = self;
        let hour = if span == Span::Day { rng.random_range(0..12) } else { rng.random_range(12..24) };
        let now = running.time(number, *each, hour);
        let turn = usize::from(number);
        let (forecast, location) = running.forecast_at(now).await?;
        let (forecast, location) = if turn % 2 == 0 {
            (forecast, location)
        } else {
            let climate = &climates[turn / 2 % climates.len()];
            let made_up = climate.forecast(forecast.issued_at, forecast.model.clone(), rng)?;
            let made_up = running.stack.lake.store_forecast(made_up).await?;
            running.stack.lake.point_to_forecast(&made_up, made_up.issued_at).await?;
            (made_up, &climate.location)
        };
        let activity = match span {
            Span::Day => ALL_DAY[turn / 2 % ALL_DAY.len()],
            Span::Window => FOR_SOME_HOURS[turn / 2 % FOR_SOME_HOURS.len()],
        };
        let (from, until, outdoors_h) = hours(span, activity, &forecast, &location.tz(), rng)?;
        let style = Style::ALL[turn % Style::ALL.len()];
        let language = if turn / 2 % 2 == 0 { Language::En } else { Language::Ko };
        let question = WindowQuestion {
            location: location.id.clone(),
            from: from.timestamp(),
            until: until.timestamp(),
            back: None,
            person: Wearer {
                activity: Some(activity),
                activity_met: activity.met(),
                outdoors_h,
                ..Wearer::default()
            },
            wardrobe: Wardrobe::default(),
            locked: [].into(),
            alternatives: 0,
            style: Some(style),
            lang: language,
            units: Units::Metric,
            known_forecast: Some(forecast.id()),
        };
        let day = running.window(&question).await?;
        let name = if span == Span::Day { "Day" } else { "Window" };
        writeln!(
            text,
            "\n## {name} {} — {}, {} to {}\n\n{}, {outdoors_h} h outdoors at a time.\n",
            number + 1,
            location.name.en,
            from.strftime("%Y-%m-%d %H:%M"),
            until.strftime("%H:%M"),
            name_of(activity),
        )?;
        let every_h = if span == Span::Day { 3 } else { 1 };
        let is_told = |time: &ZonedDateTime| {
            (&from..=&until).contains(&time) && (time.hour() - from.hour()).rem_euclid(every_h) == 0
        };
        describe_weather(text, &forecast, location, is_told)?;
        writeln!(text)?;
        describe_day(text, &day)?;
        let outfit = day.recommendations.styles.get(style).context("the style is missing")?;
        Ok(describe_outfit(text, style.code(), outfit)?)
    }
}

fn name_of(activity: Activity) -> &'static str {
    match activity {
        Activity::Waiting => "Waiting",
        Activity::Strolling => "Out and about (walking, standing, sitting)",
        Activity::BriskWalk => "Walking briskly",
        Activity::Running => "Running",
        Activity::Cycling => "Cycling",
        Activity::Hiking => "Hiking",
    }
}

/// The first and the last hour that are asked for, and how long somebody is out at a time.
fn hours(
    span: Span,
    activity: Activity,
    forecast: &Forecast,
    tz: &TimeZone,
    rng: &mut impl Rng,
) -> anyhow::Result<(ZonedDateTime, ZonedDateTime, f64)> {
    let issued_at: Timestamp = forecast.issued_at;
    let tomorrow = issued_at.to_zoned_datetime(tz.clone()).date().tomorrow()?;
    let date = tomorrow + SignedDuration::from_hours(24 * rng.random_range(0..5));
    let at = |hour: i8| date.at(hour, 0, 0, 0).to_zoned_datetime(tz.clone());
    if span == Span::Day {
        // Nobody hikes by night.
        return Ok(match activity {
            Activity::Hiking => (at(HIKE_FROM_H)?, at(HIKE_UNTIL_H)?, 6.0),
            Activity::Waiting
            | Activity::Strolling
            | Activity::BriskWalk
            | Activity::Running
            | Activity::Cycling => (at(WAKING_FROM_H)?, at(WAKING_UNTIL_H)?, 1.0),
        });
    }
    let (first, longest_h) = match activity {
        Activity::Running => (rng.random_range(6..21), 1),
        Activity::Waiting => (rng.random_range(6..22), 2),
        Activity::Hiking => (rng.random_range(7..11), 7),
        Activity::Strolling | Activity::BriskWalk | Activity::Cycling => (rng.random_range(6..20), 4),
    };
    let (from, length_h) = (at(first)?, rng.random_range(1..=longest_h));
    // The last hour is meant, too.
    let until = &from + (length_h - 1).hours();
    Ok((from, until, f64::from(u8::try_from(length_h)?).min(8.0)))
}
