//! Facts of the weather at a place: its days and hours, those in which people are
//! out, the chance of rain and the sun that the sky lets through.

mod days;
mod feels_like;
mod precipitation;
mod sky;
mod waking;

pub(crate) use self::days::{Day, Hour, Summary, days, hours, mean, outings};
pub(crate) use self::feels_like::{chilled_c, feels_like_c};
pub(crate) use self::precipitation::{Precipitation, precipitation};
pub(crate) use self::sky::{chance_of_rain, cloudiness, uv_index};
pub(crate) use self::waking::HoursOut;
