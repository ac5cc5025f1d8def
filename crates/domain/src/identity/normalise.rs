use unicode_normalization::UnicodeNormalization;

/// Spelling used for checking and storing: NFKC (full-width digits become ASCII), no spaces or hyphens, upper-case,
/// `×` and `x` as `X`. The apostrophe or back-tick that spreadsheets put in front of text numbers goes too.
pub fn normalise(raw: &str) -> String {
    // ASCII is its own normal form; nearly every number is nothing else.
    if raw.is_ascii() {
        plain(raw.chars())
    } else {
        plain(raw.nfkc())
    }
}

fn plain(characters: impl Iterator<Item = char>) -> String {
    characters
        .filter(|c| !is_filler(*c))
        .map(|c| {
            if c == '×' {
                'X'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect()
}

fn is_filler(c: char) -> bool {
    let hyphen = matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let quote = matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}');
    let invisible =
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}');
    c.is_whitespace() || c.is_control() || hyphen || quote || invisible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_case_x_and_a_multiplication_sign_become_x() {
        assert_eq!(normalise("33078219901111002x"), "33078219901111002X");
        assert_eq!(normalise("33078219901111002×"), "33078219901111002X");
    }

    #[test]
    fn full_width_digits_spaces_hyphens_and_quotes_are_cleaned() {
        assert_eq!(
            normalise("３３０７８２１９９００３０７００１３"),
            "330782199003070013"
        );
        assert_eq!(
            normalise("\u{FEFF}'330782 1990-0307 0013\t"),
            "330782199003070013"
        );
    }
}
