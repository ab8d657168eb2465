//! What to wear: on a day, in some hours, all week, and as a calendar.

use std::sync::Arc;

use actix_web::http::header::{ACCEPT_LANGUAGE, AcceptLanguage, Header, Preference};
use actix_web::{HttpRequest, HttpResponse, get, web};
use common::forecast::hour_is_within;
use common::location::Location;
use common::location::Locations;
use common::recommendation::{
    Activity, Age, Caution, GarmentIds, Language, Outing, PersonId, Recommendations, Sensitivity, Stay,
    Style, parse_date,
};
use common::units::Units;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use service::failures::LocationFailures;
use service::{Params, Problem};
use utoipa::IntoParams;

use super::clothes::{CalendarQuestion, DayQuestion, WeekQuestion, WindowQuestion};
use super::failures::{Asked, RecommendationFailures};
use super::locations;
use crate::cache::{self, Answers};
use crate::query::{Alternatives, Asker, ClockTime, Hours, Moment, Stays, SunShare};
use crate::wire::{PublicRecommendation, PublicWeek, covers, local};

const LONGEST_WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// Of a way back whose end is not told.
const USUAL_WAY_BACK: SignedDuration = SignedDuration::from_hours(1);

/// A query with everything that says whom an answer is for, and some fields more:
/// a query's fields cannot be put together from several structures without losing
/// sight of the unknown ones.
macro_rules! wearer_query {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, IntoParams)]
        #[into_params(parameter_in = Query)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($more)*
            /// The one style to give; absent: all five, and in a calendar and a bag casual.
            #[param(inline)]
            style: Option<Style>,
            /// How easily one feels cold or hot, in five steps of 1.5 °C; absent:
            /// `normal`.
            #[serde(default)]
            #[param(inline, required = false)]
            sensitivity: Sensitivity,
            /// How old one is: a `child` has one layer more than an `adult`, and `older` people
            /// put on more earlier; absent: `adult`.
            #[serde(default)]
            #[param(inline, required = false)]
            age: Age,
            /// What one does outdoors: `waiting` (1.2 met), `strolling` (out and about:
            /// walking, standing and sitting, 1.6), `brisk_walk` (2.6), `running` (6, also
            /// `jogging`), `cycling` (4) or `hiking` (3.5); absent: `strolling`.
            #[serde(default)]
            #[param(inline, required = false)]
            activity: Activity,
            /// How long one is outdoors at a time, h; absent: 1.
            #[serde(default)]
            #[param(value_type = Option<f64>, minimum = 0.25, maximum = 8, example = 1.0)]
            outdoors: Hours,
            /// How much of the sun reaches one, from 0 (shade) to 1; absent: 0, and nobody is
            /// dressed for sun that may not come.
            #[serde(default)]
            #[param(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.0)]
            sun: SunShare,
            /// For how much worse than likely weather one wants to have something along:
            /// `relaxed` (nothing but what a hiker rests in), `careful` (nine times out of ten)
            /// or `very_careful` (nineteen out of twenty); absent: `careful`.
            #[serde(default)]
            #[param(inline, required = false)]
            caution: Caution,
            /// What one has, by the garments' ids with commas between, such as
            /// `jeans,wool_coat`: in every category that is mentioned one has nothing else, among accessories nothing else for the same part of the body. Absent: everything. `garments` of any answer
            /// have the ids.
            #[serde(default)]
            #[param(value_type = Option<String>, pattern = "^([a-z_]{1,40}(,[a-z_]{1,40}){0,199})?$")]
            have: GarmentIds,
            /// What one does not have.
            #[serde(default)]
            #[param(value_type = Option<String>, pattern = "^([a-z_]{1,40}(,[a-z_]{1,40}){0,199})?$")]
            lack: GarmentIds,
            /// What is in the set whatever the weather; it comes off like anything else, and the
            /// rest is planned around it.
            #[serde(default)]
            #[param(value_type = Option<String>, pattern = "^([a-z_]{1,40}(,[a-z_]{1,40}){0,199})?$")]
            lock: GarmentIds,
            /// The language of the texts; absent: as `Accept-Language` says, or
            /// English.
            #[param(inline)]
            lang: Option<Language>,
            /// The units of the texts and of numbers whose names carry none:
            /// `metric` (°C, m/s) or `us` (°F, mph); absent: `metric`.
            #[serde(default)]
            #[param(inline, required = false)]
            units: Units,
            /// One's own pseudonym, a UUID, for what was learned from one's
            /// feedback.
            #[param(value_type = Option<String>, format = "uuid")]
            person: Option<PersonId>,
        }

        impl $name {
            pub(super) fn asker(&self, request: &HttpRequest, alternatives: Alternatives) -> Asker {
                let Self { have, lack, lock, .. } = self;
                let Self { sensitivity, age, activity, outdoors, sun, caution, .. } = *self;
                let Self { lang, style, units, person, .. } = *self;
                Asker {
                    sensitivity,
                    age,
                    activity,
                    outdoors,
                    sun,
                    caution,
                    have: have.clone(),
                    lack: lack.clone(),
                    lock: lock.clone(),
                    alternatives,
                    person,
                    style,
                    lang: lang.unwrap_or_else(|| language(request)),
                    units,
                }
            }
        }
    };
}

/// The same of one place.
macro_rules! recommendation_query {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        wearer_query! {
            $(#[$doc])*
            $name {
                $($more)*
                /// The place, by its id in `/locations`; absent: the first one there.
                #[param(pattern = "^[a-z0-9][a-z0-9-]{0,63}$", example = "seoul")]
                location: Option<String>,
                /// How many further sets of each style to give, in `alternatives`; absent: 0.
                #[serde(default)]
                #[param(value_type = Option<u8>, minimum = 0, maximum = 2, example = 0)]
                alternatives: Alternatives,
            }
        }
    };
}

recommendation_query! {
    /// A day and whom it is for.
    DayQuery {
        /// The day in the place's time zone, `YYYY-MM-DD`; absent: today there, or
        /// the first day of the forecast when that is past midnight already.
        #[param(value_type = Option<String>, format = Date)]
        target_date: Option<String>,
    }
}

recommendation_query! {
    /// Some hours and whom they are for.
    WindowQuery {
        /// When one leaves: RFC 3339, or a time of day at the place, `HH:MM`, which is
        /// the next one that the forecast covers.
        #[param(inline, example = "07:30")]
        from: Moment,
        /// When one is back: RFC 3339, or a time of day, the first one from `from` on.
        /// At most 24 hours after `from`.
        #[param(inline, example = "19:00")]
        to: Moment,
        /// When one leaves for the way back, after some hours inside: RFC 3339, or a time of
        /// day, the first one from `to` on. Absent: there is no way back.
        #[param(inline, required = false)]
        back_from: Option<Moment>,
        /// When one is back home: RFC 3339, or a time of day, the first one from `back_from`
        /// on, and at most 24 hours after `from`. Absent: an hour after `back_from`.
        #[param(inline, required = false)]
        back_to: Option<Moment>,
    }
}

recommendation_query! {
    /// Whom a week is for.
    WeekQuery {}
}

recommendation_query! {
    /// Whom a calendar is for.
    CalendarQuery {
        /// When each day's event rings, a time of day at the place, `HH:MM`; absent: never.
        #[param(inline, required = false)]
        alarm: Option<ClockTime>,
    }
}

wearer_query! {
    /// A trip and whom it is for.
    TripQuery {
        /// Where and when, at most seven days in all: places with their days, in the order in
        /// which they come, such as `seoul:2026-11-24/2026-11-26,new-york:2026-11-27`. A day on
        /// which one travels may be counted at both places.
        #[param(inline)]
        stays: Stays,
    }
}

impl TripQuery {
    pub(super) fn stays(&self) -> &[Stay] {
        &self.stays.0
    }
}

/// The language that a client likes best of those that we speak.
fn language(request: &HttpRequest) -> Language {
    if !request.headers().contains_key(ACCEPT_LANGUAGE) {
        return Language::default();
    }
    let ranked = AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
    let spoken = ranked.iter().find_map(|preference| match preference {
        Preference::Any => Some(Language::default()),
        Preference::Specific(tag) => match tag.primary_language() {
            "en" => Some(Language::En),
            "ko" => Some(Language::Ko),
            _ => None,
        },
    });
    spoken.unwrap_or_default()
}

/// What to wear on a day
///
/// The day's weather and a complete set of clothes in each of five styles, warm
/// enough for the coldest hour that one is up, with what to take off and put on
/// along the way, and why.
#[utoipa::path(
    operation_id = "recommendationByDay",
    tag = "recommendation",
    params(DayQuery),
    responses(
        (status = 200, description = "The recommendation", body = PublicRecommendation<'_>),
        Asked,
        (status = 404, description = "No such location or garment, garments that cannot be worn together, or a day that the forecast does not cover", body = Problem, content_type = "application/problem+json"),
        RecommendationFailures,
    )
)]
#[get("/recommendation/by_day")]
pub(crate) async fn by_day(
    answers: web::Data<Answers>,
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<DayQuery>,
) -> Result<HttpResponse, Problem> {
    let location = locations::find(&locations, query.location.as_deref())?;
    let asker = query.asker(&request, query.alternatives);
    let date = match &query.target_date {
        Some(text) => {
            parse_date(text).map_err(|wrong| Problem::bad_request(format!("target_date: {wrong}")))?
        }
        None => answers.today(location).await,
    };
    cache::answer(&answers, &request, location, DayQuestion { date, asker }).await
}

/// What to wear in my hours
///
/// The same for the hours that one is out: the commute, the run, the evening. Of them
/// those count that the forecast covers; `window` says which. With `back_from` one set is
/// chosen for the way there and the way back, and the hours between are spent inside.
#[utoipa::path(
    operation_id = "recommendationInWindow",
    tag = "recommendation",
    params(WindowQuery),
    responses(
        (status = 200, description = "The recommendation", body = PublicRecommendation<'_>),
        Asked,
        (status = 404, description = "No such location or garment, garments that cannot be worn together, or hours that the forecast does not cover", body = Problem, content_type = "application/problem+json"),
        RecommendationFailures,
    )
)]
#[get("/recommendation/window")]
pub(crate) async fn in_window(
    answers: web::Data<Answers>,
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<WindowQuery>,
) -> Result<HttpResponse, Problem> {
    let location = locations::find(&locations, query.location.as_deref())?;
    let asker = query.asker(&request, query.alternatives);
    let forecast = Arc::clone(&answers.forecast(location).await?.value);
    // Whoever leaves within the hour means this one, though the forecast begins with the next.
    let from = query.from.resolve(forecast.issued_at, location);
    let until = query.to.resolve(from, location);
    let local = |time| local(time, &location.tz());
    if until.duration_since(from) > LONGEST_WINDOW {
        // There is no such window; a schema cannot say so of two values.
        return Err(Problem::not_found(format!(
            "{} to {} are more than 24 hours; `to` must be at most 24 hours after `from`",
            local(from),
            local(until)
        )));
    }
    if until < from {
        return Err(Problem::not_found(format!(
            "`to`, {}, is before `from`, {}; it must be at most 24 hours after it",
            local(until),
            local(from)
        )));
    }
    let back = way_back(&query, from, until, location)?;
    for (from, until) in [(from, until)].into_iter().chain(back.map(|back| (back.from, back.until))) {
        if !forecast.hours.iter().any(|hour| hour_is_within(hour.valid_at, from, until)) {
            return Err(Problem::not_found(format!(
                "the forecast has no hour from {} to {}; it covers {}",
                local(from),
                local(until),
                covers(&forecast, &location.tz())
            )));
        }
    }
    cache::answer(&answers, &request, location, WindowQuestion { from, until, back, asker }).await
}

/// The second outing of a window, if somebody asks for one.
fn way_back(
    query: &WindowQuery,
    from: Timestamp,
    until: Timestamp,
    location: &Location,
) -> Result<Option<Outing>, Problem> {
    let Some(leaves) = query.back_from else {
        return match query.back_to {
            None => Ok(None),
            Some(_) => {
                Err(Problem::not_found("`back_to` is given and `back_from` is not; give `back_from`, too"))
            }
        };
    };
    let leaves = leaves.resolve(until, location);
    let arrives = match query.back_to {
        Some(arrives) => arrives.resolve(leaves, location),
        None => {
            let latest = from.saturating_add(LONGEST_WINDOW).unwrap_or(leaves);
            leaves.saturating_add(USUAL_WAY_BACK).unwrap_or(leaves).min(latest.max(leaves))
        }
    };
    if leaves < until || arrives < leaves || arrives.duration_since(from) > LONGEST_WINDOW {
        let local = |time| local(time, &location.tz());
        return Err(Problem::not_found(format!(
            "the way back is {} to {}; it must not begin before `to`, {}, nor end before it begins, and must end at most 24 hours after `from`, {}",
            local(leaves),
            local(arrives),
            local(until),
            local(from)
        )));
    }
    Ok(Some(Outing { from: leaves, until: arrives }))
}

/// What to wear on each day of the week
///
/// The same as for one day, for every day of which the forecast covers at least an
/// hour; `hours_covered` tells how many.
#[utoipa::path(
    operation_id = "recommendationForWeek",
    tag = "recommendation",
    params(WeekQuery),
    responses(
        (status = 200, description = "The recommendations", body = PublicWeek<'_>),
        Asked,
        LocationFailures,
        RecommendationFailures,
    )
)]
#[get("/recommendation/week")]
pub(crate) async fn week(
    answers: web::Data<Answers>,
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<WeekQuery>,
) -> Result<HttpResponse, Problem> {
    let location = locations::find(&locations, query.location.as_deref())?;
    let asker = query.asker(&request, query.alternatives);
    cache::answer(&answers, &request, location, WeekQuestion { asker }).await
}

/// The week's outfits as a calendar
///
/// iCalendar (RFC 5545), to subscribe to: an all-day event for each day, in the
/// style that is asked for or else casual, with everything that is worn and taken along.
#[utoipa::path(
    operation_id = "outfitCalendar",
    tag = "recommendation",
    params(CalendarQuery),
    responses(
        (status = 200, description = "The calendar", body = String, content_type = "text/calendar"),
        Asked,
        LocationFailures,
        RecommendationFailures,
    )
)]
#[get("/recommendation/week.ics")]
pub(crate) async fn calendar(
    answers: web::Data<Answers>,
    locations: web::Data<Locations>,
    request: HttpRequest,
    Params(query): Params<CalendarQuery>,
) -> Result<HttpResponse, Problem> {
    let location = locations::find(&locations, query.location.as_deref())?;
    let asker = query.asker(&request, query.alternatives);
    cache::answer(&answers, &request, location, CalendarQuestion { alarm: query.alarm, asker }).await
}

/// The `id` of an outfit that is shown today at a place, to give feedback on.
pub(super) async fn shown_outfit(answers: &Answers, location: &Location) -> Option<String> {
    let question = DayQuestion { date: answers.today(location).await, asker: Asker::default() };
    let given = answers.give(question, location, None).await.ok()?;
    let shown: ShownDay = serde_json::from_slice(given.page().body()).ok()?;
    Some(shown.recommendations.styles.casual?.id)
}

/// The part of a day's answer that has the outfits.
#[derive(Debug, Deserialize)]
struct ShownDay {
    recommendations: Recommendations,
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn spoken(accepted: &str) -> Language {
        language(&TestRequest::default().insert_header((ACCEPT_LANGUAGE, accepted)).to_http_request())
    }

    #[test]
    fn the_best_liked_language_that_we_speak() {
        assert_eq!(spoken("ko-KR,ko;q=0.9,en-US;q=0.8"), Language::Ko);
        assert_eq!(spoken("fr, en;q=0.5, ko;q=0.9"), Language::Ko);
        assert_eq!(spoken("de-CH, *;q=0.1"), Language::En);
        assert_eq!(spoken("fr"), Language::En);
        assert_eq!(spoken(";;;"), Language::En);
        assert_eq!(language(&TestRequest::default().to_http_request()), Language::En);
    }
}
