//! KMA's `kma_sfctm3`: the hours of a station as text, column for column.
//!
//! Written from the API's own answers and not from ingest's reader, so that
//! the one checks the other.

use std::fmt::Write;

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get, web};
use common::observation::{Observation, Variable};
use ingest::provider::kma::NAME;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;

use super::places::Replay;

/// Korea Standard Time, in which the API speaks.
const KST: Offset = jiff::tz::offset(9);

/// The longest span that a call may ask for.
const MAX_SPAN: SignedDuration = SignedDuration::from_hours(31 * 24);

const START: &str = "#START7777";
const END: &str = "#7777END";
const NAMES: &str = "# YYMMDDHHMI STN  WD   WS GST  GST  GST     PA     PS PT    PR    TA    TD    HM    PV     RN     RN     RN     RN     SD     SD     SD WC WP WW                      CA  CA   CH CT        CT  CT  CT    VS   SS    SI ST    TS    TE    TE    TE    TE  ST   WH BF IR IX";
const UNITS: &str = "#        KST  ID  16  m/s  WD   WS   TM    hPa    hPa  -   hPa     C     C     %   hPa     mm    DAY    JUN    INT    HR3    DAY    TOT -- -- ---------------------- TOT MID  MIN -------- TOP MID LOW                  GD     C     5    10    20    30 SEA    m --  -  -";

/// What KMA takes; what else it takes is passed over.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// The first hour, `YYYYMMDDHHMM` in Korea.
    tm1: Option<String>,
    /// The last hour, included.
    tm2: Option<String>,
    /// The station's number.
    stn: Option<String>,
    /// The key; any but an empty one is good.
    #[serde(rename = "authKey")]
    auth_key: Option<String>,
}

/// Hourly observations of a station over a span.
#[utoipa::path(params(Query), responses((status = 200, description = "The observations as text", content_type = "text/plain")))]
#[get("/api/typ01/url/kma_sfctm3.php")]
pub(super) async fn kma_sfctm3(replay: web::Data<Replay>, query: web::Query<Query>) -> HttpResponse {
    match respond(&replay, &query) {
        Ok(text) => HttpResponse::Ok().content_type(ContentType::plaintext()).body(text),
        Err((status, message)) => HttpResponse::build(status)
            .content_type(ContentType::json())
            .body(refusal(status.as_u16(), message)),
    }
}

fn respond(replay: &Replay, query: &Query) -> Result<String, (StatusCode, &'static str)> {
    if query.auth_key.as_deref().unwrap_or_default().is_empty() {
        return Err((StatusCode::UNAUTHORIZED, "유효한 인증키가 아닙니다."));
    }
    let invalid = |message| move || (StatusCode::BAD_REQUEST, message);
    let time = |text: &Option<String>| text.as_deref().and_then(time);
    let from = time(&query.tm1).ok_or_else(invalid("tm1은 YYYYMMDDHHMM 형식이어야 합니다."))?;
    let until = time(&query.tm2).ok_or_else(invalid("tm2는 YYYYMMDDHHMM 형식이어야 합니다."))?;
    if until.duration_since(from) > MAX_SPAN {
        return Err(invalid("조회 기간은 31일을 넘을 수 없습니다.")());
    }
    let station = query.stn.as_deref().unwrap_or_default();
    let place = replay.of_provider(NAME).find(|place| place.location.station == station);
    let hours = place.map(|place| place.archive.replay(from, until, replay.clock.now()));
    Ok(answer(station, &hours.unwrap_or_default()))
}

fn time(text: &str) -> Option<Timestamp> {
    let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let civil = digits.then(|| DateTime::strptime("%Y%m%d%H%M", text).ok()).flatten()?;
    KST.to_timestamp(civil).ok()
}

/// Writes an answer with the hours of `station`, as `help=0` gives it.
fn answer(station: &str, hours: &[Observation]) -> String {
    let ruler: String = (2..=254).map(|column| char::from(b'0' + column % 10)).collect();
    let mut text = format!("{START}\n#{ruler}\n{NAMES}\n{UNITS}\n");
    for hour in hours {
        text.push_str(&row(station, hour));
        text.push('\n');
    }
    text + END + "\n"
}

/// A refusal, in the form of the API's own.
fn refusal(status: u16, message: &str) -> String {
    format!(
        "{{\n  \"result\" : {{\n    \"status\" : {status},\n    \"message\" : {}\n  }}\n}}",
        serde_json::Value::from(message)
    )
}

/// What is not in the archive is missing, as at a station without the
/// instrument: temperatures as -99.0, since -9.0 is one, all else as -9.
fn row(station: &str, hour: &Observation) -> String {
    let stamp = KST.to_datetime(hour.time).strftime("%Y%m%d%H%M");
    let number = |variable: Variable, scale: f64| hour.get(variable).map(|value| f64::from(value) * scale);
    let celsius = |variable| number(variable, 1.0).unwrap_or(-99.0);
    let plain = |variable| number(variable, 1.0).unwrap_or(-9.0);
    let scaled = |variable, scale| number(variable, scale).unwrap_or(-9.0);

    let mut row = format!("{stamp} {station:>3}");
    // A `String` takes everything that is written to it.
    let _ = write!(
        row,
        " {:3.0} {:4.1}  -9 -9.0   -9 {:6.1} {:6.1} -9  -9.0",
        scaled(Variable::WindDirection, 0.1),
        plain(Variable::WindSpeed),
        plain(Variable::StationPressure),
        plain(Variable::SeaLevelPressure),
    );
    let _ = write!(
        row,
        " {:5.1} {:5.1} {:5.1}  -9.0 {:6.1}   -9.0   -9.0   -9.0   -9.0   -9.0 {:6.1} -9 -9 {:<22}",
        celsius(Variable::Temperature),
        celsius(Variable::DewPoint),
        plain(Variable::RelativeHumidity),
        plain(Variable::Precipitation),
        plain(Variable::SnowDepth),
        "-",
    );
    let _ = write!(
        row,
        " {:3.0}  -9   -9 {:<8}  -9  -9  -9 {:5.0} {:4.1} {:5.2}",
        scaled(Variable::CloudCover, 10.0),
        "-",
        scaled(Variable::Visibility, 0.1),
        plain(Variable::Sunshine),
        // From W/m² to MJ/m² in the hour.
        scaled(Variable::ShortwaveRadiation, 3600.0 / 1e6),
    );
    row + " -9 -99.0 -99.0 -99.0 -99.0 -99.0  -9 -9.0 -9 -9 -9"
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ingest::provider::kma::{ParseError, parse};
    use ingest::span::Span;

    use super::*;

    #[test]
    fn every_hour_of_the_archive_is_read_back_bit_for_bit() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/demo/observations/seoul.parquet");
        let hours = common::lake::codec::read_observations(std::fs::read(file).unwrap().into()).unwrap();
        assert_eq!(hours.len(), 26_304);
        for page in hours.chunks(720) {
            let span = Span::new(page[0].time, page[page.len() - 1].time).unwrap();
            let read = parse(answer("108", page).as_bytes(), "108", span).unwrap();
            assert_eq!(read.len(), page.len());
            for (read, written) in read.iter().zip(page) {
                assert_eq!(read.time, written.time);
                for variable in Variable::ALL {
                    let bits = |hour: &Observation| hour.get(variable).map(f32::to_bits);
                    assert_eq!(bits(read), bits(written), "{variable:?} at {}", written.time);
                }
            }
        }
        let cold = hours.iter().filter(|hour| hour.get(Variable::Temperature) == Some(-9.0)).count();
        assert!(cold > 0, "the archive has no hour of -9.0 °C that could be lost");
    }

    #[test]
    fn rows_stand_under_their_header() {
        let mut hour = Observation::new("2026-01-15T00:00:00Z".parse().unwrap());
        for (variable, value) in [
            (Variable::Temperature, -12.3),
            (Variable::SeaLevelPressure, 1023.4),
            (Variable::Visibility, 20_000.0),
            (Variable::ShortwaveRadiation, 36.111_11),
        ] {
            hour.set(variable, Some(value));
        }
        let text = answer("108", &[hour]);
        let lines: Vec<&str> = text.lines().collect();
        let under = |name: &str| {
            let end = lines[2].find(name).unwrap() + name.len();
            lines[4][..end].split(' ').next_back().unwrap()
        };
        for (name, value) in [
            (" TA", "-12.3"),
            (" PS", "1023.4"),
            (" VS", "2000"),
            (" SI", "0.13"),
            (" TD", "-99.0"),
            (" HM", "-9.0"),
        ] {
            assert_eq!(under(name), value, "{name}");
        }
        assert_eq!(lines[4].split_whitespace().count(), 46);
        assert_eq!((lines[0], lines[5]), (START, END));
        assert_eq!(lines[1].len(), 254);
    }

    #[test]
    fn a_refusal_is_understood_by_ingest() {
        let span = Span::new(jiff::Timestamp::UNIX_EPOCH, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let error = parse(refusal(401, "유효한 \"키\"").as_bytes(), "108", span).unwrap_err();
        assert_eq!(error, ParseError::Refused { status: 401, message: "유효한 \"키\"".to_owned() });
    }
}
