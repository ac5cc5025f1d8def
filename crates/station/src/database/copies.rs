//! Laptops that exist twice: two copies of one store that both go on handing in.

use super::tx::Tx;
use crate::error::StationError;

impl Tx<'_> {
    /// Notes that a laptop handed in as this incarnation. Says whether that shows two copies: an earlier incarnation handed in after a later
    /// one had, and now the later one comes again. A laptop that was put back from a backup, even from several, goes one way only.
    pub fn note_incarnation(&self, device: &str, incarnation: i64) -> Result<bool, StationError> {
        let last = self.query_one(
            "SELECT incarnation, went_back FROM copies WHERE station = ?1 AND device = ?2",
            &[device.into()],
            |record| Ok((record.int(0)?, record.int(1)? != 0)),
        )?;
        let (before, went_back) = last.unwrap_or((incarnation, false));
        if last.is_some() && before == incarnation {
            return Ok(false);
        }
        self.execute(
            "INSERT INTO copies (station, device, incarnation, went_back) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (station, device) DO UPDATE SET incarnation = excluded.incarnation, went_back = excluded.went_back",
            &[
                device.into(),
                incarnation.into(),
                i64::from(went_back || incarnation < before).into(),
            ],
        )?;
        Ok(went_back && incarnation > before)
    }
}
