//! Unpacking DEFLATE data (RFC 1951) piece by piece in constant memory.
//!
//! The parser of workbooks unpacks by itself and trusts what it reads; this lets a part be looked at before. Plain and
//! small rather than fast.

use std::ops::ControlFlow;

/// A match reaches back this far.
const WINDOW: usize = 32 << 10;
const PIECE: usize = 128 << 10;
/// Order in which the lengths of the code-length code are sent.
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Unpacks at most `limit` bytes and hands them on in pieces. `None` when the data is broken or longer, or when the
/// receiver breaks off.
pub(super) fn inflate(
    packed: &[u8],
    limit: usize,
    receive: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> Option<()> {
    let mut unpacker = Unpacker {
        bits: Bits {
            bytes: packed,
            at: 0,
        },
        out: Vec::with_capacity(2 * PIECE),
        sent: 0,
        gone: 0,
        limit,
        receive,
    };
    loop {
        let is_last = unpacker.bits.take(1)? == 1;
        match unpacker.bits.take(2)? {
            0 => unpacker.stored()?,
            1 => unpacker.block(&fixed_literals(), &Code::new(&[5; 30]))?,
            2 => {
                let (literals, distances) = read_codes(&mut unpacker.bits)?;
                unpacker.block(&literals, &distances)?;
            }
            _ => return None,
        }
        if is_last {
            return unpacker.hand_on();
        }
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    /// In bits.
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<usize> {
        let mut value = 0;
        for shift in 0..count {
            let byte = usize::from(*self.bytes.get(self.at / 8)?);
            value |= (byte >> (self.at % 8) & 1) << shift;
            self.at += 1;
        }
        Some(value)
    }
}

/// A canonical Huffman code: how many symbols have each length, and the symbols in order of their codes.
struct Code {
    counts: [usize; 16],
    symbols: Vec<usize>,
}

impl Code {
    fn new(lengths: &[usize]) -> Self {
        let mut counts = [0; 16];
        let mut symbols: Vec<usize> = (0..lengths.len()).filter(|at| lengths[*at] > 0).collect();
        symbols.sort_by_key(|at| lengths[*at]);
        for at in &symbols {
            counts[lengths[*at]] += 1;
        }
        Self { counts, symbols }
    }

    fn read(&self, bits: &mut Bits) -> Option<usize> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in &self.counts[1..] {
            code |= bits.take(1)?;
            if code < first + count {
                return self.symbols.get(index + code.checked_sub(first)?).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

fn fixed_literals() -> Code {
    let mut lengths = [8; 288];
    lengths[144..256].fill(9);
    lengths[256..280].fill(7);
    Code::new(&lengths)
}

fn read_codes(bits: &mut Bits) -> Option<(Code, Code)> {
    let literals = bits.take(5)? + 257;
    let distances = bits.take(5)? + 1;
    let sent = bits.take(4)? + 4;
    let mut lengths = [0; 19];
    for at in &ORDER[..sent] {
        lengths[*at] = bits.take(3)?;
    }
    let code = Code::new(&lengths);
    let mut lengths: Vec<usize> = Vec::with_capacity(320);
    while lengths.len() < literals + distances {
        let (length, times) = match code.read(bits)? {
            16 => (*lengths.last()?, bits.take(2)? + 3),
            17 => (0, bits.take(3)? + 3),
            18 => (0, bits.take(7)? + 11),
            length => (length, 1),
        };
        lengths.extend(std::iter::repeat_n(length, times));
    }
    let behind = lengths.get(literals..literals + distances)?;
    Some((Code::new(&lengths[..literals]), Code::new(behind)))
}

struct Unpacker<'a> {
    bits: Bits<'a>,
    /// The window, and behind it what is not yet handed on.
    out: Vec<u8>,
    sent: usize,
    /// Bytes that have left the window.
    gone: usize,
    limit: usize,
    receive: &'a mut dyn FnMut(&[u8]) -> ControlFlow<()>,
}

impl Unpacker<'_> {
    fn stored(&mut self) -> Option<()> {
        let start = self.bits.at.div_ceil(8);
        let head = self.bits.bytes.get(start..start + 4)?;
        let length = usize::from(u16::from_le_bytes([head[0], head[1]]));
        for byte in self.bits.bytes.get(start + 4..start + 4 + length)? {
            self.put(*byte)?;
        }
        self.bits.at = (start + 4 + length) * 8;
        Some(())
    }

    fn block(&mut self, literals: &Code, distances: &Code) -> Option<()> {
        loop {
            match literals.read(&mut self.bits)? {
                byte @ 0..=255 => self.put(u8::try_from(byte).ok()?)?,
                256 => return Some(()),
                symbol => {
                    let length = self.length(symbol - 257)?;
                    let symbol = distances.read(&mut self.bits)?;
                    self.copy(length, symbol)?;
                }
            }
        }
    }

    /// RFC 1951, 3.2.5: four symbols for each number of extra bits, from eight on.
    fn length(&mut self, symbol: usize) -> Option<usize> {
        match symbol {
            0..=7 => Some(symbol + 3),
            8..=27 => {
                let extra = symbol / 4 - 1;
                Some(((4 + symbol % 4) << extra) + 3 + self.bits.take(extra)?)
            }
            28 => Some(258),
            _ => None,
        }
    }

    fn copy(&mut self, length: usize, symbol: usize) -> Option<()> {
        let distance = match symbol {
            0..=3 => symbol + 1,
            4..=29 => {
                let extra = symbol / 2 - 1;
                ((2 + symbol % 2) << extra) + 1 + self.bits.take(extra)?
            }
            _ => return None,
        };
        for _ in 0..length {
            let byte = self.out[self.out.len().checked_sub(distance)?];
            self.put(byte)?;
        }
        Some(())
    }

    fn put(&mut self, byte: u8) -> Option<()> {
        if self.gone + self.out.len() >= self.limit {
            return None;
        }
        self.out.push(byte);
        if self.out.len() >= WINDOW + PIECE {
            self.hand_on()
        } else {
            Some(())
        }
    }

    fn hand_on(&mut self) -> Option<()> {
        if (self.receive)(&self.out[self.sent..]).is_break() {
            return None;
        }
        let old = self.out.len().saturating_sub(WINDOW);
        self.out.drain(..old);
        self.gone += old;
        self.sent = self.out.len();
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpack(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
        let mut all = Vec::new();
        inflate(packed, limit, &mut |piece| {
            all.extend_from_slice(piece);
            ControlFlow::Continue(())
        })?;
        Some(all)
    }

    /// Written by zlib: stored, fixed and dynamic blocks.
    #[test]
    fn every_kind_of_block_is_unpacked() {
        let stored = b"\x01\x05\x00\xfa\xffhello";
        let fixed = b"\xcbH\xcd\xc9\xc9W\xc8@'\x01";
        assert_eq!(unpack(stored, 100).as_deref(), Some(&b"hello"[..]));
        assert_eq!(
            unpack(fixed, 100).as_deref(),
            Some(&b"hello hello hello hello"[..])
        );
        assert_eq!(unpack(fixed, 22), None);
        assert_eq!(unpack(&fixed[..5], 100), None);
        assert_eq!(unpack(b"\x07", 100), None);
    }
}
