//! Air, wind, sun and radiation as calculators.

pub(super) mod body;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calculator::{Answer, Calculator, finite};
use super::quantity::{
    Celsius, Cosine, Dobson, Fraction, Irradiance, KelvinPerWattPerM2, Latitude, Longitude, Metre, Percent,
    Radiation, Speed,
};
use crate::comfort::mean_radiant_temperature::{self, Exposure, Surroundings};
use crate::comfort::sun::SunPosition;
use crate::comfort::wind_profile::{self, OPEN_TERRAIN_ROUGHNESS_M, REFERENCE_HEIGHT_M};
use crate::comfort::{psychrometrics, sky, sun};

/// An instant: RFC 3339, with a space or a `T`; UTC where no offset is given.
#[derive(Debug, Clone, Copy, PartialEq, ToSchema)]
#[schema(value_type = String, example = "2026-06-21T03:00:00Z")]
pub(crate) struct Instant(Timestamp);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse::<Timestamp>()
            .or_else(|_| TimeZone::UTC.to_timestamp(text.parse::<DateTime>()?))
            .map(Self)
            .map_err(D::Error::custom)
    }
}

/// Vapour pressure, dew point and wet bulb.
pub(super) struct Psychrometrics;

/// Air of which the vapour is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PsychrometricsInputs {
    /// Air temperature, °C.
    #[schema(example = 25.0)]
    tdb: Celsius,
    /// Relative humidity, %.
    #[schema(example = 50.0)]
    rh: Percent,
}

/// The vapour in the air.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PsychrometricsOutputs {
    /// Saturation vapour pressure, Pa (ASHRAE Fundamentals).
    p_sat_pa: Option<f64>,
    /// Vapour pressure, Pa.
    p_vap_pa: Option<f64>,
    /// Dew point, °C (Magnus, WMO-No. 8); null in air without vapour.
    dew_point: Option<f64>,
    /// Wet-bulb temperature, °C (Stull 2011).
    wet_bulb_stull: Option<f64>,
}

impl Calculator for Psychrometrics {
    type Inputs = PsychrometricsInputs;
    type Outputs = PsychrometricsOutputs;

    fn answer(inputs: &Self::Inputs) -> Answer<Self::Outputs> {
        let (Celsius(tdb), Percent(rh)) = (inputs.tdb, inputs.rh);
        let outputs = PsychrometricsOutputs {
            p_sat_pa: finite(psychrometrics::saturation_vapour_pressure_pa(tdb)),
            p_vap_pa: finite(psychrometrics::vapour_pressure_pa(tdb, rh)),
            dew_point: psychrometrics::dew_point_c(tdb, rh),
            wet_bulb_stull: finite(psychrometrics::wet_bulb_c(tdb, rh)),
        };
        let valid = [outputs.p_sat_pa, outputs.p_vap_pa, outputs.dew_point, outputs.wet_bulb_stull]
            .iter()
            .all(Option::is_some);
        Answer { outputs, valid }
    }
}

/// The wind at another height.
pub(super) struct WindProfile;

/// A wind at one height.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindProfileInputs {
    /// Wind speed at the height `z1`, m/s.
    #[schema(example = 5.0)]
    v_z1: Speed,
    /// Height that is asked for, m.
    #[schema(example = 1.1)]
    z2: Metre,
    /// Reference height, m; 10 unless given.
    #[schema(example = 10.0)]
    z1: Option<Metre>,
    /// Roughness length, m; 0.01, open terrain, unless given.
    #[schema(example = 0.01)]
    z0: Option<Metre>,
    /// Zero-plane displacement, m; none unless given.
    #[schema(example = 0.0)]
    d: Option<Metre>,
}

/// The wind at the height that is asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WindProfileOutputs {
    /// Wind speed at the height `z2`, m/s; null below the roughness.
    v_z2: Option<f64>,
}

impl Calculator for WindProfile {
    type Inputs = WindProfileInputs;
    type Outputs = WindProfileOutputs;

    fn answer(inputs: &Self::Inputs) -> Answer<Self::Outputs> {
        let metres = |given: Option<Metre>, otherwise| given.map_or(otherwise, |Metre(height_m)| height_m);
        let speed_ms = wind_profile::wind_speed_at_height_ms(&wind_profile::WindProfile {
            reference_speed_ms: inputs.v_z1.0,
            reference_height_m: metres(inputs.z1, REFERENCE_HEIGHT_M),
            height_m: inputs.z2.0,
            roughness_m: metres(inputs.z0, OPEN_TERRAIN_ROUGHNESS_M),
            displacement_m: metres(inputs.d, 0.0),
        });
        let v_z2 = Some(speed_ms.value).filter(|_| speed_ms.within_range);
        Answer { outputs: WindProfileOutputs { v_z2 }, valid: speed_ms.within_range }
    }
}

/// The mean radiant temperature from measured or modelled radiation.
pub(super) struct MrtFromRadiation;

/// Radiation at the ground, as weather models give it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MrtFromRadiationInputs {
    /// Global irradiance, W/m².
    #[schema(example = 600.0)]
    ssrd: Radiation,
    /// Net sunlight at the ground, W/m².
    #[schema(example = 480.0)]
    ssr: Radiation,
    /// The beam on a plane that faces the sun, W/m².
    #[schema(example = 700.0)]
    dsrp: Radiation,
    /// Heat radiation of the sky, W/m².
    #[schema(example = 350.0)]
    strd: Radiation,
    /// The beam on a horizontal plane, W/m².
    #[schema(example = 420.0)]
    fdir: Radiation,
    /// Net heat radiation at the ground, W/m²; negative where the ground loses.
    #[schema(example = -80.0)]
    strr: Radiation,
    /// Cosine of the sun's zenith angle.
    #[schema(example = 0.6)]
    cossza: Cosine,
}

/// The mean radiant temperature of a standing person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MrtFromRadiationOutputs {
    /// Mean radiant temperature, °C (Di Napoli et al. 2020).
    mrt_c: Option<f64>,
}

impl Calculator for MrtFromRadiation {
    type Inputs = MrtFromRadiationInputs;
    type Outputs = MrtFromRadiationOutputs;

    fn answer(inputs: &Self::Inputs) -> Answer<Self::Outputs> {
        let mrt_c =
            mean_radiant_temperature::mean_radiant_temperature_c(&mean_radiant_temperature::Radiation {
                diffuse_w_m2: inputs.ssrd.0 - inputs.fdir.0,
                reflected_w_m2: inputs.ssrd.0 - inputs.ssr.0,
                beam_w_m2: inputs.dsrp.0,
                longwave_down_w_m2: inputs.strd.0,
                longwave_up_w_m2: inputs.strd.0 - inputs.strr.0,
                sun_elevation_sine: inputs.cossza.0,
            });
        Answer { outputs: MrtFromRadiationOutputs { mrt_c: finite(mrt_c.value) }, valid: mrt_c.within_range }
    }
}

/// Sun, sunlight, heat radiation, mean radiant temperature and UV index of an
/// hour, from its weather.
pub(super) struct MrtPipeline;

/// An hour's weather at a place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MrtPipelineInputs {
    /// Latitude, ° north.
    #[schema(example = 37.57)]
    lat: Latitude,
    /// Longitude, ° east.
    #[schema(example = 126.97)]
    lon: Longitude,
    /// The instant at which the sun is taken, UTC.
    utc: Instant,
    /// Air temperature, °C.
    #[schema(example = 25.0)]
    tdb: Celsius,
    /// Relative humidity, %.
    #[schema(example = 50.0)]
    rh: Percent,
    /// Cloud cover.
    #[schema(example = 0.3)]
    cloud: Fraction,
    /// Global irradiance, W/m²; from the clouds unless given.
    #[schema(example = 700.0)]
    ghi: Option<Irradiance>,
    /// Share of the sunlight that the ground reflects.
    #[schema(example = 0.2)]
    albedo: Fraction,
    /// How much the sun warms the ground above the air, K per W/m².
    #[schema(example = 0.01)]
    k_ground: KelvinPerWattPerM2,
    /// Share of the beam that does not reach the person.
    #[schema(example = 0.0)]
    shade: Fraction,
    /// Ozone column, Dobson units.
    #[schema(example = 300.0)]
    ozone_du: Dobson,
}

/// What a person is exposed to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MrtPipelineOutputs {
    /// Height of the sun above the horizon, without refraction, °.
    elevation_deg: Option<f64>,
    /// Direction of the sun from north over east, °.
    azimuth_deg: Option<f64>,
    /// Global irradiance outside the shade, W/m².
    ghi: Option<f64>,
    /// Diffuse irradiance, W/m².
    dhi: Option<f64>,
    /// The beam outside the shade on a plane that faces the sun, W/m².
    dni: Option<f64>,
    /// Heat radiation of the sky, W/m².
    lw_down: Option<f64>,
    /// Heat radiation of the ground, W/m².
    lw_up: Option<f64>,
    /// Mean radiant temperature where the person is, °C.
    mrt_c: Option<f64>,
    /// UV index outside the shade.
    uv_index: Option<f64>,
}

impl Calculator for MrtPipeline {
    type Inputs = MrtPipelineInputs;
    type Outputs = MrtPipelineOutputs;

    fn answer(inputs: &Self::Inputs) -> Answer<Self::Outputs> {
        let Instant(utc) = inputs.utc;
        let sun = sun::sun_position(utc, inputs.lat.0, inputs.lon.0);
        let answer = sun.map(|sun| (sun, exposure(inputs, sun), uv_index(inputs, sun)));
        let of =
            |value: fn(&(SunPosition, Exposure, f64)) -> f64| answer.as_ref().map(value).and_then(finite);
        let outputs = MrtPipelineOutputs {
            elevation_deg: of(|(sun, ..)| sun.elevation_deg),
            azimuth_deg: of(|(sun, ..)| sun.azimuth_deg),
            ghi: of(|(_, exposure, _)| exposure.sunlight.global_w_m2),
            dhi: of(|(_, exposure, _)| exposure.sunlight.diffuse_w_m2),
            dni: of(|(_, exposure, _)| exposure.sunlight.beam_w_m2),
            lw_down: of(|(_, exposure, _)| exposure.longwave_down_w_m2),
            lw_up: of(|(_, exposure, _)| exposure.longwave_up_w_m2),
            mrt_c: of(|(_, exposure, _)| exposure.mean_radiant_temperature_c),
            uv_index: of(|(.., uv_index)| *uv_index),
        };
        // Everything that can fail is in these two.
        let valid = outputs.mrt_c.is_some() && outputs.uv_index.is_some();
        Answer { outputs, valid }
    }
}

fn exposure(inputs: &MrtPipelineInputs, sun: SunPosition) -> Exposure {
    mean_radiant_temperature::exposure(&Surroundings {
        air_temperature_c: inputs.tdb.0,
        relative_humidity_pct: inputs.rh.0,
        cloud_fraction: inputs.cloud.0,
        global_w_m2: inputs.ghi.map(|Irradiance(global_w_m2)| global_w_m2),
        sun_elevation_deg: sun.elevation_deg,
        day_of_year: inputs.utc.0.to_zoned_datetime(TimeZone::UTC).day_of_year(),
        albedo: inputs.albedo.0,
        ground_heating_k_m2_w: inputs.k_ground.0,
        shade_fraction: inputs.shade.0,
    })
}

fn uv_index(inputs: &MrtPipelineInputs, sun: SunPosition) -> f64 {
    let Dobson(ozone_du) = inputs.ozone_du;
    match inputs.ghi {
        Some(Irradiance(global_w_m2)) => sky::measured_uv_index(sun.elevation_deg, global_w_m2, ozone_du),
        None => sky::cloudy_uv_index(sun.elevation_deg, inputs.cloud.0, ozone_du),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_instant_is_told_in_many_ways() {
        let expected: Timestamp = "2026-06-21T03:00:00Z".parse().unwrap();
        for text in [
            "2026-06-21 03:00:00+00:00",
            "2026-06-21T03:00:00Z",
            "2026-06-21T12:00:00+09:00",
            "2026-06-21 03:00:00",
        ] {
            assert_eq!(serde_json::from_value::<Instant>(json!(text)).unwrap(), Instant(expected), "{text}");
        }
        for refused in [json!("noon"), json!("2026-13-01T00:00:00Z"), json!(20)] {
            assert!(serde_json::from_value::<Instant>(refused).is_err());
        }
    }

    #[test]
    fn what_does_not_exist_is_null_and_not_valid() {
        let dry = serde_json::from_value(json!({"tdb": 20.0, "rh": 0.0})).unwrap();
        let answer = Psychrometrics::answer(&dry);
        assert!(!answer.valid && answer.outputs.dew_point.is_none() && answer.outputs.p_sat_pa.is_some());

        let in_the_canopy = serde_json::from_value(json!({"v_z1": 5.0, "z2": 0.1, "z0": 0.5})).unwrap();
        let answer = WindProfile::answer(&in_the_canopy);
        assert!(!answer.valid && answer.outputs.v_z2.is_none());
    }
}
