//! The services behind the gateway, each with its own deadline, retries and
//! circuit breaker.

mod breaker;
mod guarded;

use common::forecast::Forecast;
use common::location::LocationId;
use common::model::RegisteredModels;
use common::recommendation::{
    FeedbackQuestion, GarmentList, Language, PersonId, PersonProfile, TripQuestion, TripRecommendation,
    WeekRecommendation, WindowQuestion,
};
use jiff::civil::Date;
use service::{Client, Problem};

use self::breaker::Breaker;
use self::guarded::Guarded;
use crate::config::UpstreamConfig;
use crate::query::Asker;
use crate::wire::Day;

/// Whom a recommendation is for, and the forecast that it shall rest on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) location: &'a LocationId,
    pub(crate) asker: &'a Asker,
    /// With it the recommender need not look for the latest one.
    pub(crate) known: Option<&'a Forecast>,
}

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
        let place = location.to_string();
        self.inference.get(&place, &self.inference.at(&["v1", "forecasts", &place, "latest"])).await
    }

    /// The models in the registry.
    pub(crate) async fn models(&self) -> Result<RegisteredModels, Problem> {
        self.inference.get("models", &self.inference.at(&["v1", "models"])).await
    }

    /// What to wear on a day.
    pub(crate) async fn day(&self, date: Date, request: Request<'_>) -> Result<Day, Problem> {
        let Request { location, asker, known } = request;
        let place = location.to_string();
        let url = self.recommender.at(&["v1", "recommendations", &place, &date.to_string()]);
        self.recommender.get(&place, &asker.describe(url, known)).await
    }

    /// What to wear on every day of the forecast.
    pub(crate) async fn week(&self, request: Request<'_>) -> Result<WeekRecommendation, Problem> {
        let Request { location, asker, known } = request;
        let place = location.to_string();
        let url = self.recommender.at(&["v1", "recommendations", &place]);
        self.recommender.get(&place, &asker.describe(url, known)).await
    }

    /// What to wear in some hours.
    pub(crate) async fn window(&self, question: &WindowQuestion) -> Result<Day, Problem> {
        let place = question.location.to_string();
        self.recommender.post(&place, &["v1", "recommendations"], question).await
    }

    /// What to pack for a trip.
    pub(crate) async fn trip(&self, question: &TripQuestion) -> Result<TripRecommendation, Problem> {
        let places: Vec<String> = question.stays.iter().map(|stay| stay.location.to_string()).collect();
        self.recommender.post(&places.join(","), &["v1", "trips"], question).await
    }

    /// The catalogue.
    pub(crate) async fn garments(&self, language: Language) -> Result<GarmentList, Problem> {
        let mut url = self.recommender.at(&["v1", "garments"]);
        url.query_pairs_mut().append_pair("lang", language.code());
        self.recommender.get("garments", &url).await
    }

    /// Keeps how somebody felt.
    pub(crate) async fn give_feedback(&self, feedback: &FeedbackQuestion) -> Result<PersonProfile, Problem> {
        let person = feedback.person.to_string();
        self.recommender.post(&person, &["v1", "feedback"], feedback).await
    }

    /// What is known of a person.
    pub(crate) async fn person(&self, person: PersonId) -> Result<PersonProfile, Problem> {
        let person = person.to_string();
        self.recommender.get(&person, &self.recommender.at(&["v1", "people", &person])).await
    }

    /// Takes a vote back.
    pub(crate) async fn take_back(
        &self,
        person: PersonId,
        recommendation: &str,
    ) -> Result<PersonProfile, Problem> {
        let person = person.to_string();
        let url = self.recommender.at(&["v1", "people", &person, "votes", recommendation]);
        self.recommender.delete(&person, &url).await
    }

    /// Forgets a person.
    pub(crate) async fn forget(&self, person: PersonId) -> Result<(), Problem> {
        let person = person.to_string();
        self.recommender.remove(&person, &self.recommender.at(&["v1", "people", &person])).await
    }
}
