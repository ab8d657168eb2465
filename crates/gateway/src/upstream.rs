//! The services behind the gateway.

use common::forecast::Forecast;
use common::location::LocationId;
use common::recommendation::{DayRecommendation, Language};
use common::service::{Client, ClientError};
use jiff::civil::Date;
use url::Url;

use crate::config::UpstreamConfig;

/// Calls inference and the recommender.
#[derive(Debug, Clone)]
pub(crate) struct Upstream {
    client: Client,
    inference: Url,
    recommender: Url,
}

impl Upstream {
    pub(crate) fn new(config: UpstreamConfig) -> anyhow::Result<Self> {
        let UpstreamConfig { inference_url, recommender_url, client } = config;
        Ok(Self { client: Client::new(client)?, inference: inference_url, recommender: recommender_url })
    }

    /// The latest forecast of a place.
    pub(crate) async fn latest_forecast(&self, location: &LocationId) -> Result<Forecast, ClientError> {
        let url = at(&self.inference, &["v1", "forecasts", &location.to_string(), "latest"]);
        self.client.get_json(&url).await
    }

    /// What to wear on a day.
    pub(crate) async fn recommendation(
        &self,
        location: &LocationId,
        date: Date,
        language: Language,
    ) -> Result<DayRecommendation, ClientError> {
        let path = ["v1", "recommendations", &location.to_string(), &date.to_string()];
        let mut url = at(&self.recommender, &path);
        url.query_pairs_mut().append_pair("lang", language.code());
        self.client.get_json(&url).await
    }
}

fn at(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    // Only URLs without a host refuse, and the configuration has none.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}
