//! Every edit that a person made and was told is saved, with what was on the screen; what became of each of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Fields;
use domain::fields::DELETED;
use serde_json::Value;

use crate::inside::{Own, Row};

/// One edit: a text that exists nowhere else, or a deletion.
#[derive(Debug, Clone)]
struct Edit {
    row: String,
    /// Edits whose texts the author had on the screen, or made on the same laptop before.
    seen: Vec<usize>,
    deletes: bool,
    /// The laptop that made it.
    by: usize,
    /// That laptop was put back to an older copy of itself since: its journal need not hold it.
    excused: bool,
    /// No copy of it is left anywhere, through a disaster that destroys copies.
    gone: bool,
}

/// All edits of a history.
#[derive(Debug, Default)]
pub struct Ledger {
    edits: Vec<Edit>,
    by_text: HashMap<String, usize>,
    /// The last edit of a field by a laptop: laptop, row, field.
    last: HashMap<(usize, String, String), usize>,
    /// Rows that one action made together.
    pub groups: Vec<Vec<String>>,
    /// Records that were erased: nothing of them may be left.
    pub erased: BTreeSet<String>,
    /// Records that were put away, and under which numbers: what is filed under a later one was worked on.
    pub put_away: BTreeMap<String, BTreeSet<i64>>,
    /// Records that were set aside without content because they were about somebody erased; a station that is put back knows nothing of it.
    set_aside: BTreeSet<String>,
}

/// Where edits can be found: rows of the station, operations that wait there, and what lies on laptops.
#[derive(Debug, Default)]
pub struct Places<'a> {
    /// Rows of the station.
    pub rows: Option<&'a BTreeMap<String, Row>>,
    /// Operations waiting on the station, as text.
    pub parked: &'a [String],
    /// Own operations of laptops.
    pub own: &'a [Own],
}

impl Ledger {
    /// A text that nobody has written yet, for the next edit.
    pub fn text(&self) -> String {
        format!("e{}", self.edits.len())
    }

    /// Number of edits so far.
    pub fn count(&self) -> usize {
        self.edits.len()
    }

    /// Reserves a text and files the edit under it.
    pub fn file(&mut self, laptop: usize, row: &str, field: &str, seen: &[String]) {
        let text = self.text();
        let number = self.edits.len();
        let place = (laptop, row.to_owned(), field.to_owned());
        let mut known: Vec<usize> = seen
            .iter()
            .filter_map(|text| self.by_text.get(text).copied())
            .collect();
        known.extend(self.last.get(&place).copied());
        self.edits.push(Edit {
            row: row.to_owned(),
            seen: known,
            deletes: field == DELETED,
            by: laptop,
            excused: false,
            gone: false,
        });
        self.by_text.insert(text, number);
        self.last.insert(place, number);
    }

    /// Files the deletion of a row whose texts were on the screen.
    pub fn file_deletion(&mut self, laptop: usize, row: &str, fields: &Fields) {
        let mut seen = BTreeSet::new();
        for value in fields.values() {
            texts_in(value, &mut seen);
        }
        let seen: Vec<String> = seen.into_iter().collect();
        self.file(laptop, row, DELETED, &seen);
        // What the same laptop wrote on this row before, the same person knows.
        let own: Vec<usize> = self
            .last
            .iter()
            .filter(|((by, of, _), _)| *by == laptop && of == row)
            .map(|(_, number)| *number)
            .collect();
        if let Some(edit) = self.edits.last_mut() {
            edit.seen.extend(own);
        }
    }

    /// A twin of a laptop knows what the laptop knew.
    pub fn twin(&mut self, laptop: usize, twin: usize) {
        let known: Vec<_> = self
            .last
            .iter()
            .filter(|((by, _, _), _)| *by == laptop)
            .map(|((_, row, field), number)| ((twin, row.clone(), field.clone()), *number))
            .collect();
        self.last.extend(known);
    }

    /// Edits that are neither in these places nor were seen by the author of one that is.
    pub fn missing(&self, places: &Places<'_>) -> Vec<usize> {
        let mut kept = vec![false; self.edits.len()];
        let mut todo = self.roots(places);
        while let Some(number) = todo.pop() {
            if !std::mem::replace(&mut kept[number], true) {
                todo.extend(&self.edits[number].seen);
            }
        }
        let forgotten = self.forgotten(places);
        (0..self.edits.len())
            .filter(|number| !kept[*number] && !self.edits[*number].gone)
            .filter(|number| !forgotten.contains(&self.edits[*number].row))
            .collect()
    }

    /// Records of which nothing need be left: erased ones, those that were about somebody erased, and those that a laptop has emptied.
    pub fn forgotten(&self, places: &Places<'_>) -> BTreeSet<String> {
        let mut forgotten = self.erased.clone();
        forgotten.extend(self.set_aside.iter().cloned());
        for row in places.rows.into_iter().flat_map(|rows| rows.values()) {
            if row.kind == "quarantined" {
                let fields = row.fields();
                if domain::fields::text(&fields, "reason") == Some("row_forgotten") {
                    forgotten.extend(domain::fields::text(&fields, "row").map(str::to_owned));
                }
            }
        }
        let emptied = places.own.iter().filter(|own| own.fields.is_empty());
        forgotten.extend(emptied.map(|own| own.row.clone()));
        forgotten
    }

    /// Keeps in mind what need not be left, before copies are destroyed that say so.
    pub fn set_aside(&mut self, forgotten: BTreeSet<String>) {
        self.set_aside = forgotten;
    }

    /// Texts that were written into erased records.
    pub fn erased_texts(&self) -> BTreeSet<String> {
        let of_erased = |number: &usize| self.erased.contains(&self.edits[*number].row);
        (0..self.edits.len())
            .filter(of_erased)
            .map(|number| format!("e{number}"))
            .collect()
    }

    /// These are gone with the copies that held them.
    pub fn let_go(&mut self, numbers: &[usize]) {
        for number in numbers {
            self.edits[*number].gone = true;
        }
    }

    /// A laptop was put back to an older copy of itself: of what it made so far its journal may hold nothing.
    pub fn excuse(&mut self, laptop: usize) {
        for edit in self.edits.iter_mut().filter(|edit| edit.by == laptop) {
            edit.excused = true;
        }
    }

    /// The first of these that the journal of the laptop that made it ought to hold.
    pub fn unexcused(&self, numbers: &[usize]) -> Option<usize> {
        let numbers = numbers.iter().copied();
        numbers
            .into_iter()
            .find(|number| !self.edits[*number].excused)
    }

    /// An edit in words.
    pub fn tell(&self, number: usize) -> String {
        let edit = &self.edits[number];
        format!(
            "e{number}{} of row {}",
            if edit.deletes { " (a deletion)" } else { "" },
            edit.row
        )
    }

    fn roots(&self, places: &Places<'_>) -> Vec<usize> {
        let mut texts = BTreeSet::new();
        let mut deletions = BTreeSet::new();
        let nothing = BTreeMap::new();
        for (id, row) in places.rows.unwrap_or(&nothing) {
            let fields = row.fields();
            match row.kind.as_str() {
                "conflicts" => {
                    if let Some(lost) = fields.get("lost") {
                        texts_in(lost, &mut texts);
                    }
                    if fields.get("field") == Some(&DELETED.into()) {
                        deletions.extend(domain::fields::text(&fields, "row").map(str::to_owned));
                    }
                }
                "quarantined" => {
                    if let Some(op) = fields.get("op") {
                        texts_in(op, &mut texts);
                        if op.pointer("/fields/_deleted").is_some() {
                            deletions
                                .extend(domain::fields::text(&fields, "row").map(str::to_owned));
                        }
                    }
                }
                // What a deleted row holds is kept by those who saw it when they deleted it, and by nobody else.
                _ if domain::fields::is_deleted(&fields) => {
                    deletions.insert(id.clone());
                }
                _ => fields
                    .values()
                    .for_each(|value| texts_in(value, &mut texts)),
            }
        }
        for parked in places.parked {
            let ops: Vec<Value> = serde_json::from_str(parked).unwrap_or_default();
            for op in ops {
                texts_in(&op, &mut texts);
                if op.pointer("/fields/_deleted").is_some() {
                    deletions.extend(op.get("row").and_then(Value::as_str).map(str::to_owned));
                }
            }
        }
        for own in places.own {
            own.fields
                .values()
                .for_each(|value| texts_in(value, &mut texts));
            if own.fields.contains_key(DELETED) {
                deletions.insert(own.row.clone());
            }
        }
        let mut roots: Vec<usize> = texts
            .iter()
            .filter_map(|text| self.by_text.get(text).copied())
            .collect();
        roots.extend((0..self.edits.len()).filter(|number| {
            self.edits[*number].deletes && deletions.contains(&self.edits[*number].row)
        }));
        roots
    }
}

pub fn texts_in(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts_in(item, found)),
        Value::Object(parts) => parts.values().for_each(|part| texts_in(part, found)),
        _ => {}
    }
}
