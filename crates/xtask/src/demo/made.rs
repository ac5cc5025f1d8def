//! What a folder of the demo holds, so that it is used again only for the same.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

const FILE: &str = "demo.json";

/// A finished demo folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    version: String,
    people: u64,
    seed: u64,
    /// Where the station listens: host and port. Empty while unknown.
    pub address: String,
}

impl Made {
    /// What would be made now.
    pub fn wanted(people: usize, seed: u64) -> Made {
        Made {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            people: people as u64,
            seed,
            address: String::new(),
        }
    }

    /// The same, with the station at `address`.
    pub fn at(self, address: &str) -> Made {
        Made {
            address: address.to_owned(),
            ..self
        }
    }

    /// Whether both come from the same people, seed and version.
    pub fn is_like(&self, other: &Made) -> bool {
        self.clone().at("") == other.clone().at("")
    }

    /// What `folder` holds; nothing when it was never finished.
    pub fn read(folder: &Path) -> Option<Made> {
        let text = fs::read_to_string(folder.join(FILE)).ok()?;
        let value: Value = serde_json::from_str(&text).ok()?;
        Some(Made {
            version: value["version"].as_str()?.to_owned(),
            people: value["people"].as_u64()?,
            seed: value["seed"].as_u64()?,
            address: value["address"].as_str()?.to_owned(),
        })
    }

    /// Marks `folder` as finished.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let value = json!({
            "version": self.version,
            "people": self.people,
            "seed": self.seed,
            "address": self.address,
        });
        Ok(fs::write(folder.join(FILE), value.to_string())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_used_again_for_the_same_people_and_seed_only() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Made::read(folder.path()), None);

        let made = Made::wanted(12_000, 1).at("127.0.0.1:4711");
        made.write(folder.path()).unwrap();
        let kept = Made::read(folder.path()).unwrap();
        assert_eq!(kept, made);
        assert!(kept.is_like(&Made::wanted(12_000, 1)));
        assert!(!kept.is_like(&Made::wanted(12_000, 2)));
        assert!(!kept.is_like(&Made::wanted(120_000, 1)));
    }
}
