//! Bugs planted for the simulator that need more than a word in the code they spoil.

use sync::wire::{Push, Pushed, Watermark};

use crate::database::Database;
use crate::error::StationError;
use crate::push::take_in;
use crate::staff::Caller;

/// Files the watermark of a batch before the batch itself.
pub fn ack_before_commit(
    database: &Database,
    caller: &Caller,
    push: &Push,
    now: i64,
) -> Result<Pushed, StationError> {
    let goes_on = database.write(|tx| {
        let known = tx.watermarks(&caller.device)?.remove(&push.incarnation);
        let goes_on = known.unwrap_or_default() == push.after && tx.head()?.epoch == push.epoch;
        if let (true, Some(last)) = (goes_on, push.ops.last()) {
            let early = Watermark {
                counter: last.counter,
                op: last.id.clone(),
            };
            tx.set_watermark(&caller.device, push.incarnation, &early)?;
        }
        Ok(goes_on)
    })?;
    if !goes_on {
        return Ok(Pushed::Again);
    }
    database.write(|tx| {
        tx.set_watermark(&caller.device, push.incarnation, &push.after)?;
        take_in(tx, caller, push, now)
    })
}
