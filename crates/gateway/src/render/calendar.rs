//! The week's outfits as a calendar (RFC 5545) that people subscribe to.

use common::location::Location;
use common::numbers::rounded;
use common::recommendation::{DayRecommendation, Language, Style, WeekRecommendation};
use common::units::Units;
use icalendar::{Calendar, Component, Event, EventLike, Property};

use crate::body::Page;
use crate::query::Asker;

const CALENDAR: &str = "text/calendar; charset=utf-8";
/// How often calendars shall look for news.
const REFRESH: &str = "PT1H";

/// An all-day event for every day of which the forecast covers waking hours.
pub(crate) fn of_week(week: &WeekRecommendation, location: &Location, asker: &Asker) -> Page {
    let place = match asker.lang {
        Language::En => &location.name.en,
        Language::Ko => &location.name.ko,
    };
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//Overcoat//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name(&format!("Overcoat: {place}")).timezone(location.timezone.as_str());
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done(),
    );
    calendar.append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    for day in week.days.iter().filter(|day| day.decided_by.waking) {
        calendar.push(event(day, place, asker));
    }
    Page::new(CALENDAR, calendar.to_string())
}

fn event(day: &DayRecommendation, place: &str, asker: &Asker) -> Event {
    let DayRecommendation { location, target_date, forecast, weather_summary: weather, .. } = day;
    let degree = match asker.units {
        Units::Metric => "°C",
        Units::Us => "°F",
    };
    let whole = |temperature: f64| format!("{:.0}", rounded(temperature, 1.0));
    let (low, high) = (whole(weather.min_temp), whole(weather.max_temp));
    let styles = &day.recommendations.styles;
    let outfit = asker.style.and_then(|style| styles.get(style)).or_else(|| styles.get(Style::Casual));
    let worn = outfit.map(|outfit| [outfit.outer.as_str(), &outfit.top, &outfit.bottom].join(", "));
    let summary = format!("{low}–{high} {degree} · {}", worn.unwrap_or_default());
    let advice = day.hazards.iter().map(|hazard| hazard.text.as_str());
    let along = outfit.into_iter().flat_map(|outfit| {
        let changes = outfit.changes.iter().map(|change| change.text.as_str());
        let start = (!outfit.start.without.is_empty()).then_some(outfit.start.text.as_str());
        std::iter::once(outfit.explanation.as_str())
            .chain(start)
            .chain(changes)
            .chain([outfit.indoors.text.as_str()])
    });
    let mut lines: Vec<&str> = advice.chain(along).collect();
    lines.push(&day.recommendations.layering_tip);
    let mut event = Event::new();
    event
        .uid(&format!("{location}-{target_date}@overcoat"))
        .summary(&summary)
        .description(&lines.join("\n"))
        .location(place)
        .add_property("DTSTAMP", forecast.issued_at.strftime("%Y%m%dT%H%M%SZ").to_string())
        .append_property(date("DTSTART", *target_date))
        .append_property(date("DTEND", target_date.tomorrow().unwrap_or(*target_date)))
        // It says what to wear and keeps nobody busy.
        .add_property("TRANSP", "TRANSPARENT");
    event.done()
}

fn date(name: &str, date: jiff::civil::Date) -> Property {
    Property::new(name, date.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}
