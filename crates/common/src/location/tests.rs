use super::*;
use crate::testing::SEOUL;

#[test]
fn the_first_location_is_the_default() {
    let second = SEOUL.replace("\"seoul\"", "\"busan\"");
    let locations: Locations = format!("{SEOUL}{second}").parse().unwrap();
    assert_eq!(locations.default_location().id.to_string(), "seoul");
    assert!(locations.get(&"busan".parse().unwrap()).is_some());
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    for (from, to, says) in [
        ("37.5714", "95.0", "latitude_deg"),
        ("126.9658", "200.0", "longitude_deg"),
        ("85.8", "nan", "elevation_m"),
        ("Asia/Seoul", "Asia/Soul", "IANA"),
        ("\"seoul\"", "\"../etc\"", "location id"),
        ("station", "sation", "sation"),
        ("kma_sfctm3", "kma/sfctm3", "provider"),
        ("\"서울\"", "\" \"", "name.ko"),
    ] {
        let error = SEOUL.replace(from, to).parse::<Locations>().unwrap_err();
        assert!(error.to_string().contains(says), "{from} -> {to}: {error}");
    }
    let twice = format!("{SEOUL}{SEOUL}").parse::<Locations>().unwrap_err();
    assert!(twice.to_string().contains("twice"));
}
