//! Children under 14: taken only together with a guardian who is in the same file.

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
    let mut children = Vec::new();
    for Minor { mut row, guardian } in minors {
        row.guardian_row = guardian.and_then(|name| find(&adults, &row, &name, today));
        if row.guardian_row.is_some() {
            children.push(row);
        } else {
            // Nothing else about the child is told: the row is not taken.
            problems.retain(|problem| problem.row != row.row);
            problems.push(Problem {
                field: Some(Field::Guardian),
                ..Problem::block(row.row, "minor_needs_guardian")
            });
        }
    }
    adults.append(&mut children);
    adults.sort_by_key(|person| person.row);
    adults
}

fn find(
    adults: &[TenantRow],
    child: &TenantRow,
    name: &str,
    today: chrono::NaiveDate,
) -> Option<u32> {
    let wanted = names::search_norm(name);
    let of_age = |person: &&TenantRow| {
        person
            .birth
            .is_none_or(|birth| age_on(birth, today) >= OF_AGE)
    };
    let named: Vec<&TenantRow> = adults
        .iter()
        .filter(|person| names::search_norm(&person.name) == wanted)
        .filter(of_age)
        .collect();
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
