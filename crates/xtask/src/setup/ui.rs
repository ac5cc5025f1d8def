//! The UI: its parts from npm, and building it. Both are done again only when something changed.

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsStr;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

use crate::project::Project;

/// Folders inside the UI that are made, not written.
const MADE: [&str; 3] = ["node_modules", "dist", "shots"];

/// `npm ci`, when the list of parts is another than at the last time.
pub fn install(project: &Project) -> Result<()> {
    let ui = project.ui();
    let state = fingerprint(&[&ui.join("package-lock.json")])?;
    // Lives and goes with what it describes.
    let stamp = ui.join("node_modules").join(".installed-from");
    if holds(&stamp, &state) {
        return Ok(());
    }
    println!("installing: parts of the UI (npm ci in ui/)");
    project.in_ui(|| Ok(project.npm(&["ci", "--no-audit", "--no-fund"]).run()?))?;
    keep(&stamp, &state)
}

/// `npm run build`, when sources or result are others than at the last time. The window's binary carries the result.
pub fn build(project: &Project) -> Result<()> {
    let (ui, assets) = (project.ui(), project.root.join("assets"));
    let dist = ui.join("dist");
    let stamp = project.scratch("xtask")?.join("ui-build");
    let state = || fingerprint(&[&ui, &assets, &dist]);
    if dist.is_dir() && holds(&stamp, &state()?) {
        println!("ui/dist is up to date");
        return Ok(());
    }
    project.in_ui(|| Ok(project.npm(&["run", "build"]).run()?))?;
    keep(&stamp, &state()?)
}

fn holds(stamp: &Path, state: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|kept| kept == state)
}

fn keep(stamp: &Path, state: &str) -> Result<()> {
    fs::write(stamp, state).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Names and contents of files and folders, as a few letters.
fn fingerprint(paths: &[&Path]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(path, &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.hash(hasher);
    if !path.is_dir() {
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        content.hash(hasher);
        return Ok(());
    }
    let mut inside: Vec<_> = fs::read_dir(path)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    inside.sort();
    for entry in inside {
        let made = entry
            .file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| MADE.contains(&name) || name.starts_with('.'));
        if !made {
            add(&entry, hasher)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_follows_sources_and_not_what_is_made_of_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("app.ts"), "1").unwrap();
        let before = fingerprint(&[folder.path()]).unwrap();

        fs::create_dir(folder.path().join("dist")).unwrap();
        fs::write(folder.path().join("dist").join("app.js"), "1").unwrap();
        assert_eq!(fingerprint(&[folder.path()]).unwrap(), before);

        fs::write(folder.path().join("app.ts"), "2").unwrap();
        assert_ne!(fingerprint(&[folder.path()]).unwrap(), before);
    }
}
