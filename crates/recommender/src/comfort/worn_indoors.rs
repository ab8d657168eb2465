//! What people wear indoors, given the day outdoors: habit, not physiology.
//!
//! Fitted by `worn_indoors/fit.py` to the clothing that 24,974 votes in 171
//! buildings report, ASHRAE Global Thermal Comfort Database II v2.1,
//! <https://doi.org/10.6078/D1F671> (CC0 1.0): the median, every building
//! weighted equally. Days from −28 to 39 °C, latitudes from 38° S to 58° N.
//!
//! Mean absolute error, clo: 0.169 in buildings that the fit did not see, 0.173
//! in cities and 0.182 in countries that it did not see; without a latitude
//! 0.180, 0.183 and 0.187. A constant gives 0.21. Humidity and the days before
//! were tried and made it no better, so that they do not count.

use std::ops::RangeInclusive;

use super::Checked;

/// How much people in one building differ on days of one outdoor temperature,
/// clo: the standard deviation in the median building.
pub(crate) const SPREAD_CLO: f64 = 0.14;

/// Mean temperatures of the days that people were asked on, °C.
const DAY_TEMPERATURE_C: RangeInclusive<f64> = -28.35..=38.69;
/// The least and the most that the model ever gives, clo.
const WORN_CLO: (f64, f64) = (0.3, 1.2);
/// Where the bells of the model stand and how wide they are (standard deviation).
const TEMPERATURE: Bells<7> = Bells { centres: [-25.0, -15.0, -5.0, 5.0, 15.0, 25.0, 35.0], width: 10.0 };
const LATITUDE: Bells<9> =
    Bells { centres: [-38.0, -26.0, -14.0, -2.0, 10.0, 22.0, 34.0, 46.0, 58.0], width: 10.0 };

/// Clo by temperature: a level and the heights of the bells.
struct Curve {
    level: f64,
    heights: [f64; 7],
}

/// Where the latitude is unknown.
const ANYWHERE: Curve = Curve {
    level: 0.633603,
    heights: [0.179338, 0.059903, 0.060309, 0.132370, 0.150694, -0.245688, 0.016740],
};

/// Where it is known, together with `BY_LATITUDE`.
const SOMEWHERE: Curve = Curve {
    level: 0.716748,
    heights: [0.271337, 0.060730, 0.053242, 0.275240, -0.076765, -0.056622, -0.096346],
};

/// Heights of bells over both, clo: a row per temperature, a column per latitude.
const BY_LATITUDE: [[f64; 9]; 7] = [
    [0.004857, 0.007005, 0.009988, 0.013396, 0.059695, 0.178444, 0.108627, -0.134589, -0.077255],
    [-0.007517, -0.010324, -0.002649, -0.012518, -0.020065, 0.087290, 0.095618, -0.103729, -0.018697],
    [-0.016158, -0.017207, -0.001172, -0.013479, -0.029537, 0.104345, 0.102931, -0.164382, -0.003003],
    [-0.020908, -0.038424, 0.008902, -0.018967, -0.059783, 0.207370, 0.281711, -0.198533, -0.065830],
    [0.015864, -0.076032, 0.013123, -0.001770, -0.106772, -0.008927, 0.077894, -0.105073, 0.031596],
    [0.057661, -0.069209, 0.000286, 0.045285, -0.005120, -0.112404, -0.111684, -0.057689, 0.096775],
    [0.014822, -0.074132, -0.057996, -0.016101, 0.016367, 0.037992, 0.066922, -0.080775, -0.008139],
];

/// A day outdoors. What is unknown may be left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OutdoorDay {
    /// Mean temperature of the day, °C.
    pub(crate) mean_temperature_c: f64,
    /// Degrees north.
    pub(crate) latitude_deg: Option<f64>,
}

/// Clothing that people wear indoors on such a day, clo: from 0.3 to 1.2.
/// Within range if people were asked on days as cold or as warm; further out it
/// is what it is at −25 or 35 °C, and beyond 38° S or 58° N what it is there.
pub(crate) fn worn_indoors(day: OutdoorDay) -> Checked<f64> {
    let temperatures = TEMPERATURE.at(day.mean_temperature_c);
    let clo = match day.latitude_deg.filter(|latitude| latitude.is_finite()) {
        None => ANYWHERE.at(&temperatures),
        Some(latitude) => {
            let latitudes = LATITUDE.at(latitude);
            let rows = BY_LATITUDE.map(|row| dot(&row, &latitudes));
            SOMEWHERE.at(&temperatures) + dot(&rows, &temperatures)
        }
    };
    Checked {
        value: clo.clamp(WORN_CLO.0, WORN_CLO.1),
        within_range: DAY_TEMPERATURE_C.contains(&day.mean_temperature_c),
    }
}

/// Bells of height 1 over one input.
struct Bells<const N: usize> {
    centres: [f64; N],
    width: f64,
}

impl<const N: usize> Bells<N> {
    /// How high each is at `x`; beyond the outermost centres as at them.
    fn at(&self, x: f64) -> [f64; N] {
        let x = match (self.centres.first(), self.centres.last()) {
            (Some(least), Some(most)) => x.clamp(*least, *most),
            _ => x,
        };
        self.centres.map(|centre| (-0.5 * ((x - centre) / self.width).powi(2)).exp())
    }
}

impl Curve {
    fn at(&self, temperatures: &[f64; 7]) -> f64 {
        self.level + dot(&self.heights, temperatures)
    }
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(mean_temperature_c: f64, latitude_deg: Option<f64>) -> OutdoorDay {
        OutdoorDay { mean_temperature_c, latitude_deg }
    }

    #[test]
    fn it_gives_what_the_fit_gives() {
        for (t, latitude, clo) in [
            (-40.0, None, 0.8589561),
            (-40.0, Some(37.5), 1.1178155),
            (-40.0, Some(-20.0), 1.0412483),
            (-20.0, None, 0.8704476),
            (-20.0, Some(37.5), 1.1349559),
            (-20.0, Some(-20.0), 1.0335190),
            (0.0, None, 0.8691339),
            (0.0, Some(37.5), 1.1883075),
            (0.0, Some(-20.0), 0.9398871),
            (10.0, None, 0.8269821),
            (10.0, Some(37.5), 0.9997295),
            (10.0, Some(-20.0), 0.7910303),
            (18.0, None, 0.6507301),
            (18.0, Some(37.5), 0.6488554),
            (18.0, Some(-20.0), 0.5788768),
            (25.0, None, 0.5080739),
            (25.0, Some(37.5), 0.4599890),
            (25.0, Some(-20.0), 0.4531090),
            (33.0, None, 0.5040987),
            (33.0, Some(37.5), 0.4704521),
            (33.0, Some(-20.0), 0.4254414),
            (45.0, None, 0.5232109),
            (45.0, Some(37.5), 0.4965575),
            (45.0, Some(-20.0), 0.4384417),
        ] {
            let worn = worn_indoors(day(t, latitude)).value;
            assert!((worn - clo).abs() < 1e-6, "{t} °C, latitude {latitude:?}: {worn} instead of {clo}");
        }
    }

    #[test]
    fn only_days_as_in_the_data_are_within_range() {
        for (t, within_range) in
            [(-28.4, false), (-28.3, true), (38.6, true), (38.7, false), (f64::NAN, false)]
        {
            assert_eq!(worn_indoors(day(t, Some(37.5))).within_range, within_range, "{t} °C");
        }
    }

    #[test]
    fn warmer_days_hardly_make_people_wear_more() {
        let latitudes = (-18..=18).map(|i| Some(5.0 * f64::from(i)));
        for latitude in latitudes.chain([None]) {
            let mut least = f64::INFINITY;
            for t in -80..=90 {
                let worn = worn_indoors(day(0.5 * f64::from(t), latitude)).value;
                least = least.min(worn);
                assert!(worn - least < 0.1, "{latitude:?}: {worn} at half of {t} °C, {least} before");
            }
        }
    }

    proptest! {
        #[test]
        fn it_is_finite_and_something_that_people_wear(
            mean_temperature_c in -150.0..200.0_f64,
            latitude_deg in proptest::option::of(-90.0..=90.0_f64),
        ) {
            prop_assert!((0.3..=1.2).contains(&worn_indoors(day(mean_temperature_c, latitude_deg)).value));
        }

        #[test]
        fn it_has_no_steps(t in -60.0..60.0_f64, latitude in proptest::option::of(-90.0..90.0_f64)) {
            let (a, b) = (worn_indoors(day(t, latitude)), worn_indoors(day(t + 0.01, latitude)));
            prop_assert!((a.value - b.value).abs() < 0.002);
        }
    }
}
