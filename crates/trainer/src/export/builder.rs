//! Builds an ONNX graph node by node.

use std::collections::HashMap;

use common::model::TensorSpec;
use prost::Message;
use sha2::{Digest, Sha256};

use super::proto::{
    AttributeProto, DimensionProto, FLOAT, GraphProto, INT64, ModelProto, NodeProto, OperatorSetIdProto,
    StringStringEntryProto, TensorProto, TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto,
};

/// ONNX operator set; the newest whose every operator used here has been in
/// ONNX Runtime for years.
const OPSET: i64 = 18;
/// ONNX file format that belongs to it.
const IR_VERSION: i64 = 9;
/// Name of the batch axis.
const BATCH: &str = "batch";

/// The name of a tensor in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value(String);

/// A graph under construction. Every operation adds a node and returns what the
/// node puts out.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    graph: GraphProto,
    /// By the SHA-256 of type, shape and values.
    constants: HashMap<[u8; 32], Value>,
}

impl Builder {
    pub(crate) fn new(name: &str) -> Self {
        Self { graph: GraphProto { name: name.to_owned(), ..GraphProto::default() }, ..Self::default() }
    }

    pub(crate) fn input(&mut self, spec: &TensorSpec) -> Value {
        self.graph.input.push(value_info(spec));
        Value(spec.name.clone())
    }

    /// Declares `value` as the output that `spec` describes.
    pub(crate) fn output(&mut self, spec: &TensorSpec, value: &Value) {
        self.push("Identity", &[value], Vec::new(), spec.name.clone());
        self.graph.output.push(value_info(spec));
    }

    pub(crate) fn constant(&mut self, shape: &[usize], values: &[f32]) -> Value {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.initializer(FLOAT, shape, raw_data)
    }

    pub(crate) fn scalar(&mut self, value: f64) -> Value {
        self.constant(&[], &[value as f32])
    }

    fn indices(&mut self, values: &[i64]) -> Value {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.initializer(INT64, &[values.len()], raw_data)
    }

    /// Equal constants are one: places may share networks.
    fn initializer(&mut self, data_type: i32, shape: &[usize], raw_data: Vec<u8>) -> Value {
        let dims: Vec<i64> = shape.iter().map(|&axis| axis as i64).collect();
        let mut digest = Sha256::new();
        digest.update(format!("{data_type} {dims:?}"));
        digest.update(&raw_data);
        let initializer = &mut self.graph.initializer;
        let add = || {
            let name = format!("constant_{}", initializer.len());
            initializer.push(TensorProto { dims, data_type, name: name.clone(), raw_data });
            Value(name)
        };
        self.constants.entry(digest.finalize().into()).or_insert_with(add).clone()
    }

    fn push(
        &mut self,
        op_type: &str,
        inputs: &[&Value],
        attribute: Vec<AttributeProto>,
        output: String,
    ) -> Value {
        self.graph.node.push(NodeProto {
            input: inputs.iter().map(|value| value.0.clone()).collect(),
            output: vec![output.clone()],
            name: format!("{op_type}_{}", self.graph.node.len()),
            op_type: op_type.to_owned(),
            attribute,
        });
        Value(output)
    }

    fn node(&mut self, op_type: &str, inputs: &[&Value], attributes: Vec<AttributeProto>) -> Value {
        let output = format!("value_{}", self.graph.node.len());
        self.push(op_type, inputs, attributes, output)
    }

    /// An operator of one or more inputs and no attributes, such as `Add`.
    pub(crate) fn apply(&mut self, op_type: &str, inputs: &[&Value]) -> Value {
        self.node(op_type, inputs, Vec::new())
    }

    /// Limits to a range.
    pub(crate) fn clip(&mut self, value: &Value, lowest: f64, highest: f64) -> Value {
        let (lowest, highest) = (self.scalar(lowest), self.scalar(highest));
        self.apply("Clip", &[value, &lowest, &highest])
    }

    pub(crate) fn concat(&mut self, values: &[&Value], axis: i64) -> Value {
        self.node("Concat", values, vec![AttributeProto::int("axis", axis)])
    }

    /// Picks entries of an axis.
    pub(crate) fn gather(&mut self, value: &Value, axis: i64, entries: &[usize]) -> Value {
        let entries: Vec<i64> = entries.iter().map(|&entry| entry as i64).collect();
        let entries = self.indices(&entries);
        self.node("Gather", &[value, &entries], vec![AttributeProto::int("axis", axis)])
    }

    /// Whether a column is the first of the smallest of `count` columns: `[batch, column]`.
    pub(crate) fn is_smallest(&mut self, value: &Value, count: usize) -> Value {
        let smallest = self.node("ArgMin", &[value], vec![AttributeProto::int("axis", 1)]);
        let columns: Vec<i64> = (0..count as i64).collect();
        let columns = self.indices(&columns);
        self.apply("Equal", &[&smallest, &columns])
    }

    /// Cuts a range out of an axis.
    pub(crate) fn slice(&mut self, value: &Value, axis: i64, range: std::ops::Range<usize>) -> Value {
        let bounds = [range.start as i64, range.end as i64, axis];
        let [start, end, axis] = bounds.map(|bound| self.indices(&[bound]));
        self.apply("Slice", &[value, &start, &end, &axis])
    }

    /// Reshapes; 0 keeps an axis.
    pub(crate) fn reshape(&mut self, value: &Value, shape: &[i64]) -> Value {
        let shape = self.indices(shape);
        self.apply("Reshape", &[value, &shape])
    }

    pub(crate) fn unsqueeze(&mut self, value: &Value, axis: i64) -> Value {
        let axes = self.indices(&[axis]);
        self.apply("Unsqueeze", &[value, &axes])
    }

    pub(crate) fn transpose(&mut self, value: &Value, order: &[i64]) -> Value {
        self.node("Transpose", &[value], vec![AttributeProto::ints("perm", order)])
    }

    /// Puts zeros before the first entries of axis 1 of a tensor of rank 3.
    pub(crate) fn pad_front(&mut self, value: &Value, count: usize) -> Value {
        let pads = self.indices(&[0, count as i64, 0, 0, 0, 0]);
        self.apply("Pad", &[value, &pads])
    }

    pub(crate) fn layer_norm(&mut self, value: &Value, gain: &Value, bias: &Value, epsilon: f64) -> Value {
        let attributes =
            vec![AttributeProto::int("axis", -1), AttributeProto::float("epsilon", epsilon as f32)];
        self.node("LayerNormalization", &[value, gain, bias], attributes)
    }

    /// The finished file.
    pub(crate) fn finish(self, doc: &str, metadata: &[(&str, String)]) -> Vec<u8> {
        let model = ModelProto {
            ir_version: IR_VERSION,
            producer_name: "overcoat-trainer".to_owned(),
            doc_string: doc.to_owned(),
            graph: Some(self.graph),
            opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
            metadata_props: metadata
                .iter()
                .map(|(key, value)| StringStringEntryProto { key: (*key).to_owned(), value: value.clone() })
                .collect(),
        };
        model.encode_to_vec()
    }
}

fn value_info(spec: &TensorSpec) -> ValueInfoProto {
    let dim = |&length: &i64| match length {
        -1 => DimensionProto { dim_value: None, dim_param: Some(BATCH.to_owned()) },
        length => DimensionProto { dim_value: Some(length), dim_param: None },
    };
    let shape = TensorShapeProto { dim: spec.shape.iter().map(dim).collect() };
    let tensor_type = Some(TensorTypeProto { elem_type: FLOAT, shape: Some(shape) });
    ValueInfoProto { name: spec.name.clone(), r#type: Some(TypeProto { tensor_type }) }
}
