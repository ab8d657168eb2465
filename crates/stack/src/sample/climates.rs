//! Weather of seven climates that are not bundled: made up, each in the range of its
//! class after Köppen and Geiger.

use std::f64::consts::TAU;

use anyhow::Context;
use common::forecast::{Forecast, ForecastHour, HORIZON_H, ModelRef, Quantiles};
use common::location::{Location, LocationName};
use jiff::{Timestamp, ToSpan};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

/// The quantiles' places on the normal distribution.
const STANDARD_DEVIATIONS: [f64; 7] = [-1.645, -1.282, -0.674, 0.0, 0.674, 1.282, 1.645];
const WARMEST_HOUR: f64 = 15.0;
const DAYS_OF_A_YEAR: f64 = 365.25;
/// Forecasts are surest at the beginning: their standard deviation, K, and what a day adds.
const SPREAD_K: f64 = 0.8;
const SPREAD_PER_DAY_K: f64 = 0.25;

/// A climate, at a place that has it.
#[derive(Debug)]
pub(super) struct Climate {
    pub(super) location: Location,
    /// Mean temperature of the coldest and the warmest time of the year, °C.
    coldest_c: f64,
    warmest_c: f64,
    /// The day of the year that is warmest.
    warmest_day: f64,
    /// From the coldest to the warmest hour of a dry day, K.
    daily_range_k: f64,
    /// How much days differ from what is usual, K: the standard deviation.
    day_to_day_k: f64,
    humidity_pct: f64,
    wind_ms: f64,
    cloud_frac: f64,
    /// How many of the days are wet.
    wet_frac: f64,
}

/// The seven.
pub(super) fn climates() -> anyhow::Result<Vec<Climate>> {
    let numbers = |numbers: [f64; 9]| numbers;
    [
        (
            "tropical",
            ["Tropical rainforest (Af)", "열대 우림 (Af)"],
            "Asia/Singapore",
            [1.35, 103.82],
            numbers([26.5, 28.0, 150.0, 6.0, 0.8, 82.0, 2.0, 0.7, 0.6]),
        ),
        (
            "desert",
            ["Hot desert (BWh)", "사막 (BWh)"],
            "Asia/Riyadh",
            [24.7, 46.7],
            numbers([14.0, 36.0, 200.0, 15.0, 2.5, 25.0, 3.5, 0.15, 0.04]),
        ),
        (
            "mediterranean",
            ["Mediterranean (Csa)", "지중해성 (Csa)"],
            "Europe/Athens",
            [38.0, 23.7],
            numbers([9.5, 29.0, 205.0, 8.5, 2.5, 60.0, 3.0, 0.35, 0.2]),
        ),
        (
            "oceanic",
            ["Oceanic (Cfb)", "서안 해양성 (Cfb)"],
            "Europe/Dublin",
            [53.4, -6.3],
            numbers([5.0, 15.5, 205.0, 6.0, 2.8, 82.0, 5.5, 0.7, 0.5]),
        ),
        (
            "subtropical",
            ["Humid subtropical (Cfa)", "온난 습윤 (Cfa)"],
            "Australia/Sydney",
            [-33.9, 151.2],
            numbers([12.5, 23.5, 25.0, 8.0, 2.8, 65.0, 4.0, 0.45, 0.35]),
        ),
        (
            "continental",
            ["Humid continental (Dfb)", "냉대 습윤 (Dfb)"],
            "America/Toronto",
            [46.8, -71.2],
            numbers([-12.0, 20.0, 200.0, 9.5, 5.5, 70.0, 4.0, 0.55, 0.4]),
        ),
        (
            "subarctic",
            ["Subarctic (Dfc)", "아한대 (Dfc)"],
            "Asia/Yakutsk",
            [62.0, 129.7],
            numbers([-36.0, 19.0, 198.0, 9.0, 5.0, 70.0, 2.0, 0.5, 0.25]),
        ),
    ]
    .into_iter()
    .map(|(id, [en, ko], timezone, [latitude_deg, longitude_deg], numbers)| {
        let [coldest_c, warmest_c, warmest_day, daily_range_k, day_to_day_k, ..] = numbers;
        let [.., humidity_pct, wind_ms, cloud_frac, wet_frac] = numbers;
        let location = Location {
            id: id.parse()?,
            name: LocationName { en: en.to_owned(), ko: ko.to_owned() },
            latitude_deg,
            longitude_deg,
            elevation_m: 30.0,
            timezone: timezone.to_owned(),
            provider: "open_meteo".to_owned(),
            station: "0,0".to_owned(),
            guidance: None,
        };
        Ok(Climate {
            location,
            coldest_c,
            warmest_c,
            warmest_day,
            daily_range_k,
            day_to_day_k,
            humidity_pct,
            wind_ms,
            cloud_frac,
            wet_frac,
        })
    })
    .collect()
}

impl Climate {
    /// A forecast that is issued now.
    pub(super) fn forecast(
        &self,
        issued_at: Timestamp,
        model: ModelRef,
        rng: &mut impl Rng,
    ) -> anyhow::Result<Forecast> {
        let days: Vec<DayOfWeather> =
            (0..=HORIZON_H / 24 + 1).map(|_| DayOfWeather::new(self, rng)).collect();
        let begin = issued_at.to_zoned_datetime(self.location.tz());
        let hours = (1_u16..).take(HORIZON_H).map(|lead_h| {
            let valid_at = issued_at + i64::from(lead_h).hours();
            let time = valid_at.to_zoned_datetime(self.location.tz());
            let number = usize::try_from(begin.date().until(time.date()).ok()?.get_days()).ok()?;
            let at = |hour: &DayOfWeather| hour.at(f64::from(time.hour()));
            // From one day's weather into the next within the night.
            let (day, next) = (at(days.get(number)?), at(days.get(number + 1)?));
            let part = ((f64::from(time.hour()) - 18.0) / 6.0).clamp(0.0, 1.0);
            let mix = |a: f64, b: f64| a + part * (b - a);
            let year = TAU * (f64::from(time.day_of_year()) - self.warmest_day) / DAYS_OF_A_YEAR;
            let usual_c = f64::midpoint(self.coldest_c, self.warmest_c)
                + (self.warmest_c - self.coldest_c) / 2.0 * year.cos();
            let spread_k = SPREAD_K + SPREAD_PER_DAY_K * f64::from(lead_h) / 24.0;
            let wind_ms = mix(day.wind_ms, next.wind_ms);
            #[expect(clippy::cast_possible_truncation, reason = "the lake keeps 32 bits")]
            let around = |median: f64, spread: f64, least: f64, most: f64| {
                Quantiles::new(
                    STANDARD_DEVIATIONS.map(|place| (median + place * spread).clamp(least, most) as f32),
                )
            };
            #[expect(clippy::cast_possible_truncation, reason = "the lake keeps 32 bits")]
            Some(ForecastHour {
                valid_at,
                lead_h,
                temperature_c: around(usual_c + mix(day.anomaly_k, next.anomaly_k), spread_k, -70.0, 55.0)?,
                relative_humidity_pct: around(mix(day.humidity_pct, next.humidity_pct), 5.0, 5.0, 100.0)?,
                wind_speed_ms: around(wind_ms, 0.2 * wind_ms, 0.0, 40.0)?,
                cloud_cover_frac: Some(around(mix(day.cloud_frac, next.cloud_frac), 0.1, 0.0, 1.0)?),
                precipitation_probability: mix(day.rain, next.rain) as f32,
            })
        });
        let hours = hours.collect::<Option<_>>().context("weather that cannot be")?;
        Ok(Forecast { location: self.location.id.clone(), model, issued_at, hours })
    }
}

/// What makes a day's weather its own.
struct DayOfWeather {
    anomaly_k: f64,
    range_k: f64,
    humidity_pct: f64,
    wind_ms: f64,
    cloud_frac: f64,
    /// The likeliest hour of rain, how likely it is then, and how long it lasts, h.
    rain: Option<(f64, f64, f64)>,
}

/// An hour of it.
struct HourOfWeather {
    anomaly_k: f64,
    humidity_pct: f64,
    wind_ms: f64,
    cloud_frac: f64,
    rain: f64,
}

impl DayOfWeather {
    fn new(climate: &Climate, rng: &mut impl Rng) -> Self {
        let mut normal = || -> f64 { StandardNormal.sample(rng) };
        let (anomaly_k, gust, cloud) = (climate.day_to_day_k * normal(), normal(), normal());
        let is_wet = rng.random_bool(climate.wet_frac);
        let rain = is_wet
            .then(|| (rng.random_range(0.0..24.0), rng.random_range(0.25..0.95), rng.random_range(2.0..9.0)));
        Self {
            anomaly_k,
            range_k: if is_wet { climate.daily_range_k / 2.0 } else { climate.daily_range_k },
            humidity_pct: climate.humidity_pct,
            wind_ms: climate.wind_ms * (0.4 * gust).exp(),
            cloud_frac: if is_wet { 0.92 } else { (climate.cloud_frac + 0.25 * cloud).clamp(0.0, 1.0) },
            rain,
        }
    }

    fn at(&self, hour: f64) -> HourOfWeather {
        let warmth = (TAU * (hour - WARMEST_HOUR) / 24.0).cos();
        let rain = self.rain.map_or(0.02, |(peak, chance, lasts_h)| {
            0.02 + chance * (-((hour - peak) / lasts_h).powi(2)).exp()
        });
        HourOfWeather {
            anomaly_k: self.anomaly_k + self.range_k / 2.0 * warmth,
            humidity_pct: (self.humidity_pct - 12.0 * warmth + 25.0 * rain).clamp(8.0, 99.0),
            wind_ms: self.wind_ms * (1.0 + 0.25 * warmth),
            cloud_frac: self.cloud_frac,
            rain: rain.min(0.97),
        }
    }
}
