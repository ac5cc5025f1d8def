//! The access log as it is kept: entries, the nodes of their tree, the ends of each laptop's chain.

use audit::{Entry, Frontier, Hash, Link, Node, Nodes};
use data_encoding::{BASE64, HEXLOWER};
use sync::wire::LogEnd;

use super::sql::{Arg, Record};
use super::tx::Tx;
use crate::error::StationError;
use crate::secret;

/// What to look for in the log.
#[derive(Debug, Clone, Default)]
pub struct LogWanted {
    /// About this record: its [`audit::tag`], or the beginning of it.
    pub object: Option<String>,
    /// By this account.
    pub account: Option<String>,
    /// Of this kind of act.
    pub act: Option<String>,
    /// Whether what the station notes of the log itself, keys and receipts, is wanted too.
    pub bookkeeping: bool,
    /// Not before, ms.
    pub from: i64,
    /// Before, ms.
    pub until: i64,
    /// Only what stands before this place of the tree; for the next page.
    pub before: i64,
    /// At most so many.
    pub most: i64,
}

fn unreadable() -> StationError {
    StationError::Damaged("access log".into())
}

fn hash_of(record: &dyn Record, at: usize) -> Result<Hash, StationError> {
    Hash::parse(record.text(at)?).ok_or_else(unreadable)
}

impl Nodes for Tx<'_> {
    type Error = StationError;

    fn node(&self, level: u32, place: u64) -> Result<Hash, StationError> {
        self.query_one(
            "SELECT hash FROM log_node WHERE station = ?1 AND level = ?2 AND place = ?3",
            &[i64::from(level).into(), (place as i64).into()],
            |record| hash_of(record, 0),
        )?
        .ok_or_else(unreadable)
    }
}

impl Tx<'_> {
    /// Number of entries in the log.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_size(&self) -> Result<u64, StationError> {
        let last = self.query_one(
            "SELECT place FROM log_entry WHERE station = ?1 ORDER BY place DESC LIMIT 1",
            &[],
            |record| record.int(0),
        )?;
        Ok(last.map_or(0, |last| last as u64 + 1))
    }

    /// The right edge of the tree.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_frontier(&self) -> Result<Frontier, StationError> {
        Frontier::load(self, self.log_size()?)
    }

    /// Ends of a laptop's chain.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_ends(&self, device: &str) -> Result<Vec<LogEnd>, StationError> {
        self.query(
            "SELECT seq, hash FROM log_end WHERE station = ?1 AND device = ?2 ORDER BY seq",
            &[device.into()],
            |record| {
                Ok(LogEnd {
                    seq: record.int(0)?,
                    hash: hash_of(record, 1)?,
                })
            },
        )
    }

    /// The end with this hash, if it is one.
    pub(crate) fn log_end(&self, device: &str, hash: Hash) -> Result<Option<Link>, StationError> {
        self.query_one(
            "SELECT seq, hlc FROM log_end WHERE station = ?1 AND device = ?2 AND hash = ?3",
            &[device.into(), (&hash.to_string()).into()],
            |record| {
                Ok(Link {
                    hash,
                    seq: record.int(0)?,
                    hlc: record.int(1)?,
                })
            },
        )
    }

    /// Where the longest chain of a device ends.
    pub(crate) fn log_last(&self, device: &str) -> Result<Link, StationError> {
        let last = self.query_one(
            "SELECT seq, hlc, hash FROM log_end WHERE station = ?1 AND device = ?2 ORDER BY seq DESC LIMIT 1",
            &[device.into()],
            |record| {
                Ok(Link {
                    seq: record.int(0)?,
                    hlc: record.int(1)?,
                    hash: hash_of(record, 2)?,
                })
            },
        )?;
        Ok(last.unwrap_or(Link::start(device)))
    }

    /// Whether an entry is in the log.
    pub(crate) fn has_log_entry(&self, hash: Hash) -> Result<bool, StationError> {
        let found = self.query_one(
            "SELECT place FROM log_entry WHERE station = ?1 AND hash = ?2",
            &[(&hash.to_string()).into()],
            |record| record.int(0),
        )?;
        Ok(found.is_some())
    }

    /// Files an entry at the end of the log, with the nodes that it makes whole, as an end of its chain.
    pub(crate) fn add_log_entry(
        &self,
        entry: &Entry,
        bytes: &[u8],
        place: u64,
        nodes: &[Node],
    ) -> Result<(), StationError> {
        let hash = Hash::of(&[bytes]).to_string();
        let device = (&entry.device).into();
        self.execute(
            "INSERT INTO log_entry (station, place, hash, device, account, at, act, kind, object, entry)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            &[
                (place as i64).into(),
                (&hash).into(),
                device,
                (&entry.user).into(),
                entry.at.into(),
                entry.act.as_str().into(),
                (&entry.kind).into(),
                (&entry.object).into(),
                (&BASE64.encode(bytes)).into(),
            ],
        )?;
        for node in nodes {
            self.execute(
                "INSERT INTO log_node (station, level, place, hash) VALUES (?1, ?2, ?3, ?4)",
                &[
                    i64::from(node.level).into(),
                    (node.place as i64).into(),
                    (&node.hash.to_string()).into(),
                ],
            )?;
        }
        self.execute(
            "DELETE FROM log_end WHERE station = ?1 AND device = ?2 AND hash = ?3",
            &[device, (&entry.prev.to_string()).into()],
        )?;
        self.execute(
            "INSERT INTO log_end (station, device, hash, seq, hlc) VALUES (?1, ?2, ?3, ?4, ?5)",
            &[device, (&hash).into(), entry.seq.into(), entry.hlc.into()],
        )?;
        Ok(())
    }

    /// The last entry about an object of this kind by which the station keeps the log.
    pub(crate) fn log_note(&self, kind: &str, object: &str) -> Result<Option<Entry>, StationError> {
        let found = self.query_one(
            "SELECT entry FROM log_entry WHERE station = ?1 AND object = ?3 AND device = 'station' AND kind = ?2
             ORDER BY place DESC LIMIT 1",
            &[kind.into(), object.into()],
            |record| record.string(0),
        )?;
        found.map(|text| entry_of(&text)).transpose()
    }

    /// Entries from a place on, at most `most`, each as its bytes.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_entries(&self, from: u64, most: usize) -> Result<Vec<Vec<u8>>, StationError> {
        let found = self.texts(
            "SELECT entry FROM log_entry WHERE station = ?1 AND place >= ?2 ORDER BY place LIMIT ?3",
            &[(from as i64).into(), (most as i64).into()],
        )?;
        found
            .iter()
            .map(|text| BASE64.decode(text.as_bytes()).map_err(|_| unreadable()))
            .collect()
    }

    /// Entries that fit, newest first, with their places.
    ///
    /// # Errors
    /// What the database says.
    pub fn find_log_entries(&self, wanted: &LogWanted) -> Result<Vec<(i64, Entry)>, StationError> {
        let (low, high) = match &wanted.object {
            Some(object) => (object.clone(), [object, "\u{7f}"].concat()),
            None => (String::new(), "\u{7f}".to_owned()),
        };
        let account = wanted.account.as_deref().unwrap_or_default();
        let act = wanted.act.as_deref().unwrap_or_default();
        let args: [Arg<'_>; 9] = [
            (&low).into(),
            (&high).into(),
            account.into(),
            act.into(),
            wanted.from.into(),
            wanted.until.into(),
            wanted.before.into(),
            wanted.most.into(),
            wanted.bookkeeping.into(),
        ];
        let found = self.query(
            "SELECT place, entry FROM log_entry WHERE station = ?1 AND object >= ?2 AND object < ?3
             AND (?4 = '' OR account = ?4) AND (?5 = '' OR act = ?5) AND at >= ?6 AND at < ?7 AND place < ?8
             AND (?10 = 1 OR device <> 'station' OR kind NOT IN ('key', 'receipt'))
             ORDER BY place DESC LIMIT ?9",
            &args,
            |record| Ok((record.int(0)?, record.string(1)?)),
        )?;
        found
            .into_iter()
            .map(|(place, text)| Ok((place, entry_of(&text)?)))
            .collect()
    }

    /// The key under which records stand in the log, hexadecimal; made at the first call.
    ///
    /// # Errors
    /// What the database says.
    pub fn log_key(&self, now: i64) -> Result<String, StationError> {
        let known = self.query_one(
            "SELECT tag_key FROM log_key WHERE station = ?1 ORDER BY made_at DESC LIMIT 1",
            &[],
            |record| record.string(0),
        )?;
        if let Some(key) = known {
            return Ok(key);
        }
        let key = HEXLOWER.encode(&secret::random::<32>()?);
        self.execute(
            "INSERT INTO log_key (station, made_at, tag_key) VALUES (?1, ?2, ?3)",
            &[now.into(), (&key).into()],
        )?;
        Ok(key)
    }
}

fn entry_of(text: &str) -> Result<Entry, StationError> {
    let bytes = BASE64.decode(text.as_bytes()).map_err(|_| unreadable())?;
    Entry::parse(&bytes).map_err(|_| unreadable())
}
