//! Circuit breakers around the calls to a service: one for the service, and one for each place,
//! person or thing that is asked about, so that what is wrong with one costs no other.

use std::fmt;

use failsafe::backoff::{self, EqualJittered};
use failsafe::failure_policy::{self, ConsecutiveFailures};
use failsafe::futures::CircuitBreaker;
use failsafe::{Instrument, StateMachine};
use moka::sync::Cache;
use service::{ClientError, Problem};

use crate::config::BreakerConfig;

/// Of so many subjects failures are remembered; those that were asked about longest ago are
/// forgotten first.
const MAX_SUBJECTS: u64 = 10_000;

type Circuit<I> = StateMachine<ConsecutiveFailures<EqualJittered>, I>;

/// Leaves alone what fails again and again: it recovers sooner, and nobody waits for what will
/// not come.
pub(super) struct Breaker {
    name: &'static str,
    config: BreakerConfig,
    service: Circuit<Told>,
    subjects: Cache<String, Circuit<ToldOfSubject>>,
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breaker").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Breaker {
    pub(super) fn new(name: &'static str, config: BreakerConfig) -> Self {
        let told = Told(name);
        told.on_closed();
        ToldOfSubject(name).opened(0);
        Self { name, config, service: circuit(config, told), subjects: Cache::new(MAX_SUBJECTS) }
    }

    /// A call that asks about `subject`: a place, a person, or what a service has one of.
    pub(super) async fn call<T>(
        &self,
        subject: &str,
        call: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, Problem> {
        let of_subject =
            self.subjects.get_with_by_ref(subject, || circuit(self.config, ToldOfSubject(self.name)));
        let call = of_subject.call_with(concerns_subject, call);
        let concerns_service = |error: &failsafe::Error<ClientError>| {
            matches!(error, failsafe::Error::Inner(ClientError::Unreachable { .. }))
        };
        self.service.call_with(concerns_service, call).await.map_err(|error| match error {
            failsafe::Error::Inner(failsafe::Error::Inner(error)) => error.into(),
            failsafe::Error::Inner(failsafe::Error::Rejected) => {
                Problem::unavailable("what was asked for cannot be answered at the moment")
                    .caused_by(format!("the circuit of one subject to {} is open", self.name))
            }
            failsafe::Error::Rejected => {
                Problem::unavailable("a service behind this one fails at the moment")
                    .caused_by(format!("the circuit to {} is open", self.name))
            }
        })
    }
}

fn circuit<I: Instrument>(
    BreakerConfig { failures, pause, longest_pause }: BreakerConfig,
    told: I,
) -> Circuit<I> {
    let policy =
        failure_policy::consecutive_failures(failures, backoff::equal_jittered(pause, longest_pause));
    failsafe::Config::new().failure_policy(policy).instrument(told).build()
}

/// Whether an answer, or that there is none in time, says that the service has trouble with what
/// was asked about, or just nothing to say to this request. Who cannot be reached has trouble
/// with everything.
fn concerns_subject(error: &ClientError) -> bool {
    match error {
        ClientError::Unreachable { .. } => false,
        ClientError::Timeout { .. } | ClientError::Answer { .. } => true,
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

/// Counts how often a subject's circuit opens: subjects have no bound, and no name in metrics.
#[derive(Debug, Clone, Copy)]
struct ToldOfSubject(&'static str);

impl ToldOfSubject {
    fn opened(self, more: u64) {
        metrics::counter!("gateway_subject_circuits_opened_total", "upstream" => self.0).increment(more);
    }
}

impl Instrument for ToldOfSubject {
    fn on_call_rejected(&self) {
        Told(self.0).on_call_rejected();
    }

    fn on_open(&self) {
        tracing::warn!(
            upstream = self.0,
            "it fails again and again for one subject, which is left alone for a while"
        );
        self.opened(1);
    }

    fn on_half_open(&self) {}

    fn on_closed(&self) {}
}
