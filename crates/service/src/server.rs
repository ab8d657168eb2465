//! The HTTP server of a service, its background work, and its orderly end.

use std::fmt;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Condition, Next, from_fn};
use actix_web::{App, Error, HttpServer, web};
use anyhow::Context;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join_all};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_actix_web::AppExt;

use crate::config::ServerConfig;
use crate::context::RequestContext;
use crate::health::{self, Health};
use crate::metrics;
use crate::middleware::{self, ServiceName};
use crate::problem::Problem;

/// Where handlers are registered; what is registered is documented.
pub type Routes<'a> = utoipa_actix_web::service_config::ServiceConfig<'a>;

/// How often what readiness depends on is checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(10);
const METRICS_UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// A service that is being put together.
#[derive(Debug)]
pub struct Service {
    name: &'static str,
    config: ServerConfig,
    health: Health,
    stop: CancellationToken,
    tasks: TaskTracker,
    guard: Guard,
}

/// Looks at every request of the public port before its handler does, and at every
/// answer; it may answer instead. What it answers is logged and counted, too.
pub type Guard =
    fn(ServiceRequest, Next<BoxBody>) -> LocalBoxFuture<'static, Result<ServiceResponse<BoxBody>, Error>>;

const NO_GUARD: Guard = |request, next| Box::pin(next.call(request));

impl Service {
    /// Begins a service; from then on metrics are collected.
    #[must_use]
    pub fn new(name: &'static str, config: &ServerConfig) -> Self {
        metrics::init();
        Self {
            name,
            config: config.clone(),
            health: Health::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            guard: NO_GUARD,
        }
    }

    /// Puts a guard before the handlers.
    #[must_use]
    pub fn guarded(self, guard: Guard) -> Self {
        Self { guard, ..self }
    }

    /// Its readiness.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// Cancelled when the service stops; long background work watches it.
    #[must_use]
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs background work until it ends or the service stops. Work that must
    /// not be cut off anywhere watches [`Service::stop_token`] itself and is
    /// given to [`Service::spawn_until_done`].
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.spawn_until_done(async move {
            stop.run_until_cancelled(work).await;
        });
    }

    /// Runs background work until it ends; a stopping service waits for it up
    /// to its shutdown timeout. Should it panic, the service is not ready any
    /// more: what it did in the background does not happen.
    pub fn spawn_until_done(&self, work: impl Future<Output = ()> + Send + 'static) {
        let (name, health) = (self.name, self.health.clone());
        self.tasks.spawn(async move {
            let work = AssertUnwindSafe(RequestContext::background().scope(work));
            if work.catch_unwind().await.is_err() {
                tracing::error!(service = name, "background work panicked");
                health.latch("background").not_ready("background work panicked");
            }
        });
    }

    /// Makes readiness depend on something that the service needs, now and later:
    /// `check` asks it whether it answers.
    pub fn watch<F, E>(&self, name: &'static str, check: impl Fn() -> F + Send + 'static)
    where
        F: Future<Output = Result<(), E>> + Send,
        E: fmt::Display + Send,
    {
        let latch = self.health.latch(name);
        self.spawn(async move {
            loop {
                match check().await {
                    Ok(()) => latch.ready(),
                    Err(error) => {
                        tracing::warn!(%error, "the {name} does not answer");
                        latch.not_ready(format!("the {name} does not answer"));
                    }
                }
                tokio::time::sleep(CHECK_INTERVAL).await;
            }
        });
    }

    /// Starts to listen. `data` adds what handlers take as `web::Data`.
    ///
    /// # Errors
    /// It cannot listen on the configured address.
    pub fn serve(
        self,
        data: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
        register: fn(&mut Routes<'_>),
    ) -> anyhow::Result<Server> {
        self.spawn(async {
            loop {
                metrics::upkeep();
                tokio::time::sleep(METRICS_UPKEEP_INTERVAL).await;
            }
        });
        let ServerConfig { port, admin_port, workers, .. } = self.config;
        let public = Behind { port, workers, register, guard: self.guard, health: admin_port.is_none() };
        let (addr, public) = self.open(public, data.clone())?;
        let mut doors = vec![public];
        let mut admin_addr = addr;
        if let Some(port) = admin_port {
            let admin = Behind { port, workers: 1, register: |_| {}, guard: NO_GUARD, health: true };
            let (addr, admin) = self.open(admin, data)?;
            admin_addr = addr;
            doors.push(admin);
        }
        tracing::info!(service = self.name, %addr, "listening");
        Ok(Server { addr, admin_addr, doors, service: self })
    }

    fn open(
        &self,
        behind: Behind,
        data: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
    ) -> anyhow::Result<(SocketAddr, Door)> {
        let Behind { port, workers, register, guard, health: with_health } = behind;
        let ServerConfig { host, max_connections, keep_alive, max_body_bytes, .. } = self.config;
        let ServerConfig { client_timeout, shutdown_timeout, ref cors_origins, .. } = self.config;
        let cors_origins = cors_origins.clone();
        let known = web::Data::new(middleware::KnownPaths::of(&openapi(self.name, "", register)));
        let name = web::Data::new(ServiceName(self.name));
        let health = web::Data::new(self.health.clone());
        let json = web::JsonConfig::default().limit(max_body_bytes).error_handler(middleware::json_error);
        let app = move || {
            let app = App::new()
                .app_data(name.clone())
                .app_data(known.clone())
                .app_data(health.clone())
                .configure(&data)
                .app_data(json.clone())
                .app_data(web::PayloadConfig::new(max_body_bytes))
                .app_data(web::QueryConfig::default().error_handler(middleware::query_error))
                .app_data(web::PathConfig::default().error_handler(middleware::path_error))
                .default_service(web::to(middleware::fallback))
                .wrap(from_fn(middleware::traced))
                .wrap(from_fn(guard))
                .wrap(Condition::new(!cors_origins.is_empty(), middleware::cors(&cors_origins)))
                .wrap(from_fn(middleware::around));
            let app = if with_health { app.configure(health::register) } else { app };
            app.into_utoipa_app().configure(register).into_app()
        };
        let server = HttpServer::new(app)
            .workers(workers)
            .max_connections(max_connections)
            .keep_alive(keep_alive)
            // An answer that leaves in two parts must not wait for the first one's
            // acknowledgement.
            .tcp_nodelay(true)
            .disable_signals()
            .client_request_timeout(client_timeout)
            .shutdown_timeout(shutdown_timeout.as_secs())
            .bind((host, port))
            .with_context(|| format!("{} cannot listen on {host}:{port}", self.name))?;
        let addr = server.addrs().first().copied().context("bound to no address")?;
        let running = server.run();
        Ok((addr, Door { handle: running.handle(), running: tokio::spawn(running) }))
    }
}

/// What one port offers.
#[derive(Debug, Clone, Copy)]
struct Behind {
    port: u16,
    workers: usize,
    register: fn(&mut Routes<'_>),
    guard: Guard,
    health: bool,
}

#[derive(Debug)]
struct Door {
    handle: ServerHandle,
    running: JoinHandle<std::io::Result<()>>,
}

/// A running service.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Where `/livez`, `/readyz` and `/metrics` are.
    pub admin_addr: SocketAddr,
    doors: Vec<Door>,
    service: Service,
}

impl Server {
    /// Its readiness.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.service.health
    }

    /// Ends it: not ready, a short delay, no new connections, requests in
    /// flight finish, background work ends. Takes at most the configured drain
    /// delay and twice the shutdown timeout.
    pub async fn stop(self) {
        let Service { name, config, health, stop, tasks, .. } = self.service;
        health.drain();
        tokio::time::sleep(config.drain_delay).await;
        // Work in the background ends while requests in flight finish, since
        // some of them wait for it.
        stop.cancel();
        join_all(self.doors.into_iter().map(|Door { handle, running }| async move {
            handle.stop(true).await;
            if let Ok(Err(error)) = running.await {
                tracing::error!(service = name, %error, "the server ended with an error");
            }
        }))
        .await;
        tasks.close();
        if tokio::time::timeout(config.shutdown_timeout, tasks.wait()).await.is_err() {
            tracing::warn!(service = name, "background work did not end in time");
        }
        tracing::info!(service = name, "stopped");
    }
}

/// The service's OpenAPI document, from the routes that it really has.
#[must_use]
pub fn openapi(title: &str, description: &str, register: fn(&mut Routes<'_>)) -> OpenApi {
    let info = InfoBuilder::new()
        .title(title)
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .build();
    // Shared failures name the schema and do not bring it along.
    let components = ComponentsBuilder::new().schema_from::<Problem>().build();
    let document = OpenApiBuilder::new().info(info).components(Some(components)).build();
    App::new().into_utoipa_app().openapi(document).configure(register).split_for_parts().1
}
