//! `/v1/forecasts`: what is issued, from what, and why nothing is.

use common::forecast::{Forecast, ForecastHour, Quantiles};
use common::guidance::Guidance;
use common::lake::{ForecastPointer, layout};
use common::observation::{Observation, Variable};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::network::{MODEL, QUANTILES_ONLY, WARMER};
use crate::support::{
    Inference, LAST, NOW, World, history, latest_of, logged, observed, problem, time, until,
};

/// Without a word of clouds.
fn cloudless(hours: Vec<ForecastHour>) -> Vec<ForecastHour> {
    hours.into_iter().map(|hour| ForecastHour { cloud_cover_frac: None, ..hour }).collect()
}

fn hours_of(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// A service that issues only what it is asked for, with a champion.
async fn serving(world: &World) -> Inference {
    world.serve_champion(MODEL, &json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forecast_is_what_the_network_computes_and_stays_in_the_lake() {
    let world = World::new().await;
    let last = observed(time(LAST), 30.0);
    let inference = serving(&world).await;
    world.observe(&world.plain, history(time(LAST), 336)).await;
    let package = world.version(MODEL, 0);

    let issued = inference.issue(&world.plain).await;
    let expected = Forecast {
        location: world.plain.id.clone(),
        model: package.manifest.model_ref(),
        issued_at: time(LAST),
        hours: MODEL.hours(&last, |_| None),
    };
    assert_eq!(issued, expected);
    assert_eq!(issued.hours[23].temperature_c.values(), [27.0, 28.5, 29.25, 30.0, 30.375, 31.125, 32.25]);
    let stored = world.lake.forecast(&world.plain.id, &expected.model, time(LAST)).await.unwrap();
    assert_eq!(stored, Some(expected.clone()));
    let pointer = world.lake.forecast_pointer(&world.plain.id).await.unwrap();
    assert_eq!(pointer, Some(ForecastPointer { model: expected.model.clone(), issued_at: time(LAST) }));
    assert_eq!(inference.latest(&world.plain).await, expected);

    // Again the same, and nothing is computed for it.
    assert_eq!(inference.issue(&world.plain).await, expected);
    let location = world.plain.id.to_string();
    let place = ("location", location.as_str());
    assert_eq!(inference.metric("inference_forecasts_total", &[place]).await, Some(1.0));
    let issued_at = inference.metric("inference_forecast_issued_timestamp_seconds", &[place]).await;
    assert_eq!(issued_at, Some(1_773_576_000.0));
    for (lead_h, width) in [("24", 2.625), ("72", 7.875), ("168", 18.375)] {
        let labels = [place, ("lead_h", lead_h)];
        assert_eq!(inference.metric("inference_forecast_width_celsius", &labels).await, Some(width));
    }
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_observation_makes_a_new_forecast_and_one_of_the_future_none() {
    let world = World::new().await;
    let inference = serving(&world).await;
    world.observe(&world.plain, history(time(LAST), 30)).await;
    let first = inference.issue(&world.plain).await;

    let next = observed(time(LAST) + hours_of(1), -3.25);
    world.observe(&world.plain, [next.clone()]).await;
    assert_eq!(inference.issue(&world.plain).await, first, "the clock does not show that hour yet");
    world.clock.set(next.time);
    let second = inference.issue(&world.plain).await;
    assert_eq!((second.issued_at, second.hours.len()), (next.time, 168));
    assert_eq!(second.hours, MODEL.hours(&next, |_| None));
    assert_eq!(inference.latest(&world.plain).await, second);
    let location = world.plain.id.to_string();
    let count = inference.metric("inference_forecasts_total", &[("location", &location)]).await;
    assert_eq!(count, Some(2.0));
    let before = world.lake.forecast(&world.plain.id, &first.model, first.issued_at).await.unwrap();
    assert_eq!(before, Some(first));
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_temperatures_within_two_weeks_is_enough_and_an_hour_less_is_not() {
    let world = World::new().await;
    let inference = serving(&world).await;
    let too_few = |observed: u16| {
        format!(
            "{observed} of the 336 hours until {LAST} have an observed temperature; \
             a forecast needs at least 24"
        )
    };
    let id = &world.plain.id;
    let nothing = inference.problem(&world.plain, 503).await;
    assert_eq!(nothing, format!("there are no observations of {id} yet"));
    let no_forecast = problem(inference.get(&latest_of(&world.plain)).await, 503).await;
    assert_eq!(no_forecast, format!("there is no forecast of {id} yet"));

    world.observe(&world.plain, history(time(LAST), 23)).await;
    assert_eq!(inference.problem(&world.plain, 503).await, too_few(23));
    // The hour before the first of the window, and an hour without a temperature.
    let mut dry = Observation::new(time(LAST) - hours_of(100));
    dry.set(Variable::Precipitation, Some(0.0));
    world.observe(&world.plain, [observed(time(LAST) - hours_of(336), 1.0), dry]).await;
    assert_eq!(inference.problem(&world.plain, 503).await, too_few(23));
    assert_eq!(world.lake.forecast_pointer(id).await.unwrap(), None);

    world.observe(&world.plain, [observed(time(LAST) - hours_of(335), 1.0)]).await;
    let expected = MODEL.hours(&observed(time(LAST), 5.75), |_| None);
    assert_eq!(inference.issue(&world.plain).await.hours, expected);
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guidance_counts_where_it_is_and_was_known_and_clouds_only_where_they_were_learned() {
    let world = World::new().await;
    let last = observed(time(LAST), 7.5);
    let windy = |issued: i64, wind: f32| {
        let issued_at = time(LAST) + hours_of(issued);
        let mut hour = Observation::new(time(LAST) + hours_of(2));
        hour.set(Variable::WindSpeed, Some(wind));
        Guidance { issued_at, hours: vec![hour] }
    };
    for guidance in [windy(-7, 9.0), windy(-1, 11.0), windy(1, 13.0)] {
        world.lake.store_guidance("open_meteo", &world.guided.id, &guidance).await.unwrap();
        // Nobody looks at guidance of a place that has none.
        world.lake.store_guidance("open_meteo", &world.plain.id, &guidance).await.unwrap();
    }
    let inference = serving(&world).await;
    world.observe(&world.plain, history(time(LAST), 30)).await;

    world.observe(&world.guided, history(time(LAST), 30)).await;
    let guided = inference.issue(&world.guided).await;
    let told = |lead_h| (lead_h == 2).then_some(11.0);
    assert_eq!(guided.hours, cloudless(MODEL.hours(&last, told)));
    let location = world.guided.id.to_string();
    let lines = logged(&["issued a forecast", &format!("location={location} ")]);
    assert!(lines.len() == 1 && lines[0].contains("2026-03-15T11:00:00Z"), "{lines:?}");
    assert_eq!(inference.issue(&world.plain).await.hours, MODEL.hours(&last, |_| None));
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guidance_that_cannot_be_read_is_as_if_it_were_not_there() {
    let world = World::new().await;
    let id = &world.guided.id;
    let mut hour = Observation::new(time(LAST) + hours_of(2));
    hour.set(Variable::WindSpeed, Some(9.0));
    let older = Guidance { issued_at: time(LAST) - hours_of(7), hours: vec![hour] };
    world.lake.store_guidance("open_meteo", id, &older).await.unwrap();
    let newer = layout::guidance("open_meteo", id, time(LAST) - hours_of(1));
    world.put(&newer, "no Parquet").await;
    let inference = serving(&world).await;
    world.observe(&world.guided, history(time(LAST), 30)).await;
    let guided = inference.issue(&world.guided).await;
    let told = |lead_h| (lead_h == 2).then_some(9.0);
    assert_eq!(guided.hours, cloudless(MODEL.hours(&observed(time(LAST), 7.5), told)));
    assert!(!logged(&["WARN", &newer, "guidance that cannot be read is passed over"]).is_empty());
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forecasts_are_issued_unasked_and_again_by_another_champion() {
    let world = World::new().await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let often = json!({ "forecast": { "catch_up_interval": "20ms" } });
    let inference = world.serve(&often).await;
    let location = world.plain.id.to_string();
    inference.until_metric("inference_forecasts_total", &[("location", &location)], 0.0).await;
    inference.until_waiting(&format!("the registry has no champion of `{}`", world.model)).await;
    assert_eq!(inference.problem(&world.plain, 503).await, "no model is loaded yet");

    let mut package = world.version(MODEL, 0);
    world.promote(&package).await;
    let is_latest = async |forecast: &Forecast| {
        world.lake.latest_forecast(&world.plain.id).await.unwrap().as_ref() == Some(forecast)
    };
    let mut expected = Forecast {
        location: world.plain.id.clone(),
        model: package.manifest.model_ref(),
        issued_at: time(LAST),
        hours: MODEL.hours(&observed(time(LAST), 6.0), |_| None),
    };
    until("the first champion's", async || is_latest(&expected).await).await;

    let next = observed(time(LAST) + hours_of(1), 1.5);
    world.observe(&world.plain, [next.clone()]).await;
    world.clock.set(next.time + hours_of(1));
    expected.issued_at = next.time;
    expected.hours = MODEL.hours(&next, |_| None);
    until("that of the next hour", async || is_latest(&expected).await).await;

    package = world.version(WARMER, 1);
    world.promote(&package).await;
    expected.model = package.manifest.model_ref();
    expected.hours = WARMER.hours(&next, |_| None);
    until("the second champion's", async || is_latest(&expected).await).await;
    assert_eq!(inference.latest(&world.plain).await, expected);
    inference.until_metric("inference_forecasts_total", &[("location", &location)], 3.0).await;
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_champion_issues_at_once_although_nobody_asks_for_minutes() {
    let world = World::new().await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let inference = world.serve_champion(MODEL, &json!({})).await;
    let of = async |package: &common::model::ModelPackage| {
        let model = package.manifest.model_ref();
        world.lake.has_forecast(&world.plain.id, &model, time(LAST)).await.unwrap()
    };
    let (first, second) = (world.version(MODEL, 0), world.version(WARMER, 1));
    until("the first champion's", async || of(&first).await).await;
    world.promote(&second).await;
    until("the second champion's", async || of(&second).await).await;
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_version_issued_before_is_answered_as_it_is() {
    let world = World::new().await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let mut hours = MODEL.hours(&observed(time(LAST), 1.0), |_| None);
    hours[0].temperature_c = Quantiles::new([0.0; 7]).unwrap();
    let model = world.version(MODEL, 0).manifest.model_ref();
    let before = Forecast { location: world.plain.id.clone(), model, issued_at: time(LAST), hours };
    world.lake.store_forecast(before.clone()).await.unwrap();
    let inference = serving(&world).await;
    assert_eq!(inference.issue(&world.plain).await, before);
    assert_eq!(inference.latest(&world.plain).await, before);
    let location = world.plain.id.to_string();
    let count = inference.metric("inference_forecasts_total", &[("location", &location)]).await;
    assert_eq!(count, Some(0.0));
    inference.stop().await;
}

/// What is said of failures of the service itself.
const INTERNAL: &str = "the request could not be served; its id finds the reason in the logs";

#[tokio::test(flavor = "multi_thread")]
async fn output_that_is_no_forecast_never_leaves_and_the_log_says_what_it_was() {
    let world = World::new().await;
    let inference = serving(&world).await;
    for (hour, (variable, value, reason)) in (0..).zip([
        (Variable::Precipitation, 4.25, "the probability of precipitation at 1 h is 1.0625"),
        (Variable::Precipitation, -0.25, "the probability of precipitation at 1 h is -0.0625"),
        (Variable::DewPoint, -1.0, "the quantiles of temperature_c at 1 h are [NaN, NaN, "),
        (Variable::ShortwaveRadiation, -2.0, "the quantiles of temperature_c at 1 h are [1.125, 1.0625, "),
        (Variable::Temperature, 301.0, "temperature_c is 300.875 at 1 h"),
    ]) {
        let last = time(LAST) + hours_of(hour);
        let mut hours = history(last, 24);
        hours[23].set(Variable::Temperature, Some(1.0));
        hours[23].set(variable, Some(value));
        world.clock.set(last);
        world.observe(&world.plain, hours).await;
        assert_eq!(inference.problem(&world.plain, 500).await, INTERNAL);
        let lines = logged(&["ERROR", "the model's output is not a forecast: ", reason]);
        assert!(!lines.is_empty(), "{reason}");
        assert_eq!(world.lake.forecast_pointer(&world.plain.id).await.unwrap(), None);
    }
    // The largest probability is one.
    let last = time(LAST) + hours_of(5);
    let mut certain = observed(last, 1.0);
    certain.set(Variable::Precipitation, Some(4.0));
    world.observe(&world.plain, [certain.clone()]).await;
    world.clock.set(last);
    let issued = inference.issue(&world.plain).await;
    assert_eq!(issued.hours, MODEL.hours(&certain, |_| None));
    assert!(issued.hours.iter().all(|hour| hour.precipitation_probability == 1.0));
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_leaves_an_output_out_forecasts_nothing() {
    let world = World::new().await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let mut package = world.version(QUANTILES_ONLY, 0);
    package.golden.outputs.remove("precipitation_probability");
    world.promote(&package).await;
    let inference = world.serve(&json!({})).await;
    inference.until_ready().await;
    assert_eq!(inference.problem(&world.plain, 500).await, INTERNAL);
    let reason = "there is no `precipitation_probability` of the shape [1, 168]";
    assert!(!logged(&["ERROR", reason]).is_empty());
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_objects_are_set_aside_and_written_again_and_a_silent_lake_passes() {
    let world = World::new().await;
    let inference = serving(&world).await;
    world.observe(&world.plain, history(time(LAST), 24)).await;
    let issued = inference.issue(&world.plain).await;
    let id = world.plain.id.to_string();
    world.s3.fail(&id);
    assert_eq!(inference.problem(&world.plain, 503).await, "the lake does not answer");
    let latest = inference.get(&latest_of(&world.plain)).await;
    assert_eq!(problem(latest, 503).await, "the lake does not answer");
    world.s3.answer();
    assert_eq!(inference.issue(&world.plain).await, issued);

    let key = layout::forecast(&world.plain.id, &issued.model, issued.issued_at);
    world.put(&key, "no Parquet").await;
    // There is no older one.
    let latest = inference.get(&latest_of(&world.plain)).await;
    assert_eq!(problem(latest, 503).await, format!("there is no forecast of {} yet", world.plain.id));
    assert_eq!(inference.issue(&world.plain).await, issued);
    assert_eq!(inference.latest(&world.plain).await, issued);
    assert!(!logged(&["ERROR", "an object that cannot be read was set aside", &key]).is_empty());
    assert_eq!(world.set_aside(&key).await, ["no Parquet"]);
    let quarantined = [("kind", "forecasts")];
    assert_eq!(inference.metric("lake_objects_quarantined_total", &quarantined).await, Some(1.0));

    let pointer = layout::forecast_pointer(&world.plain.id);
    for damaged in
        ["no JSON", r#"{"model":{"name":"forecaster","version":"1"},"issued_at":"2099-01-01T00:00:00Z"}"#]
    {
        world.put(&pointer, damaged).await;
        inference.issue(&world.plain).await;
        assert_eq!(inference.latest(&world.plain).await, issued, "{damaged}");
    }
    assert_eq!(world.set_aside(&pointer).await, ["no JSON"]);

    // A month that cannot be read is as one that was never crawled, until it is crawled again.
    world.observe(&world.guided, history(time(LAST), 24)).await;
    let guided = inference.issue(&world.guided).await;
    let month = layout::Month::of(time(NOW)).key(&world.guided);
    world.put(&month, "no Parquet").await;
    inference.problem(&world.guided, 503).await;
    assert_eq!(inference.latest(&world.guided).await, guided);
    world.observe(&world.guided, history(time(LAST), 24)).await;
    assert_eq!(inference.issue(&world.guided).await, guided);
    assert_eq!(world.set_aside(&month).await, ["no Parquet"]);
    inference.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_make_no_sense_are_told_why() {
    let world = World::new().await;
    let inference = serving(&world).await;
    let known = format!("known are: {}, {}", world.plain.id, world.guided.id);
    let plain = json!({ "location": world.plain.id }).to_string();
    let json = "application/json";
    let padded = |bytes: usize| format!("{plain}{}", " ".repeat(bytes - plain.len()));
    for (content_type, body, status, says) in [
        (json, r#"{"location":"atlantis"}"#.to_owned(), 404, known.as_str()),
        (json, r#"{"location":"At Sea"}"#.to_owned(), 400, "`At Sea` is not a location id"),
        (json, r#"{"place":"seoul"}"#.to_owned(), 400, "unknown field `place`"),
        (json, "{}".to_owned(), 400, "missing field `location`"),
        (json, "{".to_owned(), 400, "the body is not valid: "),
        (json, padded(65537), 413, "the body may have at most 65536 bytes"),
        (json, padded(65536), 503, "there are no observations"),
        ("text/plain", plain.clone(), 415, "the body must be application/json"),
    ] {
        let response = inference.sending(content_type, body).send().await.unwrap();
        let detail = problem(response, status).await;
        assert!(detail.contains(says), "{detail}");
    }
    let at_sea = inference.get("/v1/forecasts/At%20Sea/latest").await;
    assert!(problem(at_sea, 400).await.contains("`At Sea` is not a location id"));
    let atlantis = inference.get("/v1/forecasts/atlantis/latest").await;
    assert_eq!(problem(atlantis, 404).await, format!("there is no location `atlantis`; {known}"));
    let response = inference.get("/v1/forecasts").await;
    assert_eq!(response.headers()["allow"], "POST");
    assert!(problem(response, 405).await.contains("allowed: POST"));
    let nowhere = inference.get("/v1/forecast").await;
    assert_eq!(problem(nowhere, 404).await, "there is nothing at /v1/forecast");
    inference.stop().await;
}
