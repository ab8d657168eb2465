//! Whom a recommendation is for.

use common::forecast::Forecast;
use common::location::LocationId;
use common::recommendation::{Language, PersonId, Sensitivity, Style, Wearer, WindowQuestion};
use common::units::Units;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

/// What somebody does outdoors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Activity {
    /// Standing about: 1.2 met.
    Waiting,
    /// An unhurried walk with stops: 1.8 met.
    #[default]
    Strolling,
    /// A brisk walk: 2.6 met.
    BriskWalk,
    /// Jogging: 6 met.
    Jogging,
}

impl Activity {
    const fn met(self) -> f64 {
        match self {
            Self::Waiting => 1.2,
            Self::Strolling => 1.8,
            Self::BriskWalk => 2.6,
            Self::Jogging => 6.0,
        }
    }
}

/// How long somebody is outdoors at a time, h.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub(crate) struct Hours(f64);

impl Hours {
    const LEAST: f64 = 0.25;
    const MOST: f64 = 8.0;
}

impl TryFrom<String> for Hours {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let hours = text.parse().ok().filter(|hours| (Self::LEAST..=Self::MOST).contains(hours));
        hours.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!(
                "it is `{shown}`; it must be within {} and {} hours, such as 1.5",
                Self::LEAST,
                Self::MOST
            )
        })
    }
}

impl Default for Hours {
    fn default() -> Self {
        Self(Wearer::default().outdoors_h)
    }
}

/// Whom a recommendation is for, and how they want to read it.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Asker {
    pub(crate) sensitivity: Sensitivity,
    pub(crate) activity: Activity,
    pub(crate) outdoors: Hours,
    pub(crate) person: Option<PersonId>,
    pub(crate) style: Option<Style>,
    pub(crate) lang: Language,
    pub(crate) units: Units,
}

impl Asker {
    /// The recommender's address with this person in it, and the forecast that is known.
    pub(crate) fn describe(&self, mut url: Url, known: Option<&Forecast>) -> Url {
        #[derive(Serialize)]
        struct Described {
            sensitivity: Sensitivity,
            activity_met: f64,
            outdoors_h: f64,
            person: Option<PersonId>,
            style: Option<Style>,
            lang: Language,
            units: Units,
            known_forecast: Option<String>,
        }
        let Self { sensitivity, activity, outdoors: Hours(outdoors_h), person, style, lang, units } = *self;
        let activity_met = activity.met();
        let described = Described {
            sensitivity,
            activity_met,
            outdoors_h,
            person,
            style,
            lang,
            units,
            known_forecast: known.map(Forecast::id),
        };
        // Plain names and numbers can always be written.
        url.set_query(serde_urlencoded::to_string(described).ok().as_deref());
        url
    }

    /// What the recommender is asked for some hours.
    pub(crate) fn about_window(&self, window: Window, known: Option<&Forecast>) -> WindowQuestion {
        let Window { location, from, until } = window;
        let Self { sensitivity, activity, outdoors, person, style, lang, units } = *self;
        let wearer = Wearer {
            sensitivity,
            activity_met: activity.met(),
            outdoors_h: outdoors.0,
            id: person,
            ..Wearer::default()
        };
        WindowQuestion {
            location,
            from,
            until,
            person: wearer,
            wardrobe: common::recommendation::Wardrobe::default(),
            locked: std::collections::BTreeSet::new(),
            alternatives: 0,
            style,
            lang,
            units,
            known_forecast: known.map(Forecast::id),
        }
    }
}

/// Some hours at a place.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    pub(crate) location: LocationId,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}
