//! What is wrong with a record, looked for before anything is learned from it: counted,
//! told, and masked. A record that cannot carry a model is refused.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fmt;

use anyhow::Context;
use common::observation::{Observation, Variable, floor_to_hour};
use common::quality::screen;
use features::{Calendar, History, Place};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Days with observed temperature that training takes at least.
pub(crate) const FEWEST_DAYS: i64 = 60;
/// Hours in which a quantity may stand still before its sensor is taken to be stuck. Wind
/// may be calm and air saturated for longer: see [`is_at_rest`].
const LONGEST_STANDSTILL_H: [(Variable, usize); 5] = [
    (Variable::Temperature, 12),
    (Variable::DewPoint, 24),
    (Variable::RelativeHumidity, 24),
    (Variable::WindSpeed, 18),
    (Variable::SeaLevelPressure, 24),
];
/// Days over which the daily cycle of temperature is looked at.
const CYCLE_DAYS: usize = 30;
/// A cycle with less than this tells no time, °C.
const SMALLEST_CYCLE_C: f64 = 1.5;
/// By how much a month's warmest hour may lie off those of the other months, h.
const LARGEST_SLIP_H: f64 = 4.0;

/// What was found, and taken out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityReport {
    /// Hours that are left.
    pub hours: usize,
    /// Hours between the first and the last that are not there at all.
    pub missing_hours: usize,
    /// The longest run of them.
    pub longest_gap_h: usize,
    /// Rows beyond the first of an hour; the last one stays.
    pub duplicate_hours: usize,
    /// Rows that are stamped between full hours; they are left out.
    pub off_hour_rows: usize,
    /// Values that cannot be, by column; masked.
    pub impossible_values: BTreeMap<String, usize>,
    /// Values from sensors that stood still, by column; masked.
    pub stuck_values: BTreeMap<String, usize>,
    /// Hours in months whose daily cycle lies hours off, as after a mistaken time zone;
    /// masked.
    pub slipped_hours: usize,
}

/// Looks through a record and takes out what cannot be trusted.
///
/// # Errors
/// What is left cannot carry a model, and why; or the place is not on the earth.
pub fn inspect(observations: Vec<Observation>, place: Place) -> anyhow::Result<(History, QualityReport)> {
    let mut report = QualityReport::default();
    let rows = observations.len();
    let mut observations: Vec<Observation> = observations
        .into_iter()
        .filter(|observation| floor_to_hour(observation.time) == observation.time)
        .collect();
    report.off_hour_rows = rows - observations.len();
    for observation in &mut observations {
        for variable in screen(observation) {
            *report.impossible_values.entry(variable.column().to_owned()).or_default() += 1;
        }
    }
    let rows = observations.len();
    let mut hours = History::new(observations).into_observations();
    report.duplicate_hours = rows - hours.len();

    for (variable, longest) in LONGEST_STANDSTILL_H {
        let stuck = mask_standstill(&mut hours, variable, longest);
        if stuck > 0 {
            report.stuck_values.insert(variable.column().to_owned(), stuck);
        }
    }
    report.slipped_hours = mask_slips(&mut hours, place)?;
    hours.retain(|hour| !hour.is_empty());

    let gaps = hours.windows(2).map(|pair| hours_between(pair[0].time, pair[1].time).saturating_sub(1));
    (report.missing_hours, report.longest_gap_h) =
        gaps.fold((0, 0), |(sum, longest), gap| (sum + gap, longest.max(gap)));
    report.hours = hours.len();

    anyhow::ensure!(!hours.is_empty(), "there are no observations");
    anyhow::ensure!(
        hours.iter().any(|hour| hour.get(Variable::Temperature).is_some()),
        "no hour has a temperature, which belongs into the column `{}`; {report}",
        Variable::Temperature.column()
    );
    require_enough(&hours).with_context(|| report.to_string())?;
    Ok((History::new(hours), report))
}

/// Refuses what is too little to learn from.
///
/// # Errors
/// How much there is, and how much it takes.
pub(crate) fn require_enough(observations: &[Observation]) -> anyhow::Result<()> {
    let fewest = FEWEST_DAYS * 24;
    let measured =
        observations.iter().filter(|hour| hour.get(Variable::Temperature).is_some()).count() as i64;
    anyhow::ensure!(
        measured >= fewest,
        "{measured} hours have a usable temperature, and a model takes at least {fewest} ({FEWEST_DAYS} days)"
    );
    Ok(())
}

fn hours_between(from: Timestamp, until: Timestamp) -> usize {
    usize::try_from((until.as_second() - from.as_second()) / 3600).unwrap_or_default()
}

/// Whether a quantity may stay at this value as long as it likes.
fn is_at_rest(variable: Variable, value: f32) -> bool {
    (variable == Variable::WindSpeed && value == 0.0)
        || (variable == Variable::RelativeHumidity && value >= 98.0)
}

/// Masks runs of one value that are longer than `longest` hours.
fn mask_standstill(hours: &mut [Observation], variable: Variable, longest: usize) -> usize {
    let mut masked = 0;
    let mut first = 0;
    while first < hours.len() {
        let value = hours[first].get(variable);
        let same = hours[first..].iter().take_while(|hour| hour.get(variable) == value).count();
        let run = &mut hours[first..first + same];
        if same > longest && value.is_some_and(|value| !is_at_rest(variable, value)) {
            run.iter_mut().for_each(|hour| hour.set(variable, None));
            masked += same;
        }
        first += same;
    }
    masked
}

/// Masks months in which it is warmest at another time of the day than in the others: the
/// first harmonic of the temperature against mean solar time.
fn mask_slips(hours: &mut [Observation], place: Place) -> Result<usize, features::WindowError> {
    let mut warmest = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    for (index, hour) in hours.iter().enumerate() {
        let begins =
            starts.last().is_none_or(|&start| hours_between(hours[start].time, hour.time) >= CYCLE_DAYS * 24);
        if begins {
            starts.push(index);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([hours.len()]);
    let months: Vec<_> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
    for month in &months {
        let mut sums = [0.0; 3];
        for hour in &hours[month.clone()] {
            if let Some(value_c) = hour.get(Variable::Temperature) {
                let angle = Calendar::of(hour.time, place)?.day_angle_rad;
                sums[0] += 1.0;
                sums[1] += f64::from(value_c) * angle.cos();
                sums[2] += f64::from(value_c) * angle.sin();
            }
        }
        let [count, cosine, sine] = sums;
        let amplitude_c = 2.0 * cosine.hypot(sine) / f64::max(count, 1.0);
        let is_telling = count >= (CYCLE_DAYS * 12) as f64 && amplitude_c >= SMALLEST_CYCLE_C;
        warmest.push(is_telling.then(|| sine.atan2(cosine)));
    }
    let told: Vec<f64> = warmest.iter().copied().flatten().collect();
    let (sine, cosine) =
        told.iter().fold((0.0, 0.0), |(sine, cosine), angle| (sine + angle.sin(), cosine + angle.cos()));
    let usual = f64::atan2(sine, cosine);
    let mut masked = 0;
    for (month, warmest) in months.into_iter().zip(warmest) {
        let Some(warmest) = warmest else { continue };
        let apart = (warmest - usual + TAU / 2.0).rem_euclid(TAU) - TAU / 2.0;
        if apart.abs() * 24.0 / TAU > LARGEST_SLIP_H {
            masked += month.len();
            hours[month].iter_mut().for_each(|hour| *hour = Observation::new(hour.time));
        }
    }
    Ok(masked)
}

impl fmt::Display for QualityReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            hours, missing_hours, longest_gap_h, duplicate_hours, off_hour_rows, slipped_hours, ..
        } = self;
        write!(f, "{hours} hours; missing: {missing_hours}, at most {longest_gap_h} in a row")?;
        for (count, what) in [
            (duplicate_hours, "duplicates of an hour"),
            (off_hour_rows, "rows between full hours"),
            (slipped_hours, "hours with a daily cycle that lies hours off"),
        ] {
            if *count > 0 {
                write!(f, "; {what}: {count}")?;
            }
        }
        for (what, values) in [("impossible", &self.impossible_values), ("stuck", &self.stuck_values)] {
            for (column, count) in values {
                write!(f, "; {what} {column}: {count}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
