//! One transaction's view of one station, and the station's own row.

use std::cell::Cell;

use super::sql::{Arg, Sql};
use crate::access_log;
use crate::error::StationError;

/// Where a station stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// History; a restored backup begins another.
    pub epoch: i64,
    /// Last sequence number given out.
    pub seq: i64,
    /// Highest stamp in use, ms.
    pub hlc: i64,
}

/// One transaction.
pub struct Tx<'c> {
    pub(super) sql: &'c dyn Sql,
    pub(super) station: i64,
    filed: Cell<Option<i64>>,
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("station", &self.station)
            .finish_non_exhaustive()
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(sql: &'c dyn Sql, station: i64) -> Tx<'c> {
        Tx {
            sql,
            station,
            filed: Cell::new(None),
        }
    }

    /// The head that this transaction filed, if it did.
    pub(super) fn filed(&self) -> Option<i64> {
        self.filed.get()
    }

    /// Carries out one statement; the station is parameter 1.
    pub(super) fn execute(&self, sql: &str, args: &[Arg<'_>]) -> Result<u64, StationError> {
        let mut all = Vec::with_capacity(args.len() + 1);
        all.push(Arg::Int(self.station));
        all.extend_from_slice(args);
        self.sql.execute(sql, &all)
    }

    /// Reads rows; the station is parameter 1.
    pub(super) fn query<T>(
        &self,
        sql: &str,
        args: &[Arg<'_>],
        mut read: impl FnMut(&dyn super::sql::Record) -> Result<T, StationError>,
    ) -> Result<Vec<T>, StationError> {
        let mut all = Vec::with_capacity(args.len() + 1);
        all.push(Arg::Int(self.station));
        all.extend_from_slice(args);
        let mut found = Vec::new();
        self.sql.query(sql, &all, &mut |record| {
            found.push(read(record)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Reads rows for many keys; the station is parameter 1, the key parameter 2.
    pub(super) fn query_keys<T>(
        &self,
        sql: &str,
        keys: &[&str],
        mut read: impl FnMut(&dyn super::sql::Record) -> Result<T, StationError>,
    ) -> Result<Vec<T>, StationError> {
        let mut found = Vec::new();
        self.sql
            .query_keys(sql, self.station, keys, &mut |record| {
                found.push(read(record)?);
                Ok(())
            })?;
        Ok(found)
    }

    /// Reads at most one row.
    pub(super) fn query_one<T>(
        &self,
        sql: &str,
        args: &[Arg<'_>],
        read: impl FnMut(&dyn super::sql::Record) -> Result<T, StationError>,
    ) -> Result<Option<T>, StationError> {
        Ok(self.query(sql, args, read)?.pop())
    }

    /// Reads one text of each row.
    pub(super) fn texts(&self, sql: &str, args: &[Arg<'_>]) -> Result<Vec<String>, StationError> {
        self.query(sql, args, |record| record.string(0))
    }

    /// The station's first row.
    pub(super) fn begin_station(&self, name: &str) -> Result<(), StationError> {
        self.execute(
            "INSERT INTO station (station, name, epoch, seq, hlc) VALUES (?1, ?2, 1, 0, 0)",
            &[name.into()],
        )?;
        Ok(())
    }

    /// Name of the station.
    ///
    /// # Errors
    /// [`StationError::NotFound`] if the database has no such station.
    pub fn name(&self) -> Result<String, StationError> {
        self.query_one(
            "SELECT name FROM station WHERE station = ?1",
            &[],
            |record| record.string(0),
        )?
        .ok_or(StationError::NotFound)
    }

    /// Id of the first account there ever was: accounts are closed, never removed, so it tells one station from another.
    ///
    /// # Errors
    /// What the database says.
    pub fn first_account(&self) -> Result<Option<String>, StationError> {
        self.query_one(
            "SELECT id FROM record WHERE station = ?1 AND kind = 'users' ORDER BY id LIMIT 1",
            &[],
            |record| record.string(0),
        )
    }

    /// Where the station stands.
    ///
    /// # Errors
    /// [`StationError::NotFound`] if the database has no such station.
    pub fn head(&self) -> Result<Head, StationError> {
        self.query_one(
            "SELECT epoch, seq, hlc FROM station WHERE station = ?1",
            &[],
            |record| {
                Ok(Head {
                    epoch: record.int(0)?,
                    seq: record.int(1)?,
                    hlc: record.int(2)?,
                })
            },
        )?
        .ok_or(StationError::NotFound)
    }

    /// Begins another history, which the access log says; returns it. Its name is random: counting on from a backup's number would name two histories alike.
    ///
    /// # Errors
    /// What the database says.
    pub fn next_epoch(&self) -> Result<i64, StationError> {
        // 53 bits, so that any reader of JSON holds it exactly.
        let name = i64::from_be_bytes(crate::secret::random::<8>()?) & ((1 << 53) - 1);
        self.set_epoch(name)?;
        let history = access_log::Own {
            result: &name.to_string(),
            ..access_log::Own::admin(audit::kinds::HISTORY, "")
        };
        access_log::note(self, &history, self.head()?.hlc)?;
        Ok(name)
    }

    /// Goes on in this history.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_epoch(&self, epoch: i64) -> Result<(), StationError> {
        self.execute(
            "UPDATE station SET epoch = ?2 WHERE station = ?1",
            &[epoch.into()],
        )?;
        Ok(())
    }

    /// Files the head of a batch, last in its transaction.
    ///
    /// # Errors
    /// What the database says.
    pub fn set_head(&self, seq: i64, hlc: i64, token: &str) -> Result<(), StationError> {
        self.execute(
            "INSERT INTO batch (station, seq, token) VALUES (?1, ?2, ?3) ON CONFLICT (station, seq) DO UPDATE SET token = excluded.token",
            &[seq.into(), token.into()],
        )?;
        self.execute(
            "UPDATE station SET seq = ?2, hlc = ?3 WHERE station = ?1",
            &[seq.into(), hlc.into()],
        )?;
        self.filed.set(Some(seq));
        Ok(())
    }

    /// Goes on where another database of this station stood.
    pub(super) fn continue_as(&self, head: Head) -> Result<(), StationError> {
        self.execute(
            "UPDATE station SET epoch = ?2, seq = ?3, hlc = ?4 WHERE station = ?1",
            &[head.epoch.into(), head.seq.into(), head.hlc.into()],
        )?;
        Ok(())
    }

    /// Token of the batch that ended at this number.
    ///
    /// # Errors
    /// What the database says.
    pub fn token_of(&self, seq: i64) -> Result<Option<String>, StationError> {
        self.query_one(
            "SELECT token FROM batch WHERE station = ?1 AND seq = ?2",
            &[seq.into()],
            |record| record.string(0),
        )
    }
}
