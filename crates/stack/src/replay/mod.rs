//! A weather API that replays bundled observations and forecasts over HTTP, in the wire
//! formats of the providers and with their refusals.

mod archive;
mod kma;
mod open_meteo;
mod places;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::time::Duration;

use actix_web::web;
use anyhow::Context;
use common::Clock;
use common::guidance::GuidanceArchive;
use common::lake::codec;
use common::location::{Location, Locations};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use service::{Routes, Server, ServerConfig, Service};

pub use self::archive::Archive;
use self::places::{Place, Replay};
use crate::config::{ArchiveFiles, ReplaySection};

/// What is replayed where.
#[derive(Debug, Clone)]
pub struct ReplayConfig {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The places, each in the format of its provider.
    pub places: Vec<(Location, ArchiveFiles)>,
}

impl ReplayConfig {
    /// What a configuration says of configured locations.
    ///
    /// # Errors
    /// There is an archive of another location.
    pub fn new(host: IpAddr, section: ReplaySection, locations: &Locations) -> anyhow::Result<Self> {
        let ReplaySection { port, archives } = section;
        let place = |(id, files)| Ok((locations.require(&id).context("replay.archives")?.clone(), files));
        let places = archives.into_iter().map(place).collect::<anyhow::Result<_>>()?;
        Ok(Self { host, port, places })
    }
}

/// Starts the API.
///
/// # Errors
/// An archive cannot be read or is empty, or the address is taken.
pub async fn serve(config: ReplayConfig, clock: Clock) -> anyhow::Result<Server> {
    let ReplayConfig { host, port, places } = config;
    let places = tokio::task::spawn_blocking(|| read_places(places)).await?.context("cannot replay")?;
    let server = ServerConfig {
        host,
        port,
        admin_port: None,
        max_connections: 1000,
        keep_alive: Duration::from_secs(75),
        cors_origins: Vec::new(),
        workers: 1,
        max_body_bytes: 1024,
        client_timeout: Duration::from_secs(5),
        drain_delay: Duration::ZERO,
        shutdown_timeout: Duration::from_secs(1),
    };
    let replay = web::Data::new(Replay { places, clock });
    Service::new("replay", &server).serve(
        move |app| {
            app.app_data(replay.clone());
        },
        register,
    )
}

fn read_places(places: Vec<(Location, ArchiveFiles)>) -> anyhow::Result<Vec<Place>> {
    places.into_iter().map(|(location, files)| read_place(location, &files)).collect()
}

fn read_place(location: Location, files: &ArchiveFiles) -> anyhow::Result<Place> {
    let observations = codec::read_file(&files.observations, codec::read_observations)?;
    let guidance = files.guidance.as_deref().map(|file| codec::read_file(file, codec::read_guidance));
    let guidance = guidance.transpose()?;
    let guidance = GuidanceArchive::new(guidance.unwrap_or_default());
    let newest = observations.last().map_or(Timestamp::UNIX_EPOCH, |hour| hour.time);
    let archive = Archive::new(observations, guidance, standard_time(&location.tz(), newest));
    let archive = archive.with_context(|| format!("{} has no hours", files.observations.display()))?;
    Ok(Place { location, archive })
}

/// A place's clock in the part of a year in which it is least ahead.
fn standard_time(tz: &TimeZone, newest: Timestamp) -> Offset {
    let months = (0..12).map(|month| newest - SignedDuration::from_hours(month * 730));
    months.map(|time| tz.to_offset(time)).min().unwrap_or(Offset::UTC)
}

fn register(config: &mut Routes<'_>) {
    config.service(kma::kma_sfctm3).service(open_meteo::forecast);
}
