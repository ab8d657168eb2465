//! What standards and agencies print, and what the tests of other libraries
//! expect; `../published/README.md` says where each table is from.

use serde_json::{Value, json};

use crate::support::{Comparison, Recommender, Tolerances};

/// A table of one model: its tolerances, and rows of inputs with the outputs
/// that are printed for them. A row that `differs` is known to be off by more
/// than the tolerance, and says why.
struct Table {
    model: String,
    tolerances: Tolerances,
    rows: Vec<Value>,
}

impl Table {
    fn new(text: &str) -> Self {
        let table: Value = serde_json::from_str(text).unwrap();
        Self {
            model: table["model"].as_str().unwrap().to_owned(),
            tolerances: Tolerances::new(&table["tolerance"]),
            rows: table["rows"].as_array().unwrap().clone(),
        }
    }

    /// Compares all rows, of which there are so many with so many values.
    async fn assert(&self, rows: usize, values: usize) {
        let inputs: Vec<Value> = self.rows.iter().map(|row| row["inputs"].clone()).collect();
        assert_eq!(inputs.len(), rows, "{}", self.model);
        let recommender = Recommender::start().await;
        let answers = recommender.answers(&self.model, &inputs).await;
        recommender.stop().await;
        let mut comparison = Comparison::default();
        for (row, answer) in self.rows.iter().zip(&answers) {
            let (expected, outputs) = (&row["outputs"], &answer["outputs"]);
            if row["differs"].is_string() {
                let mut differing = Comparison::default();
                differing.outputs(&self.tolerances, expected, outputs, "");
                assert!(!differing.wrong.is_empty(), "agrees after all: {row}, {outputs}");
            } else {
                comparison.outputs(&self.tolerances, expected, outputs, &row["inputs"].to_string());
            }
        }
        comparison.assert(&self.model, values);
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $test:ident: $file:literal, $rows:literal rows, $values:literal values;)*) => {$(
        $(#[$doc])*
        #[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            Table::new(include_str!(concat!("../published/", $file))).assert($rows, $values).await;
        }
    )*};
}

tables! {
    pmv_is_that_of_iso_7730: "pmv_ppd.json", 19 rows, 38 values;
    set_is_that_of_ashrae_55: "set.json", 40 rows, 37 values;
    utci_is_as_published: "utci.json", 12 rows, 16 values;
    clothing_by_the_morning_is_that_of_ashrae_55: "clo_tout.json", 7 rows, 7 values;
    wind_chill_index_is_as_published: "wci.json", 6 rows, 6 values;
    wind_chill_temperature_is_as_published: "wind_chill_temperature.json", 9 rows, 9 values;
    apparent_temperature_is_as_published: "at.json", 3 rows, 3 values;
    humidex_is_as_published: "humidex.json", 9 rows, 9 values;
    wbgt_is_that_of_iso_7243: "wbgt.json", 10 rows, 10 values;
    heat_index_is_as_published: "heat_index.json", 2 rows, 2 values;
    solar_gain_is_that_of_ashrae_55: "solar_gain.json", 27 rows, 54 values;
    required_insulation_is_that_of_iso_11079: "iso_11079.json", 8 rows, 8 values;
}

/// The votes of ISO 7730's table D.1 have one decimal here, and so have the
/// percentages, which follow from the votes: away from zero these tell the vote
/// to some thousandths.
#[tokio::test(flavor = "multi_thread")]
async fn table_d_1_of_iso_7730_is_met_to_its_last_digit() {
    let table = Table::new(include_str!("../published/pmv_ppd.json"));
    let rows = table.rows.into_iter().filter(|row| row["source"] == "ISO 7730 2005").collect();
    let tolerances = Tolerances::new(&json!({ "pmv": 0.056, "ppd": 0.06 }));
    Table { model: table.model, tolerances, rows }.assert(12, 24).await;
}

fn celsius(fahrenheit: f64) -> f64 {
    (fahrenheit - 32.0) / 1.8
}

fn fahrenheit(celsius: f64) -> f64 {
    celsius * 1.8 + 32.0
}

/// The charts are printed in whole degrees; the cells that were kept are within
/// one of the agency's formula.
#[tokio::test(flavor = "multi_thread")]
async fn the_charts_of_the_weather_services_are_met_to_a_degree() {
    const KMH_MPH: f64 = 1.609_344;
    type Convert = fn(f64) -> f64;
    let as_is: Convert = |value| value;
    let charts: Value = serde_json::from_str(include_str!("../published/agency_charts.json")).unwrap();
    let tolerances = Tolerances::new(&json!({ "*": 1.0 }));
    let recommender = Recommender::start().await;
    for (chart, model, [first, second], output, cells) in [
        (
            "nws_wind_chill_f_mph",
            "wind_chill_temperature",
            [("tdb", celsius as Convert), ("v", |speed| speed * KMH_MPH)],
            ("wct", fahrenheit as Convert),
            10,
        ),
        ("msc_wind_chill_c_kmh", "wind_chill_temperature", [("tdb", as_is), ("v", as_is)], ("wct", as_is), 8),
        (
            "nws_heat_index_f_pct",
            "heat_index_nws_adjusted",
            [("tdb", celsius), ("rh", as_is)],
            ("hi_nws", fahrenheit),
            11,
        ),
    ] {
        let rows: Vec<[f64; 3]> = serde_json::from_value(charts[chart].clone()).unwrap();
        let points: Vec<Value> =
            rows.iter().map(|[x, y, _]| json!({ first.0: first.1(*x), second.0: second.1(*y) })).collect();
        let answers = recommender.answers(model, &points).await;
        let mut comparison = Comparison::default();
        for (row, answer) in rows.iter().zip(&answers) {
            let value = output.1(answer["outputs"][output.0].as_f64().unwrap());
            comparison.outputs(
                &tolerances,
                &json!({ chart: row[2] }),
                &json!({ chart: value }),
                &format!("{row:?}"),
            );
        }
        comparison.assert(chart, cells);
    }
    recommender.stop().await;
}

/// A day of thermofeel's test, by column.
struct Thermofeel {
    columns: Vec<&'static str>,
    days: Vec<Vec<f64>>,
}

impl Thermofeel {
    fn new() -> Self {
        let mut lines = include_str!("../published/thermofeel.csv").lines();
        let columns = lines.next().unwrap().split(',').collect();
        let days: Vec<Vec<f64>> =
            lines.map(|line| line.split(',').map(|value| value.parse().unwrap()).collect()).collect();
        assert_eq!(days.len(), 50);
        Self { columns, days }
    }

    /// A column's value of a day; temperatures are in kelvin.
    fn of(&self, day: &[f64], column: &str) -> f64 {
        day[self.columns.iter().position(|name| *name == column).unwrap()]
    }
}

const ZERO_CELSIUS_K: f64 = 273.15;
const SECONDS_IN_AN_HOUR: f64 = 3600.0;

/// What a model is asked of a day, of which a function tells the columns.
type Inputs<'a> = &'a dyn Fn(&dyn Fn(&str) -> f64) -> Value;

/// thermofeel's own test has the vapour from the dew point, and for the apparent
/// temperature and the humidex from other formulas; those are off by a little.
#[tokio::test(flavor = "multi_thread")]
async fn the_values_of_thermofeels_own_test_are_met() {
    let table = Thermofeel::new();
    let air: Inputs<'_> = &|of| json!({ "tdb": of("t2m") - ZERO_CELSIUS_K, "rh": of("rh") });
    let breeze: Inputs<'_> =
        &|of| json!({ "tdb": of("t2m") - ZERO_CELSIUS_K, "rh": of("rh"), "v": of("va") });
    let cold: Inputs<'_> = &|of| json!({ "tdb": of("t2m") - ZERO_CELSIUS_K, "v": of("va") * 3.6 });
    let globe: Inputs<'_> = &|of| {
        json!({
            "tdb": of("t2m") - ZERO_CELSIUS_K,
            "twb": of("wbt") - ZERO_CELSIUS_K,
            "tg": of("bgt") - ZERO_CELSIUS_K,
            "with_solar_load": true,
        })
    };
    let shade: Inputs<'_> = &|of| {
        json!({
            "tdb": of("t2m") - ZERO_CELSIUS_K,
            "tr": of("mrt") - ZERO_CELSIUS_K,
            "rh": of("rh"),
            "v": of("va"),
        })
    };
    let height: Inputs<'_> = &|of| json!({ "v_z1": of("va"), "z2": of("va_height") });
    // By column: the model, what it is asked, its output, how far off that may
    // be, and how many days are compared.
    let columns: [(&str, &str, Inputs<'_>, &str, f64, usize); 11] = [
        ("heatindex", "heat_index_rothfusz", air, "hi_unlimited", 1e-5, 26),
        ("hia", "heat_index_nws_adjusted", air, "hi_nws", 0.002, 50),
        ("humidex", "humidex", air, "humidex", 0.11, 50),
        ("wbt", "psychrometrics", air, "wet_bulb_stull", 1e-5, 50),
        ("at", "at", breeze, "at", 0.024, 50),
        ("windchill", "wind_chill_temperature", cold, "wct", 1e-5, 50),
        ("utci", "utci", shade, "utci_unlimited", 1e-5, 50),
        ("wbgt", "wbgt", globe, "wbgt", 1e-5, 50),
        ("wbgt_liljegren", "wbgt_liljegren", &liljegren, "wbgt_c", 1e-5, 50),
        ("heat_force", "wbgt_liljegren", &liljegren, "heat_force", 0.0, 50),
        ("va_scaled", "wind_profile", height, "v_z2", 1e-6, 50),
    ];
    let recommender = Recommender::start().await;
    for (column, model, inputs, output, tolerance, compared) in columns {
        // Below this thermofeel's regression gives the air's temperature.
        let is_meant = |day: &&Vec<f64>| column != "heatindex" || table.of(day, "t2m") > 293.15;
        let days: Vec<&Vec<f64>> = table.days.iter().filter(is_meant).collect();
        let points: Vec<Value> = days.iter().map(|day| inputs(&|column| table.of(day, column))).collect();
        let answers = recommender.answers(model, &points).await;
        let zero = if matches!(column, "heat_force" | "va_scaled") { 0.0 } else { ZERO_CELSIUS_K };
        let tolerances = Tolerances::new(&json!({ output: tolerance }));
        let mut comparison = Comparison::default();
        for ((day, answer), point) in days.iter().zip(&answers).zip(&points) {
            let expected = json!({ output: table.of(day, column) - zero });
            comparison.outputs(&tolerances, &expected, &answer["outputs"], &point.to_string());
        }
        comparison.assert(column, compared);
    }
    recommender.stop().await;
}

/// The sunlight is summed up over an hour there.
fn liljegren(of: &dyn Fn(&str) -> f64) -> Value {
    json!({
        "tdb": of("t2m") - ZERO_CELSIUS_K,
        "rh": of("rh"),
        "pressure_hpa": 1013.25,
        "v10": of("va"),
        "ssrd": of("ssrd") / SECONDS_IN_AN_HOUR,
        "fdir_fraction": of("fdir") / of("ssrd"),
        "cossza": of("cossza"),
    })
}
