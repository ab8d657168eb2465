//! Clothing for a day, for every day that a forecast covers, and for some hours.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::{get, post, web};
use common::forecast::hour_is_within;
use common::lake::Lake;
use common::location::{Location, LocationId, Locations};
use common::recommendation::{
    Activity, Age, Caution, DayRecommendation, GarmentIds, Language, Outing, PersonId, Sensitivity, Style,
    Wardrobe, Wearer, WeekRecommendation, WindowQuestion, parse_date,
};
use common::units::Units;
use jiff::SignedDuration;
use jiff::civil::Date;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use service::failures::{BodyFailures, LocationFailures, QueryFailures};
use service::{Params, Problem, read_body};
use utoipa::IntoParams;

use super::failures::ForecastFailures;
use crate::config::{HazardThresholds, WakingHours};
use crate::forecasts::{Forecasts, Latest};
use crate::offset::Offset;
use crate::outfit_key::OutfitKey;
use crate::plan::Planner;
use crate::present::{Hours, Presenter, time};
use crate::wardrobe::Closet;
use crate::weather::{Day, Hour, HoursOut};
use crate::words::Words;

/// What the log says when the forecast or the catalogue is not what it must be.
pub(super) const NOTHING_TO_RECOMMEND: &str = "a day has no hours, or a style no garments";
/// Further sets of each style.
const MOST_ALTERNATIVES: u8 = 2;
/// Of a window of hours.
const LONGEST_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// What is read for a question.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) locations: Arc<Locations>,
    pub(crate) forecasts: Forecasts,
    pub(crate) lake: Lake,
    pub(crate) outfit_key: OutfitKey,
}

/// What every answer is made with.
#[derive(Debug)]
pub(crate) struct PresenterParts {
    pub(crate) planner: Arc<Planner>,
    pub(crate) words: Words,
    pub(crate) waking_hours: WakingHours,
    pub(crate) thresholds: HazardThresholds,
}

/// Whom it is for, and how the answer is given.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnswerQuery {
    /// The language of the texts: `en` or `ko`; absent: `en`.
    #[serde(default)]
    #[param(inline, required = false, example = "ko")]
    lang: Language,
    /// The units in the texts; the numbers beside them stay metric; absent: `metric`.
    #[serde(default)]
    #[param(inline, required = false)]
    units: Units,
    /// The one style to give; absent: all five.
    #[param(inline)]
    style: Option<Style>,
    /// How easily the person feels cold or hot, in five steps; absent: `normal`.
    #[serde(default)]
    #[param(inline, required = false)]
    sensitivity: Sensitivity,
    /// How old the person is; absent: `adult`.
    #[serde(default)]
    #[param(inline, required = false)]
    age: Age,
    /// What the person does outdoors; absent: what `activity_met` says, of which 5 and more
    /// is running.
    #[param(inline)]
    activity: Option<Activity>,
    /// Metabolic rate while outdoors, met; absent: that of `activity`, or 1.6.
    #[param(minimum = 1, maximum = 6.8)]
    activity_met: Option<f64>,
    /// How long the person is outdoors at a time, h.
    #[param(minimum = 0.25, maximum = 8, default = 1)]
    outdoors_h: Option<f64>,
    /// How much of the sun under a clear sky reaches the person, 0 to 1.
    #[param(minimum = 0, maximum = 1, default = 0)]
    sun_exposure: Option<f64>,
    /// For how much worse than likely weather the person wants to have something along;
    /// absent: `careful`.
    #[serde(default)]
    #[param(inline, required = false)]
    caution: Caution,
    /// The person's pseudonym, for what was learned from their feedback.
    person: Option<PersonId>,
    /// What the person has, by the garments' ids with commas between: in every category that
    /// is mentioned they have nothing else, among accessories nothing else for the same part of
    /// the body. Absent: everything.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "jeans,wool_coat")]
    have: GarmentIds,
    /// What they do not have.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "earmuffs")]
    lack: GarmentIds,
    /// What is in the set whatever the weather; it comes off like anything else, and the rest is
    /// planned around it.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "jeans")]
    lock: GarmentIds,
    /// How many further sets of each style to give.
    #[serde(default)]
    #[param(minimum = 0, maximum = 2, default = 0)]
    alternatives: u8,
    /// The forecast that the asker knows as the latest, `model version@issue time`:
    /// where it is known here, too, no newer one is looked for.
    #[param(example = "20261123T120000Z-1a2b3c4d@2026-11-23T15:00:00Z")]
    known_forecast: Option<String>,
}

impl AnswerQuery {
    fn target<'q>(&'q self, location: &'q LocationId) -> Target<'q> {
        Target { location, known_forecast: self.known_forecast.as_deref() }
    }

    fn wardrobe(&self) -> Wardrobe {
        Wardrobe { have: self.have.0.clone(), lack: self.lack.0.clone() }
    }

    fn form(&self) -> Form {
        let Self { lang, units, style, alternatives, .. } = *self;
        Form { lang, units, style, alternatives }
    }

    fn wearer(&self) -> Wearer {
        let Wearer { outdoors_h, sun_exposure, .. } = Wearer::default();
        Wearer {
            sensitivity: self.sensitivity,
            age: self.age,
            activity: self.activity,
            activity_met: self.activity_met.unwrap_or_else(|| self.activity.unwrap_or_default().met()),
            outdoors_h: self.outdoors_h.unwrap_or(outdoors_h),
            sun_exposure: self.sun_exposure.unwrap_or(sun_exposure),
            caution: self.caution,
            id: self.person,
        }
    }
}

/// What to wear on a day
///
/// For each style a complete set that covers the hour that asks for most, with
/// what to take off and put on along the way. The day is a calendar day in the
/// location's time zone; its waking hours decide.
#[utoipa::path(
    operation_id = "recommendDay",
    tag = "recommendations",
    params(
        ("location" = LocationId, Path, description = "The location's id.", example = "seoul"),
        (
            "date" = String, Path, format = Date,
            description = "The day, `YYYY-MM-DD`.", example = "2026-11-24"
        ),
        AnswerQuery
    ),
    responses(
        (status = 200, description = "The recommendation.", body = DayRecommendation),
        QueryFailures,
        (
            status = 404, content_type = "application/problem+json", body = Problem,
            description = "The location or a garment is not known, garments cannot be worn together, or the forecast does not cover the date."
        ),
        ForecastFailures,
    )
)]
#[get("/v1/recommendations/{location}/{date}")]
pub(crate) async fn recommend_day(
    sources: web::Data<Sources>,
    parts: web::Data<PresenterParts>,
    path: web::Path<(LocationId, String)>,
    query: Params<AnswerQuery>,
) -> Result<web::Json<DayRecommendation>, Problem> {
    let (location, date) = path.into_inner();
    let date = parse_date(&date).map_err(Problem::bad_request)?;
    let (person, wardrobe) = (query.0.wearer(), query.0.wardrobe());
    let closet = closet(&parts, &wardrobe, &query.0.lock.0)?;
    let asked = Asked::of(&sources, query.0.target(&location), &person, query.0.form()).await?;
    let days = &asked.latest.days;
    let Some(day) = days.iter().find(|day| day.date == date) else {
        return Err(Problem::not_found(not_covered(date, days)));
    };
    let answer = asked.presenter(&parts, closet).recommendation(&waking_day(day, parts.waking_hours));
    answer.map(web::Json).ok_or_else(|| Problem::internal(NOTHING_TO_RECOMMEND))
}

/// What to wear on each day of the forecast
///
/// The same as for one day, for every calendar day in the location's time zone
/// of which the forecast covers at least an hour; `hours_covered` tells how many.
#[utoipa::path(
    operation_id = "recommendWeek",
    tag = "recommendations",
    params(
        ("location" = LocationId, Path, description = "The location's id.", example = "seoul"),
        AnswerQuery
    ),
    responses(
        (status = 200, description = "The recommendations.", body = WeekRecommendation),
        QueryFailures,
        LocationFailures,
        ForecastFailures,
    )
)]
#[get("/v1/recommendations/{location}")]
pub(crate) async fn recommend_week(
    sources: web::Data<Sources>,
    parts: web::Data<PresenterParts>,
    path: web::Path<LocationId>,
    query: Params<AnswerQuery>,
) -> Result<web::Json<WeekRecommendation>, Problem> {
    let (person, wardrobe) = (query.0.wearer(), query.0.wardrobe());
    let closet = closet(&parts, &wardrobe, &query.0.lock.0)?;
    let asked = Asked::of(&sources, query.0.target(&path), &person, query.0.form()).await?;
    let presenter = asked.presenter(&parts, closet);
    let days = asked
        .latest
        .days
        .iter()
        .map(|day| presenter.recommendation(&waking_day(day, parts.waking_hours)))
        .collect::<Option<_>>()
        .ok_or_else(|| Problem::internal(NOTHING_TO_RECOMMEND))?;
    Ok(web::Json(WeekRecommendation { location: asked.location.id.clone(), days }))
}

/// What to wear in some hours
///
/// The same as for a day, for a window of hours, a person, what they have to wear
/// and what they want to wear in any case. Of the window the hours count that the
/// forecast covers. With `back` the set is for the way there and the way back, and the
/// hours between are spent inside.
#[utoipa::path(
    operation_id = "recommendWindow",
    tag = "recommendations",
    request_body = WindowQuestion,
    responses(
        (status = 200, description = "The recommendation.", body = DayRecommendation),
        BodyFailures,
        (
            status = 404, content_type = "application/problem+json", body = Problem,
            description = "The location or a garment is not known, garments cannot be worn together, or the forecast does not cover the window."
        ),
        ForecastFailures,
    )
)]
#[post("/v1/recommendations")]
pub(crate) async fn recommend_window(
    sources: web::Data<Sources>,
    parts: web::Data<PresenterParts>,
    body: web::Json<Value>,
) -> Result<web::Json<DayRecommendation>, Problem> {
    let WindowQuestion {
        location,
        from,
        until,
        back,
        person,
        wardrobe,
        locked,
        alternatives,
        style,
        lang,
        units,
        known_forecast,
    } = read_body(body.into_inner())?;
    if until < from || until.duration_since(from) > LONGEST_WINDOW {
        return Err(Problem::bad_request(format!(
            "until is {until} and from is {from}; until must not be before from, nor more than 24 hours after it"
        )));
    }
    if let Some(Outing { from: leaves, until: arrives }) = back
        && (leaves < until || arrives < leaves || arrives.duration_since(from) > LONGEST_WINDOW)
    {
        return Err(Problem::bad_request(format!(
            "back is {leaves} to {arrives}, and the way there ends at {until}; the way back must not begin before that, nor end before it begins, and must end at most 24 hours after {from}"
        )));
    }
    let closet = closet(&parts, &wardrobe, &locked)?;
    let form = Form { lang, units, style, alternatives };
    let target = Target { location: &location, known_forecast: known_forecast.as_deref() };
    let asked = Asked::of(&sources, target, &person, form).await?;
    let days = &asked.latest.days;
    let hours = || days.iter().flat_map(|day| &day.hours);
    let not_covered = |what: &str| {
        let covered = hours().next().zip(hours().last());
        let (first, last) = covered.map(|(first, last)| (time(first), time(last))).unwrap_or_default();
        Problem::not_found(format!(
            "the forecast does not cover any hour of the {what}; it covers {first} to {last}"
        ))
    };
    let there = |hour: &Hour| hour_is_within(hour.time.timestamp(), from, until);
    let on_the_way_back = |hour: &Hour| {
        back.is_some_and(|Outing { from, until }| hour_is_within(hour.time.timestamp(), from, until))
    };
    if back.is_some() && !hours().any(on_the_way_back) {
        return Err(not_covered("way back"));
    }
    let out: Vec<Hour> = hours().filter(|hour| there(hour) || on_the_way_back(hour)).cloned().collect();
    let date = out.iter().find(|hour| there(hour)).map(|hour| hour.time.date());
    let Some(day) = days.iter().find(|day| Some(day.date) == date) else {
        return Err(not_covered("window"));
    };
    let presenter = asked.presenter(&parts, closet);
    let waking = out.iter().all(|hour| parts.waking_hours.contain(hour.time.hour()));
    let described = out.clone();
    let hours = Hours { date: day.date, described: &described, day: &day.hours, out, waking };
    presenter.recommendation(&hours).map(web::Json).ok_or_else(|| Problem::internal(NOTHING_TO_RECOMMEND))
}

/// What somebody asked, with all that has to be read for it.
pub(super) struct Asked<'a> {
    location: &'a Location,
    pub(super) latest: Arc<Latest>,
    person: &'a Wearer,
    shift_k: f64,
    key: &'a SecretString,
    form: Form,
}

/// Of which place the forecast is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) location: &'a LocationId,
    /// The one that the asker knows as the latest, by its id.
    pub(super) known_forecast: Option<&'a str>,
}

/// How the answer is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) lang: Language,
    pub(super) units: Units,
    pub(super) style: Option<Style>,
    pub(super) alternatives: u8,
}

impl<'a> Asked<'a> {
    pub(super) async fn of(
        sources: &'a Sources,
        target: Target<'_>,
        person: &'a Wearer,
        form: Form,
    ) -> Result<Self, Problem> {
        let Target { location, known_forecast } = target;
        person.validate().map_err(Problem::bad_request)?;
        let alternatives = form.alternatives;
        if alternatives > MOST_ALTERNATIVES {
            return Err(Problem::bad_request(format!(
                "alternatives is {alternatives}; it must be within 0 and {MOST_ALTERNATIVES}"
            )));
        }
        let location = sources.locations.require(location)?;
        let latest = sources.forecasts.latest(location, known_forecast).await?;
        let latest = latest
            .ok_or_else(|| Problem::unavailable(format!("there is no forecast for {} yet", location.id)))?;
        let step_k = person.sensitivity.shift_k() + person.age.shift_k();
        let shift_k = match person.id {
            None => step_k,
            Some(id) => Offset::learned(step_k, &sources.lake.feedback(id).await?).mean_k,
        };
        let key = sources.outfit_key.get().await?;
        Ok(Self { location, latest, person, shift_k, key, form })
    }

    pub(super) fn presenter<'s>(
        &'s self,
        parts: &'s PresenterParts,
        closet: Option<Closet<'s>>,
    ) -> Presenter<'s> {
        let Form { lang, units, style, alternatives } = self.form;
        Presenter {
            planner: &parts.planner,
            thresholds: &parts.thresholds,
            forecast: &self.latest.forecast,
            key: self.key,
            speaker: parts.words.speaker(lang, units),
            person: self.person,
            shift_k: self.shift_k,
            closet,
            alternatives: alternatives.into(),
            style,
        }
    }
}

/// What somebody dresses from; `None` where that is the whole catalogue.
pub(super) fn closet<'a>(
    parts: &'a PresenterParts,
    wardrobe: &'a Wardrobe,
    locked: &'a BTreeSet<String>,
) -> Result<Option<Closet<'a>>, Problem> {
    if *wardrobe == Wardrobe::default() && locked.is_empty() {
        return Ok(None);
    }
    let closet = Closet::owned(parts.planner.catalogue(), wardrobe, locked);
    closet.map(Some).map_err(|error| Problem::not_found(error.to_string()))
}

/// A day as its waking hours decide it.
pub(super) fn waking_day(day: &Day, waking_hours: WakingHours) -> Hours<'_> {
    let HoursOut { hours: out, waking } = HoursOut::of(day, waking_hours);
    Hours { date: day.date, described: &day.hours, day: &day.hours, out, waking }
}

pub(super) fn not_covered(date: Date, days: &[Day]) -> String {
    let dates: Option<(Date, Date)> =
        days.first().zip(days.last()).map(|(first, last)| (first.date, last.date));
    dates.map_or_else(
        || format!("the forecast does not cover {date}"),
        |(first, last)| format!("the forecast does not cover {date}; it covers {first} to {last}"),
    )
}
