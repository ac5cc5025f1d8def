//! Who receives a row. Only the station derives this: a child follows its parent, a person follows their open stays (SYNC, finer rules
//! 8 to 10). Here too: two records of one building or room become one.

use std::collections::BTreeSet;

use domain::places;
use domain::register::{self, Scope};

use crate::database::{Batch, Held};
use crate::duplicates;
use crate::error::StationError;

/// Scope of everybody.
pub const STATION: &str = "station";
/// Scope of chiefs.
pub const CHIEFS: &str = "chiefs";
/// Scope of administrators.
pub const ADMINS: &str = "admins";

/// What stands before the scopes of a row that was put away: nobody holds such a scope.
const AWAY: &str = "away:";

/// Whether rows of a kind are put away by themselves; what belongs to them goes with them.
pub fn goes_away(kind: &str) -> bool {
    matches!(kind, "visits" | "consultations" | "disputes")
}

/// Whether these are the scopes of a row that was put away.
pub fn is_away(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| scope.starts_with(AWAY))
}

/// The scope under which the station keeps what it put away of this one.
pub fn away(scope: &str) -> String {
    [AWAY, scope].concat()
}

/// Where a row belongs, put away or not.
pub fn at_home(scopes: &[String]) -> Vec<String> {
    let home = |scope: &String| scope.strip_prefix(AWAY).unwrap_or(scope).to_owned();
    scopes.iter().map(home).collect()
}

/// Scope of an area.
pub fn area(id: &str) -> String {
    ["area:", id].concat()
}

/// Scope of one account.
pub fn user(id: &str) -> String {
    ["user:", id].concat()
}

/// What the scopes of a row follow from.
enum From {
    /// Its own content.
    Itself(Vec<String>),
    /// The first of these rows that is known; else these.
    Rows(Vec<String>, Vec<String>),
    /// The open stays of the person it was merged into, or its own.
    Stays(Option<String>),
    /// Where these people belong, and the chiefs.
    Case(Vec<String>),
}

/// The scopes of a row, sorted; what its author claimed while its parent is unknown; none for one that was forgotten.
pub fn derive(batch: &mut Batch<'_, '_>, id: &str) -> Result<Vec<String>, StationError> {
    let Some(held) = batch.row(id)? else {
        return Ok(vec![]);
    };
    if held.is_forgotten() {
        return Ok(vec![]);
    }
    let (claim, is_put_away) = (held.claim.clone(), held.away);
    let mut scopes = match follows_from(held) {
        From::Itself(scopes) => scopes,
        From::Rows(ids, otherwise) => of_first(batch, &ids)?.unwrap_or(otherwise),
        From::Stays(root) => of_person(batch, &root.unwrap_or_else(|| id.to_owned()))?,
        From::Case(people) => of_case(batch, &people)?,
    };
    if scopes.is_empty() {
        // Nobody hides a row by its claim.
        scopes.extend(at_home(&[claim]));
    }
    if is_put_away {
        scopes = at_home(&scopes).iter().map(|scope| away(scope)).collect();
    }
    scopes.sort();
    scopes.dedup();
    Ok(scopes)
}

fn follows_from(held: &Held) -> From {
    let row =
        |field: &str| -> Vec<String> { held.text(field).map(str::to_owned).into_iter().collect() };
    match register::kind(&held.kind).map(|kind| &kind.scope) {
        Some(Scope::Station) => From::Itself(vec![STATION.to_owned()]),
        Some(Scope::Chiefs) => From::Itself(vec![ADMINS.to_owned(), CHIEFS.to_owned()]),
        Some(Scope::Area) => From::Itself(own_area(held)),
        Some(Scope::Parent(field)) => From::Rows(row(field), vec![]),
        Some(Scope::Residences) => From::Stays(held.text("merged_into").map(str::to_owned)),
        Some(Scope::Contact) => From::Rows(
            ["room", "building", "person"]
                .into_iter()
                .flat_map(row)
                .collect(),
            own_area(held),
        ),
        Some(Scope::Broadcast) => From::Itself(of_broadcast(held)),
        Some(Scope::Receipt) => From::Itself(of_user(held)),
        Some(Scope::Notice) => From::Itself(of_notice(held)),
        Some(Scope::Server) if held.kind == "conflicts" => From::Rows(row("row"), vec![]),
        Some(Scope::Server) if held.kind == "duplicate_cases" => {
            From::Case(["a", "b"].into_iter().flat_map(row).collect())
        }
        Some(Scope::Server) => From::Itself(of_user(held)),
        None => From::Itself(vec![]),
    }
}

fn own_area(held: &Held) -> Vec<String> {
    held.text("area").map(area).into_iter().collect()
}

fn of_user(held: &Held) -> Vec<String> {
    held.text("user")
        .map(user)
        .into_iter()
        .chain([CHIEFS.to_owned()])
        .collect()
}

fn of_notice(held: &Held) -> Vec<String> {
    let officers = domain::fields::texts(&held.state.fields, "officers");
    let mut scopes = of_user(held);
    scopes.extend(officers.into_iter().map(user));
    scopes
}

fn of_first(
    batch: &mut Batch<'_, '_>,
    ids: &[String],
) -> Result<Option<Vec<String>>, StationError> {
    for id in ids {
        if let Some(held) = batch.row(id)?
            && !held.scopes.is_empty()
        {
            return Ok(Some(held.scopes.clone()));
        }
    }
    Ok(None)
}

/// Both persons' areas, and the chiefs.
fn of_case(batch: &mut Batch<'_, '_>, people: &[String]) -> Result<Vec<String>, StationError> {
    let mut scopes = vec![CHIEFS.to_owned()];
    for person in people {
        if let Some(held) = batch.row(person)? {
            scopes.extend(held.scopes.iter().cloned());
        }
    }
    Ok(scopes)
}

/// A person belongs to the areas of their open stays; who has left stays with the area that registered them. Records merged into one
/// person go together wherever one of them would go.
fn of_person(batch: &mut Batch<'_, '_>, root: &str) -> Result<Vec<String>, StationError> {
    let mut scopes = BTreeSet::new();
    for member in duplicates::members(batch, root)? {
        scopes.extend(of_record(batch, &member)?);
    }
    Ok(scopes.into_iter().collect())
}

fn of_record(batch: &mut Batch<'_, '_>, id: &str) -> Result<BTreeSet<String>, StationError> {
    let mut scopes = BTreeSet::new();
    for child in batch.children(id)? {
        if let Some(stay) = batch.row(&child)?
            && stay.kind == "residences"
            && stay.text("person") == Some(id)
            && stay.text("until").is_none()
            && !stay.is_deleted()
        {
            scopes.extend(stay.scopes.iter().cloned());
        }
    }
    if scopes.is_empty()
        && let Some(held) = batch.row(id)?
    {
        scopes.extend(own_area(held));
    }
    Ok(scopes)
}

/// A draft is its author's and the chiefs'; once published it goes to its areas, or to everybody.
fn of_broadcast(held: &Held) -> Vec<String> {
    let mut scopes = vec![CHIEFS.to_owned()];
    scopes.extend(held.text("author").map(user));
    if matches!(held.text("status.state"), Some("approved" | "withdrawn")) {
        let areas = domain::fields::texts(&held.state.fields, "areas");
        if areas.is_empty() {
            scopes.push(STATION.to_owned());
        }
        scopes.extend(areas.into_iter().map(area));
    }
    scopes
}

/// Two buildings of one area, or two rooms of one building, under the same words are one: the smaller id stays.
pub fn merge_twins(batch: &mut Batch<'_, '_>) -> Result<(), StationError> {
    let touched: Vec<String> = batch.touched().iter().cloned().collect();
    for kind in ["buildings", "rooms"] {
        for id in &touched {
            if batch.row(id)?.is_some_and(|held| held.kind == kind) {
                merge_twin(batch, id, kind)?;
            }
        }
    }
    Ok(())
}

fn merge_twin(batch: &mut Batch<'_, '_>, id: &str, kind: &str) -> Result<(), StationError> {
    let Some((parent, norm)) = place_of(batch, id, kind)? else {
        return Ok(());
    };
    batch.tx().put_twin(&parent, &norm, id)?;
    let mut alive = Vec::new();
    for twin in batch.tx().twins(&parent, &norm)? {
        if batch
            .row(&twin)?
            .is_some_and(|held| !held.is_deleted() && held.text("merged_into").is_none())
        {
            alive.push(twin);
        }
    }
    // Sorted by the query: the smaller id stays, so two stations healing the same data agree, and no cycle can arise.
    let Some((kept, merged)) = alive.split_first() else {
        return Ok(());
    };
    for twin in merged.iter().filter(|_| !sync::plant::is("twins_kept")) {
        batch.hlc += 1;
        let hlc = batch.hlc;
        if let Some(held) = batch.row(twin)? {
            held.set_own("merged_into", kept.as_str().into(), hlc);
            batch.touch(twin);
        }
        if kind == "buildings" {
            for room in batch.children(twin)? {
                merge_twin(batch, &room, "rooms")?;
            }
        }
    }
    Ok(())
}

/// Where a building or room is filed: its area or effective building, and its normalised words.
fn place_of(
    batch: &mut Batch<'_, '_>,
    id: &str,
    kind: &str,
) -> Result<Option<(String, String)>, StationError> {
    let Some(held) = batch.row(id)?.map(|held| held.clone()) else {
        return Ok(None);
    };
    if held.kind != kind || held.is_deleted() || held.text("merged_into").is_some() {
        return Ok(None);
    }
    let (parent, norm) = if kind == "buildings" {
        (
            held.text("area").map(str::to_owned),
            places::building_norm(&held.state.fields),
        )
    } else {
        let building = match held.text("building") {
            Some(building) => Some(
                batch
                    .row(building)?
                    .and_then(|held| held.text("merged_into").map(str::to_owned))
                    .unwrap_or_else(|| building.to_owned()),
            ),
            None => None,
        };
        (building, places::room_norm(&held.state.fields))
    };
    Ok(parent
        .filter(|_| !norm.is_empty())
        .map(|parent| (parent, norm)))
}
