//! People at the door who mean no good: the others are answered throughout, and
//! memory stays as it is.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::helpers::{program, root};

const IDLE_CONNECTIONS: usize = 10_000;
/// Both ends of a connection are files; this process holds one of them.
const FILES_WANTED: u64 = IDLE_CONNECTIONS as u64 + 1000;
const GIGABYTE: usize = 1 << 30;
const CHUNK: usize = 1 << 16;
const PATIENCE: Duration = Duration::from_secs(60);
/// Of a connection that says nothing; what the kernel keeps is not counted.
const MOST_BYTES_A_CONNECTION: usize = 20 << 10;
const MOST_GROWTH_BYTES: usize = 24 << 20;

struct Besieged {
    process: Child,
    addr: SocketAddr,
}

impl Besieged {
    /// The gateway as a program of its own, so that its memory is its own, too.
    async fn start() -> Self {
        let mut process = Command::new(program("gateway"))
            .current_dir(root())
            .envs([
                ("OVERCOAT__SERVER__PORT", "0"),
                ("OVERCOAT__SERVER__ADMIN_PORT", "0"),
                ("OVERCOAT__SERVER__CLIENT_TIMEOUT", "1s"),
                ("OVERCOAT__SERVER__KEEP_ALIVE", "60s"),
                ("OVERCOAT__DOOR__REQUEST_TIMEOUT", "2s"),
                ("OVERCOAT__UPSTREAM__CLIENT__DEADLINE", "2s"),
                ("OVERCOAT__DOOR__CLIENT__REQUESTS_PER_SECOND", "100000"),
                ("OVERCOAT__DOOR__CLIENT__BURST", "100000"),
                ("OVERCOAT__TELEMETRY__FORMAT", "json"),
                // Nobody listens there, and nobody is asked.
                ("OVERCOAT__UPSTREAM__INFERENCE_URL", "http://127.0.0.1:9"),
                ("OVERCOAT__UPSTREAM__RECOMMENDER_URL", "http://127.0.0.1:9"),
            ])
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let addr = loop {
            let line: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
            if line["message"] == "listening" {
                break line["addr"].as_str().unwrap().parse().unwrap();
            }
        };
        // Its log must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { process, addr }
    }

    /// What it holds in memory now.
    fn resident_bytes(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id().unwrap())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
    }

    /// Asks as an honest client, again and again, while `siege` goes on.
    async fn answers_throughout<T>(&self, siege: impl Future<Output = T>) -> T {
        let client = Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
        let url = format!("http://{}/locations", self.addr);
        let honest = async {
            loop {
                let fresh = Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
                for client in [&client, &fresh] {
                    assert_eq!(client.get(&url).send().await.unwrap().status(), StatusCode::OK);
                }
            }
        };
        tokio::select! {
            done = siege => done,
            never = honest => never,
        }
    }

    /// Writes all of it, or as much as is taken, and returns the answer's head.
    async fn say(&self, chunks: impl Iterator<Item = Vec<u8>>) -> String {
        let talk = async {
            let (mut hears, mut says) = TcpStream::connect(self.addr).await.unwrap().into_split();
            let speak = async {
                for chunk in chunks {
                    if says.write_all(&chunk).await.is_err() {
                        break;
                    }
                }
                std::future::pending::<()>().await;
            };
            let listen = async {
                let (mut heard, mut some) = (String::new(), [0; 4096]);
                while !heard.contains("\r\n\r\n")
                    && let Ok(read @ 1..) = hears.read(&mut some).await
                {
                    heard.push_str(&String::from_utf8_lossy(&some[..read]));
                }
                heard
            };
            tokio::select! {
                () = speak => unreachable!("it goes on for ever"),
                heard = listen => heard,
            }
        };
        tokio::time::timeout(PATIENCE, talk).await.expect("it neither answers nor hangs up")
    }
}

/// A head and a gigabyte behind it.
fn with_gigabyte(head: &str) -> impl Iterator<Item = Vec<u8>> + use<> {
    let chunk = if head.contains("chunked") {
        [format!("{CHUNK:x}\r\n").as_bytes(), &vec![b' '; CHUNK], b"\r\n"].concat()
    } else {
        vec![b' '; CHUNK]
    };
    std::iter::once(head.as_bytes().to_vec()).chain(std::iter::repeat_n(chunk, GIGABYTE / CHUNK))
}

#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_and_floods_of_headers_are_refused_without_being_kept() {
    let gateway = Besieged::start().await;
    let at_first = gateway.answers_throughout(async { gateway.resident_bytes() }).await;
    let json = "host: x\r\ncontent-type: application/json";
    let known = format!("content-length: {GIGABYTE}");
    let chunked = "transfer-encoding: chunked";
    for (head, status) in [
        (format!("POST /feedback HTTP/1.1\r\n{json}\r\n{known}\r\n\r\n"), "413"),
        (format!("POST /feedback HTTP/1.1\r\n{json}\r\n{chunked}\r\n\r\n"), "413"),
        (format!("GET /locations HTTP/1.1\r\n{json}\r\n{known}\r\nconnection: close\r\n\r\n"), "200"),
        (format!("GET /locations HTTP/1.1\r\n{json}\r\n{chunked}\r\nconnection: close\r\n\r\n"), "200"),
        (format!("POST /nowhere HTTP/1.1\r\n{json}\r\n{known}\r\nconnection: close\r\n\r\n"), "404"),
    ] {
        let said = gateway.answers_throughout(gateway.say(with_gigabyte(&head))).await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status} ")), "{head}{said}");
    }
    let many: String = (0..5000).map(|number| format!("x-{number}: y\r\n")).collect();
    let long = format!("x-long: {}\r\n", "y".repeat(50_000));
    let endless = format!("x-long: {}", "y".repeat(1 << 20));
    for (headers, statuses) in [(many, &["400", "431"][..]), (long, &["431"]), (endless, &["400", "431"])] {
        let head = format!("GET /locations HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
        let said = gateway.answers_throughout(gateway.say(std::iter::once(head.into_bytes()))).await;
        let status = said.split(' ').nth(1).unwrap_or_default();
        assert!(statuses.contains(&status), "{said}");
    }
    let grown = gateway.resident_bytes().saturating_sub(at_first);
    assert!(grown <= MOST_GROWTH_BYTES, "{at_first} bytes and {grown} more");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_talkers_are_cut_off() {
    let gateway = Besieged::start().await;
    let at_first = gateway.answers_throughout(async { gateway.resident_bytes() }).await;
    let slow_head = "GET /locations HTTP/1.1\r\nhost: x\r\nx-slow: ";
    let slow_body = "POST /feedback HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    let talkers = (0..500).map(|number| {
        let head = if number % 2 == 0 { slow_head } else { slow_body };
        gateway.say(std::iter::once(head.as_bytes().to_vec()))
    });
    let said = gateway.answers_throughout(futures_util::future::join_all(talkers)).await;
    for answer in said {
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
    let grown = gateway.resident_bytes().saturating_sub(at_first);
    assert!(grown <= MOST_GROWTH_BYTES, "{at_first} bytes and {grown} more");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_who_say_nothing_are_let_be() {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    if files < FILES_WANTED {
        // A limit of the machine's, which only its owner can lift.
        eprintln!("skipped: this process may open {files} files, and {FILES_WANTED} are needed");
        return;
    }
    let gateway = Besieged::start().await;
    let mut sizes = vec![gateway.answers_throughout(async { gateway.resident_bytes() }).await];
    for _ in 0..3 {
        let crowd = async {
            let mut crowd = Vec::with_capacity(IDLE_CONNECTIONS);
            while crowd.len() < IDLE_CONNECTIONS {
                let some = (0..100).map(|_| async {
                    let mut idle = TcpStream::connect(gateway.addr).await.unwrap();
                    // One request makes it a connection that may be kept.
                    idle.write_all(b"GET /locations HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
                    let mut answer = [0; 16];
                    idle.read_exact(&mut answer).await.unwrap();
                    idle
                });
                crowd.extend(futures_util::future::join_all(some).await);
            }
            crowd
        };
        let crowd = gateway.answers_throughout(crowd).await;
        let url = format!("http://{}/locations", gateway.addr);
        for _ in 0..100 {
            assert_eq!(reqwest::get(&url).await.unwrap().status(), StatusCode::OK);
        }
        sizes.push(gateway.resident_bytes());
        drop(crowd);
    }
    let most = sizes[0] + IDLE_CONNECTIONS * MOST_BYTES_A_CONNECTION;
    assert!(sizes.iter().all(|size| *size <= most), "{sizes:?}");
    // A crowd may come before all of the last one have left; from then on nothing grows.
    assert!(sizes[3] <= sizes[2] + MOST_GROWTH_BYTES, "{sizes:?}");
}
