//! Typesets a guide: `guide FORM TEXT PICTURES OUT`. The text follows the common form; it names its pictures by their file names.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [form, text, pictures, out] = &paths[..] else {
        return Err("guide FORM TEXT PICTURES OUT".into());
    };
    let source = std::fs::read_to_string(form)? + &std::fs::read_to_string(text)?;
    let mut files = BTreeMap::new();
    let mut made = None;
    for entry in std::fs::read_dir(pictures)? {
        let entry = entry?;
        made = made.max(Some(entry.metadata()?.modified()?));
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, std::fs::read(entry.path())?);
    }
    // As old as its newest picture.
    let made = DateTime::<Utc>::from(made.ok_or("there are no pictures")?);
    let pages = reports::typeset(&source, files, made.naive_utc())?;
    Ok(std::fs::write(out, pages)?)
}
