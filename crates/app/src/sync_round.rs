//! Running the engine: one round after another, on a thread of its own or once on demand.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::params;
use store::StoreError;
use sync::engine::{Action, Engine, Event, Reply, Request, Round};
use sync::wire::Wait;

use crate::desk::Desk;
use crate::error::AppError;
use crate::lease::{self, Came};
use crate::listening::{Listening, listen};
use crate::network::Network;
use crate::recovery;
use crate::syncing::LiveState;
use crate::wipe;

/// Version of the program, as laptops tell it.
pub const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// How often the idle loop looks at the time; the engine decides whether anything is due.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Runs one whole round now.
///
/// # Errors
/// `station_unreachable` and its kin; what was saved stays saved.
pub fn run_once(desk: &Desk) -> Result<Round, AppError> {
    let network = network_of(desk)?;
    let mut engine = Engine::new(APP_VERSION);
    run(desk, &network, &mut engine, &|_| {})
        .map_err(|error| error.in_language(desk.language))?
        .ok_or_else(|| AppError::new("station_failed").in_language(desk.language))
}

fn network_of(desk: &Desk) -> Result<Network, AppError> {
    let network = Network::of(desk)?;
    let servers = desk
        .store
        .read(|connection| store::state::text(connection, SERVERS))?;
    network.also_at(&lines(&servers));
    Ok(network)
}

/// Where the store keeps the addresses of the station's servers, one in a line.
const SERVERS: &str = "servers";

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// What the station says of itself and of this laptop at the beginning of a round.
fn learn(desk: &Desk, network: &Network, reply: &Reply) -> Result<(), AppError> {
    if let Reply::Welcome(welcome) = reply
        && let Some(lease) = &welcome.lease
    {
        lease::renew(desk, lease, Came::Live)?;
    }
    if let Reply::Welcome(welcome) = reply
        && let Some(key) = &welcome.recovery
    {
        recovery::take(desk, key)?;
    }
    learn_servers(desk, network, reply)
}

/// Remembers the station's servers, so that another is asked if one does not answer.
fn learn_servers(desk: &Desk, network: &Network, reply: &Reply) -> Result<(), AppError> {
    let Reply::Welcome(welcome) = reply else {
        return Ok(());
    };
    if welcome.servers.is_empty() {
        return Ok(());
    }
    network.also_at(&welcome.servers);
    let told = welcome.servers.join("\n");
    let known = desk
        .store
        .read(|connection| store::state::text(connection, SERVERS))?;
    if known != told {
        desk.store.write(desk.now(), |write| {
            store::state::set(write.connection(), SERVERS, &told)
        })?;
    }
    Ok(())
}

/// Drives the engine until it waits; the finished round, if it got that far. The outcome is written to the history.
fn run(
    desk: &Desk,
    network: &Network,
    engine: &mut Engine,
    progress: &dyn Fn(&Round),
) -> Result<Option<Round>, AppError> {
    desk.store.one_round(
        || go_through(desk, network, engine, progress),
        &*desk.on_changed,
    )
}

fn go_through(
    desk: &Desk,
    network: &Network,
    engine: &mut Engine,
    progress: &dyn Fn(&Round),
) -> Result<Option<Round>, AppError> {
    let mut event = Event::Poke;
    let mut failure = None;
    loop {
        let mut step = desk.store.round(desk.now());
        let action = engine.on(event, desk.now(), &mut step);
        let changed = step.into_changed();
        if !changed.is_empty() {
            (desk.on_changed)(&changed);
        }
        match action? {
            Action::Send(request) => {
                progress(engine.round());
                event = match network.send(&request) {
                    Ok(reply) => match learn(desk, network, &reply) {
                        Ok(()) => Event::Reply(reply),
                        Err(error) => {
                            failure = Some(error);
                            Event::Failed
                        }
                    },
                    // What a laptop that was handed back still holds goes first: it is read last.
                    Err(error) if error.code == wipe::ORDERED => {
                        let at_once = error.place == "stolen";
                        if at_once || matches!(request, Request::Pull(_)) {
                            failure = Some(error);
                            Event::Failed
                        } else {
                            failure = Some(AppError::new("station_refused"));
                            Event::Refused
                        }
                    }
                    Err(error) => {
                        let is_refused = error.code != "station_unreachable";
                        failure = Some(error);
                        if is_refused {
                            Event::Refused
                        } else {
                            Event::Failed
                        }
                    }
                };
            }
            Action::Finished(round) => {
                record(desk, Ok(&round))?;
                return Ok(Some(round));
            }
            Action::Wait(_) => {
                let Some(error) = failure else {
                    return Ok(None);
                };
                record(desk, Err(&error))?;
                return Err(error);
            }
        }
    }
}

/// Writes a round with a courier file to the history.
pub(crate) fn record_courier(desk: &Desk, round: &Round) -> Result<(), AppError> {
    record(desk, Ok(round))
}

/// Writes a round to the history. Rounds that moved nothing are not worth a line, nor is a failure like the one before.
fn record(desk: &Desk, outcome: Result<&Round, &AppError>) -> Result<(), AppError> {
    let now = desk.now();
    let (ok, pushed, pulled, quarantined, note) = match outcome {
        Ok(round) => (
            true,
            round.pushed,
            round.pulled,
            round.quarantined,
            if round.clock_replaced {
                "clock_wrong"
            } else if round.reread.is_empty() {
                ""
            } else {
                "reread"
            }
            .to_owned(),
        ),
        Err(error) => (false, 0, 0, 0, error.code.clone()),
    };
    let ((), _) = desk.store.write(now, |write| -> Result<(), StoreError> {
        let connection = write.connection();
        let last: (bool, String) = connection
            .query_row("SELECT ok, note FROM sync_run ORDER BY id DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap_or((true, String::new()));
        if (ok && pushed + pulled == 0 && last.0) || (!ok && last == (ok, note.clone())) {
            return Ok(());
        }
        connection.execute(
            "INSERT INTO sync_run (at, ok, pushed, pulled, quarantined, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![now, ok, pushed as i64, pulled as i64, quarantined as i64, note],
        )?;
        connection.execute(
            "DELETE FROM sync_run WHERE id <= (SELECT max(id) FROM sync_run) - 200",
            [],
        )?;
        Ok(())
    })?;
    Ok(())
}

pub(crate) enum Call {
    Poke,
    /// The station has something beyond this sequence number.
    News(i64),
    Stop,
}

/// A running sync loop. Dropping it ends the loop after the step under way.
pub struct SyncLoop {
    poke: Sender<Call>,
    live: Arc<Mutex<LiveState>>,
    thread: Option<std::thread::JoinHandle<()>>,
    listening: Option<Listening>,
}

impl SyncLoop {
    /// Starts the loop: at once, then on a timer, when poked, and sooner again after a failure. `on_live` hears of every change of state.
    ///
    /// # Errors
    /// If the stored station is not usable.
    pub fn start(
        desk: Desk,
        on_live: impl Fn(&LiveState) + Send + 'static,
    ) -> Result<SyncLoop, AppError> {
        let network = network_of(&desk)?;
        let (poke, poked) = mpsc::channel::<Call>();
        let (reached, listening) = listen(network.listener()?, poke.clone());
        let live = Arc::new(Mutex::new(LiveState::default()));
        let shared = live.clone();
        let thread = std::thread::spawn(move || {
            let tell = |change: &dyn Fn(&mut LiveState)| {
                let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
                change(&mut state);
                on_live(&state);
            };
            let mut engine = Engine::new(APP_VERSION);
            let mut due = 0;
            loop {
                if desk.now() >= due {
                    due = run_and_tell(&desk, &network, &mut engine, &tell);
                    reached.send_replace(position(&desk));
                }
                let first = match poked.recv_timeout(LOOK_EVERY) {
                    Ok(call) => Some(call),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                // All that was asked for while a round ran is one round.
                for call in first.into_iter().chain(poked.try_iter()) {
                    match call {
                        Call::Stop => return,
                        Call::Poke => due = 0,
                        // Asked before the last round: whoever listens asks again from where that round came to.
                        Call::News(from) if from < reached.borrow().head => {}
                        Call::News(_) => due = 0,
                    }
                }
            }
        });
        Ok(SyncLoop {
            poke,
            live,
            thread: Some(thread),
            listening: Some(listening),
        })
    }

    /// Asks for a round now.
    pub fn poke(&self) {
        let _ = self.poke.send(Call::Poke);
    }

    /// A function that asks for a round, to be kept elsewhere.
    pub fn poker(&self) -> impl Fn() + Send + Sync + 'static {
        let poke = self.poke.clone();
        move || {
            let _ = poke.send(Call::Poke);
        }
    }

    /// State at this moment.
    pub fn live(&self) -> LiveState {
        self.live
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for SyncLoop {
    fn drop(&mut self) {
        let _ = self.poke.send(Call::Stop);
        drop(self.listening.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// How far this laptop has read.
fn position(desk: &Desk) -> Wait {
    let read = |key| {
        let number = desk
            .store
            .read(|connection| store::state::number(connection, key));
        number.unwrap_or(0)
    };
    Wait {
        epoch: read("epoch"),
        head: read("head"),
    }
}

/// Changes the shared state and tells who listens.
type Tell<'a> = dyn Fn(&dyn Fn(&mut LiveState)) + 'a;

/// One round with its state told; returns when the next is due, ms.
fn run_and_tell(desk: &Desk, network: &Network, engine: &mut Engine, tell: &Tell<'_>) -> i64 {
    tell(&|live| live.running = true);
    let waiting = u32::try_from(waiting(desk)).unwrap_or(0);
    let outcome = run(desk, network, engine, &|round| {
        tell(&|live| {
            live.done = u32::try_from(round.pushed + round.pulled).unwrap_or(u32::MAX);
            live.all = live.done.max(waiting);
        });
    });
    let failed = outcome.as_ref().err().map(|error| error.code.clone());
    tell(&|live| {
        live.running = false;
        live.done = 0;
        live.all = 0;
        live.online = failed.is_none();
        live.last_error.clone_from(&failed);
    });
    engine.next_at()
}

fn waiting(desk: &Desk) -> i64 {
    desk.store
        .read(|connection| -> Result<i64, StoreError> {
            Ok(
                connection.query_row(
                    "SELECT count(*) FROM op WHERE settled_at = 0",
                    [],
                    |row| row.get(0),
                )?,
            )
        })
        .unwrap_or(0)
}
