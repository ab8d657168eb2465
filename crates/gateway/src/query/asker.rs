//! Whom a recommendation is for.

use common::forecast::Forecast;
use common::location::LocationId;
use common::recommendation::{
    Activity, Age, Caution, GarmentIds, Language, Outing, PersonId, Sensitivity, Style, Wardrobe, Wearer,
    WindowQuestion,
};
use common::units::Units;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

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

/// How much of the sun reaches somebody, 0 to 1.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub(crate) struct SunShare(f64);

impl TryFrom<String> for SunShare {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        share.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("it is `{shown}`; it must be within 0 (shade) and 1 (full sun), such as 0.5")
        })
    }
}

/// How many further sets of each style.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub(crate) struct Alternatives(u8);

impl TryFrom<String> for Alternatives {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let count = text.parse().ok().filter(|count| (0..=2).contains(count));
        count.map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("it is `{shown}`; it must be 0, 1 or 2")
        })
    }
}

/// Whom a recommendation is for, and how they want to read it.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Asker {
    pub(crate) sensitivity: Sensitivity,
    pub(crate) age: Age,
    pub(crate) activity: Activity,
    pub(crate) outdoors: Hours,
    pub(crate) sun: SunShare,
    pub(crate) caution: Caution,
    pub(crate) have: GarmentIds,
    pub(crate) lack: GarmentIds,
    pub(crate) lock: GarmentIds,
    pub(crate) alternatives: Alternatives,
    pub(crate) person: Option<PersonId>,
    pub(crate) style: Option<Style>,
    pub(crate) lang: Language,
    pub(crate) units: Units,
}

impl Asker {
    /// The recommender's address with this person in it, and the forecast that is known.
    pub(crate) fn describe(&self, mut url: Url, known: Option<&Forecast>) -> Url {
        #[derive(Serialize)]
        struct Described<'a> {
            sensitivity: Sensitivity,
            age: Age,
            activity: Activity,
            outdoors_h: f64,
            sun_exposure: f64,
            caution: Caution,
            #[serde(skip_serializing_if = "GarmentIds::is_empty")]
            have: &'a GarmentIds,
            #[serde(skip_serializing_if = "GarmentIds::is_empty")]
            lack: &'a GarmentIds,
            #[serde(skip_serializing_if = "GarmentIds::is_empty")]
            lock: &'a GarmentIds,
            alternatives: u8,
            person: Option<PersonId>,
            style: Option<Style>,
            lang: Language,
            units: Units,
            known_forecast: Option<String>,
        }
        let Self { have, lack, lock, .. } = self;
        let described = Described {
            sensitivity: self.sensitivity,
            age: self.age,
            activity: self.activity,
            outdoors_h: self.outdoors.0,
            sun_exposure: self.sun.0,
            caution: self.caution,
            have,
            lack,
            lock,
            alternatives: self.alternatives.0,
            person: self.person,
            style: self.style,
            lang: self.lang,
            units: self.units,
            known_forecast: known.map(Forecast::id),
        };
        // Plain names and numbers can always be written.
        url.set_query(serde_urlencoded::to_string(described).ok().as_deref());
        url
    }

    /// Who they are to the recommender.
    pub(crate) fn wearer(&self) -> Wearer {
        Wearer {
            sensitivity: self.sensitivity,
            age: self.age,
            activity: Some(self.activity),
            activity_met: self.activity.met(),
            outdoors_h: self.outdoors.0,
            sun_exposure: self.sun.0,
            caution: self.caution,
            id: self.person,
        }
    }

    /// What they have to wear.
    pub(crate) fn wardrobe(&self) -> Wardrobe {
        Wardrobe { have: self.have.0.clone(), lack: self.lack.0.clone() }
    }

    /// What the recommender is asked for some hours.
    pub(crate) fn about_window(&self, window: Window, known: Option<&Forecast>) -> WindowQuestion {
        let Window { location, from, until, back } = window;
        WindowQuestion {
            location,
            from,
            until,
            back,
            person: self.wearer(),
            wardrobe: self.wardrobe(),
            locked: self.lock.0.clone(),
            alternatives: self.alternatives.0,
            style: self.style,
            lang: self.lang,
            units: self.units,
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
    pub(crate) back: Option<Outing>,
}
