//! Sealing a stream chunk by chunk (HPKE base mode), and the hash that is signed.

use std::io::{Read, Write};

use hpke::aead::{AeadCtxR, AeadCtxS, ChaCha20Poly1305};
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use sha2::{Digest, Sha256};

use super::{CHUNK, CourierError, FILE_LIMIT, LAST, PublicKeys, SIGNED_AS, SecretKeys, TAG};

pub(super) type Suite = X25519HkdfSha256;
/// Length of the ephemeral key.
pub(super) const EPHEMERAL: usize = 32;

/// What is signed: a hash over everything before the signature.
#[derive(Clone)]
pub(super) struct Signed(Sha256);

impl Signed {
    pub fn new() -> Signed {
        let mut hash = Sha256::new();
        hash.update(SIGNED_AS);
        Signed(hash)
    }
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    pub fn message(self) -> Vec<u8> {
        [SIGNED_AS, &self.0.finalize()].concat()
    }
}

/// Takes plain bytes, writes sealed chunks.
pub(super) struct Sealer<W> {
    out: W,
    context: AeadCtxS<ChaCha20Poly1305, HkdfSha256, Suite>,
    signed: Signed,
    chunk: Vec<u8>,
    written: u64,
}

impl<W: Write> Sealer<W> {
    /// Writes the head of the file and the ephemeral key.
    pub fn new(out: W, head: &[u8], to: &PublicKeys) -> Result<Sealer<W>, CourierError> {
        let (ephemeral, context) = hpke::setup_sender::<ChaCha20Poly1305, HkdfSha256, Suite>(
            &OpModeS::Base,
            &to.sealed_to()?,
            head,
        )
        .map_err(|_| CourierError::BadKey)?;
        let mut sealer = Sealer {
            out,
            context,
            signed: Signed::new(),
            chunk: Vec::with_capacity(CHUNK),
            written: 0,
        };
        sealer.emit(head)?;
        sealer.emit(&ephemeral.to_bytes())?;
        Ok(sealer)
    }

    fn emit(&mut self, bytes: &[u8]) -> Result<(), CourierError> {
        self.written += bytes.len() as u64;
        if self.written > FILE_LIMIT {
            return Err(CourierError::TooLarge);
        }
        self.signed.update(bytes);
        Ok(self.out.write_all(bytes)?)
    }

    fn seal(&mut self, last: bool) -> Result<(), CourierError> {
        let mut prefix = (self.chunk.len() + TAG) as u32;
        if last {
            prefix |= LAST;
        }
        let prefix = prefix.to_be_bytes();
        let sealed = self
            .context
            .seal(&self.chunk, &prefix)
            .map_err(|_| CourierError::TooLarge)?;
        self.chunk.clear();
        self.emit(&prefix)?;
        self.emit(&sealed)
    }

    /// Seals what is left, signs everything.
    pub fn finish(mut self, by: &SecretKeys) -> Result<W, CourierError> {
        self.seal(true)?;
        let signature = by.sign(&self.signed.message());
        self.out.write_all(&signature)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.chunk.len() == CHUNK {
            self.seal(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Reads sealed chunks, gives plain bytes; ends after the last chunk.
pub(super) struct Opener<R> {
    input: R,
    context: AeadCtxR<ChaCha20Poly1305, HkdfSha256, Suite>,
    plain: Vec<u8>,
    at: usize,
    ended: bool,
    /// Plain bytes handed out.
    pub given: u64,
}

impl<R: Read> Opener<R> {
    pub fn new(
        input: R,
        head: &[u8],
        ephemeral: &[u8; EPHEMERAL],
        own: &SecretKeys,
    ) -> Result<Opener<R>, CourierError> {
        let ephemeral = <Suite as Kem>::EncappedKey::from_bytes(ephemeral)
            .map_err(|_| CourierError::Damaged)?;
        let (secret, _) = own.seal_pair();
        let context = hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, Suite>(
            &OpModeR::Base,
            &secret,
            &ephemeral,
            head,
        )
        .map_err(|_| CourierError::Damaged)?;
        Ok(Opener {
            input,
            context,
            plain: Vec::new(),
            at: 0,
            ended: false,
            given: 0,
        })
    }

    fn next_chunk(&mut self) -> Result<(), CourierError> {
        let (prefix, last, length) = read_prefix(&mut self.input)?;
        let mut sealed = vec![0u8; length];
        self.input.read_exact(&mut sealed)?;
        self.plain = self
            .context
            .open(&sealed, &prefix)
            .map_err(|_| CourierError::Damaged)?;
        self.at = 0;
        self.ended = last;
        Ok(())
    }
}

/// A chunk's prefix: its bytes, whether it is the last, the length that follows.
pub(super) fn read_prefix(input: &mut impl Read) -> Result<([u8; 4], bool, usize), CourierError> {
    let mut prefix = [0u8; 4];
    input.read_exact(&mut prefix)?;
    let number = u32::from_be_bytes(prefix);
    let length = (number & !LAST) as usize;
    if !(TAG..=CHUNK + TAG).contains(&length) {
        return Err(CourierError::Damaged);
    }
    Ok((prefix, number & LAST != 0, length))
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.plain.len() {
            if self.ended {
                return Ok(0);
            }
            self.next_chunk()?;
        }
        let given = into.len().min(self.plain.len() - self.at);
        into[..given].copy_from_slice(&self.plain[self.at..self.at + given]);
        self.at += given;
        self.given += given as u64;
        Ok(given)
    }
}
