//! What the benchmarks in `benches/` measure: the crate's inside, as far as they
//! need it. Only with the feature `bench`.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use common::forecast::{Forecast, ForecastHour, HORIZON_H, ModelRef, Quantiles};
use common::location::Location;
use common::recommendation::{MOST_TRIP_DAYS, Style, Wearer};
use common::testing::seoul;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use service::config::load;

use crate::comfort::ireq::{
    Cloth, Criterion, Effort, ExposureLimit, HeatBalance, Required, Stirring, Surroundings, WindCorrection,
    within_range,
};
use crate::comfort::pmv::{Room, predicted_dissatisfied_pct, predicted_mean_vote};
use crate::comfort::utci::{ThermalStress, utci_c};
use crate::comfort::{CLO_M2K_W, MET_W_M2};
use crate::config::Config;
use crate::hazards::hazards;
use crate::plan::{Body, Norm, Occasion, Planner};
use crate::wardrobe::{Catalogue, Ladders};
use crate::weather::{self, Day, HoursOut, Summary};

/// Weather for UTCI.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct UtciPoint {
    /// Air temperature, °C.
    pub tdb: f64,
    /// Mean radiant temperature, °C.
    pub tr: f64,
    /// Wind at 10 m, m/s.
    pub v: f64,
    /// Relative humidity, %.
    pub rh: f64,
}

/// UTCI, °C, with its class of stress; `None` outside its range.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Utci(Option<(f64, &'static str)>);

/// UTCI of every point.
pub fn utci(points: &[UtciPoint], results: &mut Vec<Utci>) {
    results.clear();
    results.extend(points.iter().map(|&UtciPoint { tdb, tr, v, rh }| {
        let index = Some(utci_c(tdb, tr, v, rh)).filter(|index| index.within_range);
        Utci(index.and_then(|index| Some((index.value, ThermalStress::of(index.value)?.name()))))
    }));
}

/// A person in a room, for PMV.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct PmvPoint {
    /// Air temperature, °C.
    pub tdb: f64,
    /// Mean radiant temperature, °C.
    pub tr: f64,
    /// Air speed relative to the body, m/s.
    pub vr: f64,
    /// Relative humidity, %.
    pub rh: f64,
    /// Metabolic rate, met.
    pub met: f64,
    /// Clothing, clo.
    pub clo: f64,
}

/// Predicted mean vote and percentage of dissatisfied; `None` outside the range.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Pmv(Option<(f64, f64)>);

/// PMV and PPD of every point.
pub fn pmv(points: &[PmvPoint], results: &mut Vec<Pmv>) {
    results.clear();
    results.extend(points.iter().map(|point| {
        let room = Room {
            air_temperature_c: point.tdb,
            mean_radiant_temperature_c: point.tr,
            relative_air_speed_ms: point.vr,
            relative_humidity_pct: point.rh,
            metabolic_rate_met: point.met,
            external_work_met: 0.0,
            clothing_clo: point.clo,
        };
        let vote = predicted_mean_vote(&room).filter(|vote| vote.within_range);
        Pmv(vote.map(|vote| (vote.value, predicted_dissatisfied_pct(vote.value))))
    }));
}

/// A person in the cold, for IREQ.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct IreqPoint {
    /// Air temperature, °C.
    pub tdb: f64,
    /// Mean radiant temperature, °C.
    pub tr: f64,
    /// Air velocity relative to the body, m/s.
    pub vr: f64,
    /// Relative humidity, %.
    pub rh: f64,
    /// Metabolic rate, met.
    pub met: f64,
    /// Clothes that are worn, clo.
    pub clo: f64,
    /// Air permeability of the outermost cloth, l/m²s.
    pub p: f64,
    /// Walking speed, m/s.
    pub walk_sp: f64,
}

/// One criterion's results.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct IreqResult {
    ireq_clo: f64,
    icl_clo: f64,
    /// `None` for more than 8 h.
    dle_h: Option<f64>,
}

/// The minimal and the neutral criterion; `None` outside the standard's range,
/// where no clothes can do it, or where the formula asks for less than none.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Ireq {
    minimal: Option<IreqResult>,
    neutral: Option<IreqResult>,
}

/// Everything that IREQ tells, of every point; as the comfort route does it.
pub fn ireq(points: &[IreqPoint], results: &mut Vec<Ireq>) {
    results.clear();
    results.extend(points.iter().map(|point| {
        let around = Surroundings {
            air_temperature_c: point.tdb,
            mean_radiant_temperature_c: point.tr,
            relative_humidity_pct: point.rh,
            relative_air_velocity_ms: point.vr,
        };
        let effort = Effort { metabolic_rate_w_m2: point.met * MET_W_M2, walking_speed_ms: point.walk_sp };
        let wind = WindCorrection::new(Stirring::new(point.vr, point.walk_sp), &Cloth::new(point.p));
        let solve = |criterion| {
            let wind = wind.filter(|_| within_range(&around, effort))?;
            ireq_result(&HeatBalance::new(&around, effort, criterion), &wind, point.clo)
        };
        Ireq { minimal: solve(Criterion::Minimal), neutral: solve(Criterion::Neutral) }
    }));
}

fn ireq_result(balance: &HeatBalance, wind: &WindCorrection, worn_clo: f64) -> Option<IreqResult> {
    let resultant = match balance.required(None) {
        Required::Nothing => balance.by_the_standards_steps(),
        Required::Insulation(resultant) => resultant,
        Required::Unreachable => return None,
    };
    let dle_h = match balance.exposure_limit(wind.resultant_m2k_w(worn_clo)) {
        ExposureLimit::Hours(hours) => Some(hours),
        ExposureLimit::Unlimited => None,
    };
    let (ireq_clo, icl_clo) = (resultant / CLO_M2K_W, wind.intrinsic_clo(resultant));
    (ireq_clo >= 0.0 && icl_clo >= 0.0).then_some(IreqResult { ireq_clo, icl_clo, dle_h })
}

/// A week of winter in Seoul, and all that the service has read before anybody
/// asks for it.
#[derive(Debug)]
pub struct Week {
    config: Config,
    location: Location,
    forecast: Forecast,
    planner: Planner,
    person: Wearer,
}

impl Week {
    /// From 3 °C down to −12 °C and up again, with a wet and windy day in between.
    ///
    /// # Errors
    /// Never: what it is made of comes with the crate.
    pub fn new() -> anyhow::Result<Self> {
        // 09:00 in Seoul.
        let issued_at: Timestamp = "2026-01-12T00:00:00Z".parse()?;
        let location = seoul();
        let hours = (1_u16..).take(HORIZON_H).map(|lead_h| winter_hour(issued_at, lead_h));
        let forecast = Forecast {
            location: location.id.clone(),
            model: ModelRef { name: "forecaster".to_owned(), version: "none".to_owned() },
            issued_at,
            hours: hours.collect::<Option<_>>().ok_or_else(|| anyhow::anyhow!("quantiles that cross"))?,
        };
        let config: Config = load(None, HashMap::new())?;
        let catalogue = Catalogue::embedded()?;
        let ladders = Ladders::embedded(&catalogue)?;
        Ok(Self {
            location,
            forecast,
            planner: Planner::new(catalogue, ladders, &config.hazards),
            config,
            person: Wearer::default(),
        })
    }

    /// Plans every day in the five styles afresh, and counts the garments: all
    /// that the service does for it but read the forecast and say the result.
    #[must_use]
    pub fn plan(&self) -> usize {
        self.days().iter().filter_map(|day| self.occasion(day)).map(|occasion| self.dress(&occasion)).sum()
    }

    /// The same, with the hazards of every day, which it counts, too.
    #[must_use]
    pub fn plan_and_warn(&self) -> usize {
        let warn = |occasion: &Occasion| hazards(&occasion.hours, &self.config.hazards).len();
        self.days()
            .iter()
            .filter_map(|day| self.occasion(day))
            .map(|occasion| warn(&occasion) + self.dress(&occasion))
            .sum()
    }

    /// Packs for the seven whole days of the week in the five styles, and counts the pieces.
    #[must_use]
    pub fn pack(&self) -> usize {
        let occasions: Vec<Occasion> =
            self.days().iter().filter_map(|day| self.occasion(day)).take(MOST_TRIP_DAYS).collect();
        let sets = Style::ALL.into_iter().filter_map(|style| self.planner.pack(&occasions, style, None));
        sets.flatten().map(|plan| plan.set.garments().len()).sum()
    }

    fn days(&self) -> Vec<Day> {
        weather::days(weather::hours(&self.forecast, &self.location, self.config.terrain))
    }

    fn occasion(&self, day: &Day) -> Option<Occasion> {
        let out = HoursOut::of(day, self.config.waking).hours;
        let norm = Norm::of(&Summary::of(&day.hours));
        self.planner.occasion(out, Body::new(&self.person, 0.0), norm)
    }

    fn dress(&self, occasion: &Occasion) -> usize {
        let plans = Style::ALL.into_iter().flat_map(|style| self.planner.plans(occasion, style, None, 1));
        plans.map(|plan| plan.set.garments().len()).sum()
    }
}

/// The hour so long after 09:00 in Seoul; `None` if its quantiles crossed.
fn winter_hour(issued_at: Timestamp, lead_h: u16) -> Option<ForecastHour> {
    use std::f32::consts::TAU;

    let hour = f32::from(lead_h);
    let around = |median: f32, spread: f32, within: RangeInclusive<f32>| {
        let steps = [-1.6, -1.2, -0.6, 0.0, 0.6, 1.2, 1.6];
        Quantiles::new(steps.map(|step: f32| (median + step * spread).clamp(*within.start(), *within.end())))
    };
    // The warmest hour is six after this one. A cold spell peaks after four days.
    let warmth = (TAU * hour / 24.0).sin();
    let spell = (-((hour - 96.0) / 36.0).powi(2)).exp();
    let rain = (-((hour - 48.0) / 8.0).powi(2)).exp();
    Some(ForecastHour {
        valid_at: issued_at + i64::from(lead_h).hours(),
        lead_h,
        temperature_c: around(3.0 + 4.0 * warmth - 11.0 * spell, 1.0 + hour / 84.0, -60.0..=60.0)?,
        relative_humidity_pct: around(55.0 - 15.0 * warmth + 30.0 * rain, 8.0, 0.0..=100.0)?,
        cloud_cover_frac: None,
        wind_speed_ms: around(2.5 + warmth + 4.0 * spell + 4.0 * rain, 0.8, 0.0..=60.0)?,
        precipitation_probability: 0.05 + 0.9 * rain,
    })
}
