//! What the records say of who may be forgotten, read through once. A station of 300,000 people is a few seconds and some 100 MB.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::dates::day_of;
use domain::exports::REQUESTS;
use domain::fields::{self, Fields};
use domain::lookups::LOOKUPS;
use domain::notes::{self, NOTES};
use domain::retention::{Class, DECISIONS, Decided, PERIODS, Periods, decided};

use super::people::later;
use super::{Due, Why};
use crate::database::Tx;
use crate::error::StationError;
use crate::scopes::{at_home, goes_away, is_away};

/// Records read at a time.
pub(super) const PAGE: usize = 5_000;

#[derive(Debug)]
pub(super) struct Stay {
    pub id: String,
    pub person: String,
    pub until: Option<NaiveDate>,
}

#[derive(Debug)]
pub(super) struct Dated {
    pub id: String,
    kind: &'static str,
    pub class: Class,
    pub from: NaiveDate,
    /// When it was recorded first, where reports count that day too.
    pub opened: Option<NaiveDate>,
}

/// A record that belongs to another and goes with it.
type Children = HashMap<String, Vec<String>>;

/// Everything that decides.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub periods: Periods,
    /// Each record of a person, and the one it was merged into.
    pub people: HashMap<String, Option<String>>,
    /// Children with their guardian.
    pub guardians: Vec<(String, String)>,
    pub stays: Vec<Stay>,
    /// Declarations with their person and stay.
    pub declarations: Vec<(String, String, String)>,
    /// Contacts with their person.
    pub contacts: Vec<(String, String)>,
    /// Contacts for rooms that are let, or for a whole building.
    pub landlords: HashSet<String>,
    /// People with something open.
    pub open: HashSet<String>,
    /// Disputes with a person who is party of them.
    pub parties: Vec<(String, String)>,
    pub open_disputes: HashSet<String>,
    pub dated: Vec<Dated>,
    /// Calls, consultations and disputes that were put away.
    pub away: HashSet<String>,
    /// Months that were closed, `2026-11`.
    pub closed: HashSet<String>,
    /// Records about which something waits for a person: a conflict, a refused edit, a decision to keep or erase them.
    pub unsettled: HashSet<String>,
    /// Assessments that nobody renewed.
    ended: Vec<String>,
    pub today: NaiveDate,
    /// Cases in which two records were found to be one person; which one stands for both follows from them while both are here.
    merged: Vec<(Dated, [String; 2])>,
    children: Children,
    pub decisions: HashMap<String, Decided>,
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
    /// A survey as of a day.
    pub fn on(today: NaiveDate) -> Survey {
        Survey {
            today,
            ..Survey::default()
        }
    }

    /// Reads all records.
    pub fn read(&mut self, tx: &Tx<'_>) -> Result<(), StationError> {
        let mut after = String::new();
        loop {
            let page = tx.records_after(&after, PAGE)?;
            let Some([last, ..]) = page.last() else {
                return self.weigh_decisions(tx);
            };
            after.clone_from(last);
            for [id, kind, scopes, body] in page {
                if is_looked_at(&kind) {
                    let row: Fields = serde_json::from_str(&body)?;
                    if !fields::is_deleted(&row) {
                        if goes_away(&kind) && is_away(&serde_json::from_str::<Vec<_>>(&scopes)?) {
                            self.away.insert(id.clone());
                        }
                        self.take(id, &kind, &row);
                    }
                }
            }
        }
    }

    /// Who decides about a record decides about one of their area; what was held there stays held when it goes elsewhere.
    fn weigh_decisions(&mut self, tx: &Tx<'_>) -> Result<(), StationError> {
        let ids: Vec<&str> = self
            .proposed
            .iter()
            .map(|one| one.record.as_str())
            .collect();
        let rows = tx.rows(&ids)?;
        for one in self.proposed.drain(..) {
            let area = crate::scopes::area(&one.area);
            let Some(held) = rows.get(&one.record).filter(|held| held.kind == one.kind) else {
                continue;
            };
            let is_hold = matches!(one.decided, Decided::KeptUntil(_));
            if at_home(&held.scopes).contains(&area)
                || is_hold && tx.scopes_ever(&one.record)?.contains(&area)
            {
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
                self.contacts.push((id, text("person").unwrap_or_default()));
            }
            "rooms" => self.landlords.extend(text("landlord")),
            "visits" => self.date(id, "visits", Class::Visits, day("at")),
            "consultations" => match text("status").as_deref() {
                Some("open") => self.open.extend(text("person")),
                _ => self.date(id, "consultations", Class::Consultations, day("at")),
            },
            "disputes" => match (text("status").as_deref(), day("result.at")) {
                (Some("settled" | "ended" | "closed"), Some(closed)) => {
                    self.dated.push(Dated {
                        id,
                        kind: "disputes",
                        class: Class::Disputes,
                        from: closed,
                        opened: day("at"),
                    });
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
            NOTES => {
                if notes::has_ended(row, self.today) {
                    self.ended.push(id.clone());
                }
                self.belongs(id, text("person").unwrap_or_default());
            }
            "opening_notices" => self.date(id, "opening_notices", Class::Settlements, day("at")),
            REQUESTS => self.date(id, REQUESTS, Class::Settlements, day("at")),
            LOOKUPS => {
                self.date(id.clone(), LOOKUPS, Class::Settlements, day("at"));
                self.belongs(id, text("record").unwrap_or_default());
            }
            "conflicts" | "quarantined" => {
                self.dated.extend(settled(id.clone(), kind, row));
                if text("state").as_deref() == Some(domain::settlements::OPEN) {
                    self.unsettled.extend(text("row"));
                }
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
                let pair = [text("a"), text("b")].map(Option::unwrap_or_default);
                for person in &pair {
                    self.belongs(id.clone(), person.clone());
                }
                let case = settled(id, kind, row);
                match text("state").as_deref() {
                    Some("merged") => self.merged.extend(case.map(|case| (case, pair))),
                    _ => self.dated.extend(case),
                }
            }
            DECISIONS => {
                let record = text("record").unwrap_or_default();
                if decided(row).is_none() {
                    self.unsettled.insert(record.clone());
                }
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
            "closed_months" => self.closed.extend(text("month")),
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
            opened: None,
        }));
    }

    fn belongs(&mut self, id: String, to: String) {
        self.children.entry(to).or_default().push(id);
    }

    /// What is due on `today`.
    pub fn due(&self, tx: &Tx<'_>, today: NaiveDate) -> Result<Vec<Due>, StationError> {
        let mut due = self.people_due(tx, today)?;
        for id in &self.ended {
            let why = Why::Period(Class::Settlements);
            due.push(self.together(id, NOTES, why, vec![id.clone()]));
        }
        let stand = |pair: &[String; 2]| pair.iter().all(|id| self.people.contains_key(id));
        let merged = self.merged.iter().filter(|(_, pair)| !stand(pair));
        for dated in self.dated.iter().chain(merged.map(|(case, _)| case)) {
            let decided = self.decisions.get(&dated.id);
            let over = self.periods.due(dated.class, dated.from) <= today;
            if let Some(why) = self.verdict(decided, over, dated.class, today) {
                due.push(self.together(&dated.id, dated.kind, why, vec![dated.id.clone()]));
            }
        }
        Ok(due)
    }

    pub fn verdict(
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
    pub fn together(&self, root: &str, kind: &'static str, why: Why, own: Vec<String>) -> Due {
        Due {
            root: root.to_owned(),
            kind,
            why,
            records: self.with_children(own),
        }
    }

    /// Records with everything that belongs to them.
    pub fn with_children(&self, mut records: Vec<String>) -> Vec<String> {
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
        records
    }
}

/// Since when something is settled; none while it waits for a person: it stays until somebody has looked at it.
fn settled(id: String, kind: &str, row: &Fields) -> Option<Dated> {
    let kind = match kind {
        "conflicts" => "conflicts",
        "quarantined" => "quarantined",
        _ => "duplicate_cases",
    };
    if fields::text(row, "state") == Some(domain::settlements::OPEN) {
        return None;
    }
    let at = ["outcome.at", "at", "lost.at"]
        .into_iter()
        .find_map(|path| fields::int(row, path))?;
    Some(Dated {
        id,
        kind,
        class: Class::Settlements,
        from: day_of(at),
        opened: None,
    })
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
            | "closed_figures"
            | "erasures"
    )
}
