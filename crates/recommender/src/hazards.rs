//! What the weather may do to people, by the thresholds of the configuration.

use common::numbers::rounded;
use common::recommendation::HazardKind;

use crate::comfort::heat_index::nws_c;
use crate::comfort::sky;
use crate::comfort::utci::utci_c;
use crate::comfort::wbgt_liljegren::{OpenAir, wet_bulb_globe_temperature_c};
use crate::config::HazardThresholds;
use crate::tuning::{GROUND_STAYS_FROZEN_UP_TO_C, LIKELY_WET_PROBABILITY, RAINY_PROBABILITY, WET_GROUND_H};
use crate::weather::{
    Hour, Precipitation, chance_of_rain, chilled_c, cloudiness, feels_like_c, precipitation, uv_index,
};

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
    /// It is likely at some time in these hours, and in none of them alone.
    pub(crate) at_some_time: bool,
}

/// A hazard in one hour.
#[derive(Debug, Clone, Copy)]
struct InHour {
    level: usize,
    value: f64,
    unit: &'static str,
}

const KINDS: [HazardKind; 7] = [
    HazardKind::Cold,
    HazardKind::Heat,
    HazardKind::Rain,
    HazardKind::Snow,
    HazardKind::Ice,
    HazardKind::Wind,
    HazardKind::Uv,
];

/// The hazards of some consecutive hours, in the order of their kinds.
pub(crate) fn hazards(hours: &[Hour], thresholds: &HazardThresholds) -> Vec<HazardFound> {
    let found = KINDS
        .into_iter()
        .filter_map(|kind| collect(kind, hours.len(), |index| in_hour(kind, &hours[..=index], thresholds)));
    let mut found: Vec<HazardFound> = found.collect();
    if !found.iter().any(|hazard| matches!(hazard.kind, HazardKind::Rain | HazardKind::Snow)) {
        found.extend(rain_at_some_time(hours, thresholds));
    }
    for hazard in &mut found {
        *hazard = at_the_hour_that_is_told(hazard, hours, thresholds);
    }
    one_form_at_a_time(&mut found);
    let wet = found.iter().any(|hazard| {
        matches!(hazard.kind, HazardKind::Rain | HazardKind::Snow) && hazard.value >= RAINY_PROBABILITY
    });
    // Between showers only a very high UV index is worth a word.
    found.retain(|hazard| !(wet && hazard.kind == HazardKind::Uv && hazard.level < VERY_HIGH_UV_LEVEL));
    found
}

/// WHO's very high UV index, by the default thresholds.
pub(crate) const VERY_HIGH_UV_LEVEL: u8 = 3;

/// Of the hours with the worst level that counts which most likely feels coldest or hottest,
/// as in everything else that is said: later hours are less certain, not colder. Slight heat
/// is told by the air itself.
fn at_the_hour_that_is_told(
    found: &HazardFound,
    hours: &[Hour],
    thresholds: &HazardThresholds,
) -> HazardFound {
    type Rule = fn(&Hour, &HazardThresholds) -> InHour;
    let in_hour: Rule = match found.kind {
        HazardKind::Cold => cold,
        HazardKind::Heat => heat,
        HazardKind::Rain | HazardKind::Snow | HazardKind::Ice | HazardKind::Wind | HazardKind::Uv => {
            return *found;
        }
    };
    let told_c = |hour: &Hour| match (found.kind == HazardKind::Heat, found.level) {
        (true, 1) => hour.temperature_c,
        (true, _) => feels_like_c(hour),
        (false, _) => -feels_like_c(hour),
    };
    let is_worst = |index: &usize| in_hour(&hours[*index], thresholds).level == usize::from(found.level);
    let worst = (found.first..=found.last)
        .rev()
        .filter(is_worst)
        .max_by(|a, b| told_c(&hours[*a]).total_cmp(&told_c(&hours[*b])))
        .unwrap_or(found.worst);
    let InHour { value, unit, .. } = in_hour(&hours[worst], thresholds);
    HazardFound { worst, value, unit, ..*found }
}

/// Where rain and snow take turns, both are told as one: what falls is not rain alone.
fn one_form_at_a_time(found: &mut Vec<HazardFound>) {
    let of = |kind| found.iter().position(|hazard| hazard.kind == kind);
    let Some((rain, snow)) = of(HazardKind::Rain).zip(of(HazardKind::Snow)) else { return };
    let (wet, white) = (found[rain], found[snow]);
    if wet.first > white.last || white.first > wet.last {
        return;
    }
    let worst = if is_worse(&wet, &white) { wet } else { white };
    found[snow] = HazardFound {
        kind: HazardKind::Snow,
        first: wet.first.min(white.first),
        last: wet.last.max(white.last),
        ..worst
    };
    found.remove(rain);
}

/// A hazard in the last of these hours.
fn in_hour(kind: HazardKind, hours: &[Hour], thresholds: &HazardThresholds) -> InHour {
    let none = InHour { level: 0, value: 0.0, unit: "" };
    let Some(hour) = hours.last() else { return none };
    match kind {
        HazardKind::Cold => cold(hour, thresholds),
        HazardKind::Heat => heat(hour, thresholds),
        HazardKind::Rain | HazardKind::Snow => {
            let value = hour.precipitation_probability;
            let level = level_of(value, &thresholds.precipitation_probability);
            let is_this = (kind == HazardKind::Snow) == may_snow(hour, thresholds);
            if is_this { InHour { level, value, unit: RAIN_UNIT } } else { none }
        }
        HazardKind::Ice => {
            let recent = &hours[hours.len().saturating_sub(WET_GROUND_H)..];
            let wet = recent.iter().any(|hour| hour.precipitation_probability >= LIKELY_WET_PROBABILITY);
            let thaws = recent.iter().any(|hour| hour.temperature_c > GROUND_STAYS_FROZEN_UP_TO_C);
            let freezes = hour.temperature_c <= thresholds.ice_at_c;
            InHour {
                level: usize::from(wet && thaws && freezes),
                value: hour.temperature_c,
                unit: "temperature_c",
            }
        }
        HazardKind::Wind => {
            let value = hour.wind_speed_ms;
            InHour { level: level_of(value, &thresholds.wind_speed_ms), value, unit: "wind_speed_ms" }
        }
        HazardKind::Uv => {
            let value = uv_index(hour);
            InHour { level: level_of(value.round(), &thresholds.uv_index), value, unit: "uv_index" }
        }
    }
}

const RAIN_UNIT: &str = "precipitation_probability";

fn may_snow(hour: &Hour, thresholds: &HazardThresholds) -> bool {
    precipitation(hour, thresholds.snow_at_c) != Precipitation::Rain
}

/// Rain that is likely at some time, though in no one hour.
fn rain_at_some_time(hours: &[Hour], thresholds: &HazardThresholds) -> Option<HazardFound> {
    let value = chance_of_rain(hours);
    // As it is shown.
    let level = level_of(rounded(value, 100.0), &thresholds.precipitation_probability);
    let by_chance = |a: &(usize, &Hour), b: &(usize, &Hour)| {
        a.1.precipitation_probability.total_cmp(&b.1.precipitation_probability)
    };
    let (worst, hour) = hours.iter().enumerate().max_by(by_chance)?;
    let kind = if may_snow(hour, thresholds) { HazardKind::Snow } else { HazardKind::Rain };
    (level > 0).then_some(HazardFound {
        kind,
        level: 1,
        first: 0,
        last: hours.len() - 1,
        worst,
        value,
        unit: RAIN_UNIT,
        at_some_time: true,
    })
}

/// Of the cold one is warned as one is dressed for it: at the temperature that it
/// stays above nine times out of ten.
fn cold(hour: &Hour, thresholds: &HazardThresholds) -> InHour {
    let [_, air_c, ..] = hour.temperature_quantiles_c;
    let value = chilled_c(air_c, hour.open_wind_speed_ms());
    let level = thresholds.wind_chill_c.iter().take_while(|threshold| value <= **threshold).count();
    InHour { level, value, unit: "wind_chill_c" }
}

/// Three indices look at heat from three sides; the one that warns most counts.
fn heat(hour: &Hour, thresholds: &HazardThresholds) -> InHour {
    let Hour { temperature_c, relative_humidity_pct, .. } = *hour;
    let wind_speed_ms = hour.open_wind_speed_ms();
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
    let global_w_m2 = sky::clear_sky_global_w_m2(elevation_deg) * sky::cloud_transmission(cloudiness(hour));
    let sunlight = sky::sunlight(global_w_m2, elevation_deg, hour.time.day_of_year());
    let beam_share = if global_w_m2 > 0.0 { 1.0 - sunlight.diffuse_w_m2 / global_w_m2 } else { 0.0 };
    let at = OpenAir {
        air_temperature_c: hour.temperature_c,
        relative_humidity_pct: hour.relative_humidity_pct,
        pressure_hpa: SEA_LEVEL_HPA,
        wind_speed_10m_ms: hour.open_wind_speed_ms(),
        global_w_m2,
        beam_share,
        zenith_cosine: elevation_deg.to_radians().sin(),
    };
    wet_bulb_globe_temperature_c(&at).unwrap_or(hour.temperature_c)
}

fn level_of(value: f64, thresholds: &[f64]) -> usize {
    thresholds.iter().take_while(|threshold| value >= **threshold).count()
}

fn collect(kind: HazardKind, hours: usize, in_hour: impl Fn(usize) -> InHour) -> Option<HazardFound> {
    let mut found: Option<HazardFound> = None;
    for index in 0..hours {
        let InHour { level, value, unit } = in_hour(index);
        let Ok(level) = u8::try_from(level) else { continue };
        if level == 0 {
            continue;
        }
        let first = found.map_or(index, |before| before.first);
        let hazard =
            HazardFound { kind, level, first, last: index, worst: index, value, unit, at_some_time: false };
        found = Some(match found {
            Some(before) if !is_worse(&hazard, &before) => HazardFound { last: index, ..before },
            _ => hazard,
        });
    }
    found
}

/// Of cold and ice the lower value is the worse.
fn is_worse(now: &HazardFound, before: &HazardFound) -> bool {
    let lower = matches!(now.kind, HazardKind::Cold | HazardKind::Ice);
    let beyond = if lower { now.value < before.value } else { now.value > before.value };
    now.level > before.level || (now.level == before.level && beyond)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::comfort::wind_profile::{Terrain, body_wind_speed_ms};
    use crate::config::Config;

    fn thresholds() -> HazardThresholds {
        service::config::load::<Config>(None, [].into()).unwrap().hazards
    }

    fn hour(hour: i8, temperature_c: f64, wind_speed_ms: f64, precipitation_probability: f64) -> Hour {
        Hour {
            time: date(2026, 7, 24).at(hour, 0, 0, 0).in_tz("Asia/Seoul").unwrap(),
            temperature_c,
            temperature_quantiles_c: [temperature_c; 7],
            relative_humidity_pct: 60.0,
            wind_speed_ms,
            body_wind_speed_ms: body_wind_speed_ms(wind_speed_ms, Terrain::Open),
            cloud_cover_frac: Some(0.0),
            precipitation_probability,
            sun_elevation_deg: 60.0,
            clear_sky_uv_index: 9.0,
        }
    }

    fn found(hours: &[Hour], kind: HazardKind) -> Option<HazardFound> {
        hazards(hours, &thresholds()).into_iter().find(|hazard| hazard.kind == kind)
    }

    #[test]
    fn cold_is_the_wind_chill_of_the_agencies_charts() {
        // Environment Canada's chart: −15 °C at 40 km/h is −27, −20 °C at 50 km/h −35.
        let level = |temperature_c, wind_kmh: f64| {
            found(&[hour(8, temperature_c, wind_kmh / 3.6, 0.0)], HazardKind::Cold).map(|hazard| hazard.level)
        };
        assert_eq!((level(-15.0, 40.0), level(-20.0, 50.0), level(-40.0, 80.0)), (Some(1), Some(2), Some(5)));
        // In calm air the air itself counts.
        assert_eq!((level(-9.0, 0.0), level(-10.0, 0.0)), (None, Some(1)));
    }

    #[test]
    fn heat_is_what_warns_most() {
        let level = |temperature_c| {
            found(&[hour(14, temperature_c, 2.0, 0.9)], HazardKind::Heat).map(|hazard| hazard.level)
        };
        assert_eq!(level(18.0), None);
        let levels: Vec<Option<u8>> = [27.0, 31.0, 36.0, 44.0].map(level).into();
        assert!(levels.is_sorted() && levels[0] >= Some(1) && levels[3] == Some(4), "{levels:?}");
    }

    #[test]
    fn what_falls_is_rain_or_snow_and_freezes_on_the_ground() {
        let hours = [hour(8, 6.0, 1.0, 0.5), hour(9, 1.0, 1.0, 0.8), hour(10, 0.0, 1.0, 0.1)];
        let (rain, snow) =
            (found(&hours, HazardKind::Rain).unwrap(), found(&hours, HazardKind::Snow).unwrap());
        assert_eq!((rain.first, rain.last, rain.level), (0, 0, 1));
        assert_eq!((snow.first, snow.last, snow.level), (1, 1, 2));
        let ice = found(&hours, HazardKind::Ice).unwrap();
        assert_eq!((ice.first, ice.worst, ice.value), (2, 2, 0.0));
        assert_eq!(found(&hours[..2], HazardKind::Ice), None, "it is above freezing");
    }

    #[test]
    fn rain_and_snow_are_never_told_of_the_same_hours() {
        let hours = [hour(8, 6.0, 1.0, 0.5), hour(9, 1.0, 1.0, 0.8), hour(10, 6.0, 1.0, 0.6)];
        assert_eq!(found(&hours, HazardKind::Rain), None);
        let snow = found(&hours, HazardKind::Snow).unwrap();
        assert_eq!((snow.first, snow.last, snow.worst), (0, 2, 1));
    }

    #[test]
    fn many_small_chances_make_rain_likely_at_some_time() {
        let hours: Vec<Hour> = (7..=22).map(|h| hour(h, 20.0, 1.0, 0.18)).collect();
        let rain = found(&hours, HazardKind::Rain).unwrap();
        assert!(rain.at_some_time && (rain.first, rain.last) == (0, 15));
        assert!((rain.value - (1.0 - 0.82_f64.powi(3))).abs() < 1e-12);
        assert_eq!(found(&hours[..6], HazardKind::Rain), None, "one spell");
    }

    #[test]
    fn the_uv_index_is_that_under_the_clouds() {
        let level = |rain, cloud_cover_frac| {
            let hour = Hour { cloud_cover_frac, ..hour(12, 25.0, 1.0, rain) };
            found(&[hour], HazardKind::Uv).map(|hazard| hazard.level)
        };
        assert_eq!(
            [level(0.0, Some(0.0)), level(0.9, Some(0.0)), level(0.0, Some(1.0))],
            [Some(3), None, None]
        );
        // Half of the sky hides next to nothing of the sun.
        assert_eq!(level(0.0, None), Some(3));
    }

    proptest! {
        #[test]
        fn no_weather_gives_anything_but_numbers(
            temperature_c in -60.0..55.0_f64,
            wind_speed_ms in 0.0..40.0_f64,
            humidity_pct in 0.0..=100.0_f64,
            rain in 0.0..=1.0_f64,
        ) {
            let hour = Hour { relative_humidity_pct: humidity_pct, ..hour(12, temperature_c, wind_speed_ms, rain) };
            for hazard in hazards(&[hour], &thresholds()) {
                prop_assert!(hazard.value.is_finite() && hazard.level >= 1, "{:?}", hazard);
            }
        }
    }
}
