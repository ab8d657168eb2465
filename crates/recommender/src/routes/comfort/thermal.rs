//! The indices of how warm people feel: the heat balance of the body and its
//! clothes here, the plain formulas of the weather services in [`outdoor`].

pub(super) mod outdoor;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calculator::{Answer, Calculator, finite};
use super::quantity::{Celsius, Clo, Met, Percent, Speed, Work};
use crate::comfort::clo_tout::indoor_clothing_clo;
use crate::comfort::dynamic_clothing::{
    dynamic_insulation_ashrae_clo, dynamic_insulation_iso_clo, relative_air_speed_ms,
};
use crate::comfort::pmv::{Room, predicted_dissatisfied_pct, predicted_mean_vote};
use crate::comfort::set::{Exposure, standard_effective_temperature_c};
use crate::comfort::utci::{ThermalStress, utci_c};

/// Universal Thermal Climate Index.
pub(super) struct Utci;

/// What the UTCI needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UtciInputs {
    /// Air temperature, °C; −50 to 50.
    #[schema(example = 20.0)]
    tdb: Celsius,
    /// Mean radiant temperature, °C; from 30 below to 70 above `tdb`.
    #[schema(example = 35.0)]
    tr: Celsius,
    /// Wind at 10 m, m/s; 0.5 to 17.
    #[schema(example = 3.0)]
    v: Speed,
    /// Relative humidity, %; up to 5 kPa of vapour.
    #[schema(example = 50.0)]
    rh: Percent,
}

/// What the UTCI gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UtciOutputs {
    /// UTCI, °C; null outside the range.
    utci: Option<f64>,
    /// Its class, from `extreme cold stress` to `extreme heat stress`; null
    /// outside the range.
    stress_category: Option<&'static str>,
    /// What the polynomial gives, also outside the range, °C.
    utci_unlimited: Option<f64>,
}

impl Calculator for Utci {
    type Inputs = UtciInputs;
    type Outputs = UtciOutputs;

    fn answer(inputs: &UtciInputs) -> Answer<UtciOutputs> {
        let index = utci_c(inputs.tdb.0, inputs.tr.0, inputs.v.0, inputs.rh.0);
        let utci_unlimited = finite(index.value);
        let utci = utci_unlimited.filter(|_| index.within_range);
        let stress_category = utci.and_then(ThermalStress::of).map(ThermalStress::name);
        Answer { outputs: UtciOutputs { utci, stress_category, utci_unlimited }, valid: utci.is_some() }
    }
}

/// Predicted mean vote and percentage of dissatisfied (ISO 7730).
pub(super) struct PmvPpdIso;

/// What the predicted mean vote needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PmvPpdIsoInputs {
    /// Air temperature, °C; 10 to 30.
    #[schema(example = 22.0)]
    tdb: Celsius,
    /// Mean radiant temperature, °C; 10 to 40.
    #[schema(example = 22.0)]
    tr: Celsius,
    /// Air speed relative to the body, m/s; up to 1.
    #[schema(example = 0.1)]
    vr: Speed,
    /// Relative humidity, %; up to 2700 Pa of vapour.
    #[schema(example = 60.0)]
    rh: Percent,
    /// Metabolic rate, met; 0.8 to 4.
    #[schema(example = 1.2)]
    met: Met,
    /// Insulation of the clothes as they are worn, clo; up to 2.
    #[schema(example = 0.5)]
    clo: Clo,
    /// What of the metabolic rate is mechanical work, met; none if absent.
    #[schema(example = 0.0)]
    wme: Option<Work>,
}

/// What the predicted mean vote gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PmvPpdIsoOutputs {
    /// Predicted mean vote, −3 (cold) to 3 (hot); null outside the range, which
    /// ends at −2 and 2.
    pmv: Option<f64>,
    /// Predicted percentage of dissatisfied, %; null outside the range.
    ppd: Option<f64>,
    /// What the heat balance gives, also outside the range.
    pmv_unlimited: Option<f64>,
    /// The percentage of that, %.
    ppd_unlimited: Option<f64>,
}

impl Calculator for PmvPpdIso {
    type Inputs = PmvPpdIsoInputs;
    type Outputs = PmvPpdIsoOutputs;

    fn answer(inputs: &PmvPpdIsoInputs) -> Answer<PmvPpdIsoOutputs> {
        let vote = predicted_mean_vote(&Room {
            air_temperature_c: inputs.tdb.0,
            mean_radiant_temperature_c: inputs.tr.0,
            relative_air_speed_ms: inputs.vr.0,
            relative_humidity_pct: inputs.rh.0,
            metabolic_rate_met: inputs.met.0,
            external_work_met: inputs.wme.map_or(0.0, |work| work.0),
            clothing_clo: inputs.clo.0,
        });
        let pmv_unlimited = vote.map(|vote| vote.value);
        let pmv = vote.filter(|vote| vote.within_range).map(|vote| vote.value);
        Answer {
            outputs: PmvPpdIsoOutputs {
                pmv,
                ppd: pmv.map(predicted_dissatisfied_pct),
                pmv_unlimited,
                ppd_unlimited: pmv_unlimited.map(predicted_dissatisfied_pct),
            },
            valid: pmv.is_some(),
        }
    }
}

/// Standard effective temperature (ASHRAE 55).
pub(super) struct SetTmp;

/// What the standard effective temperature needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetTmpInputs {
    /// Air temperature, °C; 10 to 40.
    #[schema(example = 25.0)]
    tdb: Celsius,
    /// Mean radiant temperature, °C; 10 to 40.
    #[schema(example = 25.0)]
    tr: Celsius,
    /// Air speed at the body, m/s; up to 2.
    #[schema(example = 0.15)]
    v: Speed,
    /// Relative humidity, %.
    #[schema(example = 50.0)]
    rh: Percent,
    /// Metabolic rate, met; 1 to 4.
    #[schema(example = 1.0)]
    met: Met,
    /// Insulation of the clothes, clo; up to 1.5.
    #[schema(example = 0.5)]
    clo: Clo,
}

/// What the standard effective temperature gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SetTmpOutputs {
    /// Standard effective temperature of a standing person, °C; null outside the
    /// range.
    set: Option<f64>,
    /// What the two-node model gives, also outside the range, °C.
    set_unlimited: Option<f64>,
}

impl Calculator for SetTmp {
    type Inputs = SetTmpInputs;
    type Outputs = SetTmpOutputs;

    fn answer(inputs: &SetTmpInputs) -> Answer<SetTmpOutputs> {
        let temperature = standard_effective_temperature_c(&Exposure {
            air_temperature_c: inputs.tdb.0,
            mean_radiant_temperature_c: inputs.tr.0,
            air_speed_ms: inputs.v.0,
            relative_humidity_pct: inputs.rh.0,
            metabolic_rate_met: inputs.met.0,
            clothing_clo: inputs.clo.0,
        });
        let set_unlimited = temperature.map(|temperature| temperature.value);
        let set = set_unlimited.filter(|_| temperature.is_some_and(|temperature| temperature.within_range));
        Answer { outputs: SetTmpOutputs { set, set_unlimited }, valid: set.is_some() }
    }
}

/// Insulation and air speed on a body that moves (ISO 9920, ASHRAE 55).
pub(super) struct CloDynamic;

/// What the insulation on a moving body needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloDynamicInputs {
    /// Insulation of the clothes on a standing body in still air, clo.
    #[schema(example = 1.0)]
    clo: Clo,
    /// Metabolic rate, met.
    #[schema(example = 2.0)]
    met: Met,
    /// Air speed, m/s; relative to the body up to 6.5.
    #[schema(example = 0.5)]
    v: Speed,
}

/// What the insulation on a moving body is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CloDynamicOutputs {
    /// Insulation after ISO 9920, by movement and wind, clo.
    clo_dynamic_iso: Option<f64>,
    /// Insulation after ASHRAE 55, by movement only, to 0.001 clo.
    clo_dynamic_ashrae: Option<f64>,
    /// Air speed relative to the body, to 0.001 m/s.
    v_relative: Option<f64>,
}

impl Calculator for CloDynamic {
    type Inputs = CloDynamicInputs;
    type Outputs = CloDynamicOutputs;

    fn answer(inputs: &CloDynamicInputs) -> Answer<CloDynamicOutputs> {
        let (clo, met, v) = (inputs.clo.0, inputs.met.0, inputs.v.0);
        let iso = dynamic_insulation_iso_clo(clo, met, v);
        Answer {
            outputs: CloDynamicOutputs {
                clo_dynamic_iso: finite(iso.value).filter(|_| iso.within_range),
                clo_dynamic_ashrae: finite(dynamic_insulation_ashrae_clo(clo, met)),
                v_relative: finite(relative_air_speed_ms(v, met)),
            },
            valid: iso.within_range,
        }
    }
}

/// What people wear indoors by the weather of the morning (ASHRAE 55).
pub(super) struct CloTout;

/// What the clothes of the morning need.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloToutInputs {
    /// Outdoor air temperature at 6 o'clock, °C.
    #[schema(example = 5.0)]
    tout: Celsius,
}

/// What the clothes of the morning are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CloToutOutputs {
    /// Insulation of the indoor clothes, to 0.01 clo; 0.46 to 1.
    clo_tout: Option<f64>,
}

impl Calculator for CloTout {
    type Inputs = CloToutInputs;
    type Outputs = CloToutOutputs;

    fn answer(inputs: &CloToutInputs) -> Answer<CloToutOutputs> {
        let clo_tout = finite(indoor_clothing_clo(inputs.tout.0));
        Answer { outputs: CloToutOutputs { clo_tout }, valid: clo_tout.is_some() }
    }
}
