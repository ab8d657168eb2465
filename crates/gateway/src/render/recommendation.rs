//! Recommendations as JSON.

use common::recommendation::{TripRecommendation, WeekRecommendation};
use common::units::Units;
use service::Problem;

use crate::body::Page;
use crate::wire::{Day, Label, PublicRecommendation, PublicTrip, PublicWeek};

/// What to wear on a day, or in some hours.
///
/// # Errors
/// It cannot be written.
pub(crate) fn day(recommendation: &Day, units: Units, label: Label) -> Result<Page, Problem> {
    Page::json(&PublicRecommendation { label, units, recommendation })
}

/// What to wear on every day of the forecast.
///
/// # Errors
/// It cannot be written.
pub(crate) fn week(week: &WeekRecommendation, units: Units, label: Label) -> Result<Page, Problem> {
    let WeekRecommendation { location, days } = week;
    Page::json(&PublicWeek { label, units, location, days })
}

/// What to pack for a trip.
///
/// # Errors
/// It cannot be written.
pub(crate) fn trip(trip: &TripRecommendation, units: Units, label: Label) -> Result<Page, Problem> {
    Page::json(&PublicTrip { label, units, trip })
}
