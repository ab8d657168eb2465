//! How networks are fitted, and which.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

/// How a network is fitted. The schedule is fixed: nothing is chosen by a look
/// at what the forecaster is scored on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Networks that are averaged, each with a seed of its own.
    pub members: usize,
    /// Optimiser steps of each.
    pub steps: usize,
    /// Windows a step.
    pub batch: usize,
    /// Steps in which the learning rate rises.
    pub warm_up_steps: usize,
    /// Highest learning rate; it falls to 0 as a half cosine.
    pub learning_rate: f64,
    /// Decoupled weight decay.
    pub weight_decay: f32,
    /// Share of features dropped.
    pub input_dropout: f64,
    /// Share of hidden activations dropped.
    pub hidden_dropout: f64,
    /// Share of the running average that a step keeps.
    pub average_keep: f32,
}

impl Schedule {
    /// Everything that is wrong with the values, a sentence each.
    #[must_use]
    pub fn validate(&self) -> Vec<String> {
        let share = |value: f64| (0.0..1.0).contains(&value);
        let rules = [
            (self.members > 0, "schedule.members is 0, and at least one network is needed"),
            (self.steps > 0, "schedule.steps is 0, and at least one step is needed"),
            (self.batch > 0, "schedule.batch is 0, and at least one window is needed"),
            (
                self.learning_rate > 0.0 && self.learning_rate.is_finite(),
                "schedule.learning_rate must be positive",
            ),
            (
                self.weight_decay >= 0.0 && self.weight_decay.is_finite(),
                "schedule.weight_decay must not be negative",
            ),
            (share(self.input_dropout), "schedule.input_dropout is not within 0 and 1"),
            (share(self.hidden_dropout), "schedule.hidden_dropout is not within 0 and 1"),
            (share(f64::from(self.average_keep)), "schedule.average_keep is not within 0 and 1"),
        ];
        rules.iter().filter(|(holds, _)| !holds).map(|(_, sentence)| (*sentence).to_owned()).collect()
    }

    /// The learning rate of a step, from 0.
    pub(crate) fn learning_rate_at(&self, step: usize) -> f64 {
        let rise = (step + 1) as f64 / self.warm_up_steps.max(1) as f64;
        let fall = 0.5 * (1.0 + (PI * step as f64 / self.steps as f64).cos());
        self.learning_rate * rise.min(1.0) * fall
    }
}

/// One network to fit.
#[derive(Debug, Clone)]
pub struct Task {
    /// Which samples of the dataset.
    pub samples: Vec<usize>,
    /// Seed of every random number.
    pub seed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_learning_rate_rises_and_falls_to_nothing() {
        let schedule = Schedule {
            members: 1,
            steps: 100,
            batch: 1,
            warm_up_steps: 10,
            learning_rate: 1.0,
            weight_decay: 0.0,
            input_dropout: 0.0,
            hidden_dropout: 0.0,
            average_keep: 0.0,
        };
        assert!((schedule.learning_rate_at(0) - 0.1).abs() < 1e-9);
        assert!(schedule.learning_rate_at(10) > 0.9);
        assert!(schedule.learning_rate_at(99) < 0.001);
    }
}
