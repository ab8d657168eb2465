//! The replicas of services: found by DNS, as container networks and service registries
//! list them, and used in turn.
//!
//! Connections live long, so a name that is looked up when one is opened would tie a
//! client to one replica. There are no probes: what a call meets tells enough, and
//! another replica is tried at once.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use url::{Host, Url};

/// How long the addresses of a name are believed.
const LOOKUP_INTERVAL: Duration = Duration::from_secs(2);
/// How long a replica is left alone after a failure, doubled by each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The replicas of every service that a client calls.
#[derive(Debug, Default)]
pub(crate) struct Replicas(RwLock<HashMap<String, BTreeMap<u16, Arc<Service>>>>);

/// What answers to a name.
#[derive(Debug, Default)]
struct Service {
    known: Mutex<Known>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    replicas: Vec<Arc<Replica>>,
    looked_up_at: Option<Instant>,
    next: usize,
}

#[derive(Debug)]
struct Replica {
    address: SocketAddr,
    in_flight: AtomicUsize,
    trouble: Mutex<Trouble>,
}

#[derive(Debug, Default)]
struct Trouble {
    failures: u32,
    left_alone_until: Option<Instant>,
}

/// A replica that is being called.
#[derive(Debug)]
pub(crate) struct Call(Arc<Replica>);

impl Drop for Call {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Replicas {
    /// Whom to call for a URL; nobody in particular where it names an address, or a host of
    /// the internet, whose certificate is for its name.
    pub(crate) async fn choose(&self, url: &Url) -> Option<Call> {
        let Some(Host::Domain(name)) = url.host() else { return None };
        let port = url.port_or_known_default().filter(|_| url.scheme() == "http")?;
        let service = self.service(name, port);
        service.look_up(name, port).await;
        service.known().choose(Instant::now())
    }

    fn service(&self, name: &str, port: u16) -> Arc<Service> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(name).and_then(|ports| ports.get(&port)) {
            return Arc::clone(known);
        }
        drop(all);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(name.to_owned()).or_default().entry(port).or_default())
    }
}

impl Service {
    /// Asks DNS where that was not done lately: a call waits for its answer only while
    /// nothing is known.
    async fn look_up(self: &Arc<Self>, name: &str, port: u16) {
        if self.is_recent() {
            return;
        }
        if self.known().replicas.is_empty() {
            let _turn = self.turn.lock().await;
            // Somebody else may have asked meanwhile.
            if !self.is_recent() {
                self.ask(name, port).await;
            }
            return;
        }
        let (service, name) = (Arc::clone(self), name.to_owned());
        tokio::spawn(async move {
            if let Ok(_turn) = service.turn.try_lock() {
                service.ask(&name, port).await;
            }
        });
    }

    async fn ask(&self, name: &str, port: u16) {
        let answer = tokio::net::lookup_host((name, port)).await;
        let mut known = self.known();
        known.looked_up_at = Some(Instant::now());
        match answer {
            Ok(addresses) => known.replace(addresses),
            Err(error) => tracing::debug!(name, %error, "its addresses cannot be looked up"),
        }
    }

    fn is_recent(&self) -> bool {
        self.known().looked_up_at.is_some_and(|at| at.elapsed() < LOOKUP_INTERVAL)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Takes over the new addresses; those that stay keep what is known of them.
    fn replace(&mut self, addresses: impl Iterator<Item = SocketAddr>) {
        let mut addresses: Vec<SocketAddr> = addresses.collect();
        addresses.sort_unstable();
        addresses.dedup();
        let replicas = addresses.into_iter().map(|address| {
            let before = self.replicas.iter().find(|replica| replica.address == address);
            before.cloned().unwrap_or_else(|| {
                Arc::new(Replica { address, in_flight: AtomicUsize::default(), trouble: Mutex::default() })
            })
        });
        self.replicas = replicas.collect();
    }

    /// The replica with the fewest calls among those without trouble, or among all if all
    /// have some; equals take turns.
    fn choose(&mut self, now: Instant) -> Option<Call> {
        let count = self.replicas.len();
        let first = self.next.checked_rem(count)?;
        self.next = first + 1;
        let in_turn = (0..count).map(|step| &self.replicas[(first + step) % count]);
        let chosen = in_turn
            .min_by_key(|replica| (replica.is_left_alone(now), replica.in_flight.load(Ordering::Relaxed)))?;
        chosen.in_flight.fetch_add(1, Ordering::Relaxed);
        Some(Call(Arc::clone(chosen)))
    }
}

impl Replica {
    fn is_left_alone(&self, now: Instant) -> bool {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.left_alone_until.is_some_and(|until| now < until)
    }
}

impl Call {
    /// The URL of the same at this replica.
    pub(crate) fn url(&self, url: &Url) -> Url {
        let mut here = url.clone();
        // Only URLs without a host refuse.
        let _ = here.set_ip_host(self.0.address.ip());
        here
    }

    /// Tells how the call went.
    pub(crate) fn ended(&self, well: bool) {
        self.ended_at(Instant::now(), well);
    }

    fn ended_at(&self, now: Instant, well: bool) {
        let mut trouble = self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if well {
            *trouble = Trouble::default();
            return;
        }
        // Calls that were under way together fail together.
        if trouble.left_alone_until.is_some_and(|until| now < until) {
            return;
        }
        let pause = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(trouble.failures)).min(LONGEST_PAUSE);
        trouble.failures = trouble.failures.saturating_add(1);
        trouble.left_alone_until = Some(now + pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(count: u8) -> Known {
        let mut known = Known::default();
        known.replace((1..=count).map(|last| SocketAddr::from(([10, 0, 0, last], 80))));
        known
    }

    fn chosen(known: &mut Known, now: Instant) -> u8 {
        let call = known.choose(now).unwrap();
        match call.0.address.ip() {
            std::net::IpAddr::V4(ip) => ip.octets()[3],
            std::net::IpAddr::V6(ip) => panic!("{ip}"),
        }
    }

    #[test]
    fn calls_are_spread_and_go_where_the_fewest_are() {
        let (mut known, now) = (known(3), Instant::now());
        let one_after_another: Vec<u8> = (0..6).map(|_| chosen(&mut known, now)).collect();
        assert_eq!(one_after_another, [1, 2, 3, 1, 2, 3]);
        let busy = known.choose(now).unwrap();
        assert!((0..9).all(|_| chosen(&mut known, now) != 1));
        drop(busy);
        assert!((0..3).any(|_| chosen(&mut known, now) == 1));
        assert!(Known::default().choose(now).is_none());
    }

    #[test]
    fn who_failed_is_left_alone_longer_and_longer_unless_all_have() {
        let (mut known, now) = (known(2), Instant::now());
        known.choose(now).unwrap().ended_at(now, false);
        assert!((0..4).all(|_| chosen(&mut known, now) == 2));
        let later = now + FIRST_PAUSE;
        known.next = 0;
        known.choose(later).unwrap().ended_at(later, false);
        // The second failure weighs twice the first.
        assert!((0..4).all(|_| chosen(&mut known, later + FIRST_PAUSE) == 2));
        known.choose(later).unwrap().ended_at(later, false);
        // Both are in trouble: better one of them than none.
        chosen(&mut known, later);
        let much_later = later + LONGEST_PAUSE;
        known.next = 0;
        known.choose(much_later).unwrap().ended_at(much_later, true);
        assert_eq!(known.replicas[0].trouble.lock().unwrap().failures, 0);
    }

    #[tokio::test]
    async fn an_address_and_a_secure_name_are_called_as_they_are() {
        let replicas = Replicas::default();
        for url in ["http://127.0.0.1:8082/v1", "http://[::1]:8082/", "https://localhost/"] {
            assert!(replicas.choose(&url.parse().unwrap()).await.is_none(), "{url}");
        }
        let url: Url = "http://localhost:8082/v1/models?x=1".parse().unwrap();
        let here = replicas.choose(&url).await.unwrap().url(&url);
        assert!(here.host_str().is_some_and(|host| host != "localhost"));
        assert_eq!((here.port(), here.path(), here.query()), (Some(8082), "/v1/models", Some("x=1")));
    }
}
