//! Times the comfort models and a week's plans.
//!
//! `make bench-recommender` runs it on the points on which it times
//! pythermalcomfort, too. Alone it makes points up:
//! `cargo bench --package recommender --features bench`.

use std::env;
use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, BufWriter};

use criterion::{Criterion, Throughput};
use recommender::bench::{IreqPoint, PmvPoint, UtciPoint, Week, ireq, pmv, utci};
use serde::Deserialize;

/// The points are read from the JSON file that this variable names.
const POINTS: &str = "OVERCOAT_BENCH_POINTS";
/// The results are written as JSON into the file that this one names.
const RESULTS: &str = "OVERCOAT_BENCH_RESULTS";

#[derive(Deserialize)]
struct Points {
    utci: Vec<UtciPoint>,
    pmv: Vec<PmvPoint>,
    ireq: Vec<IreqPoint>,
}

impl Points {
    fn read() -> Result<Self, Box<dyn Error>> {
        let Some(path) = env::var_os(POINTS) else { return Ok(Self::made_up()) };
        Ok(serde_json::from_reader(BufReader::new(File::open(path)?))?)
    }

    fn made_up() -> Self {
        let parts = || (0_u32..1000).map(|index| (f64::from(index) * 0.618_034).fract());
        let utci = |part: f64| UtciPoint {
            tdb: -20.0 + 45.0 * part,
            tr: -10.0 + 60.0 * part,
            v: 0.5 + 10.0 * part,
            rh: 80.0 - 40.0 * part,
        };
        let pmv = |part: f64| PmvPoint {
            tdb: 18.0 + 8.0 * part,
            tr: 20.0 + 6.0 * part,
            vr: 0.3 - 0.2 * part,
            rh: 50.0,
            met: 1.2,
            clo: 1.0 - 0.4 * part,
        };
        let ireq = |part: f64| IreqPoint {
            tdb: 10.0 - 40.0 * part,
            tr: 10.0 - 40.0 * part,
            vr: 0.4 + 8.0 * part,
            rh: 70.0,
            met: 2.0,
            clo: 1.0 + 2.0 * part,
            p: 8.0 + 90.0 * part,
            walk_sp: 0.8,
        };
        Self {
            utci: parts().map(utci).collect(),
            pmv: parts().map(pmv).collect(),
            ireq: parts().map(ireq).collect(),
        }
    }
}

/// Times a model on its points; `results` keeps what it gave.
fn time<P, R>(criterion: &mut Criterion, name: &str, model: fn(&[P], &mut Vec<R>), points: &[P]) -> Vec<R> {
    let mut results = Vec::with_capacity(points.len());
    let mut group = criterion.benchmark_group("model");
    group.throughput(Throughput::Elements(points.len() as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            model(black_box(points), &mut results);
            black_box(results.last());
        });
    });
    group.finish();
    results.clear();
    model(points, &mut results);
    results
}

fn main() -> Result<(), Box<dyn Error>> {
    let points = Points::read()?;
    let week = Week::new()?;
    let mut criterion = Criterion::default().configure_from_args();
    let results = serde_json::json!({
        "utci": time(&mut criterion, "utci", utci, &points.utci),
        "pmv": time(&mut criterion, "pmv", pmv, &points.pmv),
        "ireq": time(&mut criterion, "ireq", ireq, &points.ireq),
    });
    if let Some(path) = env::var_os(RESULTS) {
        serde_json::to_writer(BufWriter::new(File::create(path)?), &results)?;
    }
    let mut group = criterion.benchmark_group("week");
    group.bench_function("plan", |bencher| bencher.iter(|| black_box(&week).plan()));
    group.bench_function("plan_and_warn", |bencher| bencher.iter(|| black_box(&week).plan_and_warn()));
    group.bench_function("pack_in_five_styles", |bencher| bencher.iter(|| black_box(&week).pack()));
    group.finish();
    criterion.final_summary();
    Ok(())
}
