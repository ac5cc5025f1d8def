//! What a laptop asks of two officers. It can be read by whoever carries it, and not altered.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::answer::{self, Answer};
use super::seal::{self, Binding, Held, Opened};
use super::sheets::{Secret, public_of};
use super::{RecoveryError, check};
use crate::request::check_digits;

/// Version of this form.
const VERSION: u32 = 1;
/// Most bytes of a request that are read; ours have about 900.
pub const FILE_LIMIT: u64 = 16 << 10;

/// A request as it travels, JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    beatbook_recovery_request: u32,
    /// Account.
    pub user: String,
    /// Its name, for whoever reads it.
    pub user_name: String,
    /// Id of the laptop.
    pub device: String,
    /// When it was made, ms, by the laptop's clock.
    pub made_at: i64,
    /// Version of the key file.
    pub key_file: u32,
    /// The recovery key that the store's key is sealed to, hexadecimal.
    pub key: String,
    /// When the station made that one, ms.
    pub key_made_at: i64,
    sealed: String,
    answer_to: String,
    mac: String,
}

/// What a request is made from.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// What stands in the key file.
    pub held: &'a Held,
    /// Account.
    pub user: &'a str,
    /// Its name.
    pub user_name: &'a str,
    /// Version of the key file.
    pub key_file: u32,
    /// Time now, ms.
    pub now: i64,
}

/// A request with the secret that opens its answer. The laptop keeps it until the answer has come.
#[derive(Clone, Serialize, Deserialize)]
pub struct Asking {
    /// What travels.
    pub request: Request,
    secret: String,
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl Asking {
    /// A new request; `random` is the private half of its own key.
    ///
    /// # Errors
    /// [`RecoveryError::BadKey`] if the key file's part is none.
    pub fn new(ask: &Ask<'_>, random: &[u8; 32]) -> Result<Asking, RecoveryError> {
        let mut request = Request {
            beatbook_recovery_request: VERSION,
            user: ask.user.to_owned(),
            user_name: ask.user_name.to_owned(),
            device: ask.held.device.clone(),
            made_at: ask.now,
            key_file: ask.key_file,
            key: ask.held.key.clone(),
            key_made_at: ask.held.made_at,
            sealed: ask.held.sealed.clone(),
            answer_to: public_of(random),
            mac: String::new(),
        };
        let key = HEXLOWER
            .decode(ask.held.request_key.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| RecoveryError::BadKey)?;
        request.mac = HEXLOWER.encode(&request.hmac(&key).finalize().into_bytes());
        Ok(Asking {
            request,
            secret: HEXLOWER.encode(random),
        })
    }

    /// Whether it is about what stands in the key file now.
    pub fn is_of(&self, held: &Held) -> bool {
        self.request.sealed == held.sealed
    }

    /// The store's key, from the answer.
    ///
    /// # Errors
    /// [`RecoveryError::AnswerMistyped`], [`RecoveryError::AnswerOtherLaptop`], [`RecoveryError::AnswerEarlier`],
    /// [`RecoveryError::AnswerAltered`].
    pub fn open(&self, answer: &Answer) -> Result<Zeroizing<[u8; 32]>, RecoveryError> {
        let mut secret = Zeroizing::new([0u8; 32]);
        HEXLOWER
            .decode(self.secret.as_bytes())
            .map(Zeroizing::new)
            .ok()
            .filter(|bytes| bytes.len() == 32)
            .map(|bytes| secret.copy_from_slice(&bytes))
            .ok_or(RecoveryError::NoRequest)?;
        answer.open(&self.request, &secret)
    }
}

impl Request {
    /// Reads one.
    ///
    /// # Errors
    /// [`RecoveryError::NotRequest`], [`RecoveryError::Newer`].
    pub fn parse(text: &str) -> Result<Request, RecoveryError> {
        #[derive(Deserialize)]
        struct Version {
            beatbook_recovery_request: u32,
        }
        let version: Version = serde_json::from_str(text).map_err(|_| RecoveryError::NotRequest)?;
        if version.beatbook_recovery_request > VERSION {
            return Err(RecoveryError::Newer);
        }
        serde_json::from_str(text).map_err(|_| RecoveryError::NotRequest)
    }

    /// As it travels.
    pub fn to_text(&self) -> String {
        // Strings and numbers are always JSON.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Six digits that the laptop shows and the station too: a request that was put in place of this one has others.
    pub fn digits(&self) -> String {
        check_digits(&HEXLOWER.encode(&self.hash()))
    }

    /// The answer of two officers who have joined the private half.
    ///
    /// # Errors
    /// [`RecoveryError::OtherKey`] if it is not the half of the key that the laptop sealed to; [`RecoveryError::RequestAltered`].
    pub fn answer(&self, secret: &Secret) -> Result<Answer, RecoveryError> {
        if public_of(secret) != self.key {
            return Err(RecoveryError::OtherKey);
        }
        let binding = Binding {
            user: &self.user,
            device: &self.device,
            version: self.key_file,
        };
        let Opened { dek, request_key } = seal::open(&self.sealed, &self.key, secret, &binding)?;
        let mac = HEXLOWER.decode(self.mac.as_bytes());
        let mac = mac.map_err(|_| RecoveryError::RequestAltered)?;
        self.hmac(request_key.as_slice())
            .verify_slice(&mac)
            .map_err(|_| RecoveryError::RequestAltered)?;
        Answer::seal(self, &dek)
    }

    pub(super) fn answer_to(&self) -> &str {
        &self.answer_to
    }

    /// What an answer names it by.
    pub(super) fn tag(&self) -> [u8; answer::TAG] {
        check(b"beatbook recovery answer", &self.hash())
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.message()).into()
    }

    fn hmac(&self, key: &[u8]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
        mac.update(&self.message());
        mac
    }

    /// All it says, each part with its length.
    fn message(&self) -> Vec<u8> {
        let numbers = [
            i64::from(self.beatbook_recovery_request),
            self.made_at,
            i64::from(self.key_file),
            self.key_made_at,
        ]
        .map(|number| number.to_string());
        let texts = [
            "beatbook recovery request",
            &self.user,
            &self.user_name,
            &self.device,
            &self.key,
            &self.sealed,
            &self.answer_to,
        ];
        let mut message = Vec::new();
        for part in texts.into_iter().chain(numbers.iter().map(String::as_str)) {
            message.extend((part.len() as u64).to_be_bytes());
            message.extend(part.as_bytes());
        }
        message
    }
}
