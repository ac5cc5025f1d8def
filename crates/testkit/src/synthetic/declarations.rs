//! Declarations of residence in every state: accepted mostly, some on their way, some returned or void, some missing.

use chrono::{Months, NaiveDate, TimeDelta};
use serde_json::json;

use super::people::Term;
use super::staff::Area;
use super::world::{World, iso};

/// The stay that is to be declared.
pub(super) struct Case<'a> {
    pub(super) person: &'a str,
    pub(super) residence: &'a str,
    pub(super) room: &'a str,
    pub(super) since: NaiveDate,
    /// Came from another room of the area.
    pub(super) moved_in: bool,
    pub(super) term: &'a Term,
    pub(super) foreign: bool,
}

/// What has become of an arrival.
#[derive(Clone, Copy, PartialEq)]
enum Course {
    Missing,
    Draft,
    Submitted,
    Returned,
    VoidThenAccepted,
    Accepted,
}

const RETURNED: [&str; 6] = [
    "房号与房东登记不一致，请核对后重报",
    "证件号码与本人出示的不符，请当面核对",
    "入住日期早于租赁合同日期，请核实",
    "未填写居住事由",
    "随行儿童的监护人未登记，请补充",
    "联系电话为空号，请重新登记",
];
const VOID: [&str; 4] = [
    "重复申报，以另一份为准",
    "登记人员录错房间，已重新申报",
    "本人未实际入住",
    "误将访客登记为住户，已更正",
];

/// Writes what was declared about a stay. Whoever is registered in Yiwu declares nothing.
pub(super) fn write(world: &mut World<'_>, area: &Area, case: &Case<'_>) {
    let first = if case.moved_in { "change" } else { "arrive" };
    let course = course(world, case);
    // Foreigners have 24 hours, others three working days; some are late.
    let late = match case.foreign {
        true => world.draw.weighted(&[(0, 60), (1, 35), (4, 5)]),
        false => world
            .draw
            .weighted(&[(0, 22), (1, 26), (2, 20), (3, 16), (5, 10), (9, 6)]),
    };
    let on = world.calendar.after(case.since, late);
    match course {
        Course::Missing => return,
        Course::Draft => return declare(world, area, case, first, on, State::Draft),
        Course::Submitted => return declare(world, area, case, first, on, State::Submitted),
        Course::Returned => return declare(world, area, case, first, on, State::Returned),
        Course::VoidThenAccepted => declare(world, area, case, first, on, State::Void),
        Course::Accepted => {}
    }
    declare(world, area, case, first, on, State::Accepted);
    renew(world, area, case, on);
    if let Some(until) = case.term.until
        && !case.term.moves_on
        && world.draw.chance(72)
    {
        let late = world.draw.between(0, 3);
        let on = world.calendar.after(until, late);
        let state = settled_or_waiting(world, on);
        declare(world, area, case, "leave", on, state);
    }
}

fn course(world: &mut World<'_>, case: &Case<'_>) -> Course {
    use Course::{Accepted, Draft, Missing, Returned, Submitted, VoidThenAccepted};
    if case.term.moves_on {
        return Accepted;
    }
    let age = world.calendar.age(case.since);
    world.draw.weighted(match age {
        ..=3 => &[(Missing, 38), (Draft, 22), (Submitted, 40)],
        4..=10 => &[
            (Missing, 9),
            (Draft, 6),
            (Submitted, 38),
            (Returned, 7),
            (Accepted, 40),
        ],
        11..=60 => &[
            (Missing, 6),
            (Draft, 2),
            (Submitted, 3),
            (Returned, 4),
            (VoidThenAccepted, 2),
            (Accepted, 83),
        ],
        _ => &[
            (Missing, 2),
            (Draft, 1),
            (Returned, 1),
            (VoidThenAccepted, 2),
            (Accepted, 93),
        ],
    })
}

/// A renewal a year after the last declaration; who misses one is overdue.
fn renew(world: &mut World<'_>, area: &Area, case: &Case<'_>, declared: NaiveDate) {
    let mut last = declared;
    while let Some(due) = last.checked_add_months(Months::new(12)) {
        let early = world.draw.between(-6, 20);
        let on = due - TimeDelta::days(early);
        let gone = case.term.until.is_some_and(|until| until <= on);
        if gone || on > world.calendar.today || world.draw.chance(9) {
            return;
        }
        let state = settled_or_waiting(world, on);
        declare(world, area, case, "renew", on, state);
        last = on;
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Draft,
    Submitted,
    Returned,
    Accepted,
    Void,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Accepted => "accepted",
            State::Void => "void",
        }
    }
}

/// What was declared in the last days may still lie with the officer.
fn settled_or_waiting(world: &mut World<'_>, on: NaiveDate) -> State {
    if world.calendar.age(on) <= 4 && world.draw.chance(65) {
        State::Submitted
    } else {
        State::Accepted
    }
}

fn declare(
    world: &mut World<'_>,
    area: &Area,
    case: &Case<'_>,
    kind: &str,
    on: NaiveDate,
    state: State,
) {
    let declared_at = world.moment(on, 8 * 60 + 30, 19 * 60);
    let decided = matches!(state, State::Accepted | State::Returned | State::Void);
    let (at, by) = match decided {
        false => (declared_at, &area.instructor),
        true => {
            let later = world.draw.between(0, 2);
            let day = world.calendar.after(on, later);
            (world.office_hours(day).max(declared_at), &area.officer)
        }
    };
    let reason = match state {
        State::Returned => Some(*world.draw.pick(&RETURNED)),
        State::Void => Some(*world.draw.pick(&VOID)),
        _ => None,
    };
    // The platform of the province answers after some days.
    let number = (state == State::Accepted && world.calendar.age(on) > 3 && world.draw.chance(90))
        .then(|| {
            let digits = world.draw.between(0, 99_999_999);
            format!("{}{}{digits:08}", super::REGION, on.format("%Y%m%d"))
        });
    let fields = json!({
        "person": case.person,
        "residence": case.residence,
        "room": case.room,
        "type": kind,
        "declared_on": iso(on),
        "status": { "state": state.as_str(), "at": at, "by": by, "reason": reason },
        "platform_number": number,
    });
    world.write("declarations", declared_at, fields);
}
