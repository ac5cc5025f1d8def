use serde::{Deserialize, Serialize};

/// The kinds of identity document the station meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    /// 居民身份证, GB 11643-1999 (18 characters) or GB 11643-1989 (15 digits).
    ResidentId,
    /// 港澳台居民居住证: the resident layout with 810000, 820000 or 830000 in front.
    ResidencePermitHmt,
    /// 港澳居民来往内地通行证, including the version for those without Chinese nationality.
    TravelPermitHkMo,
    /// 台湾居民来往大陆通行证.
    TravelPermitTw,
    /// 外国人永久居留身份证 issued since 2023-12-01 (18 characters, first digit 9).
    ForeignPermanentId,
    /// 外国人永久居留身份证 of the older form (3 letters and 12 digits), valid until it expires.
    ForeignPermanentIdOld,
    /// 普通护照, of any state (ICAO Doc 9303).
    Passport,
    /// Anything else; nothing is checked beyond being non-empty.
    Other,
}

impl DocumentType {
    pub const ALL: [Self; 8] = [
        Self::ResidentId,
        Self::ResidencePermitHmt,
        Self::TravelPermitHkMo,
        Self::TravelPermitTw,
        Self::ForeignPermanentId,
        Self::ForeignPermanentIdOld,
        Self::Passport,
        Self::Other,
    ];

    /// The spelling in the database, on the wire and in the UI. Never changes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::ResidencePermitHmt => "residence_permit_hmt",
            Self::TravelPermitHkMo => "travel_permit_hk_mo",
            Self::TravelPermitTw => "travel_permit_tw",
            Self::ForeignPermanentId => "foreign_permanent_id",
            Self::ForeignPermanentIdOld => "foreign_permanent_id_old",
            Self::Passport => "passport",
            Self::Other => "other",
        }
    }

    /// Reverse of [`Self::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Sex as the document states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// Reads the stored spelling as well as 男 / 女 and M / F of import files and passports.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "male" | "男" | "男性" | "M" | "m" => Some(Self::Male),
            "female" | "女" | "女性" | "F" | "f" => Some(Self::Female),
            _ => None,
        }
    }

    /// Odd sequence digit = male, even = female (GB 11643).
    pub(super) fn of_digit(digit: u32) -> Self {
        if digit % 2 == 1 {
            Self::Male
        } else {
            Self::Female
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_reads_its_own_spelling_and_serde_agrees() {
        for kind in DocumentType::ALL {
            assert_eq!(DocumentType::parse(kind.as_str()), Some(kind));
            let json = serde_json::to_string(&kind).expect("plain data");
            assert_eq!(json, format!("\"{}\"", kind.as_str()));
        }
        assert_eq!(DocumentType::parse("ResidentId"), None);
    }

    #[test]
    fn sex_is_read_in_chinese_and_by_letter() {
        assert_eq!(Sex::parse(" 女 "), Some(Sex::Female));
        assert_eq!(Sex::parse("M"), Some(Sex::Male));
        assert_eq!(Sex::parse(Sex::Male.as_str()), Some(Sex::Male));
        assert_eq!(Sex::parse("未知"), None);
    }
}
