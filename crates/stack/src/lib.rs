//! The whole of Overcoat in one process: the embedded S3, a weather API that
//! replays bundled observations, and the four online services. It is the real
//! code over real sockets; only the outside world is bundled.

mod config;
pub mod replay;
mod s3;
mod sample;
mod seed;

use std::time::Duration;

use anyhow::Context;
use common::Clock;
use common::lake::{Lake, LakeError};
use common::location::Locations;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use service::Server;
use service::config::load_over;
use utoipa::openapi::OpenApi;

pub use self::config::{ArchiveFiles, Config, ReplaySection, StoreConfig, StoreLimits};
use self::replay::ReplayConfig;
pub use self::s3::EmbeddedS3;
pub use self::sample::{CasualDay, SampledDays, review_clothes, sample_days};
pub use self::seed::publish_if_needed;

/// The key that the replay takes and ingest sends: any will do.
const REPLAY_KEY: &str = "replay";
const INFERENCE_HEAD_START: Duration = Duration::from_secs(10);
const READY_POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Everything, running.
#[derive(Debug)]
pub struct Stack {
    /// The embedded S3.
    pub store: EmbeddedS3,
    /// The weather API that replays what is bundled.
    pub replay: Server,
    /// The crawler.
    pub ingest: Server,
    /// The forecaster.
    pub inference: Server,
    /// The recommender.
    pub recommender: Server,
    /// The public door.
    pub gateway: Server,
    /// The lake on the embedded S3.
    pub lake: Lake,
    locations: Locations,
}

impl Stack {
    /// Starts everything; returns when everything listens.
    ///
    /// # Errors
    /// Something is wrong with the configuration, a file is missing, or a port
    /// is taken.
    pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let host = config.host;
        let locations = Locations::load(&config.locations_file)?;
        let store = EmbeddedS3::serve(config.store, host, config.data_dir.join("lake")).await?;
        let lake = Lake::open(&store.lake_config()).await;
        lake.check().await?;
        publish_if_needed(&lake, &config.model_dir).await?;

        let replay = ReplayConfig::new(host, config.replay, &locations)?;
        let replay = replay::serve(replay, clock.clone()).await?;

        let shared = json!({
            "server": { "host": host },
            "locations_file": config.locations_file,
        });
        let with_lake = json!({ "lake": lake_values(&store) });
        let inference: inference::Config =
            load_over(&[&shared, &with_lake, &config.inference]).context("inference's configuration")?;
        let inference = inference::serve(inference, clock.clone()).await?;
        // The crawler tells inference about new observations; one that does not
        // get ready holds up nothing else.
        let _ = tokio::time::timeout(INFERENCE_HEAD_START, until_ready(&[&inference])).await;

        let recommender: recommender::Config = load_over(&[&shared, &with_lake, &config.recommender])
            .context("the recommender's configuration")?;
        let recommender = recommender::serve(recommender, clock.clone()).await?;

        let reach = json!({
            "kma": { "base_url": base(&replay), "auth_key": REPLAY_KEY },
            "open_meteo": { "base_url": base(&replay), "history_base_url": base(&replay) },
            "inference": { "base_url": base(&inference) },
        });
        let ingest: ingest::Config =
            load_over(&[&shared, &with_lake, &reach, &config.ingest]).context("ingest's configuration")?;
        let ingest = ingest::serve(ingest, clock.clone()).await?;

        let reach = json!({
            "upstream": { "inference_url": base(&inference), "recommender_url": base(&recommender) },
        });
        let gateway: gateway::Config =
            load_over(&[&shared, &reach, &config.gateway]).context("the gateway's configuration")?;
        let gateway = gateway::serve(gateway, clock).await?;
        Ok(Self { store, replay, ingest, inference, recommender, gateway, lake, locations })
    }

    /// Waits until every service is ready and every location has a forecast.
    ///
    /// # Errors
    /// The lake does not answer.
    pub async fn ready(&self) -> Result<(), LakeError> {
        until_ready(&[&self.ingest, &self.inference, &self.recommender, &self.gateway]).await;
        for location in self.locations.iter() {
            while self.lake.forecast_pointer(&location.id).await?.is_none() {
                tokio::time::sleep(READY_POLL_INTERVAL).await;
            }
        }
        Ok(())
    }

    /// Ends everything: the services at once, then what they stand on.
    pub async fn stop(self) {
        let Self { store, replay, ingest, inference, recommender, gateway, .. } = self;
        tokio::join!(ingest.stop(), inference.stop(), recommender.stop(), gateway.stop());
        tokio::join!(replay.stop(), store.stop());
    }
}

/// The OpenAPI documents of all services: file name and content.
///
/// # Errors
/// A document cannot be written as JSON.
pub fn openapi_documents() -> serde_json::Result<[(&'static str, String); 4]> {
    let text = |document: OpenApi| document.to_pretty_json().map(|text| text + "\n");
    Ok([
        ("gateway.json", text(gateway::openapi())?),
        ("inference.json", text(inference::openapi())?),
        ("ingest.json", text(ingest::openapi())?),
        ("recommender.json", text(recommender::openapi())?),
    ])
}

async fn until_ready(services: &[&Server]) {
    while !services.iter().all(|service| service.health().is_ready()) {
        tokio::time::sleep(READY_POLL_INTERVAL).await;
    }
}

/// A server's address as a URL.
#[must_use]
pub fn base(server: &Server) -> String {
    format!("http://{}", server.addr)
}

fn lake_values(store: &EmbeddedS3) -> Value {
    let lake = store.lake_config();
    json!({
        "bucket": lake.bucket,
        "region": lake.region,
        "endpoint": lake.endpoint,
        "force_path_style": true,
        "create_bucket": true,
        "access_key_id": lake.access_key_id.as_ref().map(ExposeSecret::expose_secret),
        "secret_access_key": lake.secret_access_key.as_ref().map(ExposeSecret::expose_secret),
    })
}
