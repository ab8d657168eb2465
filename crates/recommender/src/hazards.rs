//! What the weather may do to people, by the thresholds of the configuration.

use common::recommendation::HazardKind;

use crate::comfort::heat_index::nws_c;
use crate::comfort::sky;
use crate::comfort::sky::{USUAL_OZONE_DU, clear_sky_uv_index};
use crate::comfort::utci::utci_c;
use crate::comfort::wbgt_liljegren::{OpenAir, wet_bulb_globe_temperature_c};
use crate::comfort::wind_chill::wind_chill_temperature_c;
use crate::config::HazardThresholds;
use crate::plan::LIKELY_WET;
use crate::weather::Hour;

/// Ground that got wet stays so for about this long in the cold, h.
const WET_GROUND_H: usize = 6;
const KMH_PER_MS: f64 = 3.6;

/// A hazard in some hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HazardFound {
    pub(crate) kind: HazardKind,
    /// 1, 2, … by the thresholds.
    pub(crate) level: u8,
    /// The first and the last hour of it, and the worst, by their places.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) worst: usize,
    /// In the worst hour.
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

/// A hazard in one hour.
#[derive(Debug, Clone, Copy)]
struct InHour {
    level: usize,
    value: f64,
    unit: &'static str,
}

/// The hazards of some consecutive hours, in the order of their kinds.
pub(crate) fn hazards(hours: &[Hour], thresholds: &HazardThresholds) -> Vec<HazardFound> {
    let falls = |hour: &Hour| level_of(hour.precipitation_probability, &thresholds.precipitation_probability);
    let may_snow = |hour: &Hour| hour.temperature_c <= thresholds.snow_at_c;
    let precipitation = |hour: &Hour| InHour {
        level: falls(hour),
        value: hour.precipitation_probability,
        unit: "precipitation_probability",
    };
    let none = InHour { level: 0, value: 0.0, unit: "" };
    [
        (HazardKind::Cold, collect(hours, |index| cold(&hours[index], thresholds))),
        (HazardKind::Heat, collect(hours, |index| heat(&hours[index], thresholds))),
        (
            HazardKind::Rain,
            collect(hours, |index| if may_snow(&hours[index]) { none } else { precipitation(&hours[index]) }),
        ),
        (
            HazardKind::Snow,
            collect(hours, |index| if may_snow(&hours[index]) { precipitation(&hours[index]) } else { none }),
        ),
        (
            HazardKind::Ice,
            collect(hours, |index| {
                let wet = hours[index.saturating_sub(WET_GROUND_H)..=index]
                    .iter()
                    .any(|hour| hour.precipitation_probability >= LIKELY_WET);
                let freezes = hours[index].temperature_c <= thresholds.ice_at_c;
                InHour {
                    level: usize::from(wet && freezes),
                    value: -hours[index].temperature_c,
                    unit: "temperature_c",
                }
            }),
        ),
        (
            HazardKind::Wind,
            collect(hours, |index| {
                let value = hours[index].wind_speed_ms;
                InHour { level: level_of(value, &thresholds.wind_speed_ms), value, unit: "wind_speed_ms" }
            }),
        ),
        (
            HazardKind::Uv,
            collect(hours, |index| {
                let value = uv_index(&hours[index]);
                InHour { level: level_of(value.round(), &thresholds.uv_index), value, unit: "uv_index" }
            }),
        ),
    ]
    .into_iter()
    .filter_map(|(kind, found)| found.map(|found| HazardFound { kind, ..found }))
    .collect()
}

/// UV index of an hour under a clear sky: the forecast has no clouds, and it is
/// the clear sky that burns. Where rain is likely the sky is taken to be overcast.
pub(crate) fn uv_index(hour: &Hour) -> f64 {
    clear_sky_uv_index(hour.sun_elevation_deg, USUAL_OZONE_DU) * sky::cloud_transmission(overcast(hour))
}

/// The sky is at least as cloudy as rain is likely.
fn overcast(hour: &Hour) -> f64 {
    if hour.precipitation_probability >= LIKELY_WET {
        1.0
    } else {
        hour.precipitation_probability.clamp(0.0, 1.0)
    }
}

fn cold(hour: &Hour, thresholds: &HazardThresholds) -> InHour {
    let chill = wind_chill_temperature_c(hour.temperature_c, hour.wind_speed_ms * KMH_PER_MS);
    // In a lull the air is as cold as it is.
    let value = if chill.within_range { chill.value.min(hour.temperature_c) } else { hour.temperature_c };
    let level = thresholds.wind_chill_c.iter().take_while(|threshold| value <= **threshold).count();
    InHour { level, value, unit: "wind_chill_c" }
}

/// Three indices look at heat from three sides; the one that warns most counts.
fn heat(hour: &Hour, thresholds: &HazardThresholds) -> InHour {
    let Hour { temperature_c, relative_humidity_pct, wind_speed_ms, .. } = *hour;
    let least_c = [&thresholds.heat_index_c, &thresholds.utci_c, &thresholds.wbgt_c]
        .into_iter()
        .filter_map(|levels| levels.first())
        .fold(f64::INFINITY, |least, level| least.min(*level));
    // No index is that far above the air.
    if temperature_c < least_c - FAR_ABOVE_AIR_K {
        return InHour { level: 0, value: temperature_c, unit: "heat_index_c" };
    }
    let heat_index = nws_c(temperature_c, relative_humidity_pct).value.heat_index_c;
    let utci = utci_c(temperature_c, temperature_c, wind_speed_ms.clamp(0.5, 17.0), relative_humidity_pct);
    let found = [
        (heat_index, &thresholds.heat_index_c, "heat_index_c"),
        (utci.value, &thresholds.utci_c, "utci_c"),
        (sunlit_wbgt_c(hour), &thresholds.wbgt_c, "wbgt_c"),
    ]
    .map(|(value, levels, unit)| InHour { level: level_of(value, levels), value, unit });
    let [first, rest @ ..] = found;
    rest.into_iter().fold(first, |best, next| if next.level > best.level { next } else { best })
}

const FAR_ABOVE_AIR_K: f64 = 12.0;
const SEA_LEVEL_HPA: f64 = 1013.25;

/// Wet-bulb globe temperature in what sun the sky lets through, °C.
fn sunlit_wbgt_c(hour: &Hour) -> f64 {
    let elevation_deg = hour.sun_elevation_deg;
    let global_w_m2 = sky::clear_sky_global_w_m2(elevation_deg) * sky::cloud_transmission(overcast(hour));
    let sunlight = sky::sunlight(global_w_m2, elevation_deg, hour.time.day_of_year());
    let beam_share = if global_w_m2 > 0.0 { 1.0 - sunlight.diffuse_w_m2 / global_w_m2 } else { 0.0 };
    let at = OpenAir {
        air_temperature_c: hour.temperature_c,
        relative_humidity_pct: hour.relative_humidity_pct,
        pressure_hpa: SEA_LEVEL_HPA,
        wind_speed_10m_ms: hour.wind_speed_ms,
        global_w_m2,
        beam_share,
        zenith_cosine: elevation_deg.to_radians().sin(),
    };
    wet_bulb_globe_temperature_c(&at).unwrap_or(hour.temperature_c)
}

fn level_of(value: f64, thresholds: &[f64]) -> usize {
    thresholds.iter().take_while(|threshold| value >= **threshold).count()
}

fn collect(hours: &[Hour], in_hour: impl Fn(usize) -> InHour) -> Option<HazardFound> {
    let mut found: Option<(HazardFound, InHour)> = None;
    for index in 0..hours.len() {
        let now = in_hour(index);
        let Ok(level) = u8::try_from(now.level) else { continue };
        if level == 0 {
            continue;
        }
        let hazard = HazardFound {
            kind: HazardKind::Cold,
            level,
            first: index,
            last: index,
            worst: index,
            value: now.value,
            unit: now.unit,
        };
        found = Some(match found {
            None => (hazard, now),
            Some((before, worst)) => {
                let first = before.first;
                let is_worse = level > before.level || (level == before.level && is_beyond(&now, &worst));
                if is_worse {
                    (HazardFound { first, ..hazard }, now)
                } else {
                    (HazardFound { last: index, ..before }, worst)
                }
            }
        });
    }
    found.map(|(hazard, _)| hazard)
}

/// Of wind chills and icy temperatures the lower is the worse.
fn is_beyond(now: &InHour, worst: &InHour) -> bool {
    if now.unit == "wind_chill_c" { now.value < worst.value } else { now.value > worst.value }
}

/// What the heat of an hour feels like in the shade, °C: the heat index, and no
/// less than the air.
pub(crate) fn feels_like_c(hour: &Hour) -> f64 {
    nws_c(hour.temperature_c, hour.relative_humidity_pct).value.heat_index_c.max(hour.temperature_c)
}
