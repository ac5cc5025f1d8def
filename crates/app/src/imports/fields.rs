use serde::{Deserialize, Serialize};

/// What a file is imported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportAs {
    Rooms,
    People,
    Contacts,
}

impl ImportAs {
    /// The spelling on the command line and in the window.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rooms => "rooms",
            Self::People => "people",
            Self::Contacts => "contacts",
        }
    }

    /// Reverse of [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Rooms, Self::People, Self::Contacts]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// What a column holds. Columns that mean anything else are not read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    NameLatin,
    Sex,
    Birth,
    DocumentType,
    /// Any document number; the kind is told by the number or by [`Field::DocumentType`].
    Number,
    Passport,
    Phone,
    Household,
    Nationality,
    Guardian,
    /// A whole address in one cell.
    Address,
    Village,
    Zone,
    Building,
    Unit,
    Floor,
    Room,
    Landlord,
    LandlordPhone,
    RoomUse,
    Since,
    Reason,
    Employer,
    Nickname,
    Remark,
    Member,
    AddedAt,
    Tags,
    Source,
}

impl Field {
    const OF_ROOMS: [Self; 9] = [
        Self::Address,
        Self::Village,
        Self::Zone,
        Self::Building,
        Self::Unit,
        Self::Floor,
        Self::Room,
        Self::Landlord,
        Self::LandlordPhone,
    ];
    const OF_PEOPLE: [Self; 14] = [
        Self::Name,
        Self::NameLatin,
        Self::Sex,
        Self::Birth,
        Self::DocumentType,
        Self::Number,
        Self::Passport,
        Self::Phone,
        Self::Household,
        Self::Nationality,
        Self::Guardian,
        Self::Since,
        Self::Reason,
        Self::Employer,
    ];
    const OF_CONTACTS: [Self; 7] = [
        Self::Nickname,
        Self::Remark,
        Self::Member,
        Self::AddedAt,
        Self::Tags,
        Self::Phone,
        Self::Source,
    ];

    /// The fields that a column may be mapped to, in the order of the form.
    pub fn of(import_as: ImportAs) -> Vec<Self> {
        match import_as {
            ImportAs::Rooms => Self::OF_ROOMS.into_iter().chain([Self::RoomUse]).collect(),
            ImportAs::People => Self::OF_PEOPLE.into_iter().chain(Self::OF_ROOMS).collect(),
            ImportAs::Contacts => Self::OF_CONTACTS.to_vec(),
        }
    }
}
