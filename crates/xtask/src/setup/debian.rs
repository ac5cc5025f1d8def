//! Debian's packages: which are missing, and installing them.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use super::packages::Package;

/// Whether this is Debian 12 or kin: a system whose packages `dpkg` keeps and `apt-get` installs.
pub fn is_this(shell: &Shell) -> bool {
    cfg!(target_os = "linux")
        && cmd!(shell, "dpkg-query --version").quiet().read().is_ok()
        && cmd!(shell, "apt-get --version").quiet().read().is_ok()
}

/// Those of `wanted` that are not installed.
pub fn missing<'a>(shell: &Shell, wanted: &'a [Package]) -> Result<Vec<&'a Package>> {
    let names = wanted.iter().map(|package| package.name);
    // Fails when it does not know a package, and lists the others all the same.
    let query = cmd!(shell, "dpkg-query --show --showformat")
        .arg("${Package} ${db:Status-Status}\n")
        .args(names)
        .quiet()
        .ignore_stderr()
        .ignore_status();
    let listed = query.read()?;
    Ok(wanted
        .iter()
        .filter(|package| !is_installed(&listed, package.name))
        .collect())
}

fn is_installed(listed: &str, name: &str) -> bool {
    listed
        .lines()
        .any(|line| line.split_once(' ') == Some((name, "installed")))
}

/// Installs packages as root, or through sudo; where neither is possible, prints the command and stops.
pub fn install(shell: &Shell, packages: &[&Package]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    println!("installing:");
    for package in packages {
        println!("  {:<30} {}", package.name, package.reason);
    }
    let names: Vec<&str> = packages.iter().map(|package| package.name).collect();
    let quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let install = ["install", "--yes", "--no-install-recommends"];
    let Some(root) = way_to_root(shell) else {
        bail!(
            "neither root nor sudo here; run as root:\n  apt-get update && apt-get {} {}",
            install.join(" "),
            names.join(" ")
        );
    };
    for arguments in [&["update"][..], &[&install[..], &names].concat()] {
        let whole = [root, &quiet, arguments].concat();
        println!("$ {}", whole.join(" "));
        shell.cmd(whole[0]).args(&whole[1..]).quiet().run()?;
    }
    Ok(())
}

// What a command begins with to run as root.
fn way_to_root(shell: &Shell) -> Option<&'static [&'static str]> {
    let user = cmd!(shell, "id -u").quiet().read().ok()?;
    if user == "0" {
        return Some(&[]);
    }
    let sudo = cmd!(shell, "sudo --version").quiet().read();
    sudo.is_ok().then_some(&["sudo"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_package_whose_settings_remain_is_missing() {
        let listed = "xvfb installed\nimagemagick config-files\nxvfb-extra installed";
        assert!(is_installed(listed, "xvfb"));
        assert!(!is_installed(listed, "imagemagick"));
        assert!(!is_installed(listed, "file"));
    }
}
