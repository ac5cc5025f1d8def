//! The parts of a sealed file: `beatbook-backup\n`, version and length of the header (u32, little-endian each), header as JSON, the
//! encrypted database, seal.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use hmac::Mac;
use serde::{Deserialize, Serialize};

use super::{HEADER_LIMIT, MAGIC, PIECE, SEAL, Seal, VERSION};
use crate::error::StoreError;
use crate::key_file::{Dek, KeyFile};

#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    /// When it was made, ms since 1970.
    pub made: i64,
    /// Bytes of the database.
    pub bytes: u64,
    /// The wrapped key, as on the laptop.
    pub key: KeyFile,
}

/// What can be known of a backup without its passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupAbout {
    /// Account whose laptop it is of.
    pub user: String,
    /// Name of the account whose laptop it is of.
    pub user_name: String,
    /// When it was made, ms since 1970.
    pub made: i64,
}

/// Reads the header of a sealed file and looks whether it is all there.
///
/// # Errors
/// [`StoreError::BackupNotOne`], [`StoreError::BackupNewer`], [`StoreError::BackupCut`], [`StoreError::BackupDamaged`].
pub fn about_backup(file: &Path) -> Result<BackupAbout, StoreError> {
    let (header, _, _) = open(file)?;
    Ok(BackupAbout {
        user: header.key.user,
        user_name: header.key.user_name,
        made: header.made,
    })
}

/// The header, the bytes it was written as, and the file at its database.
pub(super) fn open(path: &Path) -> Result<(Header, Vec<u8>, File), StoreError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = vec![0u8; MAGIC.len() + 8];
    // Too short to say what it is.
    read_or(&mut file, &mut head, || StoreError::BackupNotOne)?;
    if !head.starts_with(MAGIC) {
        return Err(StoreError::BackupNotOne);
    }
    let number = |from: usize| {
        let bytes = head
            .get(from..from + 4)
            .and_then(|part| part.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    };
    let (version, header_length) = (number(MAGIC.len()), number(MAGIC.len() + 4));
    if version > VERSION {
        return Err(StoreError::BackupNewer);
    }
    if version != VERSION || header_length > HEADER_LIMIT {
        return Err(StoreError::BackupDamaged);
    }
    let mut text = vec![0u8; header_length as usize];
    read_or(&mut file, &mut text, || StoreError::BackupCut)?;
    let header: Header = serde_json::from_slice(&text).map_err(|_| StoreError::BackupDamaged)?;
    header.key.check().map_err(|_| StoreError::BackupDamaged)?;
    let whole = (head.len() + text.len() + SEAL) as u64;
    match whole.checked_add(header.bytes) {
        Some(whole) if length < whole => return Err(StoreError::BackupCut),
        Some(whole) if length == whole => {}
        _ => return Err(StoreError::BackupDamaged),
    }
    head.extend(text);
    Ok((header, head, file))
}

fn read_or(
    file: &mut File,
    into: &mut [u8],
    short: impl FnOnce() -> StoreError,
) -> Result<(), StoreError> {
    file.read_exact(into).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => short(),
        _ => error.into(),
    })
}

/// The beginning of a file with this header.
pub(super) fn beginning(header: &Header) -> Result<Vec<u8>, StoreError> {
    let text = serde_json::to_vec(header)?;
    let length = u32::try_from(text.len()).map_err(|_| StoreError::BackupDamaged)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(text);
    Ok(bytes)
}

/// Moves exactly so many bytes; what is moved is sealed.
pub(super) fn move_sealed(
    from: &mut impl Read,
    to: &mut impl Write,
    bytes: u64,
    seal: &mut Seal,
) -> Result<(), StoreError> {
    let mut piece = vec![0u8; PIECE];
    let mut left = bytes;
    while left > 0 {
        let most = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let part = &mut piece[..most];
        from.read_exact(part)?;
        seal.update(part);
        to.write_all(part)?;
        left -= most as u64;
    }
    Ok(())
}

/// Reads a sealed file to its end; its database goes to `to`.
///
/// # Errors
/// [`StoreError::BackupDamaged`] if the seal is not that of this key.
pub(super) fn unseal(
    (header, beginning, mut file): (&Header, &[u8], File),
    dek: &Dek,
    to: &mut impl Write,
) -> Result<(), StoreError> {
    let mut seal = super::seal(dek)?;
    seal.update(beginning);
    move_sealed(&mut file, to, header.bytes, &mut seal)?;
    let mut found = [0u8; SEAL];
    file.read_exact(&mut found)?;
    seal.verify_slice(&found)
        .map_err(|_| StoreError::BackupDamaged)
}
