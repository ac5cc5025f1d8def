//! What the station put away, for who asks about a record of their own scopes (TRUST P16).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use audit::Act;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::dates::day_of;
use domain::fields;
use sync::older::{Month, Older, OlderFound, OlderLine};

use super::Scoped;
use crate::access_log::{self, Own};
use crate::database::Held;
use crate::error::StationError;
use crate::scopes::{area, at_home, away};

/// Records of one answer.
const MOST: usize = 200;

/// Records that were found, by id.
type Found = BTreeMap<String, Held>;

impl Scoped<'_, '_> {
    /// Tells what was put away about a person, a room or a month. That it was asked stands in the log before. Of a record or an area that
    /// is not the caller's nothing is told, as of one that has nothing older, was erased or never was.
    ///
    /// # Errors
    /// [`StationError::BadRequest`] for what is no month, or no kind of which months can be asked.
    pub fn older(&self, asked: &Older) -> Result<OlderFound, StationError> {
        let (id, kind, field) = match asked {
            Older::Person(id) => (id.as_str(), "people", "older_person"),
            Older::Room(id) => (id.as_str(), "rooms", "older_room"),
            Older::Month(month) => ("", month.kind.as_str(), "older_month"),
        };
        let is_own = match asked {
            Older::Month(month) => {
                check_month(month)?;
                month.area.is_empty() || self.scopes()?.1.contains(&area(&month.area))
            }
            _ => self.is_own(id, kind)?,
        };
        self.note_older(if is_own { id } else { "" }, kind, (field, asked))?;
        if !is_own {
            self.overstep();
            return Ok(OlderFound::default());
        }
        let found = match asked {
            Older::Person(id) => self.around(id)?,
            Older::Room(id) => self.calls_at(&self.standing_and_merged(id)?, |_| true)?,
            Older::Month(month) => self.of_month(month)?,
        };
        self.told(found)
    }

    fn note_older(
        &self,
        record: &str,
        kind: &str,
        (field, asked): (&str, &Older),
    ) -> Result<(), StationError> {
        let key = HEXLOWER.decode(self.tx.log_key(self.now)?.as_bytes());
        let object = match record {
            "" => String::new(),
            record => audit::tag(&key.unwrap_or_default(), record),
        };
        let own = Own {
            act: Act::Consult,
            account: &self.caller.user,
            kind,
            object: &object,
            field,
            result: match asked {
                Older::Month(month) => &month.month,
                _ => "",
            },
        };
        access_log::note(self.tx, &own, self.now)
    }

    fn is_own(&self, id: &str, kind: &str) -> Result<bool, StationError> {
        let row = self.tx.row(id)?;
        match row.filter(|held| held.kind == kind && !held.is_deleted()) {
            Some(held) => self.holds(&held),
            None => Ok(false),
        }
    }

    /// Whether a row belongs to the caller's scopes, put away or not.
    fn holds(&self, held: &Held) -> Result<bool, StationError> {
        let (_, scopes) = self.scopes()?;
        Ok(at_home(&held.scopes)
            .iter()
            .any(|scope| scopes.contains(scope)))
    }

    /// The record that stands for this one, and those merged into it.
    fn standing_and_merged(&self, id: &str) -> Result<Vec<String>, StationError> {
        let row = self.tx.row(id)?.unwrap_or_default();
        let root = row.text("merged_into").unwrap_or(id).to_owned();
        let mut all = vec![root.clone()];
        for (child, held) in self.of_kind(&root, &row.kind)? {
            if held.text("merged_into") == Some(&root) {
                all.push(child);
            }
        }
        if row.kind == "rooms" {
            all.push(id.to_owned());
            // Rooms that were merged are not filed under the one that stands.
            let building = row.text("building").unwrap_or_default();
            let merged = self.of_kind(building, "rooms")?.into_iter();
            all.extend(
                merged
                    .filter(|(_, room)| room.text("merged_into") == Some(&root))
                    .map(|(room, _)| room),
            );
            all.sort();
            all.dedup();
        }
        Ok(all)
    }

    /// Rows of a kind that refer to another.
    fn of_kind(&self, parent: &str, kind: &str) -> Result<Vec<(String, Held)>, StationError> {
        let children = self.tx.children(&[parent])?;
        let ids: Vec<&str> = children.iter().map(|(_, child)| child.as_str()).collect();
        let rows = self.tx.rows(&ids)?.into_iter();
        Ok(rows
            .filter(|(_, held)| held.kind == kind && !held.is_deleted())
            .collect())
    }

    /// What the person's page shows of what laptops hold, older.
    fn around(&self, person: &str) -> Result<Found, StationError> {
        let mut found = Found::new();
        for member in self.standing_and_merged(person)? {
            let mut disputes = BTreeSet::new();
            for (id, held) in self.put_away("consultations", &member)? {
                if held.text("person") == Some(&member) {
                    found.insert(id, held);
                }
            }
            for (_, party) in self.put_away("dispute_parties", &member)? {
                if party.text("person") == Some(&member) {
                    disputes.extend(party.text("dispute").map(str::to_owned));
                }
            }
            let disputes: Vec<&str> = disputes.iter().map(String::as_str).collect();
            let disputes = self.tx.rows(&disputes)?.into_iter();
            found.extend(disputes.filter(|(_, held)| held.away));
            for (_, stay) in self.of_kind(&member, "residences")? {
                let day = |field| stay.text(field).and_then(|day| day.parse().ok());
                let since: NaiveDate = day("since").unwrap_or(NaiveDate::MIN);
                let until: NaiveDate = day("until").unwrap_or(NaiveDate::MAX);
                let lived_there = |at: i64| (since..=until).contains(&day_of(at));
                let room = stay.text("room").unwrap_or_default().to_owned();
                found.extend(self.calls_at(&[room], lived_there)?);
            }
        }
        Ok(found)
    }

    fn calls_at(
        &self,
        rooms: &[String],
        is_asked: impl Fn(i64) -> bool,
    ) -> Result<Found, StationError> {
        let mut found = Found::new();
        for room in rooms {
            let calls = self.of_kind(room, "visits")?.into_iter();
            found.extend(calls.filter(|(_, call)| call.away && is_asked(at(call))));
        }
        Ok(found)
    }

    fn of_month(&self, month: &Month) -> Result<Found, StationError> {
        let mut found = Found::new();
        for (id, held) in self.put_away(&month.kind, "")? {
            let is_of_area = month.area.is_empty() || held.text("area") == Some(&month.area);
            if is_of_area && day_of(at(&held)).format("%Y-%m").to_string() == month.month {
                found.insert(id, held);
            }
        }
        Ok(found)
    }

    /// What was put away of the caller's scopes and holds this text.
    fn put_away(&self, kind: &str, holding: &str) -> Result<Vec<(String, Held)>, StationError> {
        let mut found = Vec::new();
        for scope in &self.scopes()?.1 {
            let ids = self.tx.rows_holding(&away(scope), kind, holding)?;
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            found.extend(self.tx.rows(&ids)?);
        }
        Ok(found)
    }

    /// The newest of these that the caller may see, told.
    fn told(&self, found: Found) -> Result<OlderFound, StationError> {
        let mut rows = Vec::new();
        for (id, held) in found {
            if !held.is_deleted() && self.holds(&held)? {
                rows.push((id, held));
            }
        }
        rows.sort_by_key(|(id, held)| (Reverse(at(held)), id.clone()));
        let more = rows.len() > MOST;
        rows.truncate(MOST);
        let lines = rows.iter().map(|(id, held)| self.line(id, held));
        Ok(OlderFound {
            lines: lines.collect::<Result<_, _>>()?,
            more,
        })
    }

    fn line(&self, id: &str, held: &Held) -> Result<OlderLine, StationError> {
        let text = |path: &str| held.text(path).unwrap_or_default().to_owned();
        let line = OlderLine {
            kind: held.kind.clone(),
            id: id.to_owned(),
            at: at(held),
            by: text("by"),
            state: text("status"),
            ..OlderLine::default()
        };
        Ok(match held.kind.as_str() {
            "consultations" => OlderLine {
                what: text("kind"),
                who: self.asker(held)?,
                text: text("text"),
                end: text("answer"),
                ..line
            },
            "disputes" => OlderLine {
                what: text("kind"),
                who: self.parties(id)?,
                place: text("place"),
                text: text("course"),
                end: text("result.text"),
                ..line
            },
            _ => OlderLine {
                what: text("result"),
                text: text("note"),
                ..line
            },
        })
    }

    fn asker(&self, held: &Held) -> Result<String, StationError> {
        let person = self.tx.row(held.text("person").unwrap_or_default())?;
        Ok(match person {
            Some(person) if self.holds(&person)? => {
                person.text("name").unwrap_or_default().to_owned()
            }
            _ => held.text("asker").unwrap_or_default().to_owned(),
        })
    }

    fn parties(&self, dispute: &str) -> Result<String, StationError> {
        let mut parties = self.of_kind(dispute, "dispute_parties")?;
        parties.sort_by(|(a, one), (b, other)| (one.text("side"), a).cmp(&(other.text("side"), b)));
        let names = parties.iter().filter_map(|(_, party)| party.text("name"));
        Ok(names.collect::<Vec<_>>().join("、"))
    }
}

fn at(held: &Held) -> i64 {
    fields::int(&held.state.fields, "at").unwrap_or(0)
}

fn check_month(month: &Month) -> Result<(), StationError> {
    let first = NaiveDate::parse_from_str(&[&month.month, "-01"].concat(), "%Y-%m-%d");
    let is_month = first.is_ok_and(|day| day.format("%Y-%m").to_string() == month.month);
    if !is_month || !matches!(month.kind.as_str(), "consultations" | "disputes") {
        return Err(StationError::BadRequest("no month of what is put away"));
    }
    Ok(())
}
