//! The parts that sets are put together from, and what a base and a stack cost by
//! themselves: too warm or too light indoors, wrong for the weather, liked less than
//! something else. They are built in a fixed order, by the preferences of the catalogue.

use common::recommendation::GarmentCategory;

use super::occasion::Occasion;
use crate::comfort::ensemble_insulation_clo;
use crate::wardrobe::{BodyPart, MOST_WATERPROOF, Piece, Purpose, Rack};

/// What a base costs that is too warm indoors. Nothing outweighs it.
const TOO_WARM_INDOORS: f64 = 10_000.0;
/// What 1 clo of each fault costs, in the same measure as the rest.
const PER_CLO_TOO_WARM_AT_NOON: f64 = 2.0;
const PER_CLO_TOO_LIGHT_INDOORS: f64 = 1.0;
/// What a garment costs for every kelvin at which nobody would have it on.
const PER_KELVIN_OUT_OF_PLACE: f64 = 0.03;
/// Underwear for the cold cannot come off on a day that gets mild.
const THERMALS_ON_A_MILD_DAY: f64 = 0.08;
const MILD_C: f64 = 5.0;
/// An afternoon that is dressed for.
const WARM_AFTERNOON_C: f64 = 15.0;
/// However fast one moves, shoes are not for weather that is warmer by more.
const FEET_MOVE_K: f64 = 12.0;
/// From here on in the warmest hour legs stay bare.
const BARE_LEGS_C: f64 = 24.0;
/// Bare legs want something under them below this.
const LEGGINGS_C: f64 = 5.0;
/// In deep frost people put something under their trousers, or wear lined ones,
/// and no skirt.
const COLD_LEGS: f64 = 0.2;
const DEEP_FROST_C: f64 = -8.0;
const SKIRT_FROST_C: f64 = 0.0;
const WARM_TROUSERS_CLO: f64 = 0.3;
/// On a cool morning people want something over it all.
const NO_JACKET_IN_THE_COOL: f64 = 0.1;
const COOL_C: f64 = 12.0;
/// And on a mild one rather not.
const JACKET_ON_A_MILD_MORNING: f64 = 0.08;
const MILD_MORNING_C: f64 = 16.0;
/// Where it gets mild two thinner layers are better than one heavy coat.
const HEAVY_COAT_ON_A_MILD_DAY: f64 = 0.15;
const HEAVY_COAT_CLO: f64 = 0.5;
/// So much more than needed is no fault, clo.
pub(super) const BORNE_CLO: f64 = 0.12;
/// Every further piece is a burden, overtrousers most of all.
const PER_PIECE: f64 = 0.03;
const PER_OVERTROUSERS: f64 = 0.1;
/// What it costs to pass over a garment that is liked better.
const PER_RANK: f64 = 0.012;
/// In the heat every bit is too much.
const PER_CLO_IN_THE_HEAT: f64 = 1.0;
/// A coat that is wrong for the rain, or for want of it.
const COAT_THAT_SOAKS: f64 = 0.25;
const NO_HOOD_IN_THE_STORM: f64 = 0.6;
const RAINCOAT_IN_THE_DRY: f64 = 0.15;

/// The part of a set that is kept on, while it is chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base<'a> {
    pub(super) pieces: [Option<&'a Piece>; 6],
    pub(super) sum_clo: f64,
    pub(super) cloth: usize,
    pub(super) cost: f64,
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
    let at_c = occasion.dressing_c;
    let optional = |category| rack.optional(category, at_c);
    let locked = |category| rack.of(category).iter().any(|piece| piece.locked);
    // Whoever waits for hours in mild air needs a coat, and no winter trousers; and
    // what is kept on is what the afternoon is spent in.
    let afternoon_c = if occasion.mildest_felt_c > WARM_AFTERNOON_C { occasion.mildest_felt_c } else { at_c };
    let worn_at_c = [at_c, occasion.felt_c, afternoon_c];
    let needed = |category| rack.needed(category, &worn_at_c);
    let mut bodies: Vec<(&Piece, Option<&Piece>)> = Vec::new();
    if !locked(GarmentCategory::OnePiece) {
        let bottoms = needed(GarmentCategory::Bottom);
        for top in needed(GarmentCategory::Top) {
            bodies.extend(bottoms.iter().map(|&bottom| (top, Some(bottom))));
        }
    }
    if !locked(GarmentCategory::Top) && !locked(GarmentCategory::Bottom) {
        bodies.extend(rack.options(GarmentCategory::OnePiece, at_c).into_iter().map(|dress| (dress, None)));
    }
    // Nobody runs in boots or waits in them on a mild day.
    let feet_c = at_c.clamp(occasion.felt_c, occasion.felt_c + FEET_MOVE_K);
    // Nor in tights through a summer's afternoon.
    let legs_c = if occasion.mildest_felt_c >= BARE_LEGS_C { occasion.mildest_felt_c } else { feet_c };
    let (under_tops, under_bottoms) =
        (optional(GarmentCategory::BaseTop), optional(GarmentCategory::BaseBottom));
    let underwear_clo: f64 =
        rack.of(GarmentCategory::Underwear).iter().map(|piece| piece.garment.insulation.clo).sum();
    let (Some(for_trousers), Some(for_bare_legs), Some(shoes)) =
        (socks(rack, feet_c, false), socks(rack, legs_c, true), shoes(rack, occasion, feet_c))
    else {
        return;
    };
    for (top, bottom) in bodies {
        let bare_legs = !bottom.unwrap_or(top).garment.covers(BodyPart::Calves);
        let socks = if bare_legs { for_bare_legs } else { for_trousers };
        let looks = looks(top, bottom, occasion);
        for &under_top in &under_tops {
            for &under_bottom in &under_bottoms {
                // Under bare legs leggings are seen: tights are better, if there are any.
                let are_tights = socks.garment.covers(BodyPart::Thighs) || at_c > LEGGINGS_C;
                if bare_legs && are_tights && under_bottom.is_some_and(|piece| !piece.locked) {
                    continue;
                }
                let pieces = [Some(top), bottom, under_top, under_bottom, Some(socks), Some(shoes)];
                each(Base::new(pieces, (underwear_clo, looks), occasion));
            }
        }
    }
}

impl<'a> Base<'a> {
    /// Beside what its top and bottom cost by their looks.
    fn new(pieces: [Option<&'a Piece>; 6], (underwear_clo, looks): (f64, f64), occasion: &Occasion) -> Self {
        let [top, bottom, under_top, under_bottom, ..] = pieces;
        let sum_clo = underwear_clo
            + pieces.into_iter().flatten().map(|piece| piece.garment.insulation.clo).sum::<f64>();
        let cloth = top.map_or(0, |piece| piece.garment.cloth);
        let insulation_clo = ensemble_insulation_clo(sum_clo);
        let norm = &occasion.norm;
        let further: f64 = [under_top, under_bottom].into_iter().flatten().map(|_| 1.0).sum();
        let warmest_clo = occasion.warmest_clo(cloth).max(norm.least_clo);
        let mut cost = looks
            + cold_legs(bottom.or(top), under_bottom, occasion)
            + PER_PIECE * further
            + PER_CLO_TOO_WARM_AT_NOON * (insulation_clo - warmest_clo - BORNE_CLO / 2.0).max(0.0)
            + if occasion.hot {
                PER_CLO_IN_THE_HEAT * insulation_clo
            } else {
                PER_CLO_TOO_LIGHT_INDOORS * (norm.least_clo - insulation_clo).max(0.0)
            };
        if further > 0.0 && occasion.mildest_felt_c > MILD_C {
            cost += THERMALS_ON_A_MILD_DAY;
        }
        if insulation_clo > norm.most_clo {
            cost += TOO_WARM_INDOORS * (1.0 + insulation_clo - norm.most_clo);
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
    PER_RANK * ranks + PER_KELVIN_OUT_OF_PLACE * out_of_place_k
}

/// What the lowest garment costs in the frost, with what is under it.
fn cold_legs(lowest: Option<&Piece>, under: Option<&Piece>, occasion: &Occasion) -> f64 {
    let Some(lowest) = lowest else { return 0.0 };
    let at_c = occasion.dressing_c;
    let is_cold_skirt = at_c < SKIRT_FROST_C && !lowest.garment.covers(BodyPart::Calves);
    let are_thin_trousers = under.is_none() && lowest.garment.insulation.clo < WARM_TROUSERS_CLO;
    if is_cold_skirt || (at_c < DEEP_FROST_C && are_thin_trousers) { COLD_LEGS } else { 0.0 }
}

/// All that may come off: of every layer first none, then what is liked best.
pub(super) fn stacks<'a>(rack: &'a Rack, occasion: &Occasion) -> Vec<Stack<'a>> {
    let optional = |category| rack.optional(category, occasion.dressing_c);
    let mids = optional(GarmentCategory::Mid);
    let outers = optional(GarmentCategory::Outer);
    let over_bottoms = optional(GarmentCategory::OverBottom);
    let mut stacks = Vec::with_capacity(mids.len() * outers.len() * over_bottoms.len());
    for &mid in &mids {
        for &outer in &outers {
            for &over_bottom in &over_bottoms {
                // Nobody pulls padded trousers over without a coat, nor rain trousers in
                // the dry.
                let is_odd = over_bottom.is_some_and(|piece| {
                    let in_the_dry = piece.garment.waterproof == MOST_WATERPROOF && !occasion.wet;
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
    fn new(
        mid: Option<&'a Piece>,
        outer: Option<&'a Piece>,
        over_bottom: Option<&'a Piece>,
        occasion: &Occasion,
    ) -> Self {
        let pieces = [mid, outer, over_bottom];
        let mut cost: f64 =
            [mid, outer].into_iter().flatten().map(|piece| PER_PIECE + PER_RANK * piece.rank).sum();
        if over_bottom.is_some() {
            cost += PER_OVERTROUSERS;
        }
        cost += match outer.map(|piece| piece.garment.waterproof) {
            Some(0) if occasion.wet => COAT_THAT_SOAKS,
            Some(2) if !occasion.wet => RAINCOAT_IN_THE_DRY,
            _ => 0.0,
        };
        if outer.is_none() && occasion.felt_c < COOL_C && occasion.dressing_c < COOL_C {
            cost += NO_JACKET_IN_THE_COOL;
        }
        let is_heavy = outer.is_some_and(|piece| piece.garment.insulation.clo >= HEAVY_COAT_CLO);
        if is_heavy && occasion.mildest_felt_c > WARM_AFTERNOON_C {
            cost += HEAVY_COAT_ON_A_MILD_DAY;
        }
        if outer.is_some() && occasion.dressing_c > MILD_MORNING_C {
            cost += JACKET_ON_A_MILD_MORNING;
        }
        if occasion.hood && outer.is_none_or(|piece| piece.garment.waterproof < 2) {
            cost += NO_HOOD_IN_THE_STORM;
        }
        let sum_clo = pieces.into_iter().flatten().map(|piece| piece.garment.insulation.clo).sum();
        Self { mid, outer, over_bottom, sum_clo, cost }
    }
}

/// With bare legs tights, if it is cool enough for them, and otherwise none.
fn socks(rack: &Rack, at_c: f64, bare_legs: bool) -> Option<&Piece> {
    let options = rack.needed(GarmentCategory::Socks, &[at_c]);
    let fitting =
        options.iter().find(|piece| piece.garment.covers(BodyPart::Thighs) == bare_legs || piece.locked);
    fitting.or(options.first()).copied()
}

/// Against the wet, or the ones that are liked best.
fn shoes<'a>(rack: &'a Rack, occasion: &Occasion, at_c: f64) -> Option<&'a Piece> {
    let options = rack.needed(GarmentCategory::Shoes, &[at_c]);
    let wanted = if occasion.wet { MOST_WATERPROOF } else { 0 };
    let unfit = |piece: &&Piece| piece.garment.waterproof.abs_diff(wanted);
    options.into_iter().min_by_key(unfit)
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
    pub(super) fn of(rack: &'a Rack, occasion: &Occasion) -> Self {
        let mut chosen: Vec<&Piece> =
            rack.of(GarmentCategory::Accessory).iter().filter(|piece| piece.locked).collect();
        for piece in rack.of(GarmentCategory::Accessory) {
            let garment = &piece.garment;
            let is_wanted = match garment.purpose {
                Some(Purpose::Cold) => garment.is_worn_at(occasion.dressing_c),
                Some(Purpose::Sun) => occasion.sunny && garment.is_worn_at(occasion.dressing_c),
                Some(Purpose::Rain) => occasion.umbrella && !occasion.hood,
                None => false,
            };
            // An umbrella covers no part of the body and goes with everything.
            let is_free = chosen
                .iter()
                .all(|other| !other.garment.covers_some_of(garment) && other.garment.id != garment.id);
            if is_wanted && is_free {
                chosen.push(piece);
            }
        }
        let is_cold = |piece: &&Piece| piece.garment.purpose == Some(Purpose::Cold);
        let (cold, along): (Vec<&Piece>, Vec<&Piece>) = chosen.into_iter().partition(is_cold);
        let sum_clo = cold.iter().map(|piece| piece.garment.insulation.clo).sum();
        Self { cold, along, sum_clo }
    }
}
