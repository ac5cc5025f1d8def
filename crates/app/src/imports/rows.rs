use chrono::NaiveDate;

use super::columns::Column;
use super::contacts::{self, ContactRow};
use super::fields::ImportAs;
use super::leftovers;
use super::people::{self, TenantRow};
use super::problem::Problem;
use super::reader::Layout;
use super::rooms::{self, RoomRow};
use super::table::{Table, TableRow};

/// The rows that can be taken, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    Tenants(Vec<TenantRow>),
    Rooms(Vec<RoomRow>),
    Contacts(Vec<ContactRow>),
}

impl Rows {
    pub fn len(&self) -> usize {
        match self {
            Self::Tenants(rows) => rows.len(),
            Self::Rooms(rows) => rows.len(),
            Self::Contacts(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads every row: each is either among the rows or has a problem with `blocks`. Problems are in the order of the file.
///
/// `columns` are those of [`super::columns()`], perhaps with fields changed by hand. `today` is the user's local date.
pub fn check(
    table: &Table,
    columns: &[Column],
    import_as: ImportAs,
    today: NaiveDate,
) -> (Rows, Vec<Problem>) {
    let layout = Layout::new(columns);
    let mut problems = Vec::new();
    let mut records: Vec<&TableRow> = Vec::new();
    for row in &table.rows {
        match leftovers::code(row, &table.headers, &layout) {
            Some(code) => problems.push(Problem::block(row.row, code)),
            None => records.push(row),
        }
    }
    let rows = match import_as {
        ImportAs::People => {
            Rows::Tenants(people::read_all(&layout, &records, today, &mut problems))
        }
        ImportAs::Rooms => Rows::Rooms(rooms::read_all(&layout, &records, today, &mut problems)),
        ImportAs::Contacts => {
            Rows::Contacts(contacts::read_all(&layout, &records, today, &mut problems))
        }
    };
    problems.sort_by_key(|problem| problem.row);
    (rows, problems)
}
