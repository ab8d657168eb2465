//! What sun and heat do to a body.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::calculator::{Answer, Calculator, finite};
use super::super::quantity::{Celsius, Cosine, Degrees, Fraction, Hectopascal, Percent, Radiation, Speed};

use crate::comfort::solar_gain::{self, SunExposure};
use crate::comfort::wbgt_liljegren::{self, OpenAir};

/// What the sun adds to a person's radiation.
pub(in crate::routes::comfort) struct SolarGain;

/// How a person is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SolarGainPosture {
    /// On their feet.
    Standing,
    /// On a chair.
    Sitting,
    /// On their back.
    Supine,
}

/// A person in the sun.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SolarGainInputs {
    /// The sun's altitude, 0 to 90°.
    #[schema(example = 45.0)]
    sol_altitude: Degrees,
    /// The sun's horizontal angle from the front of the person, 0 to 180°.
    #[schema(example = 120.0)]
    sharp: Degrees,
    /// The beam on a plane that faces the sun, W/m².
    #[schema(example = 800.0)]
    sol_radiation_dir: Radiation,
    /// Share of the sunlight that the window lets through.
    #[schema(example = 0.5)]
    sol_transmittance: Fraction,
    /// Share of the sky's vault that the person sees.
    #[schema(example = 0.5)]
    f_svv: Fraction,
    /// Share of the body that the beam meets.
    #[schema(example = 0.5)]
    f_bes: Fraction,
    /// Share of the sunlight that clothes and skin absorb; 0.7 unless given.
    #[schema(example = 0.7)]
    asw: Option<Fraction>,
    /// How the person is placed; sitting unless given.
    posture: Option<SolarGainPosture>,
    /// Share of the sunlight that the floor reflects; 0.6 unless given.
    #[schema(example = 0.6)]
    floor_reflectance: Option<Fraction>,
}

/// What the sun adds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SolarGainOutputs {
    /// Effective radiant field, W per m² of body; null where the sun's angles
    /// are outside the table.
    erf: Option<f64>,
    /// Rise of the mean radiant temperature, K; null as `erf`.
    delta_mrt: Option<f64>,
}

impl Calculator for SolarGain {
    type Inputs = SolarGainInputs;
    type Outputs = SolarGainOutputs;

    fn answer(inputs: &Self::Inputs) -> Answer<Self::Outputs> {
        let fraction = |given: Option<Fraction>, otherwise| given.map_or(otherwise, |Fraction(share)| share);
        let gain = solar_gain::solar_gain(&SunExposure {
            sun_altitude_deg: inputs.sol_altitude.0,
            sun_from_front_deg: inputs.sharp.0,
            beam_w_m2: inputs.sol_radiation_dir.0,
            transmittance: inputs.sol_transmittance.0,
            sky_view_fraction: inputs.f_svv.0,
            body_exposure_fraction: inputs.f_bes.0,
            shortwave_absorptivity: fraction(inputs.asw, 0.7),
            posture: match inputs.posture {
                Some(SolarGainPosture::Standing) => solar_gain::Posture::Standing,
                Some(SolarGainPosture::Supine) => solar_gain::Posture::Supine,
                Some(SolarGainPosture::Sitting) | None => solar_gain::Posture::Sitting,
            },
            floor_reflectance: fraction(inputs.floor_reflectance, 0.6),
        });
        let outputs = SolarGainOutputs {
            erf: gain.and_then(|gain| finite(gain.effective_radiant_field_w_m2)),
            delta_mrt: gain.and_then(|gain| finite(gain.mean_radiant_temperature_rise_k)),
        };
        let valid = outputs.erf.is_some() && outputs.delta_mrt.is_some();
        Answer { outputs, valid }
    }
}

/// The wet-bulb globe temperature after Liljegren, and its heat force.
pub(in crate::routes::comfort) struct WbgtLiljegren;

/// Weather in the open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WbgtLiljegrenInputs {
    /// Air temperature, °C.
    #[schema(example = 30.0)]
    tdb: Celsius,
    /// Relative humidity, %.
    #[schema(example = 60.0)]
    rh: Percent,
    /// Air pressure at the place, hPa.
    #[schema(example = 1010.0)]
    pressure_hpa: Hectopascal,
    /// Wind speed at 10 m, m/s.
    #[schema(example = 3.0)]
    v10: Speed,
    /// Cosine of the sun's zenith angle.
    #[schema(example = 0.8)]
    cossza: Cosine,
    /// Global irradiance, W/m².
    #[schema(example = 800.0)]
    ssrd: Radiation,
    /// Share of the global irradiance that comes straight from the sun.
    #[schema(example = 0.7)]
    fdir_fraction: Fraction,
}

/// The strain of heat in the open.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WbgtLiljegrenOutputs {
    /// Wet-bulb globe temperature, °C; null where the heat balance has no
    /// solution.
    wbgt_c: Option<f64>,
    /// KNMI's heat force, whole numbers from 0 to 10; null as `wbgt_c`.
    heat_force: Option<f64>,
    /// Wind speed at 2 m, m/s.
    v2: Option<f64>,
}

impl Calculator for WbgtLiljegren {
    type Inputs = WbgtLiljegrenInputs;
    type Outputs = WbgtLiljegrenOutputs;

    fn answer(inputs: &Self::Inputs) -> Answer<Self::Outputs> {
        let wbgt_c = wbgt_liljegren::wet_bulb_globe_temperature_c(&OpenAir {
            air_temperature_c: inputs.tdb.0,
            relative_humidity_pct: inputs.rh.0,
            pressure_hpa: inputs.pressure_hpa.0,
            wind_speed_10m_ms: inputs.v10.0,
            global_w_m2: inputs.ssrd.0,
            beam_share: inputs.fdir_fraction.0,
            zenith_cosine: inputs.cossza.0,
        });
        let outputs = WbgtLiljegrenOutputs {
            wbgt_c,
            heat_force: wbgt_c.map(wbgt_liljegren::heat_force),
            v2: finite(wbgt_liljegren::wind_speed_2m_ms(inputs.v10.0, inputs.cossza.0, inputs.ssrd.0)),
        };
        Answer { outputs, valid: wbgt_c.is_some() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sun_below_the_horizon_is_not_valid() {
        let below_the_horizon = json!({"sol_altitude": -1.0, "sharp": 0.0, "sol_radiation_dir": 0.0,
            "sol_transmittance": 1.0, "f_svv": 1.0, "f_bes": 1.0});
        let answer = SolarGain::answer(&serde_json::from_value(below_the_horizon).unwrap());
        assert!(!answer.valid);
    }
}
