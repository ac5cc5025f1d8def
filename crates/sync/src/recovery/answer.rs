//! What two officers answer: the store's key, sealed to the key of the request, as a code that can be carried or typed. 92 bytes:
//!
//! ```text
//! version 1 | tag of the laptop 3 | tag of the request 4 | HPKE 32 | sealed key 48 | check 4
//! ```

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use super::request::Request;
use super::seal::{ENCAPPED, open_with, seal_to};
use super::{RecoveryError, check, grouped, typed};

const VERSION: u8 = 1;
const LAPTOP: usize = 3;
pub(super) const TAG: usize = 4;
const SEALED: usize = ENCAPPED + 32 + 16;
const CHECKED: usize = 1 + LAPTOP + TAG + SEALED;
const LENGTH: usize = CHECKED + 4;
/// First line of an answer in a file.
const TITLE: &str = "# beatbook recovery answer 1";

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    laptop: [u8; LAPTOP],
    request: [u8; TAG],
    sealed: Vec<u8>,
}

fn laptop(device: &str) -> [u8; LAPTOP] {
    check(b"beatbook recovery laptop", device.as_bytes())
}

fn info(request: &Request) -> Vec<u8> {
    [b"beatbook recovery answer 1\0".as_slice(), &request.hash()].concat()
}

impl Answer {
    pub(super) fn seal(request: &Request, dek: &[u8; 32]) -> Result<Answer, RecoveryError> {
        Ok(Answer {
            laptop: laptop(&request.device),
            request: request.tag(),
            sealed: seal_to(request.answer_to(), &info(request), dek)?,
        })
    }

    pub(super) fn open(
        &self,
        request: &Request,
        secret: &[u8; 32],
    ) -> Result<Zeroizing<[u8; 32]>, RecoveryError> {
        if self.laptop != laptop(&request.device) {
            return Err(RecoveryError::AnswerOtherLaptop);
        }
        if self.request != request.tag() {
            return Err(RecoveryError::AnswerEarlier);
        }
        let opened = open_with(secret, &info(request), &self.sealed)
            .filter(|opened| opened.len() == 32)
            .ok_or(RecoveryError::AnswerAltered)?;
        let mut dek = Zeroizing::new([0; 32]);
        dek.copy_from_slice(&opened);
        Ok(dek)
    }

    /// As it is carried and typed: letters and digits in groups of four, below a line that says what it is.
    pub fn to_text(&self) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(self.laptop);
        bytes.extend(self.request);
        bytes.extend(&self.sealed);
        bytes.extend(check::<4>(b"beatbook recovery answer", &bytes));
        [TITLE, "\n", grouped(&bytes).as_str(), "\n"].concat()
    }

    /// Reads one, typed or from a file.
    ///
    /// # Errors
    /// [`RecoveryError::AnswerMistyped`], [`RecoveryError::Newer`].
    pub fn parse(text: &str) -> Result<Answer, RecoveryError> {
        let mistyped = RecoveryError::AnswerMistyped;
        let text = text.trim_start();
        let code = text.strip_prefix(TITLE).unwrap_or(text);
        let bytes = BASE32_NOPAD
            .decode(typed(code).as_bytes())
            .map_err(|_| mistyped)?;
        if bytes.len() < 4 {
            return Err(mistyped);
        }
        let (said, sum) = bytes.split_at(bytes.len() - 4);
        if *sum != check::<4>(b"beatbook recovery answer", said) {
            return Err(mistyped);
        }
        match said.first() {
            Some(&version) if version > VERSION => return Err(RecoveryError::Newer),
            Some(&VERSION) if bytes.len() == LENGTH => {}
            _ => return Err(mistyped),
        }
        let mut answer = Answer {
            laptop: [0; LAPTOP],
            request: [0; TAG],
            sealed: said[1 + LAPTOP + TAG..].to_vec(),
        };
        answer.laptop.copy_from_slice(&said[1..=LAPTOP]);
        answer
            .request
            .copy_from_slice(&said[1 + LAPTOP..1 + LAPTOP + TAG]);
        Ok(answer)
    }
}
