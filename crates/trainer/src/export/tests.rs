use std::collections::{BTreeSet, HashMap};

use features::{input_specs, output_specs};
use jiff::Timestamp;
use prost::Message;

use super::evaluate::{Array, evaluate};
use super::proto::ModelProto;
use crate::atlas::Atlas;
use crate::package::package;
use crate::pipeline::{Job, Trained, run_pooled};
use crate::synthetic::{TRAIN_H, all_observations, guidance, job, observations};

fn created_at() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn atlas(job: &Job) -> Atlas {
    Atlas::new((job.known.place, job.run().unwrap().forecaster), Vec::new())
}

fn trained(ridge_share: f64, is_guided: bool) -> (Job, Trained) {
    let mut job = job(all_observations());
    job.recipe.ridge_share = ridge_share;
    if is_guided {
        job.known.guidance = guidance(&all_observations());
    }
    let trained = job.run().unwrap();
    (job, trained)
}

/// That the graph of what was trained computes its golden vectors, all of them different.
fn assert_reproduced(trained: &[(Job, Trained)], windows: usize) {
    let package = package(trained, 0, created_at()).unwrap();
    let array = |data: &common::model::TensorData| Array {
        shape: data.shape.clone(),
        data: data.data.iter().copied().map(f64::from).collect(),
    };
    let inputs: HashMap<_, _> =
        package.golden.inputs.iter().map(|(name, data)| (name.clone(), array(data))).collect();
    let outputs = evaluate(&package.onnx, inputs);
    assert_eq!(outputs.len(), package.golden.outputs.len());
    for (name, expected) in &package.golden.outputs {
        let actual = &outputs[name];
        assert_eq!(actual.shape, expected.shape, "{name}");
        let pairs = actual.data.iter().zip(&expected.data);
        let largest = pairs.map(|(&a, &b)| (a - f64::from(b)).abs()).fold(0.0, f64::max);
        assert!(largest <= f64::from(package.golden.tolerance), "{name} differs by {largest}");
    }
    assert_eq!(package.golden.outputs["quantiles"].shape[0], windows);
    let quantiles = &package.golden.outputs["quantiles"].data;
    let forecasts: Vec<&[f32]> = quantiles.chunks_exact(quantiles.len() / windows).collect();
    assert!(forecasts.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn the_graph_computes_what_the_forecaster_computes() {
    // The networks alone, both kinds, and the regression alone; a window that misses hours
    // has another forecast.
    for ridge_share in [0.0, 0.5, 1.0] {
        assert_reproduced(&[trained(ridge_share, false)], 2);
    }
    // With guidance, and without where there could be some.
    assert_reproduced(&[trained(0.5, true)], 3);
}

#[test]
fn in_a_graph_of_several_places_a_window_has_the_forecast_of_the_nearest() {
    let here = trained(0.5, true);
    let mut there = trained(1.0, false);
    there.0.location = "elsewhere".parse().unwrap();
    there.0.known.place.longitude_deg = -170.0;
    assert_reproduced(&[here, there], 5);
}

#[test]
fn places_that_share_networks_share_them_in_the_file_and_keep_their_own_climate() {
    let mut there = job(observations(4, TRAIN_H + 480));
    there.location = "elsewhere".parse().unwrap();
    there.known.place.longitude_deg = -170.0;
    let jobs = vec![job(all_observations()), there];
    let pooled: Vec<_> = run_pooled(&jobs).unwrap();
    assert_eq!(pooled[0].forecaster.members, pooled[1].forecaster.members);
    assert_ne!(pooled[0].forecaster.climatology, pooled[1].forecaster.climatology);
    let size = |trained: &[(Job, Trained)]| package(trained, 0, created_at()).unwrap().onnx.len();
    let pooled: Vec<_> = jobs.into_iter().zip(pooled).collect();
    assert_reproduced(&pooled, 4);
    assert!(size(&pooled) < size(&pooled[..1]) * 3 / 2);
}

#[test]
fn what_happens_after_the_training_changes_no_byte_of_the_model() {
    let mut changed = observations(1, TRAIN_H);
    changed.extend(observations(2, TRAIN_H + 480).into_iter().skip(usize::try_from(TRAIN_H).unwrap()));
    let archive = guidance(&all_observations());
    let until = job(Vec::new()).division.train_until;
    let onnx = |observations, guidance| {
        let mut job = job(observations);
        job.known.guidance = guidance;
        // The golden windows lie in the test; the model does not.
        super::onnx(&atlas(&job), &[])
    };
    assert_eq!(onnx(all_observations(), archive.clone()), onnx(changed, archive.before(until)));
}

#[test]
fn the_file_declares_the_contract_and_every_value_before_its_use() {
    let bytes = super::onnx(&atlas(&job(all_observations())), &[("seed", "3".to_owned())]);
    let model = ModelProto::decode(bytes.as_slice()).unwrap();
    assert_eq!((model.ir_version, model.opset_import[0].version), (9, 18));
    let metadata: Vec<_> = model.metadata_props.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(metadata, ["features_version", "variables", "quantile_levels", "seed"]);

    let graph = model.graph.unwrap();
    let names = |values: &[super::proto::ValueInfoProto]| -> Vec<String> {
        values.iter().map(|value| value.name.clone()).collect()
    };
    let declared = |specs: Vec<common::model::TensorSpec>| -> Vec<String> {
        specs.into_iter().map(|spec| spec.name).collect()
    };
    assert_eq!(names(&graph.input), declared(input_specs()));
    assert_eq!(names(&graph.output), declared(output_specs()));
    for value in graph.input.iter().chain(&graph.output) {
        let shape = value.r#type.clone().unwrap().tensor_type.unwrap().shape.unwrap();
        assert_eq!(shape.dim[0].dim_param.as_deref(), Some("batch"), "{}", value.name);
        assert!(shape.dim[1..].iter().all(|dim| dim.dim_value > Some(0)), "{}", value.name);
    }

    let mut known: BTreeSet<String> = names(&graph.input).into_iter().collect();
    known.extend(graph.initializer.iter().map(|tensor| tensor.name.clone()));
    for node in &graph.node {
        assert!(node.input.iter().all(|name| known.contains(name)), "{} comes too early", node.name);
        assert!(known.insert(node.output[0].clone()), "{} is put out twice", node.output[0]);
    }
    assert!(names(&graph.output).iter().all(|name| known.contains(name)));
}
