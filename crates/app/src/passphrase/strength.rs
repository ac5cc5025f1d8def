//! What a passphrase has to be (ASVS 5.0, 6.2.1, 6.2.4, 6.2.11): long enough, and not one that is guessed first. No rules about signs
//! and capitals, and none about changing it.

use zxcvbn::{Score, zxcvbn};

use crate::error::AppError;

/// Words that everybody at a station would try first.
const LOCAL: [&str; 12] = [
    "beatbook",
    "驻村警务簿",
    "驻村",
    "警务",
    "派出所",
    "公安",
    "police",
    "paichusuo",
    "gongan",
    "jingwu",
    "zhucun",
    "330799",
];

/// Guesses it must withstand: more than 10¹⁰, a third of a year at a thousand a second, which is what the key derivation leaves to a thief
/// with a copy of the disk (TRUST 3.1).
const ENOUGH: Score = Score::Four;

/// Whether a passphrase may protect a store; `names` are words about its owner.
pub(crate) fn check(passphrase: &str, names: &[&str]) -> Result<(), AppError> {
    if passphrase.chars().count() < store::PASSPHRASE_CHARS {
        return Err(AppError::new("passphrase_too_short"));
    }
    let words: Vec<&str> = LOCAL.iter().chain(names).copied().collect();
    if zxcvbn(passphrase, &words).score() < ENOUGH {
        return Err(AppError::new("passphrase_guessable"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(passphrase: &str) -> String {
        check(passphrase, &["王丽"]).map_or_else(|error| error.code, |()| "good".to_owned())
    }

    #[test]
    fn what_is_guessed_first_is_refused_however_long_it_is() {
        for bad in [
            "123456789012",
            "aaaaaaaaaaaaaaaa",
            "password1234",
            "qwertyuiop123",
            "beatbook2026",
            "beatbookbeatbook",
            "paichusuo123",
            "zhangwei1990",
            "13800138000wl",
            "20260601202606",
            "王丽王丽王丽王丽王丽王丽",
        ] {
            assert_eq!(code(bad), "passphrase_guessable", "{bad}");
        }
        assert_eq!(code("短口令"), "passphrase_too_short");
    }

    #[test]
    fn a_few_words_or_a_sentence_are_good() {
        for good in [
            "correct horse battery",
            "beatbook demo 2026",
            "installed for real 2026",
            "老宅门前的两棵桂花树去年结了果",
            "cold stairs, warm soup",
        ] {
            assert_eq!(code(good), "good", "{good}");
        }
    }
}
