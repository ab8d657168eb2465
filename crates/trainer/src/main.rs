//! tmp
use jiff::Timestamp;
fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let obs = common::lake::codec::read_observations(std::fs::read(&args[1])?.into())?;
    let history = features::History::new(obs);
    let t: Option<Timestamp> = args.get(2).map(|s| s.parse().unwrap());
    let u: Option<Timestamp> = args.get(3).map(|s| s.parse().unwrap());
    let mut schedule = trainer::train::Schedule::default();
    if let Ok(s) = std::env::var("STEPS") { schedule.steps = s.parse()?; }
    if let Ok(s) = std::env::var("MEMBERS") { schedule.members = s.parse()?; }
    if let Ok(s) = std::env::var("LR") { schedule.learning_rate = s.parse()?; }
    if let Ok(s) = std::env::var("WD") { schedule.weight_decay = s.parse()?; }
    let division = trainer::pipeline::Division::new(&history, t, u)?;
    let location: common::location::Locations = r#"[[location]]
        id = "seoul"
        name = { en = "Seoul", ko = "서울" }
        latitude_deg = 37.5714
        longitude_deg = 126.9658
        elevation_m = 85.8
        timezone = "Asia/Seoul"
        provider = "kma_sfctm3"
        station = "108"
"#.parse()?;
    let t0 = std::time::Instant::now();
    let job = trainer::pipeline::Job { history, location: location.default_location().clone(), division, schedule, seed: 1 };
    let trained = job.run()?;
    eprintln!("{:?}", t0.elapsed());
    for p in &trained.backtest.points { println!("{:15} {:22} {:?} {} rmse {:.3} mae {:.3} bias {:+.3}", p.forecaster, p.variable, p.lead_h, p.pairs, p.rmse, p.mae, p.bias); }
    for p in &trained.backtest.quantiles { println!("{:?}", p); }
    for p in &trained.backtest.rain { println!("{:?}", p); }
    let p = trainer::package::package(&job, &trained, "2026-11-23T12:00:00Z".parse()?)?;
    p.write_dir(std::path::Path::new("/tmp/pkg"))?;
    eprintln!("{}", p.manifest.version);
    Ok(())
}
