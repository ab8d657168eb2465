//! Carries out crawls: provider to lake, page by page.

use common::Clock;
use common::lake::layout::Month;
use common::lake::{Coverage, Lake, LakeError, Upserted};
use common::location::{Location, LocationId, Locations};
use common::observation::{Observation, Variable, floor_to_hour};
use common::quality;
use common::spans::SPANS;
use jiff::Timestamp;
use reqwest::Url;
use serde::Serialize;
use serde::de::IgnoredAny;
use service::Client;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tracing::instrument;
use uuid::Uuid;

use crate::base_url::base_url;
use crate::config::Config;
use crate::crawl::{Outlook, Span, first_hole, hole_window, plan};
use crate::provider::{GuidanceProvider, Provider};
use crate::runs::{Run, RunStatus, Runs};

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

/// A location with its provider.
#[derive(Debug)]
pub(crate) struct Site {
    location: Location,
    provider: Provider,
    guidance: Option<GuidanceProvider>,
    turn: Mutex<()>,
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
    last_observed_at: Option<Timestamp>,
}

impl Site {
    pub(crate) fn location(&self) -> &Location {
        &self.location
    }
}

impl Crawler {
    pub(crate) fn new(config: &Config, locations: &Locations, around: Surroundings) -> anyhow::Result<Self> {
        // What is not counted yet cannot be seen to rise.
        locations.iter().for_each(begin_to_count);
        let sites = locations.iter().map(|location| {
            Ok(Site {
                location: location.clone(),
                provider: Provider::of(location, config.providers(), &around.clock)?,
                guidance: GuidanceProvider::of(location, config.providers(), &around.clock)?,
                turn: Mutex::new(()),
            })
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
        self.sites.iter().find(|site| site.location.id == *location)
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

    #[instrument(level = "debug", target = SPANS, name = "crawl", skip_all, fields(location = %site.location.id))]
    async fn run(&self, site: &Site, again: Option<Span>) -> Run {
        let _turn = site.turn.lock().await;
        let started_at = self.clock().now();
        let mut progress = Progress::default();
        self.store_guidance(site).await;
        let outcome = match again {
            Some(span) => self.store(site, span.pages(self.page_h), &mut progress).await,
            None => self.store_what_is_missing(site, &mut progress).await,
        };
        let error = outcome.err().map(|error| format!("{error:#}"));
        let Progress { spans, hours_answered, upserted, values_rejected, last_observed_at } = progress;
        let run = Run {
            id: Uuid::now_v7().to_string(),
            location: site.location.id.clone(),
            started_at,
            finished_at: self.clock().now(),
            spans,
            hours_answered,
            hours_added: upserted.added,
            hours_changed: upserted.changed,
            values_rejected,
            last_observed_at,
            status: if error.is_none() { RunStatus::Succeeded } else { RunStatus::Failed },
            error,
        };
        report(&run);
        self.runs.push(run.clone());
        run
    }

    async fn store_what_is_missing(&self, site: &Site, progress: &mut Progress) -> anyhow::Result<()> {
        let now = self.clock().now();
        let coverage = self.lake().coverage(&site.location).await?;
        let window = hole_window(now, coverage);
        let stored = self.lake().observations(&site.location, window.from(), window.until()).await?;
        progress.last_observed_at = stored.last().map(|observation| observation.time);
        let lost = self.lost(site, coverage, now).await?;
        let spans = plan(&Outlook {
            now,
            coverage,
            lost: &lost,
            first_hole: first_hole(window, stored.iter().map(|observation| observation.time)),
            history_h: self.history_h,
            page_h: self.page_h,
        });
        self.store(site, spans, progress).await
    }

    /// Months that were answered for and cannot be read any more.
    async fn lost(
        &self,
        site: &Site,
        coverage: Option<Coverage>,
        now: Timestamp,
    ) -> Result<Vec<Span>, LakeError> {
        let Some(Coverage { from, until }) = coverage else { return Ok(Vec::new()) };
        let months = self.lake().lost_months(&site.location, from, until.min(now)).await?;
        let spans: Vec<Span> = months
            .into_iter()
            .filter_map(Month::hours)
            .filter_map(|(first, last)| Span::new(first, last.min(now)))
            .collect();
        if !spans.is_empty() {
            tracing::warn!(location = %site.location.id, months = spans.len(), "months are crawled again");
        }
        Ok(spans)
    }

    async fn store(&self, site: &Site, spans: Vec<Span>, progress: &mut Progress) -> anyhow::Result<()> {
        let current_hour = floor_to_hour(self.clock().now());
        let mut answered: Option<Span> = None;
        for span in spans {
            let page = site.provider.fetch(&site.location, span);
            let Some(page) = self.stop().run_until_cancelled(page).await else {
                anyhow::bail!("the service stopped before the crawl was complete; the next one goes on");
            };
            let before = progress.upserted;
            self.store_page(&site.location, page?, progress).await?;
            progress.spans += 1;

            // After a long pause the newest page does not touch what is
            // covered: it counts only once the pages between are there, too.
            let joined = answered.and_then(|answered| answered.join(span)).unwrap_or(span);
            self.lake().extend_coverage(&site.location, Coverage::from(joined)).await?;
            answered = Some(joined);

            if span.until() == current_hour && progress.upserted != before {
                self.ask_for_forecast(&site.location.id).await;
            }
        }
        Ok(())
    }

    async fn store_page(
        &self,
        location: &Location,
        page: Vec<Observation>,
        progress: &mut Progress,
    ) -> Result<(), LakeError> {
        let mut observations = Vec::with_capacity(page.len());
        let mut rejected = Vec::new();
        for mut observation in page {
            rejected.extend(quality::screen(&mut observation));
            // An hour without a single value is a hole, and asked for again.
            if !observation.is_empty() {
                observations.push(observation);
            }
        }
        let answered = observations.len();
        let last = observations.last().map(|observation| observation.time);
        let upserted = self.lake().upsert_observations(location, observations).await?;

        progress.hours_answered += answered;
        progress.upserted.added += upserted.added;
        progress.upserted.changed += upserted.changed;
        progress.values_rejected += rejected.len();
        progress.last_observed_at = progress.last_observed_at.max(last);
        for variable in rejected {
            count_rejected(&location.id, variable, 1);
        }
        Ok(())
    }

    /// Best effort, and before the observations, so that the forecast that follows them
    /// knows it: a forecast without new guidance is worse, not wrong.
    async fn store_guidance(&self, site: &Site) {
        let (Some(source), Some(provider)) = (&site.location.guidance, &site.guidance) else { return };
        let (location, issued_at) = (&site.location.id, floor_to_hour(self.clock().now()));
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
            let mut guidance = provider.fetch(&site.location, issued_at).await?;
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
