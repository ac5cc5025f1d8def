//! `cargo xtask demo`: a synthetic station, a laptop enrolled at it, and the app signed in.

mod laptop;
mod made;
mod station;
mod window;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use testkit::synthetic;

use crate::display;
use crate::project::{Profile, Project, WINDOW, WINDOW_FEATURES};
use crate::setup;
use crate::steps::Steps;
use laptop::Laptop;
use made::Made;
use station::Station;

/// Opens every laptop of the demo.
pub const PASSPHRASE: &str = "beatbook demo 2026";

#[derive(Args)]
pub struct Options {
    /// Whose laptop it is.
    #[arg(long = "as", value_enum, default_value_t = Role::Instructor)]
    role: Role,
    /// How many people the station has on record.
    #[arg(long, default_value_t = 12_000)]
    people: usize,
    /// Another number gives other people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Start anew, without what was made (and edited) at the last time.
    #[arg(long)]
    fresh: bool,
    /// Only leave screenshots, also where there is a display.
    #[arg(long)]
    shots_only: bool,
    /// Kept apart, under this name, from the laptop that somebody looks at.
    #[arg(skip)]
    apart: Option<&'static str>,
}

impl Options {
    fn folder(&self) -> &'static str {
        self.apart.unwrap_or(self.role.word())
    }

    /// A laptop that is measured, and not shown.
    pub fn for_measuring(role: Role, people: usize) -> Options {
        Options::apart("measured", role, people)
    }

    /// A laptop of which pictures are taken, made anew.
    pub fn for_pictures(name: &'static str, role: Role) -> Options {
        const PEOPLE: usize = 2_000;
        Options {
            fresh: true,
            ..Options::apart(name, role, PEOPLE)
        }
    }

    fn apart(name: &'static str, role: Role, people: usize) -> Options {
        Options {
            role,
            people,
            seed: 1,
            fresh: false,
            shots_only: true,
            apart: Some(name),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    Instructor,
    Officer,
    Chief,
    Administrator,
    Auditor,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Role::Instructor => "instructor",
            Role::Officer => "officer",
            Role::Chief => "chief",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
        }
    }

    /// The account of the synthetic station that has this role.
    fn user(self) -> &'static str {
        match self {
            Role::Instructor => synthetic::FIRST_INSTRUCTOR,
            Role::Officer => synthetic::OFFICER,
            Role::Chief => synthetic::CHIEF,
            Role::Administrator => synthetic::ADMINISTRATOR,
            Role::Auditor => synthetic::AUDITOR,
        }
    }
}

/// Shows the app, or pictures of it where there is no display.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let mut steps = Steps::default();
    steps.run("set-up", || setup::everything(project))?;
    steps.run("build the ui", || setup::build_ui(project))?;
    steps.run("build the programs", || build(project))?;
    let (station, laptop) = make(project, options, Profile::Dev, &mut steps)?;
    println!("\n{} ({})", options.role.user(), options.role.word());
    println!("  station     {}", station.address);
    println!("  laptop      {}", laptop.home.display());
    println!("  passphrase  {PASSPHRASE}");
    let window = window::Window {
        program: project.binary(Profile::Dev, WINDOW),
        laptop: &laptop,
    };
    if options.shots_only || !display::is_here() {
        let folder = project.scratch("demo/screenshots")?;
        steps.run("screenshots", || {
            window.pictures(&folder, options.role.word())
        })
    } else {
        println!("close the window, or press Ctrl-C here, to end the demo");
        window.show()
    }
}

/// Makes the laptop of [`run`] without showing it, and gives its folder. The programs must be built.
pub fn laptop(project: &Project, options: &Options, profile: Profile) -> Result<PathBuf> {
    let mut steps = Steps::default();
    let (_station, laptop) = make(project, options, profile, &mut steps)?;
    Ok(laptop.home)
}

/// Builds the programs of the demo.
pub fn build(project: &Project) -> Result<()> {
    let packages = [
        "--package",
        "station",
        "--package",
        "cli",
        "--package",
        WINDOW,
    ];
    let build = project.cargo(&["build", "--bins", "--features", WINDOW_FEATURES]);
    Ok(build.args(packages).run()?)
}

/// A running station with a laptop that has everything from it: as it was left, or anew.
fn make<'a>(
    project: &'a Project,
    options: &Options,
    profile: Profile,
    steps: &mut Steps,
) -> Result<(Station<'a>, Laptop<'a>)> {
    let folder = project.scratch("demo")?.join(options.folder());
    let wanted = Made::wanted(options.people, options.seed);
    let kept = (!options.fresh).then(|| Made::read(&folder)).flatten();
    let kept = kept.filter(|made| made.is_like(&wanted));
    let laptop = Laptop::new(project, profile, folder.join("laptop"));
    let data = folder.join("station");

    let station = if let Some(made) = &kept {
        println!("using {} (`--fresh` starts anew)", folder.display());
        // The laptop knows the station by the address of its enrolment.
        steps.run("start the station", || {
            Station::serve(project, profile, data, &made.address)
        })?
    } else {
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let records = folder.join("records.jsonl");
        steps.run(&format!("invent {} people", options.people), || {
            station::write_records(&records, options.people, options.seed)
        })?;
        steps.run("fill the station", || {
            station::init(project, profile, &data)?;
            station::load(project, profile, &data, &records)
        })?;
        let station = steps.run("start the station", || {
            Station::serve(project, profile, data, station::ANY_ADDRESS)
        })?;
        steps.run("enrol the laptop", || {
            let invitation = station.invite(options.role.user())?;
            station.confirm(&laptop.enrol(&station.address, &invitation)?)
        })?;
        station
    };
    steps.run("sync", || laptop.sync())?;
    wanted.at(station.listens_on()).write(&folder)?;
    Ok((station, laptop))
}
