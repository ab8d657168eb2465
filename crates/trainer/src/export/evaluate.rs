//! Runs a graph of ours by the text of the ONNX operator specification, to hold
//! the export to the forecaster without a runtime. Slow and for tests only.

use std::collections::HashMap;

use prost::Message;

use super::proto::{INT64, ModelProto, NodeProto, TensorProto};

#[derive(Debug, Clone)]
pub(crate) struct Array {
    pub(crate) shape: Vec<usize>,
    pub(crate) data: Vec<f64>,
}

impl Array {
    fn strides(&self) -> Vec<usize> {
        (0..self.shape.len()).map(|axis| self.shape[axis + 1..].iter().product()).collect()
    }

    /// Fills a shape from the index of each element.
    fn from_index(shape: Vec<usize>, element: impl Fn(&[usize]) -> f64) -> Self {
        let mut index = vec![0; shape.len()];
        let data = (0..shape.iter().product::<usize>())
            .map(|_| {
                let value = element(&index);
                for axis in (0..shape.len()).rev() {
                    index[axis] += 1;
                    if index[axis] < shape[axis] {
                        break;
                    }
                    index[axis] = 0;
                }
                value
            })
            .collect();
        Self { shape, data }
    }

    /// The element at an index of a shape that this one is broadcast to.
    fn at(&self, index: &[usize]) -> f64 {
        let skip = index.len() - self.shape.len();
        let strides = self.strides();
        let terms = index[skip..].iter().zip(&self.shape).zip(&strides);
        self.data[terms
            .map(|((&index, &length), stride)| if length == 1 { 0 } else { index * stride })
            .sum::<usize>()]
    }

    fn map(&self, function: impl Fn(f64) -> f64) -> Self {
        Self { shape: self.shape.clone(), data: self.data.iter().map(|&value| function(value)).collect() }
    }

    fn zip(&self, other: &Self, function: impl Fn(f64, f64) -> f64) -> Self {
        let rank = self.shape.len().max(other.shape.len());
        let axis = |shape: &[usize], axis: usize| {
            (axis + shape.len()).checked_sub(rank).map_or(1, |axis| shape[axis])
        };
        let shape = (0..rank).map(|index| axis(&self.shape, index).max(axis(&other.shape, index))).collect();
        Self::from_index(shape, |index| function(self.at(index), other.at(index)))
    }

    fn entry(&self, index: usize) -> i64 {
        self.data[index] as i64
    }
}

fn constant(tensor: &TensorProto) -> Array {
    let shape = tensor.dims.iter().map(|&axis| usize::try_from(axis).unwrap()).collect();
    let data = if tensor.data_type == INT64 {
        let words = tensor.raw_data.chunks_exact(8);
        words.map(|word| i64::from_le_bytes(word.try_into().unwrap()) as f64).collect()
    } else {
        let words = tensor.raw_data.chunks_exact(4);
        words.map(|word| f64::from(f32::from_le_bytes(word.try_into().unwrap()))).collect()
    };
    Array { shape, data }
}

/// The outputs of a graph, in f64 throughout.
pub(crate) fn evaluate(onnx: &[u8], mut values: HashMap<String, Array>) -> HashMap<String, Array> {
    let graph = ModelProto::decode(onnx).unwrap().graph.unwrap();
    values.extend(graph.initializer.iter().map(|tensor| (tensor.name.clone(), constant(tensor))));
    for node in &graph.node {
        let inputs: Vec<&Array> = node.input.iter().map(|name| &values[name]).collect();
        let output = apply(node, &inputs);
        values.insert(node.output[0].clone(), output);
    }
    values.retain(|name, _| graph.output.iter().any(|output| output.name == *name));
    values
}

fn apply(node: &NodeProto, inputs: &[&Array]) -> Array {
    let input = inputs[0];
    let attribute = |name: &str| node.attribute.iter().find(|attribute| attribute.name == name).unwrap();
    let axis = |axis: i64| usize::try_from(axis).unwrap();
    match node.op_type.as_str() {
        "Identity" => input.clone(),
        "Add" => input.zip(inputs[1], |a, b| a + b),
        "Sub" => input.zip(inputs[1], |a, b| a - b),
        "Mul" => input.zip(inputs[1], |a, b| a * b),
        "Div" => input.zip(inputs[1], |a, b| a / b),
        "Max" => input.zip(inputs[1], f64::max),
        "Min" => input.zip(inputs[1], f64::min),
        "Clip" => input.zip(inputs[1], f64::max).zip(inputs[2], f64::min),
        "Relu" => input.map(|value| value.max(0.0)),
        "Sigmoid" => input.map(|value| 1.0 / (1.0 + (-value).exp())),
        "Exp" => input.map(f64::exp),
        "Log" => input.map(f64::ln),
        "Sin" => input.map(f64::sin),
        "Cos" => input.map(f64::cos),
        "Equal" => input.zip(inputs[1], |a, b| f64::from(u8::from(a.total_cmp(&b).is_eq()))),
        // Either holds numbers that are multiplied by 0 elsewhere: no NaN here.
        "Where" => {
            let is_not = input.map(|holds| 1.0 - holds);
            let (then, otherwise) = (input.zip(inputs[1], |a, b| a * b), is_not.zip(inputs[2], |a, b| a * b));
            then.zip(&otherwise, |a, b| a + b)
        }
        "ArgMin" => {
            let rows = input.data.chunks_exact(input.shape[1]);
            let smallest = |row: &[f64]| {
                let smallest = row.iter().copied().fold(f64::INFINITY, f64::min);
                row.iter().position(|value| value.total_cmp(&smallest).is_eq()).unwrap() as f64
            };
            Array { shape: vec![input.shape[0], 1], data: rows.map(smallest).collect() }
        }
        "Gather" => {
            let (axis, entries) = (axis(attribute("axis").i), inputs[1]);
            let mut shape = input.shape.clone();
            shape[axis] = entries.data.len();
            Array::from_index(shape, |index| {
                let mut source = index.to_vec();
                source[axis] = usize::try_from(entries.entry(index[axis])).unwrap();
                input.at(&source)
            })
        }
        "Slice" => {
            let axis = axis(inputs[3].entry(0));
            let start = usize::try_from(inputs[1].entry(0)).unwrap();
            let mut shape = input.shape.clone();
            shape[axis] = usize::try_from(inputs[2].entry(0)).unwrap() - start;
            Array::from_index(shape, |index| {
                let mut source = index.to_vec();
                source[axis] += start;
                input.at(&source)
            })
        }
        "Pad" => {
            let front = usize::try_from(inputs[1].entry(1)).unwrap();
            let mut shape = input.shape.clone();
            shape[1] += front;
            Array::from_index(shape, |index| {
                let mut source = index.to_vec();
                source[1].checked_sub(front).map_or(0.0, |row| {
                    source[1] = row;
                    input.at(&source)
                })
            })
        }
        "Concat" => {
            let axis = axis(attribute("axis").i);
            let mut shape = input.shape.clone();
            shape[axis] = inputs.iter().map(|input| input.shape[axis]).sum();
            Array::from_index(shape, |index| {
                let mut source = index.to_vec();
                let part = inputs.iter().find(|part| {
                    let inside = source[axis] < part.shape[axis];
                    source[axis] -= if inside { 0 } else { part.shape[axis] };
                    inside
                });
                part.unwrap().at(&source)
            })
        }
        "Transpose" => {
            let order: Vec<usize> = attribute("perm").ints.iter().map(|&from| axis(from)).collect();
            let shape = order.iter().map(|&from| input.shape[from]).collect();
            Array::from_index(shape, |index| {
                let mut source = vec![0; index.len()];
                order.iter().zip(index).for_each(|(&from, &index)| source[from] = index);
                input.at(&source)
            })
        }
        "Unsqueeze" => {
            let mut shape = input.shape.clone();
            shape.insert(axis(inputs[1].entry(0)), 1);
            Array { shape, data: input.data.clone() }
        }
        "Reshape" => {
            let wanted = (0..inputs[1].data.len()).map(|index| inputs[1].entry(index));
            let kept =
                |(index, length): (usize, i64)| if length == 0 { input.shape[index] as i64 } else { length };
            let mut shape: Vec<i64> = wanted.enumerate().map(kept).collect();
            let known: i64 = shape.iter().filter(|&&length| length > 0).product();
            shape
                .iter_mut()
                .filter(|length| **length < 0)
                .for_each(|length| *length = input.data.len() as i64 / known);
            Array { shape: shape.into_iter().map(axis).collect(), data: input.data.clone() }
        }
        "MatMul" => {
            let (left, right) = (input, inputs[1]);
            let (inner, columns) = (right.shape[right.shape.len() - 2], right.shape[right.shape.len() - 1]);
            assert_eq!(right.shape.len(), 2, "only weights stand on the right");
            let mut shape = left.shape.clone();
            *shape.last_mut().unwrap() = columns;
            let rows = left.data.chunks_exact(inner);
            let product = |row: &[f64], column: usize| {
                (0..inner).map(|k| row[k] * right.data[k * columns + column]).sum()
            };
            let data = rows.flat_map(|row| (0..columns).map(move |column| product(row, column))).collect();
            Array { shape, data }
        }
        "LayerNormalization" => {
            let width = *input.shape.last().unwrap();
            let rows = input.data.chunks_exact(width).flat_map(|row| {
                let mean = row.iter().sum::<f64>() / width as f64;
                let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / width as f64;
                let deviation = (variance + f64::from(attribute("epsilon").f)).sqrt();
                row.iter()
                    .zip(&inputs[1].data)
                    .zip(&inputs[2].data)
                    .map(move |((value, gain), bias)| (value - mean) / deviation * gain + bias)
            });
            Array { shape: input.shape.clone(), data: rows.collect() }
        }
        other => panic!("{other} is not an operator that the export uses"),
    }
}
