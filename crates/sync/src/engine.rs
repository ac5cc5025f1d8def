//! The laptop's side of sync as a state machine: events in, actions out. It never waits, never touches the network and never reads a
//! clock, so a simulator can run it as well as the program.
//!
//! One round: hello → push every waiting operation → hand in the access log → pull page by page until complete → settle. Push comes before pull, always: after a
//! restored station the laptop first gives back what the station forgot, then reads.

use std::collections::BTreeMap;

use crate::courier::PublicKeys;
use crate::plant;
use crate::wire::{
    Cursor, Digest, Hello, LogEnd, LogPush, LogState, Logged, Op, PROTOCOL, PUSH_OPS, Page, Pull,
    Pulled, Push, Pushed, Watermark, Welcome, page_rows,
};

/// Time between rounds when nothing happens, ms.
pub const INTERVAL: i64 = 60_000;
/// First wait after a failure, ms; it doubles up to [`INTERVAL`].
pub const FIRST_RETRY: i64 = 2_000;

/// What the engine needs of the laptop's store. Every method is one transaction.
pub trait Laptop {
    /// Why the store could not do it.
    type Error;
    /// Operations that wait to be taken.
    fn waiting(&self) -> Result<i64, Self::Error>;
    /// The incarnation this laptop writes under now.
    fn incarnation(&self) -> Result<i64, Self::Error>;
    /// Incarnations whose operations are still kept, with the oldest first.
    fn incarnations(&self) -> Result<Vec<i64>, Self::Error>;
    /// Id of the operation that left under this counter; none if this laptop never sent it.
    fn sent(&self, incarnation: i64, counter: i64) -> Result<Option<String>, Self::Error>;
    /// History of the station in which a round was last finished.
    fn settled_epoch(&self) -> Result<i64, Self::Error>;
    /// This laptop was restored or cloned: go on as `incarnation` with own counters for what waits, and for the settled operations of
    /// the incarnations in `strayed`, which the station may have forgotten.
    fn begin_incarnation(&mut self, incarnation: i64, strayed: &[i64]) -> Result<(), Self::Error>;
    /// Up to `most` operations after the counter, own settled ones included, cut at a group's border; they are marked as sent before
    /// this returns.
    fn outgoing(
        &mut self,
        incarnation: i64,
        after: i64,
        most: usize,
    ) -> Result<Vec<Op>, Self::Error>;
    /// Difference between the station's clock and this one, ms.
    fn set_clock_offset(&mut self, now: i64, station: i64) -> Result<(), Self::Error>;
    /// Where to go on reading. An `epoch` other than the stored one starts again from nothing.
    fn cursor(&mut self, epoch: i64) -> Result<Cursor, Self::Error>;
    /// Takes a page: rows, leavings, scopes and cursor together.
    fn take_page(&mut self, page: &Page) -> Result<(), Self::Error>;
    /// Everything was read: operations up to these watermarks (those of the first page) are settled.
    fn settle(&mut self, watermarks: &BTreeMap<i64, Watermark>) -> Result<(), Self::Error>;
    /// Digest of what the store holds of a scope.
    fn digest(&self, scope: &str) -> Result<Digest, Self::Error>;
    /// The copy of this scope differs from the station's: read it again from the start.
    fn reread(&mut self, scope: &str) -> Result<(), Self::Error>;
    /// Public keys under which this laptop takes courier files; none if it takes none. Made at the first call.
    fn courier_keys(&mut self) -> Result<Option<PublicKeys>, Self::Error> {
        Ok(None)
    }
    /// Takes the key under which records stand in the access log.
    fn take_log_key(&mut self, _key: &str) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Entries of the access log that follow what the station has; none if there is nothing to say.
    fn log_outgoing(
        &mut self,
        _ends: &[LogEnd],
        _now: i64,
    ) -> Result<Option<LogPush>, Self::Error> {
        Ok(None)
    }
    /// Takes the station's word for entries handed in; what it says of its tree is checked and remembered.
    fn take_logged(&mut self, _logged: &Logged) -> Result<(), Self::Error> {
        Ok(())
    }
    /// The station refused what [`Laptop::log_outgoing`] gave: whoever looks after the laptop is to be told.
    fn log_refused(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Remembers the station's public keys for courier files.
    fn take_courier_keys(&mut self, _station: &PublicKeys) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// What to send.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Open a round.
    Hello(Hello),
    /// Hand in operations.
    Push(Push),
    /// Hand in entries of the access log.
    Log(LogPush),
    /// Ask for a page.
    Pull(Pull),
}

/// What came back.
#[derive(Debug, Clone)]
pub enum Reply {
    /// To a hello.
    Welcome(Welcome),
    /// To a push.
    Pushed(Pushed),
    /// To entries of the access log.
    Logged(Logged),
    /// To a pull.
    Pulled(Pulled),
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Time passed.
    Tick,
    /// Somebody wants a round now: an edit was saved, a button pressed, the network came back.
    Poke,
    /// The station answered.
    Reply(Reply),
    /// The request got no answer.
    Failed,
    /// The station is there and would not take the request.
    Refused,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Send this and report its reply or failure.
    Send(Request),
    /// A round is finished.
    Finished(Round),
    /// Nothing until the next event, or this time, ms.
    Wait(i64),
}

/// What a round did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// Operations handed in.
    pub pushed: usize,
    /// Of these, set aside by the station.
    pub quarantined: usize,
    /// Rows and leavings read.
    pub pulled: usize,
    /// Whether the station corrected this laptop's clock.
    pub clock_replaced: bool,
    /// Scopes whose copy had to be read again.
    pub reread: Vec<String>,
}

#[derive(Debug)]
enum State {
    Idle,
    Greeting,
    Pushing {
        welcome: Box<Welcome>,
        /// Incarnations still to hand in, the current one last.
        todo: Vec<i64>,
        /// Where to go on reading afterwards.
        cursor: Cursor,
    },
    Logging {
        /// Whether the station has asked for earlier entries.
        again: bool,
        /// Where to go on reading afterwards.
        cursor: Cursor,
    },
    Pulling {
        /// Watermarks of the first page; only what they cover is settled at the end.
        settled: Option<BTreeMap<i64, Watermark>>,
    },
}

/// The engine.
#[derive(Debug)]
pub struct Engine {
    app_version: String,
    state: State,
    poked: bool,
    next_at: i64,
    retry: i64,
    failures: i64,
    restarts: u32,
    round: Round,
    reread: Vec<String>,
}

impl Engine {
    /// A new engine, due at once.
    pub fn new(app_version: &str) -> Engine {
        Engine {
            app_version: app_version.to_owned(),
            state: State::Idle,
            poked: true,
            next_at: 0,
            retry: FIRST_RETRY,
            failures: 0,
            restarts: 0,
            round: Round::default(),
            reread: Vec::new(),
        }
    }

    /// Whether a round is under way.
    pub fn is_running(&self) -> bool {
        !matches!(self.state, State::Idle)
    }

    /// What the round under way has done so far.
    pub fn round(&self) -> &Round {
        &self.round
    }

    /// When the next round is due if nobody pokes, ms.
    pub fn next_at(&self) -> i64 {
        self.next_at
    }

    /// Moves on by one event at `now`, ms.
    ///
    /// # Errors
    /// What the store reports; the round is given up then and tried again later.
    pub fn on<L: Laptop>(
        &mut self,
        event: Event,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        let result = match event {
            Event::Poke => {
                self.poked = true;
                self.start_if_due(now, laptop)
            }
            Event::Tick => self.start_if_due(now, laptop),
            Event::Failed => Ok(self.give_up(now)),
            Event::Refused => self.on_refused(now, laptop),
            Event::Reply(reply) => self.on_reply(reply, now, laptop),
        };
        if result.is_err() {
            self.give_up(now);
        }
        result
    }

    fn start_if_due<L: Laptop>(&mut self, now: i64, laptop: &mut L) -> Result<Action, L::Error> {
        // A clock that was years ahead when the time was noted and is right again must not silence the timer until then.
        let due = now >= self.next_at
            || (self.next_at > now + INTERVAL && !plant::is("clock_silences_timer"));
        if self.is_running() || !(self.poked || due) {
            return Ok(Action::Wait(self.next_at));
        }
        self.poked = false;
        self.restarts = 0;
        self.round = Round::default();
        self.reread.clear();
        self.greet(now, laptop)
    }

    fn greet<L: Laptop>(&mut self, now: i64, laptop: &mut L) -> Result<Action, L::Error> {
        let hello = Hello {
            protocol: PROTOCOL,
            app_version: self.app_version.clone(),
            waiting: laptop.waiting()?,
            clock: Some(now),
            failures: Some(self.failures),
            courier: laptop.courier_keys()?,
        };
        self.state = State::Greeting;
        Ok(Action::Send(Request::Hello(hello)))
    }

    fn give_up(&mut self, now: i64) -> Action {
        self.state = State::Idle;
        self.failures += 1;
        self.next_at = now + self.retry;
        self.retry = (self.retry * 2).min(INTERVAL);
        Action::Wait(self.next_at)
    }

    /// A log that the station does not take, whatever is wrong with it, must not keep anybody from reading.
    fn on_refused<L: Laptop>(&mut self, now: i64, laptop: &mut L) -> Result<Action, L::Error> {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Logging { cursor, .. } => {
                laptop.log_refused()?;
                Ok(self.begin_to_read(cursor))
            }
            _ => Ok(self.give_up(now)),
        }
    }

    /// The station's history or watermark is not what was believed: begin the round anew, but not for ever.
    fn again<L: Laptop>(&mut self, now: i64, laptop: &mut L) -> Result<Action, L::Error> {
        self.restarts += 1;
        if self.restarts > 5 {
            return Ok(self.give_up(now));
        }
        self.greet(now, laptop)
    }

    fn on_reply<L: Laptop>(
        &mut self,
        reply: Reply,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        match (std::mem::replace(&mut self.state, State::Idle), reply) {
            (State::Greeting, Reply::Welcome(welcome)) => self.on_welcome(welcome, now, laptop),
            (
                State::Pushing {
                    welcome,
                    todo,
                    cursor,
                },
                Reply::Pushed(pushed),
            ) => self.on_pushed((welcome, todo, cursor), pushed, now, laptop),
            (State::Logging { again, cursor }, Reply::Logged(logged)) => {
                self.on_logged(again, cursor, &logged, now, laptop)
            }
            (State::Pulling { settled }, Reply::Pulled(pulled)) => {
                self.on_pulled(settled, pulled, now, laptop)
            }
            // A reply that belongs to no question is ignored; the timer goes on.
            _ => Ok(self.give_up(now)),
        }
    }

    fn on_welcome<L: Laptop>(
        &mut self,
        welcome: Welcome,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        laptop.set_clock_offset(now, welcome.now)?;
        if let Some(keys) = &welcome.courier {
            laptop.take_courier_keys(keys)?;
        }
        if let Some(LogState { key, .. }) = &welcome.log {
            laptop.take_log_key(key)?;
        }
        self.go_on_as_next_if_rolled_back(&welcome, laptop)?;
        let mut todo = laptop.incarnations()?;
        let current = laptop.incarnation()?;
        todo.retain(|incarnation| *incarnation != current);
        todo.push(current);
        let cursor = laptop.cursor(welcome.epoch)?;
        self.push_next(Box::new(welcome), todo, cursor, now, laptop)
    }

    /// The station took an operation under a counter for which this laptop remembers another one, or none: this laptop is an older
    /// copy of itself, or its twin has been here.
    fn go_on_as_next_if_rolled_back<L: Laptop>(
        &mut self,
        welcome: &Welcome,
        laptop: &mut L,
    ) -> Result<(), L::Error> {
        let current = laptop.incarnation()?;
        let own = laptop.incarnations()?;
        let mut forked = Vec::new();
        for (incarnation, watermark) in &welcome.watermarks {
            let known = laptop.sent(*incarnation, watermark.counter)?;
            if watermark.counter > 0 && known.as_deref() != Some(watermark.op.as_str()) {
                forked.push(*incarnation);
            }
        }
        if plant::is("no_fork_check") {
            forked.clear();
        }
        let is_forked = forked.contains(&current);
        // A restored station may have forgotten what this copy handed in after the other one had split off, and have taken the other's
        // operations under the same counters since.
        if laptop.settled_epoch()? == welcome.epoch {
            forked.clear();
        }
        forked.retain(|incarnation| own.contains(incarnation));
        if is_forked || !forked.is_empty() {
            let highest = welcome.watermarks.keys().max().copied().unwrap_or(current);
            laptop.begin_incarnation(highest.max(current).saturating_add(1), &forked)?;
        }
        Ok(())
    }

    fn push_next<L: Laptop>(
        &mut self,
        welcome: Box<Welcome>,
        mut todo: Vec<i64>,
        cursor: Cursor,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        while let Some(incarnation) = todo.first().copied() {
            let after = welcome
                .watermarks
                .get(&incarnation)
                .cloned()
                .unwrap_or_default();
            let ops = laptop.outgoing(incarnation, after.counter, page_rows().min(PUSH_OPS))?;
            if ops.is_empty() {
                todo.remove(0);
                continue;
            }
            self.round.pushed += ops.len();
            let push = Push {
                incarnation,
                epoch: welcome.epoch,
                after,
                ops,
                head: cursor.head,
                token: cursor.token.clone(),
                current: Some(laptop.incarnation()?),
            };
            self.state = State::Pushing {
                welcome,
                todo,
                cursor,
            };
            return Ok(Action::Send(Request::Push(push)));
        }
        match &welcome.log {
            Some(log) => self.hand_in_log(&log.ends, cursor, now, laptop),
            None => Ok(self.begin_to_read(cursor)),
        }
    }

    fn hand_in_log<L: Laptop>(
        &mut self,
        ends: &[LogEnd],
        cursor: Cursor,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        let Some(push) = laptop.log_outgoing(ends, now)? else {
            return Ok(self.begin_to_read(cursor));
        };
        self.state = State::Logging {
            again: false,
            cursor,
        };
        Ok(Action::Send(Request::Log(push)))
    }

    fn on_logged<L: Laptop>(
        &mut self,
        again: bool,
        cursor: Cursor,
        logged: &Logged,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        match logged {
            Logged::Taken { end: None, .. } => {
                laptop.take_logged(logged)?;
                Ok(self.begin_to_read(cursor))
            }
            Logged::Taken { end: Some(end), .. } => {
                laptop.take_logged(logged)?;
                self.hand_in_log(&[*end], cursor, now, laptop)
            }
            // Once in a round: the log must not keep anybody from reading.
            Logged::Again(ends) if !again => {
                let action = self.hand_in_log(ends, cursor, now, laptop)?;
                if let State::Logging { again, .. } = &mut self.state {
                    *again = true;
                }
                Ok(action)
            }
            Logged::Again(_) => Ok(self.begin_to_read(cursor)),
        }
    }

    fn begin_to_read(&mut self, cursor: Cursor) -> Action {
        self.state = State::Pulling { settled: None };
        Action::Send(Request::Pull(Pull {
            protocol: PROTOCOL,
            cursor,
        }))
    }

    fn on_pushed<L: Laptop>(
        &mut self,
        (mut welcome, todo, cursor): (Box<Welcome>, Vec<i64>, Cursor),
        pushed: Pushed,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        match pushed {
            Pushed::Again => self.again(now, laptop),
            Pushed::Taken {
                watermark,
                clock_replaced,
                quarantined,
            } => {
                self.round.clock_replaced |= clock_replaced;
                self.round.quarantined += quarantined;
                if let Some(incarnation) = todo.first() {
                    let before = welcome.watermarks.insert(*incarnation, watermark.clone());
                    if plant::is("early_settle") {
                        laptop.settle(&welcome.watermarks)?;
                    }
                    // A station that takes nothing would be asked for ever.
                    if before.is_some_and(|before| before.counter >= watermark.counter) {
                        return Ok(self.give_up(now));
                    }
                }
                self.push_next(welcome, todo, cursor, now, laptop)
            }
        }
    }

    fn on_pulled<L: Laptop>(
        &mut self,
        settled: Option<BTreeMap<i64, Watermark>>,
        pulled: Pulled,
        now: i64,
        laptop: &mut L,
    ) -> Result<Action, L::Error> {
        let page = match pulled {
            Pulled::Again => return self.again(now, laptop),
            Pulled::Page(page) => page,
        };
        // An empty page that is not the last would be asked for ever.
        if !page.complete && page.rows.is_empty() && page.leaves.is_empty() {
            return Ok(self.give_up(now));
        }
        self.round.pulled += page.rows.len() + page.leaves.len();
        laptop.take_page(&page)?;
        let settled = settled.unwrap_or_else(|| page.watermarks.clone());
        if !page.complete {
            self.state = State::Pulling {
                settled: Some(settled),
            };
            return Ok(Action::Send(Request::Pull(Pull {
                protocol: PROTOCOL,
                cursor: page.cursor,
            })));
        }
        if let Some(action) = self.reread_what_differs(&page, &settled, laptop)? {
            return Ok(action);
        }
        laptop.settle(&settled)?;
        self.retry = FIRST_RETRY;
        self.failures = 0;
        self.next_at = now + INTERVAL;
        Ok(Action::Finished(std::mem::take(&mut self.round)))
    }

    /// A scope whose content differs from the station's is fetched again, once in a round.
    fn reread_what_differs<L: Laptop>(
        &mut self,
        page: &Page,
        settled: &BTreeMap<i64, Watermark>,
        laptop: &mut L,
    ) -> Result<Option<Action>, L::Error> {
        let mut again = false;
        for (scope, digest) in &page.digests {
            if laptop.digest(scope)? != *digest
                && !self.reread.contains(scope)
                && !plant::is("digest_ignored")
            {
                self.reread.push(scope.clone());
                self.round.reread.push(scope.clone());
                laptop.reread(scope)?;
                again = true;
            }
        }
        if !again {
            return Ok(None);
        }
        let cursor = laptop.cursor(page.epoch)?;
        self.state = State::Pulling {
            settled: Some(settled.clone()),
        };
        Ok(Some(Action::Send(Request::Pull(Pull {
            protocol: PROTOCOL,
            cursor,
        }))))
    }
}
