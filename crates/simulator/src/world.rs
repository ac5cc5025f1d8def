//! One history: people work, things go wrong, everything heals, and what was promised is checked.

use std::collections::BTreeMap;

use domain::Role;
use station::staff;
use store::simulated::PLAIN;
use sync::engine::{Action, Event, Reply, Request};
use sync::wire::{self, Pulled};
use tempfile::TempDir;

use crate::check;
use crate::dice::Dice;
use crate::faults::Faults;
use crate::host::{self, Answered, Host, Route, told};
use crate::inside;
use crate::ledger::{Ledger, Places};
use crate::machine::{Machine, Step};
use crate::template::{self, KEY, MORNING, Template};
use crate::trace::Trace;
use crate::work;

/// One tick, ms.
pub const TICK: i64 = 1_000;
/// Ticks that people work for.
const WORKING: i64 = 220;
/// Ticks after which everything must be at rest.
const HEALING: i64 = 400;
/// After so many ticks a laptop gives up waiting for an answer.
const PATIENCE: i64 = 30;
const YEARS_73: i64 = 73 * 365 * 86_400_000;

/// What became of one seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Hash over all events.
    pub hash: u64,
    /// Edits made.
    pub edits: usize,
    /// The first promise that was broken.
    pub broken: Option<String>,
}

#[derive(Debug)]
enum Cargo {
    ToStation {
        from: usize,
        request: u64,
        route: Route,
        bytes: Vec<u8>,
    },
    ToLaptop {
        to: usize,
        request: u64,
        route: Route,
        bytes: Vec<u8>,
    },
    Refusal {
        to: usize,
        request: u64,
    },
}

/// A world under way.
pub struct World {
    pub(crate) dice: Dice,
    pub(crate) trace: Trace,
    pub(crate) tick: i64,
    pub(crate) now: i64,
    pub(crate) host: Host,
    pub(crate) machines: Vec<Machine>,
    pub(crate) ledger: Ledger,
    pub(crate) faults: Faults,
    /// Where people are erased, who and when is drawn from dice of their own: every other history stays as it was.
    eraser: Option<Dice>,
    /// The same where records are put away.
    putter: Option<Dice>,
    flying: BTreeMap<(i64, u64), Cargo>,
    departures: u64,
    requests: u64,
    // Removed with the world.
    _folder: TempDir,
}

/// Runs one seed, every fourth over encrypted stores, the others over plain files. With `told`, its events are printed.
pub fn run(seed: u64, told: bool) -> Outcome {
    run_over(seed, if seed.is_multiple_of(4) { KEY } else { PLAIN }, told)
}

/// Runs one seed over stores under this key.
pub fn run_over(seed: u64, key: [u8; 32], told: bool) -> Outcome {
    let template = Template::get();
    sync::ids::follow(Some(seed.wrapping_mul(1_000_003)));
    let outcome = World::new(template, seed, key, told).map(World::live);
    sync::ids::follow(None);
    wire::small::ROWS.set(None);
    outcome.unwrap_or_else(|broken| Outcome {
        hash: 0,
        edits: 0,
        broken: Some(broken),
    })
}

impl World {
    fn new(template: &Template, seed: u64, key: [u8; 32], aloud: bool) -> Result<World, String> {
        let mut dice = Dice::new(seed);
        let faults = Faults::of(&mut dice);
        let rows = [8, 20, 2_000][dice.below(3)];
        wire::small::ROWS.set(Some(rows));
        let folder = template::scratch().map_err(told)?;
        template
            .station(&folder.path().join("station.db"))
            .map_err(told)?;
        let mut machines = Vec::new();
        for number in 0..4 + dice.below(3) {
            let (user, identity) = &template.laptops[number];
            let home = folder.path().join(format!("laptop-{number}"));
            template.laptop(number, key, &home).map_err(told)?;
            let mut machine = Machine::open(&home, key, *user, identity).map_err(told)?;
            if faults.clocks {
                machine.clock = some_clock(&mut dice);
            }
            machine.old = faults.old_program && dice.in_thousand(400);
            machines.push(machine);
        }
        let mut trace = Trace::new(aloud);
        trace.add(0, &format!("seed {seed} pages of {rows} {faults:?}"));
        Ok(World {
            dice,
            trace,
            tick: 0,
            now: MORNING,
            host: Host::open(folder.path()).map_err(told)?,
            machines,
            ledger: Ledger::default(),
            faults,
            eraser: seed.is_multiple_of(8).then(|| Dice::new(seed ^ 0xe7a5)),
            putter: (seed % 16 == 7).then(|| Dice::new(seed ^ 0xa7a1)),
            flying: BTreeMap::new(),
            departures: 0,
            requests: 0,
            _folder: folder,
        })
    }

    fn live(mut self) -> Outcome {
        let broken = self.go_through().err();
        Outcome {
            hash: self.trace.hash(),
            edits: self.ledger.count(),
            broken,
        }
    }

    fn go_through(&mut self) -> Result<(), String> {
        while self.tick < WORKING {
            self.advance()?;
            self.something_goes_wrong()?;
            self.people_work()?;
        }
        self.heal()?;
        let until = self.tick + HEALING;
        while !self.is_at_rest()? {
            if self.tick > until {
                return Err(format!(
                    "not at rest after {HEALING} ticks: {}",
                    self.unrest()
                ));
            }
            self.advance()?;
        }
        self.trace.add(self.tick, "at rest");
        check::everything(self)
    }

    /// One tick: what is due arrives, every engine hears of the time.
    fn advance(&mut self) -> Result<(), String> {
        self.tick += 1;
        self.now += TICK;
        while let Some(entry) = self.flying.first_entry() {
            if entry.key().0 > self.tick {
                break;
            }
            let cargo = entry.remove();
            self.arrive(cargo)?;
        }
        for number in 0..self.machines.len() {
            let machine = &mut self.machines[number];
            if machine.full_until == self.tick {
                inside::limit_disk(machine.store(), self.now, None).map_err(told)?;
                machine.full_until = 0;
            }
            match machine.asked {
                Some((_, until)) if until <= self.tick => {
                    machine.asked = None;
                    self.event(number, Event::Failed)?;
                }
                Some(_) => {}
                None => self.event(number, Event::Tick)?,
            }
        }
        Ok(())
    }

    fn people_work(&mut self) -> Result<(), String> {
        for number in 0..self.machines.len() {
            if !self.dice.in_thousand(90) {
                continue;
            }
            let what = work::act(
                number,
                &mut self.machines[number],
                &mut self.dice,
                &mut self.ledger,
                self.tick,
                self.now,
            )
            .map_err(told)?;
            if what.is_empty() {
                continue;
            }
            self.trace.add(self.tick, &format!("{number} {what}"));
            if self.faults.poison && self.dice.in_thousand(80) {
                let machine = &self.machines[number];
                let spoilt = inside::poison(machine.store(), self.now).map_err(told);
                self.trace
                    .add(self.tick, &format!("{number} poison {spoilt:?}"));
            }
            if self.machines[number].asked.is_none() && self.dice.in_thousand(600) {
                self.event(number, Event::Poke)?;
            }
        }
        Ok(())
    }

    /// Tells an engine something and does what it asks for.
    pub(crate) fn event(&mut self, number: usize, event: Event) -> Result<(), String> {
        let crash =
            (self.faults.crashes && self.dice.in_thousand(20)).then(|| some_steps(&mut self.dice));
        let quiet = matches!(event, Event::Tick);
        // A tick that is not due touches nothing; only the others are worth killing.
        let crash = crash.filter(|_| !quiet || self.dice.in_thousand(100));
        let machine = &mut self.machines[number];
        let step = machine
            .step(event, self.now, crash)
            .map_err(|error| format!("laptop {number}: {error}"))?;
        match step {
            Step::Do(Action::Send(request)) => self.send(number, &request)?,
            Step::Do(Action::Finished(round)) => {
                machine.reread += round.reread.len();
                if !round.reread.is_empty() && !self.faults.damage {
                    return Err(format!(
                        "laptop {number} had to read {:?} again",
                        round.reread
                    ));
                }
                machine.last_round = Some((self.tick, round.pushed + round.pulled == 0));
                let what = format!(
                    "{number} finished pushed {} aside {} pulled {}",
                    round.pushed, round.quarantined, round.pulled
                );
                self.trace.add(self.tick, &what);
            }
            Step::Do(Action::Wait(_)) => {}
            Step::Failed(store::StoreError::DiskFull) => {
                self.trace.add(self.tick, &format!("{number} disk full"));
            }
            Step::Failed(error) => return Err(format!("laptop {number}: {error}")),
            Step::Crashed => self.trace.add(self.tick, &format!("{number} crashed")),
        }
        Ok(())
    }

    fn send(&mut self, from: usize, request: &Request) -> Result<(), String> {
        let (route, bytes) = host::to_wire(request)?;
        let what = match request {
            Request::Hello(_) => "hello".to_owned(),
            Request::Push(wire::Push {
                incarnation,
                after,
                ops,
                ..
            }) => {
                format!("push {incarnation} {}..{}", after.counter, ops.len())
            }
            Request::Log(log) => format!("log {}", log.entries.len()),
            Request::Pull(pull) => format!("pull from {}", pull.cursor.head),
        };
        self.requests += 1;
        let request = self.requests;
        self.trace.add(self.tick, &format!("{from} sends {what}"));
        self.machines[from].asked = Some((request, self.tick + PATIENCE));
        let cargo = |bytes| Cargo::ToStation {
            from,
            request,
            route,
            bytes,
        };
        if self.faults.duplicates && self.dice.in_thousand(200) {
            let again = cargo(bytes.clone());
            self.depart(from, again);
        }
        let cargo = cargo(bytes);
        self.depart(from, cargo);
        Ok(())
    }

    /// Lets a message leave; it may not arrive.
    fn depart(&mut self, laptop: usize, mut cargo: Cargo) {
        let lost = (self.faults.loss && self.dice.in_thousand(200))
            || self.machines[laptop].cut_until > self.tick;
        if lost {
            return;
        }
        if self.faults.garbled
            && self.dice.in_thousand(80)
            && let Cargo::ToStation { bytes, .. } | Cargo::ToLaptop { bytes, .. } = &mut cargo
        {
            garble(bytes, &mut self.dice);
        }
        let mut at = self.tick;
        if self.faults.delays && self.dice.in_thousand(400) {
            at += self.dice.between(1, 40);
        }
        self.departures += 1;
        self.flying.insert((at, self.departures), cargo);
    }

    fn arrive(&mut self, cargo: Cargo) -> Result<(), String> {
        match cargo {
            Cargo::ToStation {
                from,
                request,
                route,
                bytes,
            } => {
                let crash = (self.faults.crashes && self.dice.in_thousand(30))
                    .then(|| some_steps(&mut self.dice));
                let device = self.machines[from].device.clone();
                let answered = self.host.answer(route, &device, &bytes, self.now, crash)?;
                let (cargo, what) = match answered {
                    Answered::With(bytes, what) => (
                        Cargo::ToLaptop {
                            to: from,
                            request,
                            route,
                            bytes,
                        },
                        what,
                    ),
                    Answered::Refused(why) => (Cargo::Refusal { to: from, request }, why),
                    Answered::Crashed => {
                        self.trace.add(self.tick, "the station crashed");
                        return Ok(());
                    }
                };
                self.trace.add(self.tick, &format!("{from} gets {what}"));
                self.depart(from, cargo);
                Ok(())
            }
            Cargo::ToLaptop {
                to,
                request,
                route,
                bytes,
            } => {
                // The connection of a request that was given up is closed; what comes on it is not read.
                if self.machines[to]
                    .asked
                    .is_none_or(|(asked, _)| asked != request)
                {
                    return Ok(());
                }
                self.machines[to].asked = None;
                let event = match unpacked(route, &bytes, self.machines[to].old) {
                    Some(reply) => Event::Reply(reply),
                    None => Event::Failed,
                };
                self.event(to, event)
            }
            Cargo::Refusal { to, request } => {
                if self.machines[to]
                    .asked
                    .is_none_or(|(asked, _)| asked != request)
                {
                    return Ok(());
                }
                self.machines[to].asked = None;
                self.event(to, Event::Refused)
            }
        }
    }

    fn something_goes_wrong(&mut self) -> Result<(), String> {
        let faults = self.faults;
        let number = self.dice.below(self.machines.len());
        if faults.partitions && self.dice.in_thousand(12) {
            self.machines[number].cut_until = self.tick + self.dice.between(20, 200);
            self.trace.add(self.tick, &format!("{number} is cut off"));
        }
        if faults.clocks && self.dice.in_thousand(6) {
            self.machines[number].clock = some_clock(&mut self.dice);
            self.trace.add(self.tick, &format!("{number} clock jumps"));
        }
        if faults.disk_full && self.dice.in_thousand(8) && self.machines[number].full_until == 0 {
            let pages = self.dice.below(12) as i64;
            inside::limit_disk(self.machines[number].store(), self.now, Some(pages))
                .map_err(told)?;
            self.machines[number].full_until = self.tick + self.dice.between(5, 60);
            self.trace.add(self.tick, &format!("{number} disk fills"));
        }
        if faults.areas_move && self.dice.in_thousand(15) {
            self.move_area()?;
        }
        if faults.laptop_restored || faults.twins {
            self.copy_or_go_back(number)?;
        }
        if faults.station_restored || faults.restored_by_hand {
            self.back_up_or_restore()?;
        }
        if faults.revocation && self.dice.in_thousand(4) && !self.machines[number].revoked {
            self.revoke(number)?;
        }
        self.erase_somebody()?;
        self.put_something_away()?;
        if faults.damage && self.dice.in_thousand(15) {
            let store = self.machines[number].store();
            let rows = inside::laptop_rows(store).map_err(told)?;
            let ids: Vec<String> = rows
                .into_iter()
                .filter(|(_, row)| row.kind == "people")
                .map(|(id, _)| id)
                .collect();
            if let Some(id) = self.dice.pick(&ids) {
                inside::damage(store, self.now, id).map_err(told)?;
                self.trace.add(self.tick, &format!("{number} loses {id}"));
            }
        }
        Ok(())
    }

    /// Two people have somebody erased, whatever others are doing with the record.
    fn erase_somebody(&mut self) -> Result<(), String> {
        let Some(eraser) = &mut self.eraser else {
            return Ok(());
        };
        if !eraser.in_thousand(25) {
            return Ok(());
        }
        let rows = inside::station_rows(self.host.database()).map_err(told)?;
        let people: Vec<String> = rows
            .into_iter()
            .filter(|(_, row)| row.kind == "people" && !row.is_erased())
            .map(|(id, _)| id)
            .collect();
        let Some(person) = eraser.pick(&people) else {
            return Ok(());
        };
        let gone = self.host.erase(person, self.now).map_err(told)?;
        self.trace.add(
            self.tick,
            &format!("{person} is erased with {} records", gone.len()),
        );
        self.ledger.erased.extend(gone);
        Ok(())
    }

    /// The station puts a record away, whatever others are doing with it.
    fn put_something_away(&mut self) -> Result<(), String> {
        let Some(putter) = &mut self.putter else {
            return Ok(());
        };
        if !putter.in_thousand(60) {
            return Ok(());
        }
        let rows = inside::station_rows(self.host.database()).map_err(told)?;
        let old: Vec<String> = rows
            .into_iter()
            .filter(|(_, row)| row.goes_away() && !row.is_away())
            .map(|(id, _)| id)
            .collect();
        let Some(record) = putter.pick(&old) else {
            return Ok(());
        };
        let filed = station::erasing::put_away(self.host.database(), record, self.now);
        if let Some(seq) = filed.map_err(told)? {
            self.trace.add(self.tick, &format!("{record} is put away"));
            let at = self.ledger.put_away.entry(record.clone()).or_default();
            at.insert(seq);
        }
        Ok(())
    }

    fn move_area(&mut self) -> Result<(), String> {
        let template = Template::get();
        let user = &template.users[1 + self.dice.below(template.users.len() - 1)];
        let area = &template.areas[self.dice.below(template.areas.len())];
        let act = if self.dice.in_thousand(500) {
            "assign"
        } else {
            "unassign"
        };
        self.staff(staff::Act {
            act: act.into(),
            user: Some(user.clone()),
            area: Some(area.clone()),
            ..staff::Act::default()
        })
    }

    fn revoke(&mut self, number: usize) -> Result<(), String> {
        let device = self.machines[number].device.clone();
        for machine in &mut self.machines {
            machine.revoked |= machine.device == device;
        }
        self.staff(staff::Act {
            act: "revoke_laptop".into(),
            laptop: Some(device),
            ..staff::Act::default()
        })
    }

    fn staff(&mut self, act: staff::Act) -> Result<(), String> {
        let chief = staff::Caller {
            device: String::new(),
            user: Template::get().users[0].clone(),
            role: Role::Chief,
            revoked: false,
        };
        let done = staff::act(self.host.database(), &chief, &act, self.now).map_err(told)?;
        self.trace.add(
            self.tick,
            &format!("{} {:?} {:?} {:?}", act.act, act.user, act.area, done.id),
        );
        Ok(())
    }

    fn copy_or_go_back(&mut self, number: usize) -> Result<(), String> {
        if self.dice.in_thousand(15) {
            self.machines[number].copy().map_err(told)?;
            self.trace.add(self.tick, &format!("{number} is copied"));
        }
        let copies = self.machines[number].copies();
        if self.faults.laptop_restored && copies > 0 && self.dice.in_thousand(12) {
            let which = self.dice.below(copies);
            self.disaster("laptop restored", |world| {
                world.machines[number].go_back(which).map_err(told)
            })?;
            self.ledger.excuse(number);
        }
        if self.faults.twins && self.machines.len() < 8 && self.dice.in_thousand(8) {
            let twin = self.machines[number]
                .twin(self.machines.len())
                .map_err(told)?;
            self.ledger.twin(number, self.machines.len());
            self.machines.push(twin);
            self.trace
                .add(self.tick, &format!("{number} goes on twice"));
        }
        Ok(())
    }

    fn back_up_or_restore(&mut self) -> Result<(), String> {
        if self.dice.in_thousand(12) {
            self.host.back_up().map_err(told)?;
            self.trace.add(self.tick, "backup");
        }
        let backups = self.host.backups();
        if backups > 0 && self.dice.in_thousand(10) {
            let which = self.dice.below(backups);
            let by_hand = self.faults.restored_by_hand
                && (!self.faults.station_restored || self.dice.in_thousand(500));
            let gone = self.disaster("station restored", |world| {
                let now = world.now;
                world.host.restore(which, by_hand, now).map_err(told)
            })?;
            // What it forgot lies in the journals of those who made it, unless their laptops were themselves put back.
            if let Some(first) = self.ledger.unexcused(&gone) {
                return Err(format!("in no journal: {}", self.ledger.tell(first)));
            }
        }
        Ok(())
    }

    /// Something that destroys copies of edits. Nothing may be lost before it; what had its only copy in what is destroyed is gone.
    fn disaster(
        &mut self,
        name: &str,
        happen: impl FnOnce(&mut World) -> Result<(), String>,
    ) -> Result<Vec<usize>, String> {
        let before = self.missing(true)?;
        if let Some(first) = before.first() {
            return Err(format!("lost: {}", self.ledger.tell(*first)));
        }
        let forgotten = self.look(true, |places| self.ledger.forgotten(places))?;
        self.ledger.set_aside(forgotten);
        happen(self)?;
        let gone = self.missing(true)?;
        self.ledger.let_go(&gone);
        self.trace
            .add(self.tick, &format!("{name}, {} gone with it", gone.len()));
        Ok(gone)
    }

    /// Edits to be found neither on the station nor, with `everywhere`, on any laptop; without it, laptops that are shut out count still.
    pub(crate) fn missing(&self, everywhere: bool) -> Result<Vec<usize>, String> {
        self.look(everywhere, |places| self.ledger.missing(places))
    }

    /// Looks at the station and at the journals of laptops: of all, or of those that were shut out.
    fn look<T>(&self, everywhere: bool, see: impl FnOnce(&Places<'_>) -> T) -> Result<T, String> {
        let rows = inside::station_rows(self.host.database()).map_err(told)?;
        let parked = inside::parked(self.host.database()).map_err(told)?;
        let mut own = Vec::new();
        for machine in self.machines.iter().filter(|m| everywhere || m.revoked) {
            own.extend(inside::own(machine.store()).map_err(told)?);
        }
        Ok(see(&Places {
            rows: Some(&rows),
            parked: &parked,
            own: &own,
        }))
    }

    /// Nothing goes wrong any more; clocks stay as they are.
    fn heal(&mut self) -> Result<(), String> {
        self.trace.add(self.tick, "healing");
        let damage = self.faults.damage;
        let revocation = self.faults.revocation;
        self.faults = Faults {
            damage,
            revocation,
            ..Faults::default()
        };
        for machine in &mut self.machines {
            machine.cut_until = 0;
            machine.form = None;
            machine.last_round = None;
            if machine.full_until > 0 {
                inside::limit_disk(machine.store(), self.now, None).map_err(told)?;
                machine.full_until = 0;
            }
        }
        // The station may have been restored to before a laptop was shut out.
        for number in 0..self.machines.len() {
            let device = &self.machines[number].device;
            let known =
                staff::caller(self.host.database(), device).is_ok_and(|caller| !caller.revoked);
            if known && self.machines[number].revoked && self.host.backups() == 0 {
                return Err(format!("laptop {number} was shut out and is let in"));
            }
            self.machines[number].revoked = !known;
        }
        Ok(())
    }

    fn is_at_rest(&self) -> Result<bool, String> {
        for machine in self.machines.iter().filter(|machine| !machine.revoked) {
            let rests = !machine.is_running() && matches!(machine.last_round, Some((_, true)));
            if !rests {
                return Ok(false);
            }
        }
        // The rounds that moved nothing must all have begun after the last change anywhere.
        let (_, head, _) = inside::head(self.host.database()).map_err(told)?;
        for machine in self.machines.iter().filter(|machine| !machine.revoked) {
            let read: i64 = machine
                .store()
                .read(|connection| store::state::number(connection, "head"))
                .map_err(told)?;
            if read != head {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn unrest(&self) -> String {
        let (_, head, _) = inside::head(self.host.database()).unwrap_or_default();
        self.machines
            .iter()
            .enumerate()
            .filter(|(_, machine)| !machine.revoked)
            .map(|(number, machine)| {
                let read: i64 = machine
                    .store()
                    .read(|connection| store::state::number(connection, "head"))
                    .unwrap_or(-1);
                format!(
                    "laptop {number} read {read} of {head}, last round {:?}, running {}; ",
                    machine.last_round,
                    machine.is_running()
                )
            })
            .collect()
    }
}

fn some_clock(dice: &mut Dice) -> i64 {
    match dice.below(7) {
        0 | 1 => 0,
        2 => dice.between(-90_000, 90_000),
        3 => -86_400_000,
        4 => YEARS_73,
        5 => 3_600_000,
        _ => -10 * 365 * 86_400_000,
    }
}

/// Steps of a database until it is killed: short and long pieces of work are cut alike.
fn some_steps(dice: &mut Dice) -> usize {
    let longest = 1 << dice.below(11);
    dice.below(longest)
}

fn garble(bytes: &mut Vec<u8>, dice: &mut Dice) {
    if bytes.is_empty() {
        return;
    }
    let at = dice.below(bytes.len());
    if dice.in_thousand(500) {
        bytes.truncate(at);
    } else {
        bytes[at] ^= 1 << dice.below(8);
    }
}

/// A kind that an old program does not know.
const UNKNOWN: &str = "inventions";

fn unpacked(route: Route, bytes: &[u8], old: bool) -> Option<Reply> {
    let mut reply = host::from_wire(route, bytes).ok()?;
    if let (Reply::Pulled(Pulled::Page(page)), true) = (&mut reply, old) {
        for row in page
            .rows
            .iter_mut()
            .filter(|row| row.kind == "consultations")
        {
            UNKNOWN.clone_into(&mut row.kind);
        }
    }
    Some(reply)
}
