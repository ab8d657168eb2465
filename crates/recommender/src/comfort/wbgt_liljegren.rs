//! The wet-bulb globe temperature outdoors, from the heat balances of its two
//! instruments, and the heat force that warnings are made of.
//!
//! Liljegren, Carhart, Lawday, Tschopp and Sharp 2008, "Modeling the wet bulb
//! globe temperature using standard meteorological measurements", Journal of
//! Occupational and Environmental Hygiene 5:645–655,
//! <https://doi.org/10.1080/15459620802310770>, as KNMI runs it (TR-26-04).
//! Constants and correlations are those of the paper.

use std::f64::consts::PI;

const ZERO_C_K: f64 = 273.15;
const STEFAN_BOLTZMANN: f64 = 5.6696e-8;

/// Specific heat of dry air, J/(kg K).
const AIR_HEAT_J_KGK: f64 = 1_003.5;
const AIR_MOLAR_MASS: f64 = 28.97;
const WATER_MOLAR_MASS: f64 = 18.015;
/// Gas constant of air, J/(kg K).
const AIR_GAS_J_KGK: f64 = 8_314.34 / AIR_MOLAR_MASS;
/// Eucken's correction: conductivity over viscosity, J/(kg K).
const EUCKEN_J_KGK: f64 = AIR_HEAT_J_KGK + 1.25 * AIR_GAS_J_KGK;
const PRANDTL: f64 = AIR_HEAT_J_KGK / EUCKEN_J_KGK;

const WICK_EMISSIVITY: f64 = 0.95;
const WICK_ALBEDO: f64 = 0.4;
const WICK_DIAMETER_M: f64 = 0.007;
const WICK_LENGTH_M: f64 = 0.0254;
const GLOBE_EMISSIVITY: f64 = 0.95;
const GLOBE_ALBEDO: f64 = 0.05;
/// The paper's globe, 2 inches, where ISO 7243 has one of 150 mm.
const GLOBE_DIAMETER_M: f64 = 0.0508;
const GROUND_EMISSIVITY: f64 = 0.999;
const GROUND_ALBEDO: f64 = 0.45;

/// Cosine of 89.5°: with a larger zenith angle the sun counts as down.
const LEAST_ZENITH_COSINE: f64 = 0.008_73;
/// Air is never stiller than this around the instruments, m/s.
const LEAST_SPEED_MS: f64 = 0.13;
/// KNMI's least wind at 10 m, m/s.
const LEAST_SPEED_10M_MS: f64 = 0.62;
/// KNMI's largest share of the beam.
const LARGEST_BEAM_SHARE: f64 = 0.9;
/// Two estimates that are closer than this are the answer, K.
const CLOSE_ENOUGH_K: f64 = 0.02;
const MOST_STEPS: usize = 500;

/// Weather in the open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OpenAir {
    /// Air temperature, °C.
    pub(crate) air_temperature_c: f64,
    /// Relative humidity, %.
    pub(crate) relative_humidity_pct: f64,
    /// Air pressure where it is measured, hPa.
    pub(crate) pressure_hpa: f64,
    /// Wind speed at 10 m, m/s.
    pub(crate) wind_speed_10m_ms: f64,
    /// Global irradiance, W/m².
    pub(crate) global_w_m2: f64,
    /// Share of the global irradiance that comes straight from the sun.
    pub(crate) beam_share: f64,
    /// Cosine of the sun's zenith angle, which is the sine of its height.
    pub(crate) zenith_cosine: f64,
}

/// The wet-bulb globe temperature, °C: 0.7 of the natural wet bulb, 0.2 of the
/// globe and 0.1 of the air. `None` where no balance is found: in air without
/// any vapour, so hot that water boils, or in a gale of deep frost.
///
/// Made for heat in the open; wind below 0.62 m/s
/// counts as that, and of the beam at most 0.9 of the irradiance.
pub(crate) fn wet_bulb_globe_temperature_c(air: &OpenAir) -> Option<f64> {
    let instruments = Instruments::exposed_to(air);
    let globe_k = instruments.globe_k()?;
    let wet_bulb_k = instruments.natural_wet_bulb_k()?;
    let value = 0.1 * air.air_temperature_c + 0.2 * (globe_k - ZERO_C_K) + 0.7 * (wet_bulb_k - ZERO_C_K);
    Some(value).filter(|value| value.is_finite())
}

/// KNMI's heat force, 0 to 10 in whole numbers, of a wet-bulb globe
/// temperature, °C: 0 below 14 °C, one more every 2 K, 10 from 32 °C on.
///
/// KNMI Technical Report TR-26-04, table 1.
pub(crate) fn heat_force(wet_bulb_globe_temperature_c: f64) -> f64 {
    (((wet_bulb_globe_temperature_c - 14.0) / 2.0).floor() + 1.0).clamp(0.0, 10.0)
}

/// Wind speed at 2 m, m/s, from that at 10 m, m/s, the zenith angle's cosine
/// and the global irradiance, W/m²; at least 0.13 m/s.
///
/// A power of the height with the urban exponents of the Pasquill-Gifford
/// stability classes (Liljegren et al. 2008; EPA-454/R-99-005): by sunlight and
/// wind in the day, by wind at night.
pub(crate) fn wind_speed_2m_ms(wind_speed_10m_ms: f64, zenith_cosine: f64, global_w_m2: f64) -> f64 {
    let exponent = if zenith_cosine > 0.0 {
        day_exponent(wind_speed_10m_ms, global_w_m2)
    } else if wind_speed_10m_ms < 2.5 {
        STABLE
    } else {
        NEUTRAL
    };
    (wind_speed_10m_ms * 0.2_f64.powf(exponent)).max(LEAST_SPEED_MS)
}

/// Exponents of classes A and B, of C, of D, and of E and F, in a city.
const UNSTABLE: f64 = 0.15;
const SLIGHTLY_UNSTABLE: f64 = 0.20;
const NEUTRAL: f64 = 0.25;
const STABLE: f64 = 0.30;

fn day_exponent(wind_speed_10m_ms: f64, global_w_m2: f64) -> f64 {
    // From strong sunlight to weak.
    let classes = if wind_speed_10m_ms < 2.0 {
        [UNSTABLE, UNSTABLE, UNSTABLE, NEUTRAL]
    } else if wind_speed_10m_ms < 5.0 {
        [UNSTABLE, UNSTABLE, SLIGHTLY_UNSTABLE, NEUTRAL]
    } else if wind_speed_10m_ms < 6.0 {
        [SLIGHTLY_UNSTABLE, SLIGHTLY_UNSTABLE, NEUTRAL, NEUTRAL]
    } else {
        [SLIGHTLY_UNSTABLE, NEUTRAL, NEUTRAL, NEUTRAL]
    };
    let [strong, considerable, moderate, weak] = classes;
    if global_w_m2 >= 925.0 {
        strong
    } else if global_w_m2 >= 675.0 {
        considerable
    } else if global_w_m2 >= 175.0 {
        moderate
    } else {
        weak
    }
}

/// The globe and the wick in the weather that they stand in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Instruments {
    air_k: f64,
    pressure_hpa: f64,
    vapour_hpa: f64,
    speed_ms: f64,
    global_w_m2: f64,
    beam_share: f64,
    /// One while the sun is down, so that what the beam would be divided by is
    /// never zero.
    zenith_cosine: f64,
}

impl Instruments {
    fn exposed_to(air: &OpenAir) -> Self {
        let air_k = air.air_temperature_c + ZERO_C_K;
        let up = air.zenith_cosine > LEAST_ZENITH_COSINE;
        let speed_10m_ms = air.wind_speed_10m_ms.max(LEAST_SPEED_10M_MS);
        Self {
            air_k,
            pressure_hpa: air.pressure_hpa,
            vapour_hpa: air.relative_humidity_pct / 100.0 * saturation_hpa(air_k),
            speed_ms: wind_speed_2m_ms(speed_10m_ms, air.zenith_cosine, air.global_w_m2),
            global_w_m2: air.global_w_m2,
            beam_share: if up { air.beam_share.clamp(0.0, LARGEST_BEAM_SHARE) } else { 0.0 },
            zenith_cosine: if up { air.zenith_cosine.min(1.0) } else { 1.0 },
        }
    }

    /// Temperature of the black globe, K.
    fn globe_k(&self) -> Option<f64> {
        let surroundings_k4 = self.surroundings_k4();
        let beam = self.beam_share * (0.5 / self.zenith_cosine - 1.0);
        let absorbed_k4 = self.global_w_m2 * (1.0 - GLOBE_ALBEDO) * (beam + 1.0 + GROUND_ALBEDO)
            / (2.0 * STEFAN_BOLTZMANN * GLOBE_EMISSIVITY);
        settled(self.air_k, |globe_k| {
            let film = self.film(globe_k);
            let nusselt = 2.0 + 0.6 * film.reynolds(GLOBE_DIAMETER_M).sqrt() * PRANDTL.powf(0.3333);
            let transfer_w_m2k = nusselt * film.conductivity_w_mk() / GLOBE_DIAMETER_M;
            let lost_k4 = transfer_w_m2k * (globe_k - self.air_k) / (STEFAN_BOLTZMANN * GLOBE_EMISSIVITY);
            (surroundings_k4 - lost_k4 + absorbed_k4).powf(0.25)
        })
    }

    /// Temperature of the wet wick in sun and wind, K.
    fn natural_wet_bulb_k(&self) -> Option<f64> {
        let surroundings_k4 = self.surroundings_k4();
        let tip = 0.25 * WICK_DIAMETER_M / WICK_LENGTH_M;
        let on_side = self.zenith_cosine.acos().tan() / PI;
        let lit = (1.0 - self.beam_share) * (1.0 + tip) + self.beam_share * (on_side + tip) + GROUND_ALBEDO;
        let absorbed_w_m2 = (1.0 - WICK_ALBEDO) * self.global_w_m2 * lit;
        settled(dew_point_k(self.vapour_hpa), |wick_k| {
            let film = self.film(wick_k);
            let nusselt = 0.281 * film.reynolds(WICK_DIAMETER_M).powf(0.6) * PRANDTL.powf(0.44);
            let transfer_w_m2k = nusselt * film.conductivity_w_mk() / WICK_DIAMETER_M;
            let net_w_m2 =
                STEFAN_BOLTZMANN * WICK_EMISSIVITY * (surroundings_k4 - wick_k.powi(4)) + absorbed_w_m2;
            let wick_hpa = saturation_hpa(wick_k);
            let evaporated = (wick_hpa - self.vapour_hpa) / (self.pressure_hpa - wick_hpa);
            let cooling_k = film.evaporation_heat_j_kg() * WATER_MOLAR_MASS
                / (AIR_HEAT_J_KGK * AIR_MOLAR_MASS)
                * evaporated
                * (PRANDTL / film.schmidt()).powf(0.56);
            self.air_k - cooling_k + net_w_m2 / transfer_w_m2k
        })
    }

    /// Fourth power of the temperature of sky and ground, K⁴. The ground is as
    /// warm as the air; the sky's emissivity is that of Oke 1987.
    fn surroundings_k4(&self) -> f64 {
        let sky_emissivity = 0.575 * self.vapour_hpa.powf(0.143);
        0.5 * (sky_emissivity + GROUND_EMISSIVITY) * self.air_k.powi(4)
    }

    /// The air between an instrument of this temperature and the open.
    fn film(&self, instrument_k: f64) -> Film {
        Film {
            temperature_k: 0.5 * (instrument_k + self.air_k),
            pressure_hpa: self.pressure_hpa,
            speed_ms: self.speed_ms,
        }
    }
}

/// The air that flows along an instrument.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Film {
    temperature_k: f64,
    pressure_hpa: f64,
    speed_ms: f64,
}

impl Film {
    /// Viscosity, kg/(m s): Chapman and Enskog's, with the collision integral
    /// as a line (Bird, Stewart and Lightfoot, Transport Phenomena).
    fn viscosity(self) -> f64 {
        const COLLISION_DIAMETER: f64 = 3.617;
        const COLLISION_ENERGY_K: f64 = 97.0;
        let integral = 1.048 - 0.034 * (self.temperature_k / COLLISION_ENERGY_K - 2.9) / 0.4;
        2.6693e-6 * (AIR_MOLAR_MASS * self.temperature_k).sqrt() / (COLLISION_DIAMETER.powi(2) * integral)
    }

    fn conductivity_w_mk(self) -> f64 {
        EUCKEN_J_KGK * self.viscosity()
    }

    fn density_kg_m3(self) -> f64 {
        100.0 * self.pressure_hpa / (AIR_GAS_J_KGK * self.temperature_k)
    }

    fn reynolds(self, diameter_m: f64) -> f64 {
        self.speed_ms * self.density_kg_m3() * diameter_m / self.viscosity()
    }

    /// Schmidt number of vapour in air, from its diffusivity in the low-density
    /// form of Bird, Stewart and Lightfoot: critical pressures (atm) and
    /// temperatures (K) of air and water.
    fn schmidt(self) -> f64 {
        let pressures: f64 = 36.4 * 218.0;
        let temperatures: f64 = 132.0 * 647.3;
        let masses: f64 = 1.0 / AIR_MOLAR_MASS + 1.0 / WATER_MOLAR_MASS;
        let diffusivity_cm2_s = 3.64e-4
            * (self.temperature_k / temperatures.sqrt()).powf(2.334)
            * pressures.cbrt()
            * temperatures.powf(5.0 / 12.0)
            * masses.sqrt()
            / (self.pressure_hpa / 1_013.25);
        self.viscosity() / (self.density_kg_m3() * diffusivity_cm2_s * 1e-4)
    }

    /// Heat that water takes to evaporate, J/kg; a line through 10 to 40 °C.
    fn evaporation_heat_j_kg(self) -> f64 {
        2.4073e6 + 71_100.0 * (self.temperature_k - 313.15) / 30.0
    }
}

/// Buck 1981: saturation pressure over water in air, hPa.
fn saturation_hpa(temperature_k: f64) -> f64 {
    1.004 * 6.1121 * (17.502 * (temperature_k - ZERO_C_K) / (temperature_k - 32.18)).exp()
}

/// The inverse of [`saturation_hpa`], K.
fn dew_point_k(vapour_hpa: f64) -> f64 {
    let z = (vapour_hpa / (1.004 * 6.1121)).ln();
    ZERO_C_K + 240.97 * z / (17.502 - z)
}

/// The temperature that a balance leaves where it is, K, from a first guess:
/// a tenth of the way at each step, as the paper does. The steps and where
/// they end are part of the model: its published results have their error.
fn settled(guess_k: f64, balance: impl Fn(f64) -> f64) -> Option<f64> {
    let mut at_k = guess_k;
    for _ in 0..MOST_STEPS {
        let next_k = balance(at_k);
        if !next_k.is_finite() {
            return None;
        }
        if (next_k - at_k).abs() < CLOSE_ENOUGH_K {
            return Some(next_k);
        }
        at_k = 0.9 * at_k + 0.1 * next_k;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOON: OpenAir = OpenAir {
        air_temperature_c: 30.0,
        relative_humidity_pct: 50.0,
        pressure_hpa: 1_013.25,
        wind_speed_10m_ms: 3.0,
        global_w_m2: 800.0,
        beam_share: 0.75,
        zenith_cosine: 0.8,
    };

    #[test]
    fn it_gives_what_thermofeel_publishes() {
        // ECMWF thermofeel, tests/wbgt_liljegren.csv, second row: 300 K with a
        // dew point of 290 K, sunlight in J/m² over an hour.
        let (global_w_m2, beam_w_m2) = (604_135.645_9 / 3_600.0, 377_084.241_8 / 3_600.0);
        let air = OpenAir {
            air_temperature_c: 26.85,
            relative_humidity_pct: 54.311_873_491_087_66,
            wind_speed_10m_ms: 0.02,
            global_w_m2,
            beam_share: beam_w_m2 / global_w_m2,
            zenith_cosine: 0.5,
            ..NOON
        };
        let wbgt_c = wet_bulb_globe_temperature_c(&air).unwrap();
        assert!((wbgt_c + ZERO_C_K - 297.480_387_787_633).abs() < 1e-6, "{wbgt_c}");
    }

    #[test]
    fn the_heat_force_rises_every_two_kelvins() {
        // KNMI TR-26-04, table 1.
        for (wbgt_c, force) in [
            (-20.0, 0.0),
            (13.99, 0.0),
            (14.0, 1.0),
            (15.99, 1.0),
            (30.0, 9.0),
            (31.99, 9.0),
            (32.0, 10.0),
            (45.0, 10.0),
        ] {
            assert!((heat_force(wbgt_c) - force).abs() < f64::EPSILON, "{wbgt_c}");
        }
    }

    #[test]
    fn air_without_vapour_has_no_wet_bulb() {
        assert_eq!(wet_bulb_globe_temperature_c(&OpenAir { relative_humidity_pct: 0.0, ..NOON }), None);
    }

    #[test]
    fn the_night_has_no_beam() {
        let night = OpenAir { zenith_cosine: -0.3, global_w_m2: 0.0, ..NOON };
        let without = OpenAir { beam_share: 0.0, ..night };
        assert_eq!(wet_bulb_globe_temperature_c(&night), wet_bulb_globe_temperature_c(&without));
        assert!(wet_bulb_globe_temperature_c(&night).unwrap() < wet_bulb_globe_temperature_c(&NOON).unwrap());
    }

    proptest! {
        #[test]
        fn warmer_and_moister_air_is_never_less_of_a_strain(
            air_temperature_c in -10.0..45.0_f64, relative_humidity_pct in 10.0..90.0_f64,
            wind_speed_10m_ms in 0.0..20.0_f64,
            zenith_cosine in -0.5..1.0_f64, global_w_m2 in 0.0..1_000.0_f64,
        ) {
            let air = OpenAir {
                air_temperature_c, relative_humidity_pct, wind_speed_10m_ms, zenith_cosine, global_w_m2,
                beam_share: 0.3, ..NOON
            };
            let wbgt_c = |air: &OpenAir| wet_bulb_globe_temperature_c(air).unwrap();
            let warmer = OpenAir { air_temperature_c: air_temperature_c + 3.0, ..air };
            let moister = OpenAir { relative_humidity_pct: relative_humidity_pct + 10.0, ..air };
            prop_assert!(wbgt_c(&warmer) > wbgt_c(&air) && wbgt_c(&moister) > wbgt_c(&air));
        }
    }
}
