//! The week's outfits as a calendar (RFC 5545) that people subscribe to.

use common::location::Location;
use common::numbers::rounded;
use common::recommendation::{
    DayRecommendation, GarmentCategory, Language, Outfit, Style, WeekRecommendation,
};
use common::units::Units;
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property, Trigger};

use crate::body::Page;
use crate::query::{Asker, ClockTime};

const CALENDAR: &str = "text/calendar; charset=utf-8";
/// How often calendars shall look for news.
const REFRESH: &str = "PT1H";

/// An all-day event for every day of which the forecast covers waking hours.
pub(crate) fn of_week(
    week: &WeekRecommendation,
    location: &Location,
    asker: &Asker,
    alarm: Option<ClockTime>,
) -> Page {
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
        calendar.push(event(day, place, asker, alarm));
    }
    Page::new(CALENDAR, calendar.to_string())
}

fn event(day: &DayRecommendation, place: &str, asker: &Asker, alarm: Option<ClockTime>) -> Event {
    let DayRecommendation { location, target_date, forecast, weather_summary: weather, .. } = day;
    let styles = &day.recommendations.styles;
    let outfit = asker.style.and_then(|style| styles.get(style)).or_else(|| styles.get(Style::Casual));
    let range = degrees(weather.min_temp, weather.max_temp, asker);
    let summary = [range].into_iter().chain(outfit.map(title));
    let summary = summary.collect::<Vec<_>>().join(" · ");
    let worn = outfit.map(|outfit| everything(outfit, asker.lang));
    let advice = day.hazards.iter().map(|hazard| hazard.text.as_str());
    let along = outfit.into_iter().flat_map(|outfit| {
        let changes = outfit.changes.iter().map(|change| change.text.as_str());
        let start = (!outfit.start.without.is_empty()).then_some(outfit.start.text.as_str());
        let carried = outfit.take_along.iter().map(|carried| carried.text.as_str());
        std::iter::once(outfit.explanation.as_str())
            .chain(start)
            .chain(changes)
            .chain(carried)
            .chain([outfit.indoors.text.as_str()])
    });
    let mut lines: Vec<&str> = worn.iter().map(String::as_str).chain(advice).chain(along).collect();
    lines.push(&day.recommendations.layering_tip);
    // Two styles of one place can be in one calendar.
    let of_style = asker.style.map(|style| format!("-{}", style.code())).unwrap_or_default();
    let mut event = Event::new();
    event
        .uid(&format!("{location}-{target_date}{of_style}@overcoat"))
        .summary(&summary)
        .description(&lines.join("\n"))
        .location(place)
        .add_property("DTSTAMP", forecast.issued_at.strftime("%Y%m%dT%H%M%SZ").to_string())
        .append_property(date("DTSTART", *target_date))
        .append_property(date("DTEND", target_date.tomorrow().unwrap_or(*target_date)))
        // It says what to wear and keeps nobody busy.
        .add_property("TRANSP", "TRANSPARENT");
    // After the event's beginning, which is midnight at the place.
    let trigger = alarm.map(|alarm| Property::new("TRIGGER", format!("PT{}M", alarm.minutes())));
    if let Some(trigger) = trigger.and_then(|trigger| Trigger::try_from(&trigger).ok()) {
        event.alarm(Alarm::display(&summary, trigger));
    }
    event.done()
}

/// What is worn, what one sees first first, and what is in the bag: on a watch the
/// beginning is read.
fn title(outfit: &Outfit) -> String {
    const SEEN_FIRST: [GarmentCategory; 9] = [
        GarmentCategory::Outer,
        GarmentCategory::Mid,
        GarmentCategory::OnePiece,
        GarmentCategory::Top,
        GarmentCategory::OverBottom,
        GarmentCategory::Bottom,
        GarmentCategory::Shoes,
        GarmentCategory::Accessory,
        GarmentCategory::BaseBottom,
    ];
    let of = |category| outfit.garments.iter().filter(move |garment| garment.category == category);
    let worn: Vec<&str> = SEEN_FIRST.into_iter().flat_map(of).map(|garment| garment.name.as_str()).collect();
    let carried = carried(outfit);
    let along = if carried.is_empty() { String::new() } else { format!(" + {}", carried.join(", ")) };
    format!("{}{along}", worn.join(", "))
}

fn carried(outfit: &Outfit) -> Vec<&str> {
    outfit.take_along.iter().map(|carried| carried.name.as_str()).collect()
}

/// Every piece that is worn and carried.
fn everything(outfit: &Outfit, lang: Language) -> String {
    let worn: Vec<&str> = outfit.garments.iter().map(|garment| garment.name.as_str()).collect();
    let (wear, along) = match lang {
        Language::En => ("Wear", "Take along"),
        Language::Ko => ("입을 옷", "챙길 것"),
    };
    let mut text = format!("{wear}: {}", worn.join(", "));
    let carried = carried(outfit);
    if !carried.is_empty() {
        text += &format!("\n{along}: {}", carried.join(", "));
    }
    text
}

/// From the lowest to the highest temperature, as one writes it.
fn degrees(low: f64, high: f64, asker: &Asker) -> String {
    // A minus sign is none of the dashes that stand between numbers.
    let whole = |temperature: f64| format!("{:.0}", rounded(temperature, 1.0)).replace('-', "−");
    let (low, high) = (whole(low), whole(high));
    match (asker.lang, asker.units) {
        (Language::Ko, Units::Metric) => format!("{low}~{high}도"),
        (Language::Ko, Units::Us) => format!("화씨 {low}~{high}도"),
        (Language::En, units) => {
            let degree = match units {
                Units::Metric => "°C",
                Units::Us => "°F",
            };
            let to = if low.starts_with('−') { " to " } else { "–" };
            format!("{low}{to}{high} {degree}")
        }
    }
}

fn date(name: &str, date: jiff::civil::Date) -> Property {
    Property::new(name, date.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}
