//! What a PIN has to be. With five tries it is not guessed blindly; what somebody who knows its owner would try first is refused.

use chrono::NaiveDate;

use crate::error::AppError;

/// Rows of a keypad, up and down, and what is said aloud as a number.
const FAMILIAR: [&str; 12] = [
    "147258",
    "258369",
    "147258369",
    "159357",
    "159753",
    "147852",
    "258369",
    "789456",
    "456123",
    "1314",
    "5201314",
    "1314520",
];

/// Whether digits may be a PIN.
pub(crate) fn check(pin: &str) -> Result<(), AppError> {
    let digits: Vec<i32> = pin
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|digit| i32::from(digit - b'0'))
        .collect();
    if digits.len() != pin.len() || !(4..=8).contains(&digits.len()) {
        return Err(AppError::new("pin_form"));
    }
    let weak = few(&digits)
        || runs(&digits)
        || repeats(&digits)
        || mirrored(&digits)
        || FAMILIAR.contains(&pin)
        || is_date(pin);
    if weak {
        return Err(AppError::new("pin_guessable"));
    }
    Ok(())
}

/// One or two different digits.
fn few(digits: &[i32]) -> bool {
    let mut seen = digits.to_vec();
    seen.sort_unstable();
    seen.dedup();
    seen.len() <= 2
}

/// 123456, 987654, 135790, 112233: each step the same, or no step and one step in turn.
fn runs(digits: &[i32]) -> bool {
    let steps: Vec<i32> = digits
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).rem_euclid(10))
        .collect();
    let is_same = |from: usize, by: usize| {
        let mut some = steps.iter().skip(from).step_by(by);
        let first = some.next();
        some.all(|step| Some(step) == first)
    };
    is_same(0, 1) || (steps.first() == Some(&0) && is_same(0, 2) && is_same(1, 2))
}

/// 123123, 1212, 520520.
fn repeats(digits: &[i32]) -> bool {
    (1..=digits.len() / 2).any(|part| {
        digits.len().is_multiple_of(part)
            && digits
                .chunks(part)
                .all(|chunk| Some(chunk) == digits.get(..part))
    })
}

/// 123321.
fn mirrored(digits: &[i32]) -> bool {
    digits.iter().eq(digits.iter().rev())
}

/// A year, a month or a day that somebody may have been born in, in the orders people write them.
fn is_date(pin: &str) -> bool {
    let number = |from: usize, to: usize| pin.get(from..to).and_then(|part| part.parse().ok());
    let year = |from: usize| -> Option<i32> {
        number(from, from + 4).filter(|year| (1900..2100).contains(year))
    };
    let short = |from: usize| -> Option<i32> {
        let year: i32 = number(from, from + 2)?;
        Some(if year < 50 { 2000 + year } else { 1900 + year })
    };
    let part = |from: usize| -> Option<u32> {
        number(from, from + 2).and_then(|number| u32::try_from(number).ok())
    };
    let is_day = |year: Option<i32>, month: Option<u32>, day: Option<u32>| {
        let date = year
            .zip(month)
            .zip(day)
            .and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
        date.is_some()
    };
    let month = |from: usize| part(from).is_some_and(|month| (1..=12).contains(&month));
    // A leap year, so that 29 February counts.
    let some = Some(2000);
    match pin.len() {
        4 => year(0).is_some() || is_day(some, part(0), part(2)) || is_day(some, part(2), part(0)),
        5 => false,
        6 => {
            is_day(short(0), part(2), part(4))
                || is_day(short(4), part(0), part(2))
                || is_day(short(4), part(2), part(0))
                || (year(0).is_some() && month(4))
                || (month(0) && year(2).is_some())
        }
        8 => {
            is_day(year(0), part(4), part(6))
                || is_day(year(4), part(0), part(2))
                || is_day(year(4), part(2), part(0))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(pin: &str) -> String {
        check(pin).map_or_else(|error| error.code, |()| "good".to_owned())
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for bad in [
            "123456", "111111", "654321", "000000", "112233", "123123", "121212", "123321",
            "147258", "159357", "520520", "5201314", "890123", "135791", "1234", "1990", "0315",
            "3112", "900101", "199003", "031990", "150390", "19900315", "15031990", "20011231",
            "112112", "88888888",
        ] {
            assert_eq!(code(bad), "pin_guessable", "{bad}");
        }
        for bad in ["", "123", "123456789", "12a456", "１２３４５６", "12 345"] {
            assert_eq!(code(bad), "pin_form", "{bad}");
        }
    }

    #[test]
    fn most_others_are_good() {
        for good in ["274859", "936041", "7302", "40917", "3860472", "62830417"] {
            assert_eq!(code(good), "good", "{good}");
        }
        // Not so many are refused that the rest could be tried.
        let good = (0..1_000_000u32)
            .filter(|number| check_plain(&format!("{number:06}")))
            .count();
        assert!(good > 800_000, "{good}");
    }

    fn check_plain(pin: &str) -> bool {
        check(pin).is_ok()
    }
}
