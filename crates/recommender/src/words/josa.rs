//! Korean particles that depend on the sound before them.

/// First and last of the composed syllables of Hangul, and how many there are
/// for each ending: Unicode, chapter 3.12.
const FIRST_SYLLABLE: u32 = 0xAC00;
const LAST_SYLLABLE: u32 = 0xD7A3;
const ENDINGS: u32 = 28;
/// The ending ㄹ, after which 으로 loses its 으, too.
const RIEUL: u32 = 8;

/// The word with the particle of a pair that fits: the first of `은/는`, `이/가`,
/// `을/를`, `과/와`, `으로/로` after a consonant, the second after a vowel.
pub(super) fn with_particle(word: &str, pair: &str) -> String {
    let Some((after_consonant, after_vowel)) = pair.split_once('/') else {
        return format!("{word}{pair}");
    };
    let ending = word.chars().rev().find(|letter| letter.is_alphanumeric()).map_or(0, ending);
    let takes_vowel_form = ending == 0 || (ending == RIEUL && after_vowel == "로");
    format!("{word}{}", if takes_vowel_form { after_vowel } else { after_consonant })
}

/// The consonant that a letter ends in when it is read in Korean; 0 for none.
fn ending(letter: char) -> u32 {
    let code = u32::from(letter);
    if (FIRST_SYLLABLE..=LAST_SYLLABLE).contains(&code) {
        return (code - FIRST_SYLLABLE) % ENDINGS;
    }
    match letter {
        // 일, 칠, 팔, and the letters l (엘) and r (알)
        '1' | '7' | '8' | 'l' | 'L' | 'r' | 'R' => RIEUL,
        // 영, 삼, 육, and m (엠) and n (엔)
        '0' | '3' | '6' | 'm' | 'M' | 'n' | 'N' => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::with_particle;

    #[test]
    fn the_particle_follows_the_last_sound() {
        for (word, pair, expected) in [
            ("울 코트", "을/를", "울 코트를"),
            ("패딩 재킷", "을/를", "패딩 재킷을"),
            ("목도리", "은/는", "목도리는"),
            ("장갑", "은/는", "장갑은"),
            ("양말", "이/가", "양말이"),
            ("양말", "으로/로", "양말로"),
            ("부츠", "으로/로", "부츠로"),
            ("장갑", "으로/로", "장갑으로"),
            ("청바지(진)", "과/와", "청바지(진)과"),
            ("7", "을/를", "7을"),
            ("3", "이/가", "3이"),
            ("2", "이/가", "2가"),
        ] {
            assert_eq!(with_particle(word, pair), expected);
        }
    }
}
