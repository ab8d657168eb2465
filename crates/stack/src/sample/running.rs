//! The stack, running through a year at the pace of whoever asks it.

use std::time::Duration;

use anyhow::Context;
use common::Clock;
use common::forecast::Forecast;
use common::location::Location;
use common::recommendation::{DayRecommendation, Language, WindowQuestion};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use service::{Client, ClientConfig};
use tempfile::TempDir;
use url::Url;

use crate::{Config, Stack, base};

/// The first hour of the year that is sampled: long enough after the archive's
/// beginning for a history.
const BEGIN: &str = "2026-03-01T00:21:00Z";
const DAYS_OF_A_YEAR: i64 = 364;
const POLL_INTERVAL: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) struct Running {
    pub(super) stack: Stack,
    clock: Clock,
    begin: Timestamp,
    client: Client,
    inference: Url,
    recommender: Url,
    /// Has the lake.
    _folder: TempDir,
}

impl Running {
    /// The stack with an empty lake, on free ports. `recommender` goes over the
    /// recommender's configuration.
    pub(super) async fn start(mut config: Config, recommender: &Value) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        config.data_dir = folder.path().to_owned();
        (config.store.port, config.replay.port) = (0, 0);
        for service in [&mut config.ingest, &mut config.inference, &mut config.recommender] {
            *service = json!({ "server": { "port": 0 } });
        }
        if let (Some(config), Some(more)) = (config.recommender.as_object_mut(), recommender.as_object()) {
            config.extend(more.clone());
        }
        config.gateway = json!({ "server": { "port": 0, "admin_port": 0 } });
        let begin: Timestamp = BEGIN.parse()?;
        let clock = Clock::manual(begin);
        let stack = Stack::start(config, clock.clone()).await?;
        stack.ready().await?;
        let patience = ClientConfig {
            deadline: PATIENCE,
            attempt_timeout: PATIENCE,
            max_attempts: 1,
            max_answer_bytes: 32 << 20,
        };
        Ok(Self {
            client: Client::new(patience)?,
            inference: base(&stack.inference).parse()?,
            recommender: base(&stack.recommender).parse()?,
            clock,
            begin,
            stack,
            _folder: folder,
        })
    }

    /// The time at one of `count` equal steps through the year, and some hours.
    pub(super) fn time(&self, step: u16, count: u16, hours: i64) -> Timestamp {
        let day = DAYS_OF_A_YEAR * i64::from(step) / i64::from(count.max(1));
        self.begin + SignedDuration::from_hours(24 * day + hours)
    }

    /// Lets it be `now`, and gives the forecast of the first place that rests on the last
    /// full hour before.
    pub(super) async fn forecast_at(&self, now: Timestamp) -> anyhow::Result<(Forecast, &Location)> {
        self.clock.set(now);
        let location = self.stack.locations.default_location();
        let url = self.inference.join(&format!("v1/forecasts/{}/latest", location.id))?;
        let wait = async {
            loop {
                let forecast: Forecast = self.client.get_json(&url).await?;
                if now.duration_since(forecast.issued_at) < SignedDuration::from_hours(1) {
                    return Ok((forecast, location));
                }
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.context("no new forecast")?
    }

    pub(super) async fn day(
        &self,
        location: &Location,
        date: Date,
        language: Language,
    ) -> anyhow::Result<DayRecommendation> {
        let mut url = self.recommender.join(&format!("v1/recommendations/{}/{date}", location.id))?;
        url.query_pairs_mut().append_pair("lang", language.code());
        Ok(self.client.get_json(&url).await?)
    }

    pub(super) async fn window(&self, question: &WindowQuestion) -> anyhow::Result<DayRecommendation> {
        let url = self.recommender.join("v1/recommendations")?;
        Ok(self.client.post_json(&url, question).await?)
    }
}
