//! Crawls on demand.

use actix_web::{post, web};
use common::location::LocationId;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use service::Problem;
use service::failures::LocationFailures;
use utoipa::ToSchema;

use super::locations::unknown;
use crate::crawler::Crawler;
use crate::runs::Run;
use crate::span::Span;

/// What to crawl.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CrawlRequest {
    /// Absent: every location.
    #[schema(example = "seoul")]
    location: Option<LocationId>,
}

/// What to crawl again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BackfillRequest {
    /// The location.
    location: LocationId,
    /// The first hour; a time within an hour means its beginning.
    #[schema(value_type = String, format = DateTime, example = "2026-06-01T00:00:00Z")]
    from: Timestamp,
    /// The last hour; a time within an hour means its beginning.
    #[schema(value_type = String, format = DateTime, example = "2026-06-02T00:00:00Z")]
    until: Timestamp,
}

/// What the crawls did, in the order of the locations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CrawlAnswer {
    runs: Vec<Run>,
}

/// Crawl now
///
/// Asks the providers for everything that the lake should have and does not,
/// and answers when it is done. A location that is being crawled already is
/// crawled after that. A crawl that failed is an answer, too: see its `status`.
#[utoipa::path(
    tag = "crawls",
    operation_id = "crawl",
    request_body(content = CrawlRequest, example = json!({ "location": "seoul" })),
    responses(
        (status = 200, description = "What the crawls did", body = CrawlAnswer),
        (status = 400, description = "The request is not valid", body = Problem, content_type = "application/problem+json"),
        LocationFailures,
    )
)]
#[post("/v1/crawls")]
pub(super) async fn crawl(
    crawler: web::Data<Crawler>,
    request: web::Json<CrawlRequest>,
) -> Result<web::Json<CrawlAnswer>, Problem> {
    let runs = match &request.location {
        Some(location) => {
            let site = crawler.site(location).ok_or_else(|| unknown(&crawler, location))?;
            vec![crawler.catch_up(site).await]
        }
        None => join_all(crawler.sites().iter().map(|site| crawler.catch_up(site))).await,
    };
    Ok(web::Json(CrawlAnswer { runs }))
}

/// Crawl a span again
///
/// For hours that the provider has corrected after they were settled, also where a crawl held a
/// page back for that, or that are no more asked for. Values that the lake has are replaced by what the provider says now;
/// one that it does not say any more stays.
#[utoipa::path(
    tag = "crawls",
    operation_id = "backfill",
    request_body = BackfillRequest,
    responses(
        (status = 200, description = "What the crawl did", body = CrawlAnswer),
        (status = 400, description = "The request is not valid", body = Problem, content_type = "application/problem+json"),
        LocationFailures,
    )
)]
#[post("/v1/backfills")]
pub(super) async fn backfill(
    crawler: web::Data<Crawler>,
    request: web::Json<BackfillRequest>,
) -> Result<web::Json<CrawlAnswer>, Problem> {
    let BackfillRequest { location, from, until } = request.into_inner();
    let site = crawler.site(&location).ok_or_else(|| unknown(&crawler, &location))?;
    let span =
        checked(from, until, crawler.clock().now(), crawler.history_h()).map_err(Problem::bad_request)?;
    Ok(web::Json(CrawlAnswer { runs: vec![crawler.again(site, span).await] }))
}

fn checked(from: Timestamp, until: Timestamp, now: Timestamp, history_h: i64) -> Result<Span, String> {
    let span = Span::new(from, until)
        .ok_or_else(|| format!("`from` ({from}) must not be after `until` ({until})"))?;
    if span.until() > now {
        return Err(format!("`until` ({until}) must not be in the future; it is {now}"));
    }
    let earliest = now.checked_sub(SignedDuration::from_hours(history_h)).unwrap_or(Timestamp::MIN);
    if span.from() < earliest {
        let days = history_h / 24;
        return Err(format!("`from` ({from}) must not be before {earliest}: the history is {days} days"));
    }
    Ok(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_lies_in_the_history_and_says_so_where_it_does_not() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = time("2026-07-10T12:30:00Z");
        let check = |from, until| checked(time(from), time(until), now, 240);
        let span = check("2026-07-09T00:59:00+09:00", "2026-07-10T12:30:00Z").unwrap();
        assert_eq!(span.from(), time("2026-07-08T15:00:00Z"));
        assert_eq!(span.until(), time("2026-07-10T12:00:00Z"));
        for (from, until, says) in [
            ("2026-07-09T02:00:00Z", "2026-07-09T01:00:00Z", "`from`"),
            ("2026-07-09T02:00:00Z", "2026-07-10T13:00:00Z", "future"),
            ("2026-06-30T12:00:00Z", "2026-07-09T01:00:00Z", "10 days"),
        ] {
            let error = check(from, until).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
