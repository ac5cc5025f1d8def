//! The private half of a recovery key on paper: for each pair of officers it is the exclusive or of a code of the one and a code of the
//! other, of which the first is random. One officer's sheet, whatever the number of codes on it, is random bytes and tells nothing.
//!
//! A sheet for one of `n` officers has `n - 1` codes, one for each other officer; of these one is typed. A code is 40 bytes:
//!
//! ```text
//! own number (4 bits) | number of the other (4 bits) | tag of the key 3 | half 32 | check 4
//! ```

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hpke::{Kem, Serializable};
use zeroize::Zeroizing;

use super::seal::Suite;
use super::{RecoveryError, check, grouped, typed};

/// Most officers that hold a sheet: more codes would not fit a page.
pub const MOST_SHEETS: u8 = 5;
const CODE: usize = 40;
const CHECKED: usize = 36;

/// What one officer keeps.
#[derive(Clone)]
pub struct Sheet {
    /// Its number, from 1.
    pub number: u8,
    /// The number of another sheet, and the code to type together with that one.
    pub codes: Vec<(u8, Zeroizing<String>)>,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Sheet({}, …)", self.number)
    }
}

/// The private half, joined again.
pub type Secret = Zeroizing<[u8; 32]>;

/// The public half, hexadecimal.
pub fn public_of(secret: &[u8; 32]) -> String {
    let (_, public) = Suite::derive_keypair(secret);
    HEXLOWER.encode(&public.to_bytes())
}

/// How many pads [`split`] needs for so many sheets.
pub fn pads(sheets: u8) -> usize {
    usize::from(sheets) * usize::from(sheets.saturating_sub(1)) / 2
}

/// Splits a private half into sheets, as many as the pads (random bytes) are enough for.
///
/// # Errors
/// [`RecoveryError::BadKey`] if the number of pads is that of no number of sheets from 2 to [`MOST_SHEETS`].
pub fn split(
    secret: &[u8; 32],
    random: &[Zeroizing<[u8; 32]>],
) -> Result<Vec<Sheet>, RecoveryError> {
    let count = (2..=MOST_SHEETS)
        .find(|count| pads(*count) == random.len())
        .ok_or(RecoveryError::BadKey)?;
    let tag = tag(&public_of(secret));
    let mut sheets: Vec<Sheet> = (1..=count)
        .map(|number| Sheet {
            number,
            codes: Vec::new(),
        })
        .collect();
    let pairs = (1..=count).flat_map(|one| (one + 1..=count).map(move |other| (one, other)));
    for ((one, other), pad) in pairs.zip(random) {
        let rest = xor(secret, pad);
        for (own, their, half) in [(one, other, pad), (other, one, &rest)] {
            let sheet = &mut sheets[usize::from(own) - 1];
            sheet.codes.push((their, code(own, their, &tag, half)));
        }
    }
    Ok(sheets)
}

fn xor(one: &[u8; 32], other: &[u8; 32]) -> Secret {
    let mut both = Zeroizing::new(*one);
    both.iter_mut()
        .zip(other)
        .for_each(|(byte, other)| *byte ^= other);
    both
}

fn tag(public: &str) -> [u8; 3] {
    check(b"beatbook recovery key", public.as_bytes())
}

fn code(own: u8, their: u8, tag: &[u8; 3], half: &[u8; 32]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0u8; CODE]);
    bytes[0] = own << 4 | their;
    bytes[1..4].copy_from_slice(tag);
    bytes[4..CHECKED].copy_from_slice(half);
    let sum = check::<4>(b"beatbook recovery sheet", &bytes[..CHECKED]);
    bytes[CHECKED..].copy_from_slice(&sum);
    grouped(bytes.as_slice())
}

/// A code as typed.
struct Half {
    own: u8,
    their: u8,
    tag: [u8; 3],
    half: Secret,
}

/// `place` is told in the error: the first code or the second.
fn read(text: &str, place: usize) -> Result<Half, RecoveryError> {
    let mistyped = RecoveryError::CodeMistyped(place);
    let bytes = BASE32_NOPAD
        .decode(typed(text).as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| mistyped)?;
    if bytes.len() != CODE
        || bytes[CHECKED..] != check::<4>(b"beatbook recovery sheet", &bytes[..CHECKED])
    {
        return Err(mistyped);
    }
    let mut half = Half {
        own: bytes[0] >> 4,
        their: bytes[0] & 15,
        tag: [bytes[1], bytes[2], bytes[3]],
        half: Zeroizing::new([0; 32]),
    };
    half.half.copy_from_slice(&bytes[4..CHECKED]);
    Ok(half)
}

/// The number of the sheet that a code is of, and of the sheet whose code it wants.
///
/// # Errors
/// [`RecoveryError::CodeMistyped`].
pub fn sheet_of(code: &str) -> Result<(u8, u8), RecoveryError> {
    let half = read(code, 1)?;
    Ok((half.own, half.their))
}

/// The private half of the key with this public half, from a code of each of two sheets; and the numbers of these.
///
/// # Errors
/// [`RecoveryError::CodeMistyped`], [`RecoveryError::SameSheet`], [`RecoveryError::CodesApart`], [`RecoveryError::OtherKey`].
pub fn join(public: &str, first: &str, second: &str) -> Result<(Secret, [u8; 2]), RecoveryError> {
    let (one, other) = (read(first, 1)?, read(second, 2)?);
    let wanted = tag(public);
    if one.tag != wanted || other.tag != wanted {
        return Err(RecoveryError::OtherKey);
    }
    if one.own == other.own {
        return Err(RecoveryError::SameSheet);
    }
    if (one.own, one.their) != (other.their, other.own) {
        return Err(RecoveryError::CodesApart);
    }
    let secret = xor(&one.half, &other.half);
    if public_of(&secret) != public {
        return Err(RecoveryError::OtherKey);
    }
    Ok((secret, [one.own, other.own]))
}
