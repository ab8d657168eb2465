//! What a model sees when it issues a forecast.

use common::forecast::HORIZON_H;
use common::guidance::Guidance;
use common::observation::{Observation, Variable, hours};
use jiff::{Timestamp, ToSpan};

use crate::calendar::{Calendar, Place};
use crate::columns::{
    CALENDAR_COLUMNS, FUTURE_COLUMNS, FUTURE_SHAPE, GUIDANCE_COLUMNS, GUIDANCE_SHAPE, GUIDED_COLUMNS,
    HISTORY_COLUMNS, HISTORY_SHAPE, OBSERVED_COLUMNS, STATIC_COLUMNS, STATIC_SHAPE, names,
};
use crate::history::{History, Past};
use crate::{HISTORY_H, MIN_TEMPERATURE_H};

/// Hours from the first hour of history to the issue time.
const SPAN_H: i64 = HISTORY_H as i64 - 1;

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// Nothing to forecast from.
    #[error(
        "{observed} of the {HISTORY_H} hours until {issued_at} have an observed temperature; \
         a forecast needs at least {MIN_TEMPERATURE_H}"
    )]
    TooFewObservations {
        /// The issue time asked for.
        issued_at: Timestamp,
        /// How many hours have one.
        observed: usize,
    },
    /// Forecasts are issued at full hours, as observations are.
    #[error("{0} is not a full hour")]
    NotAFullHour(Timestamp),
    /// A forecast cannot rest on guidance that nobody had yet.
    #[error("the guidance was issued at {guidance}, after the issue time {issued_at}")]
    GuidanceTooLate {
        /// The issue time asked for.
        issued_at: Timestamp,
        /// That of the guidance.
        guidance: Timestamp,
    },
    /// The window would leave the calendar.
    #[error("{0} is too close to the end of the calendar")]
    OutOfCalendar(Timestamp),
    /// The sun's position is not defined there or then.
    #[error("the sun's position cannot be computed: {0}")]
    Sun(#[from] solar_positioning::Error),
}

/// One tensor of a batch: row-major, the batch first.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// The name in the graph.
    pub name: &'static str,
    /// The shape.
    pub shape: Vec<usize>,
    /// The values, last axis fastest; all finite.
    pub data: Vec<f32>,
}

/// The inputs of one forecast. Where a mask is 0 the value is 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    issued_at: Timestamp,
    history: Vec<f32>,
    history_mask: Vec<f32>,
    future: Vec<f32>,
    guidance: Vec<f32>,
    guidance_mask: Vec<f32>,
    place: [f32; STATIC_COLUMNS.len()],
}

impl Window {
    /// The window of a forecast issued at `issued_at`, from what had been
    /// observed then, and the newest guidance that was known.
    ///
    /// # Errors
    /// There is too little to forecast from, or time or place cannot be.
    pub fn build(
        history: &History,
        issued_at: Timestamp,
        place: Place,
        guidance: Option<&Guidance>,
    ) -> Result<Self, WindowError> {
        if issued_at.as_second().rem_euclid(3600) != 0 || issued_at.subsec_nanosecond() != 0 {
            return Err(WindowError::NotAFullHour(issued_at));
        }
        if let Some(guidance) = guidance.map(|guidance| guidance.issued_at).filter(|at| *at > issued_at) {
            return Err(WindowError::GuidanceTooLate { issued_at, guidance });
        }
        let out_of_calendar = |_| WindowError::OutOfCalendar(issued_at);
        let first = issued_at.checked_sub(SPAN_H.hours()).map_err(out_of_calendar)?;
        let last = issued_at.checked_add((HORIZON_H as i64).hours()).map_err(out_of_calendar)?;

        let (history, history_mask) = history_columns(history.until(issued_at), first, place)?;
        let observed = history_mask.iter().step_by(HISTORY_COLUMNS.len()).filter(|&&mask| mask > 0.0).count();
        if observed < MIN_TEMPERATURE_H {
            return Err(WindowError::TooFewObservations { issued_at, observed });
        }

        let mut future = Vec::with_capacity(HORIZON_H * FUTURE_COLUMNS.len());
        for time in hours(issued_at, last).skip(1) {
            future.extend(Calendar::of(time, place)?.row());
        }
        let (guidance, guidance_mask) = guidance_columns(guidance, hours(issued_at, last).skip(1));
        Ok(Self {
            issued_at,
            history,
            history_mask,
            future,
            guidance,
            guidance_mask,
            place: [place.latitude_deg, place.longitude_deg, place.elevation_m].map(|value| value as f32),
        })
    }

    /// The last hour that is visible; lead times count from here.
    #[must_use]
    pub fn issued_at(&self) -> Timestamp {
        self.issued_at
    }

    /// Latitude, longitude and elevation, as in `static`.
    #[must_use]
    pub fn place(&self) -> Place {
        let [latitude_deg, longitude_deg, elevation_m] = self.place.map(f64::from);
        Place { latitude_deg, longitude_deg, elevation_m }
    }

    /// The hours of `history` with their mask, oldest first.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = (&[f32], &[f32])> + ExactSizeIterator {
        let width = HISTORY_COLUMNS.len();
        self.history.chunks_exact(width).zip(self.history_mask.chunks_exact(width))
    }

    /// The hours of `future`, lead time 1 h first.
    pub fn future(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.future.chunks_exact(FUTURE_COLUMNS.len())
    }

    /// The hours of `guidance` with their mask, lead time 1 h first.
    pub fn guidance(&self) -> impl ExactSizeIterator<Item = (&[f32], &[f32])> {
        let width = GUIDANCE_COLUMNS.len();
        self.guidance.chunks_exact(width).zip(self.guidance_mask.chunks_exact(width))
    }

    /// The inputs of a batch of windows, in the order of
    /// [`crate::input_specs`].
    #[must_use]
    pub fn stack(windows: &[Self]) -> [Tensor; 6] {
        let tensor = |name, shape: &[usize], rows: fn(&Self) -> &[f32]| Tensor {
            name,
            shape: std::iter::once(windows.len()).chain(shape.iter().copied()).collect(),
            data: windows.iter().flat_map(rows).copied().collect(),
        };
        [
            tensor(names::HISTORY, &HISTORY_SHAPE, |window| &window.history),
            tensor(names::HISTORY_MASK, &HISTORY_SHAPE, |window| &window.history_mask),
            tensor(names::FUTURE, &FUTURE_SHAPE, |window| &window.future),
            tensor(names::GUIDANCE, &GUIDANCE_SHAPE, |window| &window.guidance),
            tensor(names::GUIDANCE_MASK, &GUIDANCE_SHAPE, |window| &window.guidance_mask),
            tensor(names::STATIC, &STATIC_SHAPE, |window| &window.place),
        ]
    }
}

fn history_columns(
    past: Past<'_>,
    first: Timestamp,
    place: Place,
) -> Result<(Vec<f32>, Vec<f32>), WindowError> {
    let mut values = Vec::with_capacity(HISTORY_H * HISTORY_COLUMNS.len());
    let mut mask = Vec::with_capacity(values.capacity());
    let mut observations = past.since(first).peekable();
    for time in hours(first, past.issued_at()) {
        // Observations off the full hour belong to no hour of the window.
        while observations.next_if(|observation| observation.time < time).is_some() {}
        let row = observations
            .next_if(|observation| observation.time == time)
            .map_or([None; OBSERVED_COLUMNS], observed_columns);
        values.extend(row.map(Option::unwrap_or_default));
        mask.extend(row.map(|value| f32::from(u8::from(value.is_some()))));
        values.extend(Calendar::of(time, place)?.row());
        mask.extend([1.0; CALENDAR_COLUMNS.len()]);
    }
    Ok((values, mask))
}

/// The observed columns of `history`, in their order.
#[must_use]
pub fn observed_columns(observation: &Observation) -> [Option<f32>; OBSERVED_COLUMNS] {
    let get = |variable| observation.get(variable);
    let speed_ms = get(Variable::WindSpeed);
    // The direction is the one the wind blows from, so the vector points back.
    let towards =
        |component: fn(f32) -> f32| Some(-speed_ms? * component(get(Variable::WindDirection)?.to_radians()));
    [
        get(Variable::Temperature),
        get(Variable::DewPoint),
        get(Variable::RelativeHumidity),
        speed_ms,
        towards(f32::sin),
        towards(f32::cos),
        get(Variable::SeaLevelPressure),
        get(Variable::CloudCover),
        get(Variable::Precipitation),
        get(Variable::ShortwaveRadiation),
    ]
}

fn guidance_columns(
    guidance: Option<&Guidance>,
    times: impl Iterator<Item = Timestamp>,
) -> (Vec<f32>, Vec<f32>) {
    let row = |time: Timestamp| {
        let columns = guidance.and_then(|guidance| guidance.at(time)).map(observed_columns);
        GUIDED_COLUMNS.map(|column| columns.and_then(|columns| columns[column]))
    };
    times.flat_map(row).map(|value| (value.unwrap_or_default(), f32::from(u8::from(value.is_some())))).unzip()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{input_specs, output_specs};

    fn seoul() -> Place {
        Place::from(&common::testing::seoul())
    }

    fn issued_at() -> Timestamp {
        "2018-03-10T14:00:00Z".parse().unwrap()
    }

    /// One observation `lead_h` hours after the issue time.
    fn observation(lead_h: i64, values: &[(Variable, f32)]) -> Observation {
        let mut observation = Observation::new(issued_at() + lead_h.hours());
        for &(variable, value) in values {
            observation.set(variable, Some(value));
        }
        observation
    }

    fn two_weeks() -> Vec<Observation> {
        (-SPAN_H..=0).map(|lead_h| observation(lead_h, &[(Variable::Temperature, lead_h as f32)])).collect()
    }

    fn build(observations: Vec<Observation>) -> Result<Window, WindowError> {
        Window::build(&History::new(observations), issued_at(), seoul(), None)
    }

    #[test]
    fn the_tensors_have_the_shapes_that_the_specs_promise() {
        let windows = vec![build(two_weeks()).unwrap(); 3];
        for (tensor, spec) in Window::stack(&windows).iter().zip(input_specs()) {
            assert_eq!(tensor.name, spec.name);
            let one = |axis: i64| usize::try_from(axis).unwrap_or(3);
            let expected: Vec<usize> = spec.shape.iter().copied().map(one).collect();
            assert_eq!(tensor.shape, expected, "{}", spec.name);
            assert_eq!(tensor.data.len(), tensor.shape.iter().product::<usize>(), "{}", spec.name);
            assert_eq!(spec.columns.len(), *tensor.shape.last().unwrap(), "{}", spec.name);
        }
        assert_eq!(output_specs()[0].shape, [-1, 168, 4, 7]);
        assert_eq!(output_specs()[0].columns[..2], ["p05", "p10"]);
        assert_eq!(output_specs()[1].shape, [-1, 168]);
    }

    #[test]
    fn hours_lie_where_they_belong_and_gaps_are_masked() {
        let mut observations = two_weeks();
        observations.retain(|observation| observation.time != issued_at() - 1.hours());
        let window = build(observations).unwrap();
        let temperature: Vec<_> = window.history().map(|(row, mask)| (row[0], mask[0])).collect();
        assert_eq!(temperature.len(), HISTORY_H);
        assert_eq!(temperature[0], (-335.0, 1.0));
        assert_eq!(temperature[HISTORY_H - 3..], [(-2.0, 1.0), (0.0, 0.0), (0.0, 1.0)]);
    }

    #[test]
    fn the_future_begins_one_hour_after_the_issue_time() {
        let window = build(two_weeks()).unwrap();
        let calendar = Calendar::of(issued_at() + 1.hours(), seoul()).unwrap();
        assert_eq!(window.future().next().unwrap(), calendar.row());
        assert_eq!(window.future().len(), HORIZON_H);
    }

    #[test]
    fn a_west_wind_blows_towards_the_east() {
        let mut observations = two_weeks();
        let wind = [(Variable::WindSpeed, 4.0), (Variable::WindDirection, 270.0)];
        observations.push(observation(0, &wind));
        let window = build(observations).unwrap();
        let (row, mask) = issue_hour(&window);
        assert!((row[4] - 4.0).abs() < 1e-5 && row[5].abs() < 1e-5, "{row:?}");
        assert_eq!(mask[4..6], [1.0, 1.0]);
    }

    fn issue_hour(window: &Window) -> (&[f32], &[f32]) {
        window.history().last().unwrap()
    }

    #[test]
    fn a_speed_without_a_direction_has_no_components() {
        let mut observations = two_weeks();
        observations.push(observation(0, &[(Variable::WindSpeed, 4.0)]));
        let window = build(observations).unwrap();
        assert_eq!(issue_hour(&window).1[3..6], [1.0, 0.0, 0.0]);
    }

    #[test]
    fn too_little_to_forecast_from_is_refused_and_says_what_is_needed() {
        let observations: Vec<_> = two_weeks().into_iter().rev().take(MIN_TEMPERATURE_H).collect();
        assert!(build(observations.clone()).is_ok());
        let error = build(observations[1..].to_vec()).unwrap_err().to_string();
        assert!(error.contains("23 of the 336 hours") && error.contains("at least 24"), "{error}");
    }

    #[test]
    fn a_time_or_place_that_cannot_be_is_refused() {
        let history = History::new(two_weeks());
        let half_past = issued_at() + 30.minutes();
        let refused = Window::build(&history, half_past, seoul(), None);
        assert!(matches!(refused, Err(WindowError::NotAFullHour(_))));
        let refused = Window::build(&history, issued_at(), Place { longitude_deg: 200.0, ..seoul() }, None);
        assert!(matches!(refused, Err(WindowError::Sun(_))));
        let end = Timestamp::MAX.as_second() / 3600 * 3600;
        let refused = Window::build(&history, Timestamp::from_second(end).unwrap(), seoul(), None);
        assert!(matches!(refused, Err(WindowError::OutOfCalendar(_))));
    }

    #[test]
    fn guidance_lies_at_its_lead_time_and_what_is_missing_is_masked() {
        let temperature = |lead_h, value_c| observation(lead_h, &[(Variable::Temperature, value_c)]);
        let humid = observation(3, &[(Variable::RelativeHumidity, 55.0)]);
        let hours = vec![temperature(0, 9.0), temperature(1, 1.0), humid, temperature(169, 8.0)];
        let mut guidance = Guidance { issued_at: issued_at() - 2.hours(), hours };
        let build = |guidance: &Guidance| {
            Window::build(&History::new(two_weeks()), issued_at(), seoul(), Some(guidance))
        };
        let window = build(&guidance).unwrap();
        let rows: Vec<(&[f32], &[f32])> = window.guidance().collect();
        assert_eq!(rows.len(), HORIZON_H);
        assert_eq!((rows[0].0[0], rows[0].1[0]), (1.0, 1.0));
        assert_eq!((rows[2].0[1], rows[2].1[1]), (55.0, 1.0));
        assert_eq!(rows.iter().flat_map(|(_, mask)| mask.iter()).sum::<f32>(), 2.0);
        guidance.issued_at = issued_at() + 1.hour();
        assert!(matches!(build(&guidance), Err(WindowError::GuidanceTooLate { .. })));
    }

    proptest! {
        #[test]
        fn nothing_observed_after_the_issue_time_changes_a_window(
            later in prop::collection::vec((1_i64..1000, -50.0_f32..50.0, 0_usize..Variable::COUNT), 0..50),
        ) {
            let known = two_weeks();
            let mut with_later = known.clone();
            with_later.extend(
                later.iter().map(|&(lead_h, value, index)| observation(lead_h, &[(Variable::ALL[index], value)])),
            );
            prop_assert_eq!(build(with_later).unwrap(), build(known).unwrap());
        }

        #[test]
        fn every_value_is_finite_and_0_where_it_is_masked(
            observed in prop::collection::vec((-400_i64..=0, prop::num::f32::ANY, 0_usize..Variable::COUNT), 0..200),
        ) {
            let mut observations = two_weeks();
            observations.extend(
                observed.iter().map(|&(lead_h, value, index)| observation(lead_h, &[(Variable::ALL[index], value)])),
            );
            if let Ok(window) = build(observations) {
                for (row, mask) in window.history() {
                    for (&value, &mask) in row.iter().zip(mask) {
                        prop_assert!(value.is_finite());
                        prop_assert!(mask == 1.0 || (mask == 0.0 && value == 0.0));
                    }
                }
            }
        }
    }
}
