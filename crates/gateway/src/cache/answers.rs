//! Answers: made once for each forecast and question, kept as bytes, and given
//! again for as long as nothing newer can be had.

mod at_hand;
mod calendar;
mod page;
mod question;
mod render;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arc_swap::ArcSwap;
use common::Clock;
use common::forecast::{Forecast, HORIZON_H, ModelRef};
use common::location::{Location, LocationId, Locations};
use common::numbers::rounded;
use common::recommendation::{Language, Recommendations, WeatherSummary, WeekRecommendation};
use common::units::Units;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use service::Problem;

pub(crate) use self::at_hand::Words;
use self::at_hand::{AtHand, ByWords};
pub(crate) use self::page::Page;
pub(crate) use self::question::{
    About, Activity, Asker, ForecastSelection, ForecastVariable, Hours, Occasion, Question, Variables,
};
pub(crate) use self::render::{
    ForecastStatus, Label, PublicForecast, PublicRecommendation, PublicWeek, covers, local,
};
use crate::config::{CacheConfig, ForecastConfig};
use crate::kept::{Kept, Known};
use crate::upstream::{Day, Upstream};

/// How far a forecast reaches.
const HORIZON: SignedDuration = SignedDuration::from_hours(HORIZON_H as i64);

/// What the services behind the gateway say, kept.
#[derive(Debug)]
pub(crate) struct Answers {
    upstream: Arc<Upstream>,
    clock: Clock,
    cache: CacheConfig,
    stale_after: SignedDuration,
    issue_delay: SignedDuration,
    forecasts: HashMap<LocationId, Arc<Kept<Forecast>>>,
    /// By the forecast that they rest on: a new one replaces them all at once.
    fresh: Cache<(Generation, Question), Arc<Answer>>,
    /// What was said last to a question, whatever the forecast.
    last_good: Cache<Question, Arc<Answer>>,
    /// By the words in which they were asked.
    at_hand: ByWords,
}

/// Names a forecast of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Generation(u64);

impl Generation {
    fn of(model: &ModelRef, issued_at: Timestamp) -> Self {
        let mut hasher = DefaultHasher::new();
        (&model.version, issued_at).hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What was answered, with its latest form in bytes.
#[derive(Debug)]
struct Answer {
    source: Source,
    /// The forecast that it rests on, and when that was issued.
    generation: Generation,
    issued_at: Timestamp,
    page: ArcSwap<(Label, Page)>,
}

/// What an answer is made from, in the units that were asked for; a forecast is metric.
#[derive(Debug)]
enum Source {
    Forecast(Arc<Forecast>),
    Day(Box<Day>),
    Week(WeekRecommendation),
}

impl Source {
    /// The forecast that it rests on.
    fn forecast(&self) -> Option<(&ModelRef, Timestamp)> {
        match self {
            Self::Forecast(forecast) => Some((&forecast.model, forecast.issued_at)),
            Self::Day(day) => Some((&day.forecast.model, day.forecast.issued_at)),
            Self::Week(week) => week.days.first().map(|day| (&day.forecast.model, day.forecast.issued_at)),
        }
    }

    /// The recommender's numbers are metric; its texts are in these units already.
    fn put_in(&mut self, units: Units) {
        match self {
            Self::Forecast(_) => {}
            Self::Day(day) => put_in(&mut day.weather_summary, units),
            Self::Week(week) => week.days.iter_mut().for_each(|day| put_in(&mut day.weather_summary, units)),
        }
    }
}

fn put_in(weather: &mut WeatherSummary, units: Units) {
    let WeatherSummary { avg_temp, min_temp, max_temp, temp_difference, .. } = weather;
    for temperature in [avg_temp, min_temp, max_temp] {
        *temperature = rounded(units.temperature(*temperature), 10.0);
    }
    *temp_difference = rounded(units.temperature_difference(*temp_difference), 10.0);
}

/// An answer, ready to be sent.
#[derive(Debug)]
pub(crate) struct Given {
    page: Arc<(Label, Page)>,
    /// Since when the forecast is, and until when it is the latest.
    pub(crate) times: Times,
    /// Whether it is for one person alone.
    pub(crate) personal: bool,
    /// Its language, where it has one.
    pub(crate) language: Option<Language>,
}

impl Given {
    pub(crate) fn label(&self) -> Label {
        self.page.0
    }

    pub(crate) fn page(&self) -> &Page {
        &self.page.1
    }
}

/// A forecast's times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// How old it is.
    pub(crate) age: SignedDuration,
    /// When the next one is expected.
    next_issue_at: Timestamp,
    /// How long it will be until then; negative: it is late.
    pub(crate) left: SignedDuration,
}

/// Why an answer is not kept under the forecast that is known.
#[derive(Debug, Clone)]
enum NotFresh {
    Failed(Problem),
    /// It rests on another forecast.
    Moved(Arc<Answer>),
}

impl Answers {
    pub(crate) fn new(
        upstream: Arc<Upstream>,
        clock: Clock,
        locations: &Locations,
        (cache, labelling): (CacheConfig, ForecastConfig),
    ) -> Self {
        let weigh = |answer: &Arc<Answer>| {
            // The source is about as large as its text.
            let weight = answer.page.load().1.weight() * 2;
            u32::try_from(weight).unwrap_or(u32::MAX)
        };
        let forecasts = locations.iter().map(|location| (location.id.clone(), Arc::default())).collect();
        Self {
            upstream,
            clock,
            cache,
            stale_after: SignedDuration::try_from(labelling.stale_after).unwrap_or(SignedDuration::MAX),
            issue_delay: SignedDuration::try_from(labelling.issue_delay).unwrap_or_default(),
            forecasts,
            fresh: Cache::builder()
                .max_capacity(cache.max_bytes / 2)
                .weigher(move |_, answer| weigh(answer))
                .build(),
            last_good: Cache::builder()
                .max_capacity(cache.max_bytes / 2)
                .weigher(move |_, answer| weigh(answer))
                .build(),
            at_hand: ByWords::default(),
        }
    }

    /// The latest forecast of a place.
    pub(crate) async fn forecast(&self, location: &Location) -> Result<Arc<Known<Forecast>>, Problem> {
        let Some(kept) = self.forecasts.get(&location.id) else {
            return Err(Problem::not_found(format!("there is no location `{}`", location.id)));
        };
        let (upstream, id) = (Arc::clone(&self.upstream), location.id.clone());
        kept.latest(&self.cache, |before| async move {
            let forecast = upstream.latest_forecast(&id).await?;
            Ok(match before {
                // The same, or one that a replica was late to hear of.
                Some(before) if before.is_or_follows(&forecast.model, forecast.issued_at) => before,
                _ => Arc::new(forecast),
            })
        })
        .await
    }

    /// Today at a place, or the first day of the forecast when that is later.
    pub(crate) async fn today(&self, location: &Location) -> Date {
        let today = self.clock.now().to_zoned_datetime(location.tz()).date();
        // In the last hour of a day the forecast begins tomorrow.
        let first = self.forecast(location).await.ok().and_then(|known| {
            known.value.hours.first().map(|hour| hour.valid_at.to_zoned_datetime(location.tz()).date())
        });
        first.map_or(today, |first| today.max(first))
    }

    /// The answer to a question that was asked in these words, if it is as it was.
    pub(crate) fn at_hand(&self, words: Words<&str>) -> Option<Given> {
        let at_hand = self.at_hand.get(words)?;
        let AtHand { forecasts, forecast, until, language, answer } = &*at_hand;
        let confirmed = forecasts.stands(forecast, &self.cache)?;
        let answer = answer.upgrade()?;
        let now = self.clock.now();
        let (page, times) = (answer.page.load_full(), self.times(answer.issued_at, now));
        let is_as_it_was = now < *until && page.0 == self.label(times, confirmed);
        is_as_it_was.then_some(Given { page, times, personal: false, language: *language })
    }

    /// The answer to a question, asked in these words.
    pub(crate) async fn give(
        &self,
        question: Question,
        location: &Location,
        words: Option<Words<&str>>,
    ) -> Result<Given, Problem> {
        let (answer, confirmed) = self.find(&question, location).await?;
        let given = self.dressed(&question, location, &answer, confirmed)?;
        if let Some(words) = words
            && !given.personal
            && let Some(at_hand) = self.as_at_hand(&answer, location, given.language)
        {
            self.at_hand.keep(words, at_hand);
        }
        Ok(given)
    }

    fn as_at_hand(
        &self,
        answer: &Arc<Answer>,
        location: &Location,
        language: Option<Language>,
    ) -> Option<AtHand> {
        let forecasts = Arc::clone(self.forecasts.get(&location.id)?);
        let forecast = Arc::clone(&forecasts.recent(&self.cache)?.value);
        if Generation::of(&forecast.model, forecast.issued_at) != answer.generation {
            return None;
        }
        let today = self.clock.now().to_zoned_datetime(location.tz()).date();
        let until = today.tomorrow().ok()?.to_zoned_datetime(location.tz()).ok()?.timestamp();
        let (forecast, answer) = (Arc::downgrade(&forecast), Arc::downgrade(answer));
        Some(AtHand { forecasts, forecast, until, language, answer })
    }

    /// The `id` of an outfit that is shown today, to give feedback on.
    pub(crate) async fn shown_outfit(&self, location: &Location) -> Option<String> {
        let about = About::Clothes(Occasion::Day(self.today(location).await), Asker::default());
        let question = Question { location: location.id.clone(), about };
        let (answer, _) = self.find(&question, location).await.ok()?;
        match &answer.source {
            Source::Day(day) => {
                let clothes: Recommendations = serde_json::from_str(day.recommendations.get()).ok()?;
                Some(clothes.styles.casual?.id)
            }
            Source::Forecast(_) | Source::Week(_) => None,
        }
    }

    /// The answer, and whether it is the latest.
    async fn find(&self, question: &Question, location: &Location) -> Result<(Arc<Answer>, bool), Problem> {
        match (&question.about, self.forecast(location).await) {
            (About::Clothes(occasion, asker), known) if known.is_err() || asker.person.is_some() => {
                let known = known.ok();
                let known = known.as_ref().map(|known| &*known.value);
                let asked = self.ask(question, location, (*occasion, asker, known)).await;
                self.or_last_good(question, asked).await
            }
            (_, known) => self.of_forecast(question, location, &*known?).await,
        }
    }

    /// The answer under the forecast that is known, and whether it is the latest.
    async fn of_forecast(
        &self,
        question: &Question,
        location: &Location,
        known: &Known<Forecast>,
    ) -> Result<(Arc<Answer>, bool), Problem> {
        let forecast = &known.value;
        let generation = Generation::of(&forecast.model, forecast.issued_at);
        let key = (generation, question.clone());
        if let Some(answer) = self.fresh.get(&key).await {
            return Ok((answer, known.confirmed));
        }
        let make = async {
            let answer = match &question.about {
                About::Forecast(_) | About::ForecastCsv(_) => {
                    let source = Source::Forecast(Arc::clone(forecast));
                    self.first_page(question, location, source)
                }
                About::Clothes(occasion, asker) => match covered(forecast, location, *occasion) {
                    Ok(()) => self.ask(question, location, (*occasion, asker, Some(&**forecast))).await,
                    Err(problem) => Err(problem),
                },
            };
            let answer = answer.map_err(NotFresh::Failed)?;
            if answer.generation == generation { Ok(answer) } else { Err(NotFresh::Moved(answer)) }
        };
        match self.fresh.try_get_with(key, make).await.map_err(Arc::unwrap_or_clone) {
            Ok(answer) => Ok((answer, known.confirmed)),
            Err(NotFresh::Moved(answer)) => Ok((answer, true)),
            Err(NotFresh::Failed(problem)) => self.or_last_good(question, Err(problem)).await,
        }
    }

    /// After a failure what was said last, unless it was the question that was
    /// wrong; and whether that is the latest.
    async fn or_last_good(
        &self,
        question: &Question,
        asked: Result<Arc<Answer>, Problem>,
    ) -> Result<(Arc<Answer>, bool), Problem> {
        match asked {
            Ok(answer) => Ok((answer, true)),
            Err(problem) if !problem.is_of_service() => Err(problem),
            Err(problem) => Ok((self.last_good.get(question).await.ok_or(problem)?, false)),
        }
    }

    /// Asks the recommender; where a forecast is known it need not look for one.
    async fn ask(
        &self,
        question: &Question,
        location: &Location,
        (occasion, asker, known): (Occasion, &Asker, Option<&Forecast>),
    ) -> Result<Arc<Answer>, Problem> {
        let id = &location.id;
        let mut source = match occasion {
            Occasion::Day(date) => Source::Day(Box::new(self.upstream.day(id, date, (asker, known)).await?)),
            Occasion::Window { from, until } => {
                let question = asker.about_window(id.clone(), (from, until), known);
                Source::Day(Box::new(self.upstream.window(&question).await?))
            }
            Occasion::Week | Occasion::Calendar => {
                Source::Week(self.upstream.week(id, (asker, known)).await?)
            }
        };
        source.put_in(asker.units);
        let answer = self.first_page(question, location, source)?;
        self.last_good.insert(question.clone(), Arc::clone(&answer)).await;
        Ok(answer)
    }

    fn first_page(
        &self,
        question: &Question,
        location: &Location,
        source: Source,
    ) -> Result<Arc<Answer>, Problem> {
        let rests_on =
            source.forecast().ok_or_else(|| Problem::unavailable("there are no days to answer for"));
        let (model, issued_at) = rests_on?;
        let generation = Generation::of(model, issued_at);
        let times = self.times(issued_at, self.clock.now());
        let label = self.label(times, true);
        let page = render::page(question, location, &source, (label, times.next_issue_at))?;
        Ok(Arc::new(Answer { source, generation, issued_at, page: ArcSwap::from_pointee((label, page)) }))
    }

    /// The answer under the label that it has by now.
    fn dressed(
        &self,
        question: &Question,
        location: &Location,
        answer: &Answer,
        confirmed: bool,
    ) -> Result<Given, Problem> {
        let times = self.times(answer.issued_at, self.clock.now());
        if times.age > HORIZON {
            return Err(Problem::unavailable("the last forecast has run out, and there is no newer one"));
        }
        let label = self.label(times, confirmed);
        let mut page = answer.page.load_full();
        if page.0 != label {
            let anew = render::page(question, location, &answer.source, (label, times.next_issue_at))?;
            page = Arc::new((label, anew));
            answer.page.store(Arc::clone(&page));
        }
        let about = &question.about;
        Ok(Given { page, times, personal: about.person().is_some(), language: about.language() })
    }

    fn times(&self, issued_at: Timestamp, now: Timestamp) -> Times {
        // The next hour has to be over and observed before there is a newer one.
        let until_next = SignedDuration::from_hours(1) + self.issue_delay;
        let next_issue_at = issued_at.saturating_add(until_next).unwrap_or(Timestamp::MAX);
        let left = next_issue_at.duration_since(now);
        Times { age: now.duration_since(issued_at), next_issue_at, left }
    }

    fn label(&self, Times { age, .. }: Times, confirmed: bool) -> Label {
        let status =
            if age > self.stale_after || !confirmed { ForecastStatus::Stale } else { ForecastStatus::Fresh };
        Label { status, age_h: u32::try_from(age.as_hours()).unwrap_or(0) }
    }
}

/// Whether the forecast has an hour of the day that is asked for, if it is a day.
fn covered(forecast: &Forecast, location: &Location, occasion: Occasion) -> Result<(), Problem> {
    let Occasion::Day(date) = occasion else { return Ok(()) };
    let day = |time: Timestamp| time.to_zoned_datetime(location.tz()).date();
    let ends = forecast.hours.first().zip(forecast.hours.last());
    let Some((first, last)) = ends.map(|(first, last)| (day(first.valid_at), day(last.valid_at))) else {
        return Ok(());
    };
    if (first..=last).contains(&date) {
        return Ok(());
    }
    Err(Problem::not_found(format!("the forecast does not cover {date}; it covers {first} to {last}")))
}
