//! What feedback teaches about a person: by how much warmer or colder than it is
//! the air feels to them.
//!
//! A person's offset is taken to be normal around the step that they chose, with
//! a standard deviation of 1.5 K. A vote says where it is, give or take 4 K:
//! within one building of the ASHRAE Global Thermal Comfort Database II people's
//! votes move by 0.20 a kelvin with a spread of 1.03, which is 5 K of noise a
//! vote; PMV's slope of 0.3 would make it 3.5 K. So the first vote moves the
//! offset by an eighth of what it says, and ten alike by more than a half.
//!
//! There are only three votes. Somebody says that they were too cold when they
//! felt so by more than half a unit, 2 K at a slope of 0.25; with a noise of 4 K
//! that happens 2·φ(½)/4 = 0.18 times more often for every kelvin that they are
//! off. One over that, 5.7 K, is what such a vote says.

use common::recommendation::{Feedback, Vote};

/// Standard deviation of people around the step that they choose, K.
const PRIOR_SD_K: f64 = 1.5;
/// Noise of one vote, K.
const VOTE_SD_K: f64 = 4.0;
/// The furthest that votes move the offset from the step, K: four standard deviations. Whoever
/// votes before going out, on many days at once, repeats one feeling.
const MOST_LEARNED_K: f64 = 4.0 * PRIOR_SD_K;
/// How far off somebody is who felt too cold or too warm, K.
const VOTE_STEP_K: f64 = 5.7;

/// By how much warmer (+) or colder (−) than it is the air feels to somebody, K.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Offset {
    pub(crate) mean_k: f64,
    pub(crate) sd_k: f64,
}

impl Offset {
    /// The offset of somebody who chose a step, K, and gave this feedback. Of
    /// several votes on one recommendation the last counts.
    pub(crate) fn learned(step_k: f64, feedback: &Feedback) -> Self {
        let votes = &feedback.votes;
        let counts = |index: usize| {
            votes[index + 1..].iter().all(|later| later.recommendation != votes[index].recommendation)
        };
        let prior = PRIOR_SD_K.powi(-2);
        let one_vote = VOTE_SD_K.powi(-2);
        let (mut weight, mut sum) = (prior, prior * step_k);
        for (index, vote) in votes.iter().enumerate() {
            if counts(index) {
                let off_k = match vote.vote {
                    Vote::TooCold => -VOTE_STEP_K,
                    Vote::Right => 0.0,
                    Vote::TooWarm => VOTE_STEP_K,
                };
                weight += one_vote;
                sum += one_vote * (vote.shift_k + off_k);
            }
        }
        let mean_k = (sum / weight).clamp(step_k - MOST_LEARNED_K, step_k + MOST_LEARNED_K);
        Self { mean_k, sd_k: weight.sqrt().recip() }
    }
}

#[cfg(test)]
mod tests {
    use common::recommendation::VoteRecord;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, Normal};

    use super::*;

    fn vote(number: usize, vote: Vote, shift_k: f64) -> VoteRecord {
        VoteRecord { recommendation: number.to_string(), vote, shift_k }
    }

    #[test]
    fn the_gains_are_those_of_the_prior_and_the_noise() {
        let alike = |count| Feedback { votes: (0..count).map(|n| vote(n, Vote::TooCold, 0.0)).collect() };
        assert_eq!(Offset::learned(1.5, &alike(0)), Offset { mean_k: 1.5, sd_k: 1.5 });
        let first = Offset::learned(0.0, &alike(1)).mean_k / -VOTE_STEP_K;
        let tenth = Offset::learned(0.0, &alike(10)).mean_k / -VOTE_STEP_K;
        assert!((first - 0.12).abs() < 0.005 && (tenth - 0.58).abs() < 0.005, "{first} {tenth}");
    }

    /// Ten votes of somebody on recommendations that follow what was learned: they
    /// feel too cold or too warm when, by their noisy feeling, they are off by more
    /// than half a unit of the vote.
    fn after_ten_votes(true_offset_k: f64, rng: &mut rand_pcg::Pcg64Mcg) -> f64 {
        let noise = Normal::new(0.0, VOTE_SD_K).unwrap();
        let mut feedback = Feedback::default();
        for number in 0..10 {
            let shift_k = Offset::learned(0.0, &feedback).mean_k;
            let felt_k = true_offset_k - shift_k + noise.sample(rng);
            let said = if felt_k < -2.0 {
                Vote::TooCold
            } else if felt_k > 2.0 {
                Vote::TooWarm
            } else {
                Vote::Right
            };
            feedback.votes.push(vote(number, said, shift_k));
        }
        Offset::learned(0.0, &feedback).mean_k
    }

    #[test]
    fn ten_votes_find_a_person_to_within_two_kelvins() {
        let mut rng = rand_pcg::Pcg64Mcg::seed_from_u64(20_261_124);
        for step in -8..=8 {
            let true_offset_k = f64::from(step) / 2.0;
            let errors: f64 =
                (0..2_000).map(|_| (after_ten_votes(true_offset_k, &mut rng) - true_offset_k).abs()).sum();
            let mean_error_k = errors / 2_000.0;
            assert!(mean_error_k < 2.0, "{true_offset_k} K: off by {mean_error_k} K");
        }
    }

    #[test]
    fn votes_on_what_was_learned_from_them_do_not_run_away() {
        let mut feedback = Feedback::default();
        for number in 0..200 {
            let shift_k = Offset::learned(0.0, &feedback).mean_k;
            feedback.votes.push(vote(number, Vote::TooCold, shift_k));
        }
        assert!((Offset::learned(0.0, &feedback).mean_k + MOST_LEARNED_K).abs() < 1e-9);
    }

    fn any_vote() -> impl Strategy<Value = Vote> {
        proptest::sample::select(vec![Vote::TooCold, Vote::Right, Vote::TooWarm])
    }

    proptest! {
        #[test]
        fn taking_a_vote_back_restores_the_state_exactly(
            votes in proptest::collection::vec((0_usize..5, any_vote(), -6.0..6.0_f64), 0..20),
            last in (0_usize..5, any_vote(), -6.0..6.0_f64),
            step_k in -3.0..3.0_f64,
        ) {
            let record = |(number, said, shift_k)| vote(number, said, shift_k);
            let before = Feedback { votes: votes.into_iter().map(record).collect() };
            let mut after = before.clone();
            after.votes.push(record(last));
            let learned = Offset::learned(step_k, &after);
            prop_assert!(learned.mean_k.is_finite() && learned.sd_k <= 1.5);
            after.votes.pop();
            prop_assert_eq!(Offset::learned(step_k, &after), Offset::learned(step_k, &before));
        }
    }
}
