//! Registered people: the list, one person's page, checking what is typed at the door, registering.

mod changes;
mod check;
mod contacts;
mod copy;
mod held;
mod list;
mod opening;
mod page;
mod pick;
mod register;
mod roll;
mod row;
mod same;
mod timeline;
mod told;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use changes::{ChangeLine, Changes, changes};
pub use check::check;
pub use copy::{CopyForm, save as save_copy, write_into as write_copy};
pub use list::list;
pub use opening::{OpenTask, Opening};
pub(crate) use opening::{check_open, with_number};
pub use page::{open, page};
pub use register::register;
pub(crate) use roll::{RollLine, roll};

use crate::contacts::ContactRow;
use crate::due::DueState;
use crate::notes::PersonNote;
use crate::records::{Base, Finding, HistoryLine, PersonRef};

/// Which people to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct PeopleQuery {
    /// One area only.
    pub area: Option<String>,
    /// `here`, `due`, `late`, `foreign`, `minors`, `left` or `all`.
    pub filter: String,
    /// What was typed into the list's box.
    pub text: Option<String>,
    /// `name`, `since`, `due` or `room`.
    pub sort: String,
    /// The other way round.
    pub descending: bool,
    /// Rows to leave out.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
}

/// A person in the list, with the stay that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonRow {
    /// The person.
    pub id: String,
    /// Name.
    pub name: String,
    /// Code of `sex`.
    pub sex: Option<String>,
    /// Completed years.
    pub age: Option<i32>,
    /// Document number, masked.
    pub document: String,
    /// Telephone, masked.
    pub phone: String,
    /// Room they live in; none after they left.
    pub room_id: Option<String>,
    /// Building and door.
    pub room: Option<String>,
    /// Name of the area.
    pub area: Option<String>,
    /// Day of arrival.
    pub since: Option<String>,
    /// Last day of the next declaration.
    pub due: Option<String>,
    /// How near it is.
    pub due_state: DueState,
    /// Whether something waits to be sent.
    pub pending: bool,
}

/// What is typed at the door about one person and their stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct RegisterForm {
    /// The room.
    pub room: String,
    /// Code of `document_type`; none lets the number tell.
    pub document_type: Option<String>,
    /// Number of the document.
    pub number: Option<String>,
    /// Name.
    pub name: String,
    /// Name as printed in a passport.
    pub name_latin: Option<String>,
    /// Code of `sex`.
    pub sex: Option<String>,
    /// Day of birth.
    pub birth: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Division code of the registered household.
    pub household_code: Option<String>,
    /// Registered household in words.
    pub household_name: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub nationality: Option<String>,
    /// Guardian of a minor.
    pub guardian: Option<String>,
    /// Day of arrival.
    pub since: String,
    /// Code of `residence_reason`.
    pub reason: Option<String>,
    /// Code of `period`.
    pub period: Option<String>,
    /// Code of `dwelling`.
    pub dwelling: Option<String>,
    /// Place of work.
    pub employer: Option<String>,
    /// Somebody registered already who moves in.
    pub person: Option<String>,
}

/// Somebody registered who may be the one at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Same {
    /// The person.
    pub person_id: String,
    /// Name.
    pub name: String,
    /// Where they live; none after they left.
    pub room: Option<String>,
    /// `number`, `phone` or `name_birth`.
    pub why: String,
}

/// What those who live in a room already tell about one more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Roommates {
    /// Division code of their household.
    pub household_code: Option<String>,
    /// Their household in words.
    pub household_name: Option<String>,
    /// Where they work.
    pub employer: Option<String>,
    /// Why they live here.
    pub reason: Option<String>,
    /// Adults who may be a guardian.
    pub guardians: Vec<PersonRef>,
}

/// What can be said about a form as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PersonCheck {
    /// Remarks by field.
    pub findings: Vec<Finding>,
    /// Kind of document the number looks like.
    pub document_type: Option<String>,
    /// Stored spelling of the number; none for a minor, for whom none is kept.
    pub number: Option<String>,
    /// Day of birth, from the number where it tells.
    pub birth: Option<String>,
    /// Sex, from the number where it tells.
    pub sex: Option<String>,
    /// Completed years.
    pub age: Option<i32>,
    /// Under 14.
    pub minor: bool,
    /// Registered under the rule for foreigners.
    pub foreign: bool,
    /// Reading of the name.
    pub pinyin: String,
    /// Last day of the declaration; none for somebody whose household is here.
    pub due_on: Option<String>,
    /// Law or station default behind it.
    pub due_source: Option<String>,
    /// Who it may be.
    pub same: Vec<Same>,
    /// What the room tells.
    pub roommates: Roommates,
}

/// One stay of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Stay {
    /// The stay.
    pub residence_id: String,
    /// The room.
    pub room_id: String,
    /// Building and door.
    pub room: String,
    /// Day of arrival.
    pub since: String,
    /// Day of departure.
    pub until: Option<String>,
    /// Code of `residence_reason`.
    pub reason: Option<String>,
    /// Last day of the next declaration.
    pub due: Option<String>,
    /// How near it is.
    pub due_state: DueState,
    /// The declaration that counts.
    pub declaration_id: Option<String>,
    /// Its state.
    pub declaration_state: Option<String>,
}

/// Who has looked at a person's unmasked numbers on this laptop.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Looked {
    /// How often.
    pub times: u32,
    /// When last, ms since 1970.
    #[specta(type = Option<i32>)]
    pub last_at: Option<i64>,
    /// Name of who looked last.
    pub last_by: Option<String>,
}

/// Everything about one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonPage {
    /// The person.
    pub id: String,
    /// For editing.
    pub base: Base,
    /// Name.
    pub name: String,
    /// Name as printed in a passport.
    pub name_latin: Option<String>,
    /// Reading of the name.
    pub pinyin: String,
    /// Code of `sex`.
    pub sex: Option<String>,
    /// Day of birth.
    pub birth: Option<String>,
    /// Completed years.
    pub age: Option<i32>,
    /// Under 14.
    pub minor: bool,
    /// Code of `document_type`.
    pub document_type: Option<String>,
    /// Document number, masked.
    pub document: String,
    /// Telephone, masked.
    pub phone: String,
    /// Second telephone, masked.
    pub phone2: String,
    /// Registered household in words.
    pub household: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub nationality: Option<String>,
    /// Guardian.
    pub guardian: Option<PersonRef>,
    /// Those whose guardian this person is.
    pub children: Vec<PersonRef>,
    /// Stays, open ones first, then the newest.
    pub stays: Vec<Stay>,
    /// Contacts that reach the person.
    pub contacts: Vec<ContactRow>,
    /// What happened, newest first, at most 200 lines.
    pub timeline: Vec<HistoryLine>,
    /// What is noted in the areas of this laptop, newest first, without assessments that have ended.
    pub notes: Vec<PersonNote>,
    /// Who looked.
    pub looked: Looked,
    /// Whether something waits to be sent.
    pub pending: bool,
}

/// Reading of a name, joined: `wangzihan`.
pub(crate) fn pinyin(name: &str) -> String {
    domain::finding_keys::name_keys(name, None)
        .into_iter()
        .find(|key| key.kind == domain::finding_keys::KeyKind::Pinyin)
        .map(|key| key.key)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
