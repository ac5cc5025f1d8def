//! Numbers of documents that belong to nobody: region 330799 exists in no list of divisions.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use super::draw::Draw;
use super::names::{Nation, Sex};

/// The region of every resident number made here.
pub const REGION: &str = "330799";

/// Hands out numbers, each once.
#[derive(Default)]
pub(super) struct Numbers {
    residents: HashSet<u64>,
    passports: HashSet<String>,
}

impl Numbers {
    /// A resident ID number that fits birth and sex.
    ///
    /// Sequences 001-010 stay free: documents and tests type those by hand and expect no duplicate.
    pub(super) fn resident(&mut self, draw: &mut Draw, birth: NaiveDate, sex: Sex) -> String {
        let day = i64::from(birth.year()) * 10_000
            + i64::from(birth.month()) * 100
            + i64::from(birth.day());
        loop {
            let odd = i64::from(sex == Sex::Male);
            let sequence = draw.between(6, 498) * 2 + odd;
            if self
                .residents
                .insert((day * 1000 + sequence).cast_unsigned())
            {
                let first17 = format!("{REGION}{day}{sequence:03}");
                let check = check_char(&first17);
                return format!("{first17}{check}");
            }
        }
    }

    /// A passport number in the shape of the nation.
    pub(super) fn passport(&mut self, draw: &mut Draw, nation: &Nation) -> String {
        loop {
            let digits = draw.between(0, 10_i64.pow(nation.digits) - 1);
            let number = format!(
                "{}{digits:0width$}",
                nation.letter,
                width = nation.digits as usize
            );
            if self.passports.insert(number.clone()) {
                return number;
            }
        }
    }
}

/// Check character of GB 11643-1999 (ISO 7064 MOD 11-2).
fn check_char(first17: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let digits = first17.bytes().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    char::from(CHECKS[(sum % 11) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_of_the_demo_numbers_is_found() {
        for number in [
            "330799199001010014",
            "33079919601001008X",
            "330799200002290041",
        ] {
            assert!(number.ends_with(check_char(&number[..17])), "{number}");
        }
    }
}
