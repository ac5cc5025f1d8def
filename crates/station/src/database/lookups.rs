//! Questions for people outside the asker's areas, and people found by the whole of what was asked.

use domain::fields::Fields;

use super::tx::Tx;
use crate::error::StationError;

/// A question that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Account that asked.
    pub account: String,
    /// Its laptop.
    pub device: String,
    /// When, ms.
    pub asked_at: i64,
    /// People of the answer.
    pub records: Vec<String>,
}

impl Tx<'_> {
    /// When an account asked, the first time first; earlier questions of anybody are forgotten.
    pub fn lookups_since(&self, account: &str, since: i64) -> Result<Vec<i64>, StationError> {
        self.execute(
            "DELETE FROM lookup WHERE station = ?1 AND asked_at <= ?2",
            &[since.into()],
        )?;
        self.query(
            "SELECT asked_at FROM lookup WHERE station = ?1 AND account = ?2 ORDER BY asked_at",
            &[account.into()],
            |record| record.int(0),
        )
    }

    /// Notes a question.
    pub fn add_lookup(&self, token: &str, asked: &Asked) -> Result<(), StationError> {
        let records = serde_json::to_string(&asked.records)?;
        self.execute(
            "INSERT INTO lookup (station, token, account, device, asked_at, records) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[
                token.into(),
                (&asked.account).into(),
                (&asked.device).into(),
                asked.asked_at.into(),
                (&records).into(),
            ],
        )?;
        Ok(())
    }

    /// The question behind a token.
    pub fn lookup(&self, token: &str) -> Result<Option<Asked>, StationError> {
        self.query_one(
            "SELECT account, device, asked_at, records FROM lookup WHERE station = ?1 AND token = ?2",
            &[token.into()],
            |record| {
                Ok(Asked {
                    account: record.string(0)?,
                    device: record.string(1)?,
                    asked_at: record.int(2)?,
                    records: serde_json::from_str(record.text(3)?)?,
                })
            },
        )
    }

    /// People whose content holds this text: a superset, to be looked at one by one. The text has no `%` or `_`.
    pub fn people_holding(&self, text: &str) -> Result<Vec<(String, Fields)>, StationError> {
        self.query(
            "SELECT id, body FROM record WHERE station = ?1 AND kind = 'people' AND scopes <> '[]' AND body LIKE ?2",
            &[["%", text, "%"].concat().as_str().into()],
            |record| Ok((record.string(0)?, serde_json::from_str(record.text(1)?)?)),
        )
    }
}
