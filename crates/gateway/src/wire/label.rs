//! How old an answer is.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether an answer is the latest that there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ForecastStatus {
    /// It is.
    Fresh,
    /// Observations or forecasts are late, or a service does not answer; this is
    /// the last good answer.
    Stale,
}

/// How old an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Label {
    /// Whether it is the latest that there can be.
    pub(crate) status: ForecastStatus,
    /// Whole hours since the forecast was issued.
    #[schema(minimum = 0, example = 0)]
    pub(crate) age_h: u32,
}

/// What an answer tells of its age.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    pub(crate) label: Label,
    /// When the next forecast is expected.
    pub(crate) next_issue_at: Timestamp,
}
