//! What a day, or some hours, ask of clothes: of any cloth, for one person.

use common::numbers::rounded;
use common::recommendation::Activity;

use super::demand::{Deciding, Demand};
use super::dressing::DressingScale;
use super::need::{Body, HourNeed, with_custom_clo};
use crate::comfort::ireq::Cloth;
use crate::comfort::wind_profile::open_wind_speed_ms;
use crate::comfort::worn_indoors::{OutdoorDay, SPREAD_CLO, worn_indoors};
use crate::tuning::{
    CHILL_IN_GUIDES_FOR_RUNNERS_K, CYCLISTS_WANT_WINDBREAK_BELOW_C, HOOD_IN_SPORTS_PROBABILITY,
    HOOD_IN_SPORTS_UP_TO_C, HOOD_ON_RUNNERS_UP_TO_C, HOOD_UP_TO_C, LIGHTEST_CLOTHES_C,
    LIKELY_WET_PROBABILITY, NO_COAT_FROM_C, NO_UMBRELLA_IN_SNOW_UP_TO_C, ORDINARY_CLOTH_PERMEABILITY_L_M2S,
    OVERCAST_FRAC, PARASOL_USELESS_MS, RAIN_TROUSERS_SHARE_OF_HOURS, RAINY_PROBABILITY, SHADE_WANTED_C,
    SHADE_WANTED_FROM_ELEVATION_DEG, SNOW_MELTS_FROM_C, SPORTS_CLOSED_SHOES_UP_TO_C,
    SPORTS_IN_COLDEST_HOUR_MORE_K, SUN_HAT_UV_INDEX, UMBRELLA_ALONG_PROBABILITY, UMBRELLA_USELESS_MS,
    WALKERS_DRESS_WARMER_BY_AT_MOST_K, WALKERS_MIND_MORNINGS_UP_TO_C, WALKERS_WARMER_FOR_EACH_K,
    WALKERS_WARMER_THAN_COLDEST_HOUR_BY_AT_MOST_K, WARMER_THAN_COLDEST_HOUR_BY_AT_MOST_K,
    WET_CLOTHES_PROBABILITY, WET_HOUR_SHARE_OF_WORST, WET_SHOES_PROBABILITY, WINDBREAK_ON_CYCLISTS_UP_TO_C,
    WINDBREAK_ON_RUNNERS_UP_TO_C, WINDBREAK_UP_TO_C, WINDBREAK_WANTED_MS,
};
use crate::wardrobe::Kit;
use crate::weather::{
    Hour, Precipitation, Summary, chance_of_rain, chilled_c, cloudiness, feels_like_c, mean, precipitation,
    uv_index,
};

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
    /// At and below this wet-bulb temperature, °C, what falls is not rain alone.
    pub(crate) snow_at_c: f64,
    /// At and below this, °C, wet ground may be icy.
    pub(crate) ice_at_c: f64,
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
    /// What the hours ask for, as the air temperature, °C, at which somebody who is out and
    /// about would dress alike: what the catalogue goes by.
    pub(crate) dressing_c: f64,
    /// What somebody who is out and about in such air needs of a windproof cloth, clo; nothing
    /// for sports.
    pub(crate) dressing_clo: f64,
    /// By how much warmer than the air is they dress because they move, K.
    pub(crate) ease_k: f64,
    /// The coldest hour as it most likely will feel to the person, °C.
    pub(crate) felt_c: f64,
    /// And the mildest.
    pub(crate) mildest_felt_c: f64,
    /// The coldest hour's air, whoever breathes it, °C.
    pub(crate) air_c: f64,
    /// What bare skin feels of the coldest hour, °C: hands, head and face have no layers
    /// and are dressed by it, however warm the coat.
    pub(crate) bare_skin_c: f64,
    /// How likely it is to rain or snow at some time, 0 to 1.
    pub(crate) rain_chance: f64,
    /// So likely that clothes are chosen for it.
    pub(crate) wet: bool,
    /// So likely that people wear rain trousers where they cannot hold an umbrella.
    pub(crate) soaking: bool,
    /// So likely that shoes are chosen for it, too, as they are for a path and for a ride in
    /// the cold.
    pub(crate) wet_shoes: bool,
    /// So likely that an umbrella is in the hand, or at least in the bag.
    pub(crate) umbrella: UmbrellaUse,
    /// Rain and wet snow are to be kept out without an umbrella: in a storm, or in sports.
    pub(crate) hood: bool,
    /// It may rain, and only something with a hood could keep it out.
    pub(crate) hood_along: bool,
    /// Nobody holds a parasol: it is windy, overcast or dark.
    pub(crate) no_parasol: bool,
    /// So windy that it takes hats and umbrellas.
    pub(crate) blown: bool,
    /// It rains for sure, and the wind drives it below an umbrella.
    pub(crate) driving_rain: bool,
    /// What falls, if something does: rain or sleet, snow or sleet.
    pub(crate) may_be_rain: bool,
    pub(crate) may_be_snow: bool,
    /// The wind, or a rider's own, wants something windproof.
    pub(crate) windbreak: bool,
    /// Snow may lie, or wet ground freeze.
    pub(crate) slippery: bool,
    /// The sun may be strong.
    pub(crate) sunny: bool,
    /// It gets hot.
    pub(crate) hot: bool,
    /// The same hours for somebody who strolls, where this is whoever walks faster: they dress
    /// no warmer.
    pub(super) stroller: Option<Box<Occasion>>,
    ordinary: Demand,
    /// Of each cloth of the catalogue.
    demands: Vec<Demand>,
}

/// What an umbrella is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UmbrellaUse {
    /// Nothing: it stays dry, the wind would turn it, or no hand is free.
    None,
    /// In case.
    Along,
    /// It will probably be used.
    Open,
}

impl Occasion {
    /// `None` without hours.
    pub(crate) fn new(hours: Vec<Hour>, body: Body, norm: Norm, measures: &Measures) -> Option<Self> {
        let body = body.in_air_of(hours.iter().map(|hour| hour.temperature_c).fold(f64::INFINITY, f64::min));
        let stroller = if body.walks_fast() {
            let strolling = body.at(Activity::default().met());
            Some(Box::new(Self::new(hours.clone(), strolling, norm, measures)?))
        } else {
            None
        };
        let needs: Vec<HourNeed> = hours.iter().map(|hour| HourNeed::of(hour, &body)).collect();
        let likely = needs.iter().map(|need| &need.likely);
        let ordinary = Demand::of(likely.clone(), &Cloth::new(ORDINARY_CLOTH_PERMEABILITY_L_M2S))?;
        let demands = measures
            .cloths
            .iter()
            .map(|cloth| Demand::of(likely.clone(), cloth))
            .collect::<Option<Vec<_>>>()?;
        let felt_c = |hour: &Hour| hour.temperature_c + body.shift_k;
        let coldest = highest(&hours, |hour| -felt_c(hour))?;
        // Warnings call the same hour the coldest.
        let chilliest = highest(&hours, |hour| -feels_like_c(hour))?;
        let mildest = highest(&hours, felt_c)?;
        let (decisive_c, mildest_felt_c) = (felt_c(&hours[coldest]), felt_c(&hours[mildest]));
        let mean_c = mean(hours.iter().map(felt_c));
        let dressing_c = match body.kit() {
            kit @ (Kit::Everyday | Kit::Sports) => {
                // Where it is so warm that the heat balance asks for nothing, the mean counts.
                let (than_mean_k, than_coldest_k) = match kit {
                    Kit::Sports => {
                        let ease_k = body.sports_ease_k(mean_c);
                        (ease_k, ease_k + SPORTS_IN_COLDEST_HOUR_MORE_K)
                    }
                    Kit::Everyday | Kit::Running => {
                        let walkers_k = WALKERS_WARMER_THAN_COLDEST_HOUR_BY_AT_MOST_K
                            + WALKERS_WARMER_FOR_EACH_K
                                * (mildest_felt_c - WALKERS_MIND_MORNINGS_UP_TO_C).max(0.0);
                        let than_coldest_k = if body.walks_fast() {
                            walkers_k.min(WARMER_THAN_COLDEST_HOUR_BY_AT_MOST_K)
                        } else {
                            WARMER_THAN_COLDEST_HOUR_BY_AT_MOST_K
                        };
                        (WALKERS_DRESS_WARMER_BY_AT_MOST_K, than_coldest_k)
                    }
                };
                let most_c = (mean_c + than_mean_k).min(decisive_c + than_coldest_k);
                let own_c = measures.scale.temperature_c(likely, mean_c)?.min(most_c);
                match &stroller {
                    Some(stroller) => own_c.max(stroller.coldest_dressing_c(measures)?),
                    None => own_c,
                }
            }
            // Guides for runners speak of the air.
            Kit::Running => decisive_c,
        };
        let bare_skin_c = hours
            .iter()
            .map(|hour| bare_skin_c(hour, hour.temperature_c, &body))
            .fold(f64::INFINITY, f64::min);
        let rain_chance = chance_of_rain(&hours);
        let worst_chance = hours.iter().map(|hour| hour.precipitation_probability).fold(0.0, f64::max);
        let (windbreak_up_to_c, hood_up_to_c) = match body.kit() {
            Kit::Everyday => (WINDBREAK_UP_TO_C, HOOD_UP_TO_C),
            Kit::Sports => (WINDBREAK_UP_TO_C, HOOD_IN_SPORTS_UP_TO_C),
            Kit::Running => (WINDBREAK_ON_RUNNERS_UP_TO_C, HOOD_ON_RUNNERS_UP_TO_C),
        };
        let hood_up_to_c =
            if worst_chance >= HOOD_IN_SPORTS_PROBABILITY { HOOD_UP_TO_C } else { hood_up_to_c };
        // Where it is too warm for a jacket, hikers have an umbrella.
        let is_for_umbrella = body.hikes() && decisive_c > hood_up_to_c;
        let has_no_hand_free = body.kit() != Kit::Everyday && !is_for_umbrella;
        let blown = hours.iter().any(|hour| rounded(hour.wind_speed_ms, 10.0) >= UMBRELLA_USELESS_MS);
        let wet = rain_chance >= WET_CLOTHES_PROBABILITY;
        let is_dry_snow = hours.iter().all(|hour| hour.temperature_c <= NO_UMBRELLA_IN_SNOW_UP_TO_C);
        let umbrella = if blown || has_no_hand_free || is_dry_snow || rain_chance < UMBRELLA_ALONG_PROBABILITY
        {
            UmbrellaUse::None
        } else if wet {
            UmbrellaUse::Open
        } else {
            UmbrellaUse::Along
        };
        let falls = |hour: &Hour, forms: &[Precipitation]| {
            hour.precipitation_probability >= WET_HOUR_SHARE_OF_WORST * worst_chance
                && forms.contains(&precipitation(hour, measures.snow_at_c))
        };
        let rains = hours.iter().any(|hour| falls(hour, &[Precipitation::Rain, Precipitation::Sleet]));
        let is_umbrella_useless = blown || has_no_hand_free;
        let may_rain = rain_chance >= UMBRELLA_ALONG_PROBABILITY;
        let windy = hours.iter().any(|hour| hour.wind_speed_ms >= WINDBREAK_WANTED_MS);
        // On a bicycle it blows in calm air, too.
        let rides = body.ride_speed_ms() > 0.0;
        let wanted_below_c = if windy {
            if rides { WINDBREAK_ON_CYCLISTS_UP_TO_C } else { windbreak_up_to_c }
        } else if hours.iter().any(|hour| open_wind_met_ms(hour, &body) >= WINDBREAK_WANTED_MS) && rides {
            windbreak_up_to_c
        } else if rides {
            CYCLISTS_WANT_WINDBREAK_BELOW_C
        } else {
            f64::NEG_INFINITY
        };
        let windbreak = decisive_c < wanted_below_c;
        let melts = hours
            .iter()
            .any(|hour| hour.temperature_c >= SNOW_MELTS_FROM_C && falls(hour, &[Precipitation::Snow]));
        let wets = rains || melts;
        let windy_rain = hours.iter().any(|hour| {
            hour.wind_speed_ms >= PARASOL_USELESS_MS
                && falls(hour, &[Precipitation::Rain, Precipitation::Sleet])
        });
        let hood = wets
            && decisive_c <= hood_up_to_c
            && is_umbrella_useless
            && (wet || (may_rain && windbreak))
            && (decisive_c < NO_COAT_FROM_C || worst_chance >= WET_CLOTHES_PROBABILITY);
        let snows = hours.iter().any(|hour| falls(hour, &[Precipitation::Sleet, Precipitation::Snow]));
        let freezes = hours.iter().any(|hour| hour.temperature_c <= measures.ice_at_c);
        let slippery = may_rain && (freezes || snows);
        let sunny = hours.iter().any(|hour| {
            let glares = hour.sun_elevation_deg >= SHADE_WANTED_FROM_ELEVATION_DEG
                && hour.temperature_c >= SHADE_WANTED_C
                && cloudiness(hour) < OVERCAST_FRAC;
            uv_index(hour).round() >= SUN_HAT_UV_INDEX || glares
        });
        let hot = hours.iter().any(|hour| felt_c(hour) >= LIGHTEST_CLOTHES_C);
        let is_on_a_path = body.hikes();
        let wants_closed_shoes = wet || is_on_a_path || bare_skin_c <= SPORTS_CLOSED_SHOES_UP_TO_C;
        let wet_shoes =
            rain_chance >= WET_SHOES_PROBABILITY || (body.kit() == Kit::Sports && wants_closed_shoes);
        let rainy_h = hours.iter().filter(|hour| hour.precipitation_probability >= LIKELY_WET_PROBABILITY);
        let soaking = wets
            && rain_chance >= WET_SHOES_PROBABILITY
            && rainy_h.count() as f64 >= RAIN_TROUSERS_SHARE_OF_HOURS * hours.len() as f64;
        let no_parasol = hours.iter().any(|hour| hour.wind_speed_ms >= PARASOL_USELESS_MS)
            || hours.iter().all(|hour| hour.sun_elevation_deg <= 0.0 || cloudiness(hour) >= OVERCAST_FRAC);
        Some(Self {
            decisive: Deciding { hour: chilliest, ..ordinary.coldest.with_custom() },
            mildest: Deciding { hour: mildest, ..ordinary.mildest.with_custom() },
            hours,
            needs,
            body,
            norm,
            dressing_c,
            dressing_clo: match body.kit() {
                Kit::Everyday => measures.scale.needed_clo(dressing_c),
                // Whoever slows down there freezes.
                Kit::Sports if body.runs() => measures.scale.needed_clo(dressing_c),
                Kit::Sports | Kit::Running => 0.0,
            },
            ease_k: (dressing_c - mean_c).max(0.0),
            felt_c: decisive_c,
            mildest_felt_c,
            air_c: decisive_c - body.shift_k,
            bare_skin_c,
            rain_chance,
            wet,
            soaking,
            wet_shoes,
            umbrella,
            hood,
            hood_along: rains
                && !wet
                && !hood
                && is_umbrella_useless
                && may_rain
                && decisive_c <= hood_up_to_c,
            no_parasol,
            blown,
            driving_rain: rains && rain_chance >= RAINY_PROBABILITY && windy_rain,
            may_be_rain: rains,
            may_be_snow: snows,
            windbreak,
            slippery,
            sunny: sunny && umbrella != UmbrellaUse::Open && !hood && rain_chance < RAINY_PROBABILITY,
            hot,
            stroller,
            ordinary,
            demands,
        })
    }

    /// What an hour asks of ordinary cloth, clo; `None` for one that is not among
    /// these hours.
    pub(crate) fn required_clo(&self, hour: &Hour) -> Option<f64> {
        let need = self.needs.iter().find(|need| need.time == hour.time)?;
        let ordinary = Cloth::new(ORDINARY_CLOTH_PERMEABILITY_L_M2S);
        Some(with_custom_clo(self.ordinary.in_hour_clo(&need.likely, &ordinary)))
    }

    /// What an hour asks of a set whose most windproof cloth is this one, clo.
    pub(super) fn required_in_hour_clo(&self, hour: usize, cloth: usize, cloths: &[Cloth]) -> f64 {
        let needed = self.needs.get(hour).zip(self.demands.get(cloth)).zip(cloths.get(cloth));
        needed.map_or(0.0, |((need, demand), cloth)| with_custom_clo(demand.in_hour_clo(&need.likely, cloth)))
    }

    /// The hour that asks most of a set whose most windproof cloth is this one.
    pub(crate) fn coldest(&self, cloth: usize) -> Deciding {
        self.demands.get(cloth).map_or(self.decisive, |demand| demand.coldest.with_custom())
    }

    /// What the mildest hour asks of such a set, clo.
    pub(crate) fn warmest_clo(&self, cloth: usize) -> f64 {
        let mildest = self.demands.get(cloth).map_or(self.mildest, |demand| demand.mildest.with_custom());
        mildest.required_clo
    }

    /// As for which air they dress where the coldest hour asks for more than the day does, °C.
    fn coldest_dressing_c(&self, measures: &Measures) -> Option<f64> {
        let needs = self.needs.iter().map(|need| &need.likely);
        Some(measures.scale.coldest_hour_c(needs, self.felt_c)?.min(self.dressing_c))
    }

    /// What the hours would ask of a cloth in the careful case.
    pub(super) fn careful(&self, cloth: usize, measures: &Measures) -> Option<Careful> {
        let needs = || self.needs.iter().map(|need| &need.careful);
        let demand = Demand::of(needs(), measures.cloths.get(cloth)?)?;
        let felt_c = self.hours.iter().map(|hour| self.body.careful_c(hour) + self.body.shift_k);
        let dressing_c = measures.scale.temperature_c(needs(), mean(felt_c))?;
        Some(Careful { required_clo: demand.coldest.with_custom().required_clo, dressing_c })
    }
}

/// The careful case: what it asks for, and as for which air people would dress, °C.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Careful {
    pub(super) required_clo: f64,
    pub(super) dressing_c: f64,
}

/// What bare skin feels of an hour at a temperature that it may have, °C. Guides for
/// runners speak of the air itself, in an ordinary wind.
pub(super) fn bare_skin_c(hour: &Hour, temperature_c: f64, body: &Body) -> f64 {
    let chill_c = chilled_c(temperature_c, open_wind_met_ms(hour, body));
    let felt_c = match body.kit() {
        Kit::Everyday | Kit::Sports => chill_c,
        Kit::Running => temperature_c.min(chill_c + CHILL_IN_GUIDES_FOR_RUNNERS_K),
    };
    // Frost does not ask how warm somebody feels.
    felt_c + body.shift_k.min(0.0)
}

/// The wind at 10 m in which somebody who stands feels what this person does, m/s.
fn open_wind_met_ms(hour: &Hour, body: &Body) -> f64 {
    open_wind_speed_ms(hour.body_wind_speed_ms.hypot(body.ride_speed_ms()))
}

/// The hour with the highest value, the earliest of equals.
pub(super) fn highest(hours: &[Hour], value: impl Fn(&Hour) -> f64) -> Option<usize> {
    (0..hours.len()).rev().max_by(|&a, &b| value(&hours[a]).total_cmp(&value(&hours[b])))
}
