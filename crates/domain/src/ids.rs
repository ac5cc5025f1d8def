//! Identifiers: UUIDs as text, so that a row reads the same in every layer.

use uuid::Uuid;

/// Whether `text` is an identifier as this program makes them (a hyphenated UUID in lower case).
pub fn is_id(text: &str) -> bool {
    text.len() == 36
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && Uuid::try_parse(text).is_ok()
}

/// A stable identifier derived from words, for records that two laptops must name alike (for example one confirmation of one
/// broadcast by one user).
///
/// RFC 9562 version 5 is not used because it needs SHA-1; this is version 8 filled from a 128-bit FNV-1a of the parts.
pub fn derived(parts: &[&str]) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
    uuid::Builder::from_custom_bytes(hash.to_be_bytes())
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_depends_on_every_part_and_its_border() {
        assert_eq!(derived(&["a", "b"]), derived(&["a", "b"]));
        assert_ne!(derived(&["ab", ""]), derived(&["a", "b"]));
        assert!(is_id(&derived(&["a", "b"])));
    }

    #[test]
    fn other_spellings_are_not_ids() {
        assert!(!is_id("330799199001010014"));
        assert!(!is_id("A0000000-0000-7000-8000-000000000000"));
    }
}
