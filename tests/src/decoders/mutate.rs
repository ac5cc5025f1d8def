//! Altering inputs at random, from one seed.

/// Values that break arithmetic, lengths and parsers.
const AWKWARD: [&[u8]; 22] = [
    b"",
    b"0",
    b"-1",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"1e400",
    b"0.1",
    b"null",
    b"true",
    b"\"\"",
    b"{}",
    b"[]",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"\"\\ud800\"",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"\xef\xbb\xbf",
    b"../../../etc/passwd",
    b"\xe2\x80\xae",
];

/// The source of alterations (SplitMix64).
pub struct Mutator(u64);

impl Mutator {
    pub fn new(seed: u64) -> Mutator {
        Mutator(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `n`; 0 for none.
    fn below(&mut self, n: usize) -> usize {
        match n {
            0 => 0,
            n => (self.next() % n as u64) as usize,
        }
    }

    /// One of the corpus with one to eight alterations.
    pub fn altered(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let chosen = self.below(corpus.len());
        let mut bytes = corpus.get(chosen).cloned().unwrap_or_default();
        for _ in 0..=self.below(8) {
            self.alter(&mut bytes, corpus);
        }
        bytes
    }

    fn alter(&mut self, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let length = bytes.len();
        let from = self.below(length);
        let to = (from + 1 + self.below(64)).min(length);
        match self.below(9) {
            0 | 1 if length > 0 => bytes[from] ^= 1 << self.below(8),
            2 if length > 0 => bytes[from] = self.below(256) as u8,
            3 => bytes.truncate(from),
            4 => drop(bytes.drain(from..to)),
            5 => {
                let piece = bytes[from..to].to_vec();
                for _ in 0..=self.below(20) {
                    bytes.splice(from..from, piece.iter().copied());
                }
            }
            6 => {
                let other = self.below(corpus.len());
                if let Some(other) = corpus.get(other) {
                    let at = self.below(other.len());
                    let end = (at + self.below(400)).min(other.len());
                    bytes.splice(from..from, other[at..end].iter().copied());
                }
            }
            7 => {
                // A whole number in the text becomes an awkward one.
                let begins = (from..length).find(|at| bytes[*at].is_ascii_digit());
                let begins = begins.unwrap_or(from);
                let ends = (begins..length)
                    .find(|at| !bytes[*at].is_ascii_digit())
                    .unwrap_or(length);
                let value = AWKWARD[self.below(AWKWARD.len())];
                bytes.splice(begins..ends, value.iter().copied());
            }
            _ => {
                let value = AWKWARD[self.below(AWKWARD.len())];
                bytes.splice(from..from, value.iter().copied());
            }
        }
    }
}
