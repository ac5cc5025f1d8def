//! A report as a file: the figures on the screen, no others; of persons only who made it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use reports::ReportError;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::document::document;
use super::{ReportWanted, report};
use crate::desk::Desk;
use crate::error::AppError;
use crate::places::{self, Place};

/// Kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// For print and signature.
    Pdf,
    /// Text for spreadsheets.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 3] = [Format::Xlsx, Format::Pdf, Format::Csv];

    fn extension(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Pdf => "pdf",
            Format::Csv => "csv",
        }
    }
}

/// A report as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its name without an extension: `report-2026-10`.
    pub stem: String,
    /// Its bytes, in the order of the formats asked for.
    pub files: Vec<(Format, Vec<u8>)>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Saved {
    /// Where it is.
    pub path: String,
    /// What was done, ready to show.
    pub message: String,
}

/// The report as files of these formats, with the same figures in all. One entry in the access log says who took them out.
///
/// # Errors
/// As [`report`].
pub fn export(
    desk: &Desk,
    wanted: &ReportWanted,
    formats: &[Format],
) -> Result<Exported, AppError> {
    let counted = report(desk, wanted)?;
    let document = document(desk, &counted, !wanted.areas.is_empty())?;
    let files = formats
        .iter()
        .map(|format| {
            let bytes = match format {
                Format::Xlsx => reports::workbook(&document),
                Format::Pdf => reports::pdf(&document),
                Format::Csv => reports::delimited(&document),
            };
            bytes
                .map(|bytes| (*format, bytes))
                .map_err(|error| failed(desk, &error))
        })
        .collect::<Result<_, _>>()?;
    taken_out(
        desk,
        &wanted.period,
        formats.iter().map(|format| format.extension()),
    )?;
    Ok(Exported {
        stem: format!("report-{}", wanted.period.replace('/', "_")),
        files,
    })
}

/// Figures hold no person, yet who takes them out of the program is on record (PIPL s. 51).
pub(super) fn taken_out<'a>(
    desk: &Desk,
    period: &str,
    kinds: impl Iterator<Item = &'a str>,
) -> Result<(), AppError> {
    let kinds: Vec<&str> = kinds.collect();
    let logged = desk.store.write(desk.now(), |write| {
        write.log(&store::Access {
            act: audit::Act::Disclose,
            kind: "reports",
            record: period,
            field: &kinds.join(","),
            purpose: "report",
            result: "",
        })
    });
    logged
        .map(|_| ())
        .map_err(|error: store::StoreError| AppError::from(error).in_language(desk.language))
}

/// Places that a report can be saved in.
pub fn places(desk: &Desk) -> Vec<Place> {
    places::places(desk.language)
}

/// Saves the report in one of [`places`], under a name of its own.
///
/// # Errors
/// `report_file` if the place is gone or cannot be written to, and as [`report`].
pub fn save(
    desk: &Desk,
    wanted: &ReportWanted,
    format: Format,
    place: &str,
) -> Result<Saved, AppError> {
    let gone = || AppError::new("report_file").in_language(desk.language);
    let folder = places::folder(desk.language, place).ok_or_else(gone)?;
    let mut saved = write_into(desk, wanted, &[format], &folder)?;
    saved.pop().ok_or_else(gone)
}

/// Writes the report into a folder, a file for each format; none of an earlier one is replaced.
///
/// # Errors
/// `report_file` if the folder cannot be written to, and as [`report`].
pub fn write_into(
    desk: &Desk,
    wanted: &ReportWanted,
    formats: &[Format],
    folder: &Path,
) -> Result<Vec<Saved>, AppError> {
    let exported = export(desk, wanted, formats)?;
    exported
        .files
        .iter()
        .map(|(format, bytes)| put(desk, folder, (&exported.stem, format.extension()), bytes))
        .collect()
}

/// Writes a file under a name of its own.
pub(crate) fn put(
    desk: &Desk,
    folder: &Path,
    (stem, extension): (&str, &str),
    bytes: &[u8],
) -> Result<Saved, AppError> {
    let path = places::free_name(folder, stem, extension);
    write(&path, bytes).map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "a report could not be written");
        AppError::new("report_file").in_language(desk.language)
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Saved {
        message: desk.say("report.saved", &[("name", &name)]),
        path: path.display().to_string(),
    })
}

/// Whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = path.with_extension("part");
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&part, path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&part);
        })
}

fn failed(desk: &Desk, error: &ReportError) -> AppError {
    tracing::error!(%error, "a report could not be made");
    let code = match error {
        ReportError::NoFont => "no_chinese_font",
        _ => "unexpected",
    };
    AppError::new(code).in_language(desk.language)
}
