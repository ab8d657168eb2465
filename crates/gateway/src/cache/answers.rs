//! The cache of answers: made once for each forecast and question, kept as bytes, and
//! given again for as long as nothing newer can be had.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use common::Clock;
use common::forecast::{Forecast, HORIZON_H};
use common::location::{Location, LocationId, Locations};
use common::recommendation::Language;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use service::Problem;

use super::answer::{Answer, Generation, Given, Sourced, Times};
use super::by_target::{AtHand, ByWords, Words};
use super::latest::{Kept, Known};
use super::question::{Asking, Key, Question, RestsOnForecast};
use crate::config::{CacheConfig, ForecastConfig};
use crate::upstream::Upstream;
use crate::wire::{ForecastStatus, Label, Stamp};

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
    fresh: Cache<(Generation, Key), Arc<Answer>>,
    /// What was said last to a question, whatever the forecast.
    last_good: Cache<Key, Arc<Answer>>,
    /// By the words in which they were asked.
    at_hand: ByWords,
}

/// How long answers are kept, and when they are stale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) cache: CacheConfig,
    pub(crate) forecast: ForecastConfig,
}

/// A question on its way through the cache.
#[derive(Debug)]
struct Lookup<'a, Q> {
    question: Arc<Q>,
    key: Key,
    location: &'a Location,
}

/// An answer, and whether it is the latest.
#[derive(Debug)]
struct Found {
    answer: Arc<Answer>,
    confirmed: bool,
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
        Policy { cache, forecast: labelling }: Policy,
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
    pub(crate) async fn give<Q: Question>(
        &self,
        question: Q,
        location: &Location,
        words: Option<Words<&str>>,
    ) -> Result<Given, Problem> {
        let key = Key::of(&question, location)?;
        let lookup = Lookup { question: Arc::new(question), key, location };
        let found = self.find(&lookup).await?;
        let given = self.dressed(&lookup, &found)?;
        if let Some(words) = words
            && !given.personal
            && let Some(at_hand) = self.as_at_hand(&found.answer, location, given.language)
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

    async fn find<Q: Question>(&self, lookup: &Lookup<'_, Q>) -> Result<Found, Problem> {
        let known = self.forecast(lookup.location).await;
        if Q::IS_ASKED && (known.is_err() || lookup.question.person().is_some()) {
            let known = known.ok();
            let asked = self.ask(lookup, known.as_ref().map(|known| &known.value)).await;
            return self.or_last_good(&lookup.key, asked).await;
        }
        self.of_forecast(lookup, &*known?).await
    }

    /// The answer under the forecast that is known.
    async fn of_forecast<Q: Question>(
        &self,
        lookup: &Lookup<'_, Q>,
        known: &Known<Forecast>,
    ) -> Result<Found, Problem> {
        let forecast = &known.value;
        let generation = Generation::of(&forecast.model, forecast.issued_at);
        let key = (generation, lookup.key.clone());
        if let Some(answer) = self.fresh.get(&key).await {
            return Ok(Found { answer, confirmed: known.confirmed });
        }
        let make = async {
            let answer = match lookup.question.check_covered(forecast, lookup.location) {
                Ok(()) => self.ask(lookup, Some(forecast)).await,
                Err(problem) => Err(problem),
            };
            let answer = answer.map_err(NotFresh::Failed)?;
            if answer.generation == generation { Ok(answer) } else { Err(NotFresh::Moved(answer)) }
        };
        match self.fresh.try_get_with(key, make).await.map_err(Arc::unwrap_or_clone) {
            Ok(answer) => Ok(Found { answer, confirmed: known.confirmed }),
            Err(NotFresh::Moved(answer)) => Ok(Found { answer, confirmed: true }),
            Err(NotFresh::Failed(problem)) => self.or_last_good(&lookup.key, Err(problem)).await,
        }
    }

    /// After a failure what was said last, unless it was the question that was wrong.
    async fn or_last_good(&self, key: &Key, asked: Result<Arc<Answer>, Problem>) -> Result<Found, Problem> {
        match asked {
            Ok(answer) => Ok(Found { answer, confirmed: true }),
            Err(problem) if !problem.is_of_service() => Err(problem),
            Err(problem) => {
                let answer = self.last_good.get(key).await.ok_or(problem)?;
                Ok(Found { answer, confirmed: false })
            }
        }
    }

    /// Makes an answer, from the forecast or from what a service says of it.
    async fn ask<Q: Question>(
        &self,
        lookup: &Lookup<'_, Q>,
        known: Option<&Arc<Forecast>>,
    ) -> Result<Arc<Answer>, Problem> {
        let Lookup { question, key, location } = lookup;
        let source = question.ask(Asking { upstream: &self.upstream, location, known }).await?;
        let rests_on =
            source.forecast().ok_or_else(|| Problem::unavailable("there are no days to answer for"));
        let (model, issued_at) = rests_on?;
        let generation = Generation::of(model, issued_at);
        let times = self.times(issued_at, self.clock.now());
        let label = self.label(times, true);
        let page = question.render(&source, location, Stamp { label, next_issue_at: times.next_issue_at })?;
        let content = Box::new(Sourced { question: Arc::clone(question), source });
        let page = ArcSwap::from_pointee((label, page));
        let answer = Arc::new(Answer { content, generation, issued_at, page });
        if Q::IS_ASKED {
            self.last_good.insert(key.clone(), Arc::clone(&answer)).await;
        }
        Ok(answer)
    }

    /// The answer under the label that it has by now.
    fn dressed<Q: Question>(
        &self,
        lookup: &Lookup<'_, Q>,
        Found { answer, confirmed }: &Found,
    ) -> Result<Given, Problem> {
        let times = self.times(answer.issued_at, self.clock.now());
        if times.age > HORIZON {
            return Err(run_out());
        }
        let label = self.label(times, *confirmed);
        let mut page = answer.page.load_full();
        if page.0 != label {
            let stamp = Stamp { label, next_issue_at: times.next_issue_at };
            page = Arc::new((label, answer.content.page(lookup.location, stamp)?));
            answer.page.store(Arc::clone(&page));
        }
        let question = &lookup.question;
        Ok(Given { page, times, personal: question.person().is_some(), language: question.language() })
    }

    /// How old an answer is that is not kept.
    ///
    /// # Errors
    /// It has run out.
    pub(crate) fn label_of(&self, issued_at: Timestamp) -> Result<Label, Problem> {
        let times = self.times(issued_at, self.clock.now());
        if times.age > HORIZON {
            return Err(run_out());
        }
        Ok(self.label(times, true))
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

fn run_out() -> Problem {
    Problem::unavailable("the last forecast has run out, and there is no newer one")
}
