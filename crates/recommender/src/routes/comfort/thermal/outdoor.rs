//! The formulas that weather services publish.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::calculator::{Answer, Calculator, finite};
use super::super::quantity::{Celsius, Percent, Radiation, Speed};
use crate::comfort::apparent_temperature::{apparent_temperature_c, apparent_temperature_in_sun_c};
use crate::comfort::heat_index::{HeatRisk, nws_c, rothfusz_c};
use crate::comfort::humidex::humidex_c;
use crate::comfort::wbgt::{wbgt_c, wbgt_in_sun_c};
use crate::comfort::wind_chill::{wind_chill_index_w_m2, wind_chill_temperature_c};

/// Wind chill temperature (Environment Canada, NWS).
pub(in crate::routes::comfort) struct WindChillTemperature;

/// What the wind chill temperature needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindChillTemperatureInputs {
    /// Air temperature, °C; up to 10.
    #[schema(example = -10.0)]
    tdb: Celsius,
    /// Wind at 10 m, km/h; from 4.8.
    #[schema(example = 30.0)]
    v: Speed,
}

/// What the wind chill temperature is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WindChillTemperatureOutputs {
    /// Wind chill temperature, °C; given outside the range too.
    wct: Option<f64>,
}

impl Calculator for WindChillTemperature {
    type Inputs = WindChillTemperatureInputs;
    type Outputs = WindChillTemperatureOutputs;

    fn answer(inputs: &WindChillTemperatureInputs) -> Answer<WindChillTemperatureOutputs> {
        let chill = wind_chill_temperature_c(inputs.tdb.0, inputs.v.0);
        let wct = finite(chill.value);
        Answer { outputs: WindChillTemperatureOutputs { wct }, valid: wct.is_some() && chill.within_range }
    }
}

/// Wind chill index (Siple and Passel).
pub(in crate::routes::comfort) struct Wci;

/// What the wind chill index needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WciInputs {
    /// Air temperature, °C.
    #[schema(example = -10.0)]
    tdb: Celsius,
    /// Wind, m/s.
    #[schema(example = 8.0)]
    v: Speed,
}

/// What the wind chill index is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WciOutputs {
    /// Heat loss of bare skin, W/m².
    wci_w_m2: Option<f64>,
}

impl Calculator for Wci {
    type Inputs = WciInputs;
    type Outputs = WciOutputs;

    fn answer(inputs: &WciInputs) -> Answer<WciOutputs> {
        let index = wind_chill_index_w_m2(inputs.tdb.0, inputs.v.0);
        Answer { outputs: WciOutputs { wci_w_m2: finite(index.value) }, valid: index.within_range }
    }
}

/// Heat index (Rothfusz' regression).
pub(in crate::routes::comfort) struct HeatIndexRothfusz;

/// What the regression of the heat index needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeatIndexRothfuszInputs {
    /// Air temperature, °C; from 27.
    #[schema(example = 32.0)]
    tdb: Celsius,
    /// Relative humidity, %.
    #[schema(example = 60.0)]
    rh: Percent,
}

/// What the regression of the heat index gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeatIndexRothfuszOutputs {
    /// Heat index, °C; null below 27 °C of air.
    hi: Option<f64>,
    /// Its class, from `no risk` to `extreme danger`; null where there is none.
    stress_category: Option<&'static str>,
    /// What the regression gives, also below 27 °C of air, °C.
    hi_unlimited: Option<f64>,
}

impl Calculator for HeatIndexRothfusz {
    type Inputs = HeatIndexRothfuszInputs;
    type Outputs = HeatIndexRothfuszOutputs;

    fn answer(inputs: &HeatIndexRothfuszInputs) -> Answer<HeatIndexRothfuszOutputs> {
        let index = rothfusz_c(inputs.tdb.0, inputs.rh.0);
        let hi_unlimited = finite(index.value);
        let hi = hi_unlimited.filter(|_| index.within_range);
        let stress_category = hi.and_then(HeatRisk::of).map(HeatRisk::name);
        Answer {
            outputs: HeatIndexRothfuszOutputs { hi, stress_category, hi_unlimited },
            valid: hi.is_some(),
        }
    }
}

/// Heat index (the whole procedure of the US National Weather Service).
pub(in crate::routes::comfort) struct HeatIndexNwsAdjusted;

/// What the procedure of the heat index needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeatIndexNwsAdjustedInputs {
    /// Air temperature, °C.
    #[schema(example = 32.0)]
    tdb: Celsius,
    /// Relative humidity, %; above 0.
    #[schema(example = 60.0)]
    rh: Percent,
}

/// What the procedure of the heat index gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeatIndexNwsAdjustedOutputs {
    /// Heat index, °C.
    hi_nws: Option<f64>,
    /// Relative humidity after it went through a dew point, %.
    rh_used: Option<f64>,
}

impl Calculator for HeatIndexNwsAdjusted {
    type Inputs = HeatIndexNwsAdjustedInputs;
    type Outputs = HeatIndexNwsAdjustedOutputs;

    fn answer(inputs: &HeatIndexNwsAdjustedInputs) -> Answer<HeatIndexNwsAdjustedOutputs> {
        let index = nws_c(inputs.tdb.0, inputs.rh.0);
        let hi_nws = finite(index.value.heat_index_c);
        let rh_used = finite(index.value.relative_humidity_pct);
        Answer { outputs: HeatIndexNwsAdjustedOutputs { hi_nws, rh_used }, valid: index.within_range }
    }
}

/// Apparent temperature (Steadman, Australian Bureau of Meteorology).
pub(in crate::routes::comfort) struct At;

/// What the apparent temperature needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AtInputs {
    /// Air temperature, °C.
    #[schema(example = 25.0)]
    tdb: Celsius,
    /// Relative humidity, %.
    #[schema(example = 50.0)]
    rh: Percent,
    /// Wind at 10 m, m/s.
    #[schema(example = 3.0)]
    v: Speed,
    /// Net radiation that the body's surface absorbs, W/m²; in the shade if
    /// absent.
    #[schema(example = 50.0)]
    q: Option<Radiation>,
}

/// What the apparent temperature is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AtOutputs {
    /// Apparent temperature, °C.
    at: Option<f64>,
}

impl Calculator for At {
    type Inputs = AtInputs;
    type Outputs = AtOutputs;

    fn answer(inputs: &AtInputs) -> Answer<AtOutputs> {
        let (tdb, rh, v) = (inputs.tdb.0, inputs.rh.0, inputs.v.0);
        let at = finite(match inputs.q {
            Some(q) => apparent_temperature_in_sun_c(tdb, rh, v, q.0),
            None => apparent_temperature_c(tdb, rh, v),
        });
        Answer { outputs: AtOutputs { at }, valid: at.is_some() }
    }
}

/// Humidex (Environment Canada).
pub(in crate::routes::comfort) struct Humidex;

/// What the humidex needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HumidexInputs {
    /// Air temperature, °C.
    #[schema(example = 30.0)]
    tdb: Celsius,
    /// Relative humidity, %.
    #[schema(example = 60.0)]
    rh: Percent,
}

/// What the humidex is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HumidexOutputs {
    /// Humidex, °C.
    humidex: Option<f64>,
}

impl Calculator for Humidex {
    type Inputs = HumidexInputs;
    type Outputs = HumidexOutputs;

    fn answer(inputs: &HumidexInputs) -> Answer<HumidexOutputs> {
        let humidex = finite(humidex_c(inputs.tdb.0, inputs.rh.0));
        Answer { outputs: HumidexOutputs { humidex }, valid: humidex.is_some() }
    }
}

/// Wet-bulb globe temperature (ISO 7243).
pub(in crate::routes::comfort) struct Wbgt;

/// What the wet-bulb globe temperature needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WbgtInputs {
    /// Natural wet-bulb temperature, °C.
    #[schema(example = 22.0)]
    twb: Celsius,
    /// Temperature of a black globe, °C.
    #[schema(example = 40.0)]
    tg: Celsius,
    /// Air temperature, °C; needed and used only with `with_solar_load`.
    #[schema(example = 28.0)]
    tdb: Option<Celsius>,
    /// Whether the sun shines on the globe; not if absent.
    #[schema(example = true)]
    with_solar_load: Option<bool>,
}

/// What the wet-bulb globe temperature is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WbgtOutputs {
    /// Wet-bulb globe temperature, °C; null in the sun without `tdb`.
    wbgt: Option<f64>,
}

impl Calculator for Wbgt {
    type Inputs = WbgtInputs;
    type Outputs = WbgtOutputs;

    fn answer(inputs: &WbgtInputs) -> Answer<WbgtOutputs> {
        let (wet, globe) = (inputs.twb.0, inputs.tg.0);
        let wbgt = if inputs.with_solar_load == Some(true) {
            inputs.tdb.map(|air| wbgt_in_sun_c(wet, globe, air.0))
        } else {
            Some(wbgt_c(wet, globe))
        };
        let wbgt = wbgt.and_then(finite);
        Answer { outputs: WbgtOutputs { wbgt }, valid: wbgt.is_some() }
    }
}
