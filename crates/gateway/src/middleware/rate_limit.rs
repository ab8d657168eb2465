//! How often one may ask, each client and all of them together.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;
use service::{Problem, ProblemKind};

use crate::config::RateConfig;

const X_FORWARDED_FOR: &str = "x-forwarded-for";
const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// Clients that have their whole burst again are forgotten so often.
const TIDY_INTERVAL: Duration = Duration::from_secs(30);
/// From their `/64` on, IPv6 addresses belong to one subscriber.
const SUBSCRIBER_MASK: u128 = !0 << 64;

type ByClient = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// Limits on the number of requests.
#[derive(Debug)]
pub(super) struct Limits {
    by_client: ByClient,
    overall: DefaultDirectRateLimiter,
    rate: RateConfig,
    policy: HeaderValue,
    trusted_proxies: Vec<IpNet>,
    clock: DefaultClock,
}

/// What a client may still ask.
#[derive(Debug)]
pub(super) struct Allowance {
    remaining: u32,
    whole_again_s: u32,
    policy: HeaderValue,
}

/// Why a request is not answered, and what its client may ask now, where that is
/// the reason.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) problem: Problem,
    pub(super) allowance: Option<Allowance>,
}

impl Allowance {
    /// Tells the client, as draft-ietf-httpapi-ratelimit-headers has it.
    pub(super) fn tell(self, headers: &mut HeaderMap) {
        let Self { remaining, whole_again_s, policy } = self;
        headers.insert(RATELIMIT_POLICY, policy);
        if let Ok(value) = HeaderValue::try_from(format!("\"client\";r={remaining};t={whole_again_s}")) {
            headers.insert(RATELIMIT, value);
        }
    }
}

impl Limits {
    pub(super) fn new(client: RateConfig, overall: RateConfig, trusted_proxies: Vec<IpNet>) -> Self {
        let quota = |rate: RateConfig| Quota::per_second(rate.requests_per_second).allow_burst(rate.burst);
        let window_s = client.burst.get().div_ceil(client.requests_per_second.get());
        let policy = format!("\"client\";q={};w={window_s}", client.burst);
        Self {
            by_client: RateLimiter::keyed(quota(client)).with_middleware(),
            overall: RateLimiter::direct(quota(overall)),
            rate: client,
            policy: HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("")),
            trusted_proxies,
            clock: DefaultClock::default(),
        }
    }

    pub(super) async fn keep_tidy(&self) {
        loop {
            tokio::time::sleep(TIDY_INTERVAL).await;
            self.by_client.retain_recent();
            self.by_client.shrink_to_fit();
        }
    }

    /// What the client may still ask after this request; or why it is refused.
    pub(super) fn admit(&self, request: &ServiceRequest) -> Result<Allowance, Box<Refusal>> {
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());
        let client = subscriber(self.client(peer, request.headers()));
        let state = self.by_client.check_key(&client).map_err(|until| {
            let problem = too_many("from this client", until.wait_time_from(self.clock.now()));
            Box::new(Refusal { problem, allowance: Some(self.allowance(0)) })
        })?;
        self.overall.check().map_err(|until| {
            let problem = too_many("from all clients together", until.wait_time_from(self.clock.now()));
            Box::new(Refusal { problem, allowance: None })
        })?;
        Ok(self.allowance(state.remaining_burst_capacity()))
    }

    fn allowance(&self, remaining: u32) -> Allowance {
        let RateConfig { requests_per_second, burst } = self.rate;
        let used = burst.get().saturating_sub(remaining);
        let whole_again_s = used.div_ceil(requests_per_second.get());
        Allowance { remaining, whole_again_s, policy: self.policy.clone() }
    }

    /// The last address on the way that no trusted proxy has.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let is_trusted = |address: &IpAddr| self.trusted_proxies.iter().any(|net| net.contains(address));
        if !is_trusted(&peer) {
            return peer;
        }
        let hops = headers.get_all(X_FORWARDED_FOR).filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).collect();
        let mut client = peer;
        for hop in hops.into_iter().rev() {
            let Ok(address) = hop.trim().parse() else { return client };
            client = address;
            if !is_trusted(&client) {
                return client;
            }
        }
        client
    }
}

fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & SUBSCRIBER_MASK).into()),
    }
}

fn too_many(whose: &str, wait: Duration) -> Problem {
    let detail = format!("there are too many requests {whose}; ask again when Retry-After says");
    Problem::new(ProblemKind::TooManyRequests, detail).retry_after(wait)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use actix_web::ResponseError;
    use actix_web::test::TestRequest;

    use super::*;

    fn limits(proxies: &[&str]) -> Limits {
        let rate = |number| RateConfig {
            requests_per_second: NonZeroU32::MIN,
            burst: NonZeroU32::new(number).unwrap(),
        };
        Limits::new(rate(3), rate(5), proxies.iter().map(|net| net.parse().unwrap()).collect())
    }

    fn request(peer: &str, forwarded: &[&str]) -> ServiceRequest {
        let mut request = TestRequest::default().peer_addr(format!("{peer}:4711").parse().unwrap());
        for hop in forwarded {
            request = request.append_header((X_FORWARDED_FOR, *hop));
        }
        request.to_srv_request()
    }

    #[test]
    fn a_client_that_asks_too_often_is_told_when_to_come_back_and_holds_up_nobody_else() {
        let limits = limits(&[]);
        let remaining: Vec<u32> =
            (0..3).map(|_| limits.admit(&request("10.0.0.1", &[])).unwrap().remaining).collect();
        assert_eq!(remaining, [2, 1, 0]);
        let Refusal { problem, allowance } = *limits.admit(&request("10.0.0.1", &[])).unwrap_err();
        assert_eq!(problem.status_code(), 429);
        assert_eq!(allowance.unwrap().remaining, 0);
        assert!(limits.admit(&request("10.0.0.2", &[])).is_ok());
        assert!(limits.admit(&request("10.0.0.3", &[])).is_ok());
        let refusal = limits.admit(&request("10.0.0.4", &[])).unwrap_err();
        assert!(refusal.allowance.is_none(), "it is not this client's fault");
    }

    #[test]
    fn only_trusted_proxies_say_who_the_client_is() {
        let limits = limits(&["10.0.0.0/8"]);
        let client = |peer: &str, forwarded: &[&str]| {
            let request = request(peer, forwarded);
            limits.client(request.peer_addr().unwrap().ip(), request.headers()).to_string()
        };
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, 198.51.100.7", "10.1.1.1"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, nonsense"]), "10.0.0.1");
        assert_eq!(
            subscriber("2001:db8:1:2:3:4:5:6".parse().unwrap()),
            subscriber("2001:db8:1:2::9".parse().unwrap())
        );
        assert_eq!(subscriber("::ffff:192.0.2.1".parse().unwrap()).to_string(), "192.0.2.1");
    }
}
