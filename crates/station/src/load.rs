//! Taking records from a file, one JSON object per line: how a trial station or a migrated one is filled.

use std::io::BufRead;

use domain::Fields;
use serde::Deserialize;

use crate::database::own_version;
use crate::database::{Batch, Held};
use crate::error::StationError;
use crate::push;
use crate::scopes;
use crate::station::Station;

const BATCH: usize = 20_000;

#[derive(Deserialize)]
struct Record {
    kind: String,
    id: String,
    fields: Fields,
}

/// Takes all records of a reader; returns how many. References must point backwards.
///
/// # Errors
/// [`StationError::Json`] at the first line that is not a record.
pub fn load(station: &Station, reader: impl BufRead) -> Result<usize, StationError> {
    let mut count = 0;
    let mut batch = Vec::with_capacity(BATCH);
    for line in reader.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        batch.push(serde_json::from_str::<Record>(&line)?);
        if batch.len() == BATCH {
            count += file(station, std::mem::take(&mut batch))?;
        }
    }
    Ok(count + file(station, batch)?)
}

fn file(station: &Station, records: Vec<Record>) -> Result<usize, StationError> {
    let count = records.len();
    let now = station.now();
    station.database.write(|tx| {
        let head = tx.head()?;
        let mut batch = Batch::new(tx, head.hlc.max(now));
        for record in records {
            batch.hlc += 1;
            let mut held = Held {
                kind: record.kind,
                claim: scopes::STATION.to_owned(),
                ..Held::default()
            };
            for (name, value) in record.fields {
                held.state
                    .versions
                    .insert(name.clone(), own_version(batch.hlc));
                held.state.fields.insert(name, value);
            }
            batch.put(&record.id, held);
        }
        push::file(batch, head.seq, now)
    })?;
    Ok(count)
}
