//! The embedded S3 over HTTP.

mod files;

use std::convert::Infallible;
use std::fs::File;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use common::Clock;
use common::lake::LakeConfig;
use hyper::body::Incoming;
use hyper::header::{DATE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use jiff::Timestamp;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpRequest, HttpResponse};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::files::Files;
use crate::config::{StoreConfig, StoreLimits};

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
        let limits = config.limits;
        let files = Files::open(&folder, limits.most_object_bytes)?;
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
        let store = Store { s3: builder.build(), clock: Clock::system(), limits };
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

#[derive(Clone)]
struct Store {
    s3: S3Service,
    clock: Clock,
    limits: StoreLimits,
}

impl Store {
    /// Bodies are read as they come, and not before the signature was found right.
    async fn call(self, request: Request<Incoming>) -> Result<HttpResponse, Infallible> {
        let (head, body) = request.into_parts();
        let request = HttpRequest::from_parts(head, Body::from(body));
        let answered = tokio::time::timeout(self.limits.request_timeout, self.s3.call(request)).await;
        let mut answer = match answered {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::error!(?error, "the embedded S3 failed");
                refused(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Err(_) => refused(StatusCode::REQUEST_TIMEOUT),
        };
        // The one of the server would stand still for as long as the clock was set back, and
        // clients correct theirs by it.
        if let Ok(date) = HeaderValue::from_str(&http_date(self.clock.now())) {
            answer.headers_mut().insert(DATE, date);
        }
        Ok(answer)
    }
}

fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
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

async fn accept(listener: TcpListener, store: Store, stop: CancellationToken) {
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(store.limits.head_timeout)
        .max_buf_size(store.limits.most_head_bytes);
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
