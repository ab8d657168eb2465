//! What people wear indoors.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calculator::{Answer, Calculator, finite};
use super::quantity::{Celsius, Latitude, Percent};
use crate::comfort::worn_indoors::{OutdoorDay, worn_indoors};

/// Clothing worn indoors (fit to ASHRAE Global Thermal Comfort Database II).
pub(super) struct WornIndoors;

/// The day outdoors.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WornIndoorsInputs {
    /// Mean outdoor temperature of the day, °C; −28 to 39.
    #[schema(example = 12.0)]
    t_day: Celsius,
    /// Running mean outdoor temperature of the days before, °C; accepted, but
    /// the day's own temperature says as much.
    #[schema(example = 10.0)]
    #[expect(dead_code, reason = "checked, and of no use to the fit")]
    t_running_mean: Option<Celsius>,
    /// Relative humidity outdoors, %; accepted, but it made the fit no better.
    #[schema(example = 60.0)]
    #[expect(dead_code, reason = "checked, and of no use to the fit")]
    relative_humidity_pct: Option<Percent>,
    /// Latitude, ° north.
    #[schema(example = 37.5)]
    latitude_deg: Option<Latitude>,
}

/// What people wear.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WornIndoorsOutputs {
    /// Clothing insulation, clo.
    clo: Option<f64>,
}

impl Calculator for WornIndoors {
    type Inputs = WornIndoorsInputs;
    type Outputs = WornIndoorsOutputs;

    fn answer(inputs: &WornIndoorsInputs) -> Answer<WornIndoorsOutputs> {
        let worn = worn_indoors(OutdoorDay {
            mean_temperature_c: inputs.t_day.0,
            latitude_deg: inputs.latitude_deg.map(|latitude| latitude.0),
        });
        Answer { outputs: WornIndoorsOutputs { clo: finite(worn.value) }, valid: worn.within_range }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn what_is_unknown_may_be_null_or_left_out() {
        for inputs in [
            json!({ "t_day": 18.0 }),
            json!({
                "t_day": 18.0, "t_running_mean": null, "relative_humidity_pct": null, "latitude_deg": null
            }),
        ] {
            let inputs: WornIndoorsInputs = from_value(inputs).unwrap();
            let answer = WornIndoors::answer(&inputs);
            assert!(answer.valid);
            assert!(answer.outputs.clo.is_some_and(|clo| (clo - 0.651).abs() < 5e-4));
        }
    }

    #[test]
    fn what_is_misspelt_is_refused() {
        assert!(from_value::<WornIndoorsInputs>(json!({ "t_day": 18.0, "latitude": 37.5 })).is_err());
    }
}
