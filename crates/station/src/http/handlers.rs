//! Handlers: what was asked, one call, the answer. They are given a door, and see no further than it lets them.

use sync::invite::Enrol;
use sync::lookup::Lookup;
use sync::older::Older;
use sync::wire::{Erased, Hello, LogFind, LogPush, Pull, Pulled, Push, Welcome};

use super::parcel::{Answer, Parcel, pack};
use crate::retention;
use crate::scoped::{Door, Stranger};
use crate::staff::Act;
use crate::voice::Voice;

pub fn enrol(stranger: &Stranger<'_>, voice: &Voice<'_>, parcel: Parcel) -> Answer {
    let request: Enrol = parcel.open()?;
    let keys = voice.keys().public();
    pack(&stranger.enrol(&request, voice.fingerprint(), &keys)?)
}

pub fn hello(door: &Door<'_>, voice: &Voice<'_>, parcel: Parcel) -> Answer {
    let hello: Hello = parcel.open()?;
    let keys = voice.keys().public();
    let (welcome, in_service) = door.write(|scoped| {
        let welcome = scoped.hello(&hello, &keys)?;
        Ok((welcome, !scoped.caller().revoked))
    })?;
    let lease = in_service.then(|| Box::new(voice.lease(door.device(), door.now())));
    pack(&Welcome {
        servers: voice.servers(),
        lease,
        recovery: voice.recovery()?,
        ..welcome
    })
}

pub fn push(door: &Door<'_>, voice: &Voice<'_>, parcel: Parcel) -> Answer {
    let push: Push = parcel.open()?;
    let pushed = door.write(|scoped| scoped.push(&push))?;
    // What two people decided to erase does not wait for the night, and they do not wait for it.
    if push.ops.iter().any(retention::is_decision) {
        voice.forget_soon();
    }
    pack(&pushed)
}

pub fn take_log(door: &Door<'_>, voice: &Voice<'_>, parcel: Parcel) -> Answer {
    let push: LogPush = parcel.open()?;
    pack(&door.write(|scoped| scoped.take_log(&push, voice.keys()))?)
}

pub fn find_log(door: &Door<'_>, _: &Voice<'_>, parcel: Parcel) -> Answer {
    let find: LogFind = parcel.open()?;
    pack(&door.write(|scoped| scoped.find_log(&find))?)
}

pub fn pull(door: &Door<'_>, _: &Voice<'_>, parcel: Parcel) -> Answer {
    let pull: Pull = parcel.open()?;
    match door.read(|scoped| scoped.pull(&pull))? {
        Some(pulled) => pack(&pulled),
        None => {
            door.write(|scoped| scoped.begin_another_history(&pull.cursor))?;
            pack(&Pulled::Again)
        }
    }
}

pub fn act(door: &Door<'_>, _: &Voice<'_>, parcel: Parcel) -> Answer {
    let act: Act = parcel.open()?;
    door.write(|scoped| scoped.ask(&act))?;
    pack(&door.write(|scoped| scoped.act(&act))?)
}

pub fn erased(door: &Door<'_>, _: &Voice<'_>, parcel: Parcel) -> Answer {
    let Erased {} = parcel.open()?;
    door.write(|scoped| scoped.note_erased())?;
    pack(&Erased {})
}

pub fn look_up(door: &Door<'_>, _: &Voice<'_>, parcel: Parcel) -> Answer {
    let asked: Lookup = parcel.open()?;
    pack(&door.write(|scoped| scoped.look_up(&asked))?)
}

pub fn older(door: &Door<'_>, _: &Voice<'_>, parcel: Parcel) -> Answer {
    let asked: Older = parcel.open()?;
    pack(&door.write(|scoped| scoped.older(&asked))?)
}
