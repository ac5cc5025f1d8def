//! Who receives a row. Only the station derives this: a child follows its parent, a person follows their open stays (SYNC, finer rules
//! 8 to 10). Here too: two records of one building or room become one.

use std::collections::BTreeSet;

use domain::places;
use domain::register::{self, Scope};

use crate::database::{Batch, Held};
use crate::error::StationError;

/// Scope of everybody.
pub const STATION: &str = "station";
/// Scope of chiefs.
pub const CHIEFS: &str = "chiefs";
/// Scope of administrators.
pub const ADMINS: &str = "admins";

/// Scope of an area.
pub fn area(id: &str) -> String {
    ["area:", id].concat()
}

/// Scope of one account.
pub fn user(id: &str) -> String {
    ["user:", id].concat()
}

/// The scopes of a row, sorted; what its author claimed while its parent is unknown.
pub fn derive(batch: &mut Batch<'_, '_>, id: &str) -> Result<Vec<String>, StationError> {
    let Some(held) = batch.row(id)?.map(|held| held.clone()) else {
        return Ok(vec![]);
    };
    let rule = register::kind(&held.kind).map(|kind| kind.scope.clone());
    let mut scopes = match rule {
        Some(Scope::Station) => vec![STATION.to_owned()],
        Some(Scope::Chiefs) => vec![ADMINS.to_owned(), CHIEFS.to_owned()],
        Some(Scope::Area) => own_area(&held),
        Some(Scope::Parent(field)) => of_reference(batch, &held, field)?,
        Some(Scope::Residences) => of_person(batch, id, &held)?,
        Some(Scope::Contact) => of_contact(batch, &held)?,
        Some(Scope::Broadcast) => of_broadcast(&held),
        Some(Scope::Receipt) => of_user(&held),
        Some(Scope::Server) if held.kind == "conflicts" => of_reference(batch, &held, "row")?,
        Some(Scope::Server) => of_user(&held),
        None => vec![],
    };
    if scopes.is_empty() {
        scopes.push(held.claim.clone());
    }
    scopes.sort();
    scopes.dedup();
    Ok(scopes)
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

fn of_reference(
    batch: &mut Batch<'_, '_>,
    held: &Held,
    field: &str,
) -> Result<Vec<String>, StationError> {
    let Some(target) = held.text(field) else {
        return Ok(vec![]);
    };
    Ok(batch
        .row(target)?
        .map(|parent| parent.scopes.clone())
        .unwrap_or_default())
}

/// A person belongs to the areas of their open stays; who has left stays with the area that registered them.
fn of_person(
    batch: &mut Batch<'_, '_>,
    id: &str,
    held: &Held,
) -> Result<Vec<String>, StationError> {
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
    if scopes.is_empty() {
        scopes.extend(own_area(held));
    }
    Ok(scopes.into_iter().collect())
}

fn of_contact(batch: &mut Batch<'_, '_>, held: &Held) -> Result<Vec<String>, StationError> {
    for field in ["room", "building", "person"] {
        let scopes = of_reference(batch, held, field)?;
        if !scopes.is_empty() {
            return Ok(scopes);
        }
    }
    Ok(own_area(held))
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
            merge_twin(batch, id, kind)?;
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
