//! Required clothing insulation in the cold, IREQ, and how long clothes that
//! insulate less can be borne.
//!
//! The heat balance is that of ISO 11079:2007, Annexes A and C (there in m²K/W,
//! W/m², °C, kPa and m/s). The standard looks for the insulation with a loop of
//! halving steps that ends at ±0.01 W/m² and can wander below zero; here the
//! root is bracketed within 0 and 2 m²K/W and found to 1e-9 m²K/W. The standard
//! holds up to 10 °C; above, the same equations go on, and results say so.

use super::CLO_M2K_W;

/// Allowed loss of heat from the body over the time of an exposure, W·h/m².
const HEAT_DEBT_WH_M2: f64 = 40.0;
/// Beyond this an exposure counts as unlimited, h.
const UNLIMITED_H: f64 = 8.0;
/// No clothing that can be worn insulates more, m²K/W.
const MOST_M2K_W: f64 = 2.0;
const TOLERANCE_M2K_W: f64 = 1e-9;
const MOST_STEPS: u32 = 60;
/// Stefan and Boltzmann's constant, the clothes' emissivity and the part of the
/// body's surface that exchanges radiation, W/m²K⁴.
const RADIATION_W_M2K4: f64 = 5.67e-8 * 0.95 * 0.77;
/// The standard's freezing point, K.
const ZERO_C_K: f64 = 273.0;
/// What the standard's clothing area factor grows by, 1/(m²K/W).
const AREA_PER_M2K_W: f64 = 1.197;
/// Below this the wind would leave nothing of the insulation, and the formula
/// for its correction has no meaning.
const LEAST_CORRECTION: f64 = 0.1;

/// The air around a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Surroundings {
    /// Air temperature, °C.
    pub(crate) air_temperature_c: f64,
    /// Mean radiant temperature, °C.
    pub(crate) mean_radiant_temperature_c: f64,
    /// Relative humidity, %.
    pub(crate) relative_humidity_pct: f64,
    /// Air velocity relative to the body, m/s.
    pub(crate) relative_air_velocity_ms: f64,
}

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Effort {
    /// Metabolic rate, W/m².
    pub(crate) metabolic_rate_w_m2: f64,
    /// Walking speed, m/s.
    pub(crate) walking_speed_ms: f64,
}

/// How the body shall feel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Criterion {
    /// In balance with cool skin: the least that can be borne for long.
    Minimal,
    /// In balance and comfortable.
    Neutral,
}

/// The insulation that keeps the balance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Required {
    /// The body loses less than it makes even without clothes.
    Nothing,
    /// Resultant insulation, m²K/W.
    Insulation(f64),
    /// More than 2 m²K/W: no clothes can do it.
    Unreachable,
}

impl Required {
    /// Resultant insulation, m²K/W; 2 where no clothes can do it.
    pub(crate) fn resultant_m2k_w(self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Insulation(insulation) => insulation,
            Self::Unreachable => MOST_M2K_W,
        }
    }
}

/// How long a set can be worn before the allowed heat is lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ExposureLimit {
    /// Hours.
    Hours(f64),
    /// More than 8 h, or for ever.
    Unlimited,
}

/// The heat balance of a person in given surroundings: everything in it that
/// does not depend on the clothes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HeatBalance {
    air_c: f64,
    radiant_k: f64,
    skin_c: f64,
    /// Metabolism less what is lost with the breath, W/m².
    produced_w_m2: f64,
    /// Wettedness times the difference of vapour pressures, kPa.
    evaporative_drive_kpa: f64,
    /// Insulation of the air around the clothes, m²K/W.
    air_insulation_m2k_w: f64,
}

/// Saturation vapour pressure in the standard's form, kPa.
fn saturation_kpa(temperature_c: f64) -> f64 {
    0.1333 * (18.6686 - 4030.183 / (temperature_c + 235.0)).exp()
}

/// What wind and walking leave of the insulation of still air and of clothes, 0
/// to 1: ISO 11079, Annex A.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stirring(f64);

impl Stirring {
    /// By the air velocity relative to the body and the walking speed, m/s.
    pub(crate) fn new(relative_air_velocity_ms: f64, walking_speed_ms: f64) -> Self {
        Self((-0.15 * relative_air_velocity_ms - 0.22 * walking_speed_ms).exp())
    }

    /// Insulation of the air around a clothed person, m²K/W.
    fn insulation_m2k_w(self) -> f64 {
        0.092 * self.0 - 0.0045
    }
}

fn area_factor(insulation_m2k_w: f64) -> f64 {
    1.0 + AREA_PER_M2K_W * insulation_m2k_w
}

impl HeatBalance {
    /// The balance for a criterion.
    pub(crate) fn new(around: &Surroundings, effort: Effort, criterion: Criterion) -> Self {
        let m = effort.metabolic_rate_w_m2;
        let air_c = around.air_temperature_c;
        let (skin_c, wettedness) = match criterion {
            Criterion::Minimal => (33.34 - 0.0354 * m, 0.06),
            Criterion::Neutral => (35.7 - 0.0285 * m, 0.001 * m),
        };
        let vapour_kpa = around.relative_humidity_pct / 100.0 * saturation_kpa(air_c);
        let breath_c = 29.0 + 0.2 * air_c;
        let breath_w_m2 =
            0.0173 * m * (saturation_kpa(breath_c) - vapour_kpa) + 0.0014 * m * (breath_c - air_c);
        Self {
            air_c,
            radiant_k: around.mean_radiant_temperature_c + ZERO_C_K,
            skin_c,
            produced_w_m2: m - breath_w_m2,
            evaporative_drive_kpa: wettedness * (saturation_kpa(skin_c) - vapour_kpa),
            air_insulation_m2k_w: Stirring::new(around.relative_air_velocity_ms, effort.walking_speed_ms)
                .insulation_m2k_w(),
        }
    }

    /// The resultant insulation that keeps the balance, for ever or, where
    /// `exposure_h` is given, so that no more than 40 W·h/m² are lost in that time.
    pub(crate) fn required(&self, exposure_h: Option<f64>) -> Required {
        let produced_w_m2 = self.produced_w_m2 + exposure_h.map_or(0.0, |hours| HEAT_DEBT_WH_M2 / hours);
        let (mut least, mut most) = (0.0, MOST_M2K_W);
        if self.surplus(produced_w_m2, least).0 >= 0.0 {
            return Required::Nothing;
        }
        if self.surplus(produced_w_m2, most).0 < 0.0 {
            return Required::Unreachable;
        }
        // What the dry heat would need, were nothing evaporated.
        let guess = (self.skin_c - self.air_c) / produced_w_m2 - self.air_insulation_m2k_w;
        let mut insulation = guess.clamp(0.01, 1.0);
        // Newton's steps, and a halving of the bracket whenever one leaves it.
        for _ in 0..MOST_STEPS {
            let (surplus, slope) = self.surplus(produced_w_m2, insulation);
            if surplus < 0.0 {
                least = insulation;
            } else {
                most = insulation;
            }
            let newton = insulation - surplus / slope;
            let next = if newton > least && newton < most { newton } else { f64::midpoint(least, most) };
            let step = (next - insulation).abs();
            insulation = next;
            if step < TOLERANCE_M2K_W {
                break;
            }
        }
        Required::Insulation(insulation)
    }

    /// How long a set of this resultant insulation can be worn.
    pub(crate) fn exposure_limit(&self, resultant_m2k_w: f64) -> ExposureLimit {
        let area = area_factor(resultant_m2k_w);
        // The surface of the clothes is as warm as makes what reaches it through
        // them equal to what leaves it. The left side falls everywhere, since the
        // air takes more heat than radiation can bring.
        let mut surface_c = self.air_c;
        for _ in 0..MOST_STEPS {
            let (lost_w_m2, slope) = self.dry_loss(surface_c);
            let excess = (self.skin_c - surface_c) / resultant_m2k_w - area * lost_w_m2;
            let step = excess / (1.0 / resultant_m2k_w + area * slope);
            surface_c += step;
            if step.abs() < 1e-9 {
                break;
            }
        }
        let dry_w_m2 = area * self.dry_loss(surface_c).0;
        let storage_w_m2 = self.produced_w_m2 - self.evaporated(resultant_m2k_w) - dry_w_m2;
        if storage_w_m2 >= 0.0 || -HEAT_DEBT_WH_M2 / storage_w_m2 > UNLIMITED_H {
            ExposureLimit::Unlimited
        } else {
            ExposureLimit::Hours(-HEAT_DEBT_WH_M2 / storage_w_m2)
        }
    }

    /// What the body makes beyond what it loses when it wears this resultant
    /// insulation, W/m², and how that changes with the insulation.
    fn surplus(&self, produced_w_m2: f64, insulation: f64) -> (f64, f64) {
        let evaporated = self.evaporated(insulation);
        let dry = produced_w_m2 - evaporated;
        let dry_slope = evaporated / (self.air_insulation_m2k_w + insulation);
        let surface_c = self.skin_c - insulation * dry;
        let surface_slope = -dry - insulation * dry_slope;
        let (lost, lost_slope) = self.dry_loss(surface_c);
        let area = area_factor(insulation);
        (dry - area * lost, dry_slope - AREA_PER_M2K_W * lost - area * lost_slope * surface_slope)
    }

    fn evaporated(&self, insulation: f64) -> f64 {
        self.evaporative_drive_kpa / (0.06 / 0.38 * (self.air_insulation_m2k_w + insulation))
    }

    /// Radiation and convection from 1 m² of the clothes' surface, W/m², and how
    /// they change with its temperature. The standard's convection coefficient is
    /// what the insulation of the air leaves beside radiation.
    fn dry_loss(&self, surface_c: f64) -> (f64, f64) {
        let surface_k = surface_c + ZERO_C_K;
        let (sum, squares) =
            (surface_k + self.radiant_k, surface_k * surface_k + self.radiant_k * self.radiant_k);
        let radiative = RADIATION_W_M2K4 * squares * sum;
        let radiative_slope = RADIATION_W_M2K4 * (squares + 2.0 * surface_k * sum);
        let air_over_radiant = self.air_c + ZERO_C_K - self.radiant_k;
        (
            (surface_c - self.air_c) / self.air_insulation_m2k_w + radiative * air_over_radiant,
            1.0 / self.air_insulation_m2k_w + radiative_slope * air_over_radiant,
        )
    }

    /// IREQ, m²K/W, as the loop of halving steps in the standard's Annex finds
    /// it, below zero included. It is here to compare with software that follows
    /// the standard to the letter.
    pub(crate) fn by_the_standards_steps(&self) -> f64 {
        let (mut insulation, mut factor) = (0.5, 0.5);
        let mut found = insulation;
        for _ in 0..150 {
            let (surplus, _) = self.surplus(self.produced_w_m2, insulation);
            let dry = self.produced_w_m2 - self.evaporated(insulation);
            let surface_c = self.skin_c - insulation * dry;
            found = (self.skin_c - surface_c) / (dry - surplus);
            if surplus.abs() <= 0.01 {
                break;
            }
            if surplus > 0.0 {
                insulation -= factor;
                factor /= 2.0;
            } else {
                insulation += factor;
            }
        }
        found
    }
}

/// What of a cloth's air permeability enters ISO 11079's correction for wind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cloth {
    stirred_part: f64,
    still_part: f64,
}

impl Cloth {
    /// A cloth of this air permeability, l/m²s; above 0.
    pub(crate) fn new(permeability_l_m2s: f64) -> Self {
        Self {
            stirred_part: 0.54 * permeability_l_m2s.powf(0.075),
            still_part: 0.5 - 0.06 * permeability_l_m2s.ln(),
        }
    }
}

/// What wind, walking and the permeability of the outermost cloth make of the
/// insulation of a set: ISO 11079, Annex A.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WindCorrection {
    air_insulation_m2k_w: f64,
    factor: f64,
}

impl WindCorrection {
    /// `None` where the formula has no meaning: it would leave next to nothing.
    pub(crate) fn new(air: Stirring, cloth: &Cloth) -> Option<Self> {
        let factor = cloth.stirred_part * air.0 + cloth.still_part;
        (factor > LEAST_CORRECTION).then_some(Self { air_insulation_m2k_w: air.insulation_m2k_w(), factor })
    }

    /// The intrinsic insulation, clo, of a set that in this wind has the resultant
    /// insulation, m²K/W. Below zero where the air alone insulates more.
    pub(crate) fn intrinsic_clo(&self, resultant_m2k_w: f64) -> f64 {
        let area = area_factor(resultant_m2k_w);
        ((resultant_m2k_w + self.air_insulation_m2k_w / area) / self.factor - 0.085 / area) / CLO_M2K_W
    }

    /// The resultant insulation, m²K/W, of a set of this intrinsic insulation, clo.
    pub(crate) fn resultant_m2k_w(&self, intrinsic_clo: f64) -> f64 {
        let intrinsic = intrinsic_clo * CLO_M2K_W;
        let mut resultant = intrinsic;
        // Each round shrinks the error to a tenth or less.
        for _ in 0..MOST_STEPS {
            let area = area_factor(resultant);
            let next = (intrinsic + 0.085 / area) * self.factor - self.air_insulation_m2k_w / area;
            let step = (next - resultant).abs();
            resultant = next;
            if step < TOLERANCE_M2K_W {
                break;
            }
        }
        resultant.max(TOLERANCE_M2K_W)
    }
}

/// Whether ISO 11079 was made for such surroundings and effort.
pub(crate) fn within_range(around: &Surroundings, effort: Effort) -> bool {
    let Effort { metabolic_rate_w_m2: m, walking_speed_ms } = effort;
    (58.0..=400.0).contains(&m)
        && around.air_temperature_c <= 10.0
        && (0.4..=18.0).contains(&around.relative_air_velocity_ms)
        && (least_walking_speed_ms(m)..=MOST_WALKING_SPEED_MS).contains(&walking_speed_ms)
}

/// The walking speed from which on the correction for walking does not grow, m/s.
pub(crate) const MOST_WALKING_SPEED_MS: f64 = 1.2;

/// The speed, m/s, at which the body at least moves when it makes this heat,
/// W/m²: ISO 11079, Annex A.
pub(crate) fn least_walking_speed_ms(metabolic_rate_w_m2: f64) -> f64 {
    (0.0052 * (metabolic_rate_w_m2 - 58.0)).min(MOST_WALKING_SPEED_MS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rows that are quoted of ISO 11079:2007, table F.1: air and radiant
    /// temperature, °C, air velocity, m/s, metabolic rate, W/m², IREQ neutral, clo;
    /// 85 % humidity.
    const TABLE_F1: [[f64; 5]; 8] = [
        [0.0, 0.0, 2.0, 90.0, 2.6],
        [0.0, 0.0, 2.0, 145.0, 1.5],
        [-10.0, -10.0, 2.0, 90.0, 3.5],
        [-10.0, 0.0, 2.0, 145.0, 1.9],
        [-20.0, -20.0, 2.0, 115.0, 3.4],
        [-20.0, -20.0, 7.0, 115.0, 3.5],
        [-30.0, -30.0, 2.0, 115.0, 4.0],
        [-30.0, -30.0, 5.0, 175.0, 2.6],
    ];

    #[test]
    fn the_standards_table_holds() {
        for [air_temperature_c, mean_radiant_temperature_c, relative_air_velocity_ms, m, ireq_clo] in TABLE_F1
        {
            let around = Surroundings {
                air_temperature_c,
                mean_radiant_temperature_c,
                relative_humidity_pct: 85.0,
                relative_air_velocity_ms,
            };
            let effort = Effort {
                metabolic_rate_w_m2: m,
                walking_speed_ms: least_walking_speed_ms(m).clamp(0.3, MOST_WALKING_SPEED_MS),
            };
            let balance = HeatBalance::new(&around, effort, Criterion::Neutral);
            let found = balance.required(None).resultant_m2k_w() / CLO_M2K_W;
            assert!((found - ireq_clo).abs() <= 0.1 + 1e-9, "{m} W/m²: {found} instead of {ireq_clo}");
            let steps = balance.by_the_standards_steps() / CLO_M2K_W;
            assert!((found - steps).abs() < 0.002, "{m} W/m²: {found}, and {steps} in the standard's steps");
        }
    }

    fn balance() -> impl Strategy<Value = HeatBalance> {
        let criterion = proptest::sample::select(vec![Criterion::Minimal, Criterion::Neutral]);
        (-50.0..40.0_f64, -5.0..40.0_f64, 1.0..100.0_f64, 0.4..18.0_f64, 58.0..400.0_f64, criterion).prop_map(
            |(
                air_temperature_c,
                radiant_k,
                relative_humidity_pct,
                relative_air_velocity_ms,
                m,
                criterion,
            )| {
                let around = Surroundings {
                    air_temperature_c,
                    mean_radiant_temperature_c: air_temperature_c + radiant_k,
                    relative_humidity_pct,
                    relative_air_velocity_ms,
                };
                let walking_speed_ms = least_walking_speed_ms(m);
                let effort = Effort { metabolic_rate_w_m2: m, walking_speed_ms };
                HeatBalance::new(&around, effort, criterion)
            },
        )
    }

    /// Halving the bracket and nothing else.
    fn bisected(balance: &HeatBalance) -> f64 {
        let (mut least, mut most) = (0.0, MOST_M2K_W);
        while most - least > 1e-12 {
            let middle = f64::midpoint(least, most);
            if balance.surplus(balance.produced_w_m2, middle).0 < 0.0 {
                least = middle;
            } else {
                most = middle;
            }
        }
        least
    }

    proptest! {
        #[test]
        fn the_root_is_the_one_that_bisection_finds(balance in balance()) {
            if let Required::Insulation(found) = balance.required(None) {
                prop_assert!((found - bisected(&balance)).abs() < 1e-8, "{} {}", found, bisected(&balance));
            }
        }

        #[test]
        fn what_is_required_for_some_hours_can_be_worn_for_as_long(balance in balance(), hours in 0.1..8.0_f64) {
            if let Required::Insulation(insulation) = balance.required(Some(hours)) {
                let ExposureLimit::Hours(limit) = balance.exposure_limit(insulation) else {
                    return Err(TestCaseError::fail("unlimited"));
                };
                prop_assert!((limit / hours - 1.0).abs() < 1e-4, "{} h instead of {} h", limit, hours);
                let less = balance.exposure_limit(0.5 * insulation);
                prop_assert!(matches!(less, ExposureLimit::Hours(shorter) if shorter < limit), "{:?}", less);
            }
        }

        #[test]
        fn the_wind_takes_away_what_it_is_made_up_for(
            velocity_ms in 0.4..18.0_f64,
            permeability in 1.0..300.0_f64,
            resultant_m2k_w in 0.01..0.9_f64,
        ) {
            let wind = WindCorrection::new(Stirring::new(velocity_ms, 0.5), &Cloth::new(permeability)).unwrap();
            let intrinsic_clo = wind.intrinsic_clo(resultant_m2k_w);
            prop_assume!(intrinsic_clo > 0.0);
            prop_assert!((wind.resultant_m2k_w(intrinsic_clo) - resultant_m2k_w).abs() < 1e-6);
        }
    }

    #[test]
    fn the_range_is_the_standards() {
        let around = Surroundings {
            air_temperature_c: 10.0,
            mean_radiant_temperature_c: 10.0,
            relative_humidity_pct: 50.0,
            relative_air_velocity_ms: 0.4,
        };
        let effort = Effort { metabolic_rate_w_m2: 58.0, walking_speed_ms: 0.0 };
        assert!(within_range(&around, effort));
        assert!(!within_range(&Surroundings { air_temperature_c: 10.1, ..around }, effort));
        assert!(!within_range(&Surroundings { relative_air_velocity_ms: 0.39, ..around }, effort));
        assert!(!within_range(&around, Effort { metabolic_rate_w_m2: 401.0, ..effort }));
        assert!(!within_range(&around, Effort { metabolic_rate_w_m2: 150.0, walking_speed_ms: 0.4 }));
    }
}
