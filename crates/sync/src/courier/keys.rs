//! The keys of one side: Ed25519 for signing, X25519 for sealing.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::{Deserializable, Kem, Serializable};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::CourierError;
use super::seal::Suite;

/// Public halves, in hex; what the other side knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// Ed25519: proves who wrote a file.
    pub sign: String,
    /// X25519: files for this side are sealed to it.
    pub seal: String,
}

impl PublicKeys {
    /// Whether both are usable keys.
    pub fn are_sound(&self) -> bool {
        self.verifier().is_ok() && self.sealed_to().is_ok()
    }

    fn verifier(&self) -> Result<VerifyingKey, CourierError> {
        let key =
            VerifyingKey::from_bytes(&unhex(&self.sign)?).map_err(|_| CourierError::BadKey)?;
        if key.is_weak() {
            return Err(CourierError::BadKey);
        }
        Ok(key)
    }

    pub(super) fn sealed_to(&self) -> Result<<Suite as Kem>::PublicKey, CourierError> {
        let key = unhex(&self.seal)?;
        // Points of low order make a secret that everybody knows.
        <Suite as Kem>::PublicKey::from_bytes(&key).map_err(|_| CourierError::BadKey)
    }

    /// Checks a signature, refusing its malleable and ambiguous forms.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), CourierError> {
        self.verifier()?
            .verify_strict(message, &Signature::from_bytes(signature))
            .map_err(|_| CourierError::Damaged)
    }
}

fn unhex(text: &str) -> Result<[u8; 32], CourierError> {
    HEXLOWER
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(CourierError::BadKey)
}

/// The secret halves. They are kept where only their owner reads: in the laptop's encrypted store, in the station's folder.
#[derive(Clone)]
pub struct SecretKeys {
    sign: Zeroizing<[u8; 32]>,
    seal: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for SecretKeys {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("SecretKeys(…)")
    }
}

impl SecretKeys {
    /// Keys from 64 random bytes.
    pub fn from_random(random: &[u8; 64]) -> SecretKeys {
        let mut keys = SecretKeys {
            sign: Zeroizing::new([0; 32]),
            seal: Zeroizing::new([0; 32]),
        };
        keys.sign.copy_from_slice(&random[..32]);
        keys.seal.copy_from_slice(&random[32..]);
        keys
    }

    /// As stored: both in hex, a point between.
    pub fn to_text(&self) -> Zeroizing<String> {
        let (sign, seal) = (
            Zeroizing::new(HEXLOWER.encode(self.sign.as_slice())),
            Zeroizing::new(HEXLOWER.encode(self.seal.as_slice())),
        );
        Zeroizing::new([sign.as_str(), ".", seal.as_str()].concat())
    }

    /// Reads what [`SecretKeys::to_text`] wrote.
    ///
    /// # Errors
    /// [`CourierError::BadKey`].
    pub fn from_text(text: &str) -> Result<SecretKeys, CourierError> {
        let (sign, seal) = text.trim().split_once('.').ok_or(CourierError::BadKey)?;
        Ok(SecretKeys {
            sign: Zeroizing::new(unhex(sign)?),
            seal: Zeroizing::new(unhex(seal)?),
        })
    }

    /// The public halves.
    pub fn public(&self) -> PublicKeys {
        let (_, seal) = self.seal_pair();
        PublicKeys {
            sign: HEXLOWER.encode(
                SigningKey::from_bytes(&self.sign)
                    .verifying_key()
                    .as_bytes(),
            ),
            seal: HEXLOWER.encode(&seal.to_bytes()),
        }
    }

    pub(super) fn seal_pair(&self) -> (<Suite as Kem>::PrivateKey, <Suite as Kem>::PublicKey) {
        Suite::derive_keypair(self.seal.as_slice())
    }

    /// Signs a message; it must say itself what it is for.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        SigningKey::from_bytes(&self.sign).sign(message).to_bytes()
    }
}
