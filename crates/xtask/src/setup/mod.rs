//! Makes a machine able to build, show and test this repository, and says what it installs.
//!
//! Everything is looked for first: on a machine that has it all, nothing is asked of the network or of root.

mod debian;
mod node;
mod packages;
mod rust;
mod ui;

use anyhow::Result;

use crate::project::Project;

pub use packages::{Package, also};
pub use ui::build as build_ui;

/// System packages, Node, and the parts of the UI. Afterwards `project` finds the right `node` and `npm`.
pub fn everything(project: &Project) -> Result<()> {
    packages::install(&project.shell)?;
    node::make_ready(&project.shell)?;
    ui::install(project)
}

/// What checking the Rust sources needs beyond building them.
pub fn checkers(project: &Project) -> Result<()> {
    rust::components(project)?;
    rust::deny(project)
}
