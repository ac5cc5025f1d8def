//! What the system must have, and why.

use anyhow::Result;
use xshell::Shell;

use super::debian;

/// A package of Debian 12, which other systems have under similar names.
pub struct Package {
    pub name: &'static str,
    pub reason: &'static str,
}

const fn package(name: &'static str, reason: &'static str) -> Package {
    Package { name, reason }
}

const PACKAGES: [Package; 18] = [
    package("build-essential", "C compiler and linker"),
    package("pkg-config", "finds the libraries below"),
    package("libssl-dev", "ciphers of the encrypted store"),
    package("libwebkit2gtk-4.1-dev", "the window's web view"),
    package("librsvg2-dev", "icons of the window"),
    package("libxdo-dev", "menu and keyboard of the window"),
    package(
        "libayatana-appindicator3-dev",
        "notification area of the window",
    ),
    package("webkit2gtk-driver", "drives the real window in tests"),
    package("xvfb", "a display where there is none"),
    package("dbus-daemon", "a session bus where there is none"),
    package("imagemagick", "screenshots"),
    package(
        "fonts-noto-cjk",
        "Chinese type in window, reports and screenshots",
    ),
    package("ca-certificates", "downloads over TLS"),
    package("file", "building installers"),
    package("postgresql-15", "stations on PostgreSQL in tests"),
    package("python3", "runs the executable model of sync in tests"),
    package("procps", "ends processes in tests"),
    package("strace", "tells which files the window writes, in tests"),
];

/// Installs packages that a single task needs; elsewhere than on Debian it is left to whoever asked.
pub fn also(shell: &Shell, wanted: &[Package]) -> Result<()> {
    if debian::is_this(shell) {
        let missing = debian::missing(shell, wanted)?;
        debian::install(shell, &missing)?;
    }
    Ok(())
}

/// Installs what is missing where the system is Debian or like it; elsewhere says what is needed.
pub fn install(shell: &Shell) -> Result<()> {
    if debian::is_this(shell) {
        let missing = debian::missing(shell, &PACKAGES)?;
        return debian::install(shell, &missing);
    }
    if cfg!(target_os = "linux") {
        println!("Not a Debian system, so nothing is installed. Needed, under Debian's names:");
        for package in &PACKAGES {
            println!("  {:<30} {}", package.name, package.reason);
        }
    } else if cfg!(target_os = "macos") {
        println!(
            "Needed on macOS: the Xcode command line tools (`xcode-select --install`) and OpenSSL 3."
        );
    } else if cfg!(windows) {
        println!("Needed on Windows: the C++ build tools, WebView2 and OpenSSL 3 (OPENSSL_DIR).");
    }
    Ok(())
}
