//! Answers at hand, by the words that they were asked in: a question that is asked
//! again in the same words need not be read again.

use std::sync::{Arc, Weak};

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use common::forecast::Forecast;
use common::recommendation::Language;
use jiff::Timestamp;
use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};

use super::answer::Answer;
use super::latest::Kept;

/// So many ways to ask are remembered as a rule.
const USUAL_WORDS: usize = 4096;
/// And no more than weigh this, bytes.
const MOST_BYTES: u64 = 4 << 20;
/// What one weighs beside its words, bytes.
const BESIDE_WORDS: usize = 256;

/// Everything of a request that decides about its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Words<Text> {
    /// Path and query.
    target: Text,
    /// `Accept-Language`.
    languages: Option<Text>,
}

impl<'a> Words<&'a str> {
    /// The words of a request that can be kept in mind.
    pub(crate) fn of(request: &'a HttpRequest) -> Option<Self> {
        let target = request.uri().path_and_query()?.as_str();
        let mut lines = request.headers().get_all(ACCEPT_LANGUAGE);
        let languages = match (lines.next(), lines.next()) {
            (None, _) => None,
            (Some(line), None) => Some(line.to_str().ok()?),
            (Some(_), Some(_)) => return None,
        };
        Some(Self { target, languages })
    }
}

impl Equivalent<Words<String>> for Words<&str> {
    fn equivalent(&self, kept: &Words<String>) -> bool {
        self.target == kept.target && self.languages == kept.languages.as_deref()
    }
}

/// An answer and how long it is one to the same words.
#[derive(Debug)]
pub(super) struct AtHand {
    /// Where the latest forecast of its place is.
    pub(super) forecasts: Arc<Kept<Forecast>>,
    /// The forecast that it rests on: words may mean an hour of that one.
    pub(super) forecast: Weak<Forecast>,
    /// Words may mean today: when that is over.
    pub(super) until: Timestamp,
    pub(super) language: Option<Language>,
    /// Kept elsewhere.
    pub(super) answer: Weak<Answer>,
}

/// The answers at hand.
#[derive(Debug)]
pub(super) struct ByWords(Cache<Words<String>, Arc<AtHand>, Bytes>);

/// Weighs what is kept, bytes.
#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<Words<String>, Arc<AtHand>> for Bytes {
    fn weight(&self, words: &Words<String>, _: &Arc<AtHand>) -> u64 {
        let languages = words.languages.as_ref().map_or(0, String::len);
        (words.target.len() + languages + BESIDE_WORDS) as u64
    }
}

impl Default for ByWords {
    fn default() -> Self {
        Self(Cache::with_weighter(USUAL_WORDS, MOST_BYTES, Bytes))
    }
}

impl ByWords {
    pub(super) fn get(&self, words: Words<&str>) -> Option<Arc<AtHand>> {
        self.0.get(&words)
    }

    pub(super) fn keep(&self, Words { target, languages }: Words<&str>, answer: AtHand) {
        let words = Words { target: target.to_owned(), languages: languages.map(str::to_owned) };
        self.0.insert(words, Arc::new(answer));
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    use super::*;

    const DAY: &str = "/recommendation/by_day?style=casual";

    fn answer(language: Language) -> AtHand {
        AtHand {
            forecasts: Arc::default(),
            forecast: Weak::new(),
            until: Timestamp::MAX,
            language: Some(language),
            answer: Weak::new(),
        }
    }

    fn request(languages: &[&str]) -> HttpRequest {
        let request = TestRequest::with_uri(DAY);
        languages
            .iter()
            .fold(request, |request, line| request.append_header((ACCEPT_LANGUAGE, *line)))
            .to_http_request()
    }

    proptest! {
        #[test]
        fn the_same_words_and_no_others_find_an_answer(
            target in "/[a-c?=]{0,3}", languages in proptest::option::of("[a-b]{0,2}"),
            other_target in "/[a-c?=]{0,3}", other_languages in proptest::option::of("[a-b]{0,2}"),
        ) {
            let asked = Words { target: target.as_str(), languages: languages.as_deref() };
            let other = Words { target: other_target.as_str(), languages: other_languages.as_deref() };
            let by_words = ByWords::default();
            by_words.keep(asked, answer(Language::Ko));
            prop_assert_eq!(by_words.get(asked).unwrap().language, Some(Language::Ko));
            prop_assert_eq!(by_words.get(other).is_some(), asked == other);
        }
    }

    #[test]
    fn no_more_is_kept_than_is_allowed() {
        let by_words = ByWords::default();
        for number in 0..10_000 {
            let target = format!("/recommendation?have={number:0>4000}");
            by_words.keep(Words { target: &target, languages: None }, answer(Language::En));
        }
        assert!(by_words.0.weight() <= MOST_BYTES, "{} bytes", by_words.0.weight());
        assert!(by_words.0.len() > 100);
    }

    #[test]
    fn languages_are_part_of_the_words() {
        let (plain, korean) = (request(&[]), request(&["ko"]));
        let by_words = ByWords::default();
        by_words.keep(Words::of(&plain).unwrap(), answer(Language::En));
        assert!(by_words.get(Words::of(&korean).unwrap()).is_none());
        by_words.keep(Words::of(&korean).unwrap(), answer(Language::Ko));
        assert_eq!(by_words.get(Words::of(&plain).unwrap()).unwrap().language, Some(Language::En));
        assert!(Words::of(&request(&["en", "ko"])).is_none(), "the second line counts, too");
    }
}
