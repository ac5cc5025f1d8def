/// Check character of ISO 7064 MOD 11-2 as used by GB 11643-1999 over the first 17 digits (`0`–`9` or `X`).
/// `None` unless `first17` is exactly 17 ASCII digits.
pub fn check_char(first17: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    if first17.len() != 17 || !first17.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sum: u32 = first17
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    Some(char::from(CHECKS[(sum % 11) as usize]))
}

/// Check digit of ICAO Doc 9303: weights 7, 3, 1 repeating, A = 10 … Z = 35, sum modulo 10.
/// `None` when a character is neither digit nor capital letter.
pub(super) fn icao_check(text: &str) -> Option<u32> {
    let mut sum = 0;
    for (c, weight) in text.chars().zip([7, 3, 1].into_iter().cycle()) {
        let value = match c {
            '0'..='9' | 'A'..='Z' => c.to_digit(36)?,
            _ => return None,
        };
        sum += value * weight;
    }
    Some(sum % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_of_the_published_examples_is_found() {
        assert_eq!(check_char("11010519491231002"), Some('X'));
        assert_eq!(check_char("44052418800101001"), Some('4'));
    }

    #[test]
    fn anything_but_seventeen_digits_has_no_check_character() {
        assert_eq!(check_char("1101051949123100"), None);
        assert_eq!(check_char("1101051949123100A"), None);
        assert_eq!(check_char("１１０１０５１９４９１"), None);
    }

    #[test]
    fn the_passport_check_digit_follows_icao() {
        assert_eq!(icao_check("L898902C3"), Some(6));
        assert_eq!(icao_check("abc"), None);
    }
}
