//! Workbooks written by hand: a zip file with stored parts.

/// A part and, to lie about it, the size that the directory declares.
pub(in crate::imports) struct Part<'a>(pub &'a str, pub &'a str, pub Option<u32>);

pub(super) fn zip(parts: &[Part]) -> Vec<u8> {
    write(parts, false)
}

/// With sizes and places in zip64 fields, as Apache POI streams workbooks.
pub(in crate::imports) fn zip64(parts: &[Part]) -> Vec<u8> {
    write(parts, true)
}

fn write(parts: &[Part], is_zip64: bool) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for Part(name, text, declared) in parts {
        let size = u32::try_from(text.len()).expect("a small part");
        let declared = declared.unwrap_or(size);
        let offset = u32::try_from(file.len()).expect("a small file");
        let mut head = [0u8; 26];
        head[..2].copy_from_slice(&20u16.to_le_bytes());
        head[10..14].copy_from_slice(&crc32(text.as_bytes()).to_le_bytes());
        head[14..18].copy_from_slice(&size.to_le_bytes());
        head[18..22].copy_from_slice(&declared.to_le_bytes());
        head[22..24].copy_from_slice(
            &u16::try_from(name.len())
                .expect("a short name")
                .to_le_bytes(),
        );
        file.extend([b"PK\x03\x04", &head[..], name.as_bytes(), text.as_bytes()].concat());

        let mut extra = Vec::new();
        let mut place = offset.to_le_bytes();
        if is_zip64 {
            let values = [declared, size, offset].map(|value| u64::from(value).to_le_bytes());
            extra = [&[1, 0, 24, 0][..], &values.concat()].concat();
            head[14..22].fill(0xFF);
            head[24..26].copy_from_slice(&28u16.to_le_bytes());
            place = [0xFF; 4];
        }
        directory.extend(
            [
                b"PK\x01\x02\x14\x00",
                &head[..],
                &[0; 10],
                &place,
                name.as_bytes(),
                &extra,
            ]
            .concat(),
        );
    }
    let numbers = [
        parts.len(),
        directory.len(),
        file.len(),
        file.len() + directory.len(),
    ];
    let [count, size, start, behind] = numbers.map(|number| (number as u64).to_le_bytes());
    let mut out = [&file[..], &directory].concat();
    if is_zip64 {
        out.extend(
            [
                b"PK\x06\x06\x2c\0\0\0\0\0\0\0",
                &[0; 12][..],
                &count,
                &count,
                &size,
                &start,
            ]
            .concat(),
        );
        out.extend([b"PK\x06\x07\0\0\0\0", &behind[..], &[1, 0, 0, 0]].concat());
    }
    out.extend(
        [
            b"PK\x05\x06\0\0\0\0",
            &count[..2],
            &count[..2],
            &size[..4],
            &start[..4],
            &[0, 0],
        ]
        .concat(),
    );
    out
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
    let parts = parts(sheets);
    zip(&parts
        .iter()
        .map(|(name, text)| Part(name, text, None))
        .collect::<Vec<_>>())
}

/// The same as Apache POI streams it.
pub(super) fn xlsx64(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let parts = parts(sheets);
    zip64(
        &parts
            .iter()
            .map(|(name, text)| Part(name, text, None))
            .collect::<Vec<_>>(),
    )
}

fn parts(sheets: &[(&str, &str, &str)]) -> Vec<(String, String)> {
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
    parts
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
