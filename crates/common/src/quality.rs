//! What a station can and cannot have measured.

use crate::observation::{Observation, Variable};

/// The lowest and the highest value that is believed. They lie outside every
/// record that the World Meteorological Organization keeps for places where
/// people live, so that an extreme is kept and a broken sensor is not.
#[must_use]
pub const fn limits(variable: Variable) -> (f32, f32) {
    match variable {
        Variable::Temperature => (-70.0, 60.0),
        Variable::DewPoint => (-80.0, 40.0),
        Variable::RelativeHumidity => (0.0, 100.0),
        Variable::WindSpeed => (0.0, 75.0),
        Variable::WindDirection => (0.0, 360.0),
        Variable::Precipitation => (0.0, 400.0),
        // From the highest town to below the Dead Sea.
        Variable::StationPressure => (500.0, 1100.0),
        Variable::SeaLevelPressure => (850.0, 1090.0),
        // The solar constant.
        Variable::ShortwaveRadiation => (0.0, 1361.0),
        Variable::CloudCover | Variable::Sunshine => (0.0, 1.0),
        Variable::SnowDepth => (0.0, 1200.0),
        Variable::Visibility => (0.0, 100_000.0),
    }
}

/// A dew point above the temperature by no more than this is rounding, K.
const DEW_POINT_ROUNDING_K: f32 = 1.0;

/// Takes out a temperature and a dew point that contradict each other: moist air cannot be cooler
/// than its dew point, so one of the two is another quantity.
pub fn screen_contradiction(observation: &mut Observation) -> Vec<Variable> {
    let pair = [Variable::Temperature, Variable::DewPoint];
    let [Some(temperature_c), Some(dew_point_c)] = pair.map(|variable| observation.get(variable)) else {
        return Vec::new();
    };
    if dew_point_c <= temperature_c + DEW_POINT_ROUNDING_K {
        return Vec::new();
    }
    pair.into_iter().for_each(|variable| observation.set(variable, None));
    pair.to_vec()
}

/// Takes out the values that are outside the limits, and says which they were.
pub fn screen(observation: &mut Observation) -> Vec<Variable> {
    let mut rejected = Vec::new();
    for variable in Variable::ALL {
        let (lowest, highest) = limits(variable);
        if observation.get(variable).is_some_and(|value| !(lowest..=highest).contains(&value)) {
            observation.set(variable, None);
            rejected.push(variable);
        }
    }
    rejected
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn what_cannot_be_goes_and_what_is_only_extreme_stays() {
        let mut hour = Observation::new(Timestamp::UNIX_EPOCH);
        for (variable, value) in [
            (Variable::Temperature, -45.0),
            (Variable::DewPoint, -81.0),
            (Variable::RelativeHumidity, 100.0),
            (Variable::WindDirection, 370.0),
            (Variable::SeaLevelPressure, 0.0),
        ] {
            hour.set(variable, Some(value));
        }
        let rejected = screen(&mut hour);
        assert_eq!(rejected, [Variable::DewPoint, Variable::WindDirection, Variable::SeaLevelPressure]);
        assert_eq!(hour.get(Variable::Temperature), Some(-45.0));
        assert_eq!(hour.get(Variable::RelativeHumidity), Some(100.0));
        assert_eq!(hour.get(Variable::DewPoint), None);
        assert!(screen(&mut hour).is_empty());
    }

    #[test]
    fn a_temperature_below_the_dew_point_is_no_temperature() {
        let mut hour = Observation::new(Timestamp::UNIX_EPOCH);
        hour.set(Variable::RelativeHumidity, Some(60.0));
        for (dew_point_c, rejected) in [(7.9, 0), (8.9, 0), (9.1, 2)] {
            hour.set(Variable::Temperature, Some(8.0));
            hour.set(Variable::DewPoint, Some(dew_point_c));
            assert_eq!(screen_contradiction(&mut hour).len(), rejected, "{dew_point_c} °C");
        }
        assert_eq!((hour.get(Variable::Temperature), hour.get(Variable::DewPoint)), (None, None));
        assert_eq!(hour.get(Variable::RelativeHumidity), Some(60.0));
    }
}
