//! A station's own form: a workbook in which cells hold `{{name}}`; each is filled with the value of that name. Everything else, how it
//! looks, what it prints, its own formulas, stays byte for byte or is passed through, which no library that reads a workbook and writes it
//! anew does.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use quick_xml::escape::escape;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::delimited::text as written;
use crate::{Cell, ReportError};

/// Most bytes of a form, packed and unpacked.
const MOST: u64 = 64 << 20;

/// A filled form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// Names in the form that mean nothing; their cells are left as they were.
    pub unknown: BTreeSet<String>,
}

/// Fills a form. A cell that is nothing but `{{name}}` gets the value with its type, others get its text.
///
/// # Errors
/// [`ReportError::Form`] for what is no workbook, one with macros, or one that is too large.
pub fn fill(form: &[u8], values: &BTreeMap<String, Cell>) -> Result<Filled, ReportError> {
    let mut archive = ZipArchive::new(Cursor::new(form)).map_err(wrong)?;
    let names: Vec<String> = archive
        .file_names()
        .map(|name| Ok(name.map_err(wrong)?.into_owned()))
        .collect::<Result<_, ReportError>>()?;
    let unpacked = (0..archive.len()).try_fold(0_u64, |sum, index| {
        let part = archive.by_index_raw(index).map_err(wrong)?;
        Ok::<_, ReportError>(sum.saturating_add(part.size()))
    })?;
    if unpacked > MOST || names.iter().any(|name| name.contains("vbaProject")) {
        return Err(ReportError::Form("macros, or too large".to_owned()));
    }
    if !names.iter().any(|name| name == "xl/workbook.xml") {
        return Err(ReportError::Form("not a workbook".to_owned()));
    }
    let texts = match part(&mut archive, "xl/sharedStrings.xml")? {
        Some(xml) => shared_texts(&xml)?,
        None => vec![],
    };
    let mut unknown = BTreeSet::new();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, name) in names.into_iter().enumerate() {
        let sheet = name.starts_with("xl/worksheets/") && name.ends_with(".xml");
        let book = name == "xl/workbook.xml";
        // Only what is changed is unpacked.
        let unpacked = if book || sheet {
            part(&mut archive, &name)?
        } else {
            None
        };
        let rewritten = match unpacked {
            Some(xml) if book => Some(calculated_anew(&xml)?),
            Some(xml) => Some(filled(&xml, &texts, values, &mut unknown)?),
            None => None,
        };
        match rewritten {
            Some(xml) => {
                out.start_file(&name, SimpleFileOptions::default())
                    .map_err(wrong)?;
                out.write_all(&xml).map_err(wrong)?;
            }
            None => {
                let unchanged = archive.by_index_raw(index).map_err(wrong)?;
                out.raw_copy_file(unchanged).map_err(wrong)?;
            }
        }
    }
    Ok(Filled {
        bytes: out.finish().map_err(wrong)?.into_inner(),
        unknown,
    })
}

fn wrong(error: impl std::fmt::Display) -> ReportError {
    ReportError::Form(error.to_string())
}

fn part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
) -> Result<Option<String>, ReportError> {
    if archive.index_for_name(name).is_none() || !name.ends_with(".xml") {
        return Ok(None);
    }
    let mut xml = String::new();
    let mut file = archive.by_name(name).map_err(wrong)?.take(MOST);
    file.read_to_string(&mut xml).map_err(wrong)?;
    // A part may be larger than it says.
    if xml.len() as u64 >= MOST {
        return Err(wrong("too large"));
    }
    Ok(Some(xml))
}

/// The shared texts in order (ECMA-376 part 1, 18.4.9), without their reading aids.
fn shared_texts(xml: &str) -> Result<Vec<String>, ReportError> {
    let mut reader = Reader::from_str(xml);
    let mut texts = vec![];
    let mut reading_aid = false;
    loop {
        match reader.read_event().map_err(wrong)? {
            Event::Start(tag) if tag.local_name().as_ref() == "si" => texts.push(String::new()),
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => texts.push(String::new()),
            Event::Start(tag) if tag.local_name().as_ref() == "rPh" => reading_aid = true,
            Event::End(tag) if tag.local_name().as_ref() == "rPh" => reading_aid = false,
            Event::Eof => return Ok(texts),
            event if !reading_aid => {
                if let Some(text) = texts.last_mut() {
                    text.push_str(&said(&event)?);
                }
            }
            _ => {}
        }
    }
}

/// The characters of a text or of a reference such as `&amp;`.
fn said(event: &Event<'_>) -> Result<String, ReportError> {
    Ok(match event {
        Event::Text(text) => text.to_string(),
        Event::CData(text) => text.to_string(),
        Event::GeneralRef(name) => {
            let reference = ["&", name, ";"].concat();
            quick_xml::escape::unescape(&reference)
                .map_err(wrong)?
                .into_owned()
        }
        _ => String::new(),
    })
}

/// A sheet with its names filled in.
fn filled(
    xml: &str,
    texts: &[String],
    values: &BTreeMap<String, Cell>,
    unknown: &mut BTreeSet<String>,
) -> Result<Vec<u8>, ReportError> {
    let mut reader = Reader::from_str(xml);
    let mut writer = Writer::new(Vec::with_capacity(xml.len()));
    loop {
        match reader.read_event().map_err(wrong)? {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Start(cell) if cell.local_name().as_ref() == "c" => {
                let (inner, text) = contents(&mut reader, &cell, texts)?;
                match text.filter(|text| text.contains("{{")) {
                    Some(text) => put(&mut writer, &cell, &text, (values, unknown), inner)?,
                    None => keep(&mut writer, &cell, inner)?,
                }
            }
            event => writer.write_event(event).map_err(wrong)?,
        }
    }
}

/// What a cell holds, and its text if it is one.
fn contents<'a>(
    reader: &mut Reader<&'a [u8]>,
    cell: &BytesStart<'_>,
    texts: &[String],
) -> Result<(Vec<Event<'a>>, Option<String>), ReportError> {
    let kind = cell.try_get_attribute("t").map_err(wrong)?;
    let kind = kind.map(|kind| kind.value.to_string()).unwrap_or_default();
    let mut inner = vec![];
    let mut text = String::new();
    loop {
        let event = reader.read_event().map_err(wrong)?;
        match &event {
            Event::End(tag) if tag.local_name().as_ref() == "c" => break,
            Event::Eof => return Err(wrong("a cell does not end")),
            event => text.push_str(&said(event)?),
        }
        inner.push(event);
    }
    let text = match kind.as_str() {
        "s" => text
            .trim()
            .parse()
            .ok()
            .and_then(|index: usize| texts.get(index).cloned()),
        "inlineStr" => Some(text),
        _ => None,
    };
    Ok((inner, text))
}

fn keep(
    writer: &mut Writer<Vec<u8>>,
    cell: &BytesStart<'_>,
    inner: Vec<Event<'_>>,
) -> Result<(), ReportError> {
    writer
        .write_event(Event::Start(cell.borrow()))
        .map_err(wrong)?;
    for event in inner {
        writer.write_event(event).map_err(wrong)?;
    }
    let end = Event::End(BytesEnd::from(cell.name()));
    writer.write_event(end).map_err(wrong)
}

fn put(
    writer: &mut Writer<Vec<u8>>,
    cell: &BytesStart<'_>,
    text: &str,
    (values, unknown): (&BTreeMap<String, Cell>, &mut BTreeSet<String>),
    inner: Vec<Event<'_>>,
) -> Result<(), ReportError> {
    let mut names = vec![];
    let whole = with_values(text, values, &mut names);
    let missing: Vec<String> = names
        .iter()
        .filter(|name| !values.contains_key(*name))
        .cloned()
        .collect();
    if !missing.is_empty() {
        unknown.extend(missing);
        return keep(writer, cell, inner);
    }
    let alone = names
        .first()
        .filter(|_| is_alone(text))
        .and_then(|name| values.get(name));
    let (kind, value) = match alone {
        Some(Cell::Count(count) | Cell::Change(count)) => ("", format!("<v>{count}</v>")),
        Some(Cell::Share(share) | Cell::Part(share)) => {
            ("", format!("<v>{}</v>", crate::share(*share)))
        }
        Some(Cell::Nothing) => ("", String::new()),
        _ => (
            "inlineStr",
            format!(
                "<is><t xml:space=\"preserve\">{}</t></is>",
                escape(whole.as_str())
            ),
        ),
    };
    let mut start = BytesStart::new("c");
    for attribute in cell.attributes().flatten() {
        if attribute.key.as_ref() != "t" {
            start.push_attribute(attribute);
        }
    }
    if !kind.is_empty() {
        start.push_attribute(("t", kind));
    }
    writer.write_event(Event::Start(start)).map_err(wrong)?;
    writer
        .get_mut()
        .write_all(value.as_bytes())
        .map_err(wrong)?;
    let end = Event::End(BytesEnd::new("c"));
    writer.write_event(end).map_err(wrong)
}

fn is_alone(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("{{") && text.find("}}").is_some_and(|end| end + 2 == text.len())
}

/// The text with its values, and the names in it.
fn with_values(text: &str, values: &BTreeMap<String, Cell>, names: &mut Vec<String>) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        let name = name.trim().to_owned();
        whole.push_str(before);
        match values.get(&name) {
            Some(Cell::Text(text)) => whole.push_str(text),
            Some(cell) => whole.push_str(&written(cell)),
            None => {}
        }
        names.push(name);
        rest = after;
    }
    whole.push_str(rest);
    whole
}

/// Formulas of the form are worked out anew when it is opened: what they rest on has changed.
fn calculated_anew(xml: &str) -> Result<Vec<u8>, ReportError> {
    const ANEW: (&str, &str) = ("fullCalcOnLoad", "1");
    let mut reader = Reader::from_str(xml);
    let mut writer = Writer::new(Vec::with_capacity(xml.len() + 64));
    let has = xml.contains("<calcPr");
    // Its place is after the sheets and the names (ECMA-376 part 1, 18.2.27).
    let after = if xml.contains("</definedNames>") {
        "definedNames"
    } else {
        "sheets"
    };
    loop {
        match reader.read_event().map_err(wrong)? {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Empty(tag) if tag.local_name().as_ref() == "calcPr" => {
                let mut anew = BytesStart::new("calcPr");
                let kept = tag.attributes().flatten();
                anew.extend_attributes(kept.filter(|kept| kept.key.as_ref() != ANEW.0));
                anew.push_attribute(ANEW);
                writer.write_event(Event::Empty(anew)).map_err(wrong)?;
            }
            Event::End(tag) if !has && tag.local_name().as_ref() == after => {
                writer.write_event(Event::End(tag)).map_err(wrong)?;
                let mut anew = BytesStart::new("calcPr");
                anew.push_attribute(ANEW);
                writer.write_event(Event::Empty(anew)).map_err(wrong)?;
            }
            event => writer.write_event(event).map_err(wrong)?,
        }
    }
}
