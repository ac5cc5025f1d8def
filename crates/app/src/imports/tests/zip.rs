//! Workbooks written by hand: a zip file with stored parts.

/// A part and, to lie about it, the size that the directory declares.
pub(super) struct Part<'a>(pub &'a str, pub &'a str, pub Option<u32>);

pub(super) fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for Part(name, text, declared) in parts {
        let size = u32::try_from(text.len()).expect("a small part");
        let mut shared = [0u8; 26];
        shared[..2].copy_from_slice(&20u16.to_le_bytes());
        shared[10..14].copy_from_slice(&crc32(text.as_bytes()).to_le_bytes());
        shared[14..18].copy_from_slice(&size.to_le_bytes());
        shared[18..22].copy_from_slice(&declared.unwrap_or(size).to_le_bytes());
        shared[22..24].copy_from_slice(
            &u16::try_from(name.len())
                .expect("a short name")
                .to_le_bytes(),
        );
        let offset = u32::try_from(file.len()).expect("a small file");
        file.extend(
            [
                b"PK\x03\x04".as_slice(),
                &shared,
                name.as_bytes(),
                text.as_bytes(),
            ]
            .concat(),
        );
        directory.extend(
            [
                b"PK\x01\x02\x14\x00".as_slice(),
                &shared,
                &[0; 10],
                &offset.to_le_bytes(),
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(parts.len()).expect("few parts").to_le_bytes();
    let size = u32::try_from(directory.len())
        .expect("a small directory")
        .to_le_bytes();
    let start = u32::try_from(file.len())
        .expect("a small file")
        .to_le_bytes();
    [
        &file,
        &directory,
        b"PK\x05\x06\0\0\0\0".as_slice(),
        &count,
        &count,
        &size,
        &start,
        &[0, 0],
    ]
    .concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| {
        if crc & 1 == 1 {
            crc >> 1 ^ 0xEDB8_8320
        } else {
            crc >> 1
        }
    };
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), step)
    })
}

/// An xlsx file with these sheets: name, state, rows of XML.
pub(super) fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut list, mut links, mut parts) = (String::new(), String::new(), Vec::new());
    for ((name, state, rows), id) in sheets.iter().zip(1..) {
        list += &format!(r#"<sheet name="{name}" sheetId="{id}" state="{state}" r:id="rId{id}"/>"#);
        links += &format!(
            r#"<Relationship Id="rId{id}" Type="{relations}/worksheet" Target="worksheets/sheet{id}.xml"/>"#
        );
        let sheet =
            format!(r#"{head}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#);
        parts.push((format!("xl/worksheets/sheet{id}.xml"), sheet));
    }
    let office = format!(
        r#"<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>"#
    );
    let formats = r#"<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>"#;
    parts.push((
        "_rels/.rels".to_string(),
        format!(r#"{head}<Relationships xmlns="{package}">{office}</Relationships>"#),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_string(),
        format!(r#"{head}<Relationships xmlns="{package}">{links}</Relationships>"#),
    ));
    parts.push(("xl/workbook.xml".to_string(), format!(r#"{head}<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{list}</sheets></workbook>"#)));
    parts.push((
        "xl/styles.xml".to_string(),
        format!(r#"{head}<styleSheet xmlns="{main}">{formats}</styleSheet>"#),
    ));
    zip(&parts
        .iter()
        .map(|(name, text)| Part(name, text, None))
        .collect::<Vec<_>>())
}

/// One row of XML: text, or `n:` number, or `d:` day of Excel's calendar.
pub(super) fn row(cells: &[&str]) -> String {
    let cell = |cell: &&str| match (cell.strip_prefix("n:"), cell.strip_prefix("d:")) {
        (Some(number), _) => format!("<c><v>{number}</v></c>"),
        (_, Some(day)) => format!(r#"<c s="1"><v>{day}</v></c>"#),
        _ => format!(r#"<c t="inlineStr"><is><t>{cell}</t></is></c>"#),
    };
    format!("<row>{}</row>", cells.iter().map(cell).collect::<String>())
}
