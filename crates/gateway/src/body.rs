//! An answer in bytes: as it is sent, in every encoding, with its entity tags.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CONTENT_ENCODING, CONTENT_TYPE, ContentEncoding, ETAG, Encoding,
    EntityTag, Header, HeaderValue, IF_NONE_MATCH, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use serde::Serialize;
use service::Problem;
use sha2::{Digest, Sha256};

/// Smaller bodies gain nothing by being packed.
const LEAST_PACKED_BYTES: usize = 1024;
/// Beyond this quality brotli takes much longer for little.
const BROTLI_QUALITY: u32 = 5;
const BROTLI_WINDOW_BITS: u32 = 22;
const ZSTD_LEVEL: i32 = 9;

/// What a body is sent in; the places name the forms that a page keeps.
const ENCODINGS: [ContentEncoding; 4] =
    [ContentEncoding::Identity, ContentEncoding::Brotli, ContentEncoding::Zstd, ContentEncoding::Gzip];
const IDENTITY: usize = 0;

/// What the client likes best, by its place.
fn preferred(request: &HttpRequest) -> usize {
    if !request.headers().contains_key(ACCEPT_ENCODING) {
        return IDENTITY;
    }
    let supported = ENCODINGS.map(Encoding::Known);
    let negotiated =
        AcceptEncoding::parse(request).ok().and_then(|accepted| accepted.negotiate(supported.iter()));
    // To a client that refuses even the plain body it is better than nothing.
    negotiated
        .and_then(|negotiated| supported.iter().position(|known| *known == negotiated))
        .unwrap_or(IDENTITY)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "there are no others in ENCODINGS")]
fn packed(encoding: ContentEncoding, body: &Bytes) -> std::io::Result<Bytes> {
    match encoding {
        ContentEncoding::Brotli => {
            let mut packed = Vec::new();
            let whole = body.len().max(1);
            let mut writer =
                brotli::CompressorWriter::new(&mut packed, whole, BROTLI_QUALITY, BROTLI_WINDOW_BITS);
            writer.write_all(body)?;
            drop(writer);
            Ok(packed.into())
        }
        ContentEncoding::Zstd => Ok(zstd::bulk::compress(body, ZSTD_LEVEL)?.into()),
        ContentEncoding::Gzip => {
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            writer.write_all(body)?;
            Ok(writer.finish()?.into())
        }
        _ => Ok(body.clone()),
    }
}

/// A body with everything that is derived from it.
#[derive(Debug)]
pub(crate) struct Page {
    content_type: HeaderValue,
    body: Bytes,
    digest: String,
    sent: [OnceLock<Option<Sent>>; ENCODINGS.len()],
}

/// A body in one encoding.
#[derive(Debug)]
struct Sent {
    body: Bytes,
    etag: HeaderValue,
}

impl Page {
    pub(crate) fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(Sha256::digest(&body));
        let digest = format!("{:016x}", u64::from_be_bytes([a, b, c, d, e, f, g, h]));
        let content_type = HeaderValue::from_static(content_type);
        Self { content_type, body, digest, sent: std::array::from_fn(|_| OnceLock::new()) }
    }

    /// An answer as JSON.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn json(answer: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(answer).map_err(Problem::internal)?;
        Ok(Self::new("application/json", body))
    }

    /// The body as it is.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// How much memory it takes once it is packed in every way.
    pub(crate) fn weight(&self) -> usize {
        2 * self.body.len()
    }

    /// Answers with it, or with 304 where the client has it.
    pub(crate) fn respond(
        &self,
        request: &HttpRequest,
        mut head: impl FnMut(&mut HttpResponseBuilder),
    ) -> HttpResponse {
        let place = if self.body.len() < LEAST_PACKED_BYTES { IDENTITY } else { preferred(request) };
        let Some(sent) = self.sent(place) else { return HttpResponse::InternalServerError().finish() };
        if request.headers().contains_key(IF_NONE_MATCH) && is_known(request, &sent.etag) {
            let mut response = HttpResponse::NotModified();
            response.insert_header((ETAG, sent.etag.clone()));
            head(&mut response);
            return response.finish();
        }
        let mut response = HttpResponse::Ok();
        response
            .insert_header((CONTENT_TYPE, self.content_type.clone()))
            .insert_header((ETAG, sent.etag.clone()));
        if place != IDENTITY {
            response.insert_header((CONTENT_ENCODING, ENCODINGS[place].as_str()));
        }
        head(&mut response);
        response.body(sent.body.clone())
    }

    fn sent(&self, place: usize) -> Option<&Sent> {
        let sent = self.sent[place].get_or_init(|| {
            let encoding = ENCODINGS[place];
            let body = packed(encoding, &self.body)
                .inspect_err(|error| tracing::error!(%error, "a body cannot be packed"))
                .ok()?;
            // Strong: each encoding has a tag of its own.
            let digest = &self.digest;
            let tag = if encoding == ContentEncoding::Identity {
                format!("\"{digest}\"")
            } else {
                format!("\"{digest}-{}\"", encoding.as_str())
            };
            Some(Sent { body, etag: HeaderValue::from_maybe_shared(Bytes::from(tag)).ok()? })
        });
        sent.as_ref()
    }
}

fn is_known(request: &HttpRequest, etag: &HeaderValue) -> bool {
    let Some(Ok(etag)) = etag.to_str().ok().map(str::parse::<EntityTag>) else { return false };
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&etag)),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    use super::*;

    fn chosen(accepted: &str) -> ContentEncoding {
        let request = TestRequest::default().insert_header((ACCEPT_ENCODING, accepted)).to_http_request();
        ENCODINGS[preferred(&request)]
    }

    #[test]
    fn the_client_chooses_the_encoding() {
        assert_eq!(chosen("gzip, deflate, br, zstd"), ContentEncoding::Brotli);
        assert_eq!(chosen("gzip;q=1.0, br;q=0.5"), ContentEncoding::Gzip);
        assert_eq!(chosen("zstd, gzip"), ContentEncoding::Zstd);
        assert_eq!(chosen("deflate"), ContentEncoding::Identity);
        assert_eq!(chosen("identity, gzip;q=0.2"), ContentEncoding::Identity);
        assert_eq!(chosen("identity;q=0, *;q=0"), ContentEncoding::Identity);
        assert_eq!(chosen(""), ContentEncoding::Identity);
        assert_eq!(preferred(&TestRequest::default().to_http_request()), IDENTITY);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "there are no others in ENCODINGS")]
    fn unpacked(encoding: ContentEncoding, body: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        match encoding {
            ContentEncoding::Brotli => {
                brotli::Decompressor::new(body, 4096).read_to_end(&mut plain).map(drop).unwrap();
            }
            ContentEncoding::Zstd => plain = zstd::stream::decode_all(body).unwrap(),
            ContentEncoding::Gzip => {
                flate2::read::GzDecoder::new(body).read_to_end(&mut plain).map(drop).unwrap();
            }
            _ => plain.extend_from_slice(body),
        }
        plain
    }

    proptest! {
        #[test]
        fn every_encoding_gives_the_body_back_under_a_tag_of_its_own(
            body in proptest::collection::vec(any::<u8>(), 0..5000)
        ) {
            let page = Page::new("text/plain", body.clone());
            let mut tags = std::collections::BTreeSet::new();
            for (place, encoding) in ENCODINGS.into_iter().enumerate() {
                let sent = page.sent(place).unwrap();
                prop_assert_eq!(&unpacked(encoding, &sent.body), &body);
                tags.insert(sent.etag.to_str().unwrap().to_owned());
            }
            prop_assert_eq!(tags.len(), ENCODINGS.len());
        }
    }
}
