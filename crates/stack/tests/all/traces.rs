//! One request, one trace: from the gateway through the services to the store.

use std::process::Stdio;
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::helpers::{program, root};

/// A collector that takes OTLP over HTTP, as the specification has it: its address, and
/// the spans that come.
fn collector() -> (String, UnboundedReceiver<Span>) {
    async fn take(sender: web::Data<UnboundedSender<Span>>, body: web::Bytes) -> HttpResponse {
        let request = ExportTraceServiceRequest::decode(body).unwrap();
        let scopes = request.resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
        scopes.flat_map(|scope| scope.spans).for_each(|span| sender.send(span).unwrap());
        HttpResponse::Ok().content_type("application/x-protobuf").finish()
    }
    let (sender, spans) = unbounded_channel();
    let sender = web::Data::new(sender);
    let server = HttpServer::new(move || {
        App::new().app_data(sender.clone()).route("/v1/traces", web::post().to(take))
    });
    let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    (format!("http://{address}"), spans)
}

fn attribute(span: &Span, key: &str) -> Option<String> {
    let value = span.attributes.iter().find(|attribute| attribute.key == key)?.value.clone()?.value?;
    if let Any::StringValue(text) = value { Some(text) } else { Some(format!("{value:?}")) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_is_one_trace_from_the_gateway_to_the_store() {
    let (endpoint, mut spans) = collector();
    let folder = tempfile::tempdir().unwrap();
    let mut stack = Command::new(program("stack"))
        .current_dir(root())
        .env("ORT_DYLIB_PATH", root().join(".onnxruntime/libonnxruntime.so"))
        .env("OVERCOAT_DATA_DIR", folder.path())
        .env("OVERCOAT__TELEMETRY__OTLP_ENDPOINT", endpoint)
        // It sends every five seconds, or when so many are there.
        .env("OTEL_BSP_SCHEDULE_DELAY", "100")
        .envs(
            [
                "STORE",
                "REPLAY",
                "INGEST__SERVER",
                "INFERENCE__SERVER",
                "RECOMMENDER__SERVER",
                "GATEWAY__SERVER",
            ]
            .map(|server| (format!("OVERCOAT__{server}__PORT"), "0")),
        )
        .env("OVERCOAT__GATEWAY__SERVER__ADMIN_PORT", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(stack.stdout.take().unwrap()).lines();
    let ready = lines.next_line().await.unwrap().unwrap();
    let url = ready.split_whitespace().find(|word| word.starts_with("http")).unwrap();

    let http = reqwest::Client::builder().build().unwrap();
    let day: Value =
        http.get(format!("{url}recommendation/by_day")).send().await.unwrap().json().await.unwrap();
    let vote = json!({
        "person": "7f2f1a52-8c65-4f0e-9d2e-0a7c1d6e3b11",
        "recommendation": day["recommendations"]["styles"]["casual"]["id"],
        "vote": "too_cold",
    });
    // What a browser with tracing of its own sends (W3C Trace Context).
    let (trace, click) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    let voted = http
        .post(format!("{url}feedback"))
        .header("traceparent", format!("00-{trace}-{click}-01"))
        .json(&vote)
        .send()
        .await
        .unwrap();
    assert!(voted.status().is_success(), "{}", voted.text().await.unwrap());

    let mut ours: Vec<Span> = Vec::new();
    let is_whole = |ours: &[Span]| {
        let has = |name: &str| ours.iter().any(|span| span.name == name);
        has("POST /feedback") && has("POST /v1/feedback") && has("S3 PutObject")
    };
    while !is_whole(&ours) {
        let span = tokio::time::timeout(Duration::from_secs(60), spans.recv()).await;
        let span = span.unwrap_or_else(|_| panic!("only these came: {ours:#?}")).unwrap();
        if hex(&span.trace_id) == trace {
            ours.push(span);
        }
    }

    // From the store up, every span's parent is there, up to the browser's.
    let by_name = |name: &str| ours.iter().find(|span| span.name == name).unwrap();
    let mut path = vec![by_name("S3 PutObject")];
    while let Some(parent) = ours.iter().find(|span| span.span_id == path[path.len() - 1].parent_span_id) {
        path.push(parent);
    }
    assert_eq!(hex(&path[path.len() - 1].parent_span_id), click);
    let services: Vec<String> = path.iter().filter_map(|span| attribute(span, "service")).collect();
    assert_eq!(services, ["recommender", "gateway"]);
    assert!(path.iter().any(|span| span.name == "call 127.0.0.1"));
    let status = attribute(by_name("POST /feedback"), "http.response.status_code");
    assert!(status.is_some_and(|status| status.contains("200")));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
