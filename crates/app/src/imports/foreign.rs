//! Files that are something else, told by how they begin, so that each is called by its name.

use super::read::OpenError;

const PICTURES: &[&[u8]] = &[
    b"\x89PNG\r\n\x1a\n",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
];
const ARCHIVES: &[&[u8]] = &[
    b"Rar!",
    b"7z\xBC\xAF\x27\x1C",
    b"\x1F\x8B",
    b"BZh",
    b"\xFD7zXZ\0",
];
/// Streams of a compound file (MS-CFB) that a word processor or a presentation writes.
const DOCUMENTS: &[&str] = &["WordDocument", "PowerPoint Document"];
const WORKBOOKS: &[&str] = &["Workbook", "Book"];

/// What a file is that begins like something else; none for what may be a table.
pub(super) fn kind(bytes: &[u8]) -> Option<OpenError> {
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    // Phones write HEIC and AVIF.
    let is_heif = bytes.get(4..8) == Some(b"ftyp");
    // `BM` also begins words.
    let is_text = bytes.starts_with(b"BM") && !bytes.iter().take(64).any(|byte| *byte == 0);
    if (begins(PICTURES) && !is_text) || is_webp || is_heif {
        Some(OpenError::Picture)
    } else if begins(ARCHIVES) {
        Some(OpenError::Archive)
    } else if bytes.starts_with(b"%PDF") {
        Some(OpenError::Pdf)
    } else if bytes.starts_with(b"{\\rtf") {
        Some(OpenError::Document)
    } else {
        None
    }
}

/// What a compound file is that is no workbook of the old kind.
pub(super) fn compound(bytes: &[u8]) -> Option<OpenError> {
    let has = |name: &str| {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes
            .windows(units.len())
            .any(|window| window == units.as_slice())
    };
    if has("EncryptedPackage") {
        return Some(OpenError::Locked);
    }
    let is_document =
        !WORKBOOKS.iter().any(|name| has(name)) && DOCUMENTS.iter().any(|name| has(name));
    is_document.then_some(OpenError::Document)
}

/// What a zip file is that holds these parts and no workbook.
pub(super) fn zipped<'a>(mut names: impl Iterator<Item = &'a str>) -> OpenError {
    let is_document = names.any(|name| {
        ["word/", "ppt/"]
            .iter()
            .any(|folder| name.starts_with(folder))
            || name == "content.xml"
    });
    if is_document {
        OpenError::Document
    } else {
        OpenError::Archive
    }
}
