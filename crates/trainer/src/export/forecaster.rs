//! The forecaster's graph.

use std::collections::HashMap;
use std::f64::consts::PI;

use common::forecast::{FORECAST_VARIABLES, HORIZON_H, QUANTILE_LEVELS};
use features::{FEATURES_VERSION, HISTORY_COLUMNS, HISTORY_H, Place, input_specs, names, output_specs};

use super::builder::{Builder, Value};
use super::graph::{AngleColumns, Forecast, Graph};
use super::guided::Guidance;
use crate::atlas::Atlas;
use crate::axes::{
    DAY_ANGLE, LEVELS, PHYSICAL_BOUNDS, PRECIPITATION, TARGET_COLUMNS, TEMPERATURE, VARIABLES, YEAR_ANGLE,
};
use crate::basis::{YEAR_COSINE, YEAR_SINE};
use crate::calibration::SEASON_BOUNDS;
use crate::climatology::RAIN_BOUNDS;
use crate::forecaster::{Forecaster, Member, Model};
use crate::network::{
    CENTRE_TERMS, LOG_SPREAD_BOUND, NORM_EPSILON, RAIN_START, RAIN_TERMS, SPREAD_START, SPREAD_TERMS, Weight,
    Weights,
};
use crate::preprocess::{DRIVERS, FEATURES, FILL_SHIFTS_H, HOURLY_H, MASK_DRIVERS, PLAIN_POOLS, POOLS_H};
use crate::ridge::{RIDGE_OUTPUTS, RIDGE_RAIN_START, Ridge};

/// Quantiles, and the probability of precipitation.
const OUTPUTS: usize = 2;

/// The forecasters of some places as an ONNX file. The same forecasters and metadata give
/// the same bytes.
#[must_use]
pub fn onnx(atlas: &Atlas, metadata: &[(&str, String)]) -> Vec<u8> {
    let mut builder = Builder::new("forecaster");
    let specs = input_specs();
    let inputs: HashMap<&str, Value> =
        specs.iter().map(|spec| (spec.name.as_str(), builder.input(spec))).collect();
    let (first, others) = atlas.split();
    let mut of_place = |(place, forecaster): &(Place, Forecaster)| PlaceOutputs {
        place: *place,
        outputs: Graph { builder: &mut builder, forecaster }.of_place(&inputs),
    };
    let first = of_place(first);
    let others: Vec<PlaceOutputs> = others.iter().map(of_place).collect();
    let forecast = of_the_nearest(&mut builder, first, &others, &inputs[names::STATIC]);
    for (spec, value) in output_specs().iter().zip(&forecast) {
        builder.output(spec, value);
    }

    let variables = FORECAST_VARIABLES.map(|variable| variable.column());
    let levels = QUANTILE_LEVELS.map(|level| level.to_string());
    let mut facts = vec![
        ("features_version", FEATURES_VERSION.to_string()),
        ("variables", variables.join(",")),
        ("quantile_levels", levels.join(",")),
    ];
    facts.extend(metadata.iter().cloned());
    builder.finish("Quantiles of hourly weather for lead times 1 to 168 h.", &facts)
}

/// What the forecaster of a place puts out, `[batch, …]` each.
struct PlaceOutputs {
    place: Place,
    outputs: [Value; OUTPUTS],
}

/// Of the places' forecasts in every row that of the place nearest to the window's.
fn of_the_nearest(
    builder: &mut Builder,
    first: PlaceOutputs,
    others: &[PlaceOutputs],
    here: &Value,
) -> [Value; OUTPUTS] {
    if others.is_empty() {
        return first.outputs;
    }
    let degree = builder.scalar(PI / 180.0);
    let angles = builder.apply("Mul", &[here, &degree]);
    let mut wave = |column: usize| {
        let angle = builder.gather(&angles, 1, &[column]);
        (builder.apply("Sin", &[&angle]), builder.apply("Cos", &[&angle]))
    };
    let ((north, outwards), (sine, cosine)) = (wave(0), wave(1));
    let towards = builder.apply("Mul", &[&outwards, &cosine]);
    let across = builder.apply("Mul", &[&outwards, &sine]);
    let here = builder.concat(&[&towards, &across, &north], 1);
    let here = builder.unsqueeze(&here, 1);
    let places = std::iter::once(first.place).chain(others.iter().map(|other| other.place));
    let there: Vec<f32> = places.flat_map(Place::direction).collect();
    let count = 1 + others.len();
    let there = builder.constant(&[count, 3], &there);
    let chord = builder.apply("Sub", &[&here, &there]);
    let squares = builder.apply("Mul", &[&chord, &chord]);
    let ones = builder.constant(&[3, 1], &[1.0; 3]);
    let distances = builder.apply("MatMul", &[&squares, &ones]);
    let distances = builder.reshape(&distances, &[0, -1]);
    let nearest = builder.is_smallest(&distances, count);

    (1..).zip(others).fold(first.outputs, |[chosen, chosen_rain], (place, other)| {
        let [quantiles, rain] = &other.outputs;
        let is_nearest = builder.slice(&nearest, 1, place..place + 1);
        let by_quantile = builder.reshape(&is_nearest, &[0, 1, 1, 1]);
        [
            builder.apply("Where", &[&by_quantile, quantiles, &chosen]),
            builder.apply("Where", &[&is_nearest, rain, &chosen_rain]),
        ]
    })
}

impl Graph<'_> {
    /// Quantiles, `[batch, lead, variable, level]`, and probability of precipitation,
    /// `[batch, lead]`, as this place's forecaster has them.
    fn of_place(&mut self, inputs: &HashMap<&str, Value>) -> [Value; OUTPUTS] {
        let features = self.features(&inputs[names::HISTORY], &inputs[names::HISTORY_MASK]);
        let future = self.basis(&inputs[names::FUTURE], AngleColumns::OF_FUTURE);
        let normal_rain = self.normal_rain(&future);
        let Forecast { anomalies, rain } = self.forecast(&features, &normal_rain);
        let mut forecast = Forecast { anomalies: self.follow_season(&anomalies, &future), rain };
        if let Some(guided) = &self.forecaster.guided {
            let inputs = Guidance {
                guidance: &inputs[names::GUIDANCE],
                mask: &inputs[names::GUIDANCE_MASK],
                history: &inputs[names::HISTORY],
                history_mask: &inputs[names::HISTORY_MASK],
                future: &future,
            };
            forecast = self.give_way(guided, &inputs, &normal_rain, &forecast);
        }
        let quantiles = self.physical(&forecast.anomalies, &future);
        [quantiles, self.builder.clip(&forecast.rain, 0.0, 1.0)]
    }

    /// Clipped anomalies with short gaps filled, and where they were observed:
    /// both `[batch, HISTORY_H, driver]`.
    fn anomalies(&mut self, history: &Value, history_mask: &Value) -> (Value, Value) {
        let basis = self.basis(history, AngleColumns::OF_HISTORY);
        let builder = &mut *self.builder;
        let is_rain = DRIVERS.map(|column| if column == PRECIPITATION { 1.0 } else { 0.0 });
        let rain_only = builder.constant(&[DRIVERS.len()], &is_rain);
        let all_but_rain = builder.constant(&[DRIVERS.len()], &is_rain.map(|is_rain| 1.0 - is_rain));

        // ln(1 + x) is 0 wherever x is 0, so both parts can be added.
        let values = builder.gather(history, 2, &DRIVERS);
        let linear = builder.apply("Mul", &[&values, &all_but_rain]);
        let amount = builder.apply("Mul", &[&values, &rain_only]);
        let amount = builder.apply("Relu", &[&amount]);
        let one = builder.scalar(1.0);
        let amount = builder.apply("Add", &[&amount, &one]);
        let amount = builder.apply("Log", &[&amount]);
        let values = builder.apply("Add", &[&linear, &amount]);

        let mask = builder.gather(history_mask, 2, &DRIVERS);
        let temperature_mask = builder.gather(history_mask, 2, &[TEMPERATURE]);
        let dry = builder.apply("Mul", &[&temperature_mask, &rain_only]);
        let mask = builder.apply("Max", &[&mask, &dry]);
        let is_known = DRIVERS.map(|column| f32::from(u8::from(self.forecaster.climatology.knows(column))));
        let is_known = builder.constant(&[DRIVERS.len()], &is_known);
        let mask = builder.apply("Mul", &[&mask, &is_known]);

        let anomalies = self.standardised(&values, &basis, &DRIVERS);
        let anomalies = self.builder.apply("Mul", &[&anomalies, &mask]);
        (self.filled(anomalies, &mask), mask)
    }

    fn filled(&mut self, mut anomalies: Value, mask: &Value) -> Value {
        let builder = &mut *self.builder;
        let one = builder.scalar(1.0);
        let mut mask = mask.clone();
        for shift in FILL_SHIFTS_H {
            let mut earlier = |value: &Value| {
                let kept = builder.slice(value, 1, 0..HISTORY_H - shift);
                builder.pad_front(&kept, shift)
            };
            let (earlier_anomalies, earlier_mask) = (earlier(&anomalies), earlier(&mask));
            let missing = builder.apply("Sub", &[&one, &mask]);
            let filling = builder.apply("Mul", &[&missing, &earlier_anomalies]);
            anomalies = builder.apply("Add", &[&anomalies, &filling]);
            mask = builder.apply("Max", &[&mask, &earlier_mask]);
        }
        anomalies
    }

    /// What [`crate::preprocess::features`] computes, `[batch, FEATURES]`.
    fn features(&mut self, history: &Value, history_mask: &Value) -> Value {
        let (anomalies, observed) = self.anomalies(history, history_mask);
        let builder = &mut *self.builder;
        let by_hour =
            (0..HISTORY_H).flat_map(|hour| POOLS_H.map(|pool| pool_weight(pool, HISTORY_H - 1 - hour)));
        let pools: Vec<f32> = by_hour.collect();
        let pools = builder.constant(&[HISTORY_H, POOLS_H.len()], &pools);
        let by_driver = builder.transpose(&anomalies, &[0, 2, 1]);
        let pooled = builder.apply("MatMul", &[&by_driver, &pools]);
        let plain = builder.slice(&pooled, 2, 0..PLAIN_POOLS);
        let plain = builder.reshape(&plain, &[0, -1]);

        let day = HISTORY_H - HOURLY_H..HISTORY_H;
        let temperature = builder.gather(&anomalies, 2, &[0]);
        let temperature = builder.slice(&temperature, 1, day);
        let temperature = builder.reshape(&temperature, &[0, -1]);

        let issue = builder.slice(history, 1, HISTORY_H - 1..HISTORY_H);
        let issue = builder.reshape(&issue, &[0, HISTORY_COLUMNS.len() as i64]);
        let mut wave = |column: usize| {
            let angle = builder.gather(&issue, 1, &[column]);
            [builder.apply("Sin", &[&angle]), builder.apply("Cos", &[&angle])]
        };
        let (hour_of_day, season) = (wave(DAY_ANGLE), wave(YEAR_ANGLE));

        let observed = builder.gather(&observed, 2, &MASK_DRIVERS);
        let observed = builder.transpose(&observed, &[0, 2, 1]);
        let observed = builder.apply("MatMul", &[&observed, &pools]);
        let observed = builder.slice(&observed, 2, PLAIN_POOLS..POOLS_H.len());
        let observed = builder.reshape(&observed, &[0, -1]);

        let mut products = Vec::new();
        for (pool, waves) in [(0, &hour_of_day), (PLAIN_POOLS, &season)] {
            let means = builder.slice(&pooled, 2, pool..pool + 1);
            let means = builder.reshape(&means, &[0, -1]);
            products.extend(waves.iter().map(|wave| builder.apply("Mul", &[&means, wave])));
        }
        let mut parts = vec![&plain, &temperature];
        parts.extend(hour_of_day.iter().chain(&season));
        parts.push(&observed);
        parts.extend(&products);
        builder.concat(&parts, 1)
    }

    /// The members' forecasts, averaged.
    fn forecast(&mut self, features: &Value, normal_rain: &Value) -> Forecast {
        let forecaster = self.forecaster;
        let log_odds = self.log_odds(normal_rain);
        let mut sums: Option<Forecast> = None;
        for Member { model, share } in &forecaster.members {
            let Forecast { anomalies, rain } = match model {
                Model::Network(weights) => self.network(weights, features, &log_odds),
                Model::Ridge(ridge) => self.ridge(ridge, features, normal_rain),
            };
            let share = self.builder.scalar(*share);
            let anomalies = self.builder.apply("Mul", &[&anomalies, &share]);
            let rain = self.builder.apply("Mul", &[&rain, &share]);
            // A chain of sums, not a reduction: rounding is monotone in every
            // step, so that the sums of ordered quantiles stay ordered.
            sums = Some(match sums {
                None => Forecast { anomalies, rain },
                Some(all) => Forecast {
                    anomalies: self.builder.apply("Add", &[&all.anomalies, &anomalies]),
                    rain: self.builder.apply("Add", &[&all.rain, &rain]),
                },
            });
        }
        sums.unwrap_or_else(|| Forecast { anomalies: features.clone(), rain: normal_rain.clone() })
    }

    /// Quantiles of anomalies, widened or narrowed as the season of each hour asks.
    fn follow_season(&mut self, anomalies: &Value, future: &Value) -> Value {
        let season = self.forecaster.calibration.season;
        let builder = &mut *self.builder;
        let wave = builder.gather(future, 2, &[0, YEAR_COSINE, YEAR_SINE]);
        let by_term: Vec<f32> = (0..3).flat_map(|term| season.map(|terms| terms[term])).collect();
        let by_term = builder.constant(&[3, VARIABLES], &by_term);
        let factors = builder.apply("MatMul", &[&wave, &by_term]);
        let factors = builder.clip(&factors, SEASON_BOUNDS[0], SEASON_BOUNDS[1]);
        let factors = builder.transpose(&factors, &[0, 2, 1]);
        let factors = builder.unsqueeze(&factors, 3);
        let median = builder.slice(anomalies, 3, LEVELS / 2..LEVELS / 2 + 1);
        let distances = builder.apply("Sub", &[anomalies, &median]);
        let distances = builder.apply("Mul", &[&distances, &factors]);
        builder.apply("Add", &[&distances, &median])
    }

    /// Climatological probability of rain, `[batch, lead]`.
    fn normal_rain(&mut self, future: &Value) -> Value {
        let forecaster = self.forecaster;
        let (constant, seasonal) = self.normals(future, &[&forecaster.climatology.rain]);
        let builder = &mut *self.builder;
        let probability = builder.apply("Add", &[&seasonal, &constant]);
        let probability = builder.reshape(&probability, &[0, HORIZON_H as i64]);
        builder.clip(&probability, RAIN_BOUNDS[0], RAIN_BOUNDS[1])
    }

    fn log_odds(&mut self, probability: &Value) -> Value {
        let builder = &mut *self.builder;
        let one = builder.scalar(1.0);
        let complement = builder.apply("Sub", &[&one, probability]);
        let odds = builder.apply("Div", &[probability, &complement]);
        builder.apply("Log", &[&odds])
    }

    /// The regression's forecast.
    fn ridge(&mut self, ridge: &Ridge, features: &Value, normal_rain: &Value) -> Forecast {
        let builder = &mut *self.builder;
        let weights = builder.constant(&[FEATURES, RIDGE_OUTPUTS], &ridge.weights);
        let outputs = builder.apply("MatMul", &[features, &weights]);
        let centre = builder.slice(&outputs, 1, 0..RIDGE_RAIN_START);
        let centre = builder.reshape(&centre, &[0, VARIABLES as i64, HORIZON_H as i64]);
        let centre = builder.unsqueeze(&centre, 3);
        let offsets = builder.constant(&[VARIABLES, HORIZON_H, LEVELS], &ridge.offsets);
        let anomalies = builder.apply("Add", &[&centre, &offsets]);
        let rain = builder.slice(&outputs, 1, RIDGE_RAIN_START..RIDGE_OUTPUTS);
        let rain = builder.apply("Add", &[&rain, normal_rain]);
        Forecast { anomalies, rain: builder.clip(&rain, RAIN_BOUNDS[0], RAIN_BOUNDS[1]) }
    }

    /// One network's forecast.
    fn network(&mut self, weights: &Weights, features: &Value, log_odds: &Value) -> Forecast {
        let outputs = self.coefficients(weights, features);
        let builder = &mut *self.builder;
        let mut by_lead = |start: usize, terms: usize, basis: Weight| {
            let coefficients = builder.slice(&outputs, 1, start..start + VARIABLES * terms);
            let coefficients = builder.reshape(&coefficients, &[0, VARIABLES as i64, terms as i64]);
            let basis = builder.constant(&basis.shape(), weights.get(basis));
            builder.apply("MatMul", &[&coefficients, &basis])
        };
        let centre = by_lead(0, CENTRE_TERMS, Weight::CentreBasis);
        let log_spread = by_lead(SPREAD_START, SPREAD_TERMS, Weight::SpreadBasis);
        let log_spread = builder.clip(&log_spread, -LOG_SPREAD_BOUND, LOG_SPREAD_BOUND);
        let spread = builder.apply("Exp", &[&log_spread]);

        let offsets = self.forecaster.calibration.offsets(weights);
        let offsets = builder.constant(&[VARIABLES, HORIZON_H, LEVELS], &offsets);
        let (centre, spread) = (builder.unsqueeze(&centre, 3), builder.unsqueeze(&spread, 3));
        let distances = builder.apply("Mul", &[&spread, &offsets]);
        let anomalies = builder.apply("Add", &[&centre, &distances]);

        let rain = builder.slice(&outputs, 1, RAIN_START..RAIN_START + RAIN_TERMS);
        let rain_basis = builder.constant(&Weight::RainBasis.shape(), weights.get(Weight::RainBasis));
        let rain = builder.apply("MatMul", &[&rain, &rain_basis]);
        let rain = builder.apply("Add", &[&rain, log_odds]);
        Forecast { anomalies, rain: builder.apply("Sigmoid", &[&rain]) }
    }

    fn coefficients(&mut self, weights: &Weights, features: &Value) -> Value {
        let builder = &mut *self.builder;
        let mut constant = |weight: Weight| builder.constant(&weight.shape(), weights.get(weight));
        let [input, block, block_out, output] = [
            (Weight::Input, Weight::InputBias),
            (Weight::Block, Weight::BlockBias),
            (Weight::BlockOut, Weight::BlockOutBias),
            (Weight::Output, Weight::OutputBias),
        ]
        .map(|(matrix, bias)| (constant(matrix), constant(bias)));
        let skip = constant(Weight::Skip);
        let norm = [Weight::NormGain, Weight::NormBias]
            .map(|weight| builder.constant(&weight.shape()[1..], weights.get(weight)));
        let dense = |builder: &mut Builder, value: &Value, (matrix, bias): &(Value, Value)| {
            let product = builder.apply("MatMul", &[value, matrix]);
            builder.apply("Add", &[&product, bias])
        };
        let hidden = dense(builder, features, &input);
        let hidden = builder.apply("Relu", &[&hidden]);
        let normalised = builder.layer_norm(&hidden, &norm[0], &norm[1], NORM_EPSILON);
        let inner = dense(builder, &normalised, &block);
        let inner = builder.apply("Relu", &[&inner]);
        let inner = dense(builder, &inner, &block_out);
        let hidden = builder.apply("Add", &[&hidden, &inner]);
        let outputs = dense(builder, &hidden, &output);
        let skipped = builder.apply("MatMul", &[features, &skip]);
        builder.apply("Add", &[&outputs, &skipped])
    }

    /// From anomalies `[batch, variable, lead, level]` to physical units
    /// `[batch, lead, variable, level]`.
    fn physical(&mut self, anomalies: &Value, future: &Value) -> Value {
        let forecaster = self.forecaster;
        let (constant, seasonal) =
            self.normals(future, &TARGET_COLUMNS.map(|column| &forecaster.climatology.columns[column]));
        let builder = &mut *self.builder;
        let normals = builder.apply("Add", &[&seasonal, &constant]);
        let normals = builder.unsqueeze(&normals, 3);
        let mut by_variable = |values: [f32; VARIABLES]| builder.constant(&[VARIABLES, 1], &values);
        let scale = by_variable(TARGET_COLUMNS.map(|column| forecaster.scale[column] as f32));
        let lowest = by_variable(PHYSICAL_BOUNDS.map(|[lowest, _]| lowest));
        let highest = by_variable(PHYSICAL_BOUNDS.map(|[_, highest]| highest));
        let anomalies = builder.transpose(anomalies, &[0, 2, 1, 3]);
        let anomalies = builder.apply("Mul", &[&anomalies, &scale]);
        let values = builder.apply("Add", &[&anomalies, &normals]);
        let values = builder.apply("Max", &[&values, &lowest]);
        builder.apply("Min", &[&values, &highest])
    }
}

/// Weight of the hour `age_h` before the issue time in a mean.
fn pool_weight((from, until): (usize, usize), age_h: usize) -> f32 {
    if (from..until).contains(&age_h) { (1.0 / (until - from) as f64) as f32 } else { 0.0 }
}
