//! Answers written as JSON, as a table or as a calendar.

pub(crate) mod calendar;
pub(crate) mod forecast;
pub(crate) mod recommendation;
