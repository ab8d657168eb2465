//! A connection that fails as networks and services do, between two real parts.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the other end behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// As it should.
    None,
    /// It is gone: every connection breaks at once.
    Killed,
    /// It takes connections and never says a word.
    Hung,
    /// What it says arrives drop by drop.
    Slow,
    /// It says it succeeded, with a body that means nothing.
    Garbage,
    /// It does not even speak HTTP.
    Noise,
}

impl Fault {
    pub(crate) const ALL: [Self; 5] = [Self::Killed, Self::Hung, Self::Slow, Self::Garbage, Self::Noise];
}

const DROP_INTERVAL: Duration = Duration::from_millis(200);
const GARBAGE: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n{\"hours\": [NaN, 1]";
const NOISE: &[u8] = &[0x16, 0x03, 0x01, 0x00, 0xff, b'\n', 0x00, b'\n'];

/// A TCP proxy on loopback.
pub(crate) struct Proxy {
    pub(crate) addr: SocketAddr,
    fault: watch::Sender<Fault>,
    target: Arc<Mutex<Option<SocketAddr>>>,
}

impl Proxy {
    /// Listens; whoever connects waits until there is a target.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (fault, current) = watch::channel(Fault::None);
        let target = Arc::new(Mutex::new(None));
        let of_connections = Arc::clone(&target);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connection(client, current.clone(), Arc::clone(&of_connections)));
            }
        });
        Self { addr, fault, target }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub(crate) fn lead_to(&self, target: SocketAddr) {
        *self.target.lock().unwrap() = Some(target);
    }

    /// From now on, for connections that are open already, too.
    pub(crate) fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }
}

/// Ends when the fault changes: a service that comes back has lost its connections.
async fn connection(
    mut client: TcpStream,
    mut fault: watch::Receiver<Fault>,
    target: Arc<Mutex<Option<SocketAddr>>>,
) {
    let now = *fault.borrow_and_update();
    let behave = async {
        match now {
            Fault::Killed => {}
            Fault::Hung => std::future::pending().await,
            Fault::Garbage | Fault::Noise => {
                let said = if now == Fault::Garbage { GARBAGE } else { NOISE };
                let mut asked = [0; 4096];
                while client.read(&mut asked).await.is_ok_and(|read| read > 0) {
                    let _ = client.write_all(said).await;
                }
            }
            Fault::None | Fault::Slow => {
                let Some(target) = *target.lock().unwrap() else { return };
                let Ok(mut server) = TcpStream::connect(target).await else { return };
                if now == Fault::None {
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                    return;
                }
                let (mut asks, mut hears) = client.split();
                let (mut answers, mut listens) = server.split();
                let dribble = async {
                    let mut drop = [0; 16];
                    while let Ok(read @ 1..) = answers.read(&mut drop).await {
                        tokio::time::sleep(DROP_INTERVAL).await;
                        let _ = hears.write_all(&drop[..read]).await;
                    }
                };
                tokio::select! {
                    _ = tokio::io::copy(&mut asks, &mut listens) => {}
                    () = dribble => {}
                }
            }
        }
    };
    tokio::select! {
        () = behave => {}
        _ = fault.changed() => {}
    }
}
