//! Judgements: numbers that no formula and no standard gives, and from which the
//! advice follows all the same. To change one changes what people are told.
//!
//! A name says what is decided and ends with the unit. A cost is in the planner's
//! own measure, in which sets, or the courses of a day, are compared: a name that
//! ends with `COST` counts once, one that ends with `COST_PER_` something for each
//! of it. What physics or a standard gives stands beside its formula.

// The weather.

/// From this probability of precipitation on an hour counts as wet: an umbrella is
/// taken, ground may freeze and the sky is taken to be overcast.
pub(crate) const LIKELY_WET_PROBABILITY: f64 = 0.4;
/// How long one spell of rain lasts, h: the chances of hours within it are those of
/// one event, and the chances of two spells are independent.
pub(crate) const RAIN_SPELL_H: usize = 6;
/// How long ground that got wet stays so in the cold, h: ice is warned of so long.
pub(crate) const WET_GROUND_H: usize = 6;

// What an hour asks of clothes.

/// Where between the least insulation that can be borne (0) and comfort (1) the
/// requirement lies.
pub(crate) const NEED_COMFORT_FRACTION: f64 = 0.5;
/// However warm it is, people wear this much, clo: shorts and a T-shirt. Below it the
/// heat balance asks for nothing, and custom decides.
pub(crate) const SOCIAL_FLOOR_CLO: f64 = 0.36;
/// Ordinarily woven cloth, l/m²s: requirements are told for it when no set is spoken
/// of.
pub(crate) const ORDINARY_CLOTH_PERMEABILITY_L_M2S: f64 = 50.0;
/// A windproof coat, l/m²s, for the scale of the catalogue's temperatures: against
/// wind people put one on, not a warmer one.
pub(crate) const WINDPROOF_COAT_PERMEABILITY_L_M2S: f64 = 8.0;
/// The wind at 10 m for which the catalogue's temperatures are meant, m/s: a light
/// breeze.
pub(crate) const REFERENCE_WIND_MS: f64 = 2.5;
/// The relative humidity for which they are meant, %.
pub(crate) const REFERENCE_HUMIDITY_PCT: f64 = 60.0;
/// Below this the heat balance asks for next to nothing, clo: temperatures cannot be
/// told apart by it, and what the air feels like counts.
pub(crate) const DRESSING_SCALE_LEAST_CLO: f64 = 0.02;
/// From this mean wind at 10 m on umbrellas are of no use and a hood is wanted, m/s.
pub(crate) const UMBRELLA_USELESS_MS: f64 = 9.0;
/// From this UV index on the sun wants a hat and glasses: WHO asks for protection
/// from 3, a hat in town is worn from high on.
pub(crate) const SUN_HAT_UV_INDEX: f64 = 6.0;
/// From here on people want shade while the sun is up, °C, whatever the UV index.
pub(crate) const SHADE_WANTED_C: f64 = 30.0;
/// From here on, as it feels to the person, °C, people change to what is lightest: a
/// summer day in Korea begins at 25 and a hot one at 33.
pub(crate) const LIGHTEST_CLOTHES_C: f64 = 29.0;
/// A set that lacks less than this is called warm enough, clo: shown, it could not be
/// told from nothing.
pub(crate) const NOTHING_MISSING_CLO: f64 = 0.005;
/// In steps of this the effort is looked for at which a set would be enough, met.
pub(crate) const ACTIVITY_SEARCH_STEP_MET: f64 = 0.1;

/// From this effort on somebody runs, met: ISO 8996 gives running at 8 km/h 6 to 7, and
/// the fastest walk on the flat less than 5.
pub(crate) const RUNNING_FROM_MET: f64 = 5.0;

// What is kept on: the base of a set.

/// A base that is warmer than people dress indoors. Nothing outweighs it.
pub(crate) const TOO_WARM_INDOORS_COST: f64 = 10_000.0;
/// Every clo of a base beyond what the mildest hour needs.
pub(crate) const AFTERNOON_EXCESS_COST_PER_CLO: f64 = 2.0;
/// Every clo that a base has less than people wear indoors.
pub(crate) const INDOOR_DEFICIT_COST_PER_CLO: f64 = 1.0;
/// Every clo of a base in the heat, where every bit is too much.
pub(crate) const HEAT_COST_PER_CLO: f64 = 1.0;
/// Every kelvin by which a top or bottom is out of where people have it on.
pub(crate) const OUT_OF_PLACE_COST_PER_K: f64 = 0.03;
/// Every rank by which a garment is liked less than the best of its category.
pub(crate) const COST_PER_RANK: f64 = 0.012;
/// Every further piece: it is a burden.
pub(crate) const COST_PER_PIECE: f64 = 0.03;
/// A mildest hour that feels warmer than this, °C, is too warm for thermal underwear,
/// which cannot come off.
pub(crate) const THERMALS_UP_TO_C: f64 = 5.0;
/// Thermal underwear on such a day.
pub(crate) const THERMALS_ON_MILD_DAY_COST: f64 = 0.08;
/// From here on in the mildest hour, °C, a day is also dressed for its afternoon, and
/// a heavy coat is a nuisance.
pub(crate) const WARM_AFTERNOON_C: f64 = 15.0;
/// However fast one moves, shoes are not for weather that is warmer by more, K.
pub(crate) const SHOES_WARMER_BY_AT_MOST_K: f64 = 12.0;
/// From here on in the mildest hour legs stay bare, °C.
pub(crate) const BARE_LEGS_C: f64 = 24.0;
/// Up to here bare legs want something under them, if only leggings, °C.
pub(crate) const LEGGINGS_UP_TO_C: f64 = 5.0;
/// Below this people wear no skirt, °C.
pub(crate) const NO_SKIRT_BELOW_C: f64 = 0.0;
/// Below this people put something under their trousers or wear lined ones, °C.
pub(crate) const WARM_TROUSERS_BELOW_C: f64 = -8.0;
/// From here on trousers count as lined, clo.
pub(crate) const WARM_TROUSERS_CLO: f64 = 0.3;
/// A skirt, or thin trousers alone, in that cold.
pub(crate) const COLD_LEGS_COST: f64 = 0.2;

// What comes off: the stack of a set.

/// Overtrousers: of all pieces they are the greatest burden.
pub(crate) const OVERTROUSERS_COST: f64 = 0.1;
/// Below this people want a coat or jacket over it all, °C.
pub(crate) const JACKET_BELOW_C: f64 = 12.0;
/// None in that cold.
pub(crate) const NO_JACKET_IN_COOL_COST: f64 = 0.1;
/// Below this runners want one, or a second top, °C.
pub(crate) const RUNNING_JACKET_BELOW_C: f64 = -6.5;
/// None in that cold: the heat balance of a runner asks for less than runners wear.
pub(crate) const NO_JACKET_IN_FROST_RUNNING_COST: f64 = 1.0;
/// Above this in the coldest hour people rather have none, °C.
pub(crate) const NO_JACKET_ABOVE_C: f64 = 16.0;
/// One all the same.
pub(crate) const JACKET_ON_MILD_MORNING_COST: f64 = 0.08;
/// From here on a coat is heavy, clo.
pub(crate) const HEAVY_COAT_CLO: f64 = 0.5;
/// A heavy coat where the afternoon gets warm: two thinner layers are better.
pub(crate) const HEAVY_COAT_ON_MILD_DAY_COST: f64 = 0.15;
/// A coat that soaks on a wet day.
pub(crate) const SOAKED_COAT_COST: f64 = 0.25;
/// No waterproof coat where an umbrella is of no use.
pub(crate) const NO_HOOD_IN_STORM_COST: f64 = 0.6;
/// A raincoat on a dry day.
pub(crate) const RAINCOAT_IN_DRY_COST: f64 = 0.15;

// A base and a stack together.

/// A set that is not warm enough. Only a base that is too warm indoors outweighs it.
pub(crate) const NOT_WARM_ENOUGH_COST: f64 = 1_000.0;
/// Every clo that a set lacks in the hour that asks for most.
pub(crate) const SET_DEFICIT_COST_PER_CLO: f64 = 100.0;
/// So much more than the hour that asks for most needs is no fault of a set, clo; of
/// a base half of it.
pub(crate) const SET_EXCESS_TOLERATED_CLO: f64 = 0.12;
/// Every clo of a set beyond that.
pub(crate) const OUTDOOR_EXCESS_COST_PER_CLO: f64 = 1.5;
/// A sweater that is pulled over one's head indoors; a coat comes off there anyway.
pub(crate) const SWEATER_OFF_INDOORS_COST: f64 = 0.06;
/// A sweater over a knitted dress.
pub(crate) const KNIT_OVER_KNIT_COST: f64 = 0.3;
/// A vest over bare arms.
pub(crate) const VEST_OVER_BARE_ARMS_COST: f64 = 0.15;
/// Bases that insulate alike within this are compared by what they cost only, clo.
pub(crate) const EQUAL_INSULATION_CLO: f64 = 0.02;

/// An alternative differs from the sets before it in so many pieces that one sees; where
/// there are none such, in the heat, in so many.
pub(crate) const ALTERNATIVE_DIFFERS_BY_PIECES: [usize; 2] = [2, 1];

// The course of a day: what is on in each hour.

/// More often in a day nobody wants to change.
pub(crate) const MOST_CHANGES_PER_DAY: usize = 3;
/// Where between the likely weather (0) and the one that a person wants to be dressed for
/// (1) the layers of an hour are chosen.
pub(crate) const COURSE_CAUTION_FRACTION: f64 = 0.5;
/// A change; it is worth it when it saves more.
pub(crate) const COST_PER_CHANGE: f64 = 0.3;
/// Nobody takes something off for less than this, h.
pub(crate) const SHORTEST_OFF_H: usize = 4;
/// Every clo that is missing, in one hour.
pub(crate) const HOUR_DEFICIT_COST_PER_CLO: f64 = 4.0;
/// So much more than an hour needs is borne in it, clo.
pub(crate) const HOUR_EXCESS_TOLERATED_CLO: f64 = 0.25;
/// Every clo beyond that, in one hour.
pub(crate) const HOUR_EXCESS_COST_PER_CLO: f64 = 1.0;
/// Below this people keep a coat or jacket on over a shirt, °C.
pub(crate) const COAT_OVER_SHIRT_BELOW_C: f64 = 14.0;
/// Below this they keep it on over a sweater, °C.
pub(crate) const COAT_OVER_SWEATER_BELOW_C: f64 = 9.0;
/// An hour without it in that cold.
pub(crate) const COAT_OFF_IN_COLD_COST: f64 = 0.6;
/// From here on nobody keeps a coat on, °C.
pub(crate) const NO_COAT_FROM_C: f64 = 19.0;
/// From here on nobody keeps a sweater on, °C.
pub(crate) const NO_SWEATER_FROM_C: f64 = 21.0;
/// An hour with either in that warmth.
pub(crate) const COAT_ON_IN_WARM_COST: f64 = 0.3;
/// An hour in which it may well rain and a coat that repels it is off.
pub(crate) const RAINCOAT_OFF_IN_WET_COST: f64 = 0.6;
/// An hour with cold hands, or with gloves on that nobody needs.
pub(crate) const WRONG_ACCESSORIES_COST: f64 = 0.15;

// What is said of a day.

/// From this difference between the coldest and the warmest hour on it is called
/// large, K: the original service did so.
pub(crate) const LARGE_DIFFERENCE_WORD_K: f64 = 10.0;
/// And from this one on noticeable, K; it did this, too.
pub(crate) const NOTICEABLE_DIFFERENCE_WORD_K: f64 = 7.0;
/// Below this mean a day is called chilly, °C.
pub(crate) const CHILLY_WORD_C: f64 = 8.0;
/// Below this in the deciding hour it is called cold, °C.
pub(crate) const COLD_WORD_C: f64 = 0.0;
/// And below this very cold, °C.
pub(crate) const VERY_COLD_WORD_C: f64 = -8.0;
/// From this warmest hour on slight heat is worth a hint, °C.
pub(crate) const HEAT_HINT_C: f64 = 28.0;
/// Where the warmest hour stays below this, nobody undresses to a thin layer, °C.
pub(crate) const COAT_ALL_DAY_C: f64 = 13.0;
/// From this warmest hour on a coat may be opened, °C.
pub(crate) const OPEN_COAT_C: f64 = 3.0;
/// What begins at this hour of the day or later is called the rest of a day, h.
pub(crate) const LATE_START_H: i8 = 11;
/// More advice at once nobody reads.
pub(crate) const MOST_ADVICE_AT_ONCE: usize = 3;

// What is said of an outfit.

/// From this mean wind at 10 m on an hour is called windy, m/s: a fresh breeze.
pub(crate) const WINDY_WORD_MS: f64 = 5.0;
/// From this warmest hour on it is called warm, °C.
pub(crate) const WARM_WORD_C: f64 = 23.0;
/// And from this one on hot, °C.
pub(crate) const HOT_WORD_C: f64 = 27.0;
/// Where it gets no warmer, who needs next to nothing is said to move a lot, °C.
pub(crate) const MOVING_WORD_C: f64 = 15.0;
/// A layer that is needed with less than this probability is called a spare one.
pub(crate) const SPARE_LAYER_PROBABILITY: f64 = 0.2;
/// From this probability on it is called likely to be needed.
pub(crate) const LIKELY_WORD_PROBABILITY: f64 = 0.5;
/// What is needed in so many first hours of a window is for the morning, h.
pub(crate) const MORNING_WORD_H: usize = 3;
/// Up to this effort walking about is enough, met.
pub(crate) const GENTLE_WORD_MET: f64 = 1.9;
/// Up to this one walking briskly, met.
pub(crate) const BRISK_WORD_MET: f64 = 3.0;
/// Up to this one a fast hike, met; beyond, one has to run.
pub(crate) const FAST_WORD_MET: f64 = 4.8;
/// So much below what people wear indoors one feels underdressed there, clo.
pub(crate) const UNDERDRESSED_INDOORS_CLO: f64 = 0.05;
/// From this warmest hour on offices cool the air, °C.
pub(crate) const COOLED_INDOORS_FROM_C: f64 = 26.0;
