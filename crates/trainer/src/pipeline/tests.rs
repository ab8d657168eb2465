use super::*;
use crate::backtest::MODEL;
use crate::synthetic::{all_observations, job};

#[test]
fn the_regression_alone_is_scored_as_the_baseline_that_it_is() {
    let mut job = job(all_observations());
    job.recipe.ridge_share = 1.0;
    let backtest = job.run().unwrap().backtest;
    let of = |name: &'static str| backtest.scores.iter().filter(move |score| score.forecaster == name);
    for (model, ridge) in of(MODEL).zip(of("ridge")) {
        assert_eq!((&model.variable, model.lead_h), (&ridge.variable, ridge.lead_h));
        for (ours, theirs) in [(model.rmse, ridge.rmse), (model.crps, ridge.crps)] {
            assert!((ours - theirs).abs() < 1e-4, "{} {:?}: {ours} {theirs}", model.variable, model.lead_h);
        }
    }
}

#[test]
fn what_was_known_by_then_must_be_enough() {
    let mut job = job(all_observations());
    job.division.train_until -= 2.hours();
    let error = format!("{:#}", job.run().unwrap_err());
    assert!(error.contains("1438 hours") && error.contains("60 days"), "{error}");
    let default = Division::new(&job.known.history, None, None).unwrap();
    assert_eq!(default.train_until, crate::synthetic::start() + (60 * 24).hours());
    let early = crate::synthetic::start() + (59 * 24).hours();
    let error = Division::new(&job.known.history, None, Some(early)).unwrap_err();
    assert!(error.to_string().contains("training takes 60 days"), "{error}");
    let late = job.division.test_until;
    let error = Division::new(&job.known.history, Some(late), Some(late + 400.hours())).unwrap_err();
    assert!(error.to_string().contains("the record ends at"), "{error}");
}

#[test]
fn a_monthly_refit_begins_with_every_month_and_leaves_no_gap() {
    let time = |text: &str| -> Timestamp { text.parse().unwrap() };
    let division = Division {
        train_until: time("2025-02-20T00:00:00Z"),
        test_from: time("2025-03-10T00:00:00Z"),
        test_until: time("2025-05-03T00:00:00Z"),
        refit: Refit::Monthly,
    };
    let fits = division.fits();
    assert!(fits.windows(2).all(|pair| pair[0].1 == pair[1].0));
    let starts: Vec<Timestamp> = fits.iter().map(|(start, _)| *start).collect();
    let expected = ["2025-02-20T00:00:00Z", "2025-04-01T00:00:00Z", "2025-05-01T00:00:00Z"];
    assert_eq!(starts, expected.map(time));
    assert_eq!(Division { refit: Refit::Never, ..division }.fits().len(), 1);
    let sees_the_test = Division { train_until: time("2025-03-11T00:00:00Z"), ..division };
    assert!(sees_the_test.check().unwrap_err().to_string().contains("would see the test"));
}
