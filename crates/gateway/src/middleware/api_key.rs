//! Keys of those who may change something. The configuration has their digests
//! alone.

use std::collections::BTreeMap;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use service::{Problem, ProblemKind};
use sha2::{Digest, Sha256};

use crate::config::KeyDigest;

/// The header that a key comes in, besides `Authorization: Bearer`.
pub(crate) const API_KEY: &str = "x-api-key";

/// The known keys.
#[derive(Debug)]
pub(crate) struct ApiKeys(BTreeMap<String, KeyDigest>);

impl ApiKeys {
    pub(crate) const fn new(keys: BTreeMap<String, KeyDigest>) -> Self {
        Self(keys)
    }

    /// The name of the key's holder; where no key is configured, everybody passes.
    fn holder(&self, request: &HttpRequest) -> Result<&str, Problem> {
        if self.0.is_empty() {
            return Ok("anybody");
        }
        let headers = request.headers();
        let bearer = || {
            let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
            let (scheme, key) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then_some(key.trim().as_bytes())
        };
        let key = headers.get(API_KEY).map(|value| value.as_bytes()).or_else(bearer);
        let key = key.ok_or_else(|| refused("this needs a key in the header `x-api-key`"))?;
        // Digests are compared, so that the time it takes tells nothing of the key.
        let digest = KeyDigest::from(<[u8; 32]>::from(Sha256::digest(key)));
        let holder = self.0.iter().find(|(_, known)| **known == digest);
        holder.map(|(name, _)| name.as_str()).ok_or_else(|| refused("this key is not known"))
    }
}

fn refused(detail: &str) -> Problem {
    Problem::new(ProblemKind::Unauthorized, detail)
}

/// Somebody who may change something.
#[derive(Debug)]
pub(crate) struct KeyHolder;

impl FromRequest for KeyHolder {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let keys = request.app_data::<web::Data<ApiKeys>>();
        let holder = keys.map_or_else(
            || Err(Problem::internal("the gateway has no list of keys")),
            |keys| keys.holder(request),
        );
        ready(holder.map(|name| {
            tracing::debug!(holder = name, "a change is asked for");
            Self
        }))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::test::TestRequest;

    use super::*;

    /// SHA-256 of `abc`, FIPS 180-2, appendix B.1.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn digest(text: &str) -> KeyDigest {
        text.to_owned().try_into().unwrap()
    }

    #[test]
    fn a_key_opens_whichever_way_it_comes() {
        let keys = ApiKeys::new([("alice".to_owned(), digest(ABC))].into());
        let holder = |name: &'static str, value: &'static str| {
            let request = TestRequest::default().insert_header((name, value)).to_http_request();
            keys.holder(&request).map(str::to_owned).map_err(|problem| problem.status_code().as_u16())
        };
        assert_eq!(holder(API_KEY, "abc"), Ok("alice".to_owned()));
        assert_eq!(holder("authorization", "Bearer abc"), Ok("alice".to_owned()));
        assert_eq!(holder("authorization", "Basic abc"), Err(401));
        assert_eq!(holder(API_KEY, "abd"), Err(401));
        assert_eq!(holder(API_KEY, ABC), Err(401), "the digest is not the key");
        let open = ApiKeys::new(BTreeMap::new());
        assert!(open.holder(&TestRequest::default().to_http_request()).is_ok());
    }
}
