//! A circuit breaker around the calls to a service.

use std::fmt;

use failsafe::backoff::{self, EqualJittered};
use failsafe::failure_policy::{self, ConsecutiveFailures};
use failsafe::futures::CircuitBreaker;
use failsafe::{Instrument, StateMachine};
use service::{ClientError, Problem};

use crate::config::BreakerConfig;

/// Leaves a service alone that fails again and again: it recovers sooner, and
/// nobody waits for what will not come.
pub(super) struct Breaker {
    name: &'static str,
    state: StateMachine<ConsecutiveFailures<EqualJittered>, Told>,
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breaker").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Breaker {
    pub(super) fn new(
        name: &'static str,
        BreakerConfig { failures, pause, longest_pause }: BreakerConfig,
    ) -> Self {
        let policy =
            failure_policy::consecutive_failures(failures, backoff::equal_jittered(pause, longest_pause));
        let told = Told(name);
        told.on_closed();
        let state = failsafe::Config::new().failure_policy(policy).instrument(told).build();
        Self { name, state }
    }

    pub(super) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, Problem> {
        self.state.call_with(is_fault, call).await.map_err(|error| match error {
            failsafe::Error::Inner(error) => error.into(),
            failsafe::Error::Rejected => {
                Problem::unavailable("a service behind this one fails at the moment")
                    .caused_by(format!("the circuit to {} is open", self.name))
            }
        })
    }
}

/// Whether the service is in trouble, or just has nothing to say to this request.
fn is_fault(error: &ClientError) -> bool {
    match error {
        ClientError::Timeout { .. } | ClientError::Unreachable { .. } | ClientError::Answer { .. } => true,
        // 503 is a quick and honest "not yet".
        ClientError::Refused { status, .. } => *status >= 500 && *status != 503,
    }
}

/// Tells operators of a breaker's state.
#[derive(Debug, Clone, Copy)]
struct Told(&'static str);

impl Told {
    fn gauge(self, open: f64) {
        metrics::gauge!("gateway_circuit_open", "upstream" => self.0).set(open);
    }
}

impl Instrument for Told {
    fn on_call_rejected(&self) {
        metrics::counter!("gateway_calls_rejected_total", "upstream" => self.0).increment(1);
    }

    fn on_open(&self) {
        tracing::warn!(upstream = self.0, "it fails again and again, and is left alone for a while");
        self.gauge(1.0);
    }

    fn on_half_open(&self) {
        tracing::info!(upstream = self.0, "it is tried again");
    }

    fn on_closed(&self) {
        self.gauge(0.0);
    }
}
