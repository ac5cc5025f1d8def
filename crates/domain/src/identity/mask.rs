use super::normalise;

/// The number as lists show it: `330799********0014` (first six, last four). Numbers under 15 characters keep the
/// first two (one when under eight) and the last two; up to four characters nothing is shown.
pub fn mask_number(number: &str) -> String {
    let chars: Vec<char> = normalise(number).chars().collect();
    let (head, tail) = match chars.len() {
        0..=4 => (0, 0),
        5..=7 => (1, 2),
        8..=14 => (2, 2),
        _ => (6, 4),
    };
    let hidden = chars.len() - head - tail;
    chars[..head]
        .iter()
        .copied()
        .chain(std::iter::repeat_n('*', hidden))
        .chain(chars[head + hidden..].iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resident_number_shows_its_region_and_last_four() {
        assert_eq!(mask_number("330799199001010014"), "330799********0014");
        assert_eq!(mask_number("330725690112003"), "330725*****2003");
    }

    #[test]
    fn short_numbers_show_less() {
        assert_eq!(mask_number("E12345678"), "E1*****78");
        assert_eq!(mask_number("AB12345"), "A****45");
        assert_eq!(mask_number("1234"), "****");
        assert_eq!(mask_number(""), "");
    }
}
