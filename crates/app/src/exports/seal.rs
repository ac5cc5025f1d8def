//! A workbook under a password, as Excel and WPS open it: ECMA-376 agile encryption (MS-OFFCRYPTO 2.3.4.10), AES-256, SHA-512 over 100,000
//! rounds.

use std::io::{Cursor, Write as _};

use ms_offcrypto_writer::Ecma376AgileWriter;
use rand_core_09::{OsRng, TryRngCore as _};
use zeroize::Zeroizing;

/// Signs of a password: none that is taken for another when it is read out. 16 of them are 79 bits.
const SIGNS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH: usize = 16;

/// A fresh password in four groups.
pub(super) fn password() -> Result<Zeroizing<String>, getrandom::Error> {
    let mut password = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / 4));
    let mut signs = 0;
    while signs < LENGTH {
        let mut byte = [0_u8; 1];
        getrandom::fill(&mut byte)?;
        // 248 is eight times the signs: what lies above would make the first ones likelier.
        if byte[0] >= 248 {
            continue;
        }
        if signs > 0 && signs % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(SIGNS[usize::from(byte[0]) % SIGNS.len()]));
        signs += 1;
    }
    Ok(password)
}

/// The workbook under the password.
pub(super) fn seal(workbook: &[u8], password: &str) -> std::io::Result<Vec<u8>> {
    let mut random = OsRng.unwrap_err();
    let out = Cursor::new(Vec::with_capacity(workbook.len() + 16_384));
    let mut sealed = Ecma376AgileWriter::create(&mut random, password, out)?;
    sealed.write_all(workbook)?;
    Ok(sealed.into_inner()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn another_program_opens_it_with_the_password_and_with_no_other() {
        // Two chunks and an odd rest.
        let workbook: Vec<u8> = (0..9_001_u32).map(|at| (at % 251) as u8).collect();
        let password = password().unwrap();
        let sealed = seal(&workbook, &password).unwrap();
        assert!(sealed.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]));
        let clear = workbook.windows(64).next().unwrap();
        assert!(!sealed.windows(64).any(|window| window == clear));
        let opened = office_crypto::decrypt_from_bytes(sealed.clone(), &password).unwrap();
        assert_eq!(opened, workbook);
        let wrong = office_crypto::decrypt_from_bytes(sealed, "2222-2222-2222-2222");
        assert!(wrong.map_or(true, |opened| opened != workbook));
    }

    #[test]
    fn passwords_are_of_clear_signs_and_never_the_same() {
        let made: BTreeSet<String> = (0..200).map(|_| password().unwrap().to_string()).collect();
        assert_eq!(made.len(), 200);
        for password in made {
            assert_eq!(password.len(), 19);
            let signs = password.bytes().filter(|sign| SIGNS.contains(sign));
            assert_eq!(signs.count(), LENGTH);
        }
    }
}
