//! Numbers a spreadsheet has destroyed: a cell typed as number keeps 15 significant digits, the rest turns into zeros.

use unicode_normalization::UnicodeNormalization;

use super::{check_char, normalise};

/// Whether a text cell shows a number that went through floating point: scientific notation such as `3.30799E+17`,
/// or 18 digits ending in 000 whose check digit is wrong. The original cannot be recovered.
pub fn destroyed_text(raw: &str) -> bool {
    is_scientific(&raw.nfkc().collect::<String>()) || is_rounded(&normalise(raw))
}

/// Whether a numeric cell holds more digits than a float can keep: from 16 digits up. A 15-digit legacy number and
/// every telephone number survive.
pub fn destroyed_number(value: f64) -> bool {
    value.is_finite() && value.abs() >= 1e15
}

fn is_scientific(text: &str) -> bool {
    let text = text.trim().to_ascii_uppercase();
    let Some((mantissa, exponent)) = text.split_once('E') else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    // Passports such as E12345678 have no mantissa in front of the E.
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let in_range = exponent
        .parse::<u32>()
        .is_ok_and(|power| (14..=19).contains(&power));
    whole.len() == 1 && all_digits(whole) && all_digits(fraction) && exponent.len() == 2 && in_range
}

fn is_rounded(number: &str) -> bool {
    let digits = number.len() == 18 && number.bytes().all(|b| b.is_ascii_digit());
    digits && number.ends_with("000") && check_char(&number[..17]) != Some('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scientific_notation_is_recognised_and_a_passport_is_not() {
        assert!(destroyed_text("3.30799E+17"));
        assert!(destroyed_text(" 3.30799e+17 "));
        assert!(destroyed_text("3.3E17"));
        assert!(!destroyed_text("E12345678"));
        assert!(!destroyed_text("1E4"));
        assert!(!destroyed_text("330799199001010014"));
    }

    #[test]
    fn eighteen_digits_rounded_to_zeros_are_recognised_unless_the_check_digit_is_right() {
        assert!(destroyed_text("330799199001010000"));
        let honest = (0..10)
            .map(|n| format!("3307991990010{n}100"))
            .find(|first17| check_char(first17) == Some('0'))
            .map(|first17| format!("{first17}0"));
        assert!(honest.is_none_or(|number| !destroyed_text(&number)));
    }

    #[test]
    fn a_numeric_cell_is_destroyed_from_sixteen_digits_up() {
        assert!(destroyed_number(330_799_199_001_010_000.0));
        assert!(!destroyed_number(330_725_690_112_003.0));
        assert!(!destroyed_number(13_800_138_000.0));
        assert!(!destroyed_number(f64::NAN));
    }
}
