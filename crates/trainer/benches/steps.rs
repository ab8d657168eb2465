//! Optimiser steps a second of one network, as `make train` fits it: `compare.py` asks.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use common::guidance::GuidanceArchive;
use common::lake::codec;
use features::{BlankPrecipitation, History, Place};
use jiff::Timestamp;
use trainer::config::Config;
use trainer::dataset::{Dataset, Known, Normals, Record};
use trainer::schedule::{Schedule, Task};
use trainer::train::fit;

const OBSERVATIONS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/demo/observations/seoul.parquet");
const SEOUL: Place = Place { latitude_deg: 37.5714, longitude_deg: 126.9658, elevation_m: 85.67 };

fn main() -> anyhow::Result<()> {
    // `cargo bench` and `cargo test` pass flags; `compare.py` passes the number of steps.
    let Some(steps) = std::env::args().nth(1).and_then(|steps| steps.parse::<usize>().ok()) else {
        return Ok(());
    };
    let known = Known {
        history: History::new(codec::read_file(Path::new(OBSERVATIONS), codec::read_observations)?),
        guidance: GuidanceArchive::default(),
        place: SEOUL,
        blank: BlankPrecipitation::DryIfTemperatureObserved,
    };
    let until: Timestamp = "2017-12-31T15:00:00Z".parse()?;
    let record = Record::new(&known, until)?;
    let dataset = Dataset::new(&record, &Normals::fit(&record.hours))?;
    let schedule = Config::load(None, std::collections::HashMap::new())?.schedule;
    let task = Task { samples: (0..dataset.len()).collect(), seed: 1 };
    let run = |steps: usize| fit(&dataset, &Schedule { steps, ..schedule.clone() }, &task, |_| ());
    run(steps / 10 + 1)?;
    let begin = Instant::now();
    run(steps)?;
    writeln!(std::io::stdout(), "{}", steps as f64 / begin.elapsed().as_secs_f64())?;
    Ok(())
}
