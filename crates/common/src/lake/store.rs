//! Objects in a bucket, with the few promises that the lake is built on:
//! conditional writes, listing past one page, retries bounded in count and time.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
    SharedCredentialsProvider,
};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::RequestId as _;
use bytes::Bytes;
use metrics::describe_counter;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tracing::instrument;

use super::layout::KINDS;
use crate::spans::SPANS;

/// Which S3 the lake is on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LakeConfig {
    /// The bucket; it must exist unless `create_bucket` is set.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Address of an S3-compatible server; absent for AWS.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// `http://host/bucket/key` instead of `http://bucket.host/key`, as most
    /// S3-compatible servers want it.
    #[serde(default)]
    pub force_path_style: bool,
    /// Makes the bucket if it is not there.
    #[serde(default)]
    pub create_bucket: bool,
    /// Absent: the AWS chain (environment, profile, task or instance role).
    #[serde(default)]
    pub access_key_id: Option<SecretString>,
    /// Belongs to `access_key_id`.
    #[serde(default)]
    pub secret_access_key: Option<SecretString>,
    /// How often one operation is tried, the first time included.
    pub max_attempts: u32,
    /// How long one try may take.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub attempt_timeout: Duration,
    /// How long an operation may take with all its tries.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::friendly::compact::required")]
    pub operation_timeout: Duration,
    /// How large an object may be that is read, bytes.
    #[serde(default = "max_object_bytes")]
    pub max_object_bytes: u64,
}

const fn max_object_bytes() -> u64 {
    256 << 20
}

impl LakeConfig {
    /// What is wrong with the values, each beginning with the field's path.
    #[must_use]
    pub fn validate(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.bucket.is_empty() {
            wrong.push("lake.bucket must not be empty".to_owned());
        }
        let http = |endpoint: &String| endpoint.starts_with("http://") || endpoint.starts_with("https://");
        if !self.endpoint.as_ref().is_none_or(http) {
            wrong.push("lake.endpoint must begin with http:// or https://".to_owned());
        }
        if self.access_key_id.is_some() != self.secret_access_key.is_some() {
            wrong.push("lake.access_key_id and lake.secret_access_key must be given together".to_owned());
        }
        if self.max_attempts == 0 {
            wrong.push("lake.max_attempts must be at least 1".to_owned());
        }
        if self.attempt_timeout.is_zero() || self.operation_timeout < self.attempt_timeout {
            wrong.push(
                "lake.attempt_timeout must be longer than 0s, and lake.operation_timeout not shorter"
                    .to_owned(),
            );
        }
        wrong
    }
}

/// Before a body that broke off is asked for again; twice as long each time.
const FIRST_WAIT_FOR_BODY: Duration = Duration::from_millis(100);

/// How often an immutable object is tried when another write of it is in flight.
const MAX_CREATE_ATTEMPTS: u32 = 8;

/// A version of an object, as the store names it: its `ETag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(String);

/// What a listing says of an object: where nothing of it differs the object is as it was, unless
/// its bytes changed beneath the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    etag: Option<String>,
    modified: Option<i128>,
    size: Option<i64>,
}

/// An object's content and version.
#[derive(Debug, Clone)]
pub struct Object {
    /// The content.
    pub body: Bytes,
    /// To be handed to [`Store::replace`].
    pub version: Version,
}

/// Why an operation on the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote the object since it was read.
    #[error("the object {key} was changed by another writer")]
    Changed {
        /// The object.
        key: String,
    },
    /// The store did not answer within the retries, or refused.
    #[error("the store did not {operation} {key}: {reason}")]
    Failed {
        /// What was tried.
        operation: &'static str,
        /// The object, prefix or bucket.
        key: String,
        /// What the store or the network said.
        reason: String,
    },
}

/// The bucket.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) client: Client,
    pub(super) bucket: String,
    create_bucket: bool,
    bounds: Bounds,
}

/// What reading an object may take.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    max_attempts: u32,
    attempt: Duration,
    operation: Duration,
    max_bytes: u64,
}

impl Store {
    /// Prepares the connection; touches nothing yet.
    pub async fn open(config: &LakeConfig) -> Self {
        begin_to_count();
        let mut builder = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(config.region.clone()))
            .force_path_style(config.force_path_style)
            .retry_config(RetryConfig::standard().with_max_attempts(config.max_attempts))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(config.attempt_timeout)
                    .operation_attempt_timeout(config.attempt_timeout)
                    .operation_timeout(config.operation_timeout)
                    .build(),
            )
            // Trailing checksums are an AWS extension that many compatible
            // servers do not read.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        if let Some(endpoint) = &config.endpoint {
            builder = builder.endpoint_url(endpoint);
        }
        builder = match (&config.access_key_id, &config.secret_access_key) {
            (Some(id), Some(secret)) => builder.credentials_provider(SharedCredentialsProvider::new(
                Credentials::new(id.expose_secret(), secret.expose_secret(), None, None, "configuration"),
            )),
            _ => {
                let shared = aws_config::defaults(BehaviorVersion::latest())
                    .region(Region::new(config.region.clone()))
                    .load()
                    .await;
                builder.set_credentials_provider(shared.credentials_provider());
                builder
            }
        };
        Self {
            client: Client::from_conf(builder.build()),
            bucket: config.bucket.clone(),
            create_bucket: config.create_bucket,
            bounds: Bounds {
                max_attempts: config.max_attempts,
                attempt: config.attempt_timeout,
                operation: config.operation_timeout,
                max_bytes: config.max_object_bytes,
            },
        }
    }

    /// Fails unless the bucket can be reached; makes it where that is
    /// configured.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    pub async fn check(&self) -> Result<(), StoreError> {
        let head = self.client.head_bucket().bucket(&self.bucket).send().await;
        match head {
            Ok(_) => Ok(()),
            Err(error) if self.create_bucket && status(&error) == Some(404) => {
                match self.client.create_bucket().bucket(&self.bucket).send().await {
                    Ok(_) => Ok(()),
                    // Another service was faster.
                    Err(error) if status(&error) == Some(409) => Ok(()),
                    Err(error) => Err(failed("create", &self.bucket, &error)),
                }
            }
            Err(error) => Err(failed("reach", &self.bucket, &error)),
        }
    }

    /// The object, or `None` where there is none.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    #[instrument(level = "debug", target = SPANS, name = "S3 GetObject", skip_all, fields(otel.kind = "client", folder = folder(key)))]
    pub async fn get(&self, key: &str) -> Result<Option<Object>, StoreError> {
        let failed = |reason: String| StoreError::Failed { operation: "get", key: key.to_owned(), reason };
        let tries = async {
            let mut wait = FIRST_WAIT_FOR_BODY;
            let mut attempt = 1;
            loop {
                // Boxed: a client's call in a loop is large.
                match Box::pin(self.get_once(key)).await? {
                    Ok(object) => return Ok(object),
                    Err(reason) if attempt >= self.bounds.max_attempts => return Err(failed(reason)),
                    Err(reason) => tracing::debug!(key, reason, "the object is read again"),
                }
                tokio::time::sleep(wait).await;
                (attempt, wait) = (attempt + 1, wait * 2);
            }
        };
        let in_time = tokio::time::timeout(self.bounds.operation, tries).await;
        in_time.unwrap_or_else(|_| Err(failed("its body did not come in time".to_owned())))
    }

    /// The object, or why its body broke off: the client's own retries and deadlines end with
    /// the head of the answer.
    async fn get_once(&self, key: &str) -> Result<Result<Option<Object>, String>, StoreError> {
        let answer = match self.client.get_object().bucket(&self.bucket).key(key).send().await {
            Ok(answer) => answer,
            Err(error) if is_missing_object(&error) => return Ok(Ok(None)),
            Err(error) => return Err(failed("get", key, &error)),
        };
        let version = etag(answer.e_tag, "get", key)?;
        let max_bytes = self.bounds.max_bytes;
        let length = answer.content_length.and_then(|length| u64::try_from(length).ok());
        if length.is_none_or(|length| length > max_bytes) {
            let reason = format!("it is larger than {max_bytes} bytes, or does not say how large it is");
            return Err(StoreError::Failed { operation: "get", key: key.to_owned(), reason });
        }
        Ok(match tokio::time::timeout(self.bounds.attempt, answer.body.collect()).await {
            Ok(Ok(body)) => Ok(Some(Object { body: body.into_bytes(), version })),
            Ok(Err(error)) => Err(causes(&error)),
            Err(_) => Err("its body did not come in time".to_owned()),
        })
    }

    /// The object's version without its content, or `None` where there is none.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    #[instrument(level = "debug", target = SPANS, name = "S3 HeadObject", skip_all, fields(otel.kind = "client", folder = folder(key)))]
    pub async fn head(&self, key: &str) -> Result<Option<Version>, StoreError> {
        match self.client.head_object().bucket(&self.bucket).key(key).send().await {
            Ok(answer) => etag(answer.e_tag, "head", key).map(Some),
            Err(error) if is_missing_object(&error) => Ok(None),
            Err(error) => Err(failed("head", key, &error)),
        }
    }

    /// Writes the object unless it was written since `expected` was read;
    /// `None` expects that there is none.
    ///
    /// A write whose answer got lost is tried again and may then find its own
    /// object: callers that get [`StoreError::Changed`] read before they judge.
    ///
    /// # Errors
    /// [`StoreError::Changed`], or the store does not answer or refuses.
    #[instrument(level = "debug", target = SPANS, name = "S3 PutObject", skip_all, fields(otel.kind = "client", folder = folder(key)))]
    pub async fn replace(
        &self,
        key: &str,
        body: Bytes,
        expected: Option<Version>,
    ) -> Result<Version, StoreError> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).body(body.into());
        let request = match expected {
            Some(Version(etag)) => request.if_match(etag),
            None => request.if_none_match("*"),
        };
        match request.send().await {
            Ok(answer) => etag(answer.e_tag, "put", key),
            // 409: AWS saw another conditional write in flight; a missing object
            // is one that should match and is gone.
            Err(error) if matches!(status(&error), Some(409 | 412)) || is_missing_object(&error) => {
                Err(StoreError::Changed { key: key.to_owned() })
            }
            Err(error) => Err(failed("put", key, &error)),
        }
    }

    /// Writes an object that never changes. Where one is already, it stays and
    /// `false` is returned.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    pub async fn create(&self, key: &str, body: Bytes) -> Result<bool, StoreError> {
        for _ in 0..MAX_CREATE_ATTEMPTS {
            match self.replace(key, body.clone(), None).await {
                Ok(_) => return Ok(true),
                // A write in flight that came first may still fail.
                Err(StoreError::Changed { .. }) if self.head(key).await?.is_none() => {}
                Err(StoreError::Changed { .. }) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Changed { key: key.to_owned() })
    }

    /// Removes the object; one that is not there is no error.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    #[instrument(level = "debug", target = SPANS, name = "S3 DeleteObject", skip_all, fields(otel.kind = "client", folder = folder(key)))]
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        match self.client.delete_object().bucket(&self.bucket).key(key).send().await {
            Ok(_) => Ok(()),
            Err(error) if is_missing_object(&error) => Ok(()),
            Err(error) => Err(failed("delete", key, &error)),
        }
    }

    /// All keys that begin with `prefix`, ascending.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    pub async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.list_states(prefix).await?.into_iter().map(|(key, _)| key).collect())
    }

    /// The same with what tells whether each is as it was.
    ///
    /// # Errors
    /// The store does not answer, or refuses.
    #[instrument(level = "debug", target = SPANS, name = "S3 ListObjectsV2", skip_all, fields(otel.kind = "client", folder = folder(prefix)))]
    pub(super) async fn list_states(&self, prefix: &str) -> Result<Vec<(String, State)>, StoreError> {
        let mut pages =
            self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| failed("list", prefix, &error))?;
            keys.extend(page.contents.into_iter().flatten().filter_map(|object| {
                let modified = object.last_modified.map(|time| time.as_nanos());
                Some((object.key?, State { etag: object.e_tag, modified, size: object.size }))
            }));
        }
        keys.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(keys)
    }
}

/// What is not counted yet cannot be seen to rise.
fn begin_to_count() {
    describe_counter!("lake_objects_quarantined_total", "Objects that could not be read and were set aside.");
    describe_counter!("lake_objects_unreadable_total", "Reads of objects that could not be read.");
    describe_counter!(
        "lake_objects_without_digest_total",
        "Reads of objects without a digest: of an earlier release, or of another writer."
    );
    for kind in KINDS {
        metrics::counter!("lake_objects_quarantined_total", "kind" => kind).increment(0);
        metrics::counter!("lake_objects_unreadable_total", "kind" => kind).increment(0);
        metrics::counter!("lake_objects_without_digest_total", "kind" => kind).increment(0);
    }
}

/// What a span says of a key: the rest may name people, and has no bound.
pub(super) fn folder(key: &str) -> &str {
    key.split('/').next().unwrap_or_default()
}

/// A missing bucket is no missing object: it is a fault of the configuration.
fn is_missing_object<E>(error: &SdkError<E>) -> bool
where
    E: ProvideErrorMetadata,
{
    status(error) == Some(404) && error.code() != Some("NoSuchBucket")
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

fn etag(etag: Option<String>, operation: &'static str, key: &str) -> Result<Version, StoreError> {
    etag.map(Version).ok_or_else(|| StoreError::Failed {
        operation,
        key: key.to_owned(),
        reason: "it answered without an ETag".to_owned(),
    })
}

/// What the network said, outermost first and everything once.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    let mut said: Vec<String> = chain.map(ToString::to_string).collect();
    said.dedup();
    said.join(": ")
}

fn failed<E>(operation: &'static str, key: &str, error: &SdkError<E>) -> StoreError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    let reason = match error.raw_response() {
        Some(response) => {
            let code = error.code().unwrap_or("no error code");
            let request = error.request_id().unwrap_or("none");
            format!("status {}, {code}, request id {request}", response.status().as_u16())
        }
        None => causes(error),
    };
    StoreError::Failed { operation, key: key.to_owned(), reason }
}
