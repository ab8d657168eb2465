//! The reference values that lie beside the repository, all of them.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::support::{Comparison, Recommender, Tolerances, beside};

/// The tolerances of outputs for which a file states none.
fn tolerances(model: &str, stated: &Value) -> Tolerances {
    let tolerances = Tolerances::new(stated);
    match model {
        "psychrometrics" => tolerances.or("p_vap_pa", &json!("1e-6 rel")),
        "heat_index_nws_adjusted" => tolerances.or("rh_used", &json!("1e-6 rel")),
        "wbgt_liljegren" => tolerances.or("v2", &json!(1e-6)),
        // The parts of what has one.
        "mrt_pipeline" => {
            tolerances.or("dhi", &stated["ghi"]).or("dni", &stated["ghi"]).or("lw_up", &stated["lw_down"])
        }
        _ => tolerances,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reference_value_is_met() {
    let Some(folder) = beside("reference") else { return };
    let recommender = Recommender::start().await;
    let (mut models, mut points, mut values, mut wrong) = (0, 0, 0, Vec::new());
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    for path in paths {
        let table: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let model = table["model"].as_str().unwrap();
        let rows = table["data"].as_array().unwrap();
        assert_eq!(table["count"], rows.len(), "{model}");
        let tolerances = tolerances(model, &table["tolerance"]);
        let inputs: Vec<Value> = rows.iter().map(|row| row["inputs"].clone()).collect();
        let answers = recommender.answers(model, &inputs).await;
        let mut comparison = Comparison::default();
        for (row, answer) in rows.iter().zip(&answers) {
            let point = format!("{model} of {}", row["inputs"]);
            let (expected, outputs) = (&row["outputs"], &answer["outputs"]);
            comparison.outputs(&tolerances, expected, outputs, &point);
            if answer["valid"] != row["valid"] {
                comparison.wrong.push(format!("valid is {}: {point}", answer["valid"]));
            }
            if names(outputs) != names(expected) {
                comparison.wrong.push(format!("other outputs, {outputs}: {point}"));
            }
        }
        eprintln!("{model}: {} points, {comparison:?}", rows.len());
        models += 1;
        points += rows.len();
        values += comparison.values;
        wrong.append(&mut comparison.wrong);
    }
    recommender.stop().await;
    eprintln!("{models} models, {points} points, {values} values");
    assert!(wrong.is_empty(), "{} of {values} values:\n{}", wrong.len(), wrong.join("\n"));
    assert!(models >= 20 && points >= 20 * 140 && values > points, "{models}, {points}, {values}");
}

fn names(outputs: &Value) -> Vec<&String> {
    outputs.as_object().unwrap().keys().collect()
}

/// Every building weighs as much as any other, however many people were asked
/// in it.
#[tokio::test(flavor = "multi_thread")]
async fn what_people_wore_indoors_is_met_as_well_as_promised() {
    const PROMISED_CLO: f64 = 0.18;
    let Some(path) = beside("worn/clo_benchmark_public.csv.gz") else { return };
    let mut text = String::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    // No field of it is quoted.
    let mut lines = text.lines();
    let header = lines.next().unwrap().split(',').enumerate();
    let columns: HashMap<&str, usize> = header.map(|(index, name)| (name, index)).collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == columns.len()));

    let points: Vec<Value> = rows
        .iter()
        .map(|row| {
            // Null where it was not measured.
            let number = |column: &str| row[columns[column]].parse::<f64>().ok();
            json!({
                "t_day": number("t_day"),
                "t_running_mean": number("t_mot_isd"),
                "relative_humidity_pct": number("rh_out_isd"),
                "latitude_deg": number("lat"),
            })
        })
        .collect();
    let recommender = Recommender::start().await;
    let answers = recommender.answers("worn_indoors", &points).await;
    recommender.stop().await;

    let mut errors: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (row, answer) in rows.iter().zip(&answers) {
        let worn: f64 = row[columns["clo"]].parse().unwrap();
        let error = answer["outputs"]["clo"].as_f64().unwrap() - worn;
        errors.entry(row[columns["building_id"]]).or_default().push(error.abs());
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap());
    let buildings: Vec<f64> = errors.values().map(|errors| mean(errors)).collect();
    let error_clo = mean(&buildings);
    eprintln!("{} votes in {} buildings: {error_clo:.4} clo", rows.len(), buildings.len());
    assert!(rows.len() > 20_000 && buildings.len() > 100);
    assert!(error_clo <= PROMISED_CLO, "{error_clo} clo");
}
