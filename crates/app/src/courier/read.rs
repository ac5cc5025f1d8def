//! Reading a file of the station: the engine runs its round as over HTTP, and the file answers.

use std::io::{Cursor as Bytes, Read, Seek};

use data_encoding::BASE64;
use sync::courier::{self, Answer, CourierError, Header, Kind, Messages, Receipt, Trouble};
use sync::engine::{Action, Engine, Event, Reply, Request, Round};
use sync::wire::{Page, Pulled};

use super::{CourierRead, station_of};
use crate::access_log;
use crate::desk::Desk;
use crate::error::AppError;
use crate::lease::{self, Came};
use crate::recovery;
use crate::saying;
use crate::sync_round::{self, APP_VERSION};

/// Largest file that the window hands over, in bytes; larger ones are read by `beatbook courier in`.
const WINDOW_LIMIT: usize = 64 << 20;

/// Reads a file that the window was given.
///
/// # Errors
/// As [`read`]; `courier_too_large` for one that is too large for the window.
pub fn read_base64(desk: &Desk, base64: &str) -> Result<CourierRead, AppError> {
    let said = |code| AppError::new(code).in_language(desk.language);
    if base64.len() / 4 * 3 > WINDOW_LIMIT {
        return Err(said("courier_too_large"));
    }
    let bytes = BASE64
        .decode(base64.as_bytes())
        .map_err(|_| said("courier_damaged"))?;
    read(desk, Bytes::new(bytes))
}

/// Reads a file of the station.
///
/// # Errors
/// `courier_not_one`, `courier_newer`, `courier_truncated`, `courier_damaged`, `courier_too_large`, `courier_foreign`,
/// `courier_other_laptop`, `courier_wrong_way`, `courier_no_key`: nothing was read. `courier_older`: everything in it is here already.
/// `courier_missing`: an earlier file is to be read first. `courier_hand_back`: the station was restored from a backup and lacks edits
/// of this laptop; the next file written gives them back.
pub fn read<R: Read + Seek>(desk: &Desk, file: R) -> Result<CourierRead, AppError> {
    read_all(desk, file).map_err(|error| error.in_language(desk.language))
}

fn read_all<R: Read + Seek>(desk: &Desk, mut file: R) -> Result<CourierRead, AppError> {
    let identity = desk.store.read(store::state::identity)?;
    check_address(&courier::peek(&mut file)?, &identity)?;
    let (own, station) = desk.store.courier_keys(desk.now())?;
    let station = station.ok_or_else(|| AppError::new("courier_no_key"))?;
    let mut messages = courier::open(file, &own, &station)?;
    let header = messages.header().clone();
    let number = header.serial.to_string();
    access_log::carried(desk, audit::Act::Collect, "courier", ("read", &number))?;
    let answer: Answer = messages.take()?.ok_or(CourierError::Damaged)?;
    let round = desk.store.one_round(
        || {
            check_fits(desk, &answer)?;
            if let Some(receipt) = &answer.receipt {
                desk.store.note_courier_receipt(desk.now(), receipt)?;
            }
            run(desk, &answer, &mut messages)
        },
        &*desk.on_changed,
    )?;
    if let Some(lease) = &answer.welcome.lease {
        lease::renew(desk, lease, Came::Carried)?;
    }
    if let Some(key) = &answer.welcome.recovery {
        recovery::take(desk, key)?;
    }
    sync_round::record_courier(desk, &seen(&round, answer.receipt.as_ref()))?;
    Ok(CourierRead {
        created: header.created,
        taken: count(answer.receipt.as_ref().map_or(0, |receipt| receipt.taken)),
        quarantined: count(
            answer
                .receipt
                .as_ref()
                .map_or(0, |receipt| receipt.quarantined),
        ),
        pulled: count(round.pulled),
        sentences: sentences(desk, &header, answer.receipt.as_ref(), &round),
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn check_address(header: &Header, identity: &store::Identity) -> Result<(), AppError> {
    if header.station != station_of(identity)? {
        return Err(CourierError::ForeignStation.into());
    }
    if header.kind != Kind::ToLaptop {
        return Err(CourierError::WrongWay.into());
    }
    if header.laptop != identity.device {
        return Err(CourierError::OtherLaptop.into());
    }
    Ok(())
}

/// Whether what is in the file joins on to what this laptop has.
fn check_fits(desk: &Desk, answer: &Answer) -> Result<(), AppError> {
    let position = desk.store.courier_position()?;
    let (here, epoch) = (&position.cursor, answer.welcome.epoch);
    let same = here.epoch == epoch;
    if position.ended.contains(&epoch)
        || (same && (answer.head < here.head || answer.scope_version < position.scope_version))
    {
        return Err(AppError::new("courier_older"));
    }
    // Push before pull, as over HTTP: what a restored station forgot is given back before its rows replace those here.
    if desk.store.has_journal_above(&answer.welcome.watermarks)? {
        if same {
            // One history forgets nothing: this laptop has synced since.
            return Err(AppError::new("courier_older"));
        }
        desk.store
            .hand_back_from(desk.now(), &answer.welcome.watermarks)?;
        return Err(AppError::new("courier_hand_back"));
    }
    let joins = answer.from.scopes.iter().all(|(scope, from)| {
        let have = if same {
            here.scopes.get(scope).copied().unwrap_or(0)
        } else {
            0
        };
        *from <= have
    });
    if joins {
        Ok(())
    } else {
        Err(AppError::new("courier_missing"))
    }
}

/// Lets the engine do its round; every request is answered from the file.
fn run<R: Read>(
    desk: &Desk,
    answer: &Answer,
    messages: &mut Messages<R>,
) -> Result<Round, AppError> {
    let mut engine = Engine::new(APP_VERSION);
    let mut event = Event::Poke;
    // Scopes that are to be read again are emptied once, before the first page.
    let mut step = desk.store.courier_round(desk.now(), &answer.from)?;
    let mut failure = None;
    loop {
        let action = engine.on(event, desk.now(), &mut step);
        let seen = engine.round().clone();
        event = match action? {
            Action::Send(Request::Hello(_)) => Event::Reply(Reply::Welcome(answer.welcome.clone())),
            Action::Send(Request::Pull(_)) => match messages.take::<Page>() {
                Ok(Some(page)) => Event::Reply(Reply::Pulled(Pulled::Page(Box::new(page)))),
                // After the last page the engine asks only for scopes that differ.
                Ok(None) if !seen.reread.is_empty() => {
                    tell(desk, step);
                    return Ok(seen);
                }
                Ok(None) => {
                    failure = Some(CourierError::Damaged);
                    Event::Failed
                }
                Err(error) => {
                    failure = Some(error);
                    Event::Failed
                }
            },
            // The store gives nothing to hand in while it reads a file.
            Action::Send(Request::Push(_) | Request::Log(_)) => Event::Failed,
            Action::Finished(round) => {
                tell(desk, step);
                return Ok(round);
            }
            Action::Wait(_) => {
                tell(desk, step);
                return Err(failure.unwrap_or(CourierError::Damaged).into());
            }
        };
    }
}

fn tell(desk: &Desk, step: store::CourierRound<'_>) {
    let changed = step.into_changed();
    if !changed.is_empty() {
        (desk.on_changed)(&changed);
    }
}

/// The round as the history shows it.
fn seen(round: &Round, receipt: Option<&Receipt>) -> Round {
    Round {
        pushed: receipt.map_or(0, |receipt| receipt.taken),
        quarantined: receipt.map_or(0, |receipt| receipt.quarantined),
        clock_replaced: receipt.is_some_and(|receipt| receipt.clock_replaced),
        ..round.clone()
    }
}

fn sentences(
    desk: &Desk,
    header: &Header,
    receipt: Option<&Receipt>,
    round: &Round,
) -> Vec<String> {
    let time = saying::moment(desk.language, header.created, desk.now());
    let mut said = vec![desk.say("courier.read", &[("time", &time)])];
    let mut add = |key: &str, count: usize| {
        if count > 0 {
            said.push(desk.say(key, &[("count", &count.to_string())]));
        }
    };
    if let Some(receipt) = receipt {
        add("courier.read_taken", receipt.taken);
        add("courier.read_known", receipt.known);
        add("courier.read_quarantined", receipt.quarantined);
    }
    add("courier.read_rows", round.pulled);
    let trouble = receipt.and_then(|receipt| receipt.trouble.as_ref());
    let keys = [
        (round.pulled == 0).then_some("courier.read_no_rows"),
        matches!(trouble, Some(Trouble::Gap { .. })).then_some("courier.read_gap"),
        matches!(trouble, Some(Trouble::Forked)).then_some("courier.read_forked"),
        receipt
            .is_some_and(|receipt| receipt.clock_replaced)
            .then_some("courier.read_clock"),
        (!round.reread.is_empty()).then_some("courier.read_differs"),
    ];
    said.extend(keys.into_iter().flatten().map(|key| desk.say(key, &[])));
    said
}
