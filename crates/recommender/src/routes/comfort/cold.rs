//! IREQ and the clothing for a limited exposure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calculator::{Answer, Calculator, finite};
use super::quantity::{Celsius, Clo, Hours, Percent, Permeability, Speed, WattPerM2};
use crate::comfort::CLO_M2K_W;
use crate::comfort::ireq::{
    Cloth, Criterion, Effort, ExposureLimit, HeatBalance, Required, Stirring, Surroundings, WindCorrection,
    within_range,
};

/// Required clothing insulation (ISO 11079).
pub(super) struct Ireq;

/// What IREQ needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IreqInputs {
    /// Air temperature, °C; the standard holds up to 10.
    #[schema(example = -10.0)]
    tdb: Celsius,
    /// Mean radiant temperature, °C.
    #[schema(example = -10.0)]
    tr: Celsius,
    /// Air velocity relative to the body, m/s; 0.4 to 18.
    #[schema(example = 2.0)]
    vr: Speed,
    /// Relative humidity, %.
    #[schema(example = 85.0)]
    rh: Percent,
    /// Metabolic rate, W/m²; 58 to 400.
    #[schema(example = 115.0)]
    met_w_m2: WattPerM2,
    /// Intrinsic insulation of the clothes that are worn, clo.
    #[schema(example = 2.0)]
    clo: Clo,
    /// Air permeability of the outermost cloth, l/m²s.
    #[schema(example = 8.0)]
    p: Permeability,
    /// Walking speed, m/s; from 0.0052·(`met_w_m2` − 58) to 1.2.
    #[schema(example = 0.3)]
    walk_sp: Speed,
}

/// What IREQ gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IreqOutputs {
    /// Required resultant insulation, minimal criterion, clo; null outside the
    /// standard's range or where nothing is required.
    ireq_min: Option<f64>,
    /// The same, neutral criterion.
    ireq_neutral: Option<f64>,
    /// Intrinsic insulation that gives it in this wind, minimal criterion, clo.
    icl_min: Option<f64>,
    /// The same, neutral criterion.
    icl_neutral: Option<f64>,
    /// How long `clo` can be worn, minimal criterion.
    dle_min: Option<Dle>,
    /// The same, neutral criterion.
    dle_neutral: Option<Dle>,
    /// The same equations without the standard's range, below zero included.
    unlimited: IreqUnlimited,
    /// The root of the heat balance; 0 where nothing is required, null where no
    /// clothes insulate as much.
    exact_root: IreqRoots,
}

/// Limit of exposure: hours, or the words `more than 8`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Dle {
    /// Hours.
    Hours(f64),
    /// `more than 8`
    Words(&'static str),
}

/// Requirements without the standard's range, clo.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IreqUnlimited {
    ireq_min: Option<f64>,
    ireq_neutral: Option<f64>,
    icl_min: Option<f64>,
    icl_neutral: Option<f64>,
}

/// Roots of the heat balance, clo.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IreqRoots {
    ireq_min: Option<f64>,
    ireq_neutral: Option<f64>,
}

/// One criterion's results; insulations in clo.
struct Solved {
    root: Option<f64>,
    ireq: Option<f64>,
    icl: Option<f64>,
    dle: Dle,
}

impl Solved {
    fn new(balance: &HeatBalance, wind: &WindCorrection, worn_clo: f64) -> Self {
        let required = balance.required(None);
        let (root, resultant) = match required {
            Required::Nothing => (Some(0.0), Some(balance.by_the_standards_steps())),
            Required::Insulation(resultant) => (Some(resultant / CLO_M2K_W), Some(resultant)),
            Required::Unreachable => (None, None),
        };
        let dle = match balance.exposure_limit(wind.resultant_m2k_w(worn_clo)) {
            ExposureLimit::Hours(hours) => Dle::Hours(hours),
            ExposureLimit::Unlimited => Dle::Words("more than 8"),
        };
        Self {
            root,
            ireq: resultant.map(|resultant| resultant / CLO_M2K_W).and_then(finite),
            icl: resultant.map(|resultant| wind.intrinsic_clo(resultant)).and_then(finite),
            dle,
        }
    }

    /// A requirement below zero is none that clothes could meet.
    fn is_physical(&self) -> bool {
        [self.ireq, self.icl].into_iter().all(|clo| clo.is_some_and(|clo| clo >= 0.0))
    }
}

impl Calculator for Ireq {
    type Inputs = IreqInputs;
    type Outputs = IreqOutputs;

    fn answer(inputs: &IreqInputs) -> Answer<IreqOutputs> {
        let around = Surroundings {
            air_temperature_c: inputs.tdb.0,
            mean_radiant_temperature_c: inputs.tr.0,
            relative_humidity_pct: inputs.rh.0,
            relative_air_velocity_ms: inputs.vr.0,
        };
        let effort = Effort { metabolic_rate_w_m2: inputs.met_w_m2.0, walking_speed_ms: inputs.walk_sp.0 };
        let wind = WindCorrection::new(Stirring::new(inputs.vr.0, inputs.walk_sp.0), &Cloth::new(inputs.p.0));
        let solve = |criterion| {
            wind.map(|wind| Solved::new(&HeatBalance::new(&around, effort, criterion), &wind, inputs.clo.0))
        };
        let (minimal, neutral) = (solve(Criterion::Minimal), solve(Criterion::Neutral));
        let raw = |solved: &Option<Solved>| {
            solved.as_ref().map_or((None, None, None), |solved| (solved.ireq, solved.icl, solved.root))
        };
        let ((min_ireq, min_icl, min_root), (neutral_ireq, neutral_icl, neutral_root)) =
            (raw(&minimal), raw(&neutral));
        let limited = |solved: Option<Solved>| {
            solved.filter(|solved| within_range(&around, effort) && solved.is_physical())
        };
        let (minimal, neutral) = (limited(minimal), limited(neutral));
        let valid = minimal.is_some() && neutral.is_some();
        let insulation = |solved: &Option<Solved>| {
            solved.as_ref().map_or((None, None), |solved| (solved.ireq, solved.icl))
        };
        let ((ireq_min, icl_min), (ireq_neutral, icl_neutral)) = (insulation(&minimal), insulation(&neutral));
        Answer {
            outputs: IreqOutputs {
                ireq_min,
                ireq_neutral,
                icl_min,
                icl_neutral,
                dle_min: minimal.map(|solved| solved.dle),
                dle_neutral: neutral.map(|solved| solved.dle),
                unlimited: IreqUnlimited {
                    ireq_min: min_ireq,
                    ireq_neutral: neutral_ireq,
                    icl_min: min_icl,
                    icl_neutral: neutral_icl,
                },
                exact_root: IreqRoots { ireq_min: min_root, ireq_neutral: neutral_root },
            },
            valid,
        }
    }
}

/// The clothing for a limited exposure: ISO 11079's balance with a heat debt of
/// 40 W·h/m² allowed over the time.
pub(super) struct IclForExposure;

/// What the clothing for a limited exposure needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IclForExposureInputs {
    /// Air temperature, °C; above 10 an extension of the standard.
    #[schema(example = -10.0)]
    tdb: Celsius,
    /// Mean radiant temperature, °C.
    #[schema(example = -10.0)]
    tr: Celsius,
    /// Air velocity relative to the body, m/s.
    #[schema(example = 2.0)]
    vr: Speed,
    /// Relative humidity, %.
    #[schema(example = 60.0)]
    rh: Percent,
    /// Metabolic rate, W/m².
    #[schema(example = 116.0)]
    met_w_m2: WattPerM2,
    /// Air permeability of the outermost cloth, l/m²s.
    #[schema(example = 50.0)]
    p: Permeability,
    /// Walking speed, m/s.
    #[schema(example = 0.3)]
    walk_sp: Speed,
    /// Time outdoors, h.
    #[schema(example = 1.0)]
    hours: Hours,
}

/// Intrinsic insulation for a limited exposure, clo; 0 where none is needed,
/// null where no clothes insulate as much.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IclForExposureOutputs {
    /// Minimal criterion, clo.
    icl_min: Option<f64>,
    /// Neutral criterion, clo.
    icl_neutral: Option<f64>,
}

impl Calculator for IclForExposure {
    type Inputs = IclForExposureInputs;
    type Outputs = IclForExposureOutputs;

    fn answer(inputs: &IclForExposureInputs) -> Answer<IclForExposureOutputs> {
        let around = Surroundings {
            air_temperature_c: inputs.tdb.0,
            mean_radiant_temperature_c: inputs.tr.0,
            relative_humidity_pct: inputs.rh.0,
            relative_air_velocity_ms: inputs.vr.0,
        };
        let effort = Effort { metabolic_rate_w_m2: inputs.met_w_m2.0, walking_speed_ms: inputs.walk_sp.0 };
        let wind = WindCorrection::new(Stirring::new(inputs.vr.0, inputs.walk_sp.0), &Cloth::new(inputs.p.0));
        let solve = |criterion| {
            let required = HeatBalance::new(&around, effort, criterion).required(Some(inputs.hours.0));
            match required {
                Required::Unreachable => None,
                Required::Nothing | Required::Insulation(_) => {
                    finite(wind?.intrinsic_clo(required.resultant_m2k_w()).max(0.0))
                }
            }
        };
        let outputs = IclForExposureOutputs {
            icl_min: solve(Criterion::Minimal),
            icl_neutral: solve(Criterion::Neutral),
        };
        let valid = outputs.icl_min.is_some() && outputs.icl_neutral.is_some();
        Answer { outputs, valid }
    }
}
