//! Checking a broadcast while it is written.

use super::lint::{self, Fault};
use crate::desk::Desk;
use crate::error::AppError;
use crate::records::Finding;

/// Longest text that is read to its end on a phone, in characters.
const LONG: usize = 200;

/// What stands against a broadcast: links, numbers to call, numbers of persons or accounts (errors), length (warning), and that it
/// does not say whom to call (information).
///
/// # Errors
/// None today; the signature is that of every command.
pub fn check(desk: &Desk, title: &str, text: &str) -> Result<Vec<Finding>, AppError> {
    let mut findings = Vec::new();
    for (field, content) in [("title", title), ("text", text)] {
        for fault in lint::faults(content) {
            findings.push(finding(desk, field, "error", code_of(fault)));
        }
    }
    if text.chars().filter(|c| !c.is_whitespace()).count() > LONG {
        findings.push(finding(desk, "text", "warning", "broadcast_long"));
    }
    if !text.trim().is_empty() && !lint::has_advice(text) {
        findings.push(finding(desk, "text", "info", "broadcast_no_advice"));
    }
    Ok(findings)
}

/// The first error, as a refusal.
///
/// # Errors
/// `broadcast_link`, `broadcast_phone` or `broadcast_number`.
pub(super) fn must_be_sound(title: &str, text: &str) -> Result<(), AppError> {
    for (field, content) in [("title", title), ("text", text)] {
        if let Some(fault) = lint::faults(content).into_iter().next() {
            return Err(AppError::at(code_of(fault), field));
        }
    }
    Ok(())
}

fn code_of(fault: Fault) -> &'static str {
    match fault {
        Fault::Link => "broadcast_link",
        Fault::Phone => "broadcast_phone",
        Fault::Number => "broadcast_number",
    }
}

fn finding(desk: &Desk, field: &str, level: &str, code: &str) -> Finding {
    Finding {
        field: field.to_owned(),
        level: level.to_owned(),
        code: code.to_owned(),
        message: desk.say(&["finding.", code].concat(), &[]),
    }
}
