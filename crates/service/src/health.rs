//! `/livez` (the process runs), `/readyz` (it can do its work) and `/metrics`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;

use crate::metrics as collected;

/// Whether a service is ready: every latch is, and it is not draining.
#[derive(Debug, Clone, Default)]
pub struct Health(Arc<State>);

#[derive(Debug, Default)]
struct State {
    draining: AtomicBool,
    waiting_for: Mutex<BTreeMap<&'static str, String>>,
}

/// One condition of readiness. Not ready until it is said to be.
#[derive(Debug, Clone)]
pub struct Latch {
    health: Health,
    name: &'static str,
}

#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    draining: bool,
    waiting_for: BTreeMap<&'static str, String>,
}

impl Health {
    /// Adds a condition.
    #[must_use]
    pub fn latch(&self, name: &'static str) -> Latch {
        let latch = Latch { health: self.clone(), name };
        latch.not_ready("starting");
        latch
    }

    /// Whether it can do its work.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.readiness().ready
    }

    pub(crate) fn drain(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
    }

    fn readiness(&self) -> Readiness {
        let draining = self.0.draining.load(Ordering::Relaxed);
        let waiting_for = self.0.waiting_for.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Readiness { ready: !draining && waiting_for.is_empty(), draining, waiting_for }
    }
}

impl Latch {
    /// The condition holds.
    pub fn ready(&self) {
        self.waiting_for().remove(self.name);
    }

    /// The condition does not hold.
    pub fn not_ready(&self, reason: impl Into<String>) {
        self.waiting_for().insert(self.name, reason.into());
    }

    fn waiting_for(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, String>> {
        self.health.0.waiting_for.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn register(config: &mut web::ServiceConfig) {
    config.service(livez).service(readyz).service(metrics);
}

#[get("/livez")]
async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "alive": true }))
}

#[get("/readyz")]
async fn readyz(health: web::Data<Health>) -> HttpResponse {
    let readiness = health.readiness();
    // Not a problem+json: whoever asks wants the list.
    let mut response = if readiness.ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(readiness)
}

#[get("/metrics")]
async fn metrics() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(collected::render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_when_every_latch_is_and_never_again_once_draining() {
        let health = Health::default();
        let (model, lake) = (health.latch("model"), health.latch("lake"));
        model.ready();
        assert!(!health.is_ready());
        lake.ready();
        assert!(health.is_ready());
        lake.not_ready("it does not answer");
        assert_eq!(health.readiness().waiting_for["lake"], "it does not answer");
        lake.ready();
        health.drain();
        assert!(!health.is_ready());
    }
}
