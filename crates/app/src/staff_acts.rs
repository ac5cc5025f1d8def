//! Acts of running the station; they need the station and are done there.

use chrono::Days;
use domain::identity::is_area_code;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::desk::Desk;
use crate::due;
use crate::error::AppError;
use crate::network::Network;
use crate::sync_round;

/// One act: `add_area`, `change_area`, `add_user`, `assign`, `unassign`, `replace`, `invite`, `revoke_laptop`, `close_user`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StationAct {
    /// Which act.
    pub act: String,
    /// Name of a new area or account.
    pub name: Option<String>,
    /// Role of a new account.
    pub role: Option<String>,
    /// Account concerned.
    pub user: Option<String>,
    /// Account that takes over all areas of `user`.
    #[serde(default)]
    pub successor: Option<String>,
    /// From which day on; none for today.
    #[serde(default)]
    pub from: Option<String>,
    /// Area concerned.
    pub area: Option<String>,
    /// Laptop concerned.
    pub laptop: Option<String>,
    /// Kind of an area.
    pub kind: Option<String>,
    /// Code of its region, 6 to 12 digits.
    pub code: Option<String>,
    /// Whether the laptop is in foreign hands: then nothing is taken from it any more.
    #[serde(default)]
    pub stolen: bool,
}

/// An invitation, shown once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Invitation {
    /// The code.
    pub code: String,
    /// Fingerprint of the station.
    pub fingerprint: String,
    /// Its address.
    pub station_url: String,
    /// When the code ends, ms.
    #[specta(type = i32)]
    pub expires_at: i64,
}

/// What an act did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct StationActDone {
    /// Sentence.
    pub message: String,
    /// Invitation, if that was asked for.
    pub invitation: Option<Invitation>,
}

#[derive(Deserialize)]
struct Answer {
    invitation: Option<Made>,
}

#[derive(Deserialize)]
struct Made {
    code: String,
    expires_at: i64,
}

/// Areas change hands today or soon: the station refuses another day without a sentence.
fn check_first_day(desk: &Desk, day: &str) -> Result<(), AppError> {
    let (today, last) = (desk.today(), desk.today() + Days::new(60));
    match due::day(day).filter(|day| (today..=last).contains(day)) {
        Some(_) => Ok(()),
        None => Err(AppError::at("handover_day", "from").in_language(desk.language)),
    }
}

/// Does an act at the station, then reads what it changed.
///
/// # Errors
/// `not_allowed` if the role may not; `station_unreachable` without the station.
pub fn act(desk: &Desk, act: &StationAct) -> Result<StationActDone, AppError> {
    if act
        .code
        .as_deref()
        .is_some_and(|code| !is_area_code(code.trim()))
    {
        return Err(AppError::at("area_code_impossible", "code").in_language(desk.language));
    }
    if let Some(day) = act.from.as_deref().filter(|day| !day.is_empty()) {
        check_first_day(desk, day)?;
    }
    let identity = desk.read(|connection| Ok(store::state::identity(connection)?))?;
    let network = Network::of(desk)?;
    let answer: Answer = network.post("act", act).map_err(|error| {
        match error.code.as_str() {
            "station_refused" => AppError::new("not_allowed"),
            _ => error,
        }
        .in_language(desk.language)
    })?;
    // The act stands whether or not its rows can be read at once.
    let _ = sync_round::run_once(desk);
    let root = data_encoding::BASE64
        .decode(identity.station_ca.as_bytes())
        .unwrap_or_default();
    Ok(StationActDone {
        message: desk.say(&["done.", &act.act].concat(), &[]),
        invitation: answer.invitation.map(|made| Invitation {
            code: made.code,
            fingerprint: sync::invite::fingerprint(&root),
            station_url: identity.station_url,
            expires_at: made.expires_at,
        }),
    })
}
