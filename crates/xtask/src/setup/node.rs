//! Node 20 or newer with npm. Debian 12 has Node 18: it is enough to fetch a newer one into the user's cache.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use directories::BaseDirs;
use xshell::{Shell, cmd};

use super::debian;
use super::packages::Package;
use crate::project::npm;

const WANTED: u32 = 20;
const FETCHED: [&str; 2] = ["node@20", "npm@10"];

const DEBIAN: [Package; 2] = [
    Package {
        name: "nodejs",
        reason: "runs npm, which fetches Node 20",
    },
    Package {
        name: "npm",
        reason: "parts of the UI",
    },
];

/// Puts a sufficient `node` and its `npm` in front of `shell`'s PATH, unless they are there already.
pub fn make_ready(shell: &Shell) -> Result<()> {
    if is_sufficient(shell) {
        return Ok(());
    }
    let cache = cache()?;
    let fetched = cache.join("node_modules").join(".bin");
    let found = {
        let _path = shell.push_env("PATH", path_with(shell, &fetched)?);
        is_sufficient(shell)
    };
    if !found {
        fetch(shell, &cache)?;
    }
    shell.set_var("PATH", path_with(shell, &fetched)?);
    ensure!(
        is_sufficient(shell),
        "Node in {} does not run; remove that folder and try again",
        cache.display()
    );
    Ok(())
}

fn is_sufficient(shell: &Shell) -> bool {
    node_version(shell).is_some_and(|major| major >= WANTED) && has_npm(shell)
}

fn node_version(shell: &Shell) -> Option<u32> {
    let printed = cmd!(shell, "node --version").quiet().ignore_stderr();
    major(&printed.read().ok()?)
}

// `v20.20.2` → 20
fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

fn has_npm(shell: &Shell) -> bool {
    let version = shell.cmd(npm()).arg("--version");
    version.quiet().ignore_stderr().read().is_ok()
}

fn cache() -> Result<PathBuf> {
    let base = BaseDirs::new().context("there is no home folder to keep Node in")?;
    Ok(base.cache_dir().join("beatbook-build").join("node-20"))
}

fn path_with(shell: &Shell, first: &Path) -> Result<std::ffi::OsString> {
    let present = shell.var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(first.to_owned()).chain(std::env::split_paths(&present));
    Ok(std::env::join_paths(folders)?)
}

// npm's package `node` carries the binary of this system. Debian's own npm leans on parts that only Debian's Node finds,
// so an npm comes along.
fn fetch(shell: &Shell, cache: &Path) -> Result<()> {
    if !has_npm(shell) {
        if !debian::is_this(shell) {
            bail!("install Node {WANTED} or newer, with npm");
        }
        debian::install(shell, &debian::missing(shell, &DEBIAN)?)?;
    }
    match node_version(shell) {
        Some(major) => println!("Node here is {major}, and {WANTED} is needed"),
        None => println!("there is no Node here"),
    }
    println!(
        "installing: {} into {}",
        FETCHED.join(" and "),
        cache.display()
    );
    shell.create_dir(cache)?;
    shell
        .cmd(npm())
        .args(["install", "--no-audit", "--no-fund", "--no-package-lock"])
        .arg("--prefix")
        .arg(cache)
        .args(FETCHED)
        .quiet()
        .run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major("nonsense"), None);
    }
}
