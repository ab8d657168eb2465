//! `/recommendation/week.ics`, as RFC 5545 has it.

use serde_json::{Value, json};

use crate::support::{ISSUED_AT, SEOUL_LATEST, SEOUL_WEEK, World, day, forecast};

const CALENDAR: &str = "/recommendation/week.ics";

async fn world(days: &[Value]) -> World {
    let world = World::start().await;
    world.inference.answers(SEOUL_LATEST, &forecast(ISSUED_AT));
    world.recommender.answers(SEOUL_WEEK, &json!({ "location": "seoul", "days": days }));
    world
}

/// The lines, each whole again: RFC 5545, section 3.1, folds long ones.
async fn lines(world: &World, query: &str) -> Vec<String> {
    let answer = world.get(&format!("{CALENDAR}?{query}")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/calendar; charset=utf-8"));
    let text = answer.text();
    assert!(text.ends_with("\r\n") && text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// The value of a property that is there once.
fn value<'a>(lines: &'a [String], name: &str) -> &'a str {
    let mut values = lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let value = values.next().unwrap_or_else(|| panic!("there is no {name} in {lines:#?}"));
    assert!(values.next().is_none(), "{name} is there twice");
    value
}

#[tokio::test]
async fn a_calendar_has_an_event_of_a_whole_day() {
    let world = world(&[day()]).await;
    let lines = lines(&world, "").await;
    assert_eq!(lines.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
    assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
    for (name, expected) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Overcoat//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", "Overcoat: Seoul"),
        ("X-WR-CALNAME", "Overcoat: Seoul"),
        ("X-WR-TIMEZONE", "Asia/Seoul"),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"),
        ("X-PUBLISHED-TTL", "PT1H"),
        ("UID", "seoul-2026-11-24@overcoat"),
        ("DTSTAMP", "20261123T150000Z"),
        ("DTSTART;VALUE=DATE", "20261124"),
        ("DTEND;VALUE=DATE", "20261125"),
        ("LOCATION", "Seoul"),
        ("TRANSP", "TRANSPARENT"),
        ("SUMMARY", "−1 to 9 °C · Wool coat\\, Jeans + Umbrella"),
        (
            "DESCRIPTION",
            "Wear: Wool coat\\, Jeans\\nTake along: Umbrella\\nStrong wind around 7 am.\\n7 am is the coldest of \
             your hours: this casual set is warm enough for it.\\nLeave without the coat.\\nFrom 11 am you can \
             take off the coat.\\nThere is a 35% chance of rain or snow.\\nIndoors\\, take off the coat.\\nIt is \
             10 °C warmer at 2 pm than at 7 am.",
        ),
    ] {
        assert_eq!(value(&lines, name), expected, "{name}");
    }
    assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 1);
    world.stop().await;
}

#[tokio::test]
async fn a_calendar_is_in_the_style_units_and_language_that_were_asked_for() {
    let world = world(&[day()]).await;
    let sporty = lines(&world, "style=sporty&units=us&lang=ko").await;
    assert_eq!(value(&sporty, "SUMMARY"), "화씨 30~48도 · Running jacket\\, Jeans");
    // Whoever puts on everything need not be told what to leave at home.
    assert_eq!(
        value(&sporty, "DESCRIPTION"),
        "입을 옷: Running jacket\\, Jeans\\nStrong wind around 7 am.\\n7 am is the coldest of your hours: this \
         sporty set is warm enough for it.\\nFrom 11 am you can take off the coat.\\nIndoors\\, take off the \
         coat.\\nIt is 10 °C warmer at 2 pm than at 7 am."
    );
    assert_eq!(value(&sporty, "NAME"), "Overcoat: 서울");
    assert_eq!(value(&sporty, "LOCATION"), "서울");
    assert_eq!(value(&sporty, "UID"), "seoul-2026-11-24-sporty@overcoat");
    // A style that the answer does not have is not worn: it is casual.
    let minimal = lines(&world, "style=minimal").await;
    assert!(value(&minimal, "SUMMARY").contains("Wool coat"), "{minimal:?}");
    let answer = world.get(&format!("{CALENDAR}?lang=ko")).await;
    assert_eq!(answer.header("content-language"), "ko");
    assert_eq!(answer.header("vary"), "accept-encoding, accept-language");
    assert!(answer.header("cache-control").starts_with("public, max-age=3240,"));
    world.stop().await;
}

#[tokio::test]
async fn an_event_rings_at_the_time_that_was_asked_for() {
    let world = world(&[day()]).await;
    let quiet = lines(&world, "").await;
    assert!(!quiet.iter().any(|line| line.contains("ALARM")), "{quiet:?}");
    let rings = lines(&world, "alarm=06:45").await;
    let begins = rings.iter().position(|line| line == "BEGIN:VALARM").unwrap();
    assert!(rings[begins..].contains(&"ACTION:DISPLAY".to_owned()), "{rings:?}");
    // 6 h 45 min after midnight, when a whole day's event begins.
    assert!(
        rings[begins..].iter().any(|line| line.starts_with("TRIGGER") && line.ends_with(":PT24300S")),
        "{rings:?}"
    );
    let wrong = world.get(&format!("{CALENDAR}?alarm=7")).await;
    assert!(wrong.problem(400, "invalid-request").contains("HH:MM"));
    world.stop().await;
}

#[tokio::test]
async fn a_day_whose_waking_hours_are_over_has_no_event() {
    let (mut night, mut later) = (day(), day());
    night["decided_by"]["waking"] = false.into();
    later["target_date"] = "2026-11-30".into();
    later["hazards"] = json!([]);
    let world = world(&[night, later]).await;
    let lines = lines(&world, "").await;
    assert_eq!(value(&lines, "UID"), "seoul-2026-11-30@overcoat");
    assert_eq!(value(&lines, "DTEND;VALUE=DATE"), "20261201");
    assert!(value(&lines, "DESCRIPTION").contains("Take along: Umbrella\\n7 am is the coldest"));
    world.stop().await;
}

#[tokio::test]
async fn the_week_and_its_calendar_are_two_answers_to_one_question() {
    let world = world(&[day()]).await;
    let calendar = world.get(CALENDAR).await;
    assert_eq!(world.get("/recommendation/week").await.json()["days"], json!([day()]));
    let (again, later) = (world.get(CALENDAR).await, world.get(CALENDAR).await);
    assert_eq!((&again.body, &later.body), (&calendar.body, &calendar.body));
    assert_eq!(world.recommender.calls(SEOUL_WEEK).await, 2);
    world.stop().await;
}
