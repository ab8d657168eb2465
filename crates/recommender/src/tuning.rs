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
/// Where clouds are not forecast, so much of the sky is taken to be covered.
pub(crate) const ASSUMED_CLOUD_COVER_FRAC: f64 = 0.5;
/// From this chance of rain on a day is a rainy one, whatever the sun does in between.
pub(crate) const RAINY_PROBABILITY: f64 = 0.6;
/// How long one spell of rain lasts, h: the chances of hours within it are those of
/// one event, and the chances of two spells are independent.
pub(crate) const RAIN_SPELL_H: usize = 6;
/// How long ground that got wet stays so in the cold, h: ice is warned of so long.
pub(crate) const WET_GROUND_H: usize = 6;

// What an hour asks of clothes.

/// Where it is no colder, °C, people want to be comfortable: they dress by ISO 11079's
/// neutral criterion.
pub(crate) const COMFORT_FULL_FROM_C: f64 = 10.0;
/// Where it is no warmer, °C, they bear what the cold does, and dress nearly by the minimal
/// criterion.
pub(crate) const COMFORT_LEAST_UP_TO_C: f64 = -10.0;
/// So far from the minimal (0) to the neutral criterion (1) they dress then.
pub(crate) const COMFORT_LEAST_FRACTION: f64 = 0.1;
/// Nobody dresses more lightly for a shorter time outdoors than this, h: the heat that a
/// body may lose carries it through a quarter of an hour in a shirt.
pub(crate) const SHORTEST_OUTING_DRESSED_FOR_H: f64 = 0.5;
/// Where it is no colder than this, °C, …
pub(crate) const SHORT_STAYS_FROM_C: f64 = -5.0;
/// … nobody in town dresses for a longer stay outdoors than this, h: whoever gets cold goes
/// in, moves, or buys something hot.
pub(crate) const LONGEST_STAY_DRESSED_FOR_H: f64 = 1.0;
/// Where it is no warmer than this, °C, …
pub(crate) const LONG_STAYS_UP_TO_C: f64 = -15.0;
/// … for no longer one than this, h.
pub(crate) const LONGEST_COLD_STAY_DRESSED_FOR_H: f64 = 2.0;
/// However warm it is, people wear this much, clo: shorts and a T-shirt. Below it the
/// heat balance asks for nothing, and custom decides.
pub(crate) const SOCIAL_FLOOR_CLO: f64 = 0.35;
/// Ordinarily woven cloth, l/m²s: requirements are told for it when no set is spoken
/// of.
pub(crate) const ORDINARY_CLOTH_PERMEABILITY_L_M2S: f64 = 50.0;
/// A windproof coat, l/m²s, for the scale of the catalogue's temperatures: against
/// wind people put one on, not a warmer one.
pub(crate) const WINDPROOF_COAT_PERMEABILITY_L_M2S: f64 = 8.0;
/// The wind at body height for which the catalogue's temperatures are meant, m/s: what a
/// light breeze of 2.5 m/s at 10 m is between houses.
pub(crate) const REFERENCE_BODY_WIND_MS: f64 = 1.3;
/// The relative humidity for which they are meant, %.
pub(crate) const REFERENCE_HUMIDITY_PCT: f64 = 60.0;
/// Below this the heat balance asks for next to nothing, clo: temperatures cannot be
/// told apart by it, and what the air feels like counts.
pub(crate) const DRESSING_SCALE_LEAST_CLO: f64 = 0.02;
/// From this chance of rain or snow at some time on an umbrella is taken along.
pub(crate) const UMBRELLA_ALONG_PROBABILITY: f64 = 0.3;
/// From this one on it is in the hand, and clothes are chosen for the wet.
pub(crate) const WET_CLOTHES_PROBABILITY: f64 = 0.5;
/// From this one on shoes are chosen for the wet, too, which are on all day. On a path there
/// are puddles sooner.
pub(crate) const WET_SHOES_PROBABILITY: f64 = 0.55;
/// And rain trousers where it is likely in so much of the hours.
pub(crate) const RAIN_TROUSERS_SHARE_OF_HOURS: f64 = 0.3;
/// Hours with so much of the worst hour's chance are those in which it falls, if it does.
pub(crate) const WET_HOUR_SHARE_OF_WORST: f64 = 0.5;
/// From this share of the sky under clouds on it is called overcast and nobody seeks shade.
pub(crate) const OVERCAST_FRAC: f64 = 0.8;
/// From this mean wind at 10 m on something windproof is wanted before something warmer,
/// m/s: a fresh breeze.
pub(crate) const WINDBREAK_WANTED_MS: f64 = 8.0;
/// From this mean wind at 10 m on umbrellas are of no use, hats stay at home and a hood is
/// wanted, m/s.
pub(crate) const UMBRELLA_USELESS_MS: f64 = 9.0;
/// From this mean wind at 10 m on nobody holds a parasol, and rain comes in below an umbrella,
/// m/s.
pub(crate) const PARASOL_USELESS_MS: f64 = 6.0;
/// Where it is no warmer all the while, °C, snow is dry and brushed off.
pub(crate) const NO_UMBRELLA_IN_SNOW_UP_TO_C: f64 = -5.0;
/// From this UV index on the sun wants a hat and glasses: WHO asks for protection
/// from 3, a hat in town is worn from high on.
pub(crate) const SUN_HAT_UV_INDEX: f64 = 6.0;
/// From here on people want shade while the sun is high, °C, whatever the UV index.
pub(crate) const SHADE_WANTED_C: f64 = 30.0;
/// Where the sun is lower, degrees, houses and trees give it.
pub(crate) const SHADE_WANTED_FROM_ELEVATION_DEG: f64 = 25.0;
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

/// However briskly people walk in town, they dress as for air that is warmer by no more, K:
/// they stop at crossings and go into shops.
pub(crate) const WALKERS_DRESS_WARMER_BY_AT_MOST_K: f64 = 2.0;
/// Cyclists in the frost, K, …
pub(crate) const CYCLISTS_DRESS_WARMER_BY_AT_MOST_K: f64 = 10.0;
/// … hikers, who go up warm and have a layer for rests along, K, …
pub(crate) const HIKERS_DRESS_WARMER_BY_AT_MOST_K: f64 = 12.0;
/// … and so much more for each kelvin that it is colder, …
pub(crate) const HIKERS_EASE_GAINED_PER_K: f64 = 0.4;
/// … down to this, °C: where it is colder, they fear the rests, …
pub(crate) const HIKERS_EASE_GAINED_DOWN_TO_C: f64 = -8.0;
/// … and both so much less for each kelvin above the frost, and hikers below that, …
pub(crate) const SPORTS_EASE_LOST_PER_K: f64 = 0.5;
/// … down to this, K: where it is mild, what they wear less is little.
pub(crate) const SPORTS_DRESS_WARMER_BY_AT_LEAST_K: f64 = 4.0;
/// However mild a day becomes, people dress as for air that is warmer than its coldest hour
/// by no more, K; …
pub(crate) const WARMER_THAN_COLDEST_HOUR_BY_AT_MOST_K: f64 = 6.5;
/// … those who walk briskly, K: they feel a cold morning as everybody does, …
pub(crate) const WALKERS_WARMER_THAN_COLDEST_HOUR_BY_AT_MOST_K: f64 = 3.0;
/// … less so where the mildest hour is warmer than this, °C: …
pub(crate) const WALKERS_MIND_MORNINGS_UP_TO_C: f64 = 18.0;
/// … by so much more for each kelvin; …
pub(crate) const WALKERS_WARMER_FOR_EACH_K: f64 = 0.75;
/// … and cyclists and hikers by no more than that and this, K.
pub(crate) const SPORTS_IN_COLDEST_HOUR_MORE_K: f64 = 3.0;
/// In colder air, °C, of which no guide for runners speaks, …
pub(crate) const GUIDES_FOR_RUNNERS_FROM_C: f64 = -31.0;
/// … they dress like somebody who is out and about in air that is warmer by this, K.
pub(crate) const RUNNERS_BEYOND_GUIDES_DRESS_WARMER_BY_K: f64 = 22.0;
/// So much wind chill the temperatures of guides for runners have in them, K.
pub(crate) const CHILL_IN_GUIDES_FOR_RUNNERS_K: f64 = 6.0;
/// An easy ride, m/s: 15 km/h.
pub(crate) const CYCLING_SPEED_MS: f64 = 4.2;
/// A hiker on the way down or at a rest, met: an unhurried walk.
pub(crate) const RESTING_MET: f64 = 2.0;

// What is kept on: the base of a set.

/// A base that is warmer than people dress indoors. Only a set that is not warm enough
/// outdoors outweighs it.
pub(crate) const TOO_WARM_INDOORS_COST: f64 = 100.0;
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
/// Where bare skin feels no more, °C, feet want the warmest shoes there are, however one
/// moves, …
pub(crate) const DEEP_COLD_UP_TO_C: f64 = -15.0;
/// … and legs want something under the trousers, °C.
pub(crate) const LONG_JOHNS_UP_TO_C: f64 = -12.0;
/// The same of cyclists and hikers, who move all the while, for the feet, °C, …
pub(crate) const SPORTS_DEEP_COLD_UP_TO_C: f64 = -12.0;
/// … and for the legs, which have thin trousers, °C.
pub(crate) const SPORTS_LONG_JOHNS_UP_TO_C: f64 = -2.5;
/// Where bare skin feels no more, °C, they want shoes that keep wind and wet out.
pub(crate) const SPORTS_CLOSED_SHOES_UP_TO_C: f64 = 0.0;
/// Hands on a handlebar want gloves in air that is warmer by so much, K: they do not move.
pub(crate) const CYCLISTS_WEAR_GLOVES_LONGER_BY_K: f64 = 4.5;
/// In warmer rain, °C, nobody wears rain trousers.
pub(crate) const RAIN_TROUSERS_BELOW_C: f64 = 20.0;
/// Unless it becomes as mild as this, °C, later: then nobody starts in boots and long johns.
pub(crate) const DEEP_COLD_MILDEST_UP_TO_C: f64 = 10.0;
/// Where it feels no more, °C, legs want something windproof over the trousers, too.
pub(crate) const WINDPROOF_LEGS_UP_TO_C: f64 = -25.0;
/// Where it feels no more, °C, no clothes are called enough.
pub(crate) const EXTREME_COLD_UP_TO_C: f64 = -27.0;
/// Below this runners want something under their top, °C.
pub(crate) const RUNNING_UNDERSHIRT_BELOW_C: f64 = -24.0;
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
pub(crate) const RUNNING_JACKET_BELOW_C: f64 = -3.5;
/// Below this runners want something warm under it, °C.
pub(crate) const RUNNING_VEST_BELOW_C: f64 = -16.0;
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
/// In warmer rain nobody wears a jacket against it, °C, …
pub(crate) const HOOD_UP_TO_C: f64 = 27.0;
/// … nobody rides or climbs in one, °C, …
pub(crate) const HOOD_IN_SPORTS_UP_TO_C: f64 = 22.0;
/// … and nobody runs in one, °C, …
pub(crate) const HOOD_ON_RUNNERS_UP_TO_C: f64 = 18.0;
/// … unless the rain is so likely.
pub(crate) const HOOD_IN_SPORTS_PROBABILITY: f64 = 0.7;
/// Snow that falls where it is no colder, °C, melts on clothes.
pub(crate) const SNOW_MELTS_FROM_C: f64 = -1.0;
/// In colder rain an umbrella alone is too little, °C: people want a coat that sheds it.
pub(crate) const COAT_WANTED_IN_RAIN_BELOW_C: f64 = 15.0;
/// Cloth that lets no more wind through than this, l/m²s, is windproof.
pub(crate) const WINDPROOF_UP_TO_L_M2S: f64 = 8.0;
/// Where it is warmer, °C, a wind is welcome.
pub(crate) const WINDBREAK_UP_TO_C: f64 = 15.0;
/// Where it is warmer for runners, °C.
pub(crate) const WINDBREAK_ON_RUNNERS_UP_TO_C: f64 = 8.0;
/// Cyclists want something windproof in any wind where it is colder than this, °C, …
pub(crate) const CYCLISTS_WANT_WINDBREAK_BELOW_C: f64 = 12.0;
/// … and in a fresh breeze up to this, °C.
pub(crate) const WINDBREAK_ON_CYCLISTS_UP_TO_C: f64 = 20.0;
/// Whoever has something windproof on keeps it on where it is warmer by so much, K.
pub(crate) const WINDBREAK_STAYS_ON_K: f64 = 5.0;
/// A coat that the wind goes through, or none, where it blows.
pub(crate) const NO_WINDBREAK_COST: f64 = 0.3;
/// A coat that is no rain jacket, with one taken along for rain that may come.
pub(crate) const SECOND_SHELL_COST: f64 = 0.2;
/// No waterproof coat where an umbrella is of no use.
pub(crate) const NO_HOOD_IN_STORM_COST: f64 = 0.6;
/// A raincoat on a dry day.
pub(crate) const RAINCOAT_IN_DRY_COST: f64 = 0.15;

// A base and a stack together.

/// A set that is not warm enough. Nothing outweighs it.
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

/// The coldest hour is colder than where a coat is worn by no more, K; a cardigan has no coat's
/// lining.
pub(crate) const COAT_IN_COLDEST_HOUR_COLDER_BY_AT_MOST_K: f64 = 2.0;
/// Where the hours differ by so much, K, …
pub(crate) const EVENING_LAYER_FROM_SWING_K: f64 = 10.0;
/// … and the coldest feels like less than this, °C, people have a light layer on for it.
pub(crate) const EVENING_LAYER_BELOW_C: f64 = 19.0;
/// So do they, whatever the swing, where it feels like less than this, °C.
pub(crate) const COOL_BELOW_C: f64 = 14.0;
/// Where the mildest hour feels like no less, °C, …
pub(crate) const THIN_TOP_FROM_C: f64 = 21.0;
/// … and warmer by so much than people dress as for, K, they have a top for it below what comes
/// off.
pub(crate) const THIN_TOP_FROM_SWING_K: f64 = 4.0;
/// Another coat than people are used to, and what is below it, insulates less by no more, clo.
pub(crate) const THINNER_THAN_HABIT_BY_AT_MOST_CLO: f64 = 0.1;
/// Every piece that is not the one that people of the style are used to.
pub(crate) const UNLIKE_HABIT_COST_PER_PIECE: f64 = 0.1;

/// An alternative differs from the sets before it in so many pieces that one sees; where
/// there are none such, in the heat, in so many.
pub(crate) const ALTERNATIVE_DIFFERS_BY_PIECES: [usize; 2] = [2, 1];

/// On a trip a day's set may cost so much more than its best one, for a lighter bag: it may
/// be liked less, or be a raincoat in the dry, and not leave legs cold or soak.
pub(crate) const LESS_LIKED_ON_A_TRIP_COST: f64 = 0.19;
/// In looking for the smallest bag no more than this many are looked at.
pub(crate) const MOST_BAGS_LOOKED_AT: usize = 2_000;

// The course of a day: what is on in each hour.

/// More often in a day nobody wants to change.
pub(crate) const MOST_CHANGES_PER_DAY: usize = 3;
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
/// Below this people keep on what covers their arms, °C.
pub(crate) const COVERED_ARMS_BELOW_C: f64 = 18.0;
/// With the coat off cyclists take the air for warmer by no more, K.
pub(crate) const CYCLISTS_EASE_WITH_COAT_OFF_K: f64 = 2.0;
/// Below this people keep a coat or jacket on over a shirt, °C.
pub(crate) const COAT_OVER_SHIRT_BELOW_C: f64 = 16.0;
/// Below this they keep it on over a sweater, °C.
pub(crate) const COAT_OVER_SWEATER_BELOW_C: f64 = 8.0;
/// And a light one below this, °C.
pub(crate) const LIGHT_COAT_OVER_SWEATER_BELOW_C: f64 = 12.0;
/// Over a vest a heavy one below this, °C, …
pub(crate) const HEAVY_COAT_OVER_VEST_BELOW_C: f64 = 10.0;
/// … and a light one below this, °C.
pub(crate) const LIGHT_COAT_OVER_VEST_BELOW_C: f64 = 13.0;
/// Nobody puts back on what came off in air that feels colder by less than this, K.
pub(crate) const BACK_ON_WHEN_COLDER_BY_K: f64 = 2.0;
/// Hours that feel warmer than the coldest one by less are as cold, K: what is on in one of
/// them is on in all.
pub(crate) const AS_COLD_WITHIN_K: f64 = 1.0;
/// An hour without it in that cold.
pub(crate) const COAT_OFF_IN_COLD_COST: f64 = 0.6;
/// As much for each such step by which it is colder than that, K: once at least, twice at most.
pub(crate) const COAT_OFF_IN_COLD_COSTS_AGAIN_K: f64 = 2.0;
/// From here on nobody keeps a coat on, °C.
pub(crate) const NO_COAT_FROM_C: f64 = 19.0;
/// Over a sweater from here on, °C.
pub(crate) const NO_COAT_OVER_SWEATER_FROM_C: f64 = 16.0;
/// From here on nobody keeps a sweater on, °C.
pub(crate) const NO_SWEATER_FROM_C: f64 = 21.0;
/// An hour with either in that warmth.
pub(crate) const COAT_ON_IN_WARM_COST: f64 = 0.3;
/// In hours with so much of the worst hour's chance of rain, or with one that is called
/// likely, a rain jacket is on.
pub(crate) const JACKET_ON_SHARE_OF_WORST: f64 = 0.6;
/// An hour in which it may well rain and a coat that repels it is off.
pub(crate) const RAINCOAT_OFF_IN_WET_COST: f64 = 0.6;
/// And in rain that is not warm, or in a wind that is cold.
pub(crate) const COAT_OFF_IN_COLD_RAIN_OR_WIND_COST: f64 = 3.0;
/// What bare skin wanted it still wants where it feels warmer by so much, K.
pub(crate) const GLOVES_STAY_ON_K: f64 = 2.0;
/// An hour with gloves on that nobody needs.
pub(crate) const NEEDLESS_ACCESSORIES_COST: f64 = 0.15;
/// An hour with cold hands, however warm the coat.
pub(crate) const COLD_HANDS_COST: f64 = 2.0;

// What is taken along.

/// More pieces nobody carries for what may not come.
pub(crate) const MOST_CARRIED: usize = 3;
/// What is wanted less often is left at home.
pub(crate) const CARRIED_FROM_PROBABILITY: f64 = 0.1;
/// What is wanted more often is worn.
pub(crate) const CARRIED_UP_TO_PROBABILITY: f64 = 0.5;
/// Where it is no warmer than this, °C, all the while, the ground stays dry: what lies there is
/// snow.
pub(crate) const GROUND_STAYS_FROZEN_UP_TO_C: f64 = -3.0;
/// A further layer is taken along when the careful case lacks so much, clo.
pub(crate) const CARRIED_WARMTH_CLO: f64 = 0.1;
/// What is thicker than this nobody carries in a rucksack, clo: a padded jacket fits.
pub(crate) const RUCKSACK_LAYER_MOST_CLO: f64 = 0.6;
/// Where the careful case is colder than the likely one by less, K, the day is certain.
pub(crate) const CERTAIN_SPREAD_K: f64 = 0.5;

// What is said of a day.

/// Where a set is not warm enough, hats and gloves are worn that would otherwise be for air
/// that is colder by so much, K.
pub(crate) const ACCESSORIES_WHEN_SHORT_K: f64 = 6.0;

/// Temperatures that differ by less over the hours are called the same, K.
pub(crate) const EVEN_COURSE_WORD_K: f64 = 2.0;
/// Up to this share under clouds the sky is called clear.
pub(crate) const CLEAR_SKY_WORD_FRAC: f64 = 0.3;
/// And from this one on mostly cloudy.
pub(crate) const CLOUDY_WORD_FRAC: f64 = 0.6;
/// Where the coldest hour feels like less, °C, a day is called chilly.
pub(crate) const CHILLY_WORD_C: f64 = 8.0;
/// Where it feels like less, °C, it is called cold.
pub(crate) const COLD_WORD_C: f64 = 0.0;
/// And here very cold, °C.
pub(crate) const VERY_COLD_WORD_C: f64 = -8.0;
/// From this warmest hour on slight heat is worth a hint, °C.
pub(crate) const HEAT_HINT_C: f64 = 28.0;
/// More advice at once nobody reads.
pub(crate) const MOST_ADVICE_AT_ONCE: usize = 3;

/// Hours whose chances of rain differ by less are alike: none is called the worst.
pub(crate) const HOURS_DIFFER_FROM_PROBABILITY: f64 = 0.05;

// What is said of an outfit.

/// Whoever has so much more on than the mildest hour needs, clo, opens the coat in it, …
pub(crate) const OPEN_COAT_EXCESS_CLO: f64 = 0.5;
/// … where it is so much milder than in the coldest, K.
pub(crate) const OPEN_COAT_SWING_K: f64 = 4.0;
/// From this mean wind at 10 m on an hour is called windy, m/s: a fresh breeze.
pub(crate) const WINDY_WORD_MS: f64 = 5.0;
/// From here on it is called warm, °C.
pub(crate) const WARM_WORD_C: f64 = 23.0;
/// And from this one on hot, °C.
pub(crate) const HOT_WORD_C: f64 = 27.0;
/// Where the coldest hour feels like no less, °C, it is the coolest, not the coldest.
pub(crate) const COOL_WORD_C: f64 = 15.0;
/// Where it gets no cooler, °C, it is called mild.
pub(crate) const MILD_WORD_C: f64 = 12.0;
/// Above this effort somebody who needs next to nothing is said to move a lot, met.
pub(crate) const MOVING_WORD_MET: f64 = 2.0;
/// A set that lacks less than this share of what is asked for is called a little short.
pub(crate) const LITTLE_SHORT_WORD_FRAC: f64 = 0.15;
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
