//! What the records say of who may be forgotten, read through once. A station of 300,000 people is a few seconds and some 100 MB.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::dates::day_of;
use domain::fields::{self, Fields};
use domain::retention::{Class, DECISIONS, Decided, PERIODS, Periods, Person, decided};

use super::{Due, Why};
use crate::database::Tx;
use crate::error::StationError;

/// Records read at a time.
const PAGE: usize = 5_000;

#[derive(Debug)]
struct Stay {
    id: String,
    person: String,
    until: Option<NaiveDate>,
}

#[derive(Debug)]
struct Dated {
    id: String,
    kind: &'static str,
    class: Class,
    from: NaiveDate,
}

/// A record that belongs to another and goes with it.
type Children = HashMap<String, Vec<String>>;

/// Everything that decides.
#[derive(Debug, Default)]
pub(super) struct Survey {
    periods: Periods,
    /// Each record of a person, and the one it was merged into.
    people: HashMap<String, Option<String>>,
    guardians: Vec<(String, String)>,
    stays: Vec<Stay>,
    /// Declarations with their stay.
    declarations: Vec<(String, String, String)>,
    /// Contacts with their person.
    contacts: Vec<(String, String)>,
    landlords: HashSet<String>,
    /// People with something open.
    open: HashSet<String>,
    /// People who are party of a dispute.
    parties: Vec<(String, String)>,
    open_disputes: HashSet<String>,
    dated: Vec<Dated>,
    children: Children,
    decisions: HashMap<String, Decided>,
    /// Decisions as they stand in the records, before it is looked whether they are about a record of their area.
    proposed: Vec<Proposed>,
}

#[derive(Debug)]
struct Proposed {
    record: String,
    kind: String,
    area: String,
    decided: Decided,
}

impl Survey {
    /// Reads all records.
    pub fn read(&mut self, tx: &Tx<'_>) -> Result<(), StationError> {
        let mut after = String::new();
        loop {
            let page = tx.records_after(&after, PAGE)?;
            let Some((last, _, _)) = page.last() else {
                return self.weigh_decisions(tx);
            };
            after.clone_from(last);
            for (id, kind, body) in page {
                if is_looked_at(&kind) {
                    let row: Fields = serde_json::from_str(&body)?;
                    if !fields::is_deleted(&row) {
                        self.take(id, &kind, &row);
                    }
                }
            }
        }
    }

    /// Who decides about a record decides about one of their area.
    fn weigh_decisions(&mut self, tx: &Tx<'_>) -> Result<(), StationError> {
        let ids: Vec<&str> = self
            .proposed
            .iter()
            .map(|one| one.record.as_str())
            .collect();
        let rows = tx.rows(&ids)?;
        for one in self.proposed.drain(..) {
            let area = crate::scopes::area(&one.area);
            let fits = rows
                .get(&one.record)
                .is_some_and(|held| held.kind == one.kind && held.scopes.contains(&area));
            if fits {
                let held = self.decisions.entry(one.record).or_insert(one.decided);
                *held = later(*held, one.decided);
            }
        }
        Ok(())
    }

    fn take(&mut self, id: String, kind: &str, row: &Fields) {
        let text = |path: &str| fields::text(row, path).map(str::to_owned);
        let day = |path: &str| fields::int(row, path).filter(|at| *at > 0).map(day_of);
        let date = |path: &str| fields::text(row, path).and_then(|day| day.parse().ok());
        match kind {
            "people" => {
                self.guardians
                    .extend(text("guardian").map(|guardian| (id.clone(), guardian)));
                self.people.insert(id, text("merged_into"));
            }
            "residences" => self.stays.push(Stay {
                until: date("until"),
                person: text("person").unwrap_or_default(),
                id,
            }),
            "declarations" => {
                let person = text("person").unwrap_or_default();
                if matches!(text("status.state").as_deref(), Some("draft" | "submitted")) {
                    self.open.insert(person.clone());
                }
                let stay = text("residence").unwrap_or_default();
                self.declarations.push((id, person, stay));
            }
            "contacts" => {
                // Whoever is to be asked about a whole building is kept like who lets rooms in it.
                self.landlords.extend(text("building").map(|_| id.clone()));
                self.contacts
                    .extend(text("person").map(|person| (id, person)));
            }
            "rooms" => self.landlords.extend(text("landlord")),
            "visits" => self.date(id, "visits", Class::Visits, day("at")),
            "consultations" => match text("status").as_deref() {
                Some("open") => self.open.extend(text("person")),
                _ => self.date(id, "consultations", Class::Consultations, day("at")),
            },
            "disputes" => match (text("status").as_deref(), day("result.at")) {
                (Some("settled" | "ended" | "closed"), Some(closed)) => {
                    self.date(id, "disputes", Class::Disputes, Some(closed));
                }
                _ => {
                    self.open_disputes.insert(id);
                }
            },
            "dispute_parties" => {
                let dispute = text("dispute").unwrap_or_default();
                self.parties
                    .extend(text("person").map(|person| (dispute.clone(), person)));
                self.belongs(id, dispute);
            }
            "broadcasts" => {
                let from = date("expires_on").or(day("status.at"));
                self.date(id, "broadcasts", Class::Broadcasts, from);
            }
            "broadcast_oks" | "broadcast_passes" => {
                self.belongs(id, text("broadcast").unwrap_or_default());
            }
            "opening_notices" => self.date(id, "opening_notices", Class::Settlements, day("at")),
            "conflicts" | "quarantined" => {
                self.settled(&id, kind, row);
                if let Some(person) = text("op.fields.person") {
                    // A refused edit about somebody waits to be corrected: it may say that they live here.
                    if text("state").as_deref() == Some(domain::settlements::OPEN) {
                        self.open.insert(person.clone());
                    }
                    self.belongs(id.clone(), person);
                }
                self.belongs(id, text("row").unwrap_or_default());
            }
            "duplicate_cases" => {
                self.settled(&id, kind, row);
                for person in [text("a"), text("b")].into_iter().flatten() {
                    self.belongs(id.clone(), person);
                }
            }
            DECISIONS => {
                let record = text("record").unwrap_or_default();
                self.proposed.extend(decided(row).map(|decided| Proposed {
                    record: record.clone(),
                    kind: text("kind").unwrap_or_default(),
                    area: text("area").unwrap_or_default(),
                    decided,
                }));
                let over = date("until").or(day("at"));
                self.date(id.clone(), DECISIONS, Class::Settlements, over);
                self.belongs(id, record);
            }
            PERIODS => {
                let months = fields::int(row, "months").unwrap_or_default();
                self.periods
                    .take(&text("class").unwrap_or_default(), months);
            }
            _ => {}
        }
    }

    fn date(&mut self, id: String, kind: &'static str, class: Class, from: Option<NaiveDate>) {
        self.dated.extend(from.map(|from| Dated {
            id,
            kind,
            class,
            from,
        }));
    }

    fn belongs(&mut self, id: String, to: String) {
        self.children.entry(to).or_default().push(id);
    }

    /// What still waits for a person stays until somebody has looked at it.
    fn settled(&mut self, id: &str, kind: &str, row: &Fields) {
        if fields::text(row, "state") == Some(domain::settlements::OPEN) {
            return;
        }
        let at = ["outcome.at", "at", "lost.at"]
            .into_iter()
            .find_map(|path| fields::int(row, path));
        let kind = match kind {
            "conflicts" => "conflicts",
            "quarantined" => "quarantined",
            _ => "duplicate_cases",
        };
        self.date(id.to_owned(), kind, Class::Settlements, at.map(day_of));
    }

    /// What is due on `today`.
    pub fn due(&self, tx: &Tx<'_>, today: NaiveDate) -> Result<Vec<Due>, StationError> {
        let mut due = self.people_due(tx, today)?;
        for dated in &self.dated {
            let decided = self.decisions.get(&dated.id);
            let over = self.periods.due(dated.class, dated.from) <= today;
            if let Some(why) = self.verdict(decided, over, dated.class, today) {
                due.push(self.together(&dated.id, dated.kind, why, vec![dated.id.clone()]));
            }
        }
        Ok(due)
    }

    fn verdict(
        &self,
        decided: Option<&Decided>,
        over: bool,
        class: Class,
        today: NaiveDate,
    ) -> Option<Why> {
        match decided {
            Some(Decided::Erased) => Some(Why::Decision),
            Some(Decided::KeptUntil(until)) if *until >= today => None,
            _ => over.then_some(Why::Period(class)),
        }
    }

    /// A record with everything that belongs to it.
    fn together(&self, root: &str, kind: &'static str, why: Why, own: Vec<String>) -> Due {
        let mut records = own;
        let mut met: HashSet<String> = records.iter().cloned().collect();
        let mut at = 0;
        while let Some(id) = records.get(at) {
            let children = self.children.get(id).into_iter().flatten();
            let new: Vec<String> = children
                .filter(|child| met.insert((*child).clone()))
                .cloned()
                .collect();
            records.extend(new);
            at += 1;
        }
        Due {
            root: root.to_owned(),
            kind,
            why,
            records,
        }
    }

    fn root<'s>(&'s self, person: &'s str) -> &'s str {
        match self.people.get(person) {
            Some(Some(root)) if self.people.contains_key(root) => root,
            _ => person,
        }
    }

    fn people_due(&self, tx: &Tx<'_>, today: NaiveDate) -> Result<Vec<Due>, StationError> {
        let mut own: HashMap<&str, Vec<String>> = HashMap::new();
        let mut facts: HashMap<&str, Person> = HashMap::new();
        for id in self.people.keys() {
            let root = self.root(id);
            own.entry(root).or_default().push(id.clone());
            facts.entry(root).or_insert(Person {
                left_on: None,
                changed_on: NaiveDate::MAX,
                lives_here: false,
                needed: false,
            });
        }
        for stay in &self.stays {
            if let Some(person) = facts.get_mut(self.root(&stay.person)) {
                person.lives_here |= stay.until.is_none();
                person.left_on = person.left_on.max(stay.until);
            }
        }
        self.find_needed(&mut facts);
        self.date_those_without_a_stay(tx, &own, &mut facts)?;
        let mut stays: HashMap<&str, Vec<&Stay>> = HashMap::new();
        for stay in &self.stays {
            stays.entry(self.root(&stay.person)).or_default().push(stay);
        }
        let mut declared: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
        for (id, person, stay) in &self.declarations {
            let of = declared.entry(self.root(person)).or_default();
            of.push((id, stay));
        }
        let mut contacts: HashMap<&str, Vec<&str>> = HashMap::new();
        for (id, person) in &self.contacts {
            contacts.entry(self.root(person)).or_default().push(id);
        }
        let mut due = Vec::new();
        for (root, person) in &facts {
            let records = own.get(root).cloned().unwrap_or_default();
            let decided = records.iter().filter_map(|id| self.decisions.get(id));
            let decided = decided.copied().reduce(later);
            let over = person.due(&self.periods).is_some_and(|due| due <= today);
            let stays = stays.get(root).into_iter().flatten();
            let declared = declared.get(root).into_iter().flatten();
            match self.verdict(decided.as_ref(), over, Class::Departed, today) {
                Some(why) => {
                    let mut all = records;
                    all.extend(stays.map(|stay| stay.id.clone()));
                    all.extend(declared.map(|(id, _)| (*id).to_owned()));
                    // Who lets rooms is kept as a landlord; whose contact it was is not known any more.
                    let contacts = contacts.get(root).into_iter().flatten();
                    let mine = contacts.filter(|id| !self.landlords.contains(**id));
                    all.extend(mine.map(|id| (*id).to_owned()));
                    due.push(self.together(root, "people", why, all));
                }
                // Somebody who lives here: where they lived before is forgotten too.
                None if decided.is_none() && !person.needed => {
                    let declared: Vec<&(&str, &str)> = declared.collect();
                    for stay in stays {
                        let over = |until| self.periods.due(Class::Departed, until) <= today;
                        if stay.until.is_some_and(over) {
                            let mut all = vec![stay.id.clone()];
                            let of = declared.iter().filter(|(_, of)| *of == stay.id);
                            all.extend(of.map(|(id, _)| (*id).to_owned()));
                            let why = Why::Period(Class::Departed);
                            due.push(self.together(&stay.id, "residences", why, all));
                        }
                    }
                }
                None => {}
            }
        }
        Ok(due)
    }

    fn find_needed(&self, facts: &mut HashMap<&str, Person>) {
        let mut needed: HashSet<&str> = self.open.iter().map(|id| self.root(id)).collect();
        for (child, guardian) in &self.guardians {
            if facts
                .get(self.root(child))
                .is_some_and(|child| child.lives_here)
            {
                needed.insert(self.root(guardian));
            }
        }
        for (dispute, person) in &self.parties {
            if self.open_disputes.contains(dispute) {
                needed.insert(self.root(person));
            }
        }
        for (contact, person) in &self.contacts {
            if self.landlords.contains(contact) {
                needed.insert(self.root(person));
            }
        }
        for id in needed {
            if let Some(person) = facts.get_mut(id) {
                person.needed = true;
            }
        }
    }

    /// Who never had a stay is kept from the last change of the record on.
    fn date_those_without_a_stay(
        &self,
        tx: &Tx<'_>,
        own: &HashMap<&str, Vec<String>>,
        facts: &mut HashMap<&str, Person>,
    ) -> Result<(), StationError> {
        let roots: Vec<&str> = facts
            .iter()
            .filter(|(_, person)| person.left_on.is_none() && !person.lives_here && !person.needed)
            .map(|(root, _)| *root)
            .collect();
        for roots in roots.chunks(PAGE) {
            let ids: Vec<&str> = roots
                .iter()
                .flat_map(|root| own.get(root).into_iter().flatten())
                .map(String::as_str)
                .collect();
            let rows = tx.rows(&ids)?;
            for root in roots {
                let records = own.get(root).into_iter().flatten();
                let stamps = records
                    .filter_map(|id| rows.get(id))
                    .flat_map(|held| held.state.versions.values())
                    .map(|version| version.hlc);
                if let (Some(last), Some(person)) = (stamps.max(), facts.get_mut(root)) {
                    person.changed_on = day_of(last);
                }
            }
        }
        Ok(())
    }
}

/// Of several decisions about one record the erasure stands, or the longest hold.
fn later(one: Decided, other: Decided) -> Decided {
    match (one, other) {
        (Decided::KeptUntil(a), Decided::KeptUntil(b)) => Decided::KeptUntil(a.max(b)),
        _ => Decided::Erased,
    }
}

fn is_looked_at(kind: &str) -> bool {
    !matches!(
        kind,
        "areas"
            | "users"
            | "assignments"
            | "laptops"
            | "tags"
            | "buildings"
            | "police_totals"
            | "closed_months"
            | "closed_figures"
            | "erasures"
    )
}
