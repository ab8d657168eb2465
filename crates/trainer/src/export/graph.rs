//! What all parts of a forecaster's graph are made from.

use super::builder::{Builder, Value};
use crate::axes::{DAY_ANGLE, YEAR_ANGLE};
use crate::basis::{ANNUAL_HARMONICS, DAILY_HARMONICS, TERMS};
use crate::climatology::Harmonics;
use crate::forecaster::Forecaster;
use crate::preprocess::ANOMALY_BOUND;

/// Which columns of a tensor hold the angles of day and year.
#[derive(Clone, Copy)]
pub(super) struct AngleColumns {
    day: usize,
    year: usize,
}

impl AngleColumns {
    pub(super) const OF_HISTORY: Self = Self { day: DAY_ANGLE, year: YEAR_ANGLE };
    pub(super) const OF_FUTURE: Self = Self { day: 0, year: 1 };
}

/// What models say of every window.
pub(super) struct Forecast {
    /// Quantiles of anomalies, `[batch, variable, lead, level]`.
    pub(super) anomalies: Value,
    /// Probability of rain, `[batch, lead]`.
    pub(super) rain: Value,
}

/// The graph of one forecaster under construction.
pub(super) struct Graph<'a> {
    pub(super) builder: &'a mut Builder,
    pub(super) forecaster: &'a Forecaster,
}

impl Graph<'_> {
    /// The climatology's terms, `[batch, hours, TERMS]`, from a tensor with the angles of
    /// day and year.
    pub(super) fn basis(&mut self, calendar: &Value, columns: AngleColumns) -> Value {
        let day = self.fourier(calendar, columns.day, DAILY_HARMONICS);
        let year = self.fourier(calendar, columns.year, ANNUAL_HARMONICS);
        let builder = &mut *self.builder;
        let (year, day) = (builder.unsqueeze(&year, 3), builder.unsqueeze(&day, 2));
        let products = builder.apply("Mul", &[&year, &day]);
        builder.reshape(&products, &[0, 0, TERMS as i64])
    }

    fn fourier(&mut self, calendar: &Value, column: usize, harmonics: usize) -> Value {
        let builder = &mut *self.builder;
        let angle = builder.gather(calendar, 2, &[column]);
        // The cosine of no cycle is the constant.
        let cycles: Vec<f32> = (0..=harmonics).map(|cycle| cycle as f32).collect();
        let cosine_cycles = builder.constant(&[cycles.len()], &cycles);
        let sine_cycles = builder.constant(&[harmonics], &cycles[1..]);
        let cosines = builder.apply("Mul", &[&angle, &cosine_cycles]);
        let cosines = builder.apply("Cos", &[&cosines]);
        let sines = builder.apply("Mul", &[&angle, &sine_cycles]);
        let sines = builder.apply("Sin", &[&sines]);
        builder.concat(&[&cosines, &sines], 2)
    }

    /// The climatological means of some quantities: the constant part,
    /// `[quantity]`, and the rest, `[batch, hours, quantity]`. In f32 the
    /// constant part of a pressure would swallow the digits of all others.
    pub(super) fn normals(&mut self, basis: &Value, harmonics: &[&Harmonics]) -> (Value, Value) {
        let constant: Vec<f32> = harmonics.iter().map(|quantity| quantity.0[0] as f32).collect();
        let by_term =
            (1..TERMS).flat_map(|term| harmonics.iter().map(move |quantity| quantity.0[term] as f32));
        let coefficients: Vec<f32> = constant.iter().map(|_| 0.0).chain(by_term).collect();
        let constant = self.builder.constant(&[harmonics.len()], &constant);
        let coefficients = self.builder.constant(&[TERMS, harmonics.len()], &coefficients);
        (constant, self.builder.apply("MatMul", &[basis, &coefficients]))
    }

    /// Clipped anomalies of the columns whose values these are, in units of their scale.
    pub(super) fn standardised(&mut self, values: &Value, basis: &Value, columns: &[usize]) -> Value {
        let Forecaster { climatology, scale, .. } = self.forecaster;
        let harmonics: Vec<&Harmonics> = columns.iter().map(|&column| &climatology.columns[column]).collect();
        let (constant, seasonal) = self.normals(basis, &harmonics);
        let builder = &mut *self.builder;
        let scale: Vec<f32> = columns.iter().map(|&column| (1.0 / scale[column]) as f32).collect();
        let scale = builder.constant(&[columns.len()], &scale);
        let anomalies = builder.apply("Sub", &[values, &constant]);
        let anomalies = builder.apply("Sub", &[&anomalies, &seasonal]);
        let anomalies = builder.apply("Mul", &[&anomalies, &scale]);
        builder.clip(&anomalies, -ANOMALY_BOUND, ANOMALY_BOUND)
    }
}
