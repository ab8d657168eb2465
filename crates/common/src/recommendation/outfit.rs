//! A set of clothes: its garments, and what to do with them along the day.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A way to dress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// Everyday.
    Casual,
    /// For the office.
    Business,
    /// For moving.
    Sporty,
    /// Feminine.
    Feminine,
    /// Few pieces, plain.
    Minimal,
}

impl Style {
    /// All styles.
    pub const ALL: [Self; 5] = [Self::Casual, Self::Business, Self::Sporty, Self::Feminine, Self::Minimal];

    /// Its name in the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Casual => "casual",
            Self::Business => "business",
            Self::Sporty => "sporty",
            Self::Feminine => "feminine",
            Self::Minimal => "minimal",
        }
    }
}

/// One complete set in each style, or in the one that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Styles {
    /// Everyday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Outfit, required = false)]
    pub casual: Option<Outfit>,
    /// For the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Outfit, required = false)]
    pub business: Option<Outfit>,
    /// For moving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Outfit, required = false)]
    pub sporty: Option<Outfit>,
    /// Feminine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Outfit, required = false)]
    pub feminine: Option<Outfit>,
    /// Few pieces, plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Outfit, required = false)]
    pub minimal: Option<Outfit>,
}

impl Styles {
    /// The set of a style.
    #[must_use]
    pub const fn get(&self, style: Style) -> Option<&Outfit> {
        match style {
            Style::Casual => self.casual.as_ref(),
            Style::Business => self.business.as_ref(),
            Style::Sporty => self.sporty.as_ref(),
            Style::Feminine => self.feminine.as_ref(),
            Style::Minimal => self.minimal.as_ref(),
        }
    }
}

/// A complete set of clothes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outfit {
    /// Names this recommendation when one gives feedback on it: the forecast, the
    /// hours, the style, the shift and the garments.
    #[schema(example = "seoul~20261123T120000Z-1a2b3c4d~20261123T15~20261123T22~16~casual~-15~00a1b2c3")]
    pub id: String,
    /// Over everything; says so when nothing is needed.
    #[schema(example = "Wool coat")]
    pub outer: String,
    /// The upper body.
    #[schema(example = "Knitted sweater over a shirt")]
    pub top: String,
    /// The lower body.
    #[schema(example = "Jeans")]
    pub bottom: String,
    /// The feet.
    #[schema(example = "Leather shoes")]
    pub shoes: String,
    /// Scarf, gloves, hat, umbrella …; empty when there are none.
    #[schema(example = "Scarf, gloves")]
    pub accessories: String,
    /// Every piece that is worn at some time in these hours, from the skin outwards.
    pub garments: Vec<Garment>,
    /// Pieces to have along for colder or wetter weather than is likely: at most three
    /// of them, each wanted with a chance of 10 to 50 %, the umbrella first; none on days
    /// that are certain.
    pub take_along: Vec<TakenAlong>,
    /// Advice on how to wear this set over the hours.
    #[schema(example = "The wool coat can come off from 11 am on.")]
    pub tip: String,
    /// Intrinsic insulation of the whole set, clo.
    #[schema(example = 1.31)]
    pub insulation_clo: f64,
    /// What this set should have in the hour that decides, clo: the less the
    /// wind gets through it, the less.
    #[schema(example = 1.21)]
    pub required_insulation_clo: f64,
    /// Whether it does; the warmest set may not.
    pub covers_requirement: bool,
    /// Why these clothes.
    #[schema(example = "This set is warm enough for 7 am, the coldest of your hours.")]
    pub explanation: String,
    /// What is kept on indoors.
    pub indoors: Indoors,
    /// What is on when the hours begin.
    pub start: Start,
    /// What to take off and put on along the way; at most three times.
    pub changes: Vec<Change>,
    /// Never given any more: what is only there in case stands in `take_along`, and
    /// `garments` are worn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(deprecated)]
    pub carried: Option<Carried>,
    /// What to do where no set is warm enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
}

/// A set without what comes off indoors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Indoors {
    /// Intrinsic insulation of what is kept on, clo.
    #[schema(example = 0.81)]
    pub insulation_clo: f64,
    /// What comes off, by id.
    pub take_off: Vec<String>,
    /// The same in words.
    #[schema(example = "Indoors, take off the wool coat.")]
    pub text: String,
}

/// What one leaves in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Start {
    /// Insulation until the first change, clo.
    #[schema(example = 1.12)]
    pub insulation_clo: f64,
    /// Pieces of the set that are not on yet, by id: they are put on later.
    pub without: Vec<String>,
    /// The same in words.
    #[schema(example = "Put on the whole outfit.")]
    pub text: String,
}

/// Something to take off or to put on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// When, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T11:00:00+09:00")]
    pub time: String,
    /// What comes off, by id.
    pub take_off: Vec<String>,
    /// What is put on, by id.
    pub put_on: Vec<String>,
    /// Insulation from then on, clo.
    #[schema(example = 0.95)]
    pub insulation_clo: f64,
    /// The same in words.
    #[schema(example = "From 11 am you can take off the wool coat.")]
    pub text: String,
}

/// One piece that is taken along in case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TakenAlong {
    /// Identifies it in the catalogue.
    #[schema(example = "sweater")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Sweater")]
    pub name: String,
    /// A word on it.
    pub description: String,
    /// What part of a set it is.
    pub category: GarmentCategory,
    /// Effective insulation of the garment alone, clo.
    #[schema(example = 0.28)]
    pub insulation_clo: f64,
    /// How likely it is to be wanted, 0.1 to 0.5.
    #[schema(minimum = 0.1, maximum = 0.5, example = 0.3)]
    pub chance_needed: f64,
    /// The hour in which it will be, if at all, RFC 3339 with the place's offset.
    #[schema(format = DateTime, example = "2026-11-24T22:00:00+09:00")]
    pub time: String,
    /// The same in words.
    #[schema(example = "There is a 30% chance that you will want the sweater around 10 pm.")]
    pub text: String,
}

/// What was taken along in case, in answers of earlier releases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Carried {
    /// What, by id.
    pub garments: Vec<String>,
    /// How likely it is that it will be needed in the coldest hour, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.25)]
    pub chance_needed: f64,
    /// The same in words.
    #[schema(example = "Take the light jacket along: there is a 25% chance that you will want it.")]
    pub text: String,
}

/// What to do where no set is warm enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Limit {
    /// How long one can be outdoors in the warmest set before losing 40 W·h/m²
    /// of heat (ISO 11079, neutral criterion), h. A criterion of comfort and
    /// strain, no promise of safety; null when that is more than 8 h.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0.6)]
    pub exposure_h: Option<f64>,
    /// How hard one would have to work for the set to be enough, met; null where
    /// no effort is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2.6)]
    pub activity_met: Option<f64>,
    /// The same in words.
    #[schema(example = "Even the warmest set is not enough here: stay out for no more than 35 minutes.")]
    pub text: String,
}

/// One piece of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Garment {
    /// Identifies it in the catalogue.
    #[schema(example = "padded_jacket")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Padded jacket")]
    pub name: String,
    /// A word on it.
    #[schema(example = "Down or synthetic filling; keep it dry.")]
    pub description: String,
    /// What part of the set it is.
    pub category: GarmentCategory,
    /// Effective insulation of the garment alone, clo.
    #[schema(example = 0.55)]
    pub insulation_clo: f64,
    /// Whether that value stands in a published table.
    pub insulation_published: bool,
    /// Whether it was locked by the person who asked.
    pub locked: bool,
}

/// What part of a set a garment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GarmentCategory {
    /// Always worn.
    Underwear,
    /// Under the top, where it is cold.
    BaseTop,
    /// Under trousers or a skirt, where it is cold.
    BaseBottom,
    /// Socks, stockings or tights.
    Socks,
    /// A shirt, blouse or T-shirt.
    Top,
    /// Trousers, shorts or a skirt.
    Bottom,
    /// A dress: top and bottom in one.
    OnePiece,
    /// Over the top and kept on indoors.
    Mid,
    /// Shoes or boots.
    Shoes,
    /// Over the trousers, in great cold or rain.
    OverBottom,
    /// Taken off when it gets warm.
    Outer,
    /// Scarf, gloves, hat, umbrella.
    Accessory,
}
