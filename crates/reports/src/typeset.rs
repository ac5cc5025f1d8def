//! Pages from a typst source: the same source and files make the same bytes. Nothing is read but what is given and the system's fonts.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDateTime, Timelike};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::{self, FontPath, FontStore};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use crate::ReportError;

/// Families with Chinese type, the first that is there is taken: Noto on Debian and Fedora, Source Han elsewhere, then what comes with
/// Windows and macOS.
const FAMILIES: [&str; 7] = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
];

/// Where fonts lie, looked for once; the fonts themselves, some 40 MB, are let go after each document.
static FOUND: LazyLock<Vec<(FontPath, FontInfo)>> = LazyLock::new(|| fonts::system().collect());

/// The families with Chinese type that this machine has.
///
/// # Errors
/// [`ReportError::NoFont`] if there is none: boxes would stand for every character.
pub fn chinese_families() -> Result<Vec<&'static str>, ReportError> {
    let there: Vec<&str> = FAMILIES
        .into_iter()
        .filter(|family| FOUND.iter().any(|(_, info)| info.family == *family))
        .collect();
    if there.is_empty() {
        return Err(ReportError::NoFont);
    }
    Ok(there)
}

/// A PDF from a typst source and the files it names (`report.json`, pictures), dated `made` in China time.
///
/// # Errors
/// [`ReportError::Typeset`] with typst's own words if the source is wrong.
pub fn typeset(
    source: &str,
    files: BTreeMap<String, Vec<u8>>,
    made: NaiveDateTime,
) -> Result<Vec<u8>, ReportError> {
    let world = Pages::new(source, files, made)?;
    let document = typst::compile::<PagedDocument>(&world).output;
    let bytes = document.and_then(|document| {
        let options = PdfOptions {
            ident: Smart::Custom(source.to_owned()),
            creator: Smart::Custom(Some("Beatbook".to_owned())),
            timestamp: moment(made).map(Timestamp::new_utc),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options)
    });
    drop(world);
    typst::comemo::evict(0);
    bytes.map_err(|errors| {
        let words: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        ReportError::Typeset(words.join("; "))
    })
}

struct Pages {
    library: LazyHash<Library>,
    fonts: FontStore,
    main: Source,
    files: HashMap<FileId, Bytes>,
    today: Option<Datetime>,
}

impl Pages {
    fn new(
        source: &str,
        files: BTreeMap<String, Vec<u8>>,
        made: NaiveDateTime,
    ) -> Result<Pages, ReportError> {
        let mut fonts = FontStore::new();
        fonts.extend(FOUND.iter().map(|(font, info)| {
            let font = FontPath {
                path: font.path.clone(),
                index: font.index,
            };
            (font, info.clone())
        }));
        let mut named = HashMap::new();
        for (name, bytes) in files {
            named.insert(file(&name)?, Bytes::new(bytes));
        }
        Ok(Pages {
            library: LazyHash::new(Library::default()),
            fonts,
            main: Source::new(file("main.typ")?, source.to_owned()),
            files: named,
            today: moment(made),
        })
    }
}

fn file(name: &str) -> Result<FileId, ReportError> {
    let path = VirtualPath::new(["/", name].concat())
        .map_err(|error| ReportError::Typeset(format!("{name}: {error:?}")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

fn moment(at: NaiveDateTime) -> Option<Datetime> {
    let part = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )
}

impl World for Pages {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
