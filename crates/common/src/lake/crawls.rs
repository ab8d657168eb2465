//! What crawls of a place found missing, so that a crawler that starts again does not ask at
//! once for what the provider does not have. What is stored is the observations' own affair.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Lake, LakeError, layout};
use crate::location::Location;

/// What is remembered of a place's crawls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlRecord {
    /// The station that was asked: what another one answered says nothing about it.
    pub station: String,
    /// When everything that was due was last answered for.
    #[serde(default)]
    pub complete_at: Option<Timestamp>,
    /// What was asked for and is missing all the same, oldest first.
    #[serde(default)]
    pub gaps: Vec<Gap>,
}

/// Hours of which some are missing, or lack values, although the provider was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The first of them that is missing.
    pub from: Timestamp,
    /// The last.
    pub until: Timestamp,
    /// How many are missing.
    pub hours: usize,
    /// How often they were asked for in vain.
    pub attempts: u32,
    /// The last days on which that was so, at most three.
    pub days: Vec<Date>,
    /// When they are asked for again; `None`: never, unless more is missing.
    pub next: Option<Timestamp>,
}

impl CrawlRecord {
    /// Of a place that was never crawled.
    #[must_use]
    pub fn new(location: &Location) -> Self {
        Self { station: location.station.clone(), complete_at: None, gaps: Vec::new() }
    }
}

impl Lake {
    /// What is remembered of a place's crawls; nothing where that cannot be read.
    ///
    /// # Errors
    /// The store fails.
    pub async fn crawl_record(&self, location: &Location) -> Result<CrawlRecord, LakeError> {
        let record: Option<(CrawlRecord, _)> = match self.read_json(&layout::crawl_record(location)).await {
            Err(error @ LakeError::Json { .. }) => {
                tracing::warn!(location = %location.id, %error, "all gaps are asked for again");
                None
            }
            record => record?,
        };
        let record = record.map(|(record, _)| record).filter(|record| record.station == location.station);
        Ok(record.unwrap_or_else(|| CrawlRecord::new(location)))
    }

    /// Remembers this instead.
    ///
    /// # Errors
    /// The store fails.
    pub async fn store_crawl_record(
        &self,
        location: &Location,
        record: &CrawlRecord,
    ) -> Result<(), LakeError> {
        self.update_json(&layout::crawl_record(location), |stored: Option<&CrawlRecord>| {
            (stored != Some(record)).then(|| record.clone())
        })
        .await?;
        Ok(())
    }
}
