//! The person who is dressed: what they say about themselves, what they have,
//! and what was learned from their feedback.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::language::Language;
use super::outfit::Style;
use crate::location::LocationId;
use crate::units::Units;

/// How easily somebody feels cold or hot, in five steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Feels cold very easily: dressed as if it were 3 °C colder.
    FeelsVeryCold,
    /// Feels cold easily: as if it were 1.5 °C colder.
    FeelsCold,
    /// Like most people.
    #[default]
    Normal,
    /// Feels hot easily: as if it were 1.5 °C warmer.
    FeelsHot,
    /// Feels hot very easily: as if it were 3 °C warmer.
    FeelsVeryHot,
}

impl Sensitivity {
    /// Degrees by which the air is taken to be warmer, K.
    #[must_use]
    pub const fn shift_k(self) -> f64 {
        match self {
            Self::FeelsVeryCold => -3.0,
            Self::FeelsCold => -1.5,
            Self::Normal => 0.0,
            Self::FeelsHot => 1.5,
            Self::FeelsVeryHot => 3.0,
        }
    }
}

/// For how much worse than likely weather one wants to have something along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// For nothing worse than what is most likely: the bag stays empty.
    Relaxed,
    /// For the temperature that it stays above nine times out of ten.
    #[default]
    Careful,
    /// Nineteen times out of twenty.
    VeryCareful,
}

/// What somebody does outdoors.
///
/// Metabolic rates are those of ISO 8996 and ASHRAE 55 (table 5-1), and of running,
/// cycling and hiking those of the 2011 Compendium of Physical Activities (codes 12029,
/// 01010 and 17082, with stops).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Standing about: 1.2 met.
    Waiting,
    /// Being out and about: half of the time walking unhurriedly (2.0 met), a third
    /// standing (1.2), the rest sitting (1.0): 1.6 met.
    #[default]
    Strolling,
    /// A brisk walk: 2.6 met.
    BriskWalk,
    /// Running at 8 km/h: 6 met. `jogging` is the same.
    #[serde(alias = "jogging")]
    Running,
    /// Riding a bicycle at an easy 15 km/h: 4 met, in its own wind.
    Cycling,
    /// Walking up and down hills, with stops: 3.5 met; a layer for rests is in the rucksack.
    Hiking,
}

impl Activity {
    /// Metabolic rate, met.
    #[must_use]
    pub const fn met(self) -> f64 {
        match self {
            Self::Waiting => 1.2,
            Self::Strolling => 1.6,
            Self::BriskWalk => 2.6,
            Self::Running => 6.0,
            Self::Cycling => 4.0,
            Self::Hiking => 3.5,
        }
    }
}

/// How old somebody is, as far as warmth depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// One layer more than an adult, as paediatricians advise (American Academy of
    /// Pediatrics, "Winter safety tips"): dressed as if it were 3 °C colder, which is a thin
    /// sweater.
    Child,
    /// Like most people.
    #[default]
    Adult,
    /// Feels the cold earlier: dressed as if it were 1.5 °C colder.
    Older,
}

impl Age {
    /// Degrees by which the air is taken to be warmer, K.
    #[must_use]
    pub const fn shift_k(self) -> f64 {
        match self {
            Self::Child => -3.0,
            Self::Adult => 0.0,
            Self::Older => -1.5,
        }
    }
}

/// Garments by their ids in the catalogue; in a query with commas between.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GarmentIds(pub BTreeSet<String>);

impl GarmentIds {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// No catalogue has so many.
const MOST_IDS: usize = 200;
const LONGEST_ID: usize = 40;

impl TryFrom<String> for GarmentIds {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let ids: BTreeSet<String> = text.split(',').map(str::to_owned).collect();
        let is_id = |id: &String| {
            (1..=LONGEST_ID).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        if let Some(wrong) = ids.iter().find(|id| !is_id(id)) {
            let shown: String = wrong.chars().take(LONGEST_ID).collect();
            return Err(format!(
                "`{shown}` is not a garment's id; it must be ids of garments with commas between, such as jeans,wool_coat"
            ));
        }
        if ids.len() > MOST_IDS {
            return Err(format!("there are {} ids; it must be at most {MOST_IDS}", ids.len()));
        }
        Ok(Self(ids))
    }
}

impl From<GarmentIds> for String {
    fn from(ids: GarmentIds) -> Self {
        ids.0.into_iter().collect::<Vec<_>>().join(",")
    }
}

/// Whom a recommendation is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, from = "WearerFields")]
pub struct Wearer {
    /// How easily they feel cold or hot.
    pub sensitivity: Sensitivity,
    /// How old they are.
    pub age: Age,
    /// What they do outdoors: it decides what they wear for it. Absent: what
    /// `activity_met` says, of which 5 and more is running.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Activity, required = false)]
    pub activity: Option<Activity>,
    /// Metabolic rate while outdoors, met, up to 6.8, where ISO 11079 ends; absent: that of
    /// `activity`.
    #[schema(minimum = 1, maximum = 6.8, example = 1.6)]
    pub activity_met: f64,
    /// How long they are outdoors at a time, h; 0.25 to 8. Nobody dresses more lightly for
    /// less than half an hour, nor in town more warmly for more than an hour, or two where it
    /// is −15 °C and colder: people go in.
    #[schema(minimum = 0.25, maximum = 8, example = 1.0)]
    pub outdoors_h: f64,
    /// How much of the sun reaches them, 0 (shade) to 1. Unless it is said otherwise, nobody
    /// is dressed for sun that may not come.
    #[schema(minimum = 0, maximum = 1, example = 0.0)]
    pub sun_exposure: f64,
    /// For how much worse than likely weather they want to have something along.
    pub caution: Caution,
    /// Who they are, if their feedback shall count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<PersonId>,
}

/// A wearer as somebody writes them: everything may be absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WearerFields {
    sensitivity: Sensitivity,
    age: Age,
    activity: Option<Activity>,
    activity_met: Option<f64>,
    outdoors_h: f64,
    sun_exposure: f64,
    caution: Caution,
    id: Option<PersonId>,
}

impl Default for WearerFields {
    fn default() -> Self {
        let Wearer { sensitivity, age, activity, outdoors_h, sun_exposure, caution, id, .. } =
            Wearer::default();
        Self { sensitivity, age, activity, activity_met: None, outdoors_h, sun_exposure, caution, id }
    }
}

impl From<WearerFields> for Wearer {
    fn from(fields: WearerFields) -> Self {
        let WearerFields { sensitivity, age, activity, activity_met, outdoors_h, sun_exposure, caution, id } =
            fields;
        let activity_met = activity_met.unwrap_or_else(|| activity.unwrap_or_default().met());
        Self { sensitivity, age, activity, activity_met, outdoors_h, sun_exposure, caution, id }
    }
}

impl Default for Wearer {
    fn default() -> Self {
        Self {
            sensitivity: Sensitivity::Normal,
            age: Age::Adult,
            activity: None,
            activity_met: Activity::default().met(),
            outdoors_h: 1.0,
            sun_exposure: 0.0,
            caution: Caution::Careful,
            id: None,
        }
    }
}

impl Wearer {
    /// What cannot be, with what is allowed.
    ///
    /// # Errors
    /// A value is out of range.
    pub fn validate(&self) -> Result<(), String> {
        for (field, value, least, most) in [
            ("activity_met", self.activity_met, 1.0, 6.8),
            ("outdoors_h", self.outdoors_h, 0.25, 8.0),
            ("sun_exposure", self.sun_exposure, 0.0, 1.0),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!("{field} is {value}; it must be within {least} and {most}"));
            }
        }
        Ok(())
    }
}

/// A person's pseudonym: a random UUID that they choose and keep. Nothing else
/// is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = "uuid", example = "7e57d004-2b97-4e7a-b45f-5387367791cd")]
pub struct PersonId(pub Uuid);

impl TryFrom<String> for PersonId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a pseudonym; it must be a UUID, such as 7e57d004-2b97-4e7a-b45f-5387367791cd")
        })
    }
}

impl std::fmt::Display for PersonId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What somebody has to wear. Garments are named by their ids in the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wardrobe {
    /// What they have. In every category that is mentioned here they have nothing
    /// else, among accessories nothing else for the same part of the body; the rest is not
    /// limited.
    #[schema(example = json!(["jeans", "wool_coat", "padded_jacket"]))]
    pub have: BTreeSet<String>,
    /// What they do not have.
    pub lack: BTreeSet<String>,
}

/// Some hours outdoors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outing {
    /// The first hour, RFC 3339.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T18:00:00+09:00")]
    pub from: Timestamp,
    /// The last hour, included, RFC 3339.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T19:00:00+09:00")]
    pub until: Timestamp,
}

/// What to wear in some hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowQuestion {
    /// The place.
    pub location: LocationId,
    /// The first hour, RFC 3339.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T08:00:00+09:00")]
    pub from: Timestamp,
    /// The last hour, included, RFC 3339; at most 24 h after the first. Of the
    /// window the hours count that the forecast covers.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T19:00:00+09:00")]
    pub until: Timestamp,
    /// The way back, after some hours inside: it is dressed for with the same set. It ends
    /// at most 24 h after `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Outing, required = false)]
    pub back: Option<Outing>,
    /// Whom it is for.
    #[serde(default)]
    pub person: Wearer,
    /// What they have to wear.
    #[serde(default)]
    pub wardrobe: Wardrobe,
    /// Garments that are in the set whatever the weather; the rest is planned around
    /// them.
    #[serde(default)]
    #[schema(example = json!(["jeans"]))]
    pub locked: BTreeSet<String>,
    /// How many further sets of each style to give, 0 to 2.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 2, example = 0)]
    pub alternatives: u8,
    /// The one style to give; absent: all five.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Style, required = false)]
    pub style: Option<Style>,
    /// The language of the texts.
    #[serde(default)]
    pub lang: Language,
    /// The units in the texts; the numbers beside them stay metric.
    #[serde(default)]
    pub units: Units,
    /// The forecast that the asker knows as the latest, `model version@issue time`:
    /// where it is known here, too, no newer one is looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, example = "20261123T120000Z-1a2b3c4d@2026-11-23T15:00:00Z")]
    pub known_forecast: Option<String>,
}

/// How somebody felt in what was recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// Too cold in it.
    TooCold,
    /// Just right.
    Right,
    /// Too warm.
    TooWarm,
}

/// Feedback on a recommendation that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackQuestion {
    /// Who says it: a UUID of their own choice.
    pub person: PersonId,
    /// The `id` of the outfit that was shown.
    #[schema(example = "seoul~20261123T120000Z-1a2b3c4d~20261123T15~20261123T22~16~casual~0~00a1b2c3")]
    pub recommendation: String,
    /// How they felt in it.
    pub vote: Vote,
}

/// One vote, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteRecord {
    /// The outfit that it is about.
    pub recommendation: String,
    /// How they felt in it.
    pub vote: Vote,
    /// Degrees by which the recommendation took the air to be warmer, K.
    pub shift_k: f64,
}

/// All feedback of a person, as it lies in the lake: votes in the order in which
/// they were given. What was learned is a function of them alone, so that taking
/// one back leaves no trace.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// The votes, at most one for each recommendation.
    pub votes: Vec<VoteRecord>,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonProfile {
    /// The pseudonym.
    pub person: PersonId,
    /// The learned offset: how much warmer (+) or colder (−) than it is the air
    /// feels to them, K, on top of their `sensitivity`.
    #[schema(example = -0.49)]
    pub offset_k: f64,
    /// How sure that is: its standard deviation, K.
    #[schema(example = 1.4)]
    pub offset_sd_k: f64,
    /// The votes that it was learned from.
    pub votes: Vec<VoteRecord>,
}
