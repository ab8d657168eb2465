//! What a day, or some hours, ask of clothes: of any cloth, for one person.

use crate::comfort::ireq::Cloth;
use crate::comfort::worn_indoors::{OutdoorDay, SPREAD_CLO, worn_indoors};
use crate::tuning::{
    LIGHTEST_CLOTHES_C, LIKELY_WET_PROBABILITY, ORDINARY_CLOTH_PERMEABILITY_L_M2S, SHADE_WANTED_C,
    SUN_HAT_UV_INDEX, UMBRELLA_USELESS_MS,
};
use crate::wardrobe::Kit;
use crate::weather::{Hour, Summary, chance_of_rain, uv_index};

use super::dressing::DressingScale;
use super::need::{Body, HourNeed};

/// What people wear indoors, clo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Norm {
    pub(crate) middle_clo: f64,
    pub(crate) least_clo: f64,
    pub(crate) most_clo: f64,
}

impl Norm {
    /// What is worn indoors on a day like this. Where it is cold the data that the
    /// model was fitted to come from a few latitudes only, so none is told.
    pub(crate) fn of(summary: &Summary) -> Self {
        let middle_clo =
            worn_indoors(OutdoorDay { mean_temperature_c: summary.avg_temp_c, latitude_deg: None }).value;
        Self { middle_clo, least_clo: middle_clo - SPREAD_CLO, most_clo: middle_clo + SPREAD_CLO }
    }
}

/// What needs are measured by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measures {
    pub(crate) scale: DressingScale,
    /// The cloths of the catalogue, the most windproof first.
    pub(crate) cloths: Vec<Cloth>,
}

/// The hour that asks for most, for some cloth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Deciding {
    /// Its place among the hours.
    pub(crate) hour: usize,
    /// What it asks for, clo.
    pub(crate) required_clo: f64,
}

/// The hours and what they ask for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Occasion {
    /// The hours in which one is out; at least one.
    pub(crate) hours: Vec<Hour>,
    pub(crate) needs: Vec<HourNeed>,
    pub(crate) body: Body,
    pub(crate) norm: Norm,
    /// The hour that decides for ordinary cloth, and the one that asks for least.
    pub(crate) decisive: Deciding,
    pub(crate) mildest: Deciding,
    /// The coldest hour as the air temperature, °C, at which somebody who takes
    /// an unhurried walk would dress alike: what the catalogue goes by.
    pub(crate) dressing_c: f64,
    /// The coldest hour as it feels to the person, °C.
    pub(crate) felt_c: f64,
    /// And the mildest as it most likely will.
    pub(crate) mildest_felt_c: f64,
    /// Some hour is likely to be wet.
    pub(crate) wet: bool,
    /// It may well rain at some time.
    pub(crate) umbrella: bool,
    /// Wet, and an umbrella is of no use: in a storm, or for somebody who runs.
    pub(crate) hood: bool,
    /// The sun may be strong.
    pub(crate) sunny: bool,
    /// It gets hot.
    pub(crate) hot: bool,
    coldest: Vec<Deciding>,
    warmest_clo: Vec<f64>,
}

impl Occasion {
    /// `None` without hours.
    pub(crate) fn new(
        hours: Vec<Hour>,
        body: Body,
        norm: Norm,
        Measures { scale, cloths }: &Measures,
    ) -> Option<Self> {
        let needs: Vec<HourNeed> = hours.iter().map(|hour| HourNeed::of(hour, &body)).collect();
        let ordinary = Cloth::new(ORDINARY_CLOTH_PERMEABILITY_L_M2S);
        let decisive = most(&needs, |need| need.cautious.physical_clo(&ordinary))?;
        let decisive = Deciding { required_clo: needs[decisive.hour].cautious.clo(&ordinary), ..decisive };
        let mildest = most(&needs, |need| -need.likely.physical_clo(&ordinary))?;
        let mildest = Deciding { required_clo: needs[mildest.hour].likely.clo(&ordinary), ..mildest };
        let coldest = cloths
            .iter()
            .map(|cloth| most(&needs, |need| need.cautious.clo(cloth)))
            .collect::<Option<_>>()?;
        let warmest_clo = cloths.iter().map(|cloth| needs[mildest.hour].likely.clo(cloth)).collect();
        let felt_c = body.dressed_for_c(&hours[decisive.hour]) + body.shift_k;
        let dressing_c = match body.kit() {
            Kit::Everyday => scale.temperature_c(&needs[decisive.hour].cautious, felt_c),
            // Guides for runners speak of the air.
            Kit::Running => felt_c,
        };
        let mildest_felt_c = hours[mildest.hour].temperature_c + body.shift_k;
        let is_wet = |hour: &Hour| hour.precipitation_probability >= LIKELY_WET_PROBABILITY;
        let wet = hours.iter().any(is_wet);
        let umbrella = wet || chance_of_rain(&hours) >= LIKELY_WET_PROBABILITY;
        let storms = hours.iter().any(|hour| is_wet(hour) && hour.wind_speed_ms >= UMBRELLA_USELESS_MS);
        let hood = storms || (body.kit() == Kit::Running && umbrella);
        let sunny = hours.iter().any(|hour| {
            let glares = hour.sun_elevation_deg > 0.0 && hour.temperature_c >= SHADE_WANTED_C;
            uv_index(hour).round() >= SUN_HAT_UV_INDEX || glares
        });
        let hot = hours.iter().any(|hour| hour.temperature_c + body.shift_k >= LIGHTEST_CLOTHES_C);
        Some(Self {
            hours,
            needs,
            body,
            norm,
            decisive,
            mildest,
            dressing_c,
            felt_c,
            mildest_felt_c,
            wet,
            umbrella,
            hood,
            sunny,
            hot,
            coldest,
            warmest_clo,
        })
    }

    /// What an hour asks of ordinary cloth, clo; `None` for one that is not among
    /// these hours.
    pub(crate) fn required_clo(&self, hour: &Hour) -> Option<f64> {
        let need = self.needs.iter().find(|need| need.time == hour.time)?;
        Some(need.cautious.clo(&Cloth::new(ORDINARY_CLOTH_PERMEABILITY_L_M2S)))
    }

    /// The hour that asks most of a set whose most windproof cloth is this one.
    pub(crate) fn coldest(&self, cloth: usize) -> Deciding {
        self.coldest.get(cloth).copied().unwrap_or(self.decisive)
    }

    /// What the mildest hour asks of such a set, clo.
    pub(crate) fn warmest_clo(&self, cloth: usize) -> f64 {
        self.warmest_clo.get(cloth).copied().unwrap_or(self.mildest.required_clo)
    }
}

/// The hour with the highest value, the earliest of equals.
fn most(needs: &[HourNeed], value: impl Fn(&HourNeed) -> f64) -> Option<Deciding> {
    let mut best: Option<Deciding> = None;
    for (hour, need) in needs.iter().enumerate() {
        let required_clo = value(need);
        if best.is_none_or(|best| required_clo > best.required_clo) {
            best = Some(Deciding { hour, required_clo });
        }
    }
    best
}
