//! Recommendations as the recommender sends them and clients read them.

use common::location::LocationId;
use common::numbers::rounded;
use common::recommendation::{DayRecommendation, TripRecommendation, WeatherSummary, WeekRecommendation};
use common::units::Units;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::label::Label;

/// A day's recommendation, the clothes as the recommender wrote them.
pub(crate) type Day = DayRecommendation<Box<RawValue>>;

/// A recommendation whose numbers are metric; its texts are in the units that were
/// asked for already.
pub(crate) trait InUnits {
    /// Puts the numbers into these units, too.
    fn put_in(&mut self, units: Units);
}

impl InUnits for Day {
    fn put_in(&mut self, units: Units) {
        self.weather_summary.put_in(units);
    }
}

impl InUnits for WeekRecommendation {
    fn put_in(&mut self, units: Units) {
        self.days.iter_mut().for_each(|day| day.weather_summary.put_in(units));
    }
}

impl InUnits for TripRecommendation {
    fn put_in(&mut self, units: Units) {
        self.days.iter_mut().for_each(|day| day.weather_summary.put_in(units));
    }
}

impl InUnits for WeatherSummary {
    fn put_in(&mut self, units: Units) {
        let Self { avg_temp, min_temp, max_temp, temp_difference, .. } = self;
        for temperature in [avg_temp, min_temp, max_temp] {
            *temperature = rounded(units.temperature(*temperature), 10.0);
        }
        *temp_difference = rounded(units.temperature_difference(*temp_difference), 10.0);
    }
}

/// What to wear on a day, or in some hours.
///
/// `avg_temp`, `min_temp`, `max_temp`, `temp_difference` and the texts are in
/// `units`; a number whose name carries a unit is in that unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicRecommendation<'a> {
    /// Its age.
    #[serde(flatten)]
    pub(crate) label: Label,
    /// The units of the texts and of numbers whose names carry none.
    pub(crate) units: Units,
    /// The recommendation.
    #[serde(flatten)]
    #[schema(value_type = DayRecommendation)]
    pub(crate) recommendation: &'a Day,
}

/// What to wear on every day that the forecast covers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicWeek<'a> {
    /// Its age.
    #[serde(flatten)]
    pub(crate) label: Label,
    /// The units of the texts and of numbers whose names carry none.
    pub(crate) units: Units,
    /// The place.
    pub(crate) location: &'a LocationId,
    /// The days, ascending; of the first and the last the forecast may cover a part.
    pub(crate) days: &'a [DayRecommendation],
}

/// What to pack for a trip.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicTrip<'a> {
    /// The age of the oldest forecast that it rests on.
    #[serde(flatten)]
    pub(crate) label: Label,
    /// The units of the texts and of numbers whose names carry none.
    pub(crate) units: Units,
    /// The bag and the days.
    #[serde(flatten)]
    #[schema(value_type = TripRecommendation)]
    pub(crate) trip: &'a TripRecommendation,
}
