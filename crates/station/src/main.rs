//! `beatbook-station`: the station server and its administration.

mod courier_command;
mod recovery_command;

use std::io::{BufReader, BufWriter};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use directories::ProjectDirs;
use domain::Role;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use station::console::{self, Doing};
use station::{Clock, Station, Surroundings, owner, staff};
use sync::lease::Terms;

use courier_command as courier;
use recovery_command as recovery;

/// Gives memory back after large requests. The system's allocator keeps some of it for each of the many threads that handle requests:
/// fifty bombs left it at 350 MiB, of which almost nothing was in use.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where the station listens unless it is told otherwise.
const LISTEN: &str = "0.0.0.0:8443";

#[derive(Parser)]
#[command(
    name = "beatbook-station",
    version,
    about = "The station server of Beatbook"
)]
struct Arguments {
    /// Data folder of the station.
    #[arg(long, global = true, env = "BEATBOOK_STATION_DATA")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new station with its certificates, a chief and an administrator, and print their invitations.
    Init {
        /// Name of the station.
        #[arg(long, default_value = "派出所")]
        name: String,
        /// Name or address under which laptops reach this machine; may be repeated.
        #[arg(long = "host")]
        hosts: Vec<String>,
        /// Name of the first chief.
        #[arg(long, default_value = "所长")]
        chief: String,
        /// Name of the first administrator.
        #[arg(long, default_value = "管理员")]
        administrator: String,
        /// Make no accounts: they come from a file by `load`.
        #[arg(long)]
        empty: bool,
        /// Keep the records in this PostgreSQL database instead of a file: `postgres://user:password@host/database`.
        #[arg(long)]
        database: Option<String>,
    },
    /// Serve laptops.
    Serve {
        /// Address to listen on.
        #[arg(long, default_value = LISTEN)]
        listen: String,
        /// Where several servers work on one PostgreSQL database: the address of each, `https://host:port`; laptops are told.
        #[arg(long = "server")]
        servers: Vec<String>,
    },
    /// Areas.
    #[command(subcommand)]
    Areas(Areas),
    /// Accounts.
    #[command(subcommand)]
    Users(Users),
    /// Print a one-time code for an account's next laptop.
    Invite {
        /// Name or id of the account.
        user: String,
    },
    /// Confirm a new laptop, which shows six digits: from then on it is served. Chiefs do it in their window.
    Confirm {
        /// The digits it shows, or its id.
        laptop: String,
    },
    /// Set how long laptops may be used without reaching the station. Restart it afterwards; each laptop hears of it at its next contact.
    Lease {
        /// Days after which a laptop is read-only, 1 to 30.
        #[arg(long)]
        read_only: u8,
        /// Days after which it is locked until it reaches the station, up to 30.
        #[arg(long)]
        locked: u8,
    },
    /// Erase now what is no longer to be kept; a station that is served does it once a day.
    Forget,
    /// Put a laptop out of service: at once, for every further request.
    Revoke {
        /// Name or id of the laptop.
        laptop: String,
        /// It is in foreign hands: nothing is taken from it any more, not even work it had not sent.
        #[arg(long)]
        stolen: bool,
    },
    /// Take records from a file, one JSON object per line.
    Load {
        /// The file.
        file: PathBuf,
    },
    /// Write a consistent copy of the database, also while the station runs.
    Backup {
        /// Where to.
        file: PathBuf,
    },
    /// Put a backup in place; the present database is kept beside it. Stop the station first.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Move the records into a PostgreSQL database, or from one into a file. Stop the station first; laptops notice nothing.
    Move {
        /// `postgres://user:password@host/database`, or `file`.
        #[arg(long)]
        database: String,
    },
    /// Sync with a laptop by a file that is carried.
    #[command(subcommand)]
    Courier(courier::Courier),
    /// Open laptops whose passphrase is forgotten, with two officers.
    #[command(subcommand)]
    Recovery(recovery::Recovery),
    /// The access log: who looked at, changed or handed out what.
    #[command(subcommand)]
    Log(Log),
    /// Say what is in order and what is not, and what to do. Ends with a status other than 0 if something is not.
    Doctor {
        /// Address on which the station is served.
        #[arg(long, default_value = LISTEN)]
        listen: String,
    },
}

#[derive(Subcommand)]
enum Log {
    /// Write the whole log into a file that `beatbook-audit verify` checks. It names no person.
    Save {
        /// Where to.
        file: PathBuf,
    },
    /// Print the head of the log, to be filed or handed to the superior unit: with it, later changes to earlier entries are found.
    Head,
}

#[derive(Subcommand)]
enum Areas {
    /// Add an area.
    Add {
        /// Its name.
        name: String,
        /// `village` or `community`.
        #[arg(long, default_value = "village")]
        kind: String,
        /// Code of its region, 6 to 12 digits: tells who comes from here and who moved in.
        #[arg(long)]
        code: Option<String>,
    },
    /// Change what is said of an area.
    Change {
        /// Its name or id.
        area: String,
        /// New name.
        #[arg(long)]
        name: Option<String>,
        /// `village` or `community`.
        #[arg(long)]
        kind: Option<String>,
        /// Code of its region, 6 to 12 digits.
        #[arg(long)]
        code: Option<String>,
    },
}

#[derive(Subcommand)]
enum Users {
    /// Add an account.
    Add {
        /// Its name.
        name: String,
        /// `instructor`, `officer`, `chief`, `administrator` or `auditor`.
        #[arg(long)]
        role: String,
        /// Area it is responsible for; may be repeated.
        #[arg(long = "area")]
        areas: Vec<String>,
    },
}

#[expect(clippy::disallowed_methods, reason = "the station's own clock")]
fn clock() -> Clock {
    Arc::new(|| chrono::Utc::now().timestamp_millis())
}

/// The station in a folder, for whoever sits here.
fn open(folder: &std::path::Path) -> Result<Station> {
    Ok(console::open(folder, clock())?)
}

/// Nothing more is to be said of it.
fn nothing<T>(_: &T) -> String {
    String::new()
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // For an administrator: what happened, and why; never a stack.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("BEATBOOK_LOG")
                .unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let folder = match arguments.data {
        Some(folder) => folder,
        None => usual_folder()?,
    };
    owner::keep_to_oneself();
    let serves = matches!(arguments.command, Command::Serve { .. });
    if serves {
        owner::serve_as_owner(&folder)?;
    }
    owner::check(&folder)?;
    let done = command(&folder, arguments.command);
    if !serves {
        owner::give_back(&folder)?;
    }
    done
}

/// The folder that the package made, or one in the home folder.
fn usual_folder() -> Result<PathBuf> {
    const PACKAGED: &str = "/var/lib/beatbook-station";
    if PathBuf::from(PACKAGED).is_dir() {
        return Ok(PathBuf::from(PACKAGED));
    }
    Ok(ProjectDirs::from("", "", "beatbook-station")
        .context("there is no home folder for the data; name one with --data")?
        .data_dir()
        .to_owned())
}

fn command(folder: &std::path::Path, command: Command) -> Result<()> {
    match command {
        Command::Init {
            name,
            hosts,
            chief,
            administrator,
            empty,
            database,
        } => {
            let mut station = match database {
                Some(url) => Station::init_in(folder, &name, &url, clock())?,
                None => Station::init(folder, &name, clock())?,
            };
            station.operator = console::operator();
            init(
                &station,
                folder,
                &hosts,
                (!empty).then_some((chief, administrator)),
            )
        }
        Command::Serve { listen, servers } => serve(folder, &listen, servers),
        Command::Areas(command) => areas(folder, &command),
        Command::Users(Users::Add { name, role, areas }) => add_user(folder, &name, &role, &areas),
        Command::Invite { user } => {
            let station = open(folder)?;
            let id = staff::find_user(&station.database, &user)?;
            print_invitation(&station, &user, &id)
        }
        Command::Confirm { laptop } => {
            let station = open(folder)?;
            let id = staff::find_waiting(&station.database, &laptop)
                .with_context(|| format!("no laptop waits with the digits {laptop}"))?;
            staff::confirm(&station.database, &id, &station.operator, station.now())?;
            println!("{id} is confirmed");
            Ok(())
        }
        Command::Lease { read_only, locked } => {
            let terms = Terms::of(read_only, locked).context(
                "use 1 to 30 days, and lock laptops no earlier than they become read-only",
            )?;
            let station = open(folder)?;
            let told = format!("{read_only}/{locked}");
            let set = || Station::set_terms(folder, terms);
            console::noted(&station, &Doing::admin("lease", ""), set, |()| told)?;
            println!(
                "read-only after {read_only} days without contact, locked after {locked}; restart the station"
            );
            Ok(())
        }
        Command::Forget => {
            let station = open(folder)?;
            let doing = Doing {
                act: audit::Act::Erase,
                ..Doing::admin("forget", "")
            };
            let erased = console::noted(&station, &doing, || station.forget(), usize::to_string)?;
            println!("{erased} records erased");
            Ok(())
        }
        Command::Revoke { laptop, stolen } => {
            let station = open(folder)?;
            let id = staff::find_laptop(&station.database, &laptop)
                .with_context(|| format!("no laptop is called {laptop}"))?;
            let what = if stolen {
                "revoke_stolen_laptop"
            } else {
                "revoke_laptop"
            };
            let revoke = || staff::revoke(&station.database, &id, stolen, station.now());
            console::noted(&station, &Doing::admin(what, &id), revoke, nothing)?;
            println!("{id} is out of service");
            Ok(())
        }
        Command::Load { file } => {
            let station = open(folder)?;
            let reader = BufReader::new(
                std::fs::File::open(&file)
                    .with_context(|| format!("cannot open {}", file.display()))?,
            );
            let load = || station::load(&station, reader);
            let doing = Doing::admin("load", "");
            let loaded = console::noted(&station, &doing, load, usize::to_string)?;
            println!("{loaded} records");
            Ok(())
        }
        Command::Backup { file } => {
            let station = open(folder)?;
            let doing = Doing::disclose("backup", "");
            console::noted(&station, &doing, || station.backup(&file), nothing)?;
            println!("backup written to {}", file.display());
            Ok(())
        }
        Command::Restore { file } => {
            let aside = Station::restore(folder, &file)?;
            console::note(&open(folder)?, &Doing::admin("restore", ""), "done")?;
            println!(
                "restored; the former database is kept as {}",
                aside.display()
            );
            Ok(())
        }
        Command::Move { database } => {
            let url = (database != "file").then_some(database.as_str());
            Station::move_to(folder, url)?;
            let to = if url.is_some() { "server" } else { "file" };
            console::note(&open(folder)?, &Doing::admin("move", ""), to)?;
            println!("moved; start the station again");
            Ok(())
        }
        Command::Log(command) => log(folder, &command),
        Command::Courier(command) => courier::run(&open(folder)?, command),
        Command::Recovery(command) => recovery::run(&open(folder)?, &command),
        Command::Doctor { listen } => doctor(folder, &listen),
    }
}

fn init(
    station: &Station,
    folder: &std::path::Path,
    hosts: &[String],
    accounts: Option<(String, String)>,
) -> Result<()> {
    std::fs::write(folder.join("names"), hosts.join("\n"))?;
    console::note(station, &Doing::admin("init", ""), "done")?;
    println!("station made in {}", folder.display());
    println!("fingerprint {}", station.fingerprint);
    let Some((chief, administrator)) = accounts else {
        return Ok(());
    };
    for (name, role) in [(chief, Role::Chief), (administrator, Role::Administrator)] {
        let id = make_user(station, &name, role)?;
        print_invitation(station, &name, &id)?;
    }
    println!(
        "for the day a passphrase is forgotten: `beatbook-station recovery make` prints a sheet for each of some officers"
    );
    Ok(())
}

fn log(folder: &std::path::Path, command: &Log) -> Result<()> {
    let station = open(folder)?;
    let head = match command {
        Log::Head => station::access_log::signed_head(&station)?,
        Log::Save { file } => {
            let out = std::fs::File::create_new(file)
                .with_context(|| format!("cannot write {}", file.display()))?;
            let (head, out) = station::access_log::save(&station, BufWriter::new(out))?;
            out.into_inner()?.sync_all()?;
            println!("{} entries written to {}", head.head.size, file.display());
            head
        }
    };
    let text = head.to_text();
    let code = QrCode::new(&text)?;
    println!("{}", code.render::<Dense1x2>().build());
    println!("{text}");
    println!("station key {}", station.public_key());
    Ok(())
}

fn areas(folder: &std::path::Path, command: &Areas) -> Result<()> {
    let station = open(folder)?;
    let (database, now) = (&station.database, station.now());
    let id = match command {
        Areas::Add { name, kind, code } => {
            let area = staff::Area {
                name: Some(name),
                kind: Some(kind),
                code: code.as_deref(),
            };
            let id = staff::add_area(database, &area, now)?;
            console::note(&station, &Doing::admin("add_area", &id), "done")?;
            id
        }
        Areas::Change {
            area,
            name,
            kind,
            code,
        } => {
            let id = staff::find_area(database, area)
                .with_context(|| format!("no area is called {area}"))?;
            let said = staff::Area {
                name: name.as_deref(),
                kind: kind.as_deref(),
                code: code.as_deref(),
            };
            let change = || staff::change_area(database, &id, &said, now);
            console::noted(&station, &Doing::admin("change_area", &id), change, nothing)?
        }
    };
    println!("{id}");
    Ok(())
}

/// An account, and its entry in the access log.
fn make_user(station: &Station, name: &str, role: Role) -> Result<String> {
    let id = staff::add_user(&station.database, name, role, station.now())?;
    console::note(station, &Doing::admin("add_user", &id), role.as_str())?;
    Ok(id)
}

fn print_invitation(station: &Station, name: &str, id: &str) -> Result<()> {
    let invite = || staff::invite(&station.database, id, station.now());
    let invitation = console::noted(station, &Doing::admin("invite", id), invite, nothing)?;
    println!("invitation for {name}, good for 10 minutes and one laptop:");
    println!("  code        {}", invitation.code);
    println!("  fingerprint {}", station.fingerprint);
    Ok(())
}

fn add_user(folder: &std::path::Path, name: &str, role: &str, areas: &[String]) -> Result<()> {
    let Some(role) = Role::parse(role) else {
        bail!("no role is called {role}; use instructor, officer, chief, administrator or auditor");
    };
    let station = open(folder)?;
    let now = station.now();
    let found: Vec<String> = areas
        .iter()
        .map(|area| {
            staff::find_area(&station.database, area)
                .with_context(|| format!("no area is called {area}; add it with `areas add`"))
        })
        .collect::<Result<_>>()?;
    let id = make_user(&station, name, role)?;
    for area in found {
        let assign = || staff::assign(&station.database, &id, &area, now);
        console::noted(&station, &Doing::admin("assign", &area), assign, nothing)?;
    }
    println!("{id}");
    Ok(())
}

fn serve(folder: &std::path::Path, listen: &str, servers: Vec<String>) -> Result<()> {
    // The database may block: it is opened before the runtime begins, and closed after its end.
    let mut station = Station::open(folder, clock())?;
    station.servers = servers;
    let station = Arc::new(station);
    let served = station.clone();
    // Requests wait for the one writer anyway; more threads would only keep more memory.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(16)
        .build()?;
    let ended = runtime.block_on(async move {
        let listener = TcpListener::bind(listen)
            .with_context(|| format!("cannot listen on {listen}; is another station running?"))?;
        let (serving, task) = station::serve(served, listener)?;
        println!("listening on https://{}", serving.address);
        tokio::select! {
            ended = task => ended??,
            stopped = tokio::signal::ctrl_c() => stopped?,
        }
        anyhow::Ok(())
    });
    drop(runtime);
    drop(station);
    ended
}

fn doctor(folder: &std::path::Path, listen: &str) -> Result<()> {
    let health = station::doctor(folder, &Surroundings::of(folder, clock()(), listen));
    for sentence in &health.sound {
        println!("ok    {sentence}");
    }
    for sentence in &health.wrong {
        println!("wrong {sentence}");
    }
    if health.wrong.is_empty() {
        Ok(())
    } else {
        bail!("{} things need attention", health.wrong.len())
    }
}
