//! A service as a program: arguments in, exit code out.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use common::Clock;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{ServiceConfig, environment, load};
use crate::server::Server;
use crate::telemetry;

/// `sysexits.h`'s `EX_CONFIG`.
const EXIT_CONFIG: u8 = 78;

#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// A TOML file over the embedded defaults; the environment
    /// (`OVERCOAT__SECTION__FIELD`) goes over both.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Validates the configuration and exits.
    #[arg(long)]
    check_config: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Exits with 0 if the service that runs with this configuration is ready.
    Healthcheck,
}

/// Runs a service as its program's `main`: reads the arguments and the
/// configuration, serves until SIGTERM or SIGINT, and drains.
pub fn run<C, F, Fut>(name: &'static str, serve: F) -> ExitCode
where
    C: ServiceConfig,
    F: FnOnce(C, Clock) -> Fut,
    Fut: Future<Output = anyhow::Result<Server>>,
{
    let given = Arguments::command().name(name).get_matches();
    let Arguments { config, check_config, command } =
        Arguments::from_arg_matches(&given).unwrap_or_else(|error| error.exit());
    let config: C = match load(config.as_deref(), environment()) {
        Ok(config) => config,
        Err(error) => return fail(name, EXIT_CONFIG, &anyhow::Error::from(error)),
    };
    if check_config {
        let _ = writeln!(std::io::stdout(), "{name}: the configuration is valid");
        return ExitCode::SUCCESS;
    }
    let outcome = telemetry::init(name, config.telemetry()).and_then(|_telemetry| {
        prepare();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            match command {
                Some(Command::Healthcheck) => healthcheck(&config).await,
                None => serve_until_stopped(serve(config, Clock::system())).await,
            }
        })
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(name, 1, &error),
    }
}

/// Asks the system for what a process that serves many at once needs.
pub fn prepare() {
    // Every connection is a file, and many systems begin a process with a thousand of
    // them although it may have more.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
    // The kernel clears a page when it is first touched: two megabytes at once let the
    // requests of a worker wait for longer than an answer takes to make.
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_thp_disable(true) {
        tracing::debug!(%error, "huge pages stay as the system has them");
    }
}

async fn serve_until_stopped(serving: impl Future<Output = anyhow::Result<Server>>) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    tokio::pin!(stop);
    let server = tokio::select! {
        server = serving => server?,
        () = &mut stop => return Ok(()),
    };
    stop.await;
    server.stop().await;
    Ok(())
}

/// Completes at the first SIGTERM or SIGINT after the call.
///
/// # Errors
/// The process may not handle signals.
pub fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

async fn healthcheck<C: ServiceConfig>(config: &C) -> anyhow::Result<()> {
    let server = config.server();
    let host = if server.host.is_unspecified() { "127.0.0.1".to_owned() } else { server.host.to_string() };
    let url = format!("http://{host}:{}/readyz", server.admin_port.unwrap_or(server.port));
    let client = reqwest::Client::builder().timeout(Duration::from_secs(3)).build()?;
    let answer = client.get(&url).send().await.with_context(|| format!("{url} does not answer"))?;
    let status = answer.status();
    anyhow::ensure!(status.is_success(), "not ready: {}", answer.text().await.unwrap_or_default());
    Ok(())
}

fn fail(name: &str, code: u8, error: &anyhow::Error) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{name}: {error:#}");
    ExitCode::from(code)
}
