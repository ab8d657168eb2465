use common::observation::Variable;
use features::History;

use super::*;
use crate::dataset::Known;
use crate::synthetic::{all_observations, job};

#[test]
fn one_window_by_hand_is_what_was_trained() {
    let mut random = Pcg64::seed_from_u64(7);
    let weights = random_weights(&mut random);
    let hours: Vec<[f32; INPUTS]> =
        (0..50).map(|_| std::array::from_fn(|_| random.random_range(-2.0..2.0))).collect();
    let device = Device::flex();
    let batches = hours.iter().map(|hour| tensor(hour.repeat(BATCH), [BATCH, INPUTS], &device));
    let trained = to_vec(Network::new(&weights, &device).forward(batches, &device)).unwrap();
    let by_hand = forward(&weights, hours.into_iter());
    for (trained, by_hand) in trained.iter().zip(by_hand) {
        assert!((trained - by_hand).abs() < 1e-5, "{trained} {by_hand}");
    }
}

#[test]
fn it_learns_and_past_temperatures_are_left_out() {
    let job = job(all_observations());
    let record = Record::new(&job.known, job.division.train_until).unwrap();
    let issued_at = record.span().1;
    let temperatures = |original: &Original, offset_c: f32| {
        let warmer = all_observations().into_iter().map(|mut observation| {
            let value = observation.get(Variable::Temperature).map(|value_c| value_c + offset_c);
            observation.set(Variable::Temperature, value);
            observation
        });
        let known = Known { history: History::new(warmer.collect()), ..job.known.clone() };
        original.temperatures(&known.window(issued_at).unwrap())
    };
    let [begun, trained] = [0, 3].map(|steps| Original::fit(&record, steps, 1).unwrap());
    assert_ne!(temperatures(&begun, 0.0), temperatures(&trained, 0.0));
    assert_eq!(temperatures(&trained, 0.0), temperatures(&trained, 9.0));
}
