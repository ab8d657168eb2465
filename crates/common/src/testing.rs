//! The location that tests and benches are about, where no other is said.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a fixture is a part of tests that lives in the library"
)]

use crate::location::{Location, Locations};

/// A locations file with one location, which is KMA's.
pub const SEOUL: &str = r#"
[[location]]
id = "seoul"
name = { en = "Seoul", ko = "서울" }
latitude_deg = 37.5714
longitude_deg = 126.9658
elevation_m = 85.8
timezone = "Asia/Seoul"
provider = "kma_sfctm3"
station = "108"
"#;

/// The location of [`SEOUL`]; others differ from it in what matters to them.
#[must_use]
pub fn seoul() -> Location {
    SEOUL.parse::<Locations>().expect("is a locations file").default_location().clone()
}
