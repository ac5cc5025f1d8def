//! The key of a store, sealed to its station's recovery key.

use data_encoding::HEXLOWER;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::RecoveryError;

pub(super) type Suite = X25519HkdfSha256;
/// Length of what HPKE sends along with what it seals.
pub(super) const ENCAPPED: usize = 32;

/// What the seal binds, so that it opens for this store alone.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// Account.
    pub user: &'a str,
    /// Id of the laptop.
    pub device: &'a str,
    /// Version of the key file.
    pub version: u32,
}

impl Binding<'_> {
    fn info(&self, key: &str) -> Vec<u8> {
        let Binding {
            user,
            device,
            version,
        } = self;
        format!("beatbook recovery 1\0{version}\0{user}\0{device}\0{key}").into_bytes()
    }
}

/// What stands in a key file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The laptop, as the seal binds it.
    pub device: String,
    /// The station's recovery key that it is sealed to, hexadecimal.
    pub key: String,
    /// When the station made that one, ms.
    pub made_at: i64,
    /// The store's key and `request_key`, sealed; hexadecimal.
    pub sealed: String,
    /// Key for the HMAC of requests, hexadecimal. Who reads it has the laptop in hand.
    pub request_key: String,
}

/// What two officers open.
pub struct Opened {
    /// The store's key.
    pub dek: Zeroizing<[u8; 32]>,
    /// Key for the HMAC of requests.
    pub request_key: Zeroizing<[u8; 32]>,
}

/// Seals a store's key to a station's recovery key. `random` becomes the key for requests.
///
/// # Errors
/// [`RecoveryError::BadKey`].
pub fn seal(
    dek: &[u8; 32],
    random: &[u8; 32],
    to: &super::RecoveryKey,
    binding: &Binding<'_>,
) -> Result<Held, RecoveryError> {
    let mut plain = Zeroizing::new([0u8; 64]);
    plain[..32].copy_from_slice(dek);
    plain[32..].copy_from_slice(random);
    let sealed = seal_to(&to.key, &binding.info(&to.key), plain.as_slice())?;
    Ok(Held {
        device: binding.device.to_owned(),
        key: to.key.clone(),
        made_at: to.made_at,
        sealed: HEXLOWER.encode(&sealed),
        request_key: HEXLOWER.encode(random),
    })
}

/// Opens what [`seal`] sealed.
pub(super) fn open(
    sealed: &str,
    key: &str,
    secret: &[u8; 32],
    binding: &Binding<'_>,
) -> Result<Opened, RecoveryError> {
    let sealed = HEXLOWER
        .decode(sealed.as_bytes())
        .map_err(|_| RecoveryError::RequestAltered)?;
    let plain =
        open_with(secret, &binding.info(key), &sealed).ok_or(RecoveryError::RequestAltered)?;
    if plain.len() != 64 {
        return Err(RecoveryError::RequestAltered);
    }
    let mut opened = Opened {
        dek: Zeroizing::new([0; 32]),
        request_key: Zeroizing::new([0; 32]),
    };
    opened.dek.copy_from_slice(&plain[..32]);
    opened.request_key.copy_from_slice(&plain[32..]);
    Ok(opened)
}

/// Seals to a public key (hexadecimal): what HPKE sends along, then what is sealed.
pub(super) fn seal_to(key: &str, info: &[u8], plain: &[u8]) -> Result<Vec<u8>, RecoveryError> {
    let bad = RecoveryError::BadKey;
    let key = HEXLOWER.decode(key.as_bytes()).map_err(|_| bad)?;
    let key = <Suite as Kem>::PublicKey::from_bytes(&key).map_err(|_| bad)?;
    let (encapped, mut context) =
        hpke::setup_sender::<ChaCha20Poly1305, HkdfSha256, Suite>(&OpModeS::Base, &key, info)
            .map_err(|_| bad)?;
    let mut sealed = encapped.to_bytes().to_vec();
    sealed.extend(context.seal(plain, b"").map_err(|_| bad)?);
    Ok(sealed)
}

/// Opens what [`seal_to`] made; none if anything about it is different.
pub(super) fn open_with(
    secret: &[u8; 32],
    info: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (encapped, rest) = sealed.split_at_checked(ENCAPPED)?;
    let encapped = <Suite as Kem>::EncappedKey::from_bytes(encapped).ok()?;
    let (private, _) = Suite::derive_keypair(secret);
    let mut context = hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, Suite>(
        &OpModeR::Base,
        &private,
        &encapped,
        info,
    )
    .ok()?;
    context.open(rest, b"").ok().map(Zeroizing::new)
}
