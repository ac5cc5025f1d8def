//! First two digits of GB/T 2260 and the numeric country codes, for information only.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Provinces, autonomous regions and municipalities, with 71 Taiwan, 81 Hong Kong and 82 Macao.
const PROVINCES: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82",
];

/// Whether the number starts with a known province. Counties are not checked: codes are of first issue and many
/// living people's cards carry abolished ones.
pub(super) fn is_known_province(region: &str) -> bool {
    region
        .get(..2)
        .is_some_and(|code| PROVINCES.contains(&code))
}

/// Whether a text can be the code of a region: county, township or village (GB/T 2260, GB/T 10114 and the NBS codes after it), 6 to 12
/// digits that begin with a known province.
pub fn is_area_code(code: &str) -> bool {
    (6..=12).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && is_known_province(code)
}

/// ISO 3166-1 alpha-3 for a numeric code (`818` → `EGY`).
pub(super) fn alpha3(numeric: &str) -> Option<&'static str> {
    static TABLE: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let text = include_str!("../../../../assets/nationalities.csv");
        text.lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .collect()
    });
    table.get(numeric).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_code_is_a_county_or_what_lies_in_it() {
        assert!(
            ["330782", "330782002", "330782002003"]
                .into_iter()
                .all(is_area_code)
        );
        for text in [
            "",
            "33078",
            "990782",
            "330782a",
            "3307820020031",
            "３３０７８２",
        ] {
            assert!(!is_area_code(text), "{text}");
        }
    }

    #[test]
    fn provinces_are_known_and_invented_ones_are_not() {
        assert!(is_known_province("330799"));
        assert!(is_known_province("65"));
        assert!(!is_known_province("990000"));
        assert!(!is_known_province("3"));
    }

    #[test]
    fn numeric_countries_become_letters() {
        assert_eq!(alpha3("818"), Some("EGY"));
        assert_eq!(alpha3("682"), Some("SAU"));
        assert_eq!(alpha3("000"), None);
    }
}
