use audit::Entry;
use domain::{Act, codes, exports};
use rusqlite::Connection;
use store::StoreError;

use super::{ExportForm, KIND};
use crate::desk::Desk;
use crate::error::AppError;
use crate::people::{self, RollLine};

/// Word in the entry of a list that a second person agreed to.
pub(super) const AGREED: &str = "agreed";
/// Most characters of a recipient's name.
const RECIPIENT_CHARS: usize = 60;

/// Who stands on the list, and what there is to know before it is made.
pub(super) struct Gathered {
    /// Persons, children left out.
    pub lines: Vec<RollLine>,
    pub children: u32,
    pub persons: u32,
    /// Persons on lists that the account took out alone within a day.
    pub earlier: u32,
}

impl Gathered {
    pub fn needs_second(&self, form: &ExportForm) -> bool {
        exports::needs_second(form.unmasked, self.persons, self.earlier)
    }
}

/// Whether the account may take lists out at all, and this one is sound.
pub(super) fn check(desk: &Desk, form: &ExportForm) -> Result<(), AppError> {
    check_may(desk, form.unmasked)?;
    let coded = [
        ("people_filter", "filter", &form.filter),
        ("export_purpose", "purpose", &form.purpose),
        ("export_recipient", "recipient_kind", &form.recipient_kind),
    ];
    for (list, field, code) in coded {
        if !codes::holds(list, code) {
            return Err(AppError::at("unknown_code", field));
        }
    }
    let recipient = form.recipient.trim();
    if recipient.is_empty() {
        return Err(AppError::at("required", "recipient"));
    }
    if recipient.chars().count() > RECIPIENT_CHARS {
        return Err(AppError::at("too_long", "recipient"));
    }
    if recipient.chars().any(char::is_control) {
        return Err(AppError::at("control_characters", "recipient"));
    }
    Ok(())
}

/// Whether the account may take lists out, with these numbers.
pub(super) fn check_may(desk: &Desk, unmasked: bool) -> Result<(), AppError> {
    let role = desk.role()?;
    let acts = [(Act::ExportPeople, true), (Act::Reveal, unmasked)];
    match acts.iter().find(|(act, needed)| *needed && !role.may(*act)) {
        Some((act, _)) => Err(AppError::at("not_allowed", act.as_str())),
        None => Ok(()),
    }
}

/// Reads who stands on the list. Children under 14 are counted and left out (P4).
pub(super) fn gather(desk: &Desk, form: &ExportForm) -> Result<Gathered, AppError> {
    desk.read(|connection| {
        let of = |id: &Option<String>| id.clone().filter(|id| !id.is_empty());
        let (area, building) = (of(&form.area), of(&form.building));
        let which = (area.as_deref(), building.as_deref(), form.filter.as_str());
        let all = people::roll(connection, which, exports::MOST + 1, desk.today())?;
        if all.len() > exports::MOST as usize {
            return Err(AppError::new("export_too_many"));
        }
        let (children, lines): (Vec<_>, Vec<_>) = all.into_iter().partition(|line| line.is_child);
        let mut persons: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        persons.sort_unstable();
        persons.dedup();
        let persons = count(persons.len());
        if persons == 0 {
            return Err(AppError::new("export_none"));
        }
        let earlier = earlier(desk, connection)?;
        Ok(Gathered {
            children: count(children.len()),
            persons,
            earlier,
            lines,
        })
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How many persons the account took out alone within a day. It is read from the log, so that a restart does not begin it anew, and by the
/// stamps, which rise along the chain, so that a clock set back does not either.
fn earlier(desk: &Desk, connection: &Connection) -> Result<u32, AppError> {
    let now = desk.now() + store::state::number(connection, "clock_offset")?;
    let mut statement = connection.prepare_cached(
        "SELECT entry FROM log_entry WHERE user = ?1 AND act = 'disclose' AND hlc > ?2 ORDER BY seq DESC",
    )?;
    let mut rows = statement.query((&desk.user, now - exports::GOOD_MS))?;
    let mut persons = 0_u32;
    while let Some(row) = rows.next()? {
        let entry = Entry::parse(row.get_ref("entry")?.as_blob().unwrap_or_default())
            .map_err(|_| StoreError::Unreadable("access log".into()))?;
        if entry.kind == KIND && !entry.field.split(',').any(|word| word == AGREED) {
            persons = persons.saturating_add(persons_of(&entry.result));
        }
    }
    Ok(persons)
}

/// `7K2M-91QF 37` is a list of 37 persons.
pub(super) fn persons_of(result: &str) -> u32 {
    let (_, persons) = result.rsplit_once(' ').unwrap_or_default();
    persons.parse().unwrap_or(0)
}
