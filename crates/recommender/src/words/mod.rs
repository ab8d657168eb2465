//! What people read: every sentence stands whole in the message files, one for
//! each language; nothing is put together from parts.

mod josa;

use std::borrow::Cow;

use common::recommendation::Language;
use common::units::Units;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Time;
use serde::Deserialize;
use unic_langid::{LanguageIdentifier, langid};

use self::josa::with_particle;

const ENGLISH: &str = include_str!("en.ftl");
const KOREAN: &str = include_str!("ko.ftl");

/// A text in every language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    en: String,
    ko: String,
}

impl Text {
    /// The text in `language`.
    pub(crate) fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ko => &self.ko,
        }
    }

    /// Whether a language is missing.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.en.trim().is_empty() || self.ko.trim().is_empty()
    }
}

/// Says things in all languages.
pub(crate) struct Words {
    en: Tongue,
    ko: Tongue,
}

struct Tongue {
    language: Language,
    messages: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    /// Reads the message files.
    ///
    /// # Errors
    /// A file is not valid Fluent, or a message is there twice.
    pub(crate) fn load() -> anyhow::Result<Self> {
        Ok(Self {
            en: Tongue::new(Language::En, langid!("en"), ENGLISH)?,
            ko: Tongue::new(Language::Ko, langid!("ko"), KOREAN)?,
        })
    }

    /// The one who speaks `language` and counts in `units`.
    pub(crate) fn speaker(&self, language: Language, units: Units) -> Speaker<'_> {
        let tongue = match language {
            Language::En => &self.en,
            Language::Ko => &self.ko,
        };
        Speaker { tongue, units }
    }
}

/// Says things in one language.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    tongue: &'a Tongue,
    units: Units,
}

/// The facts of a message.
#[derive(Debug, Default)]
pub(crate) struct Facts<'a>(FluentArgs<'a>);

impl<'a> Facts<'a> {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A number as it is; for counting.
    pub(crate) fn count(mut self, name: &'static str, value: i64) -> Self {
        self.0.set(name, FluentNumber::from(value));
        self
    }

    /// A whole number.
    pub(crate) fn whole(self, name: &'static str, value: f64) -> Self {
        self.text(name, format!("{:.0}", common::numbers::rounded(value, 1.0)))
    }

    /// A name, a list, or one of the variants that the message knows.
    pub(crate) fn text(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(name, FluentValue::String(value.into()));
        self
    }
}

impl Speaker<'_> {
    pub(crate) fn language(self) -> Language {
        self.tongue.language
    }

    /// A message without facts.
    pub(crate) fn say(self, message: &str) -> String {
        self.tell(message, Facts::new())
    }

    /// A message with its facts.
    pub(crate) fn tell(self, message: &str, facts: Facts<'_>) -> String {
        let pattern = self.tongue.messages.get_message(message).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            tracing::error!(message, "there is no such message");
            return String::new();
        };
        let mut errors = Vec::new();
        let said = self.tongue.messages.format_pattern(pattern, Some(&facts.0), &mut errors);
        for error in errors {
            tracing::error!(message, %error, "the message cannot be said in full");
        }
        said.into_owned()
    }

    /// Several things as one would list them.
    pub(crate) fn list(self, items: &[String]) -> String {
        let join = |message, first: String, second: &String| {
            self.tell(message, Facts::new().text("first", first).text("second", second.as_str()))
        };
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first, between @ .., last] => {
                let start = between.iter().fold(first.clone(), |start, next| join("list-more", start, next));
                join(if between.is_empty() { "list-two" } else { "list-last" }, start, last)
            }
        }
    }

    /// A temperature, °C, in whole degrees.
    pub(crate) fn temperature(self, temperature_c: f64) -> String {
        let degrees = common::numbers::rounded(self.units.temperature(temperature_c), 1.0);
        let message = if degrees < 0.0 { "temperature-below-zero" } else { "temperature" };
        self.measure(message, Facts::new().whole("degrees", degrees.abs()))
    }

    /// A difference of temperatures, K, in whole degrees.
    pub(crate) fn temperature_difference(self, difference_k: f64) -> String {
        let degrees = common::numbers::rounded(self.units.temperature_difference(difference_k), 1.0);
        self.measure("temperature-difference", Facts::new().whole("degrees", degrees))
    }

    /// A wind speed, m/s.
    pub(crate) fn wind_speed(self, speed_ms: f64) -> String {
        self.measure("wind-speed", Facts::new().whole("speed", self.units.speed(speed_ms)))
    }

    fn measure(self, message: &str, facts: Facts<'_>) -> String {
        match self.units {
            Units::Metric => self.tell(message, facts),
            Units::Us => self.tell(&format!("us-{message}"), facts),
        }
    }

    /// An hour of the day as one would say it, with its minutes in zones of half hours.
    pub(crate) fn hour(self, time: Time) -> String {
        let (hour, minutes) = (i64::from(time.hour()), time.minute());
        let name = match hour {
            0 if minutes == 0 => "hour-midnight",
            0..6 => "hour-night",
            6..10 => "hour-early",
            10..12 => "hour-morning",
            12 => "hour-noon",
            13..18 => "hour-afternoon",
            18..21 => "hour-evening",
            _ => "hour-late",
        };
        let on_the_dial = if hour % 12 == 0 { 12 } else { hour % 12 };
        let facts = Facts::new()
            .count("hour", on_the_dial)
            .text("sharp", if minutes == 0 { "yes" } else { "no" })
            .text("minutes", format!("{minutes:02}"));
        self.tell(name, facts)
    }
}

impl Tongue {
    fn new(language: Language, id: LanguageIdentifier, source: &str) -> anyhow::Result<Self> {
        let resource = FluentResource::try_new(source.to_owned())
            .map_err(|(_, errors)| anyhow::anyhow!("the {language:?} messages are not valid: {errors:?}"))?;
        let mut messages = FluentBundle::new_concurrent(vec![id]);
        // The texts are shown apart from each other: nothing needs isolation.
        messages.set_use_isolating(false);
        messages
            .add_function("JOSA", |arguments, _| match arguments {
                [FluentValue::String(word), FluentValue::String(particle)] => {
                    FluentValue::from(with_particle(word, particle))
                }
                _ => FluentValue::Error,
            })
            .map_err(|error| anyhow::anyhow!("the {language:?} messages have no JOSA: {error}"))?;
        messages
            .add_resource(resource)
            .map_err(|errors| anyhow::anyhow!("the {language:?} messages clash: {errors:?}"))?;
        Ok(Self { language, messages })
    }
}

#[cfg(test)]
mod tests;
