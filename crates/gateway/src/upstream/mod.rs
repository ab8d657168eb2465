//! The services behind the gateway, each with its own deadline, retries and
//! circuit breaker.

use std::fmt;

use common::forecast::Forecast;
use common::location::LocationId;
use common::model::RegisteredModels;
use common::recommendation::{
    DayRecommendation, FeedbackQuestion, PersonId, PersonProfile, WeekRecommendation, WindowQuestion,
};
use failsafe::backoff::{self, EqualJittered};
use failsafe::failure_policy::{self, ConsecutiveFailures};
use failsafe::futures::CircuitBreaker;
use failsafe::{Instrument, StateMachine};
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use service::{Client, ClientError, Problem};
use url::Url;

use crate::answers::Asker;
use crate::config::{BreakerConfig, UpstreamConfig};

/// A day's recommendation, the clothes as the recommender wrote them.
pub(crate) type Day = DayRecommendation<Box<RawValue>>;

/// Calls inference and the recommender.
#[derive(Debug)]
pub(crate) struct Upstream {
    inference: Guarded,
    recommender: Guarded,
}

impl Upstream {
    pub(crate) fn new(config: UpstreamConfig) -> anyhow::Result<Self> {
        let UpstreamConfig { inference_url, recommender_url, client, breaker } = config;
        let guarded = |name, base| {
            let client = Client::new(client.clone())?;
            anyhow::Ok(Guarded { client, base, breaker: Breaker::new(name, breaker) })
        };
        Ok(Self {
            inference: guarded("inference", inference_url)?,
            recommender: guarded("recommender", recommender_url)?,
        })
    }

    /// The latest forecast of a place.
    pub(crate) async fn latest_forecast(&self, location: &LocationId) -> Result<Forecast, Problem> {
        self.inference.get(&self.inference.at(&["v1", "forecasts", &location.to_string(), "latest"])).await
    }

    /// The models in the registry.
    pub(crate) async fn models(&self) -> Result<RegisteredModels, Problem> {
        self.inference.get(&self.inference.at(&["v1", "models"])).await
    }

    /// What to wear on a day.
    pub(crate) async fn day(
        &self,
        location: &LocationId,
        date: Date,
        (asker, known): (&Asker, Option<&Forecast>),
    ) -> Result<Day, Problem> {
        let url = self.recommender.at(&["v1", "recommendations", &location.to_string(), &date.to_string()]);
        self.recommender.get(&asker.describe(url, known)).await
    }

    /// What to wear on every day of the forecast.
    pub(crate) async fn week(
        &self,
        location: &LocationId,
        (asker, known): (&Asker, Option<&Forecast>),
    ) -> Result<WeekRecommendation, Problem> {
        let url = self.recommender.at(&["v1", "recommendations", &location.to_string()]);
        self.recommender.get(&asker.describe(url, known)).await
    }

    /// What to wear in some hours.
    pub(crate) async fn window(&self, question: &WindowQuestion) -> Result<Day, Problem> {
        self.recommender.post(&["v1", "recommendations"], question).await
    }

    /// Keeps how somebody felt.
    pub(crate) async fn give_feedback(&self, feedback: &FeedbackQuestion) -> Result<PersonProfile, Problem> {
        self.recommender.post(&["v1", "feedback"], feedback).await
    }

    /// What is known of a person.
    pub(crate) async fn person(&self, person: PersonId) -> Result<PersonProfile, Problem> {
        self.recommender.get(&self.recommender.at(&["v1", "people", &person.to_string()])).await
    }

    /// Takes a vote back.
    pub(crate) async fn take_back(
        &self,
        person: PersonId,
        recommendation: &str,
    ) -> Result<PersonProfile, Problem> {
        let Guarded { client, breaker, .. } = &self.recommender;
        let url = self.recommender.at(&["v1", "people", &person.to_string(), "votes", recommendation]);
        breaker.call(client.delete_json(&url)).await
    }

    /// Forgets a person.
    pub(crate) async fn forget(&self, person: PersonId) -> Result<(), Problem> {
        let Guarded { client, breaker, .. } = &self.recommender;
        let url = self.recommender.at(&["v1", "people", &person.to_string()]);
        breaker.call(client.delete(&url)).await.map(drop)
    }
}

#[derive(Debug)]
struct Guarded {
    client: Client,
    base: Url,
    breaker: Breaker,
}

impl Guarded {
    fn at(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        // Only URLs without a host refuse, and the configuration has none.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    async fn get<T: DeserializeOwned>(&self, url: &Url) -> Result<T, Problem> {
        self.breaker.call(self.client.get_json(url)).await
    }

    async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &B,
    ) -> Result<T, Problem> {
        self.breaker.call(self.client.post_json(&self.at(path), body)).await
    }
}

/// Leaves a service alone that fails again and again: it recovers sooner, and
/// nobody waits for what will not come.
struct Breaker {
    name: &'static str,
    state: StateMachine<ConsecutiveFailures<EqualJittered>, Told>,
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breaker").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Breaker {
    fn new(name: &'static str, BreakerConfig { failures, pause, longest_pause }: BreakerConfig) -> Self {
        let policy =
            failure_policy::consecutive_failures(failures, backoff::equal_jittered(pause, longest_pause));
        let told = Told(name);
        told.on_closed();
        let state = failsafe::Config::new().failure_policy(policy).instrument(told).build();
        Self { name, state }
    }

    async fn call<T>(&self, call: impl Future<Output = Result<T, ClientError>>) -> Result<T, Problem> {
        self.state.call_with(is_fault, call).await.map_err(|error| match error {
            failsafe::Error::Inner(error) => error.into(),
            failsafe::Error::Rejected => {
                Problem::unavailable("a service behind this one fails at the moment")
                    .caused_by(format!("the circuit to {} is open", self.name))
            }
        })
    }
}

/// Whether the service is in trouble, or just has nothing to say to this request.
fn is_fault(error: &ClientError) -> bool {
    match error {
        ClientError::Timeout { .. } | ClientError::Unreachable { .. } | ClientError::Answer { .. } => true,
        // 503 is a quick and honest "not yet".
        ClientError::Refused { status, .. } => *status >= 500 && *status != 503,
    }
}

/// Tells operators of a breaker's state.
#[derive(Debug, Clone, Copy)]
struct Told(&'static str);

impl Told {
    fn gauge(self, open: f64) {
        metrics::gauge!("gateway_circuit_open", "upstream" => self.0).set(open);
    }
}

impl Instrument for Told {
    fn on_call_rejected(&self) {
        metrics::counter!("gateway_calls_rejected_total", "upstream" => self.0).increment(1);
    }

    fn on_open(&self) {
        tracing::warn!(upstream = self.0, "it fails again and again, and is left alone for a while");
        self.gauge(1.0);
    }

    fn on_half_open(&self) {
        tracing::info!(upstream = self.0, "it is tried again");
    }

    fn on_closed(&self) {
        self.gauge(0.0);
    }
}
