//! Carries out crawls: provider to lake, page by page.

use std::collections::BTreeMap;

use common::Clock;
use common::lake::{CrawlRecord, Inventory, Lake, LakeError, Upserted};
use common::location::{Location, LocationId, Locations};
use common::observation::{Observation, Variable, floor_to_hour, is_settled};
use common::quality;
use common::spans::SPANS;
use jiff::Timestamp;
use reqwest::Url;
use serde::Serialize;
use serde::de::IgnoredAny;
use service::Client;
use tokio_util::sync::CancellationToken;
use tracing::instrument;
use uuid::Uuid;

use crate::base_url::base_url;
use crate::config::Config;
use crate::crawl::{Outlook, plan};
use crate::gaps::{Missing, forget_before, note_answer};
use crate::provider::{GuidanceProvider, Provider};
use crate::runs::{Run, RunStatus, Runs};
use crate::site::Site;
use crate::span::{Span, after};
use crate::stored::Stored;

/// Whoever cannot serve two pages in a row will not serve the third.
const GIVE_UP_AFTER_FAILED_PAGES: usize = 2;
/// A page that changes more hours than a day of those that are settled is held back.
const MOST_SETTLED_CHANGES: usize = 24;
/// Of what is missing lately, hours: 30 days.
const RECENT_H: i64 = 720;

/// What a crawler works with and does not own.
#[derive(Debug)]
pub(crate) struct Surroundings {
    pub(crate) lake: Lake,
    pub(crate) clock: Clock,
    pub(crate) stop: CancellationToken,
}

/// Crawls every configured location, each once at a time.
#[derive(Debug)]
pub(crate) struct Crawler {
    sites: Vec<Site>,
    around: Surroundings,
    inference: Inference,
    runs: Runs,
    history_h: i64,
    page_h: i64,
}

#[derive(Debug)]
struct Inference {
    client: Client,
    forecasts: Url,
}

#[derive(Debug, Serialize)]
struct ForecastRequest<'a> {
    location: &'a LocationId,
}

/// What a run has done so far.
#[derive(Debug, Default)]
struct Progress {
    spans: usize,
    hours_answered: usize,
    upserted: Upserted,
    values_rejected: usize,
}

/// What is known of a place during a crawl.
#[derive(Debug)]
struct Known {
    stored: Stored,
    record: CrawlRecord,
    progress: Progress,
}

/// Whether a page may change many hours of which the provider has said its last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settled {
    Held,
    Taken,
}

impl Crawler {
    pub(crate) fn new(config: &Config, locations: &Locations, around: Surroundings) -> anyhow::Result<Self> {
        // What is not counted yet cannot be seen to rise.
        locations.iter().for_each(begin_to_count);
        let sites = locations.iter().map(|location| {
            let provider = Provider::of(location, config.providers(), &around.clock)?;
            let guidance = GuidanceProvider::of(location, config.providers(), &around.clock)?;
            Ok(Site::new(location.clone(), provider, guidance))
        });
        let mut forecasts = base_url(&config.inference.base_url)
            .map_err(|reason| anyhow::anyhow!("inference.base_url {reason}"))?;
        forecasts.set_path("/v1/forecasts");
        Ok(Self {
            sites: sites.collect::<anyhow::Result<_>>()?,
            around,
            inference: Inference { client: Client::new(config.inference.client.clone())?, forecasts },
            runs: Runs::default(),
            history_h: i64::from(config.crawl.history_days) * 24,
            page_h: i64::from(config.crawl.page_days) * 24,
        })
    }

    pub(crate) fn sites(&self) -> &[Site] {
        &self.sites
    }

    pub(crate) fn site(&self, location: &LocationId) -> Option<&Site> {
        self.sites.iter().find(|site| site.location().id == *location)
    }

    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }

    pub(crate) fn lake(&self) -> &Lake {
        &self.around.lake
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.around.clock
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.around.stop
    }

    pub(crate) fn history_h(&self) -> i64 {
        self.history_h
    }

    /// Asks for everything that the lake should have and does not.
    pub(crate) async fn catch_up(&self, site: &Site) -> Run {
        self.run(site, None).await
    }

    /// Asks for `span`, whatever the lake has of it.
    pub(crate) async fn again(&self, site: &Site, span: Span) -> Run {
        self.run(site, Some(span)).await
    }

    #[instrument(level = "debug", target = SPANS, name = "crawl", skip_all, fields(location = %site.location().id))]
    async fn run(&self, site: &Site, again: Option<Span>) -> Run {
        let mut inventory = site.inventory.lock().await;
        let started_at = self.clock().now();
        self.store_guidance(site).await;
        let (known, error) = match self.known(site, &mut inventory).await {
            Err(error) => (None, Some(anyhow::Error::from(error))),
            Ok(mut known) => {
                let outcome = self.bring_up_to_date(site, again, &mut known).await;
                (Some(known), outcome.err())
            }
        };
        let error = error.map(|error| format!("{error:#}"));
        let finished_at = self.clock().now();
        let missing = known.as_ref().map(|Known { stored, record, .. }| {
            let since = |hours: i64| Missing::of(stored, record, after(finished_at, -hours), finished_at);
            let recent_gaps = since(RECENT_H);
            site.found(stored, record, recent_gaps);
            since(self.history_h)
        });
        if let Some(error) = &error {
            site.failed(finished_at, error);
        }
        let last_observed_at = known.as_ref().and_then(|known| known.stored.last(finished_at));
        let Progress { spans, hours_answered, upserted, values_rejected } =
            known.map(|known| known.progress).unwrap_or_default();
        let run = Run {
            id: Uuid::now_v7().to_string(),
            location: site.location().id.clone(),
            started_at,
            finished_at,
            spans,
            hours_answered,
            hours_added: upserted.added,
            hours_changed: upserted.changed,
            values_rejected,
            hours_missing: missing.map(|missing| missing.hours),
            hours_incomplete: missing.map(|missing| missing.incomplete),
            hours_unavailable: missing.map(|missing| missing.unavailable),
            last_observed_at,
            status: if error.is_none() { RunStatus::Succeeded } else { RunStatus::Failed },
            error,
        };
        report(&run);
        self.runs.push(run.clone());
        run
    }

    async fn bring_up_to_date(
        &self,
        site: &Site,
        again: Option<Span>,
        known: &mut Known,
    ) -> anyhow::Result<()> {
        let outcome = match again {
            Some(span) => self.store(site, span.pages(self.page_h), Settled::Taken, known).await,
            None => self.store_what_is_missing(site, known).await,
        };
        let beginning = after(floor_to_hour(self.clock().now()), 1 - self.history_h);
        forget_before(&mut known.record, &known.stored, beginning);
        let noted = self.lake().store_crawl_record(site.location(), &known.record).await;
        outcome.and(noted.map_err(Into::into))
    }

    /// Asks for what is missing, newest first. A page that fails does not keep the older ones
    /// from being asked for; two in a row do.
    async fn store_what_is_missing(&self, site: &Site, known: &mut Known) -> anyhow::Result<()> {
        let now = self.clock().now();
        let spans = plan(&Outlook {
            now,
            stored: &known.stored,
            record: &known.record,
            history_h: self.history_h,
            page_h: self.page_h,
        });
        self.store(site, spans, Settled::Held, known).await?;
        known.record.complete_at = Some(now);
        Ok(())
    }

    /// What the lake has of a place, and what was asked for in vain.
    async fn known(&self, site: &Site, inventory: &mut Inventory) -> Result<Known, LakeError> {
        let record = self.lake().crawl_record(site.location()).await?;
        self.lake().take_inventory(site.location(), inventory).await?;
        let stored = Stored::new(inventory.hours(), &site.provider().regular());
        Ok(Known { stored, record, progress: Progress::default() })
    }

    async fn store(
        &self,
        site: &Site,
        spans: Vec<Span>,
        settled: Settled,
        known: &mut Known,
    ) -> anyhow::Result<()> {
        let mut failed: Option<anyhow::Error> = None;
        let mut failed_in_a_row = 0;
        for span in spans {
            match self.store_span(site, span, settled, known).await {
                Ok(()) => failed_in_a_row = 0,
                Err(error) => {
                    failed_in_a_row += 1;
                    failed.get_or_insert(error);
                    if failed_in_a_row >= GIVE_UP_AFTER_FAILED_PAGES || self.stop().is_cancelled() {
                        break;
                    }
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn store_span(
        &self,
        site: &Site,
        span: Span,
        settled: Settled,
        known: &mut Known,
    ) -> anyhow::Result<()> {
        let page = site.provider().fetch(site.location(), span);
        let Some(page) = self.stop().run_until_cancelled(page).await else {
            anyhow::bail!("the service stopped before the crawl was complete; the next one goes on");
        };
        let before = known.progress.upserted;
        let observations = screened(page?, &site.location().id, &mut known.progress);
        if let Settled::Held = settled {
            self.check_settled(site.location(), &observations, known.record.complete_at).await?;
        }
        known.stored.extend(&observations);
        let progress = &mut known.progress;
        progress.hours_answered += observations.len();
        progress.spans += 1;
        let upserted = self.lake().upsert_observations(site.location(), observations).await?;
        progress.upserted.added += upserted.added;
        progress.upserted.changed += upserted.changed;

        let now = self.clock().now();
        note_answer(&mut known.record, &known.stored, span, now);
        self.lake().store_crawl_record(site.location(), &known.record).await?;
        if span.until() == floor_to_hour(now) && known.progress.upserted != before {
            self.ask_for_forecast(&site.location().id).await;
        }
        Ok(())
    }

    /// Fails for a page that says something else of many hours of which the provider had said its
    /// last word when the last complete crawl asked: columns that were swapped, or a clock that is
    /// wrong.
    async fn check_settled(
        &self,
        location: &Location,
        page: &[Observation],
        complete_at: Option<Timestamp>,
    ) -> anyhow::Result<()> {
        let Some(complete_at) = complete_at else { return Ok(()) };
        let settled = page.iter().filter(|hour| is_settled(hour.time, complete_at));
        let settled: BTreeMap<Timestamp, &Observation> = settled.map(|hour| (hour.time, hour)).collect();
        let (Some((&first, _)), Some((&last, _))) = (settled.first_key_value(), settled.last_key_value())
        else {
            return Ok(());
        };
        let stored = self.lake().observations(location, first, last).await?;
        let changed = stored.iter().filter(|before| {
            settled.get(&before.time).is_some_and(|hour| {
                let mut merged = (*hour).clone();
                merged.complete_from(before);
                // What was missing may come.
                Variable::ALL
                    .into_iter()
                    .any(|it| before.get(it).is_some() && before.get(it) != merged.get(it))
            })
        });
        let changed = changed.count();
        anyhow::ensure!(
            changed <= MOST_SETTLED_CHANGES,
            "the provider's page would change {changed} settled hours between {first} and {last}, more than \
             {MOST_SETTLED_CHANGES}; it is held back. Where it is right, POST /v1/backfills with these hours \
             takes it over"
        );
        Ok(())
    }

    /// Best effort, and before the observations, so that the forecast that follows them
    /// knows it: a forecast without new guidance is worse, not wrong.
    async fn store_guidance(&self, site: &Site) {
        let (Some(source), Some(provider)) = (&site.location().guidance, site.guidance()) else { return };
        let (location, issued_at) = (&site.location().id, floor_to_hour(self.clock().now()));
        // Boxed: a client's and a store's calls in one future are large.
        let outcome = Box::pin(async {
            let stored = || {
                metrics::gauge!("ingest_last_guidance_timestamp_seconds", "location" => location.to_string())
                    .set(issued_at.as_second() as f64);
            };
            if self.lake().has_guidance(source, location, issued_at).await? {
                stored();
                return Ok(());
            }
            let mut guidance = provider.fetch(site.location(), issued_at).await?;
            let rejected: usize = guidance.hours.iter_mut().map(|hour| quality::screen(hour).len()).sum();
            self.lake().store_guidance(source, location, &guidance).await?;
            tracing::info!(%location, source, %issued_at, hours = guidance.hours.len(), rejected, "stored guidance");
            stored();
            anyhow::Ok(())
        });
        if let Some(Err(error)) = self.stop().run_until_cancelled(outcome).await {
            count_guidance_failures(location, 1);
            tracing::warn!(%location, source, %issued_at, error = format!("{error:#}"), "there is no new guidance");
        }
    }

    /// Best effort: inference looks for itself, too, only later.
    async fn ask_for_forecast(&self, location: &LocationId) {
        let Inference { client, forecasts } = &self.inference;
        let request = ForecastRequest { location };
        let asked = client.post_json::<_, IgnoredAny>(forecasts, &request);
        if let Some(Err(error)) = self.stop().run_until_cancelled(asked).await {
            tracing::warn!(%location, %error, "inference was not told about new observations");
        }
    }
}

/// The observations of a page without values that cannot be, and without hours that have none
/// then: those are asked for again.
fn screened(page: Vec<Observation>, location: &LocationId, progress: &mut Progress) -> Vec<Observation> {
    let mut observations = Vec::with_capacity(page.len());
    for mut observation in page {
        let rejected =
            [quality::screen, quality::screen_contradiction].map(|screen| screen(&mut observation));
        for variable in rejected.into_iter().flatten() {
            progress.values_rejected += 1;
            count_rejected(location, variable, 1);
        }
        if !observation.is_empty() {
            observations.push(observation);
        }
    }
    observations
}

fn begin_to_count(location: &Location) {
    let Location { id, guidance, .. } = location;
    [RunStatus::Succeeded, RunStatus::Failed].into_iter().for_each(|status| count_runs(id, status, 0));
    Variable::ALL.into_iter().for_each(|variable| count_rejected(id, variable, 0));
    if guidance.is_some() {
        count_guidance_failures(id, 0);
    }
}

fn count_runs(location: &LocationId, status: RunStatus, more: u64) {
    let status = match status {
        RunStatus::Succeeded => "succeeded",
        RunStatus::Failed => "failed",
    };
    metrics::counter!("ingest_runs_total", "location" => location.to_string(), "status" => status)
        .increment(more);
}

fn count_rejected(location: &LocationId, variable: Variable, more: u64) {
    let (location, variable) = (location.to_string(), variable.column());
    metrics::counter!("ingest_values_rejected_total", "location" => location, "variable" => variable)
        .increment(more);
}

fn count_guidance_failures(location: &LocationId, more: u64) {
    metrics::counter!("ingest_guidance_failures_total", "location" => location.to_string()).increment(more);
}

fn report(run: &Run) {
    let location = run.location.to_string();
    count_runs(&run.location, run.status, 1);
    for (result, hours) in [("added", run.hours_added), ("changed", run.hours_changed)] {
        metrics::counter!(
            "ingest_observations_total", "location" => location.clone(), "result" => result
        )
        .increment(hours as u64);
    }
    if let Some(last) = run.last_observed_at {
        metrics::gauge!("ingest_last_observation_timestamp_seconds", "location" => location.clone())
            .set(last.as_second() as f64);
    }
    let Run { id, spans, hours_answered, hours_added, hours_changed, values_rejected, error, .. } = run;
    match error {
        None => tracing::info!(
            run = id,
            location,
            spans,
            hours_answered,
            hours_added,
            hours_changed,
            values_rejected,
            "crawled {location}: {hours_added} hours added"
        ),
        Some(error) => tracing::warn!(
            run = id,
            location,
            spans,
            hours_answered,
            hours_added,
            hours_changed,
            values_rejected,
            error,
            "the crawl of {location} failed"
        ),
    }
}
