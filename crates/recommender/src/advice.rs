//! Sentences about a day: what to do in it, and how to layer. Every sentence
//! is whole in each language; none is put together from parts.

use common::recommendation::Language;

use crate::language::choose;
use crate::weather::Summary;

/// From here on the original service spoke of a large difference, K.
const LARGE_DIFFERENCE_K: f64 = 10.0;
/// And from here on of a noticeable one, K.
const NOTICEABLE_DIFFERENCE_K: f64 = 7.0;

/// Take an umbrella when some hour is at least this likely to be wet.
const LIKELY_WET: f64 = 0.4;
/// At or below this temperature what falls may be snow, °C.
const MAY_SNOW_C: f64 = 2.0;
/// Umbrellas are of no use from about this mean wind on, m/s; a judgement.
const STRONG_WIND_MS: f64 = 9.0;

/// Korea's heat advisory begins at this apparent temperature, °C.
const VERY_HOT_C: f64 = 33.0;
/// From here on a day is called hot, °C; a judgement.
const HOT_C: f64 = 28.0;
/// Below this mean a day is called cold, °C; a judgement.
const COLD_C: f64 = 8.0;
/// A little above Korea's cold-wave advisory, −12 °C, so as to warn before it.
const VERY_COLD_C: f64 = -10.0;

/// What the temperature's course over the day means for layers.
pub(crate) fn layering_tip(summary: &Summary, language: Language) -> &'static str {
    let difference_k = summary.temp_difference_k;
    if difference_k >= LARGE_DIFFERENCE_K {
        choose(
            language,
            "The temperature varies by 10 °C or more over the day: wear several thin layers that are easy to take off and put back on.",
            "일교차가 10도 이상이에요. 벗고 입기 쉬운 얇은 옷을 여러 겹 겹쳐 입으세요.",
        )
    } else if difference_k >= NOTICEABLE_DIFFERENCE_K {
        choose(
            language,
            "The temperature changes noticeably over the day: an extra thin layer helps in the morning and in the evening.",
            "일교차가 큰 편이에요. 아침저녁에 걸칠 얇은 옷을 하나 더 챙기면 좋아요.",
        )
    } else {
        choose(
            language,
            "The temperature stays much the same all day: no extra layers are needed.",
            "일교차가 크지 않아요. 옷을 더 챙기지 않아도 괜찮아요.",
        )
    }
}

/// What to mind outdoors: rain and wind first, then heat or cold. Only a day
/// without any of these is praised.
pub(crate) fn activity_tip(summary: &Summary, language: Language) -> String {
    let sentences: Vec<&str> =
        [wet_or_windy(summary, language), hot_or_cold(summary, language)].into_iter().flatten().collect();
    if sentences.is_empty() {
        let pleasant = choose(
            language,
            "It is a good day for a walk or for exercise outdoors.",
            "산책이나 야외 운동을 하기 좋은 날이에요.",
        );
        return pleasant.to_owned();
    }
    sentences.join(" ")
}

fn wet_or_windy(summary: &Summary, language: Language) -> Option<&'static str> {
    let wet = summary.precipitation_probability_max >= LIKELY_WET;
    let windy = summary.wind_speed_max_ms >= STRONG_WIND_MS;
    let may_snow = summary.min_temp_c <= MAY_SNOW_C;
    match (wet, windy, may_snow) {
        (true, true, true) => Some(choose(
            language,
            "It may rain or snow and the wind is strong: a hooded raincoat serves better than an umbrella.",
            "비나 눈이 오고 바람도 강할 수 있어요. 우산보다는 모자 달린 우비가 나아요.",
        )),
        (true, true, false) => Some(choose(
            language,
            "It may rain and the wind is strong: a hooded raincoat serves better than an umbrella.",
            "비가 오고 바람도 강할 수 있어요. 우산보다는 모자 달린 우비가 나아요.",
        )),
        (true, false, true) => Some(choose(
            language,
            "It may rain or snow: take an umbrella and mind slippery ground.",
            "비나 눈이 올 수 있어요. 우산을 챙기고 미끄러운 길을 조심하세요.",
        )),
        (true, false, false) => {
            Some(choose(language, "It may rain: take an umbrella.", "비가 올 수 있으니 우산을 챙기세요."))
        }
        (false, true, _) => Some(choose(
            language,
            "The wind is strong: something windproof makes a difference.",
            "바람이 강하게 불어요. 바람을 막아 주는 옷이 도움이 돼요.",
        )),
        (false, false, _) => None,
    }
}

fn hot_or_cold(summary: &Summary, language: Language) -> Option<&'static str> {
    if summary.max_temp_c >= VERY_HOT_C {
        Some(choose(
            language,
            "It gets very hot: avoid exertion outdoors in the afternoon and drink often.",
            "한낮에는 매우 더워요. 오후에는 무리한 야외 활동을 피하고 물을 자주 드세요.",
        ))
    } else if summary.min_temp_c <= VERY_COLD_C {
        Some(choose(
            language,
            "It gets bitterly cold: keep your time outdoors short and cover ears and hands.",
            "매우 추워요. 바깥에 오래 머물지 말고 귀와 손을 따뜻하게 감싸세요.",
        ))
    } else if summary.max_temp_c >= HOT_C {
        Some(choose(
            language,
            "It gets hot: rest in the shade and drink enough.",
            "낮에는 더워요. 그늘에서 자주 쉬고 물을 충분히 드세요.",
        ))
    } else if summary.avg_temp_c < COLD_C {
        Some(choose(
            language,
            "It is cold: warm up well before you exercise outdoors.",
            "날씨가 추워요. 야외 운동을 하기 전에 몸을 충분히 풀어 주세요.",
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILD: Summary = Summary {
        avg_temp_c: 18.0,
        min_temp_c: 15.0,
        max_temp_c: 21.0,
        temp_difference_k: 6.0,
        precipitation_probability_max: 0.1,
        wind_speed_max_ms: 3.0,
        relative_humidity_mean_pct: 55.0,
        hours_covered: 24,
    };

    #[test]
    fn the_layering_tip_changes_at_seven_and_at_ten_degrees() {
        let tip = |temp_difference_k| layering_tip(&Summary { temp_difference_k, ..MILD }, Language::En);
        assert_eq!(tip(0.0), tip(6.9));
        assert_ne!(tip(6.9), tip(7.0));
        assert_eq!(tip(7.0), tip(9.9));
        assert_ne!(tip(9.9), tip(10.0));
        assert!(tip(10.0).contains("10 °C or more"));
    }

    #[test]
    fn rain_and_heat_are_both_said() {
        let day = Summary { max_temp_c: 34.0, precipitation_probability_max: 0.7, ..MILD };
        let (en, ko) = (activity_tip(&day, Language::En), activity_tip(&day, Language::Ko));
        assert!(en.contains("umbrella") && en.contains("very hot"), "{en}");
        assert!(ko.contains("우산") && ko.contains("더워요"), "{ko}");
    }

    #[test]
    fn an_umbrella_is_not_for_strong_wind_and_a_mild_day_is_praised() {
        let storm = Summary { wind_speed_max_ms: 12.0, precipitation_probability_max: 0.9, ..MILD };
        assert!(activity_tip(&storm, Language::En).contains("raincoat"));
        assert!(activity_tip(&MILD, Language::En).contains("good day"));
        let frost = Summary { min_temp_c: -14.0, avg_temp_c: -8.0, max_temp_c: -2.0, ..MILD };
        assert!(activity_tip(&frost, Language::En).contains("bitterly cold"));
    }
}
