//! The whole stack, or one of its bundled parts, as a program.

use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use common::Clock;
use common::lake::Lake;
use common::location::Locations;
use service::config::{environment, layered};
use service::{prepare, stop_signal, telemetry};
use stack::replay::{self, ReplayConfig};
use stack::{Config, EmbeddedS3, Stack, publish_if_needed};

#[derive(Debug, Parser)]
#[command(version, about = "Overcoat in one process, with everything it needs bundled")]
struct Arguments {
    /// A TOML file over the embedded defaults; the environment
    /// (`OVERCOAT__SECTION__FIELD`) goes over both.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Where the lake's objects lie.
    #[arg(long, global = true, env = "OVERCOAT_DATA_DIR")]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Runs everything (what happens without a command).
    Run,
    /// Runs the embedded S3 alone.
    Store,
    /// Runs the weather API that replays the bundled observations alone.
    Replay,
    /// Publishes the pre-trained model into the registry of the lake that is configured
    /// (`[lake]`), where that has no champion to serve, and exits.
    Seed,
    /// Writes the services' OpenAPI documents into a folder and exits.
    Openapi {
        /// The folder, which is there.
        folder: PathBuf,
    },
    /// Writes what is recommended on days sampled over a year, for reading, and the casual
    /// sets as JSON beside it.
    SampleDays {
        /// How many days.
        #[arg(long, default_value_t = 50)]
        days: u16,
        /// The same number gives the same days.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The Markdown file to write.
        out: PathBuf,
    },
    /// Writes days and hours of the replayed year and of seven made-up climates, each with
    /// what somebody is told to wear, for reviewers.
    ReviewClothes {
        /// How many days, and as many windows of hours.
        #[arg(long, default_value_t = 60)]
        each: u16,
        /// The same number gives the same weather and questions.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The Markdown file to write.
        out: PathBuf,
    },
    /// Exits with 0 if something listens on `host:port`.
    Probe {
        /// As in `127.0.0.1:9000`.
        address: String,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "stack: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { config, data_dir, command } = arguments;
    let mut config: Config = layered(Config::DEFAULTS, config.as_deref(), environment())?;
    if let Some(data_dir) = data_dir {
        config.data_dir = data_dir;
    }
    let _telemetry = telemetry::init("stack", &config.telemetry)?;
    prepare();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command.unwrap_or(Command::Run) {
            Command::Run => Box::pin(run_all(config)).await,
            Command::Store => {
                let stop = stop_signal()?;
                let store =
                    EmbeddedS3::serve(config.store, config.host, config.data_dir.join("lake")).await?;
                stop.await;
                store.stop().await;
                Ok(())
            }
            Command::Replay => {
                let stop = stop_signal()?;
                let locations = Locations::load(&config.locations_file)?;
                let replay = ReplayConfig::new(config.host, config.replay, &locations)?;
                let replay = replay::serve(replay, Clock::system()).await?;
                stop.await;
                replay.stop().await;
                Ok(())
            }
            Command::Seed => {
                let lake = Lake::open(&config.lake).await;
                lake.check().await?;
                publish_if_needed(&lake, &config.model_dir).await
            }
            Command::Openapi { folder } => {
                for (file, document) in stack::openapi_documents()? {
                    std::fs::write(folder.join(file), document)?;
                }
                Ok(())
            }
            Command::SampleDays { days, seed, out } => {
                let sampled = Box::pin(stack::sample_days(config, days, seed)).await?;
                write_page(&out, &sampled.page)?;
                write_page(&out.with_extension("json"), &serde_json::to_string(&sampled.casual)?)
            }
            Command::ReviewClothes { each, seed, out } => {
                write_page(&out, &Box::pin(stack::review_clothes(config, each, seed)).await?)
            }
            Command::Probe { address } => {
                TcpStream::connect(address)?;
                Ok(())
            }
        }
    })
}

fn write_page(out: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(out, text)?)
}

async fn run_all(config: Config) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    tokio::pin!(stop);
    let stack = tokio::select! {
        stack = Stack::start(config, Clock::system()) => stack?,
        () = &mut stop => return Ok(()),
    };
    tokio::select! {
        ready = stack.ready() => {
            ready?;
            let url = stack::base(&stack.gateway);
            writeln!(
                std::io::stdout(),
                "Overcoat is ready on replayed weather: {url}/ (what to wear)  {url}/docs (API)  Ctrl-C ends it",
            )?;
            stop.await;
        }
        () = &mut stop => {}
    }
    stack.stop().await;
    Ok(())
}
