//! Spreadsheet files as rows of people, rooms or contacts: the part without a database.
//!
//! [`open`] finds the table in a file, [`columns`] says what each column means, [`check`] turns every row into a record or
//! into the reason why it is none. Nothing here writes, and nothing a [`Problem`] says holds a whole document or
//! telephone number. Which room or area a row belongs to, and what is already stored, the caller decides.
//!
//! ```text
//! bytes → apart (a process of its own) → archive (limits) → workbook | delimited → header → Table → columns → people | rooms | contacts → Rows + Problems
//! ```

pub mod apart;
mod archive;
mod columns;
mod contacts;
mod delimited;
mod fields;
mod foreign;
mod guardians;
mod header;
mod headings;
mod identity;
mod inflate;
mod leftovers;
mod names;
mod nationality;
mod particulars;
mod parts;
mod people;
mod problem;
mod read;
mod reader;
mod refused;
mod rooms;
mod rows;
mod table;
mod workbook;

#[cfg(test)]
mod tests;

pub use columns::{Column, columns};
pub use contacts::ContactRow;
pub use fields::{Field, ImportAs};
pub use people::TenantRow;
pub use problem::Problem;
pub use read::{MAX_BYTES, OpenError, open};
pub use refused::is_refused;
pub use rooms::RoomRow;
pub use rows::{Rows, check};
pub use table::{Cell, Header, MAX_COLUMNS, MAX_ROWS, Table, TableRow};
