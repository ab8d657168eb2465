use fluent_bundle::FluentResource;

use super::*;

fn ids(source: &str) -> Vec<String> {
    let resource = FluentResource::try_new(source.to_owned()).unwrap();
    let mut ids: Vec<String> = source
        .lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(id, _)| id)
        .filter(|id| id.starts_with(|letter: char| letter.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        ids.len(),
        resource.entries().filter(|entry| format!("{entry:?}").starts_with("Message")).count()
    );
    ids.sort();
    ids
}

#[test]
fn both_languages_say_the_same_messages() {
    assert_eq!(ids(ENGLISH), ids(KOREAN));
}

/// Every variant of every message, with every fact that any message asks for.
#[test]
fn every_message_can_be_said_in_full() {
    let words = Words::load().unwrap();
    let variants = [
        ("wind", ["windy", "calm"].as_slice()),
        ("kind", &["clothes", "accessories", "both"]),
        ("effort", &["gentle", "brisk", "fast", "run"]),
        ("span", &["once", "long"]),
        ("heat", &["mild", "cool", "warm", "hot", "evening", "moving"]),
        ("sun", &["up", "early", "down"]),
        ("single", &["yes", "no"]),
        ("sharp", &["yes", "no"]),
        ("sure", &["yes", "no"]),
        ("short", &["little", "much"]),
        ("use", &["umbrella", "along", "hood", "jacket", "none"]),
        ("glasses", &["yes", "no"]),
        ("told", &["worst", "even", "both"]),
        ("form", &["snow", "sleet", "rain", "both"]),
        ("air", &["cool", "warm"]),
    ];
    for language in [Language::En, Language::Ko] {
        let speaker = words.speaker(language, Units::Metric);
        for id in ids(ENGLISH) {
            for (fact, values) in variants {
                for value in values {
                    let mut facts = Facts::new()
                        .count("hours", 2)
                        .count("pieces", 14)
                        .count("days", 3)
                        .count("minutes", 40);
                    for name in [
                        "garment",
                        "garments",
                        "difference",
                        "wind-speed",
                        "temperature",
                        "cautious",
                        "hour",
                        "again",
                        "glasses",
                        "single",
                        "from",
                        "until",
                        "chance",
                        "careful",
                        "worst",
                        "some",
                        "begin",
                        "end",
                        "warmest",
                        "coldest",
                        "sharp",
                        "sure",
                        "short",
                        "use",
                        "told",
                        "form",
                        "air",
                        "time",
                        "value",
                        "feels",
                        "speed",
                        "wind",
                        "kind",
                        "effort",
                        "span",
                        "first",
                        "second",
                        "heat",
                        "sun",
                        "degrees",
                        "clothes",
                        "accessories",
                    ] {
                        facts = facts.text(name, format!("<{name}>"));
                    }
                    let said = speaker.tell(&id, facts.text(fact, *value));
                    assert!(!said.is_empty() && !said.contains(['{', '}']), "{id}: {said}");
                }
            }
        }
    }
}

#[test]
fn hours_are_said_as_people_say_them() {
    let words = Words::load().unwrap();
    let said =
        |language, hour: i8| words.speaker(language, Units::Metric).hour(jiff::civil::time(hour, 0, 0, 0));
    let half_past =
        |language, hour: i8| words.speaker(language, Units::Metric).hour(jiff::civil::time(hour, 30, 0, 0));
    let expected = [
        (0, "midnight", "밤 12시"),
        (3, "3 am", "새벽 3시"),
        (7, "7 am", "아침 7시"),
        (12, "noon", "낮 12시"),
        (19, "7 pm", "저녁 7시"),
        (22, "10 pm", "밤 10시"),
    ];
    for (hour, english, korean) in expected {
        assert_eq!((said(Language::En, hour).as_str(), said(Language::Ko, hour).as_str()), (english, korean));
    }
    for (hour, english, korean) in [
        (0, "12:30 am", "새벽 12시 30분"),
        (12, "12:30 pm", "낮 12시 30분"),
        (20, "8:30 pm", "저녁 8시 30분"),
    ] {
        let told = [half_past(Language::En, hour), half_past(Language::Ko, hour)];
        assert_eq!(told, [english, korean]);
    }
}

#[test]
fn lists_and_plurals_follow_the_language() {
    let words = Words::load().unwrap();
    let (english, korean) =
        (words.speaker(Language::En, Units::Metric), words.speaker(Language::Ko, Units::Metric));
    let list = |speaker: Speaker<'_>, items: &[&str]| {
        speaker.list(&items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(list(english, &[]), "");
    assert_eq!(list(english, &["the coat"]), "the coat");
    assert_eq!(list(english, &["the coat", "the hat"]), "the coat and the hat");
    assert_eq!(list(english, &["the coat", "the hat", "the scarf"]), "the coat, the hat and the scarf");
    assert_eq!(list(korean, &["울 코트", "목도리"]), "울 코트와 목도리");
    assert_eq!(list(korean, &["장갑", "목도리"]), "장갑과 목도리");
    assert_eq!(list(korean, &["코트", "장갑", "목도리"]), "코트, 장갑, 목도리");
    let minutes = |count| english.tell("time-minutes", Facts::new().count("minutes", count));
    assert_eq!((minutes(1).as_str(), minutes(40).as_str()), ("1 minute", "40 minutes"));
    let hours = |count| english.tell("time-hours", Facts::new().count("hours", count));
    assert_eq!((hours(1).as_str(), hours(3).as_str()), ("an hour", "3 hours"));
    let off = |speaker: Speaker<'_>, garments: &str| {
        speaker.tell("indoors-take-off", Facts::new().text("garments", garments))
    };
    assert_eq!(off(korean, "패딩 재킷"), "실내에서는 패딩 재킷을 벗으세요.");
    assert_eq!(off(korean, "울 코트"), "실내에서는 울 코트를 벗으세요.");
}

#[test]
fn temperatures_are_said_as_people_say_them() {
    let words = Words::load().unwrap();
    let said = |language, temperature_c| words.speaker(language, Units::Metric).temperature(temperature_c);
    assert_eq!((said(Language::En, -4.6).as_str(), said(Language::Ko, -4.6).as_str()), ("−5 °C", "영하 5도"));
    assert_eq!((said(Language::En, -0.4).as_str(), said(Language::Ko, 17.5).as_str()), ("0 °C", "18도"));
    let (english, korean) = (words.speaker(Language::En, Units::Us), words.speaker(Language::Ko, Units::Us));
    assert_eq!((english.temperature(-0.4).as_str(), english.temperature(-20.0).as_str()), ("31 °F", "−4 °F"));
    assert_eq!(
        (korean.temperature(-20.0).as_str(), korean.temperature_difference(9.6).as_str()),
        ("화씨 영하 4도", "화씨 17도")
    );
    assert_eq!(
        (english.wind_speed(13.4).as_str(), korean.wind_speed(13.4).as_str()),
        ("30 mph", "시속 30마일")
    );
}
