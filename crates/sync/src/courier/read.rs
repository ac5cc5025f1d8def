//! Reading a courier file: first the signature over all of it, then message by message.

use std::io::{BufReader, Read, Seek, SeekFrom};

use serde::de::DeserializeOwned;

use super::seal::{EPHEMERAL, Opener, Signed, read_prefix};
use super::{CourierError, FILE_LIMIT, Header, PublicKeys, SIGNATURE, SecretKeys};
use crate::limits::{self, DECODED_LIMIT, WINDOW_LOG};
use crate::wire::WireError;

/// What the head of a file says, so that the reader can find the sender's keys. Nothing of it is proved.
///
/// # Errors
/// [`CourierError::NotCourier`], [`CourierError::Newer`], [`CourierError::Truncated`], [`CourierError::Damaged`].
pub fn peek(input: &mut impl Read) -> Result<Header, CourierError> {
    Ok(Header::read(input)?.1)
}

/// The messages of a file whose signature was right.
pub struct Messages<R: Read> {
    header: Header,
    stream: zstd::Decoder<'static, BufReader<Opener<R>>>,
    given: u64,
}

/// Checks a whole file against its sender's keys, then opens it. Memory stays below a few MiB whatever the file says.
///
/// # Errors
/// Each way in which it can fail has its own variant of [`CourierError`].
pub fn open<R: Read + Seek>(
    mut input: R,
    own: &SecretKeys,
    sender: &PublicKeys,
) -> Result<Messages<BufReader<R>>, CourierError> {
    if input.seek(SeekFrom::End(0))? > FILE_LIMIT + SIGNATURE as u64 {
        return Err(CourierError::TooLarge);
    }
    input.rewind()?;
    let mut input = BufReader::with_capacity(128 << 10, input);
    let (head, header) = Header::read(&mut input)?;
    let mut ephemeral = [0u8; EPHEMERAL];
    input.read_exact(&mut ephemeral)?;
    let body = head.len() + EPHEMERAL;
    let mut signed = Signed::new();
    signed.update(&head);
    signed.update(&ephemeral);
    walk(&mut input, &mut signed)?;
    let mut signature = [0u8; SIGNATURE];
    input.read_exact(&mut signature)?;
    if input.read(&mut [0u8])? != 0 {
        return Err(CourierError::Damaged);
    }
    sender.verify(&signed.message(), &signature)?;
    input.seek(SeekFrom::Start(body as u64))?;
    let opener = Opener::new(input, &head, &ephemeral, own)?;
    let mut stream = zstd::Decoder::new(opener)?;
    stream.window_log_max(WINDOW_LOG)?;
    Ok(Messages {
        header,
        stream,
        given: 0,
    })
}

/// Hashes all chunks up to the last one.
fn walk(input: &mut impl Read, signed: &mut Signed) -> Result<(), CourierError> {
    loop {
        let (prefix, last, length) = read_prefix(input)?;
        let mut sealed = vec![0u8; length];
        input.read_exact(&mut sealed)?;
        signed.update(&prefix);
        signed.update(&sealed);
        if last {
            return Ok(());
        }
    }
}

impl<R: Read> Messages<R> {
    /// The head, proved by the signature.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next message; none at the end.
    ///
    /// # Errors
    /// [`CourierError::Message`] for one that is too large or none of ours, [`CourierError::Damaged`] for one that ends early.
    pub fn take<T: DeserializeOwned>(&mut self) -> Result<Option<T>, CourierError> {
        let mut prefix = [0u8; 4];
        if !self.fill(&mut prefix)? {
            return Ok(None);
        }
        let length = u32::from_be_bytes(prefix) as usize;
        if length > DECODED_LIMIT {
            return Err(WireError::TooLarge(DECODED_LIMIT).into());
        }
        // Grown as it comes, not as it is announced.
        let mut json = Vec::new();
        let mut piece = vec![0u8; length.min(128 << 10)];
        while json.len() < length {
            let most = piece.len().min(length - json.len());
            if !self.fill(&mut piece[..most])? {
                return Err(CourierError::Damaged);
            }
            json.extend_from_slice(&piece[..most]);
        }
        Ok(Some(limits::parse(&json)?))
    }

    /// Fills the buffer; false if the stream ended before its first byte.
    fn fill(&mut self, into: &mut [u8]) -> Result<bool, CourierError> {
        let mut have = 0;
        while have < into.len() {
            let read = self.stream.read(&mut into[have..]).map_err(no_stream)?;
            if read == 0 && have == 0 {
                return Ok(false);
            }
            if read == 0 {
                return Err(CourierError::Damaged);
            }
            have += read;
            self.given += read as u64;
            let sealed =
                usize::try_from(self.stream.get_ref().get_ref().given).unwrap_or(usize::MAX);
            if self.given > limits::most_decoded(sealed) as u64 {
                return Err(WireError::Bomb.into());
            }
        }
        Ok(true)
    }
}

/// The seal was right, so what zstd complains of was written so.
fn no_stream(error: std::io::Error) -> CourierError {
    match CourierError::from(error) {
        CourierError::Io(error) => WireError::NotCompressed(error).into(),
        CourierError::Truncated => CourierError::Damaged,
        other => other,
    }
}
