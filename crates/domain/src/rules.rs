//! Rules over one change of one record, the same on laptop and station: types, required fields, who may, allowed transitions.

use chrono::NaiveDate;
use serde_json::Value;

use crate::closings;
pub use crate::closings::check_name;
use crate::codes;
use crate::exports;
use crate::fields::{self, DELETED, Fields};
use crate::identity::is_area_code;
use crate::ids::is_id;
use crate::lookups;
use crate::minors;
use crate::notes;
use crate::permissions::{Act, Role};
use crate::register::{self, FieldSpec, FieldType, KindSpec, Scope};
use crate::retention;
use crate::settlements;

/// Why a change is refused. `code` is stable; `field` names the place, empty when the whole change is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} ({field})")]
pub struct Refusal {
    /// Stable reason, a key of the sentences in `assets/locales`.
    pub code: &'static str,
    /// Field it concerns.
    pub field: String,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, field: &str) -> Refusal {
        Refusal {
            code,
            field: field.to_owned(),
        }
    }
}

/// Who makes a change.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// Their role.
    pub role: Role,
    /// Id of their account.
    pub user: &'a str,
}

/// Checks one change. `before` is the row as it stands, `None` for a new row; `change` holds the touched fields only.
///
/// Unknown fields pass: a newer program may send them, and they are kept and passed on.
///
/// # Errors
/// The first [`Refusal`] found: unknown kind, wrong type, missing field, forbidden transition, or a role that may not.
pub fn check(
    kind: &str,
    before: Option<&Fields>,
    change: &Fields,
    author: Author<'_>,
    today: NaiveDate,
) -> Result<(), Refusal> {
    let spec = register::kind(kind).ok_or_else(|| Refusal::new("unknown_kind", kind))?;
    if spec.scope == Scope::Server {
        settlements::check(spec, before, change, author)?;
    }
    for (name, value) in change {
        if name != DELETED
            && let Some(field) = spec.field(name)
        {
            check_value(field, value)?;
        }
    }
    if before.is_none() && !fields::is_deleted(change) {
        check_required(spec, change)?;
    }
    for act in acts_of(kind, before, change, (author, today))? {
        if !author.role.may(act) {
            return Err(Refusal::new("not_allowed", act.as_str()));
        }
    }
    match kind {
        "people" => minors::check(before, change, today),
        _ => Ok(()),
    }
}

/// A required field may be neither missing in a new row nor cleared later.
fn check_required(spec: &KindSpec, row: &Fields) -> Result<(), Refusal> {
    for field in spec.fields.iter().filter(|field| field.required) {
        if row.get(field.name).is_none_or(is_empty) {
            return Err(Refusal::new("required", field.name));
        }
    }
    Ok(())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(parts) => parts.values().all(is_empty),
        _ => false,
    }
}

fn check_value(field: &FieldSpec, value: &Value) -> Result<(), Refusal> {
    let wrong = || Refusal::new("wrong_type", field.name);
    if is_empty(value) {
        return if field.required {
            Err(Refusal::new("required", field.name))
        } else {
            Ok(())
        };
    }
    match &field.kind {
        FieldType::Text => check_text(field, value.as_str().ok_or_else(wrong)?),
        FieldType::Date => value
            .as_str()
            .and_then(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .map(|_| ())
            .ok_or_else(|| Refusal::new("date_impossible", field.name)),
        FieldType::Time | FieldType::Int => value.as_i64().map(|_| ()).ok_or_else(wrong),
        FieldType::Bool => value.as_bool().map(|_| ()).ok_or_else(wrong),
        FieldType::Json => Ok(()),
        // A code that this version does not know may come from a newer one; it is kept (SYNC.md, finer rule 16). What is refused is a
        // value that cannot be a code at all.
        FieldType::Code(_) => check_text(field, value.as_str().ok_or_else(wrong)?),
        FieldType::Ref(_) => check_ref(field, value),
        FieldType::Refs(_) => value
            .as_array()
            .ok_or_else(wrong)?
            .iter()
            .try_for_each(|item| check_ref(field, item)),
        FieldType::Object(_) => check_object(field, value.as_object().ok_or_else(wrong)?),
    }
}

fn check_text(field: &FieldSpec, text: &str) -> Result<(), Refusal> {
    if text.chars().count() > field.max {
        return Err(Refusal::new("too_long", field.name));
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err(Refusal::new("control_characters", field.name));
    }
    Ok(())
}

fn check_ref(field: &FieldSpec, value: &Value) -> Result<(), Refusal> {
    value
        .as_str()
        .filter(|id| is_id(id))
        .map(|_| ())
        .ok_or_else(|| Refusal::new("wrong_type", field.name))
}

fn check_object(field: &FieldSpec, parts: &Fields) -> Result<(), Refusal> {
    for value in parts.values() {
        match value {
            Value::String(text) => check_text(field, text)?,
            Value::Number(_) | Value::Null | Value::Bool(_) => {}
            _ => return Err(Refusal::new("wrong_type", field.name)),
        }
    }
    Ok(())
}

/// What has to be allowed for this change.
fn acts_of(
    kind: &str,
    before: Option<&Fields>,
    change: &Fields,
    (author, today): (Author<'_>, NaiveDate),
) -> Result<Vec<Act>, Refusal> {
    Ok(match kind {
        "areas" => area_acts(change)?,
        "assignments" | "tags" | "laptops" => vec![Act::ManageStation],
        "users" => vec![Act::ManageAccounts],
        "people" => minors::acts(before, change, today),
        "buildings" | "rooms" | "residences" | "contacts" => vec![Act::Register],
        "visits" => vec![Act::Visit],
        "consultations" => vec![Act::Consult],
        "disputes" => dispute_acts(change),
        "dispute_parties" => vec![Act::Dispute],
        "declarations" => declaration_acts(before, change)?,
        "broadcasts" => broadcast_acts(before, change),
        "broadcast_oks" | "broadcast_passes" => {
            own_receipt(before, change, author.user)?;
            vec![Act::PassBroadcast]
        }
        notes::NOTES => notes::acts(before, change, author, today)?,
        "opening_notices" => notice_acts(before, change, author.user)?,
        "police_totals" => closings::totals_acts(before, change)?,
        "closed_months" | "closed_figures" => closings::closing_acts(before, change, today)?,
        "conflicts" => settlements::conflict_acts(before),
        "duplicate_cases" => vec![Act::SettleConflict],
        retention::PERIODS => retention::period_acts(before, change)?,
        retention::DECISIONS => retention::decision_acts(before, change, author, today)?,
        exports::REQUESTS => exports::request_acts(before, change, author)?,
        lookups::LOOKUPS => lookups::lookup_acts(before, change, author)?,
        retention::ERASURES => return Err(Refusal::new("station_only", kind)),
        _ => vec![],
    })
}

/// Whose household is in the county of an area is told by the area's code.
fn area_acts(change: &Fields) -> Result<Vec<Act>, Refusal> {
    if fields::text(change, "code").is_some_and(|code| !is_area_code(code)) {
        return Err(Refusal::new("area_code_impossible", "code"));
    }
    Ok(vec![Act::ManageStation])
}

fn dispute_acts(change: &Fields) -> Vec<Act> {
    match fields::text(change, "result.outcome") {
        Some("police_mediation") => vec![Act::Dispute, Act::PoliceMediation],
        _ => vec![Act::Dispute],
    }
}

/// Instructors propose and correct what is not accepted; deciding belongs to an officer.
fn declaration_acts(before: Option<&Fields>, change: &Fields) -> Result<Vec<Act>, Refusal> {
    let was = before.and_then(|row| fields::text(row, "status.state"));
    let Some(state) = fields::text(change, "status.state") else {
        // What an officer has accepted may be corrected by an officer only.
        return Ok(match was {
            Some("accepted" | "void") => vec![Act::DecideDeclaration],
            _ => vec![Act::ProposeDeclaration],
        });
    };
    let reason = fields::text(change, "status.reason").is_some();
    match state {
        "draft" | "submitted" if matches!(was, Some("accepted" | "void")) => {
            Ok(vec![Act::DecideDeclaration])
        }
        "draft" | "submitted" => Ok(vec![Act::ProposeDeclaration]),
        "accepted" => Ok(vec![Act::DecideDeclaration]),
        "returned" | "void" if !reason => Err(Refusal::new("reason_missing", "status")),
        "returned" => Ok(vec![Act::DecideDeclaration]),
        "void" if was == Some("accepted") => Ok(vec![Act::VoidDeclaration]),
        "void" => Ok(vec![Act::ProposeDeclaration]),
        _ => Err(Refusal::new("unknown_state", "status")),
    }
}

fn broadcast_acts(before: Option<&Fields>, change: &Fields) -> Vec<Act> {
    let was = before.and_then(|row| fields::text(row, "status.state"));
    let published = matches!(was, Some("approved" | "withdrawn"));
    match fields::text(change, "status.state") {
        Some("draft" | "submitted") if !published => vec![Act::WriteBroadcast],
        None if !published => vec![Act::WriteBroadcast],
        _ => vec![Act::ApproveBroadcast],
    }
}

/// Somebody's own program says that they opened many persons; who supervises takes note of it, and nothing else becomes of it.
fn notice_acts(before: Option<&Fields>, change: &Fields, user: &str) -> Result<Vec<Act>, Refusal> {
    match before {
        None => own_receipt(None, change, user).map(|()| vec![]),
        Some(_) if change.keys().all(|field| field == "seen") => Ok(vec![Act::Supervise]),
        Some(_) => Err(Refusal::new("not_allowed", "user")),
    }
}

/// Nobody confirms a broadcast in another's name.
fn own_receipt(before: Option<&Fields>, change: &Fields, user: &str) -> Result<(), Refusal> {
    let was = before.map(|row| fields::text(row, "user"));
    let said = fields::text(change, "user");
    let is_own = was.is_none_or(|was| was == Some(user));
    match said {
        Some(said) if is_own && said == user => Ok(()),
        None if is_own && was.is_some() => Ok(()),
        _ => Err(Refusal::new("not_allowed", "user")),
    }
}

/// Whether every coded field of `change` holds a code this version knows; what a form is held to, stricter than what is taken from
/// another version.
///
/// # Errors
/// `unknown_code` with the field's name.
pub fn check_codes(kind: &str, change: &Fields) -> Result<(), Refusal> {
    let Some(spec) = register::kind(kind) else {
        return Ok(());
    };
    for field in &spec.fields {
        if let (FieldType::Code(list), Some(code)) = (&field.kind, fields::text(change, field.name))
            && !codes::holds(list, code)
        {
            return Err(Refusal::new("unknown_code", field.name));
        }
    }
    Ok(())
}
