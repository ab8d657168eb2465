//! Texts in the languages of the product.

use common::recommendation::Language;
use serde::Deserialize;

/// The one of two texts that is in `language`.
pub(crate) fn choose<'a>(language: Language, en: &'a str, ko: &'a str) -> &'a str {
    match language {
        Language::En => en,
        Language::Ko => ko,
    }
}

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
        choose(language, &self.en, &self.ko)
    }

    /// Whether a language is missing.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.en.trim().is_empty() || self.ko.trim().is_empty()
    }
}
