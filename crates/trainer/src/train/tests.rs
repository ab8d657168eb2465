use super::*;
use crate::scores;

fn schedule() -> Schedule {
    crate::synthetic::job(Vec::new()).recipe.schedule
}

#[test]
fn the_trained_pinball_loss_is_the_scored_one() {
    let (quantiles, truth) = ([-2.0, 0.0, 1.0, 4.0], 1.0);
    for level in QUANTILE_LEVELS {
        let errors = Tensor::<1>::from_data(quantiles.map(|quantile: f32| truth - quantile), &Device::flex());
        let losses = crate::network::to_vec(pinball(errors, level)).unwrap();
        for (loss, quantile) in losses.into_iter().zip(quantiles) {
            assert!((f64::from(loss) - scores::pinball(level, quantile, truth)).abs() < 1e-6);
        }
    }
    // Koenker & Bassett: 0.9 times 2 below the truth, 0.1 times 2 above it.
    assert!((scores::pinball(0.9, -1.0, 1.0) - 1.8).abs() < 1e-6);
    assert!((scores::pinball(0.9, 3.0, 1.0) - 0.2).abs() < 1e-6);
}

#[test]
fn an_interrupted_training_goes_on_and_ends_as_if_it_had_not_been() {
    let job = crate::synthetic::job(crate::synthetic::all_observations());
    let record = crate::dataset::Record::new(&job.known, job.division.train_until).unwrap();
    let dataset = Dataset::new(&record, &crate::dataset::Normals::fit(&record.hours)).unwrap();
    let tasks: Vec<Task> = (0..3).map(|seed| Task { samples: (0..dataset.len()).collect(), seed }).collect();
    let folder = tempfile::tempdir().unwrap();
    let checkpoints = Checkpoints::open(folder.path().join("checkpoints")).unwrap();
    let run = |tasks: &[Task], checkpoints: Option<&Checkpoints>| {
        let taken = std::sync::atomic::AtomicUsize::new(0);
        let count = |loss: Option<f32>| {
            taken.fetch_add(usize::from(loss.is_some()), std::sync::atomic::Ordering::Relaxed);
        };
        let training = Training { dataset: &dataset, schedule: &schedule(), checkpoints };
        let networks = training.fit_all(tasks, &count).unwrap();
        (networks, taken.into_inner())
    };
    let (whole, steps) = run(&tasks, None);
    assert_eq!(run(&tasks[..2], Some(&checkpoints)).1, steps / 3 * 2);
    assert_eq!(run(&tasks, Some(&checkpoints)), (whole, steps / 3));
    checkpoints.clear().unwrap();
    assert!(!folder.path().join("checkpoints").exists());
}

#[test]
fn what_is_masked_has_no_gradient() {
    let device = Device::flex();
    let network = Network::new(&Weights::random(&mut Pcg64::seed_from_u64(1)), &device);
    let loss = |hidden_target: f32| {
        let mut rows = Rows {
            features: vec![0.5; FEATURES],
            targets: vec![0.3; VARIABLES * HORIZON_H],
            target_mask: vec![1.0; VARIABLES * HORIZON_H],
            rain: vec![0.0; HORIZON_H],
            rain_mask: vec![1.0; HORIZON_H],
            rain_log_odds: vec![0.0; HORIZON_H],
        };
        (rows.targets[7], rows.target_mask[7]) = (hidden_target, 0.0);
        (rows.rain[3], rows.rain_mask[3]) = (hidden_target, 0.0);
        Batch::new(rows, &device).loss(&network, None).into_scalar::<f32>()
    };
    assert_eq!(loss(0.0), loss(1.0));
}
