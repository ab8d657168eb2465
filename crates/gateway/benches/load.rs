//! What `compare.py` needs besides wrk: the ceiling of any gateway on this machine,
//! and an offered load of requests that no cache knows.
//!
//!     load ceiling URL ...               prints two addresses, serves until it is ended
//!     load offer URL RATE SECONDS ROUND  RATE requests a second; prints p50 and p99, ms

use std::collections::HashMap;
use std::io::Write;
use std::time::{Duration, Instant};

use actix_web::error::ErrorBadGateway;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::bail;
use bytes::Bytes;
use tokio::sync::mpsc::{self, UnboundedReceiver};

type Pages = HashMap<String, (Vec<(HeaderName, HeaderValue)>, Bytes)>;

const WORKERS: usize = 2;
const WARM_UP_S: u32 = 2;

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    // `cargo bench` and `cargo test` pass flags of their own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Ok(()),
        ["ceiling", urls @ ..] => ceiling(urls).await,
        ["offer", url, rate, seconds, round] => {
            let load = Load { rate: rate.parse()?, seconds: seconds.parse()?, round: round.parse()? };
            offer(url, load).await
        }
        _ => bail!("unknown arguments: {arguments:?}"),
    }
}

/// The least that a handler can do: ready bytes. At its first address it gives what the URLs
/// give, the body alone, or below `/all` with the same headers; at the second it asks itself
/// at the first, which is the least that two services can do.
async fn ceiling(urls: &[&str]) -> anyhow::Result<()> {
    let mut pages = Pages::new();
    for url in urls {
        let answer = reqwest::get(*url).await?.error_for_status()?;
        let path = answer.url().path().to_owned();
        let mut headers = Vec::new();
        for (name, value) in answer.headers() {
            let name = HeaderName::try_from(name.as_str())?;
            // The server writes these itself.
            if ![DATE, CONTENT_LENGTH].contains(&name) {
                headers.push((name, HeaderValue::try_from(value.as_bytes())?));
            }
        }
        let body = answer.bytes().await?;
        let json = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
        pages.insert(format!("/all{path}"), (headers, body.clone()));
        pages.insert(path, (vec![json], body));
    }
    let server = HttpServer::new(move || {
        let answer = |pages: web::Data<Pages>, request: HttpRequest| async move {
            let Some((headers, body)) = pages.get(request.path()) else {
                return HttpResponse::NotFound().finish();
            };
            let mut response = HttpResponse::Ok();
            for header in headers {
                response.insert_header(header.clone());
            }
            response.body(body.clone())
        };
        App::new().app_data(web::Data::new(pages.clone())).default_service(web::to(answer))
    });
    let server = server.workers(WORKERS).bind(("127.0.0.1", 0))?;
    let behind = server.addrs()[0];
    let front = HttpServer::new(move || {
        let ask = move |client: web::Data<reqwest::Client>, request: HttpRequest| async move {
            let answer = client.get(format!("http://{behind}{}", request.path())).send().await;
            let answer = answer.and_then(reqwest::Response::error_for_status).map_err(ErrorBadGateway)?;
            let body = answer.bytes().await.map_err(ErrorBadGateway)?;
            Ok::<_, actix_web::Error>(HttpResponse::Ok().content_type("application/json").body(body))
        };
        // Each worker has connections of its own.
        let client = client().unwrap_or_default();
        App::new().app_data(web::Data::new(client)).default_service(web::to(ask))
    });
    let front = front.workers(WORKERS).bind(("127.0.0.1", 0))?;
    writeln!(std::io::stdout(), "{behind} {}", front.addrs()[0])?;
    tokio::try_join!(server.run(), front.run())?;
    Ok(())
}

fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().timeout(Duration::from_secs(10)).build()
}

/// The load that is offered.
struct Load {
    /// Requests a second.
    rate: u32,
    seconds: u32,
    /// Rounds ask for different things.
    round: u32,
}

/// Asks at a steady rate, whether answers come or not, each time something that was
/// never asked before. The first seconds, in which connections are made, do not count.
async fn offer(url: &str, Load { rate, seconds, round }: Load) -> anyhow::Result<()> {
    let client = client()?;
    let seconds = WARM_UP_S + seconds;
    let mut dues = dues(rate, seconds);
    let mut asked = Vec::new();
    while let Some((number, due_at)) = dues.recv().await {
        let outdoors_h = 0.25 + f64::from(rate * seconds * round + number) * 1e-4;
        let request = client.get(format!("{url}&outdoors={outdoors_h}"));
        asked.push(actix_web::rt::spawn(async move {
            let answer = request.send().await?.error_for_status()?;
            answer.bytes().await?;
            // From when it was due: a client that waits its turn waits, too.
            Ok::<_, reqwest::Error>((number, due_at.elapsed()))
        }));
    }
    let mut took_ms = Vec::new();
    for answer in asked {
        let (number, took) = answer.await??;
        if number >= rate * WARM_UP_S {
            took_ms.push(took.as_secs_f64() * 1000.0);
        }
    }
    took_ms.sort_by(f64::total_cmp);
    let at = |share: usize| took_ms[(took_ms.len() - 1) * share / 100];
    writeln!(std::io::stdout(), "{:.3} {:.3}", at(50), at(99))?;
    Ok(())
}

/// Numbers and times at a steady rate, from a thread of its own: tokio's timers are
/// late by a millisecond or two, as much as what is measured.
#[expect(clippy::disallowed_methods, reason = "a steady rate is a matter of the wall clock")]
fn dues(rate: u32, seconds: u32) -> UnboundedReceiver<(u32, Instant)> {
    let (sender, dues) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let started = Instant::now();
        for number in 0..rate * seconds {
            let due_at = started + Duration::from_secs(1) * number / rate;
            std::thread::sleep(due_at.saturating_duration_since(Instant::now()));
            if sender.send((number, due_at)).is_err() {
                break;
            }
        }
    });
    dues
}
