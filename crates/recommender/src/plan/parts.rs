//! The parts that sets are put together from, and what a base and a stack cost by
//! themselves: too warm or too light indoors, wrong for the weather, liked less than
//! something else. They are built in a fixed order, by the preferences of the catalogue.

use common::recommendation::GarmentCategory;

use super::occasion::{Occasion, UmbrellaUse};
use crate::comfort::ensemble_insulation_clo;
use crate::tuning::{
    AFTERNOON_EXCESS_COST_PER_CLO, BARE_LEGS_C, COAT_WANTED_IN_RAIN_BELOW_C, COLD_LEGS_COST, COST_PER_PIECE,
    COST_PER_RANK, DEEP_COLD_MILDEST_UP_TO_C, DEEP_COLD_UP_TO_C, HEAT_COST_PER_CLO, HEAVY_COAT_CLO,
    HEAVY_COAT_ON_MILD_DAY_COST, INDOOR_DEFICIT_COST_PER_CLO, JACKET_BELOW_C, JACKET_ON_MILD_MORNING_COST,
    LEGGINGS_UP_TO_C, LONG_JOHNS_UP_TO_C, NO_HOOD_IN_STORM_COST, NO_JACKET_ABOVE_C, NO_JACKET_IN_COOL_COST,
    NO_JACKET_IN_FROST_RUNNING_COST, NO_SKIRT_BELOW_C, NO_WINDBREAK_COST, OUT_OF_PLACE_COST_PER_K,
    OVERTROUSERS_COST, RAIN_TROUSERS_BELOW_C, RAINCOAT_IN_DRY_COST, RUNNING_JACKET_BELOW_C,
    RUNNING_UNDERSHIRT_BELOW_C, RUNNING_VEST_BELOW_C, SECOND_SHELL_COST, SET_EXCESS_TOLERATED_CLO,
    SHOES_WARMER_BY_AT_MOST_K, SOAKED_COAT_COST, SPORTS_DEEP_COLD_UP_TO_C, SPORTS_LONG_JOHNS_UP_TO_C,
    THERMALS_ON_MILD_DAY_COST, THERMALS_UP_TO_C, TOO_WARM_INDOORS_COST, UNLIKE_HABIT_COST_PER_PIECE,
    WARM_AFTERNOON_C, WARM_TROUSERS_BELOW_C, WARM_TROUSERS_CLO, WINDPROOF_UP_TO_L_M2S,
};
use crate::wardrobe::{BodyPart, Garment, Kit, MOST_WATERPROOF, Piece, Purpose, Rack};

/// The part of a set that is kept on, while it is chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base<'a> {
    pub(super) pieces: [Option<&'a Piece>; 6],
    pub(super) sum_clo: f64,
    pub(super) cloth: usize,
    pub(super) cost: f64,
}

/// What a base is made from.
struct BaseParts<'a> {
    pieces: [Option<&'a Piece>; 6],
    /// What is under all of them.
    underwear_clo: f64,
    /// What its top and bottom cost whatever is worn with them.
    looks_cost: f64,
}

/// The part that comes off, but for the accessories.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stack<'a> {
    pub(super) mid: Option<&'a Piece>,
    pub(super) outer: Option<&'a Piece>,
    pub(super) over_bottom: Option<&'a Piece>,
    pub(super) sum_clo: f64,
    pub(super) cost: f64,
}

/// All that may be kept on, what is liked best first.
pub(super) fn each_base<'a>(rack: &'a Rack, occasion: &Occasion, mut each: impl FnMut(Base<'a>)) {
    let (at_c, air_c) = (occasion.dressing_c, occasion.air_c);
    let optional = |category| rack.optional(category, at_c, air_c);
    let locked = |category| rack.of(category).iter().any(|piece| piece.locked);
    // Whoever waits for hours in mild air needs a coat, and no winter trousers; and
    // what is kept on is what the afternoon is spent in.
    let afternoon_c = if occasion.mildest_felt_c > WARM_AFTERNOON_C { occasion.mildest_felt_c } else { at_c };
    let worn_at_c = [at_c, occasion.felt_c, afternoon_c];
    let needed = |category| rack.needed(category, &worn_at_c, air_c);
    let mut bodies: Vec<(&Piece, Option<&Piece>)> = Vec::new();
    if !locked(GarmentCategory::OnePiece) {
        let bottoms = needed(GarmentCategory::Bottom);
        for top in needed(GarmentCategory::Top) {
            bodies.extend(bottoms.iter().map(|&bottom| (top, Some(bottom))));
        }
    }
    if !locked(GarmentCategory::Top) && !locked(GarmentCategory::Bottom) {
        bodies.extend(
            rack.options(GarmentCategory::OnePiece, at_c, air_c).into_iter().map(|dress| (dress, None)),
        );
    }
    let feet_c = feet_c(occasion);
    // Nor in tights through a summer's afternoon.
    let legs_c = if occasion.mildest_felt_c >= BARE_LEGS_C { occasion.mildest_felt_c } else { feet_c };
    let (under_tops, under_bottoms) =
        (optional(GarmentCategory::BaseTop), optional(GarmentCategory::BaseBottom));
    let underwear_clo = underwear_clo(rack);
    let (Some(for_trousers), Some(for_bare_legs), Some(shoes)) =
        (socks(rack, feet_c, air_c, false), socks(rack, legs_c, air_c, true), shoes(rack, occasion))
    else {
        return;
    };
    for (top, bottom) in bodies {
        let bare_legs = !bottom.unwrap_or(top).garment.covers(BodyPart::Calves);
        let socks = if bare_legs { for_bare_legs } else { for_trousers };
        let looks_cost = looks(top, bottom, occasion);
        for &under_top in &under_tops {
            for &under_bottom in &under_bottoms {
                // Under bare legs leggings are seen: tights are better, if there are any.
                let are_tights = socks.garment.covers(BodyPart::Thighs) || at_c > LEGGINGS_UP_TO_C;
                if bare_legs && are_tights && under_bottom.is_some_and(|piece| !piece.locked) {
                    continue;
                }
                let pieces = [Some(top), bottom, under_top, under_bottom, Some(socks), Some(shoes)];
                each(Base::new(BaseParts { pieces, underwear_clo, looks_cost }, occasion));
            }
        }
    }
}

impl<'a> Base<'a> {
    /// These pieces as they are: a top or a dress, a bottom, what is under them, socks and
    /// shoes.
    pub(super) fn of(rack: &'a Rack, pieces: [Option<&'a Piece>; 6], occasion: &Occasion) -> Self {
        let looks_cost = pieces[0].map_or(0.0, |top| looks(top, pieces[1], occasion));
        Self::new(BaseParts { pieces, underwear_clo: underwear_clo(rack), looks_cost }, occasion)
    }

    fn new(parts: BaseParts<'a>, occasion: &Occasion) -> Self {
        let BaseParts { pieces, underwear_clo, looks_cost } = parts;
        let [top, bottom, under_top, under_bottom, ..] = pieces;
        let sum_clo = underwear_clo
            + pieces.into_iter().flatten().map(|piece| piece.garment.insulation.clo).sum::<f64>();
        let is_running_thin = occasion.body.kit() == Kit::Running
            && (under_top.is_none() || under_bottom.is_none())
            && occasion.felt_c < RUNNING_UNDERSHIRT_BELOW_C;
        let cloth = top.map_or(0, |piece| piece.garment.cloth);
        let insulation_clo = ensemble_insulation_clo(sum_clo);
        let norm = &occasion.norm;
        let further: f64 = [under_top, under_bottom].into_iter().flatten().map(|_| 1.0).sum();
        let warmest_clo = occasion.warmest_clo(cloth).max(norm.least_clo);
        let mut cost = looks_cost
            + cold_legs(bottom.or(top), under_bottom, occasion)
            + COST_PER_PIECE * further
            + AFTERNOON_EXCESS_COST_PER_CLO
                * (insulation_clo - warmest_clo - SET_EXCESS_TOLERATED_CLO / 2.0).max(0.0)
            + if occasion.hot {
                HEAT_COST_PER_CLO * insulation_clo
            } else {
                INDOOR_DEFICIT_COST_PER_CLO * (norm.least_clo - insulation_clo).max(0.0)
            };
        if is_running_thin {
            cost += NO_JACKET_IN_FROST_RUNNING_COST;
        }
        if further > 0.0 && occasion.mildest_felt_c > THERMALS_UP_TO_C {
            cost += THERMALS_ON_MILD_DAY_COST;
        }
        // Runners do not go indoors in what they run in.
        if insulation_clo > norm.most_clo && occasion.body.kit() != Kit::Running {
            cost += TOO_WARM_INDOORS_COST * (1.0 + insulation_clo - norm.most_clo);
        }
        Self { pieces, sum_clo, cloth, cost }
    }
}

/// What a top and a bottom cost whatever is worn with them: that they are liked less
/// than others, and that nobody would have them on.
fn looks(top: &Piece, bottom: Option<&Piece>, occasion: &Occasion) -> f64 {
    let pieces = || std::iter::once(top).chain(bottom);
    let ranks: f64 = pieces().map(|piece| piece.rank).sum();
    let out_of_place_k: f64 = pieces()
        .filter(|piece| !piece.locked)
        .map(|piece| {
            let at = |temperature_c| piece.garment.out_of_place_k(temperature_c);
            at(occasion.dressing_c).min(at(occasion.felt_c))
        })
        .sum();
    COST_PER_RANK * ranks + OUT_OF_PLACE_COST_PER_K * out_of_place_k
}

/// What the lowest garment costs in the frost, with what is under it.
fn cold_legs(lowest: Option<&Piece>, under: Option<&Piece>, occasion: &Occasion) -> f64 {
    let Some(lowest) = lowest else { return 0.0 };
    let at_c = occasion.dressing_c;
    let is_cold_skirt = at_c < NO_SKIRT_BELOW_C && !lowest.garment.covers(BodyPart::Calves);
    let are_thin_trousers = under.is_none() && lowest.garment.insulation.clo < WARM_TROUSERS_CLO;
    if is_cold_skirt || (at_c < WARM_TROUSERS_BELOW_C && are_thin_trousers) { COLD_LEGS_COST } else { 0.0 }
}

/// All that may come off: of every layer first none, then what is liked best.
pub(super) fn stacks<'a>(rack: &'a Rack, occasion: &Occasion) -> Vec<Stack<'a>> {
    let optional = |category| rack.optional(category, occasion.dressing_c, occasion.air_c);
    let mids = optional(GarmentCategory::Mid);
    let mut outers = optional(GarmentCategory::Outer);
    if occasion.hood && !outers.iter().flatten().any(|piece| piece.locked) {
        // However lightly one would dress otherwise.
        let known: Vec<&str> = outers.iter().flatten().map(|piece| piece.garment.id.as_str()).collect();
        let further = |piece: &&Piece| {
            let garment = &piece.garment;
            garment.hooded && garment.suits_air(occasion.air_c) && !known.contains(&garment.id.as_str())
        };
        let further: Vec<&Piece> = rack.of(GarmentCategory::Outer).iter().filter(further).collect();
        outers.extend(further.into_iter().map(Some));
    }
    outers.retain(|outer| outer.is_none_or(|piece| piece.locked || occasion.body.moves_in(&piece.garment)));
    let over_bottoms = optional(GarmentCategory::OverBottom);
    let mut stacks = Vec::with_capacity(mids.len() * outers.len() * over_bottoms.len());
    for &mid in &mids {
        for &outer in &outers {
            for &over_bottom in &over_bottoms {
                // Nobody pulls padded trousers over without a coat, nor rain trousers in
                // the dry.
                let is_odd = over_bottom.is_some_and(|piece| {
                    let in_the_dry =
                        piece.garment.waterproof == MOST_WATERPROOF && !wants_rain_trousers(occasion);
                    !piece.locked && (outer.is_none() || in_the_dry)
                });
                if is_odd {
                    continue;
                }
                stacks.push(Stack::new(mid, outer, over_bottom, occasion));
            }
        }
    }
    stacks
}

impl<'a> Stack<'a> {
    pub(super) fn new(
        mid: Option<&'a Piece>,
        outer: Option<&'a Piece>,
        over_bottom: Option<&'a Piece>,
        occasion: &Occasion,
    ) -> Self {
        let pieces = [mid, outer, over_bottom];
        let mut cost: f64 =
            [mid, outer].into_iter().flatten().map(|piece| COST_PER_PIECE + COST_PER_RANK * piece.rank).sum();
        if over_bottom.is_some() {
            cost += OVERTROUSERS_COST;
        }
        cost += match outer.map(|piece| piece.garment.waterproof) {
            Some(waterproof) if soaks(waterproof, occasion) => SOAKED_COAT_COST,
            Some(2) if !occasion.wet && !occasion.hood && !occasion.hood_along => RAINCOAT_IN_DRY_COST,
            _ => 0.0,
        };
        let (jacket_below_c, without_cost) = match occasion.body.kit() {
            Kit::Everyday | Kit::Sports => (JACKET_BELOW_C, NO_JACKET_IN_COOL_COST),
            Kit::Running => (RUNNING_JACKET_BELOW_C, NO_JACKET_IN_FROST_RUNNING_COST),
        };
        let is_cool = occasion.felt_c < jacket_below_c && occasion.dressing_c < jacket_below_c;
        if outer.is_none() && is_cool {
            cost += without_cost;
        }
        let is_running_thin =
            occasion.body.kit() == Kit::Running && mid.is_none() && occasion.felt_c < RUNNING_VEST_BELOW_C;
        if is_running_thin {
            cost += NO_JACKET_IN_FROST_RUNNING_COST;
        }
        let is_heavy = outer.is_some_and(|piece| piece.garment.insulation.clo >= HEAVY_COAT_CLO);
        if is_heavy && occasion.mildest_felt_c > WARM_AFTERNOON_C {
            cost += HEAVY_COAT_ON_MILD_DAY_COST;
        }
        if outer.is_some() && occasion.dressing_c > NO_JACKET_ABOVE_C {
            cost += JACKET_ON_MILD_MORNING_COST;
        }
        if lacks_coat_in_rain(outer, occasion) {
            cost += SOAKED_COAT_COST;
        }
        if lacks_hood(outer, occasion) {
            cost += NO_HOOD_IN_STORM_COST;
        }
        if lacks_windbreak(outer, occasion) {
            cost += NO_WINDBREAK_COST;
        }
        if is_first_of_two(outer, occasion) {
            cost += SECOND_SHELL_COST;
        }
        let sum_clo = pieces.into_iter().flatten().map(|piece| piece.garment.insulation.clo).sum();
        Self { mid, outer, over_bottom, sum_clo, cost }
    }

    /// What it costs to come off in something else than people are used to.
    pub(super) fn unlike_cost(&self, other: &Self) -> f64 {
        let pairs = [(self.mid, other.mid), (self.outer, other.outer), (self.over_bottom, other.over_bottom)];
        let id = |piece: &'a Piece| piece.garment.id.as_str();
        let unlike = pairs.iter().filter(|(one, other)| one.map(id) != other.map(id));
        unlike.map(|_| UNLIKE_HABIT_COST_PER_PIECE).sum()
    }
}

/// Whether a coat, or none, is right for rain and wind.
pub(super) fn is_fit_coat(outer: Option<&Piece>, occasion: &Occasion) -> bool {
    keeps_dry(outer, occasion) && !lacks_windbreak(outer, occasion) && !is_first_of_two(outer, occasion)
}

/// The same for the rain alone.
pub(super) fn keeps_dry(outer: Option<&Piece>, occasion: &Occasion) -> bool {
    let is_soaked = outer.is_some_and(|piece| soaks(piece.garment.waterproof, occasion));
    !(is_soaked || lacks_coat_in_rain(outer, occasion) || lacks_hood(outer, occasion))
}

/// True for a coat that the rain of these hours goes through.
fn soaks(waterproof: u8, occasion: &Occasion) -> bool {
    occasion.wet && waterproof < if occasion.driving_rain { MOST_WATERPROOF } else { 1 }
}

fn lacks_coat_in_rain(outer: Option<&Piece>, occasion: &Occasion) -> bool {
    occasion.wet && occasion.felt_c < COAT_WANTED_IN_RAIN_BELOW_C && outer.is_none()
}

fn lacks_hood(outer: Option<&Piece>, occasion: &Occasion) -> bool {
    occasion.hood && outer.is_none_or(|piece| !piece.garment.hooded)
}

/// Nobody takes a rain jacket along for rain that may come when what is worn could be one.
fn is_first_of_two(outer: Option<&Piece>, occasion: &Occasion) -> bool {
    let is_light = |piece: &Piece| !piece.garment.hooded && piece.garment.insulation.clo < HEAVY_COAT_CLO;
    occasion.hood_along && outer.is_some_and(is_light)
}

fn lacks_windbreak(outer: Option<&Piece>, occasion: &Occasion) -> bool {
    let lets_wind_in = |piece: &Piece| piece.garment.air_permeability_l_m2s > WINDPROOF_UP_TO_L_M2S;
    occasion.windbreak && outer.is_none_or(lets_wind_in)
}

/// So cold that feet are dressed by the air.
fn is_deep_cold(occasion: &Occasion) -> bool {
    feels_as_cold_as(DEEP_COLD_UP_TO_C, SPORTS_DEEP_COLD_UP_TO_C, occasion)
}

/// And legs.
pub(super) fn wants_long_johns(occasion: &Occasion) -> bool {
    feels_as_cold_as(LONG_JOHNS_UP_TO_C, SPORTS_LONG_JOHNS_UP_TO_C, occasion)
}

/// In rain that lasts, for whoever has no umbrella to hold.
pub(super) fn wants_rain_trousers(occasion: &Occasion) -> bool {
    let has_no_umbrella = occasion.body.kit() == Kit::Sports || occasion.blown;
    occasion.soaking && has_no_umbrella && occasion.felt_c < RAIN_TROUSERS_BELOW_C
}

/// True where bare skin feels as cold as the kit's limit, °C, on a day that stays cold. Runners
/// have their table.
fn feels_as_cold_as(everyday_c: f64, sports_c: f64, occasion: &Occasion) -> bool {
    let up_to_c = match occasion.body.kit() {
        Kit::Everyday => everyday_c,
        Kit::Sports => sports_c,
        Kit::Running => return false,
    };
    occasion.bare_skin_c <= up_to_c && occasion.mildest_felt_c <= DEEP_COLD_MILDEST_UP_TO_C
}

/// As for which air feet are dressed, °C: nobody runs in boots or waits in them on a mild
/// day.
fn feet_c(occasion: &Occasion) -> f64 {
    occasion.dressing_c.clamp(occasion.felt_c, occasion.felt_c + SHOES_WARMER_BY_AT_MOST_K)
}

/// What is worn under all of it, clo.
pub(super) fn underwear_clo(rack: &Rack) -> f64 {
    rack.of(GarmentCategory::Underwear).iter().map(|piece| piece.garment.insulation.clo).sum()
}

/// With bare legs tights, if it is cool enough for them, and otherwise none.
fn socks(rack: &Rack, at_c: f64, air_c: f64, bare_legs: bool) -> Option<&Piece> {
    let options = rack.needed(GarmentCategory::Socks, &[at_c], air_c);
    let fitting =
        options.iter().find(|piece| piece.garment.covers(BodyPart::Thighs) == bare_legs || piece.locked);
    fitting.or(options.first()).copied()
}

/// The shoes that one would wear, or others where those slip, soak or come off.
pub(super) fn shoes_against_the_wet<'a>(
    rack: &'a Rack,
    occasion: &Occasion,
    usual: &'a Piece,
) -> Option<&'a Piece> {
    let Piece { garment, .. } = usual;
    if is_deep_cold(occasion) {
        return shoes(rack, occasion);
    }
    let slips = (occasion.slippery || occasion.wet_shoes) && garment.smooth_soles;
    if slips
        || comes_off(garment, occasion)
        || ((occasion.wet_shoes || occasion.slippery) && garment.waterproof == 0)
    {
        shoes(rack, occasion)
    } else {
        Some(usual)
    }
}

/// With a grip on snow and ice, against the wet, or the ones that are liked best.
fn shoes<'a>(rack: &'a Rack, occasion: &Occasion) -> Option<&'a Piece> {
    let options = rack.needed(GarmentCategory::Shoes, &[feet_c(occasion)], occasion.air_c);
    if is_deep_cold(occasion) {
        let warmer = |a: &&&Piece, b: &&&Piece| a.garment.insulation.clo.total_cmp(&b.garment.insulation.clo);
        let suits = |piece: &&Piece| {
            let garment = &piece.garment;
            garment.suits_air(occasion.air_c)
                && occasion.body.moves_in(garment)
                && !is_unsafe(piece, occasion)
        };
        let locked = options.iter().find(|piece| piece.locked).copied();
        let all: Vec<&Piece> = rack.of(GarmentCategory::Shoes).iter().filter(suits).collect();
        return locked.or(all.iter().max_by(warmer).copied()).or(options.first().copied());
    }
    let wants_dry = occasion.wet_shoes || occasion.slippery;
    options.into_iter().min_by_key(|piece| {
        let Piece { garment, locked, .. } = piece;
        let waterproof = garment.waterproof;
        let slips = slips(garment, occasion) && !locked;
        let comes_off = comes_off(garment, occasion) && !locked;
        (slips, wants_dry && waterproof == 0, comes_off, if wants_dry { 0 } else { waterproof })
    })
}

/// All shoes that would do: they are no less safe, and soak no more, than those that one would wear.
pub(super) fn fitting_shoes<'a>(rack: &'a Rack, occasion: &Occasion) -> Vec<&'a Piece> {
    let Some(usual) = shoes(rack, occasion) else { return Vec::new() };
    let does = |piece: &&Piece| {
        let soaks = occasion.wet_shoes && piece.garment.waterproof < usual.garment.waterproof;
        is_unsafe(piece, occasion) <= is_unsafe(usual, occasion) && !soaks
    };
    let options = rack.needed(GarmentCategory::Shoes, &[feet_c(occasion)], occasion.air_c);
    options.into_iter().filter(does).collect()
}

fn is_unsafe(shoes: &Piece, occasion: &Occasion) -> bool {
    (slips(&shoes.garment, occasion) || comes_off(&shoes.garment, occasion)) && !shoes.locked
}

fn slips(shoes: &Garment, occasion: &Occasion) -> bool {
    occasion.slippery && shoes.smooth_soles
}

fn comes_off(shoes: &Garment, occasion: &Occasion) -> bool {
    shoes.loose_fit && occasion.body.walks_fast()
}

/// What goes with any set of the day.
#[derive(Debug)]
pub(super) struct Accessories<'a> {
    /// Against the cold: they come off first.
    pub(super) cold: Vec<&'a Piece>,
    pub(super) along: Vec<&'a Piece>,
    pub(super) sum_clo: f64,
}

impl<'a> Accessories<'a> {
    /// What goes where bare skin is dressed for this, °C.
    pub(super) fn at(rack: &'a Rack, occasion: &Occasion, bare_skin_c: f64) -> Self {
        let mut chosen: Vec<&Piece> =
            rack.of(GarmentCategory::Accessory).iter().filter(|piece| piece.locked).collect();
        // A hat against the cold comes before one against the sun.
        let is_cold = |piece: &&Piece| piece.garment.purpose == Some(Purpose::Cold);
        let all = || rack.of(GarmentCategory::Accessory).iter();
        for piece in all().filter(is_cold).chain(all().filter(|piece| !is_cold(piece))) {
            let garment = &piece.garment;
            let is_wanted = match garment.purpose {
                Some(Purpose::Cold) => {
                    occasion.body.wants(garment, bare_skin_c) && garment.suits_air(occasion.air_c)
                }
                Some(Purpose::Sun) => {
                    occasion.sunny
                        && garment.is_worn_at(occasion.dressing_c)
                        && !(garment.held && occasion.no_parasol)
                        && !(garment.covers(BodyPart::Head) && occasion.blown)
                }
                Some(Purpose::Rain) => occasion.umbrella == UmbrellaUse::Open,
                None => false,
            };
            let others = chosen.iter().map(|other| other.garment.as_ref());
            let is_free =
                garment.adds_to(others) && !chosen.iter().any(|other| other.garment.id == garment.id);
            if is_wanted && is_free {
                chosen.push(piece);
            }
        }
        let (cold, along): (Vec<&Piece>, Vec<&Piece>) = chosen.into_iter().partition(is_cold);
        let sum_clo = cold.iter().map(|piece| piece.garment.insulation.clo).sum();
        Self { cold, along, sum_clo }
    }
}
