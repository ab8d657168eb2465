//! From what a body needs to how people speak of it: the air temperature at
//! which somebody who is out and about would need the same.
//!
//! The catalogue says of each garment at which temperatures people wear it. For
//! somebody who runs, or waits, or feels the cold, other temperatures count.

use common::recommendation::Wearer;

use super::demand::Demand;
use super::need::{Air, Body, Need};
use crate::comfort::ireq::Cloth;
use crate::tuning::{
    DRESSING_SCALE_LEAST_CLO, REFERENCE_BODY_WIND_MS, REFERENCE_HUMIDITY_PCT,
    WINDPROOF_COAT_PERMEABILITY_L_M2S,
};

const COLDEST_C: i16 = -60;
const WARMEST_C: i16 = 50;

/// The scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DressingScale {
    /// What is needed at [`COLDEST_C`], one degree more, … clo; it falls.
    needed_clo: Vec<f64>,
    windproof: Cloth,
}

impl DressingScale {
    /// Works the scale out.
    pub(crate) fn new() -> Self {
        let body = Body::new(&Wearer::default(), 0.0);
        let windproof = Cloth::new(WINDPROOF_COAT_PERMEABILITY_L_M2S);
        let needed = |temperature_c: i16| {
            let air = Air {
                temperature_c: f64::from(temperature_c),
                radiant_excess_k: 0.0,
                relative_humidity_pct: REFERENCE_HUMIDITY_PCT,
                wind_speed_ms: REFERENCE_BODY_WIND_MS,
            };
            Need::of(&air, &body).of_cloth(&windproof).comfort
        };
        Self { needed_clo: (COLDEST_C..=WARMEST_C).map(needed).collect(), windproof }
    }

    /// The temperature, °C, at which somebody who is out and about needs as much as these
    /// hours ask for; `None` without hours. Where it is so warm that nothing is needed, what
    /// the air feels like, `felt_c`.
    pub(super) fn temperature_c<'a>(
        &self,
        needs: impl Iterator<Item = &'a Need>,
        felt_c: f64,
    ) -> Option<f64> {
        let demand = Demand::of(needs, &self.windproof)?;
        Some(self.at(demand.typical_clo, felt_c))
    }

    /// The same for what the hour asks for that asks for most.
    pub(super) fn coldest_hour_c<'a>(
        &self,
        needs: impl Iterator<Item = &'a Need>,
        felt_c: f64,
    ) -> Option<f64> {
        let demand = Demand::of(needs, &self.windproof)?;
        Some(self.at(demand.coldest.required_clo, felt_c))
    }

    /// What is needed at a temperature, clo.
    pub(super) fn needed_clo(&self, temperature_c: f64) -> f64 {
        let place = (temperature_c - f64::from(COLDEST_C)).max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a hundred at most")]
        let colder = place.floor() as usize;
        let at = |place: usize| self.needed_clo.get(place).copied().unwrap_or_default();
        at(colder) + place.fract() * (at(colder + 1) - at(colder))
    }

    fn at(&self, needed_clo: f64, felt_c: f64) -> f64 {
        let needed = needed_clo.max(DRESSING_SCALE_LEAST_CLO);
        let colder = self.needed_clo.partition_point(|clo| *clo >= needed);
        let coldest_c = f64::from(COLDEST_C);
        let Some(above) = colder.checked_sub(1) else { return coldest_c };
        let (more, less) = (self.needed_clo[above], self.needed_clo.get(colder).copied().unwrap_or(0.0));
        let between = if more > less { (more - needed) / (more - less) } else { 0.0 };
        // There are fewer degrees than f64 has integers.
        let scale_c = coldest_c + above as f64 + between;
        if needed_clo < DRESSING_SCALE_LEAST_CLO { scale_c.max(felt_c) } else { scale_c }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn being_out_and_about_in_a_breeze_is_what_it_is() {
        let scale = DressingScale::new();
        for (temperature_c, needed) in (COLDEST_C..=WARMEST_C).zip(&scale.needed_clo) {
            let temperature_c = f64::from(temperature_c);
            let found = scale.at(*needed, temperature_c);
            assert!((found - temperature_c).abs() < 0.01, "{temperature_c}: {found}");
        }
    }

    #[test]
    fn the_scale_falls_and_ends_somewhere() {
        let scale = DressingScale::new();
        assert!(scale.needed_clo.is_sorted_by(|colder, warmer| colder >= warmer));
        assert!((scale.at(99.0, 0.0) - f64::from(COLDEST_C)).abs() < f64::EPSILON);
    }
}
