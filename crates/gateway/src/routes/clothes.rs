//! The questions about clothes: what the recommender is asked for each, and how its
//! answer is written.

use common::forecast::Forecast;
use common::location::Location;
use common::recommendation::{Language, Outing, PersonId, WeekRecommendation};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use service::Problem;

use crate::body::Page;
use crate::cache::{Asking, Question};
use crate::query::{Asker, ClockTime, Window};
use crate::render;
use crate::wire::{Day, InUnits, Stamp};

/// What to wear on a day.
#[derive(Debug, Serialize)]
pub(super) struct DayQuestion {
    pub(super) date: Date,
    pub(super) asker: Asker,
}

/// What to wear in some hours.
#[derive(Debug, Serialize)]
pub(super) struct WindowQuestion {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) back: Option<Outing>,
    pub(super) asker: Asker,
}

/// What to wear on every day of the forecast.
#[derive(Debug, Serialize)]
pub(super) struct WeekQuestion {
    pub(super) asker: Asker,
}

/// The same as a calendar.
#[derive(Debug, Serialize)]
pub(super) struct CalendarQuestion {
    /// When each day's event rings.
    pub(super) alarm: Option<ClockTime>,
    pub(super) asker: Asker,
}

/// Whom a question about clothes is for says for whom and in which language its answer is.
macro_rules! for_somebody {
    () => {
        const IS_ASKED: bool = true;

        fn person(&self) -> Option<PersonId> {
            self.asker.person
        }

        fn language(&self) -> Option<Language> {
            Some(self.asker.lang)
        }
    };
}

impl Question for DayQuestion {
    type Source = Box<Day>;

    const NAME: &'static str = "day";

    for_somebody!();

    async fn ask(&self, asking: Asking<'_>) -> Result<Box<Day>, Problem> {
        let mut day = asking.upstream.day(self.date, asking.request(&self.asker)).await?;
        day.put_in(self.asker.units);
        Ok(Box::new(day))
    }

    fn render(&self, day: &Box<Day>, _: &Location, stamp: Stamp) -> Result<Page, Problem> {
        render::recommendation::day(day, self.asker.units, stamp.label)
    }

    fn check_covered(&self, forecast: &Forecast, location: &Location) -> Result<(), Problem> {
        let day = |time: Timestamp| time.to_zoned_datetime(location.tz()).date();
        let ends = forecast.hours.first().zip(forecast.hours.last());
        let Some((first, last)) = ends.map(|(first, last)| (day(first.valid_at), day(last.valid_at))) else {
            return Ok(());
        };
        let date = self.date;
        if (first..=last).contains(&date) {
            return Ok(());
        }
        Err(Problem::not_found(format!("the forecast does not cover {date}; it covers {first} to {last}")))
    }
}

impl Question for WindowQuestion {
    type Source = Box<Day>;

    const NAME: &'static str = "window";

    for_somebody!();

    async fn ask(&self, asking: Asking<'_>) -> Result<Box<Day>, Problem> {
        let Self { from, until, back, .. } = *self;
        let window = Window { location: asking.location.id.clone(), from, until, back };
        let question = self.asker.about_window(window, asking.known.map(|known| &**known));
        let mut day = asking.upstream.window(&question).await?;
        day.put_in(self.asker.units);
        Ok(Box::new(day))
    }

    fn render(&self, day: &Box<Day>, _: &Location, stamp: Stamp) -> Result<Page, Problem> {
        render::recommendation::day(day, self.asker.units, stamp.label)
    }
}

impl Question for WeekQuestion {
    type Source = WeekRecommendation;

    const NAME: &'static str = "week";

    for_somebody!();

    async fn ask(&self, asking: Asking<'_>) -> Result<WeekRecommendation, Problem> {
        week(asking, &self.asker).await
    }

    fn render(&self, week: &WeekRecommendation, _: &Location, stamp: Stamp) -> Result<Page, Problem> {
        render::recommendation::week(week, self.asker.units, stamp.label)
    }
}

impl Question for CalendarQuestion {
    type Source = WeekRecommendation;

    const NAME: &'static str = "calendar";

    for_somebody!();

    async fn ask(&self, asking: Asking<'_>) -> Result<WeekRecommendation, Problem> {
        week(asking, &self.asker).await
    }

    fn render(&self, week: &WeekRecommendation, location: &Location, _: Stamp) -> Result<Page, Problem> {
        Ok(render::calendar::of_week(week, location, &self.asker, self.alarm))
    }
}

async fn week(asking: Asking<'_>, asker: &Asker) -> Result<WeekRecommendation, Problem> {
    let mut week = asking.upstream.week(asking.request(asker)).await?;
    week.put_in(asker.units);
    Ok(week)
}
