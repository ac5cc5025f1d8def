//! Laptops, how far each was taken, what accounts hold, invitations, and operations that wait.

use std::collections::BTreeMap;

use sync::wire::Watermark;

use super::tx::Tx;
use crate::error::StationError;

/// A laptop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its account.
    pub account: String,
    /// When it was revoked, ms; 0 if it was not.
    pub revoked_at: i64,
    /// When it last said hello, ms, to within some minutes.
    pub seen_at: i64,
    /// Its public key, Ed25519, hexadecimal.
    pub key: String,
    /// When a second person confirmed it, ms; 0 while it waits for that.
    pub confirmed_at: i64,
    /// When it was said to be in foreign hands, ms; 0 if it is not.
    pub stolen_at: i64,
}

/// An open invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: String,
    /// Account it is for.
    pub account: String,
    /// Key derived from its code, hexadecimal.
    pub proof_key: String,
}

/// Scopes an account held: from a version of theirs, to one or (0) until now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The scope.
    pub scope: String,
    /// First version.
    pub from: i64,
    /// First version without it; 0 while it is held.
    pub to: i64,
}

/// Operations that were set aside together until a row comes.
#[derive(Debug)]
pub struct Parked {
    /// Incarnation that made them, as stamped.
    pub device: String,
    /// Account.
    pub account: String,
    /// The operations.
    pub ops: Vec<sync::Op>,
}

impl Tx<'_> {
    /// The laptop of this id.
    pub fn device(&self, id: &str) -> Result<Option<Device>, StationError> {
        self.query_one(
            "SELECT d.account, d.revoked_at, d.seen_at, c.sign, coalesce(a.confirmed_at, 0), coalesce(a.stolen_at, 0) FROM device d
             JOIN courier c ON c.station = d.station AND c.device = d.id
             LEFT JOIN admission a ON a.station = d.station AND a.device = d.id
             WHERE d.station = ?1 AND d.id = ?2",
            &[id.into()],
            |record| {
                Ok(Device {
                    account: record.string(0)?,
                    revoked_at: record.int(1)?,
                    seen_at: record.int(2)?,
                    key: record.string(3)?,
                    confirmed_at: record.int(4)?,
                    stolen_at: record.int(5)?,
                })
            },
        )
    }

    /// Ids of all laptops.
    pub fn devices(&self) -> Result<Vec<String>, StationError> {
        self.texts("SELECT id FROM device WHERE station = ?1 ORDER BY id", &[])
    }

    /// A second person confirms a laptop.
    pub fn confirm(&self, device: &str, by: &str, now: i64) -> Result<(), StationError> {
        self.execute(
            "INSERT INTO admission (station, device, confirmed_at, confirmed_by, stolen_at) VALUES (?1, ?2, ?3, ?4, 0)
             ON CONFLICT (station, device) DO UPDATE SET confirmed_at = excluded.confirmed_at, confirmed_by = excluded.confirmed_by",
            &[device.into(), now.into(), by.into()],
        )?;
        Ok(())
    }

    /// When a laptop last said hello, ms.
    pub fn seen_at(&self, device: &str) -> Result<i64, StationError> {
        let seen = self.query_one(
            "SELECT seen_at FROM device WHERE station = ?1 AND id = ?2",
            &[device.into()],
            |record| record.int(0),
        )?;
        Ok(seen.unwrap_or(0))
    }

    /// Admits a laptop.
    pub fn add_device(&self, id: &str, account: &str, now: i64) -> Result<(), StationError> {
        self.execute(
            "INSERT INTO device (station, id, account, revoked_at, seen_at) VALUES (?1, ?2, ?3, 0, ?4)",
            &[id.into(), account.into(), now.into()],
        )?;
        Ok(())
    }

    /// A laptop said hello.
    pub fn set_seen(&self, device: &str, now: i64) -> Result<(), StationError> {
        self.execute(
            "UPDATE device SET seen_at = ?3 WHERE station = ?1 AND id = ?2",
            &[device.into(), now.into()],
        )?;
        Ok(())
    }

    /// Revokes a laptop; whether there is such a one. One in foreign hands is shut out for good.
    pub fn revoke(&self, device: &str, stolen: bool, now: i64) -> Result<bool, StationError> {
        if stolen {
            self.execute(
                "INSERT INTO admission (station, device, confirmed_at, confirmed_by, stolen_at) VALUES (?1, ?2, 0, '', ?3)
                 ON CONFLICT (station, device) DO UPDATE SET stolen_at = excluded.stolen_at",
                &[device.into(), now.into()],
            )?;
        }
        let sql = "UPDATE device SET revoked_at = ?3 WHERE station = ?1 AND id = ?2";
        Ok(self.execute(sql, &[device.into(), now.into()])? > 0)
    }

    /// Watermarks of all incarnations of a laptop.
    pub fn watermarks(&self, device: &str) -> Result<BTreeMap<i64, Watermark>, StationError> {
        let found = self.query(
            "SELECT number, counter, op FROM incarnation WHERE station = ?1 AND device = ?2",
            &[device.into()],
            |record| {
                let watermark = Watermark {
                    counter: record.int(1)?,
                    op: record.string(2)?,
                };
                Ok((record.int(0)?, watermark))
            },
        )?;
        Ok(found.into_iter().collect())
    }

    /// Moves a watermark.
    pub fn set_watermark(
        &self,
        device: &str,
        incarnation: i64,
        watermark: &Watermark,
    ) -> Result<(), StationError> {
        self.execute(
            "INSERT INTO incarnation (station, device, number, counter, op) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (station, device, number) DO UPDATE SET counter = excluded.counter, op = excluded.op",
            &[
                device.into(),
                incarnation.into(),
                watermark.counter.into(),
                (&watermark.op).into(),
            ],
        )?;
        Ok(())
    }

    /// Everything an account holds or held.
    pub fn grants(&self, account: &str) -> Result<Vec<Grant>, StationError> {
        self.query(
            "SELECT scope, from_version, to_version FROM scope_grant WHERE station = ?1 AND account = ?2 ORDER BY scope, from_version",
            &[account.into()],
            |record| {
                Ok(Grant {
                    scope: record.string(0)?,
                    from: record.int(1)?,
                    to: record.int(2)?,
                })
            },
        )
    }

    /// An account holds a scope from this version on.
    pub fn grant(&self, account: &str, scope: &str, version: i64) -> Result<(), StationError> {
        self.execute(
            "INSERT INTO scope_grant (station, account, scope, from_version, to_version) VALUES (?1, ?2, ?3, ?4, 0)",
            &[account.into(), scope.into(), version.into()],
        )?;
        Ok(())
    }

    /// An account no longer holds a scope from this version on.
    pub fn withdraw(&self, account: &str, scope: &str, version: i64) -> Result<(), StationError> {
        self.execute(
            "UPDATE scope_grant SET to_version = ?4 WHERE station = ?1 AND account = ?2 AND scope = ?3 AND to_version = 0",
            &[account.into(), scope.into(), version.into()],
        )?;
        Ok(())
    }

    /// Invitations that can still be used, by fewer wrong tries than `tries`.
    pub fn open_invitations(&self, now: i64, tries: i64) -> Result<Vec<Invitation>, StationError> {
        self.query(
            "SELECT id, account, proof_key FROM invitation WHERE station = ?1 AND used_at = 0 AND expires_at > ?2 AND tries < ?3",
            &[now.into(), tries.into()],
            |record| {
                Ok(Invitation {
                    id: record.string(0)?,
                    account: record.string(1)?,
                    proof_key: record.string(2)?,
                })
            },
        )
    }

    /// A proof fitted no invitation.
    pub fn count_wrong_proof(&self) -> Result<(), StationError> {
        self.execute(
            "UPDATE invitation SET tries = tries + 1 WHERE station = ?1 AND used_at = 0",
            &[],
        )?;
        Ok(())
    }

    /// An invitation is used up.
    pub fn use_invitation(&self, id: &str, now: i64) -> Result<(), StationError> {
        self.execute(
            "UPDATE invitation SET used_at = ?3 WHERE station = ?1 AND id = ?2",
            &[id.into(), now.into()],
        )?;
        Ok(())
    }

    /// Makes an invitation the only open one of its account.
    pub fn add_invitation(
        &self,
        invitation: &Invitation,
        expires_at: i64,
        now: i64,
    ) -> Result<(), StationError> {
        let account = (&invitation.account).into();
        self.execute(
            "UPDATE invitation SET used_at = ?3 WHERE station = ?1 AND account = ?2 AND used_at = 0",
            &[account, now.into()],
        )?;
        self.execute(
            "INSERT INTO invitation (station, id, account, proof_key, expires_at, used_at, tries) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0)",
            &[(&invitation.id).into(), account, (&invitation.proof_key).into(), expires_at.into()],
        )?;
        Ok(())
    }

    /// Of these rows, those whose creation was set aside.
    pub fn held_back(&self, rows: &[&str]) -> Result<Vec<String>, StationError> {
        self.query_keys(
            "SELECT record FROM held_back WHERE station = ?1 AND record = ?2",
            rows,
            |record| record.string(0),
        )
    }

    /// Remembers that the creation of this row was set aside.
    pub fn hold_back(&self, row: &str) -> Result<(), StationError> {
        self.execute(
            "INSERT INTO held_back (station, record) VALUES (?1, ?2) ON CONFLICT (station, record) DO NOTHING",
            &[row.into()],
        )?;
        Ok(())
    }

    /// Lets a group wait for a row.
    pub fn park(
        &self,
        waits_for: &str,
        device: &str,
        account: &str,
        ops: &[sync::Op],
        now: i64,
    ) -> Result<(), StationError> {
        let Some(first) = ops.first() else {
            return Ok(());
        };
        self.execute(
            "INSERT INTO parked (station, id, waits_for, device, account, ops, parked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (station, id) DO UPDATE SET waits_for = excluded.waits_for",
            &[
                (&first.id).into(),
                waits_for.into(),
                device.into(),
                account.into(),
                (&serde_json::to_string(ops)?).into(),
                now.into(),
            ],
        )?;
        Ok(())
    }

    /// Takes out the groups that waited for a row.
    pub fn unpark(&self, waited_for: &str) -> Result<Vec<Parked>, StationError> {
        self.query(
            "DELETE FROM parked WHERE station = ?1 AND waits_for = ?2 RETURNING device, account, ops",
            &[waited_for.into()],
            parked,
        )
    }

    /// Takes out the groups that have waited since before a time, ms.
    pub fn unpark_older(&self, before: i64) -> Result<Vec<Parked>, StationError> {
        self.query(
            "DELETE FROM parked WHERE station = ?1 AND parked_at < ?2 RETURNING device, account, ops",
            &[before.into()],
            parked,
        )
    }
}

pub(super) fn parked(record: &dyn super::sql::Record) -> Result<Parked, StationError> {
    Ok(Parked {
        device: record.string(0)?,
        account: record.string(1)?,
        ops: serde_json::from_str(record.text(2)?)?,
    })
}
