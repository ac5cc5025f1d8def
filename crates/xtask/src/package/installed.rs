//! The packages in a clean Debian 12: installed, started, used, upgraded, removed.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::chroot::Chroot;
use super::laptop::{self, Laptop};
use super::station::{self, Serving};
use super::{Packages, sandbox};
use crate::project::Project;
use crate::steps::Steps;

/// Goes the way of an administrator, from nothing to removal.
pub fn check(
    project: &Project,
    steps: &mut Steps,
    packages: &Packages,
    upgrade: &Packages,
) -> Result<()> {
    let mut debian = steps.run("a clean Debian", || Chroot::make(project))?;
    // A stick on which there is no room.
    let little = ["-t", "tmpfs", "-o", "size=64k,mode=777", "tmpfs"];
    debian.mount(&little, "media/full")?;
    steps.run("install", || {
        debian.install(&[packages.station.clone(), packages.laptop.clone()])?;
        station::check_installed(&debian)?;
        laptop::check_installed(&debian)
    })?;
    steps.run("the unit", || sandbox::check_unit(&debian))?;
    let code = steps.run("make the station", || station::init(&debian))?;
    let asked = debian.path("tmp/calls");
    let (serving, mut laptop) = steps.run("serve and enrol", || {
        let serving = Serving::start_watched(&debian, &asked)?;
        let laptop = Laptop::enrol(&debian, &serving.address, &code)?;
        station::check_sound(&debian, &serving)?;
        Ok((serving, laptop))
    })?;
    steps.run("the window", || laptop.show(project))?;
    steps.run("back up under writes", || {
        station::back_up_under_writes(&debian, &mut laptop)
    })?;
    drop(serving);
    steps.run("what the station asked of the system", || {
        sandbox::check_calls(&asked)
    })?;
    steps.run("restore the station", || restore(&debian, &mut laptop))?;
    steps.run("back up the laptop", || laptop.back_up_and_restore())?;
    steps.run("upgrade", || {
        let packages = [upgrade.station.clone(), upgrade.laptop.clone()];
        upgraded(&debian, &packages, &mut laptop)
    })?;
    steps.run("remove", || removed(&debian, &laptop))
}

/// The backup that was made under writes is put back; the laptop gives back what it lacks.
fn restore(debian: &Chroot, laptop: &mut Laptop) -> Result<()> {
    station::restore(debian)?;
    let serving = Serving::start(debian, &laptop.station)?;
    station::check_sound(debian, &serving)?;
    laptop.sync()?;
    laptop.check_nothing_waits()?;
    station::check_holds(debian, laptop.made())
}

fn upgraded(debian: &Chroot, packages: &[PathBuf], laptop: &mut Laptop) -> Result<()> {
    debian.install(packages)?;
    for name in ["beatbook", "beatbook-station"] {
        let version = debian.run("dpkg-query", &["-W", "-f", "${Version}", name])?;
        ensure!(version.ends_with("+check"), "{name} is {version}");
    }
    let serving = Serving::start(debian, &laptop.station)?;
    station::check_sound(debian, &serving)?;
    // One of them was not sent before the upgrade.
    laptop.check_holds_its_records()?;
    laptop.sync()?;
    station::check_holds(debian, laptop.made())?;
    laptop.write_and_sync()?;
    laptop.check_sound()
}

fn removed(debian: &Chroot, laptop: &Laptop) -> Result<()> {
    let names = ["beatbook", "beatbook-station"];
    // What has no settings of its own is unknown to apt once it is removed; dpkg purges all the same.
    let acts: [(&str, &[&str]); 2] = [
        ("apt-get", &["remove", "--yes", "--quiet"]),
        ("dpkg", &["--purge"]),
    ];
    for (program, act) in acts {
        debian.run(program, &[act, &names].concat())?;
        for program in [
            "usr/bin/beatbook",
            "usr/bin/beatbook-app",
            "usr/bin/beatbook-station",
        ] {
            ensure!(
                !debian.path(program).exists(),
                "{program} stays after {}",
                act[0]
            );
        }
        station::check_data_is_left(debian)?;
        laptop.check_data_is_left()?;
    }
    check_absent(&debian.path("usr/lib/systemd/system/beatbook-station.service"))?;
    check_absent(&debian.path("usr/share/applications/beatbook.desktop"))
}

fn check_absent(path: &Path) -> Result<()> {
    ensure!(!path.exists(), "{} stays", path.display());
    Ok(())
}
