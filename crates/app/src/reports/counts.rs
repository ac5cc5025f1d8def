//! Counts by name: `consultation_kind.help` is how many asked for help.

use std::collections::BTreeMap;

use super::groups::Group;

/// Counts under `list.code`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts(BTreeMap<String, u32>);

impl Counts {
    /// Adds to a count.
    pub fn add(&mut self, group: Group, code: &str, more: u32) {
        let key = [group.list, ".", code].concat();
        let count = self.0.entry(key).or_default();
        *count = count.saturating_add(more);
    }

    /// One count; nought for what was never counted.
    pub fn of(&self, group: Group, code: &str) -> u32 {
        let key = [group.list, ".", code].concat();
        self.0.get(&key).copied().unwrap_or(0)
    }

    /// All counts of a group, by code.
    pub fn in_group(&self, group: Group) -> impl Iterator<Item = (&str, u32)> {
        let prefix = [group.list, "."].concat();
        self.0
            .iter()
            .filter_map(move |(key, count)| Some((key.strip_prefix(&prefix)?, *count)))
    }

    /// Adds those of a group from elsewhere.
    pub fn take(&mut self, group: Group, from: &Counts) {
        for (code, count) in from.in_group(group) {
            self.add(group, code, count);
        }
    }

    /// Takes counts of what was counted twice off again.
    pub fn less(&mut self, group: Group, code: &str, fewer: u32) {
        let key = [group.list, ".", code].concat();
        if let Some(count) = self.0.get_mut(&key) {
            *count = count.saturating_sub(fewer);
        }
    }

    /// As it is kept in a row.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!(self.0)
    }

    /// Reads what was kept.
    pub fn from_json(text: &str) -> Option<Counts> {
        serde_json::from_str(text).ok().map(Counts)
    }
}
