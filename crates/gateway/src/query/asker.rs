//! What can be asked: everything that an answer depends on, and nothing else.

use std::hash::{Hash, Hasher};

use common::forecast::Forecast;
use common::location::LocationId;
use common::recommendation::{Language, PersonId, Sensitivity, Style, Wearer, WindowQuestion};
use common::units::Units;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

/// A question. Equal questions have equal answers as long as the forecast is the
/// same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) location: LocationId,
    pub(crate) about: About,
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum About {
    Forecast(ForecastSelection),
    ForecastCsv(ForecastSelection),
    Clothes(Occasion, Asker),
}

/// What one dresses for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Occasion {
    Day(Date),
    Window {
        from: Timestamp,
        until: Timestamp,
    },
    Week,
    /// The week as a calendar.
    Calendar,
}

/// Which part of a forecast is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ForecastSelection {
    pub(crate) variables: Variables,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
    pub(crate) units: Units,
}

/// A variable of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ForecastVariable {
    /// Air temperature.
    Temperature,
    /// Relative humidity.
    RelativeHumidity,
    /// Wind speed at 10 m.
    WindSpeed,
    /// Share of the sky under clouds.
    CloudCover,
    /// Probability of precipitation.
    PrecipitationProbability,
}

/// Some variables of the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Variables(u8);

impl Variables {
    /// All of them.
    pub(crate) const ALL: Self = Self(u8::MAX);

    /// Whether one is among them.
    pub(crate) const fn contain(self, variable: ForecastVariable) -> bool {
        self.0 & (1 << variable as u8) != 0
    }
}

impl FromIterator<ForecastVariable> for Variables {
    fn from_iter<I: IntoIterator<Item = ForecastVariable>>(variables: I) -> Self {
        Self(variables.into_iter().fold(0, |bits, variable| bits | 1 << variable as u8))
    }
}

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
#[derive(Debug, Clone, Copy, Deserialize)]
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

impl PartialEq for Hours {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Hours {}

impl Hash for Hours {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// Whom a recommendation is for, and how they want to read it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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

    /// What the recommender is asked for these hours.
    pub(crate) fn about_window(
        &self,
        location: LocationId,
        (from, until): (Timestamp, Timestamp),
        known: Option<&Forecast>,
    ) -> WindowQuestion {
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

impl About {
    const fn asker(&self) -> Option<&Asker> {
        match self {
            Self::Forecast(_) | Self::ForecastCsv(_) => None,
            Self::Clothes(_, asker) => Some(asker),
        }
    }

    /// Whose feedback counts in the answer. Nobody else gets it, and it is other
    /// after every vote.
    pub(crate) fn person(&self) -> Option<PersonId> {
        self.asker()?.person
    }

    /// The language of the answer, where it has one.
    pub(crate) fn language(&self) -> Option<Language> {
        Some(self.asker()?.lang)
    }
}
