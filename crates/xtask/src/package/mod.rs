//! `cargo xtask package`: what an administrator installs, and the proof that it installs.

mod chroot;
mod installed;
mod laptop;
mod rpm;
mod sandbox;
mod station;
mod tools;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::project::{Profile, Project, WINDOW, WINDOW_FEATURES};
use crate::setup;
use crate::steps::Steps;

#[derive(Args)]
pub struct Options {
    /// Install the packages into a clean Debian 12, start what is in them, upgrade and remove them. Needs root.
    #[arg(long)]
    check: bool,
    /// Package the programs as `cargo build` makes them: quick, for work on the packages themselves.
    #[arg(long)]
    dev: bool,
    /// Check the packages that lie in `target/package` as they are.
    #[arg(long, requires = "check")]
    made: bool,
}

/// The packages of one version for Debian and its kin.
pub struct Packages {
    /// Window and `beatbook`.
    pub laptop: PathBuf,
    /// The station.
    pub station: PathBuf,
}

/// Builds the packages into `target/package`, and checks them if asked.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let profile = if options.dev {
        Profile::Dev
    } else {
        Profile::Release
    };
    let mut steps = Steps::default();
    let (folder, next) = (
        project.scratch("package")?,
        project.scratch("package/next")?,
    );
    let version = env!("CARGO_PKG_VERSION");
    // Sorts after every version that could be installed, and holds the same programs.
    let higher = [version, "+check"].concat();
    steps.run("set-up", || {
        setup::everything(project)?;
        tools::install(project, options.check)
    })?;
    if !options.made {
        steps.run("build the ui", || setup::build_ui(project))?;
        steps.run("build the programs", || build(project, profile))?;
        steps.run("package", || make(project, profile, &folder, version))?;
        steps.run("package for Fedora", || {
            rpm(project, profile, &rpm_in(&folder, version), version)
        })?;
        if options.check {
            steps.run("package a higher version", || {
                make(project, profile, &next, &higher)
            })?;
        }
    }
    let packages = Packages::in_folder(&folder, version)?;
    let laptop_rpm = rpm_in(&folder, version);
    for path in [&packages.laptop, &packages.station, &laptop_rpm] {
        let bytes = std::fs::metadata(path)?.len();
        println!("{:>6.1} MB  {}", bytes as f64 / 1e6, path.display());
    }
    if options.check {
        let upgrade = Packages::in_folder(&next, &higher)?;
        steps.run("rpm", || rpm::check(&laptop_rpm))?;
        installed::check(project, &mut steps, &packages, &upgrade)?;
    }
    steps.print_summary();
    Ok(())
}

impl Packages {
    /// Those of one version that were made.
    fn in_folder(folder: &Path, version: &str) -> Result<Packages> {
        let made = |name: &str| {
            let begins = format!("{name}_{version}_");
            let mut entries = std::fs::read_dir(folder)?
                .flatten()
                .map(|entry| entry.path());
            let found = entries.find(|path| {
                let file = path.file_name().map(|file| file.to_string_lossy());
                file.is_some_and(|file| file.starts_with(&begins) && file.ends_with(".deb"))
            });
            found.with_context(|| format!("{} holds no package of {name}", folder.display()))
        };
        Ok(Packages {
            laptop: made("beatbook")?,
            station: made("beatbook-station")?,
        })
    }
}

fn rpm_in(folder: &Path, version: &str) -> PathBuf {
    folder.join(format!("beatbook-{version}.rpm"))
}

fn build(project: &Project, profile: Profile) -> Result<()> {
    let build = project.cargo(&["build", "--bins", "--features", WINDOW_FEATURES]);
    let build = build.args(["-p", "station", "-p", "audit", "-p", "cli", "-p", WINDOW]);
    let build = match profile {
        Profile::Dev => build,
        Profile::Release => build.arg("--release"),
    };
    Ok(build.run()?)
}

fn make(project: &Project, profile: Profile, folder: &Path, version: &str) -> Result<()> {
    for package in [WINDOW, "station"] {
        project
            .cargo(&["deb", "--no-build", "--no-strip", "--quiet"])
            // Debug programs are large; nobody keeps these packages.
            .args((profile == Profile::Dev).then_some("--fast"))
            .args(["--package", package, "--profile", name_of(profile)])
            .args(["--deb-version", version, "--output"])
            .arg(folder)
            .run()?;
    }
    Ok(())
}

fn name_of(profile: Profile) -> &'static str {
    match profile {
        Profile::Dev => "dev",
        Profile::Release => "release",
    }
}

fn rpm(project: &Project, profile: Profile, path: &Path, version: &str) -> Result<()> {
    let set = format!("version = \"{version}\"");
    // As above.
    let packing = match profile {
        Profile::Dev => "gzip",
        Profile::Release => "zstd",
    };
    project
        .cargo(&["generate-rpm", "--package", "src-tauri"])
        .args(["--profile", name_of(profile), "--auto-req", "auto"])
        .args(["--payload-compress", packing])
        .args(["--set-metadata", &set, "--output"])
        .arg(path)
        .run()?;
    Ok(())
}
