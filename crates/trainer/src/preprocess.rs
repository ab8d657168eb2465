//! From a window to the numbers that the network sees.
//!
//! This is the definition in f64; [`crate::export`] writes the same arithmetic
//! as nodes of the ONNX graph, and the golden vectors hold the two together.

use features::{HISTORY_H, OBSERVED_COLUMNS, Window};

use crate::axes::{DAY_ANGLE, PRECIPITATION, TEMPERATURE, YEAR_ANGLE};
use crate::basis::past_basis;
use crate::climatology::Climatology;

/// The columns of `history` that the network sees: all but relative humidity,
/// which temperature and dew point already say.
pub const DRIVERS: [usize; 9] = [TEMPERATURE, 1, 3, 4, 5, 6, 7, PRECIPITATION, 9];

/// Drivers whose being observed is itself a feature: cloud cover and radiation,
/// which many stations observe only by day.
pub const MASK_DRIVERS: [usize; 2] = [6, 8];

/// Anomalies are clipped at this many standard deviations, so that one broken
/// sensor cannot carry the forecast away.
pub const ANOMALY_BOUND: f64 = 5.0;

/// An anomaly that was not observed is carried on for at most this long: in
/// three shifts, by 1, 2 and 3 hours.
pub const FILL_SHIFTS_H: [usize; 3] = [1, 2, 3];

/// Hours before the issue time over which each driver is averaged: the last
/// hour, then means that widen with their age. The last range is the day that
/// is multiplied with the season.
pub const POOLS_H: [(usize, usize); 14] = [
    (0, 1),
    (0, 3),
    (3, 6),
    (6, 12),
    (12, 18),
    (18, 24),
    (24, 36),
    (36, 48),
    (48, 60),
    (60, 72),
    (72, 120),
    (120, 168),
    (168, 336),
    (0, 24),
];

/// Pools that are features by themselves.
pub const PLAIN_POOLS: usize = POOLS_H.len() - 1;

/// Hours of which each temperature is a feature.
pub const HOURLY_H: usize = 24;

/// How many features there are.
pub const FEATURES: usize =
    DRIVERS.len() * PLAIN_POOLS + HOURLY_H + 4 + MASK_DRIVERS.len() + 4 * DRIVERS.len();

/// The features of a window. `climatology` is asked for each hour, oldest
/// first; `scale` has the standard deviation of each observed column.
pub fn features<'a>(
    window: &Window,
    scale: &[f64; OBSERVED_COLUMNS],
    climatology: impl Fn(usize) -> &'a Climatology,
) -> Vec<f32> {
    let mut anomalies = [[0.0; DRIVERS.len()]; HISTORY_H];
    let mut mask = anomalies;
    let (mut day_angle_rad, mut year_angle_rad) = (0.0, 0.0);
    for (index, (row, row_mask)) in window.history().enumerate() {
        (day_angle_rad, year_angle_rad) = (f64::from(row[DAY_ANGLE]), f64::from(row[YEAR_ANGLE]));
        let basis = past_basis(row);
        let climatology = climatology(index);
        for (driver, &column) in DRIVERS.iter().enumerate() {
            let (mut value, mut observed) = (f64::from(row[column]), f64::from(row_mask[column]));
            if column == PRECIPITATION {
                // Blank beside an observed temperature is dry: many networks
                // report precipitation only when there is some.
                observed = observed.max(f64::from(row_mask[TEMPERATURE]));
                value = value.max(0.0).ln_1p();
            }
            if !climatology.knows(column) {
                observed = 0.0;
            }
            let anomaly = (value - climatology.columns[column].at(&basis)) / scale[column];
            anomalies[index][driver] = anomaly.clamp(-ANOMALY_BOUND, ANOMALY_BOUND) * observed;
            mask[index][driver] = observed;
        }
    }
    let observed = mask;
    for shift in FILL_SHIFTS_H {
        for index in (shift..HISTORY_H).rev() {
            for driver in 0..DRIVERS.len() {
                if mask[index][driver] == 0.0 {
                    anomalies[index][driver] = anomalies[index - shift][driver];
                    mask[index][driver] = mask[index - shift][driver];
                }
            }
        }
    }
    combine(&anomalies, &observed, day_angle_rad, year_angle_rad)
}

fn combine(
    anomalies: &[[f64; DRIVERS.len()]; HISTORY_H],
    observed: &[[f64; DRIVERS.len()]; HISTORY_H],
    day_angle_rad: f64,
    year_angle_rad: f64,
) -> Vec<f32> {
    let mean = |table: &[[f64; DRIVERS.len()]; HISTORY_H], driver: usize, (from, until): (usize, usize)| {
        let hours = &table[HISTORY_H - until..HISTORY_H - from];
        hours.iter().map(|hour| hour[driver]).sum::<f64>() / hours.len() as f64
    };
    let mut features = Vec::with_capacity(FEATURES);
    for driver in 0..DRIVERS.len() {
        features.extend(POOLS_H[..PLAIN_POOLS].iter().map(|&pool| mean(anomalies, driver, pool)));
    }
    features.extend(anomalies[HISTORY_H - HOURLY_H..].iter().map(|hour| hour[0]));
    let hour_of_day = [day_angle_rad.sin(), day_angle_rad.cos()];
    let season = [year_angle_rad.sin(), year_angle_rad.cos()];
    features.extend(hour_of_day.iter().chain(&season));
    features.extend(MASK_DRIVERS.map(|driver| mean(observed, driver, (0, HOURLY_H))));
    for (pool, wave) in [(POOLS_H[0], hour_of_day), (POOLS_H[PLAIN_POOLS], season)] {
        for factor in wave {
            features.extend((0..DRIVERS.len()).map(|driver| factor * mean(anomalies, driver, pool)));
        }
    }
    features.into_iter().map(|feature| feature as f32).collect()
}
