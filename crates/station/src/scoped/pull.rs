//! Handing out rows: one snapshot per page, scope by scope.

use std::collections::{BTreeMap, HashSet};

use sync::wire::{
    Cursor, Digest, OLDEST_PROTOCOL, PAGE_BYTES, Page, Pull, Pulled, Wait, Watermark, page_rows,
};

use super::Scoped;
use crate::database::{Fed, Head, Tx};
use crate::error::StationError;
use crate::scopes;

impl Scoped<'_, '_> {
    /// Answers a pull; none if this station cannot have given out the cursor, which means that it was restored from a backup.
    ///
    /// # Errors
    /// [`StationError::BadRequest`] for a protocol this station no longer speaks; what the database says.
    pub fn pull(&self, pull: &Pull) -> Result<Option<Pulled>, StationError> {
        if pull.protocol < OLDEST_PROTOCOL {
            return Err(StationError::BadRequest("protocol too old"));
        }
        if self.is_from_the_future(&pull.cursor)? {
            return Ok(None);
        }
        let head = self.head()?;
        if pull.cursor.epoch != head.epoch {
            return Ok(Some(Pulled::Again));
        }
        let page = self.page(&pull.cursor, head)?;
        Ok(Some(Pulled::Page(Box::new(page))))
    }

    /// Begins another history if a cursor still shows that the station was restored: another server of it may have noticed just before.
    ///
    /// # Errors
    /// What the database says.
    pub fn begin_another_history(&self, cursor: &Cursor) -> Result<(), StationError> {
        if self.is_from_the_future(cursor)? {
            begin_another_history(self.tx)?;
        }
        Ok(())
    }

    /// Where the station stands.
    ///
    /// # Errors
    /// What the database says.
    pub fn head(&self) -> Result<Head, StationError> {
        self.tx.head()
    }

    /// How far each incarnation of the caller's laptop was taken.
    ///
    /// # Errors
    /// What the database says.
    pub fn watermarks(&self) -> Result<BTreeMap<i64, Watermark>, StationError> {
        self.tx.watermarks(&self.caller.device)
    }

    /// Whether this station cannot have given out the cursor: it was restored from a backup.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_from_the_future(&self, cursor: &Cursor) -> Result<bool, StationError> {
        is_unknown(self.tx, cursor.epoch, cursor.head, &cursor.token)
    }

    /// Whether a pull from here would bring something: rows of the caller's scopes, another history, other scopes.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_news(&self, wait: &Wait) -> Result<bool, StationError> {
        let head = self.head()?;
        if head.epoch != wait.epoch || head.seq < wait.head {
            return Ok(true);
        }
        if head.seq == wait.head {
            return Ok(false);
        }
        for scope in &self.scopes()?.1 {
            if self.tx.has_news(scope, wait.head)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The page that begins at a cursor, from the transaction's snapshot: rows of the caller's scopes, whatever scopes the cursor names.
    ///
    /// # Errors
    /// What the database says.
    pub fn page(&self, cursor: &Cursor, head: Head) -> Result<Page, StationError> {
        let tx = self.tx;
        let (scope_version, granted) = self.scopes()?.clone();
        let mut page = Page {
            epoch: head.epoch,
            now: self.now,
            hlc: head.hlc,
            watermarks: self.watermarks()?,
            scopes: granted.clone(),
            scope_version,
            rows: vec![],
            leaves: vec![],
            cursor: Cursor {
                epoch: head.epoch,
                scopes: BTreeMap::new(),
                head: head.seq,
                token: tx.token_of(head.seq)?.unwrap_or_default(),
            },
            complete: true,
            digests: BTreeMap::new(),
        };
        let mut filled = Filling::default();
        for scope in in_reading_order(granted) {
            let known = cursor.scopes.get(&scope).copied();
            let unknown = if sync::plant::is("grant_no_backfill") {
                head.seq
            } else {
                0
            };
            let from = known.unwrap_or(unknown);
            let position = filled.read_scope(tx, &mut page, &scope, from, head.seq)?;
            page.cursor.scopes.insert(scope, position);
        }
        if page.complete {
            let scopes: Vec<&str> = page.scopes.iter().map(String::as_str).collect();
            let empty = scopes
                .iter()
                .map(|scope| ((*scope).to_owned(), Digest::default()));
            page.digests = empty.chain(tx.digests(&scopes)?).collect();
        }
        Ok(page)
    }
}

/// Whether a laptop has read a head of this history that this station has not got: it was restored from a backup.
pub(crate) fn is_unknown(
    tx: &Tx<'_>,
    of: i64,
    read: i64,
    token: &str,
) -> Result<bool, StationError> {
    let head = tx.head()?;
    if of != head.epoch || read == 0 || sync::plant::is("cursor_of_future_ignored") {
        return Ok(false);
    }
    Ok(read > head.seq || tx.token_of(read)?.as_deref() != Some(token))
}

/// What laptops know of the numbers of this history holds no longer.
pub(crate) fn begin_another_history(tx: &Tx<'_>) -> Result<(), StationError> {
    tracing::warn!(
        "a laptop knows more than this station: it was restored; another history begins"
    );
    tx.next_epoch().map(|_| ())
}

/// What everybody has comes first: names of areas and people that the rows of areas refer to.
fn in_reading_order(mut scopes: Vec<String>) -> Vec<String> {
    scopes.sort_by_key(|scope| (scope != scopes::STATION, scope.clone()));
    scopes
}

#[derive(Default)]
struct Filling {
    rows: usize,
    bytes: usize,
    seen: HashSet<String>,
}

impl Filling {
    /// Reads on in one scope as far as the page has room; returns where the next page begins in it.
    fn read_scope(
        &mut self,
        tx: &Tx<'_>,
        page: &mut Page,
        scope: &str,
        from: i64,
        head: i64,
    ) -> Result<i64, StationError> {
        if self.is_full() {
            // Whether there is more does not matter: the next page will tell.
            page.complete = false;
            return Ok(from);
        }
        let room = page_rows() - self.rows;
        let fed = tx.feed_after(scope, from, room + 1)?;
        let mut position = from;
        for (index, (seq, entry)) in fed.into_iter().enumerate() {
            if index == room || self.is_full() {
                page.complete = false;
                if sync::plant::is("page_border") {
                    return Ok(seq);
                }
                return Ok(position);
            }
            self.rows += 1;
            match entry {
                Fed::Row(row) => {
                    self.bytes += row.body.get().len();
                    if self.seen.insert(row.id.clone()) {
                        page.rows.push(row);
                    }
                }
                Fed::Left(leave) => page.leaves.push(leave),
            }
            position = seq;
        }
        Ok(head.max(position))
    }

    fn is_full(&self) -> bool {
        self.rows >= page_rows() || self.bytes >= PAGE_BYTES
    }
}
