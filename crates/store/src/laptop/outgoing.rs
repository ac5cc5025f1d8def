//! Own operations on their way to the station, and what becomes of them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sync::Base;
use sync::plant;
use sync::wire::{Op, Watermark};

use super::copies::reproject;
use crate::error::StoreError;
use crate::write::Write;

pub(super) fn read_outgoing(
    connection: &Connection,
    incarnation: i64,
    after: i64,
    most: usize,
) -> Result<Vec<Op>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, counter, row, kind, fields, hlc, base_epoch, base_seq, scope, scope_version, action, creates
         FROM op WHERE incarnation = ?1 AND counter > ?2 ORDER BY counter LIMIT ?3",
    )?;
    let mut rows = statement.query(params![incarnation, after, most as i64 + 1])?;
    let mut ops = Vec::new();
    while let Some(row) = rows.next()? {
        ops.push(Op {
            id: row.get(0)?,
            counter: row.get(1)?,
            row: row.get(2)?,
            kind: row.get(3)?,
            fields: serde_json::from_str(row.get_ref(4)?.as_str().unwrap_or("{}"))?,
            hlc: row.get(5)?,
            base: Base {
                epoch: row.get(6)?,
                seq: row.get(7)?,
            },
            scope: row.get(8)?,
            scope_version: row.get(9)?,
            group: Some(row.get(10)?),
            create: row.get(11)?,
        });
    }
    cut_at_group(&mut ops, most);
    Ok(ops)
}

/// Ends a batch where a group ends. A group larger than a batch is sent in one piece up to the batch's size: the station takes at most
/// that many, and one action of the program never makes more (imports cut theirs).
pub(super) fn cut_at_group(ops: &mut Vec<Op>, most: usize) {
    if ops.len() <= most {
        return;
    }
    let group = ops[most].group.clone();
    let end = ops[..most]
        .iter()
        .rposition(|op| op.group != group)
        .map_or(most, |last| last + 1);
    ops.truncate(end);
}

/// Operations that the station has taken, and whose outcome this laptop has now read, leave the overlay; they stay as journal.
pub(super) fn settle(
    write: &mut Write<'_>,
    watermarks: &BTreeMap<i64, Watermark>,
    now: i64,
) -> Result<(), StoreError> {
    for (incarnation, watermark) in watermarks {
        let rows: BTreeSet<String> = {
            let mut statement = write.connection().prepare_cached(
                "UPDATE op SET settled_at = ?1 WHERE incarnation = ?2 AND counter <= ?3 AND settled_at = 0 AND sent_at > 0
                 RETURNING row",
            )?;
            let rows = statement
                .query_map(params![now, incarnation, watermark.counter], |row| {
                    row.get(0)
                })?;
            rows.collect::<Result<_, _>>()?
        };
        for row in rows {
            if !plant::is("screen_not_redrawn") {
                reproject(write, &row)?;
            }
        }
    }
    if plant::is("no_journal") {
        write
            .connection()
            .execute("DELETE FROM op WHERE settled_at > 0", [])?;
    }
    Ok(())
}
