//! The station's part of the access log: taking what laptops hand in, its own entries, and the tree over all of them.

use std::io::Write;

use audit::{
    About, Act, Entry, Frontier, Hash, Link, Of, STATION, SignedHead, Tip, TreeHead, Writer, kinds,
};
use data_encoding::{BASE64, HEXLOWER};
use sync::courier::SecretKeys;
use sync::wire::{LOG_ENTRIES, LogEnd, LogPush, LogState, Logged};

use crate::database::Tx;
use crate::error::StationError;
use crate::station::Station;

/// Entries read at a time.
const PAGE: usize = 2_000;

/// What the station knows of a laptop's log, for its next hello.
///
/// # Errors
/// What the database says.
pub(crate) fn state(tx: &Tx<'_>, device: &str, now: i64) -> Result<LogState, StationError> {
    Ok(LogState {
        key: tx.log_key(now)?,
        ends: tx.log_ends(device)?,
    })
}

/// Takes entries of a laptop's log: all of them, or none.
///
/// # Errors
/// [`StationError::BadRequest`] for entries that are none, are of another laptop, or are not signed by it; otherwise what the database says.
pub(crate) fn take(
    tx: &Tx<'_>,
    device: &str,
    push: &LogPush,
    keys: &SecretKeys,
    now: i64,
) -> Result<Logged, StationError> {
    let ours = push.known.as_ref().map(|known| &known.head);
    let ours = ours.filter(|_| is_ours(push, keys));
    if let Some(known) = ours
        && is_put_back(tx, known)?
    {
        tx.next_epoch()?;
    }
    let mut log = Log::open(tx, now)?;
    let mut end = None;
    if !push.entries.is_empty() {
        match log.take(device, push)? {
            Some(taken) => end = Some(taken),
            None => return Ok(Logged::Again(tx.log_ends(device)?)),
        }
    }
    let head = log.head()?;
    let known = ours.filter(|known| known.epoch == head.epoch);
    let proof = match known.map(|known| known.size) {
        Some(size) if size < head.size => audit::consistency(tx, size, head.size)?,
        _ => vec![],
    };
    Ok(Logged::Taken {
        end,
        head: sign(head, keys),
        proof,
    })
}

/// Whether this station signed the head that the laptop remembers.
fn is_ours(push: &LogPush, keys: &SecretKeys) -> bool {
    let known = push.known.as_ref();
    known.is_some_and(|known| known.is_by(&keys.public().sign))
}

/// Whether this history had more entries once: an older copy of everything lies here, and nobody has said so. It goes on as another.
fn is_put_back(tx: &Tx<'_>, known: &TreeHead) -> Result<bool, StationError> {
    Ok(tx.head()?.epoch == known.epoch && tx.log_size()? < known.size)
}

/// The station's tree as it is now, signed.
///
/// # Errors
/// What the database says.
pub fn signed_head(station: &Station) -> Result<SignedHead, StationError> {
    let now = station.now();
    let head = station.database.read(|tx| Log::open(tx, now)?.head())?;
    Ok(sign(head, &station.courier))
}

/// Writes the whole log as a file that `beatbook-audit` checks. That it was taken out stands in it.
///
/// # Errors
/// What the database or the disk says.
pub fn save<W: Write>(station: &Station, out: W) -> Result<(SignedHead, W), StationError> {
    let now = station.now();
    let own = Own {
        act: Act::Disclose,
        account: &station.operator,
        kind: "log",
        object: "",
        field: "save",
        result: "",
    };
    station.database.write(|tx| note(tx, &own, now))?;
    station.database.read(|tx| {
        let head = sign(Log::open(tx, now)?.head()?, &station.courier);
        let about = About {
            beatbook_log: 1,
            of: Of::Station,
            station: head.head.station.clone(),
            key: station.courier.public().sign,
        };
        let mut file = Writer::new(out, &about)?;
        let mut at = 0;
        while at < head.head.size {
            let page = tx.log_entries(at, PAGE)?;
            for entry in &page {
                file.entry(entry)?;
            }
            at += page.len() as u64;
            if page.is_empty() {
                return Err(StationError::Damaged("access log".into()));
            }
        }
        let out = file.finish(Some(&head), None, &[])?;
        Ok((head, out))
    })
}

fn sign(head: TreeHead, keys: &SecretKeys) -> SignedHead {
    let signature = HEXLOWER.encode(&keys.sign(&head.message()));
    SignedHead { head, signature }
}

/// What the station itself did, for whom, in its own chain.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// What was done.
    pub act: Act,
    /// Account that asked for it; for whoever sits at the server [`audit::CONSOLE`] and their name there; empty where nobody asked.
    pub account: &'a str,
    /// Kind of what it was done to.
    pub kind: &'a str,
    /// Id of that: a laptop, an account, an area.
    pub object: &'a str,
    /// Which act of running a station.
    pub field: &'a str,
    /// How it ended, or what was given.
    pub result: &'a str,
}

impl<'a> Own<'a> {
    /// An act of running the station, by whoever sits at the server.
    pub fn admin(kind: &'a str, object: &'a str) -> Own<'a> {
        Own {
            act: Act::Admin,
            account: "",
            kind,
            object,
            field: "",
            result: "",
        }
    }
}

/// Writes what the station itself did into the log, in the transaction of what was done.
///
/// # Errors
/// What the database says.
pub(crate) fn note(tx: &Tx<'_>, own: &Own<'_>, now: i64) -> Result<(), StationError> {
    Log::open(tx, now)?.add_own(own)
}

/// The log during one transaction.
struct Log<'t, 'c> {
    tx: &'t Tx<'c>,
    frontier: Frontier,
    now: i64,
}

impl<'t, 'c> Log<'t, 'c> {
    fn open(tx: &'t Tx<'c>, now: i64) -> Result<Log<'t, 'c>, StationError> {
        Ok(Log {
            tx,
            frontier: tx.log_frontier()?,
            now,
        })
    }

    fn head(&self) -> Result<TreeHead, StationError> {
        Ok(TreeHead {
            station: self.tx.first_account()?.unwrap_or_default(),
            epoch: self.tx.head()?.epoch,
            size: self.frontier.size(),
            root: self.frontier.root(),
            at: self.now,
        })
    }

    /// Takes a laptop's entries; where its chain ends now. None if they follow an entry that is not here.
    fn take(&mut self, device: &str, push: &LogPush) -> Result<Option<LogEnd>, StationError> {
        if push.entries.len() > LOG_ENTRIES {
            return Err(StationError::BadRequest("too many log entries"));
        }
        let entries = push
            .entries
            .iter()
            .map(|text| read(text, device))
            .collect::<Result<Vec<_>, _>>()?;
        let last = entries
            .last()
            .map(|(entry, bytes)| LogEnd {
                seq: entry.seq,
                hash: Hash::of(&[bytes]),
            })
            .ok_or(StationError::BadRequest("no log entries"))?;
        let key = self.key_of(device)?;
        let (tip, signature) =
            Tip::parse(&push.signed).ok_or(StationError::BadRequest("log not signed"))?;
        if (tip.seq, tip.hash) != (last.seq, last.hash)
            || !audit::verify(&key, &tip.message(device), signature)
        {
            return Err(StationError::BadRequest("log not signed"));
        }
        let mut forked = false;
        let mut known = None;
        let mut taken = 0;
        for (place, (entry, bytes)) in entries.iter().enumerate() {
            let hash = Hash::of(&[bytes]);
            // An answer was lost: the station has it.
            if self.tx.has_log_entry(hash)? {
                known = Some(hash);
                continue;
            }
            let goes_on = known == Some(entry.prev);
            match self.place_of(device, entry)? {
                Place::End => {}
                Place::Inside => forked = true,
                Place::Unknown if place == 0 && push.oldest => {}
                Place::Unknown if goes_on => {}
                Place::Unknown if place == 0 => return Ok(None),
                Place::Unknown => return Err(StationError::BadRequest("log entries out of order")),
            }
            known = Some(hash);
            taken += 1;
            self.add(entry, bytes)?;
        }
        if forked {
            self.keep(kinds::FORK, device, "")?;
        }
        if taken > 0 {
            self.keep(kinds::RECEIPT, device, &push.signed)?;
        }
        Ok(Some(last))
    }

    /// The key of a laptop; the log names each before anything is signed with it.
    fn key_of(&self, device: &str) -> Result<String, StationError> {
        self.tx
            .log_note(kinds::KEY, device)?
            .map(|entry| entry.result)
            .ok_or(StationError::BadRequest("laptop has said no key"))
    }

    fn place_of(&self, device: &str, entry: &Entry) -> Result<Place, StationError> {
        if self.tx.log_end(device, entry.prev)?.is_some() {
            return Ok(Place::End);
        }
        if entry.prev == Entry::first(device) {
            let is_first = self.tx.log_last(device)?.seq == 0;
            return Ok(if is_first { Place::End } else { Place::Inside });
        }
        Ok(if self.tx.has_log_entry(entry.prev)? {
            Place::Inside
        } else {
            Place::Unknown
        })
    }

    fn add(&mut self, entry: &Entry, bytes: &[u8]) -> Result<(), StationError> {
        let place = self.frontier.size();
        let nodes = self.frontier.append(bytes);
        self.tx.add_log_entry(entry, bytes, place, &nodes)
    }

    fn keep(&mut self, kind: &str, device: &str, result: &str) -> Result<(), StationError> {
        self.add_own(&Own {
            result,
            ..Own::admin(kind, device)
        })
    }

    fn add_own(&mut self, own: &Own<'_>) -> Result<(), StationError> {
        let mut entry = Entry::new(STATION, own.account, own.act);
        entry.kind = own.kind.to_owned();
        entry.object = own.object.to_owned();
        entry.field = own.field.to_owned();
        entry.result = own.result.to_owned();
        let last: Link = self.tx.log_last(STATION)?;
        let (bytes, _) = last.append(entry, self.now);
        let entry = Entry::parse(&bytes).map_err(|_| StationError::BadRequest("log entry"))?;
        self.add(&entry, &bytes)
    }
}

/// Where an entry stands in what the station has of its chain.
enum Place {
    /// It follows the end.
    End,
    /// It follows an entry that another follows already.
    Inside,
    /// It follows an entry that is not here.
    Unknown,
}

fn read(text: &str, device: &str) -> Result<(Entry, Vec<u8>), StationError> {
    let bad = || StationError::BadRequest("log entry");
    let bytes = BASE64.decode(text.as_bytes()).map_err(|_| bad())?;
    let entry = Entry::parse(&bytes).map_err(|_| bad())?;
    if entry.device != device {
        return Err(bad());
    }
    Ok((entry, bytes))
}

/// A laptop said its public key: the log names it, once.
pub(crate) fn note_key(tx: &Tx<'_>, device: &str, key: &str, now: i64) -> Result<(), StationError> {
    let named = tx.log_note(kinds::KEY, device)?;
    if named.is_some_and(|named| named.result == key) {
        return Ok(());
    }
    let own = Own {
        result: key,
        ..Own::admin(kinds::KEY, device)
    };
    note(tx, &own, now)
}
