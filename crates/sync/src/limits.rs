//! Reading bytes from outside within limits: nothing that a message claims of itself is believed before it is counted.

use std::io::Read;

use serde::de::DeserializeOwned;

use crate::wire::WireError;

/// Largest message on the wire, compressed, in bytes.
pub const WIRE_LIMIT: usize = 8 << 20;
/// Largest message after decompression, in bytes.
pub const DECODED_LIMIT: usize = 24 << 20;
/// How many times larger than its compressed form a message may be, once it is larger than [`RATIO_FREE`].
pub const RATIO_LIMIT: usize = 100;
/// Up to this size, in bytes, the ratio does not matter: short messages of few words compress well.
pub const RATIO_FREE: usize = 1 << 20;
/// Deepest nesting of a message; the deepest of ours has six levels.
pub const DEPTH_LIMIT: usize = 32;
/// Most memory that the values of a message may take once they are built, in bytes, by what an object and any other value cost. An
/// object of eight letters takes 640 bytes, so the text's size is no bound.
pub const TREE_LIMIT: usize = 40 << 20;
/// Longest text in a message, in bytes. Without it a text where something else belongs would be copied whole into the parser's complaint.
pub const TEXT_LIMIT: usize = 1 << 20;
const OBJECT_COST: usize = 640;
const VALUE_COST: usize = 48;
/// Largest window a frame may ask for, as a power of two: 8 MiB.
pub(crate) const WINDOW_LOG: u32 = 23;

/// What `compressed` bytes may become, in bytes.
pub fn most_decoded(compressed: usize) -> usize {
    compressed.saturating_mul(RATIO_LIMIT).max(RATIO_FREE)
}

/// Unpacks one message as [`crate::wire::decode`] promises. It is unpacked twice: first through a small buffer, to measure it, and only
/// what is within the limits into memory of its own size.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    if bytes.len() > WIRE_LIMIT {
        return Err(WireError::TooLarge(WIRE_LIMIT));
    }
    let size = measure(bytes)?;
    let mut json = Vec::with_capacity(size);
    unpack(bytes)?
        .take(size as u64)
        .read_to_end(&mut json)
        .map_err(WireError::NotCompressed)?;
    serde_json::from_slice(&json).map_err(WireError::NotReadable)
}

fn unpack(bytes: &[u8]) -> Result<zstd::Decoder<'static, &[u8]>, WireError> {
    let mut decoder = zstd::Decoder::with_buffer(bytes).map_err(WireError::NotCompressed)?;
    decoder
        .window_log_max(WINDOW_LOG)
        .map_err(WireError::NotCompressed)?;
    Ok(decoder)
}

/// Size of a message once it is unpacked, if size, growth, nesting and values are within the limits.
fn measure(bytes: &[u8]) -> Result<usize, WireError> {
    let allowed = most_decoded(bytes.len());
    let mut decoder = unpack(bytes)?;
    let mut shape = Shape::default();
    let mut piece = vec![0u8; 64 << 10];
    let mut size = 0;
    loop {
        let read = decoder.read(&mut piece).map_err(WireError::NotCompressed)?;
        if read == 0 {
            return Ok(size);
        }
        size += read;
        if size > allowed {
            return Err(WireError::Bomb);
        }
        if size > DECODED_LIMIT {
            return Err(WireError::TooLarge(DECODED_LIMIT));
        }
        shape.count(&piece[..read])?;
    }
}

/// Parses one message whose nesting and values are within the limits.
pub(crate) fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, WireError> {
    Shape::default().count(json)?;
    serde_json::from_slice(json).map_err(WireError::NotReadable)
}

/// Counts nesting and values without building anything. What is no JSON is left to the parser.
#[derive(Default)]
struct Shape {
    depth: usize,
    tree: usize,
    in_text: bool,
    text: usize,
    escaped: bool,
}

impl Shape {
    fn count(&mut self, json: &[u8]) -> Result<(), WireError> {
        for byte in json {
            if self.in_text {
                self.text += 1;
                // One more for the mark that ends it.
                if self.text > TEXT_LIMIT + 1 {
                    return Err(WireError::TextTooLong);
                }
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => {
                    self.in_text = true;
                    self.text = 0;
                }
                b'{' | b'[' => {
                    self.depth += 1;
                    self.tree += if *byte == b'{' {
                        OBJECT_COST
                    } else {
                        VALUE_COST
                    };
                    if self.depth > DEPTH_LIMIT {
                        return Err(WireError::TooDeep);
                    }
                }
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b',' | b':' => self.tree += VALUE_COST,
                _ => {}
            }
        }
        if self.tree > TREE_LIMIT {
            return Err(WireError::TooManyValues);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn packed(json: &[u8]) -> Vec<u8> {
        zstd::bulk::compress(json, 1).unwrap()
    }

    #[test]
    fn a_message_nested_deeper_than_any_of_ours_is_refused() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        let sound = packed(nested(DEPTH_LIMIT).as_bytes());
        assert!(decode::<Value>(&sound).is_ok());
        let deep = packed(nested(DEPTH_LIMIT + 1).as_bytes());
        assert!(matches!(decode::<Value>(&deep), Err(WireError::TooDeep)));
        // Brackets inside a text nest nothing, not even after an escaped quotation mark.
        let text = packed(format!("\"\\\"{}\"", "[".repeat(100)).as_bytes());
        assert!(decode::<Value>(&text).is_ok());
    }

    #[test]
    fn a_message_of_too_many_small_values_is_refused_before_it_is_built() {
        let mut json = vec![b'['];
        let mut digits = 12_345_u32;
        for _ in 0..TREE_LIMIT / VALUE_COST + 1 {
            // Not the same digit throughout, so that the ratio alone would let it pass.
            digits = digits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            json.extend([b'1' + (digits >> 29) as u8, b',']);
        }
        json.extend(b"1]");
        assert!(matches!(
            decode::<Value>(&packed(&json)),
            Err(WireError::TooManyValues)
        ));
    }

    #[test]
    fn a_text_longer_than_any_of_ours_is_refused_and_many_of_the_longest_are_not() {
        let text = |length: usize| ["\"", &"a".repeat(length), "\""].concat();
        let long = text(TEXT_LIMIT);
        let sound = ["[", &[long.as_str(); 3].join(","), "]"].concat();
        assert!(parse::<Value>(sound.as_bytes()).is_ok());
        let escapes = ["\"", &"\\n".repeat(TEXT_LIMIT / 2 + 1), "\""].concat();
        for longer in [text(TEXT_LIMIT + 1), escapes] {
            assert!(matches!(
                parse::<Value>(longer.as_bytes()),
                Err(WireError::TextTooLong)
            ));
        }
    }

    #[test]
    fn a_frame_that_grows_a_hundredfold_is_refused_below_the_size_limit_too() {
        let bomb = packed(&vec![b' '; 4 << 20]);
        assert!(matches!(decode::<Value>(&bomb), Err(WireError::Bomb)));
    }

    #[test]
    fn a_frame_that_asks_for_a_large_window_is_refused() {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(27).unwrap();
        // Without the content's size in the header the window must be honoured.
        encoder.include_contentsize(false).unwrap();
        std::io::Write::write_all(&mut encoder, b"[1]").unwrap();
        let frame = encoder.finish().unwrap();
        assert!(matches!(
            decode::<Value>(&frame),
            Err(WireError::NotCompressed(_))
        ));
    }
}
