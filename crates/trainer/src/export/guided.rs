//! The part of the graph that post-processes guidance: what
//! [`crate::guided::Guided::correct`] computes.

use common::forecast::HORIZON_H;
use features::{GUIDED_COLUMNS, HISTORY_H};

use super::builder::Value;
use super::graph::{AngleColumns, Forecast, Graph};
use crate::axes::{LEVELS, SIGNALS, TARGET_COLUMNS, VARIABLES};
use crate::basis::{COSINE, SINE};
use crate::climatology::RAIN_BOUNDS;
use crate::guided::{
    COLUMNS, COMPANIONS, FADE_H, Guided, OUTPUTS, SMOOTHING_H, TERMS, WET, WET_SCALE_MM, smoothed_over,
};

/// What the corrections of guidance are made of.
pub(super) struct Guidance<'a> {
    pub(super) guidance: &'a Value,
    pub(super) mask: &'a Value,
    pub(super) history: &'a Value,
    pub(super) history_mask: &'a Value,
    /// The climatology's terms at every lead time.
    pub(super) future: &'a Value,
}

/// A matrix that averages over lead times: its columns are the means.
fn smoothing(hours: usize) -> Vec<f32> {
    let share = |lead: usize, mean: usize| {
        let around = smoothed_over(mean, hours);
        if around.contains(&lead) { (1.0 / around.len() as f64) as f32 } else { 0.0 }
    };
    (0..HORIZON_H).flat_map(|lead| (0..HORIZON_H).map(move |mean| share(lead, mean))).collect()
}

impl Graph<'_> {
    /// The models' forecast, in which guidance takes their place as far as it reaches.
    pub(super) fn give_way(
        &mut self,
        guided: &Guided,
        inputs: &Guidance<'_>,
        normal_rain: &Value,
        models: &Forecast,
    ) -> Forecast {
        let signals = self.signals(inputs);
        let shares = self.shares(inputs.mask);
        let centres = self.corrected(guided, inputs, &signals);

        let builder = &mut *self.builder;
        let mut of_variables = |value: &Value| {
            let value = builder.slice(value, 2, 0..VARIABLES);
            let value = builder.transpose(&value, &[0, 2, 1]);
            builder.unsqueeze(&value, 3)
        };
        let (weather, weather_shares) = (of_variables(&centres), of_variables(&shares));
        let offsets = builder.constant(&[VARIABLES, HORIZON_H, LEVELS], &guided.offsets);
        let quantiles = builder.apply("Add", &[&weather, &offsets]);
        let mut of_rain = |value: &Value| {
            let value = builder.slice(value, 2, VARIABLES..OUTPUTS);
            builder.reshape(&value, &[0, HORIZON_H as i64])
        };
        let (beyond, rain_shares) = (of_rain(&centres), of_rain(&shares));
        let guided_rain = builder.apply("Add", &[&beyond, normal_rain]);
        let guided_rain = builder.clip(&guided_rain, RAIN_BOUNDS[0], RAIN_BOUNDS[1]);
        // Both parts weighed, and no difference taken: sums of ordered quantiles that are
        // weighed alike stay ordered in every rounding.
        let one = builder.scalar(1.0);
        let mut mixed = |models: &Value, guidance: &Value, share: &Value| {
            let rest = builder.apply("Sub", &[&one, share]);
            let models = builder.apply("Mul", &[models, &rest]);
            let guidance = builder.apply("Mul", &[guidance, share]);
            builder.apply("Add", &[&models, &guidance])
        };
        Forecast {
            anomalies: mixed(&models.anomalies, &quantiles, &weather_shares),
            rain: mixed(&models.rain, &guided_rain, &rain_shares),
        }
    }

    /// Guidance as clipped anomalies, precipitation as a degree of wetness, 0 where there
    /// is none: `[batch, lead, COLUMNS]`.
    fn signals(&mut self, inputs: &Guidance<'_>) -> Value {
        let anomalies = self.standardised(inputs.guidance, inputs.future, &GUIDED_COLUMNS);
        let builder = &mut *self.builder;
        let dry = builder.slice(&anomalies, 2, 0..WET);

        let amount = builder.slice(inputs.guidance, 2, WET..COLUMNS);
        let amount = builder.apply("Relu", &[&amount]);
        let by_scale = builder.scalar(-1.0 / WET_SCALE_MM);
        let rest = builder.apply("Mul", &[&amount, &by_scale]);
        let rest = builder.apply("Exp", &[&rest]);
        let one = builder.scalar(1.0);
        let wetness = builder.apply("Sub", &[&one, &rest]);
        let signals = builder.concat(&[&dry, &wetness], 2);
        builder.apply("Mul", &[&signals, inputs.mask])
    }

    /// How much of the forecast the guidance is, `[batch, lead, OUTPUTS]`.
    fn shares(&mut self, mask: &Value) -> Value {
        let builder = &mut *self.builder;
        let mask = builder.gather(mask, 2, &SIGNALS);
        let around = self.averaged(&mask, FADE_H);
        self.builder.apply("Mul", &[&around, &mask])
    }

    /// The guidance with its corrections, `[batch, lead, OUTPUTS]`.
    fn corrected(&mut self, guided: &Guided, inputs: &Guidance<'_>, signals: &Value) -> Value {
        let terms = self.terms(inputs, signals);
        let builder = &mut *self.builder;
        let is_weather: [f32; OUTPUTS] =
            std::array::from_fn(|output| if output < VARIABLES { 1.0 } else { 0.0 });
        let is_weather = builder.constant(&[OUTPUTS], &is_weather);
        let mut sum = builder.apply("Mul", &[&terms[1], &is_weather]);
        for (term, weights) in terms.iter().zip(guided.weights.chunks_exact(HORIZON_H * OUTPUTS)) {
            let weights = builder.constant(&[HORIZON_H, OUTPUTS], weights);
            let product = builder.apply("Mul", &[term, &weights]);
            sum = builder.apply("Add", &[&sum, &product]);
        }
        sum
    }

    /// The terms of the regression; each can be stretched to `[batch, lead, OUTPUTS]`.
    fn terms(&mut self, inputs: &Guidance<'_>, signals: &Value) -> [Value; TERMS] {
        let present = self.present(inputs);
        let builder = &mut *self.builder;
        let own = builder.gather(signals, 2, &SIGNALS);
        let first = builder.slice(&own, 1, 0..1);
        let first = builder.slice(&first, 2, 0..VARIABLES);
        let first_mask = builder.gather(inputs.mask, 2, &SIGNALS[..VARIABLES]);
        let first_mask = builder.slice(&first_mask, 1, 0..1);
        let error = builder.apply("Sub", &[&present.0, &first]);
        let error = builder.apply("Mul", &[&error, &present.1]);
        let error = builder.apply("Mul", &[&error, &first_mask]);
        // Nothing is known of rain at the issue time.
        let nothing = builder.slice(&error, 2, 0..1);
        let zero = builder.scalar(0.0);
        let nothing = builder.apply("Mul", &[&nothing, &zero]);
        let error = builder.concat(&[&error, &nothing], 2);

        let one = builder.scalar(1.0);
        let sine = builder.gather(inputs.future, 2, &[SINE]);
        let cosine = builder.gather(inputs.future, 2, &[COSINE]);
        let [near, far] = SMOOTHING_H.map(|hours| self.smoothed(inputs.mask, signals, hours));
        let builder = &mut *self.builder;
        let [near_own, far_own] = [&near, &far].map(|smoothed| {
            let smoothed = builder.gather(smoothed, 2, &SIGNALS);
            builder.apply("Sub", &[&smoothed, &own])
        });
        let mut companion =
            |index: usize| builder.gather(&near, 2, &COMPANIONS.map(|companions| companions[index]));
        let companions = [companion(0), companion(1), companion(2)];
        let [u, v, third] = companions;
        [one, own, error, sine, cosine, near_own, far_own, u, v, third]
    }

    /// Means over lead times of `[batch, lead, column]`.
    fn averaged(&mut self, value: &Value, hours: usize) -> Value {
        let builder = &mut *self.builder;
        let means = builder.constant(&[HORIZON_H, HORIZON_H], &smoothing(hours));
        let by_lead = builder.transpose(value, &[0, 2, 1]);
        let by_lead = builder.apply("MatMul", &[&by_lead, &means]);
        builder.transpose(&by_lead, &[0, 2, 1])
    }

    /// Means of signals over lead times, of what is there: `[batch, lead, COLUMNS]`.
    fn smoothed(&mut self, mask: &Value, signals: &Value, hours: usize) -> Value {
        let (sum, count) = (self.averaged(signals, hours), self.averaged(mask, hours));
        let builder = &mut *self.builder;
        // Where nothing is there the sum is 0, whatever it is divided by.
        let least = builder.scalar(0.5 / HORIZON_H as f64);
        let count = builder.apply("Max", &[&count, &least]);
        builder.apply("Div", &[&sum, &count])
    }

    /// Anomalies of the forecast variables at the issue time and whether they were
    /// observed: both `[batch, 1, VARIABLES]`.
    fn present(&mut self, inputs: &Guidance<'_>) -> (Value, Value) {
        let issue = self.builder.slice(inputs.history, 1, HISTORY_H - 1..HISTORY_H);
        let basis = self.basis(&issue, AngleColumns::OF_HISTORY);
        let values = self.builder.gather(&issue, 2, &TARGET_COLUMNS);
        let anomalies = self.standardised(&values, &basis, &TARGET_COLUMNS);
        let builder = &mut *self.builder;
        let mask = builder.slice(inputs.history_mask, 1, HISTORY_H - 1..HISTORY_H);
        (anomalies, builder.gather(&mask, 2, &TARGET_COLUMNS))
    }
}
