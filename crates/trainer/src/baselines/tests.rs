use common::observation::Variable;
use features::History;
use jiff::{Timestamp, ToSpan};

use super::*;
use crate::dataset::{BLOCKS, Dataset};
use crate::scores::Errors;
use crate::synthetic::{all_observations, job};

#[test]
fn a_planted_decay_is_recovered() {
    let slopes: Vec<f64> = (1..=HORIZON_H).map(|lead| 0.9 * (-(lead as f64) / 31.5).exp()).collect();
    let fits = (2..=800).map(|quarters| Damping::with_decay(&slopes, f64::from(quarters) / 4.0));
    let (damping, misfit) = fits.min_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap();
    assert_eq!(damping.decay_h, 31.5);
    assert!((damping.amplitude - 0.9).abs() < 1e-9 && misfit < 1e-12, "{damping:?}");
    assert!((damping.at(0) - 0.9).abs() < 1e-9);
}

/// Whether a forecast is the same when nothing after its issue time exists.
fn sees_no_future(forecast: impl Fn(&History, Timestamp) -> Vec<f32>, issued_at: Timestamp) -> bool {
    let whole = all_observations();
    let past = whole.iter().filter(|observation| observation.time <= issued_at).cloned().collect();
    forecast(&History::new(whole), issued_at) == forecast(&History::new(past), issued_at)
}

fn record() -> Record {
    let job = job(all_observations());
    Record::new(&job.known, job.division.train_until).unwrap()
}

#[test]
fn no_baseline_sees_the_future_and_one_that_does_is_caught() {
    let (record, place) = (record(), job(Vec::new()).known.place);
    let normals = Normals::fit(&record.hours);
    let dataset = Dataset::new(&record, &normals).unwrap();
    let ridge = Ridge::fit(&dataset, &dataset.blocks(BLOCKS)).unwrap();
    let original = Original::fit(&record, 1, 3).unwrap();
    let issued_at = record.span().1 + 30.hours();
    for baseline in baselines(&record, &normals, &ridge, Some(&original)).unwrap() {
        let forecast = |history: &History, issued_at| {
            let window = Window::build(history, issued_at, place, None).unwrap();
            baseline.forecast(&window).quantiles.into_iter().flatten().flatten().collect()
        };
        assert!(sees_no_future(forecast, issued_at), "{}", baseline.name());
    }
    let leak = |history: &History, issued_at: Timestamp| {
        let next = history.get(issued_at + 1.hour());
        next.and_then(|next| next.get(Variable::Temperature)).into_iter().collect()
    };
    assert!(!sees_no_future(leak, issued_at));
}

#[test]
fn the_naive_ones_repeat_what_was_observed() {
    let (record, history) = (record(), History::new(all_observations()));
    let normals = Normals::fit(&record.hours);
    let issued_at = record.span().1;
    let place = job(Vec::new()).known.place;
    let window = Window::build(&history, issued_at, place, None).unwrap();
    let temperature = |time| history.get(time).unwrap().get(Variable::Temperature).unwrap();
    let climatology = &normals.climatology;
    let (last_day, last_hour) = (SeasonalNaive { climatology }, Persistence { climatology });
    for lead_h in [1, 7, 24, 25, 168] {
        let lead = usize::try_from(lead_h - 1).unwrap();
        let hours_ago = 23 - (lead_h - 1) % 24;
        assert_eq!(last_day.forecast(&window)[lead][0], temperature(issued_at - hours_ago.hours()));
        assert_eq!(last_hour.forecast(&window)[lead][0], temperature(issued_at));
    }
}

#[test]
fn the_quantiles_of_a_baseline_cover_what_they_say() {
    let record = record();
    let normals = Normals::fit(&record.hours);
    let dataset = Dataset::new(&record, &normals).unwrap();
    let ridge = Ridge::fit(&dataset, &dataset.blocks(BLOCKS)).unwrap();
    for baseline in baselines(&record, &normals, &ridge, None).unwrap() {
        let mut errors = Errors::default();
        for (first_target, window) in record.windows(5).map(Result::unwrap) {
            let Outlook { point, quantiles } = baseline.forecast(&window);
            for (lead, (point, quantiles)) in point.iter().zip(&quantiles).enumerate() {
                let truth = record.hours[first_target + lead].columns[TARGET_COLUMNS[0]].unwrap();
                errors.add(point[0], &quantiles[0], truth as f32);
            }
        }
        assert!((0.7..0.95).contains(&errors.coverage()), "{} {}", baseline.name(), errors.coverage());
    }
}
