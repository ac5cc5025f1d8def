//! Children under 14: taken only together with a guardian who is in the same file.

use std::collections::{BTreeSet, HashMap};

use domain::identity::age_on;
use domain::names;

use super::fields::Field;
use super::people::{TenantRow, is_same_room};
use super::problem::Problem;

/// A guardian is of age (Civil Code §17).
const OF_AGE: i32 = 18;

/// A child's row and the guardian's name as the file gives it.
pub(super) struct Minor {
    pub row: TenantRow,
    pub guardian: Option<String>,
}

/// Puts each child beside the guardian it names, preferably one in the same room; the others are listed. Rows stay in
/// the order of the file.
pub(super) fn join(
    mut adults: Vec<TenantRow>,
    minors: Vec<Minor>,
    today: chrono::NaiveDate,
    problems: &mut Vec<Problem>,
) -> Vec<TenantRow> {
    let of_age = ByName::of_age(&adults, today);
    let mut children = Vec::new();
    let mut left_out = BTreeSet::new();
    for Minor { mut row, guardian } in minors {
        row.guardian_row = guardian.and_then(|name| of_age.find(&row, &name));
        if row.guardian_row.is_some() {
            children.push(row);
        } else {
            left_out.insert(row.row);
        }
    }
    // Nothing else about such a child is told: the row is not taken.
    problems.retain(|problem| !left_out.contains(&problem.row));
    problems.extend(left_out.into_iter().map(|row| Problem {
        field: Some(Field::Guardian),
        ..Problem::block(row, "minor_needs_guardian")
    }));
    adults.append(&mut children);
    adults.sort_by_key(|person| person.row);
    adults
}

/// Those of a file who may be guardians, by the spelling that names are compared in.
struct ByName<'a>(HashMap<String, Vec<&'a TenantRow>>);

impl<'a> ByName<'a> {
    fn of_age(adults: &'a [TenantRow], today: chrono::NaiveDate) -> ByName<'a> {
        let mut named: HashMap<String, Vec<&TenantRow>> = HashMap::new();
        for person in adults {
            let birth = person.birth;
            if birth.is_none_or(|birth| age_on(birth, today) >= OF_AGE) {
                let name = names::search_norm(&person.name);
                named.entry(name).or_default().push(person);
            }
        }
        ByName(named)
    }

    fn find(&self, child: &TenantRow, name: &str) -> Option<u32> {
        let named = self.0.get(&names::search_norm(name))?;
        let at_home = named
            .iter()
            .find(|person| is_same_room(&person.address, &child.address));
        match (at_home, named.as_slice()) {
            (Some(person), _) => Some(person.row),
            // Elsewhere only when nobody else bears the name.
            (None, [only]) => Some(only.row),
            _ => None,
        }
    }
}
