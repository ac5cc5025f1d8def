//! What is in the package for Fedora, and what it asks for.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::chroot::said;

/// What must be in it.
const FILES: [&str; 5] = [
    "/usr/bin/beatbook",
    "/usr/bin/beatbook-app",
    "/usr/share/applications/beatbook.desktop",
    "/usr/share/icons/hicolor/512x512/apps/beatbook.png",
    "/usr/share/icons/hicolor/32x32/apps/beatbook.png",
];
/// What it must ask for: found by the programs' own lists of libraries.
const LIBRARIES: [&str; 3] = [
    "libwebkit2gtk-4.1.so.0()(64bit)",
    "libgtk-3.so.0()(64bit)",
    "libc.so.6",
];

/// Reads the package as `rpm` does.
pub fn check(package: &Path) -> Result<()> {
    let listed = query(package, "-qpl")?;
    for file in FILES {
        ensure!(
            listed.lines().any(|line| line == file),
            "{file} is not in the package"
        );
    }
    let required = query(package, "-qpR")?;
    for library in LIBRARIES {
        ensure!(
            required.lines().any(|line| line.starts_with(library)),
            "the package does not ask for {library}:\n{required}"
        );
    }
    let recommended = query(package, "--recommends")?;
    ensure!(
        recommended.contains("font(:lang=zh-cn)"),
        "the package recommends no Chinese type"
    );
    let scripts = query(package, "--scripts")?;
    ensure!(scripts.trim().is_empty(), "it runs scripts:\n{scripts}");
    println!(
        "{} files, {} requirements",
        listed.lines().count(),
        required.lines().count()
    );
    Ok(())
}

fn query(package: &Path, what: &str) -> Result<String> {
    let package = package.as_os_str();
    if what.starts_with("--") {
        said(Command::new("rpm").args(["-qp", what]).arg(package))
    } else {
        said(Command::new("rpm").arg(what).arg(package))
    }
}
