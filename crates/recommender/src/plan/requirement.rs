//! How warm the clothes of a day must be.

use jiff::ZonedDateTime;

use crate::comfort::utci_clothing;
use crate::config::WakingHours;
use crate::weather::{Day, Hour};

/// What a day asks of a set of clothes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Requirement {
    /// The hour that the whole set is for.
    pub(crate) coldest: DecisiveHour,
    /// The hour that the set without its outer layer is for.
    pub(crate) warmest: DecisiveHour,
    /// Whether these are waking hours; where the forecast covers none of the
    /// day's, all covered hours count.
    pub(crate) waking: bool,
}

/// An hour and the clothing that people wear in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DecisiveHour {
    /// On the clock of the place.
    pub(crate) time: ZonedDateTime,
    /// Median air temperature, °C.
    pub(crate) temperature_c: f64,
    /// Required intrinsic insulation, clo.
    pub(crate) required_clo: f64,
    /// Whether the temperature is one that the clothing model was made for.
    pub(crate) within_model_range: bool,
}

impl Requirement {
    /// What `day` asks for: the clothing that people wear at the median
    /// temperature of each hour, in the coldest and in the warmest of them, the
    /// earlier one where several are equal. `None` for a day without hours.
    pub(crate) fn of(day: &Day, waking_hours: WakingHours) -> Option<Self> {
        let awake = || day.hours.iter().filter(|hour| waking_hours.contain(hour.time.hour()));
        let waking = awake().next().is_some();
        let hours: Vec<DecisiveHour> = if waking {
            awake().filter_map(DecisiveHour::of).collect()
        } else {
            day.hours.iter().filter_map(DecisiveHour::of).collect()
        };
        let by_temperature =
            |a: &&DecisiveHour, b: &&DecisiveHour| a.temperature_c.total_cmp(&b.temperature_c);
        Some(Self {
            coldest: hours.iter().min_by(by_temperature)?.clone(),
            // `max_by` takes the last of equals.
            warmest: hours.iter().rev().max_by(by_temperature)?.clone(),
            waking,
        })
    }

    /// The difference that taking something off has to make up for, clo.
    pub(crate) fn swing_clo(&self) -> f64 {
        self.coldest.required_clo - self.warmest.required_clo
    }
}

impl DecisiveHour {
    fn of(hour: &Hour) -> Option<Self> {
        let clothing = utci_clothing(hour.temperature_c)?;
        Some(Self {
            time: hour.time.clone(),
            temperature_c: hour.temperature_c,
            required_clo: clothing.clo,
            within_model_range: clothing.within_range,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::weather::days;
    use crate::weather::tests::forecast;

    const WAKING: WakingHours = WakingHours { from_h: 7, until_h: 22 };

    /// Seoul's days of these temperatures, the first at 00:00.
    fn seoul(temperatures_c: &[f32]) -> Vec<Day> {
        days(&forecast("2026-11-23T14:00:00Z", temperatures_c), &TimeZone::get("Asia/Seoul").unwrap())
    }

    #[test]
    fn a_cold_night_does_not_decide() {
        let mut temperatures_c = [12.0; 24];
        temperatures_c[4] = -8.0;
        temperatures_c[9] = 5.0;
        temperatures_c[14] = 20.0;
        temperatures_c[15] = 20.0;
        temperatures_c[23] = -3.0;
        let requirement = Requirement::of(&seoul(&temperatures_c)[0], WAKING).unwrap();
        assert!(requirement.waking);
        assert_eq!(requirement.coldest.time.to_string(), "2026-11-24T09:00:00+09:00[Asia/Seoul]");
        assert_eq!(requirement.coldest.required_clo, utci_clothing(5.0).unwrap().clo);
        assert_eq!(requirement.warmest.time.hour(), 14, "the earlier one of equals");
        assert!(requirement.swing_clo() > 0.4);
    }

    #[test]
    fn a_night_decides_where_the_forecast_has_nothing_else() {
        let days = seoul(&[3.0, 2.0, 2.0, 4.0]);
        let requirement = Requirement::of(&days[0], WAKING).unwrap();
        assert!(!requirement.waking);
        assert_eq!(requirement.coldest.time.hour(), 1, "the earlier one of equals");
        assert_eq!(requirement.warmest.time.hour(), 3);
    }

    #[test]
    fn weather_beyond_the_model_is_marked() {
        let requirement = Requirement::of(&seoul(&[-55.0; 24])[0], WAKING).unwrap();
        assert!(!requirement.coldest.within_model_range);
    }
}
