//! An S3 server in the process, whose answers a test can hold back.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpRequest, HttpResponse};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, watch};

pub(crate) const BUCKET: &str = "overcoat";
pub(crate) const ACCESS_KEY_ID: &str = "test";
pub(crate) const SECRET_ACCESS_KEY: &str = "testtest";

/// How long a test waits for anything at all.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// What the server does with requests.
#[derive(Debug, Clone)]
enum Mode {
    Answer,
    /// Those with this in their path or query wait.
    Hold(String),
    /// Those with this in their path or query fail.
    Fail(String),
}

/// A running server; it ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct S3 {
    pub(crate) addr: SocketAddr,
    mode: Arc<watch::Sender<Mode>>,
    /// Path and query of every request, in their order.
    asked: Arc<watch::Sender<Vec<String>>>,
    files: S3Service,
    /// `s3s-fs` compares and replaces in two steps.
    one_at_a_time: Arc<Mutex<()>>,
}

impl S3 {
    /// Starts it; the objects are files in the folder.
    pub(crate) async fn start(folder: &Path) -> Self {
        std::fs::create_dir_all(folder.join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder).unwrap());
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let s3 = Self {
            addr: listener.local_addr().unwrap(),
            mode: Arc::new(watch::Sender::new(Mode::Answer)),
            asked: Arc::default(),
            files: builder.build(),
            one_at_a_time: Arc::default(),
        };
        tokio::spawn(s3.clone().accept(listener));
        s3
    }

    async fn accept(self, listener: TcpListener) {
        while let Ok((socket, _)) = listener.accept().await {
            let s3 = self.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request| s3.clone().call(request));
                let http = auto::Builder::new(TokioExecutor::new());
                // Clients leave as they like.
                let _ = http.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    }

    async fn call(self, request: Request<Incoming>) -> Result<HttpResponse, Infallible> {
        let asked = request.uri().path_and_query().unwrap().to_string();
        self.asked.send_modify(|all| all.push(asked.clone()));
        let held = |mode: &Mode| matches!(mode, Mode::Hold(part) if asked.contains(part));
        let mode = self.mode.subscribe().wait_for(|mode| !held(mode)).await.unwrap().clone();
        if matches!(&mode, Mode::Fail(part) if asked.contains(part)) {
            return Ok(status(StatusCode::INTERNAL_SERVER_ERROR));
        }
        let (head, body) = request.into_parts();
        let Ok(body) = body.collect().await else { return Ok(status(StatusCode::BAD_REQUEST)) };
        let _alone = self.one_at_a_time.lock().await;
        let request = HttpRequest::from_parts(head, Body::from(body.to_bytes()));
        Ok(self.files.call(request).await.unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR)))
    }

    /// Lets requests wait that have `part` in their path or query.
    pub(crate) fn hold(&self, part: &str) {
        self.mode.send_replace(Mode::Hold(part.to_owned()));
    }

    /// Lets requests fail that have `part` in their path or query.
    pub(crate) fn fail(&self, part: &str) {
        self.mode.send_replace(Mode::Fail(part.to_owned()));
    }

    /// Answers everything, also what waits.
    pub(crate) fn answer(&self) {
        self.mode.send_replace(Mode::Answer);
    }

    /// How many requests there were with `part` in their path or query.
    pub(crate) fn asked(&self, part: &str) -> usize {
        count(&self.asked.borrow(), part)
    }

    /// Waits until there were so many requests with `part` in their path or query.
    pub(crate) async fn until_asked(&self, part: &str, times: usize) {
        let mut asked = self.asked.subscribe();
        let enough = asked.wait_for(|all| count(all, part) >= times);
        tokio::time::timeout(DEADLINE, enough).await.unwrap().unwrap();
    }
}

fn count(asked: &[String], part: &str) -> usize {
    asked.iter().filter(|asked| asked.contains(part)).count()
}

fn status(status: StatusCode) -> HttpResponse {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
