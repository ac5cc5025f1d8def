//! What packaging needs beyond building.

use anyhow::Result;

use crate::project::Project;
use crate::setup::{self, Package};

const TOOLS: [(&str, &str); 2] = [
    ("deb", "packages for Debian"),
    ("generate-rpm", "packages for Fedora"),
];

const FOR_CHECKING: [Package; 5] = [
    Package {
        name: "debootstrap",
        reason: "a clean Debian to install into",
    },
    Package {
        name: "rpm",
        reason: "reads the package for Fedora",
    },
    Package {
        name: "strace",
        reason: "shows what the station asks of the system",
    },
    Package {
        name: "systemd",
        reason: "reads the station's unit",
    },
    Package {
        name: "desktop-file-utils",
        reason: "reads the menu entry",
    },
];

/// Installs cargo's packagers, and what the check needs.
pub fn install(project: &Project, check: bool) -> Result<()> {
    for (command, reason) in TOOLS {
        let there = project.cargo(&[command, "--version"]).quiet();
        if there.ignore_stderr().ignore_stdout().run().is_ok() {
            continue;
        }
        println!("installing: cargo-{command} ({reason})");
        let crate_name = ["cargo-", command].concat();
        project.cargo(&["install", "--locked", &crate_name]).run()?;
    }
    if check {
        setup::also(&project.shell, &FOR_CHECKING)?;
    }
    Ok(())
}
