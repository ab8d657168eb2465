//! A recommendation for a day or some hours, as it is answered.

use std::collections::BTreeMap;

use common::forecast::Forecast;
use common::numbers::rounded;
use common::recommendation::{
    DayRecommendation, DecidingHour, ForecastRef, Hazard, HazardKind, HourOutlook, IndoorNorm, Outfit,
    Recommendations, SkyOutlook, Style, Styles, Wearer, WeatherSummary, Window,
};
use jiff::civil::Date;
use secrecy::SecretString;

use super::hazard::describe;
use super::outfit::{PlannedOutfit, outfit};
use super::time::time;
use crate::config::HazardThresholds;
use crate::hazards::{VERY_HIGH_UV_LEVEL, hazards};
use crate::plan::{Body, Deciding, Norm, Occasion, Plan, Planner};
use crate::tuning::{
    ASSUMED_CLOUD_COVER_FRAC, CHILLY_WORD_C, CLEAR_SKY_WORD_FRAC, CLOUDY_WORD_FRAC, COLD_WORD_C,
    EVEN_COURSE_WORD_K, HEAT_HINT_C, HOT_WORD_C, MOST_ADVICE_AT_ONCE, OVERCAST_FRAC,
    UMBRELLA_ALONG_PROBABILITY, VERY_COLD_WORD_C, WINDY_WORD_MS,
};
use crate::wardrobe::Closet;
use crate::weather::{Hour, Summary, feels_like_c, outings};
use crate::words::{Facts, Speaker};

/// Makes recommendations for one person from one forecast.
pub(crate) struct Presenter<'a> {
    pub(crate) planner: &'a Planner,
    pub(crate) thresholds: &'a HazardThresholds,
    pub(crate) forecast: &'a Forecast,
    /// What outfits' ids are sealed with.
    pub(crate) key: &'a SecretString,
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
    pub(crate) fn recommendation(&self, hours: &Hours<'_>) -> Option<DayRecommendation> {
        let occasion = self.occasion(hours)?;
        let plans = |style| self.planner.plans(&occasion, style, self.closet.as_ref(), 1 + self.alternatives);
        let of_style: BTreeMap<Style, Vec<Plan>> =
            Style::ALL.into_iter().map(|style| (style, plans(style))).collect();
        self.answer(hours, &occasion, &of_style)
    }

    /// What the hours ask of the person; `None` without hours.
    pub(crate) fn occasion(&self, hours: &Hours<'_>) -> Option<Occasion> {
        let norm = Norm::of(&Summary::of(hours.day));
        self.planner.occasion(hours.out.clone(), Body::new(self.person, self.shift_k), norm)
    }

    /// Plans for an occasion as they are answered; `None` when a style has none.
    pub(crate) fn answer(
        &self,
        hours: &Hours<'_>,
        occasion: &Occasion,
        plans: &BTreeMap<Style, Vec<Plan>>,
    ) -> Option<DayRecommendation> {
        let &Hours { date, described, waking, .. } = hours;
        let summary = Summary::of(described);
        let hazards: Vec<Hazard> = hazards(&occasion.hours, self.thresholds)
            .iter()
            .map(|found| describe(found, occasion, self.thresholds, self.speaker))
            .collect();
        let mut of_style: BTreeMap<Style, Vec<Outfit>> = BTreeMap::new();
        for (&style, plans) in plans {
            let planned = |plan| {
                let Self { forecast, key, ref closet, .. } = *self;
                PlannedOutfit { forecast, key, closet: closet.as_ref(), occasion, style, plan }
            };
            let outfits: Option<Vec<Outfit>> =
                plans.iter().map(|plan| outfit(planned(plan), self.speaker)).collect();
            of_style.insert(style, outfits?);
        }
        let comes_off = |outfit: &Outfit| outfit.changes.iter().any(|change| !change.take_off.is_empty());
        let anything_off = of_style.values().filter_map(|outfits| outfits.first()).any(comes_off);
        if of_style.values().any(Vec::is_empty) {
            return None;
        }
        let is_asked = |style: &Style| self.style.is_none_or(|asked| asked == *style);
        of_style.retain(|style, _| is_asked(style));
        let mut best = |style: Style| of_style.get_mut(&style).map(|outfits| outfits.remove(0));
        let styles = Styles {
            casual: best(Style::Casual),
            business: best(Style::Business),
            sporty: best(Style::Sporty),
            feminine: best(Style::Feminine),
            minimal: best(Style::Minimal),
        };
        of_style.retain(|_, outfits| !outfits.is_empty());
        let is_there_and_back = outings(&occasion.hours).count() > 1;
        let asked = plans.iter().filter(|(style, _)| is_asked(style));
        let any_short = asked.filter_map(|(_, plans)| plans.first()).any(|plan| plan.limit.is_some());
        let activity_tip = self.activity_tip(&summary, occasion, &hazards, any_short);
        let layering_tip = self.layering_tip(occasion);
        Some(DayRecommendation {
            location: self.forecast.location.clone(),
            target_date: date,
            window: window(&occasion.hours)?,
            outings: if is_there_and_back {
                outings(&occasion.hours).filter_map(window).collect()
            } else {
                Vec::new()
            },
            forecast: ForecastRef { model: self.forecast.model.clone(), issued_at: self.forecast.issued_at },
            weather_summary: weather_summary(&summary, occasion),
            sky: self.sky(&occasion.hours),
            hours: described.iter().map(|hour| outlook(hour, occasion)).collect(),
            person: self.person.clone(),
            temperature_shift_k: rounded(self.shift_k, 100.0),
            required_insulation_clo: rounded(occasion.decisive.required_clo, 100.0),
            decided_by: deciding_hour(occasion, occasion.decisive, waking),
            outer_off_at: anything_off.then(|| deciding_hour(occasion, occasion.mildest, waking)),
            indoors: IndoorNorm {
                insulation_clo: rounded(occasion.norm.middle_clo, 100.0),
                least_clo: rounded(occasion.norm.least_clo, 100.0),
                most_clo: rounded(occasion.norm.most_clo, 100.0),
            },
            hazards,
            recommendations: Recommendations { styles, alternatives: of_style, activity_tip, layering_tip },
        })
    }

    /// How the temperature runs over the hours; what that means for a set, the set says.
    fn layering_tip(&self, occasion: &Occasion) -> String {
        let hours = &occasion.hours;
        let by_temperature = |a: &&Hour, b: &&Hour| a.temperature_c.total_cmp(&b.temperature_c);
        let extremes = hours.get(occasion.decisive.hour).zip(hours.iter().rev().max_by(by_temperature));
        let Some((coldest, warmest)) = extremes else { return String::new() };
        let difference_k = warmest.temperature_c - coldest.temperature_c;
        let clock = |hour: &Hour| self.speaker.hour(hour.time.time());
        let message = match difference_k {
            _ if hours.len() == 1 => "course-hour",
            ..EVEN_COURSE_WORD_K => "course-even",
            _ if coldest.time < warmest.time => "course-warmer",
            _ => "course-cooler",
        };
        let ends = hours.first().zip(hours.last());
        let facts = Facts::new()
            .text("temperature", self.speaker.temperature(coldest.temperature_c))
            .text("difference", self.speaker.temperature_difference(difference_k))
            .text("coldest", clock(coldest))
            .text("warmest", clock(warmest))
            .text("begin", ends.map(|(first, _)| clock(first)).unwrap_or_default())
            .text("end", ends.map(|(_, last)| clock(last)).unwrap_or_default());
        self.speaker.tell(message, facts)
    }

    fn sky(&self, hours: &[Hour]) -> SkyOutlook {
        let known = || hours.iter().filter_map(|hour| hour.cloud_cover_frac);
        let (count, sum) = known().fold((0.0, 0.0), |(count, sum), frac| (count + 1.0, sum + frac));
        let assumed = count == 0.0;
        let cloud_cover_frac = if assumed { ASSUMED_CLOUD_COVER_FRAC } else { sum / count };
        let message = match cloud_cover_frac {
            _ if assumed => "sky-assumed",
            ..CLEAR_SKY_WORD_FRAC => "sky-clear",
            OVERCAST_FRAC.. => "sky-overcast",
            CLOUDY_WORD_FRAC.. => "sky-cloudy",
            _ => "sky-partly",
        };
        let cloud_cover_frac = rounded(cloud_cover_frac, 100.0);
        SkyOutlook { cloud_cover_frac, assumed, text: self.speaker.say(message) }
    }

    /// What to mind outdoors, the worst first. Only a day on which nothing is to
    /// be minded is praised.
    fn activity_tip(
        &self,
        summary: &Summary,
        occasion: &Occasion,
        hazards: &[Hazard],
        any_short: bool,
    ) -> String {
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
        let hours = &occasion.hours;
        let feels = || hours.iter().map(feels_like_c);
        let (coldest_c, warmest_c) = (feels().fold(f64::MAX, f64::min), feels().fold(f64::MIN, f64::max));
        let sunlit = hours.iter().filter(|hour| hour.sun_elevation_deg > 0.0).count();
        let calm = hours.iter().all(|hour| hour.wind_speed_ms < WINDY_WORD_MS);
        let is_pleasant = 2 * sunlit >= hours.len()
            && calm
            && occasion.rain_chance < UMBRELLA_ALONG_PROBABILITY
            && warmest_c < HOT_WORD_C;
        let outdoors = match coldest_c {
            ..VERY_COLD_WORD_C => "activity-very-cold",
            ..COLD_WORD_C => "activity-cold",
            ..CHILLY_WORD_C => "activity-cool",
            // What is too cold for the clothes is nothing to be praised.
            _ if any_short => "activity-cool",
            _ if is_pleasant => "activity-pleasant",
            _ => "activity-plain",
        };
        // In a very strong sun nobody is sent out for a walk.
        let is_burden = |hazard: &Hazard| {
            is_news(&hazard) && (hazard.kind != HazardKind::Uv || hazard.level >= VERY_HIGH_UV_LEVEL)
        };
        if !hazards.iter().any(is_burden) {
            advice.insert(0, self.speaker.say(outdoors));
        }
        advice.join(" ")
    }
}

/// From the first to the last of some hours.
fn window(hours: &[Hour]) -> Option<Window> {
    Some(Window { from: time(hours.first()?), until: time(hours.last()?), hours: hours.len() })
}

fn weather_summary(summary: &Summary, occasion: &Occasion) -> WeatherSummary {
    let most = |value: fn(&Hour) -> f64| occasion.hours.iter().map(value).fold(0.0, f64::max);
    WeatherSummary {
        avg_temp: summary.avg_temp_c,
        min_temp: summary.min_temp_c,
        max_temp: summary.max_temp_c,
        temp_difference: summary.temp_difference_k,
        hours_covered: summary.hours_covered,
        precipitation_probability_max: rounded(most(|hour| hour.precipitation_probability), 100.0),
        precipitation_probability_at_some_time: rounded(occasion.rain_chance, 100.0),
        wind_speed_max_ms: rounded(most(|hour| hour.wind_speed_ms), 10.0),
        relative_humidity_mean_pct: summary.relative_humidity_mean_pct,
    }
}

fn outlook(hour: &Hour, occasion: &Occasion) -> HourOutlook {
    HourOutlook {
        time: time(hour),
        feels_like_c: rounded(feels_like_c(hour), 10.0),
        required_insulation_clo: occasion.required_clo(hour).map(|clo| rounded(clo, 100.0)),
    }
}

fn deciding_hour(occasion: &Occasion, deciding: Deciding, waking: bool) -> DecidingHour {
    let (hour, need) = (&occasion.hours[deciding.hour], &occasion.needs[deciding.hour]);
    DecidingHour {
        time: time(hour),
        temperature_c: hour.temperature_c,
        dressed_for_c: hour.temperature_c,
        wind_speed_ms: rounded(hour.wind_speed_ms, 10.0),
        required_insulation_clo: rounded(deciding.required_clo, 100.0),
        waking,
        within_model_range: need.likely.within_standard,
    }
}
