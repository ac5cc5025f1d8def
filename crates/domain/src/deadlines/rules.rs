use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What `days` of a rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    WorkingDays,
    Days,
    Hours,
    Months,
}

/// One deadline as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub id: String,
    /// What is due, in Chinese.
    pub subject: String,
    /// How many of `unit`.
    pub days: u32,
    pub unit: Unit,
    /// Law and article, or a plain statement that it is a station default.
    pub source: String,
    /// Where it applies.
    pub place: String,
    /// First day of force, where known.
    pub since: Option<NaiveDate>,
    /// First day no longer in force.
    pub until: Option<NaiveDate>,
}

/// A set of rules; several versions of one id may follow each other in time.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Rules {
    #[serde(default, rename = "rule")]
    all: Vec<Rule>,
}

impl Rules {
    /// The rules shipped with the program (`assets/rules/zhejiang.toml`).
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Rules> = OnceLock::new();
        // A test keeps the file readable.
        BUILT_IN.get_or_init(|| {
            Self::parse(include_str!("../../../../assets/rules/zhejiang.toml")).unwrap_or_default()
        })
    }

    /// Reads the TOML form of `assets/rules/zhejiang.toml`.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The rule in force on the day of the event. An event before every version takes the earliest one: imported files
    /// hold arrivals older than the law, and no reminder would be worse.
    pub fn pick(&self, id: &str, on: NaiveDate) -> Option<&Rule> {
        let versions = || self.all.iter().filter(|rule| rule.id == id);
        let in_force = |rule: &&Rule| {
            rule.since.is_none_or(|since| since <= on) && rule.until.is_none_or(|until| on < until)
        };
        versions()
            .rfind(in_force)
            .or_else(|| versions().min_by_key(|rule| rule.since))
    }

    /// All rules in the order of the file, for the page that shows them.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.all.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("an ISO date")
    }

    #[test]
    fn the_shipped_rules_are_readable_and_each_names_its_source() {
        assert!(Rules::parse(include_str!("../../../../assets/rules/zhejiang.toml")).is_ok());
        let ids: Vec<&str> = Rules::built_in()
            .iter()
            .map(|rule| rule.id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "arrival",
                "arrival_foreign",
                "change",
                "landlord",
                "renewal",
                "permit"
            ]
        );
        assert!(
            Rules::built_in()
                .iter()
                .all(|rule| !rule.source.is_empty() && rule.days > 0)
        );
    }

    #[test]
    fn the_version_in_force_on_the_day_is_taken() {
        let version = |days: u32, since: &str, until: &str| {
            format!(
                "[[rule]]\nid='a'\nsubject=''\ndays={days}\nunit='days'\nsource='s'\nplace=''\nsince='{since}'\n{until}\n"
            )
        };
        let text = version(3, "2016-01-01", "until='2026-01-01'") + &version(5, "2026-01-01", "");
        let rules = Rules::parse(&text).expect("TOML");
        let days = |on: &str| rules.pick("a", day(on)).map(|rule| rule.days);
        assert_eq!(days("2025-12-31"), Some(3));
        assert_eq!(days("2026-01-01"), Some(5));
        assert_eq!(days("2001-01-01"), Some(3));
        assert_eq!(rules.pick("b", day("2026-01-01")), None);
    }
}
