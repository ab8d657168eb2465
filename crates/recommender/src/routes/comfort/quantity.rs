//! Numbers that are refused, with the reason, when they cannot be.

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

fn within<'de, D: Deserializer<'de>>(deserializer: D, least: f64, most: f64) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(D::Error::custom(format!("{value} is not within {least} and {most}")))
    }
}

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident: $least:literal to $most:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub(super) struct $name(pub(super) f64);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                within(deserializer, $least, $most).map(Self)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::Number)
                    .minimum(Some($least))
                    .maximum(Some($most))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

quantities! {
    /// A temperature, °C.
    Celsius: -150.0 to 200.0;
    /// A relative humidity, %.
    Percent: 0.0 to 100.0;
    /// A part of a whole.
    Fraction: 0.0 to 1.0;
    /// A speed, m/s or km/h.
    Speed: 0.0 to 500.0;
    /// A metabolic rate, met.
    Met: 0.1 to 20.0;
    /// A metabolic rate, W/m².
    WattPerM2: 1.0 to 1000.0;
    /// An insulation, clo.
    Clo: 0.0 to 20.0;
    /// A time outdoors, h.
    Hours: 0.01 to 72.0;
    /// An air permeability, l/m²s.
    Permeability: 0.1 to 2000.0;
    /// Mechanical work of the body, met; unlike a metabolic rate it may be none.
    Work: 0.0 to 20.0;
    /// An angle, °.
    Degrees: -360.0 to 360.0;
    /// A latitude, ° north.
    Latitude: -90.0 to 90.0;
    /// A longitude, ° east.
    Longitude: -180.0 to 180.0;
    /// A cosine.
    Cosine: -1.0 to 1.0;
    /// A height or a length, m.
    Metre: 0.0 to 1000.0;
    /// An air pressure, hPa.
    Hectopascal: 100.0 to 1200.0;
    /// An ozone column, Dobson units.
    Dobson: 10.0 to 1000.0;
    /// A warming by radiation, K per W/m².
    KelvinPerWattPerM2: 0.0 to 0.1;
    /// Sunlight, W/m².
    Irradiance: 0.0 to 2000.0;
    /// A radiation, W/m²; net fluxes may be negative.
    Radiation: -2000.0 to 2000.0;
}
