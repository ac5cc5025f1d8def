//! Who may do what: one table for laptop and station.
//!
//! An auxiliary may not decide (Hangzhou rules for auxiliary police 2020, ss. 3, 5-7): an instructor records, assists and proposes;
//! deciding, presiding and publishing belong to officers.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 辅导员: auxiliary, responsible for a village or community.
    Instructor,
    /// 责任民警: officer in charge.
    Officer,
    /// 所长: station chief.
    Chief,
    /// 管理员: accounts and devices, no persons.
    Administrator,
    /// 督察: reads the access log, no persons.
    Auditor,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 5] = [
        Role::Instructor,
        Role::Officer,
        Role::Chief,
        Role::Administrator,
        Role::Auditor,
    ];

    /// The stored spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Instructor => "instructor",
            Role::Officer => "officer",
            Role::Chief => "chief",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
        }
    }

    /// Reads the stored spelling.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role may do the act.
    pub fn may(self, act: Act) -> bool {
        TABLE
            .iter()
            .find(|(entry, _)| *entry == act)
            .is_some_and(|(_, roles)| roles.contains(&self))
    }

    /// Everything the role may do.
    pub fn acts(self) -> Vec<Act> {
        TABLE
            .iter()
            .filter(|(_, roles)| roles.contains(&self))
            .map(|(act, _)| *act)
            .collect()
    }
}

/// Something that a role is allowed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Write buildings, rooms, people, stays and contacts.
    Register,
    /// Write what is held of a child under 14.
    RegisterMinor,
    /// Open the record of a child under 14.
    OpenMinor,
    /// Note a fact about a person, or what somebody who is named said.
    Note,
    /// Note one's own assessment of a person, renew one, take back what others noted.
    Assess,
    /// Record a call at a door.
    Visit,
    /// Propose a declaration.
    ProposeDeclaration,
    /// Accept or return a declaration.
    DecideDeclaration,
    /// Void a declaration that was accepted.
    VoidDeclaration,
    /// Record and answer consultations.
    Consult,
    /// Record a dispute and its course.
    Dispute,
    /// Record public-order mediation as the outcome; presided by police only.
    PoliceMediation,
    /// Write a broadcast.
    WriteBroadcast,
    /// Approve, return or withdraw a broadcast.
    ApproveBroadcast,
    /// Confirm a broadcast and pass it on.
    PassBroadcast,
    /// Areas, assignments, laptops.
    ManageStation,
    /// Accounts and invitations.
    ManageAccounts,
    /// Figures of the month.
    ReadReports,
    /// Close a month, which freezes its figures.
    CloseMonth,
    /// Enter totals that another system counts.
    EnterTotals,
    /// See a number unmasked, with a purpose.
    Reveal,
    /// Take in a spreadsheet.
    Import,
    /// Keep a record beyond its period or have it erased before: two people each time.
    DecideRetention,
    /// Take a list of people out of the program, or be the second person about one.
    ExportPeople,
    /// Ask the station for a person outside one's own areas.
    LookUp,
    /// Settle a conflict between two values.
    SettleConflict,
    /// Read who looked at one record; an instructor, their own accesses only.
    ReadAccesses,
    /// Print what is held about a person, for that person; who looked is on it as far as the role reads accesses.
    PrintCopy,
    /// See that somebody opened many persons outside of a task, and how a person's record was corrected.
    Supervise,
    /// Read the whole access log.
    ReadLog,
}

impl Act {
    /// The stored spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Register => "register",
            Act::RegisterMinor => "register_minor",
            Act::OpenMinor => "open_minor",
            Act::Note => "note",
            Act::Assess => "assess",
            Act::Visit => "visit",
            Act::ProposeDeclaration => "propose_declaration",
            Act::DecideDeclaration => "decide_declaration",
            Act::VoidDeclaration => "void_declaration",
            Act::Consult => "consult",
            Act::Dispute => "dispute",
            Act::PoliceMediation => "police_mediation",
            Act::WriteBroadcast => "write_broadcast",
            Act::ApproveBroadcast => "approve_broadcast",
            Act::PassBroadcast => "pass_broadcast",
            Act::ManageStation => "manage_station",
            Act::ManageAccounts => "manage_accounts",
            Act::ReadReports => "read_reports",
            Act::CloseMonth => "close_month",
            Act::EnterTotals => "enter_totals",
            Act::Reveal => "reveal",
            Act::Import => "import",
            Act::DecideRetention => "decide_retention",
            Act::ExportPeople => "export_people",
            Act::LookUp => "look_up",
            Act::SettleConflict => "settle_conflict",
            Act::ReadAccesses => "read_accesses",
            Act::PrintCopy => "print_copy",
            Act::Supervise => "supervise",
            Act::ReadLog => "read_log",
        }
    }
}

const FIELD_WORK: &[Role] = &[Role::Instructor, Role::Officer, Role::Chief];
const POLICE: &[Role] = &[Role::Officer, Role::Chief];
const CHIEF: &[Role] = &[Role::Chief];

const TABLE: &[(Act, &[Role])] = &[
    (Act::Register, FIELD_WORK),
    (Act::RegisterMinor, FIELD_WORK),
    (Act::OpenMinor, FIELD_WORK),
    (Act::Note, FIELD_WORK),
    (Act::Assess, POLICE),
    (Act::Visit, FIELD_WORK),
    (Act::ProposeDeclaration, FIELD_WORK),
    (Act::DecideDeclaration, POLICE),
    (Act::VoidDeclaration, POLICE),
    (Act::Consult, FIELD_WORK),
    (Act::Dispute, FIELD_WORK),
    (Act::PoliceMediation, POLICE),
    (Act::WriteBroadcast, POLICE),
    (Act::ApproveBroadcast, CHIEF),
    (Act::PassBroadcast, FIELD_WORK),
    (Act::ManageStation, CHIEF),
    (Act::ManageAccounts, &[Role::Chief, Role::Administrator]),
    (Act::ReadReports, FIELD_WORK),
    (Act::CloseMonth, CHIEF),
    (Act::EnterTotals, CHIEF),
    (Act::Reveal, FIELD_WORK),
    (Act::Import, FIELD_WORK),
    (Act::DecideRetention, POLICE),
    (Act::ExportPeople, POLICE),
    (Act::LookUp, FIELD_WORK),
    (Act::SettleConflict, FIELD_WORK),
    (Act::ReadAccesses, FIELD_WORK),
    (Act::PrintCopy, FIELD_WORK),
    (Act::Supervise, POLICE),
    (Act::ReadLog, &[Role::Auditor]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instructor_never_decides() {
        for act in [
            Act::DecideDeclaration,
            Act::VoidDeclaration,
            Act::PoliceMediation,
            Act::ApproveBroadcast,
            Act::WriteBroadcast,
            Act::ManageStation,
            Act::ManageAccounts,
            Act::CloseMonth,
            Act::EnterTotals,
            Act::DecideRetention,
            Act::ExportPeople,
            Act::Supervise,
            Act::Assess,
        ] {
            assert!(!Role::Instructor.may(act), "{act:?}");
        }
    }

    #[test]
    fn administrators_and_auditors_touch_no_record_of_a_person() {
        assert_eq!(Role::Administrator.acts(), vec![Act::ManageAccounts]);
        assert_eq!(Role::Auditor.acts(), vec![Act::ReadLog]);
    }
}
