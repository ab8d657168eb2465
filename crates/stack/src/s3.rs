//! The embedded S3: `s3s-fs` over HTTP, objects as files under a folder.

use std::convert::Infallible;
use std::fs::File;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use common::lake::LakeConfig;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpRequest, HttpResponse};
use s3s_fs::FileSystem;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use tokio::sync::RwLock;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::StoreConfig;

/// How long connections may take to finish when the store stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// A running store.
#[derive(Debug)]
pub struct EmbeddedS3 {
    /// Where it listens.
    pub addr: SocketAddr,
    config: StoreConfig,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    /// Held as long as the store runs.
    _lock: File,
}

impl EmbeddedS3 {
    /// Starts a store whose objects lie under `folder`, which is made if it is
    /// not there.
    ///
    /// # Errors
    /// The folder cannot be used, or the port is taken.
    pub async fn serve(mut config: StoreConfig, host: IpAddr, folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the data folder {}", folder.display()))?;
        let lock = lock(&folder)?;
        let files = FileSystem::new(&folder)
            .map_err(|error| anyhow::anyhow!("cannot use the data folder {}: {error:?}", folder.display()))?;
        let new_key = || SecretString::from(uuid::Uuid::new_v4().simple().to_string());
        let access_key_id = config.access_key_id.get_or_insert_with(new_key);
        let secret_access_key = config.secret_access_key.get_or_insert_with(new_key);
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(
            access_key_id.expose_secret(),
            secret_access_key.expose_secret().to_owned(),
        ));
        let listener = TcpListener::bind((host, config.port))
            .await
            .with_context(|| format!("the store cannot listen on {host}:{}", config.port))?;
        let addr = listener.local_addr()?;
        let stop = CancellationToken::new();
        let store = OneWriter { s3: builder.build(), lock: Arc::default() };
        let serving = tokio::spawn(accept(listener, store, stop.clone()));
        tracing::info!(%addr, folder = %folder.display(), "the embedded S3 listens");
        Ok(Self { addr, config, stop, serving, _lock: lock })
    }

    /// How services reach it.
    #[must_use]
    pub fn lake_config(&self) -> LakeConfig {
        self.config.lake_config(format!("http://{}", self.addr))
    }

    /// Ends it; requests in flight finish.
    pub async fn stop(self) {
        self.stop.cancel();
        if self.serving.await.is_err() {
            tracing::error!("the embedded S3 ended with a panic");
        }
    }
}

/// `s3s-fs` looks at an object's `ETag` and replaces the object in two steps.
/// Conditional writes are only true if nothing comes between: one writer at a
/// time, and no reader while it writes.
#[derive(Clone)]
struct OneWriter {
    s3: S3Service,
    lock: Arc<RwLock<()>>,
}

impl OneWriter {
    async fn call(self, request: Request<Incoming>) -> Result<HttpResponse, Infallible> {
        let (head, body) = request.into_parts();
        // The whole body is here before the lock is taken, so that a slow or
        // broken upload holds up nobody and leaves nothing behind.
        let Ok(body) = body.collect().await else { return Ok(refused(StatusCode::BAD_REQUEST)) };
        let reads = matches!(head.method, Method::GET | Method::HEAD);
        let request = HttpRequest::from_parts(head, Body::from(body.to_bytes()));
        let answer = if reads {
            let _shared = self.lock.read().await;
            self.s3.call(request).await
        } else {
            let _alone = self.lock.write().await;
            self.s3.call(request).await
        };
        Ok(answer.unwrap_or_else(|error| {
            tracing::error!(?error, "the embedded S3 failed");
            refused(StatusCode::INTERNAL_SERVER_ERROR)
        }))
    }
}

/// Two stores on one folder would not know of each other's writers.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.with_extension("lock");
    let file = File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
    file.try_lock().with_context(|| format!("another store uses the data folder {}", folder.display()))?;
    Ok(file)
}

fn refused(status: StatusCode) -> HttpResponse {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

async fn accept(listener: TcpListener, store: OneWriter, stop: CancellationToken) {
    let http = auto::Builder::new(TokioExecutor::new());
    let connections = GracefulShutdown::new();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        let (socket, _) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, as a rule; the next try may do.
                tracing::warn!(%error, "the embedded S3 could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Small objects must not wait for the acknowledgement of their headers.
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "a connection is slower than it could be");
        }
        let store = store.clone();
        let service = service_fn(move |request| store.clone().call(request));
        let connection = http.serve_connection(TokioIo::new(socket), service).into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error, "a connection to the embedded S3 broke");
            }
        });
    }
    if tokio::time::timeout(SHUTDOWN_TIMEOUT, connections.shutdown()).await.is_err() {
        tracing::warn!("connections to the embedded S3 did not end in time");
    }
}
