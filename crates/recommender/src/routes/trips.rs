//! What to pack for a trip.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{post, web};
use common::recommendation::{DayRecommendation, Stay, Style, TripQuestion, TripRecommendation};
use jiff::civil::Date;
use serde_json::Value;
use service::failures::BodyFailures;
use service::{Problem, read_body};

use super::failures::ForecastFailures;
use super::recommendations::{
    Asked, Form, NOTHING_TO_RECOMMEND, PresenterParts, Sources, Target, closet, not_covered, waking_day,
};
use crate::plan::{Occasion, Plan};
use crate::present::{Hours, Presenter, bag, bag_text};

/// What to pack for a trip
///
/// One bag with the fewest garments that dress every day of the trip, and what of it to wear
/// on each. A day's set is at most a little worse liked than the best one for it; the waking
/// hours of the place decide. What is only for worse than likely weather is in the bag, too.
#[utoipa::path(
    operation_id = "recommendTrip",
    tag = "recommendations",
    request_body = TripQuestion,
    responses(
        (status = 200, description = "The bag and the days.", body = TripRecommendation),
        BodyFailures,
        (
            status = 404, content_type = "application/problem+json", body = Problem,
            description = "A location or a garment is not known, garments cannot be worn together, or a forecast does not cover a day."
        ),
        ForecastFailures,
    )
)]
#[post("/v1/trips")]
pub(crate) async fn recommend_trip(
    sources: web::Data<Sources>,
    parts: web::Data<PresenterParts>,
    body: web::Json<Value>,
) -> Result<web::Json<TripRecommendation>, Problem> {
    let TripQuestion { stays, person, wardrobe, locked, style, lang, units } = read_body(body.into_inner())?;
    let style = style.unwrap_or(Style::Casual);
    Stay::check_trip(&stays).map_err(Problem::bad_request)?;
    let closet = closet(&parts, &wardrobe, &locked)?;
    let form = Form { lang, units, style: Some(style), alternatives: 0 };
    let mut asked = Vec::with_capacity(stays.len());
    for Stay { location, .. } in &stays {
        let target = Target { location, known_forecast: None };
        asked.push(Asked::of(&sources, target, &person, form).await?);
    }
    let mut days: Vec<(Presenter<'_>, Hours<'_>)> = Vec::new();
    for (Stay { from, until, .. }, asked) in stays.iter().zip(&asked) {
        for date in from.series(jiff::Span::new().days(1)).take_while(|date| date <= until) {
            let covered = &asked.latest.days;
            let Some(day) = covered.iter().find(|day| day.date == date) else {
                return Err(Problem::not_found(not_covered(date, covered)));
            };
            days.push((asked.presenter(&parts, closet), waking_day(day, parts.waking_hours)));
        }
    }
    let nothing = || Problem::internal(NOTHING_TO_RECOMMEND);
    let occasions: Option<Vec<Occasion>> =
        days.iter().map(|(presenter, hours)| presenter.occasion(hours)).collect();
    let occasions = occasions.ok_or_else(nothing)?;
    let plans = parts.planner.pack(&occasions, style, closet.as_ref()).ok_or_else(nothing)?;
    let dates: Vec<Date> = days.iter().map(|(_, hours)| hours.date).collect();
    let speaker = parts.words.speaker(lang, units);
    let bag = bag(&dates.iter().copied().zip(&plans).collect::<Vec<_>>(), speaker);
    let answers = days.iter().zip(&occasions).zip(plans).map(|(((presenter, hours), occasion), plan)| {
        let plans: BTreeMap<Style, Vec<Plan>> = [(style, vec![plan])].into();
        presenter.answer(hours, occasion, &plans)
    });
    let answers: Option<Vec<DayRecommendation>> = answers.collect();
    let answers = answers.ok_or_else(nothing)?;
    // A day on which one travels is one, though it is dressed for at both places.
    let dates: BTreeSet<Date> = dates.into_iter().collect();
    let text = bag_text(&bag, dates.len(), speaker);
    Ok(web::Json(TripRecommendation { style, pieces: bag.len(), bag, text, days: answers }))
}
