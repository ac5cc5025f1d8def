use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, VerifyingKey};

/// Whether a signature (hexadecimal, Ed25519, in its strict form) of a message is of this key (hexadecimal).
pub fn verify(key: &str, message: &[u8], signature: &str) -> bool {
    let key = HEXLOWER
        .decode(key.as_bytes())
        .ok()
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok());
    let signature = HEXLOWER
        .decode(signature.as_bytes())
        .ok()
        .and_then(|bytes| Some(Signature::from_bytes(&bytes.try_into().ok()?)));
    match (key, signature) {
        (Some(key), Some(signature)) => {
            !key.is_weak() && key.verify_strict(message, &signature).is_ok()
        }
        _ => false,
    }
}
