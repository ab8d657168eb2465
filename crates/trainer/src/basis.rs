//! The functions of the hour of the day and of the year by which a climate is described.

use features::{Calendar, Place, Window, WindowError};
use jiff::Timestamp;

use crate::axes::{DAY_ANGLE, YEAR_ANGLE};

/// Harmonics of the year.
pub const ANNUAL_HARMONICS: usize = 2;
/// Harmonics of the day.
pub const DAILY_HARMONICS: usize = 3;
/// Terms of the basis: the products of both Fourier bases, constants included.
pub const TERMS: usize = (1 + 2 * ANNUAL_HARMONICS) * (1 + 2 * DAILY_HARMONICS);

/// Where the basis holds the cosine of the hour of the day.
pub const COSINE: usize = 1;
/// Where it holds the sine.
pub const SINE: usize = 1 + DAILY_HARMONICS;

/// Where it holds the cosine of the time of the year.
pub const YEAR_COSINE: usize = 1 + 2 * DAILY_HARMONICS;
/// Where it holds the sine.
pub const YEAR_SINE: usize = (1 + ANNUAL_HARMONICS) * (1 + 2 * DAILY_HARMONICS);

/// Values of the basis at one hour.
pub type Basis = [f64; TERMS];

/// The basis at an hour: the year's `1, cos y, cos 2y, sin y, sin 2y` times
/// the day's `1, cos d, cos 2d, cos 3d, sin d, sin 2d, sin 3d`.
#[must_use]
pub fn basis(day_angle_rad: f64, year_angle_rad: f64) -> Basis {
    let year = fourier::<{ 1 + 2 * ANNUAL_HARMONICS }>(year_angle_rad);
    let day = fourier::<{ 1 + 2 * DAILY_HARMONICS }>(day_angle_rad);
    std::array::from_fn(|term| year[term / day.len()] * day[term % day.len()])
}

fn fourier<const N: usize>(angle_rad: f64) -> [f64; N] {
    let harmonics = N / 2;
    std::array::from_fn(|term| match term {
        0 => 1.0,
        cosine if cosine <= harmonics => (angle_rad * cosine as f64).cos(),
        sine => (angle_rad * (sine - harmonics) as f64).sin(),
    })
}

/// The basis in an hour of `history`.
#[must_use]
pub fn past_basis(row: &[f32]) -> Basis {
    basis(f64::from(row[DAY_ANGLE]), f64::from(row[YEAR_ANGLE]))
}

/// The basis at each lead time of a window.
pub fn future_bases(window: &Window) -> impl Iterator<Item = Basis> {
    window.future().map(|row| basis(f64::from(row[0]), f64::from(row[1])))
}

/// The basis at a time and place.
///
/// # Errors
/// The place is not on the earth.
pub fn basis_at(time: Timestamp, place: Place) -> Result<Basis, WindowError> {
    let calendar = Calendar::of(time, place)?;
    Ok(basis(calendar.day_angle_rad, calendar.year_angle_rad))
}
