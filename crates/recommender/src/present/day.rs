//! A recommendation for a day or some hours, as it is answered.

use std::collections::BTreeMap;

use common::forecast::Forecast;
use common::numbers::rounded;
use common::recommendation::{
    DayRecommendation, DecidingHour, ForecastRef, GarmentCategory, Hazard, HazardKind, HourOutlook,
    IndoorNorm, Outfit, Recommendations, Style, Styles, Wearer, WeatherSummary, Window,
};
use jiff::civil::Date;

use super::hazard::describe;
use super::outfit::{PlannedOutfit, outfit};
use super::time::time;
use crate::comfort::apparent_temperature::apparent_temperature_c;
use crate::config::HazardThresholds;
use crate::hazards::hazards;
use crate::plan::{Body, Deciding, Norm, Occasion, Planner};
use crate::tuning::{
    CHILLY_WORD_C, COAT_ALL_DAY_C, COLD_WORD_C, HEAT_HINT_C, LARGE_DIFFERENCE_WORD_K, LATE_START_H,
    MOST_ADVICE_AT_ONCE, NOTICEABLE_DIFFERENCE_WORD_K, OPEN_COAT_C, SPARE_LAYER_PROBABILITY,
    VERY_COLD_WORD_C,
};
use crate::wardrobe::Closet;
use crate::weather::{Hour, Summary};
use crate::words::{Facts, Speaker};

/// Makes recommendations for one person from one forecast.
pub(crate) struct Presenter<'a> {
    pub(crate) planner: &'a Planner,
    pub(crate) thresholds: &'a HazardThresholds,
    pub(crate) forecast: &'a Forecast,
    pub(crate) speaker: Speaker<'a>,
    pub(crate) person: &'a Wearer,
    /// By how much warmer than it is the air feels to them, K.
    pub(crate) shift_k: f64,
    pub(crate) closet: Option<Closet<'a>>,
    /// Further sets of each style.
    pub(crate) alternatives: usize,
    /// The one style that is given; `None`: all.
    pub(crate) style: Option<Style>,
}

/// What a recommendation is about.
pub(crate) struct Hours<'a> {
    pub(crate) date: Date,
    /// The weather that is summed up.
    pub(crate) described: &'a [Hour],
    /// The day that one is indoors on.
    pub(crate) day: &'a [Hour],
    /// The hours in which one is out.
    pub(crate) out: Vec<Hour>,
    /// Whether these are waking hours.
    pub(crate) waking: bool,
}

impl Presenter<'_> {
    /// `None` without hours, or when a style has no set; neither a forecast nor the
    /// catalogue is like that.
    pub(crate) fn recommendation(&self, hours: Hours<'_>) -> Option<DayRecommendation> {
        let Hours { date, described, day, out, waking } = hours;
        let summary = Summary::of(described);
        let norm = Norm::of(&Summary::of(day));
        let occasion = self.planner.occasion(out, Body::new(self.person, self.shift_k), norm)?;
        let hazards: Vec<Hazard> = hazards(&occasion.hours, self.thresholds)
            .iter()
            .map(|found| describe(found, &occasion.hours, occasion.hood, self.speaker))
            .collect();
        let mut of_style: BTreeMap<Style, Vec<Outfit>> = BTreeMap::new();
        for style in Style::ALL {
            let closet = self.closet.as_ref();
            let plans = self.planner.plans(&occasion, style, closet, 1 + self.alternatives);
            let planned =
                |plan| PlannedOutfit { forecast: self.forecast, closet, occasion: &occasion, style, plan };
            let outfits: Option<Vec<Outfit>> =
                plans.iter().map(|plan| outfit(planned(plan), self.speaker)).collect();
            of_style.insert(style, outfits?);
        }
        // The day's advice is the same, whichever style is given.
        let changes = Changes::of(of_style.values().filter_map(|outfits| outfits.first()));
        if of_style.values().any(Vec::is_empty) {
            return None;
        }
        of_style.retain(|style, _| self.style.is_none_or(|asked| asked == *style));
        let mut best = |style: Style| of_style.get_mut(&style).map(|outfits| outfits.remove(0));
        let styles = Styles {
            casual: best(Style::Casual),
            business: best(Style::Business),
            sporty: best(Style::Sporty),
            feminine: best(Style::Feminine),
            minimal: best(Style::Minimal),
        };
        of_style.retain(|_, outfits| !outfits.is_empty());
        let activity_tip = self.activity_tip(&summary, &occasion, &hazards);
        let layering_tip = self.layering_tip(&summary, &occasion, changes);
        Some(DayRecommendation {
            location: self.forecast.location.clone(),
            target_date: date,
            window: Window {
                from: time(occasion.hours.first()?),
                until: time(occasion.hours.last()?),
                hours: occasion.hours.len(),
            },
            forecast: ForecastRef { model: self.forecast.model.clone(), issued_at: self.forecast.issued_at },
            weather_summary: weather_summary(&summary),
            hours: described.iter().map(|hour| outlook(hour, &occasion)).collect(),
            person: self.person.clone(),
            temperature_shift_k: rounded(self.shift_k, 100.0),
            required_insulation_clo: rounded(occasion.decisive.required_clo, 100.0),
            decided_by: deciding_hour(&occasion, occasion.decisive, waking),
            outer_off_at: deciding_hour(&occasion, occasion.mildest, waking),
            indoors: IndoorNorm {
                insulation_clo: rounded(norm.middle_clo, 100.0),
                least_clo: rounded(norm.least_clo, 100.0),
                most_clo: rounded(norm.most_clo, 100.0),
            },
            hazards,
            recommendations: Recommendations { styles, alternatives: of_style, activity_tip, layering_tip },
        })
    }

    /// What the temperature's course means for layers.
    fn layering_tip(&self, summary: &Summary, occasion: &Occasion, changes: Changes) -> String {
        let is_large = summary.temp_difference_k >= LARGE_DIFFERENCE_WORD_K;
        let is_noticeable = summary.temp_difference_k >= NOTICEABLE_DIFFERENCE_WORD_K;
        let changing = changes >= Changes::On;
        let opens = changing || (OPEN_COAT_C..COAT_ALL_DAY_C).contains(&summary.max_temp_c);
        let late = occasion.hours.first().is_some_and(|first| first.time.hour() >= LATE_START_H);
        let last = occasion.hours.last();
        let last_c = last.map_or(summary.min_temp_c, |last| last.temperature_c);
        let message = match (is_noticeable, changing) {
            _ if changes == Changes::On => "layering-evening",
            _ if is_large => "layering-large",
            (true, _) if opens => "layering-noticeable",
            (true, _) => "layering-noticeable-same",
            (false, true) => "layering-small",
            (false, false) if changes == Changes::Accessories && summary.max_temp_c >= OPEN_COAT_C => {
                "layering-milder"
            }
            (false, false) if late => "layering-small-late",
            (false, false) => "layering-small-same",
        };
        let day = if summary.max_temp_c < COAT_ALL_DAY_C { "cold" } else { "mild" };
        let facts = Facts::new()
            .text("difference", self.speaker.temperature_difference(summary.temp_difference_k))
            .text("cooling", self.speaker.temperature_difference(summary.max_temp_c - last_c))
            .text("until", last.map(|last| self.speaker.hour(last.time.time())).unwrap_or_default())
            .text("day", day);
        self.speaker.tell(message, facts)
    }

    /// What to mind outdoors, the worst first. Only a day on which nothing is to
    /// be minded is praised.
    fn activity_tip(&self, summary: &Summary, occasion: &Occasion, hazards: &[Hazard]) -> String {
        // A moderate UV index is no news, nor is warmth on a summer's day.
        let is_news = |hazard: &&Hazard| match hazard.kind {
            HazardKind::Uv => hazard.level > 1,
            HazardKind::Heat => hazard.level > 1 || summary.max_temp_c >= HEAT_HINT_C,
            HazardKind::Cold | HazardKind::Rain | HazardKind::Snow | HazardKind::Ice | HazardKind::Wind => {
                true
            }
        };
        let mut minded: Vec<&Hazard> = hazards.iter().filter(is_news).collect();
        // Sunburn is no hurry where something else is wrong.
        minded.sort_by_key(|hazard| (hazard.kind == HazardKind::Uv, std::cmp::Reverse(hazard.level)));
        let mut advice: Vec<String> =
            minded.into_iter().take(MOST_ADVICE_AT_ONCE).map(|hazard| hazard.text.clone()).collect();
        let deciding = &occasion.hours[occasion.decisive.hour];
        let outdoors = match (occasion.body.dressed_for_c(deciding), summary.avg_temp_c) {
            (..VERY_COLD_WORD_C, _) => "activity-very-cold",
            (..COLD_WORD_C, _) => "activity-cold",
            (_, ..CHILLY_WORD_C) => "activity-cool",
            _ => "activity-pleasant",
        };
        let is_burden = |hazard: &Hazard| hazard.kind != HazardKind::Uv && is_news(&hazard);
        if !hazards.iter().any(is_burden) {
            advice.insert(0, self.speaker.say(outdoors));
        }
        advice.join(" ")
    }
}

/// What the clothes of a day do along the way; the last that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Changes {
    /// They stay the same, but for a scarf that is put on.
    None,
    /// Scarf, gloves or hat come off.
    Accessories,
    /// A layer is put on, and none comes off.
    On,
    /// A layer comes off, or need not be worn.
    Off,
}

impl Changes {
    /// What most styles do: of one that is unlike the others the advice would be wrong
    /// for all others.
    fn of<'a>(outfits: impl Iterator<Item = &'a Outfit>) -> Self {
        let mut changes: Vec<Self> = outfits.map(Self::of_one).collect();
        changes.sort();
        changes.get(changes.len() / 2).copied().unwrap_or(Self::None)
    }

    fn of_one(outfit: &Outfit) -> Self {
        let layers = |ids: &[String]| {
            ids.iter().any(|id| {
                let named = outfit.garments.iter().find(|garment| garment.id == *id);
                named.is_some_and(|garment| garment.category != GarmentCategory::Accessory)
            })
        };
        let carries = outfit.carried.as_ref().is_some_and(|carried| {
            carried.chance_needed >= SPARE_LAYER_PROBABILITY && layers(&carried.garments)
        });
        if carries || outfit.changes.iter().any(|change| layers(&change.take_off)) {
            Self::Off
        } else if outfit.changes.iter().any(|change| layers(&change.put_on)) {
            Self::On
        } else if outfit.changes.iter().any(|change| !change.take_off.is_empty()) {
            Self::Accessories
        } else {
            Self::None
        }
    }
}

fn weather_summary(summary: &Summary) -> WeatherSummary {
    WeatherSummary {
        avg_temp: summary.avg_temp_c,
        min_temp: summary.min_temp_c,
        max_temp: summary.max_temp_c,
        temp_difference: summary.temp_difference_k,
        hours_covered: summary.hours_covered,
        precipitation_probability_max: summary.precipitation_probability_max,
        wind_speed_max_ms: summary.wind_speed_max_ms,
        relative_humidity_mean_pct: summary.relative_humidity_mean_pct,
    }
}

fn outlook(hour: &Hour, occasion: &Occasion) -> HourOutlook {
    let Hour { temperature_c, relative_humidity_pct, wind_speed_ms, .. } = *hour;
    let feels_like_c = apparent_temperature_c(temperature_c, relative_humidity_pct, wind_speed_ms);
    HourOutlook {
        time: time(hour),
        feels_like_c: rounded(feels_like_c, 10.0),
        required_insulation_clo: occasion.required_clo(hour).map(|clo| rounded(clo, 100.0)),
    }
}

fn deciding_hour(occasion: &Occasion, deciding: Deciding, waking: bool) -> DecidingHour {
    let (hour, need) = (&occasion.hours[deciding.hour], &occasion.needs[deciding.hour]);
    DecidingHour {
        time: time(hour),
        temperature_c: hour.temperature_c,
        dressed_for_c: occasion.body.dressed_for_c(hour),
        wind_speed_ms: rounded(hour.wind_speed_ms, 10.0),
        required_insulation_clo: rounded(deciding.required_clo, 100.0),
        waking,
        within_model_range: need.cautious.within_standard,
    }
}
