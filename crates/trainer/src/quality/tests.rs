use jiff::ToSpan;

use super::*;
use crate::synthetic::{all_observations, job, observations};

fn inspected(observations: Vec<Observation>) -> (History, QualityReport) {
    inspect(observations, job(Vec::new()).known.place).unwrap()
}

#[test]
fn a_sound_record_stays_as_it_is() {
    let (history, report) = inspected(all_observations());
    assert_eq!(history, History::new(all_observations()));
    assert_eq!(report, QualityReport { hours: all_observations().len(), ..QualityReport::default() });
}

#[test]
fn what_is_wrong_is_counted_and_masked() {
    let mut observations = all_observations();
    observations[5].set(Variable::Temperature, Some(999.0));
    for hour in &mut observations[100..140] {
        hour.set(Variable::Temperature, Some(3.5));
    }
    for hour in &mut observations[200..300] {
        hour.set(Variable::WindSpeed, Some(0.0));
    }
    let (twice, between) = (observations[50].clone(), observations[60].time + 20.minutes());
    observations.drain(400..410);
    observations.push(twice);
    observations.push(Observation::new(between));
    let (history, report) = inspected(observations);
    assert_eq!(report.impossible_values["temperature_c"], 1);
    assert_eq!(report.stuck_values["temperature_c"], 40);
    assert!(!report.stuck_values.contains_key("wind_speed_ms"), "a calm is no fault");
    assert_eq!((report.duplicate_hours, report.off_hour_rows), (1, 1));
    assert_eq!((report.missing_hours, report.longest_gap_h), (10, 10));
    assert_eq!(history.observations()[110].get(Variable::Temperature), None);
    assert_eq!(report.slipped_hours, 0);
}

#[test]
fn a_month_in_another_time_zone_is_found() {
    let mut observations = observations(1, 130 * 24);
    let cycle = CYCLE_DAYS * 24;
    let shifted: Vec<_> = observations[cycle..2 * cycle].to_vec();
    for (index, hour) in observations[cycle..2 * cycle].iter_mut().enumerate() {
        let other = &shifted[(index + 9) % shifted.len()];
        hour.set(Variable::Temperature, other.get(Variable::Temperature));
    }
    let (_, report) = inspected(observations);
    assert_eq!(report.slipped_hours, cycle);
}

#[test]
fn a_record_of_a_month_is_refused_and_the_reason_given() {
    let month = all_observations().into_iter().take(30 * 24).collect();
    let error = format!("{:#}", inspect(month, job(Vec::new()).known.place).unwrap_err());
    assert!(error.contains("720 hours") && error.contains("at least 1440"), "{error}");
}
