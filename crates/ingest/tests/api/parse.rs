use std::fmt::Write;

use common::observation::{Observation, Variable};
use ingest::provider::kma::{ParseError, parse};
use ingest::span::Span;
use proptest::prelude::*;

use crate::support::{FIXTURE, span};

fn day() -> Span {
    span("2027-01-14T15:00:00Z", "2027-01-15T14:00:00Z")
}

fn parsed(text: &str) -> Result<Vec<Observation>, ParseError> {
    parse(text.as_bytes(), "108", day())
}

#[test]
fn every_variable_comes_in_its_unit_and_missing_codes_come_as_missing() {
    let hours = parsed(FIXTURE).unwrap();
    let times: Vec<String> = hours.iter().map(|hour| hour.time.to_string()).collect();
    assert_eq!(
        times,
        ["2027-01-14T23:00:00Z", "2027-01-15T00:00:00Z", "2027-01-15T01:00:00Z", "2027-01-15T03:00:00Z"]
    );
    let expected = [
        (Variable::Temperature, [Some(-9.0), Some(-8.2), None, Some(-6.0)]),
        (Variable::DewPoint, [Some(-13.4), Some(-13.1), None, Some(-50.0)]),
        (Variable::RelativeHumidity, [Some(71.0), Some(68.0), None, Some(55.0)]),
        (Variable::WindSpeed, [Some(1.7), Some(0.0), Some(3.2), None]),
        (Variable::WindDirection, [Some(290.0), Some(0.0), Some(360.0), None]),
        (Variable::Precipitation, [None, Some(0.0), Some(0.4), None]),
        (Variable::StationPressure, [Some(1012.1), Some(1012.4), None, Some(1011.8)]),
        (Variable::SeaLevelPressure, [Some(1022.9), Some(1023.2), None, Some(1022.5)]),
        (Variable::CloudCover, [Some(0.3), Some(1.0), None, Some(0.0)]),
        (Variable::ShortwaveRadiation, [None, Some(36.111_11), Some(333.333_34), Some(5.555_555_3)]),
        (Variable::Sunshine, [None, Some(0.0), Some(1.0), Some(0.7)]),
        (Variable::SnowDepth, [Some(2.5), Some(2.5), None, None]),
        (Variable::Visibility, [Some(20_000.0), Some(18_500.0), None, Some(140.0)]),
    ];
    for (variable, values) in expected {
        let got: Vec<_> = hours.iter().map(|hour| hour.get(variable)).collect();
        assert_eq!(got, values, "{variable:?}");
    }
}

/// The fixture with its columns in another order. Every column is cut out as
/// the characters from the end of the one before to its own end.
fn reordered(order: impl Fn(usize) -> usize) -> String {
    let lines: Vec<&str> = FIXTURE.lines().collect();
    let row = lines[4];
    let mut ends: Vec<usize> = row
        .char_indices()
        .filter(|(at, character)| *character != ' ' && row[at + 1..].starts_with([' ', '\n']))
        .map(|(at, _)| at + 1)
        .collect();
    ends.push(row.len());
    // The two columns of text are left-aligned: they end where the next begins.
    for end in &mut ends {
        let name = lines[2].get(*end - 1..*end + 1).unwrap_or_default();
        if name == "WW" {
            *end += 21;
        } else if name == "CT" && lines[3].get(*end - 1..*end + 7) == Some("--------") {
            *end += 7;
        }
    }
    let cells = |line: &str| -> Vec<String> {
        let line = format!("{line:<width$}", width = row.len());
        let line = line.strip_prefix('#').map_or(line.clone(), |rest| format!(" {rest}"));
        let begins = std::iter::once(0).chain(ends.iter().copied());
        begins.zip(&ends).map(|(from, until)| line[from..*until].to_owned()).collect()
    };
    let mut text = format!("{}\n", lines[0]);
    for line in &lines[2..lines.len() - 1] {
        let cells = cells(line);
        text.push(if line.starts_with('#') { '#' } else { ' ' });
        for index in 0..cells.len() {
            text.push(' ');
            text.push_str(&cells[order(index)]);
        }
        text.push('\n');
    }
    text.push_str("#7777END\n");
    text
}

#[test]
fn columns_are_found_by_their_header_wherever_they_are() {
    let usual = parsed(FIXTURE).unwrap();
    let backwards = reordered(|index| 45 - index);
    assert!(backwards.lines().nth(1).unwrap().trim_end().ends_with("YYMMDDHHMI"), "{backwards}");
    assert_eq!(parsed(&backwards).unwrap(), usual);
    assert_eq!(parsed(&reordered(|index| (index * 7 + 3) % 46)).unwrap(), usual);
}

#[test]
fn an_unknown_layout_is_named() {
    for (from, to, says) in [
        ("   TA    TD", "   T2    TD", "TA"),
        ("    hPa    hPa  -", "   inHg    hPa  -", "PA"),
        ("       KST", "       UTC", "KST"),
        (" DAY    TOT", " DAY    SUM", "SD TOT"),
        (" HM    PV", " HM    PS", "PS hPa is there twice"),
        ("# YYMMDDHHMI STN", "# YYMMDDHHMI ABC", "names the columns"),
    ] {
        let text = FIXTURE.replacen(from, to, 1);
        assert_ne!(text, FIXTURE, "{from}");
        let error = parsed(&text).unwrap_err();
        assert!(matches!(&error, ParseError::Layout(reason) if reason.contains(says)), "{from}: {error}");
    }
}

#[test]
fn an_answer_that_was_cut_off_anywhere_gives_nothing() {
    let end = FIXTURE.trim_end().len();
    for cut in 0..end {
        assert_eq!(parsed(&FIXTURE[..cut]).unwrap_err(), ParseError::Truncated, "at {cut}");
    }
}

#[test]
fn rows_that_were_not_asked_for_are_refused() {
    for (from, to, says) in [
        ("202701150900 108", "202701150900 109", "station 109"),
        ("202701150900", "202701150800", "not after"),
        ("202701150900", "202701150930", "full hour"),
        ("202701150900", "202702300900", "full hour"),
        ("202701150900", "202701160900", "not asked for"),
        ("202701150900", "2027011509", "full hour"),
        ("0.13 -9", "0.13", "45 fields"),
        (" -8.2", "  NaN", "TA is not a number"),
        (" -8.2", " 1e999", "TA is not a number"),
    ] {
        let Err(ParseError::Row { line, reason }) = parsed(&FIXTURE.replacen(from, to, 1)) else {
            panic!("{from} -> {to} was taken");
        };
        assert_eq!(line, 6);
        assert!(reason.contains(says), "{from}: {reason}");
    }
}

#[test]
fn hours_that_the_station_does_not_have_are_an_answer() {
    let header: String = FIXTURE.lines().take(4).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    });
    assert_eq!(parsed(&format!("{header}#7777END\n")).unwrap(), []);
    assert_eq!(parsed("#START7777\n#7777END").unwrap(), []);
}

#[test]
fn a_refusal_is_told_in_kmas_words_in_either_encoding() {
    let json = "{\"result\": {\"status\": 401, \"message\": \"유효한 인증키가 아닙니다.\"}}";
    let refused = |status, message: &str| ParseError::Refused { status, message: message.to_owned() };
    assert_eq!(parsed(json).unwrap_err(), refused(401, "유효한 인증키가 아닙니다."));
    let (euc_kr, _, _) = encoding_rs::EUC_KR.encode(json);
    assert_eq!(parse(&euc_kr, "108", day()).unwrap_err(), refused(401, "유효한 인증키가 아닙니다."));

    let page = parsed("<html>\n<body>Bad Gateway").unwrap_err();
    assert_eq!(page, ParseError::NotAnAnswer { begins: "<html> <body>Bad Gateway".to_owned() });
    assert!(matches!(parsed("{\"error\": true}"), Err(ParseError::NotAnAnswer { .. })));
}

#[test]
fn korean_comments_in_the_old_encoding_do_not_disturb_the_columns() {
    let with_help = FIXTURE.replacen("#START7777\n", "#START7777\n# 12. TA : 기온 (C)\n", 1);
    let (euc_kr, _, _) = encoding_rs::EUC_KR.encode(&with_help);
    assert_eq!(parse(&euc_kr, "108", day()).unwrap(), parsed(FIXTURE).unwrap());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes, "108", day());
        let framed = [b"#START7777\n".as_slice(), &bytes, b"\n#7777END"].concat();
        let _ = parse(&framed, "108", day());
    }

    #[test]
    fn no_damage_makes_it_panic(
        at in 0..FIXTURE.len(),
        len in 0_usize..40,
        damage in proptest::collection::vec(any::<u8>(), 0..12),
    ) {
        let mut bytes = FIXTURE.as_bytes().to_vec();
        let until = (at + len).min(bytes.len());
        bytes.splice(at..until, damage);
        if let Ok(hours) = parse(&bytes, "108", day()) {
            prop_assert!(hours.iter().all(|hour| day().contains(hour.time)));
        }
    }
}
