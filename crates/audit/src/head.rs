use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::keys;

/// The station's tree at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeHead {
    /// Id of the station.
    pub station: String,
    /// History of the station; a restored backup begins another.
    pub epoch: i64,
    /// Entries in the tree.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// When, ms, by the station's clock.
    pub at: i64,
}

/// A head with the station's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The head.
    pub head: TreeHead,
    /// Ed25519, hexadecimal.
    pub signature: String,
}

/// A text that is no head.
#[derive(Debug, thiserror::Error)]
#[error("this is no head of an access log")]
pub struct UnreadableHead;

const MARK: &str = "BEATBOOK1";

impl TreeHead {
    /// What is signed.
    pub fn message(&self) -> Vec<u8> {
        let TreeHead {
            station,
            epoch,
            size,
            root,
            at,
        } = self;
        format!("beatbook tree head 1\0{station}.{epoch}.{size}.{root}.{at}").into_bytes()
    }
}

impl SignedHead {
    /// Whether the key (hexadecimal) signed it.
    pub fn is_by(&self, key: &str) -> bool {
        keys::verify(key, &self.head.message(), &self.signature)
    }

    /// As it is printed, written down and read again: one line without blanks.
    pub fn to_text(&self) -> String {
        let TreeHead {
            station,
            epoch,
            size,
            root,
            at,
        } = &self.head;
        format!(
            "{MARK}.{station}.{epoch}.{size}.{root}.{at}.{}",
            self.signature
        )
    }

    /// Reads a printed head.
    ///
    /// # Errors
    /// [`UnreadableHead`].
    pub fn parse(text: &str) -> Result<SignedHead, UnreadableHead> {
        let clean: String = text.split_whitespace().collect();
        let parts: Vec<&str> = clean.split('.').collect();
        let [MARK, station, epoch, size, root, at, signature] = parts[..] else {
            return Err(UnreadableHead);
        };
        Ok(SignedHead {
            head: TreeHead {
                station: station.to_owned(),
                epoch: epoch.parse().map_err(|_| UnreadableHead)?,
                size: size.parse().map_err(|_| UnreadableHead)?,
                root: Hash::parse(root).ok_or(UnreadableHead)?,
                at: at.parse().map_err(|_| UnreadableHead)?,
            },
            signature: signature.to_owned(),
        })
    }
}
