//! `beatbook`: the laptop without its window. Automation, administrators and tests use it; it does what the window does, by the same
//! functions. Every command prints JSON with `--json`; an error is `{"error": {"code", "message"}}` and a status other than 0.

mod commands;
mod export;
mod import;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use app::books;
use app::clock::{Clock as _, SystemClock};
use app::importing::ImportChoice;
use app::imports::apart;
use app::memory::Wiping;
use app::people::CopyForm;
use app::session;
use app::{AppError, Desk, Language};
use clap::{Parser, Subcommand};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Overwrites what was read from the store as it is given back.
#[global_allocator]
static ALLOCATOR: Wiping = Wiping;

#[derive(Parser)]
#[command(name = "beatbook", version, about = "Beatbook without a window")]
struct Arguments {
    /// Data folder of this laptop.
    #[arg(long, global = true, env = "BEATBOOK_HOME")]
    home: Option<PathBuf>,
    /// Whose book, where several people have one on this laptop: a name, or the number that `books` prints.
    #[arg(long, global = true, env = "BEATBOOK_USER", value_name = "NAME")]
    user: Option<String>,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
    /// Language of sentences: `zh-CN` or `en`.
    #[arg(
        long,
        global = true,
        env = "BEATBOOK_LANGUAGE",
        default_value = "zh-CN"
    )]
    language: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Enrol this laptop with a one-time code; makes its encrypted store.
    Enroll {
        /// Address of the station.
        #[arg(long)]
        station: String,
        /// One-time code.
        #[arg(long)]
        code: String,
        /// Fingerprint on the invitation, checked if given.
        #[arg(long)]
        fingerprint: Option<String>,
        /// Beside the books that others have on this laptop.
        #[arg(long)]
        another: bool,
    },
    /// Who has a book on this laptop.
    Books,
    /// One round of sync.
    Sync,
    /// What is stored, what waits, when last synced.
    Status,
    /// Take in a spreadsheet.
    Import {
        /// The file.
        file: PathBuf,
        /// `rooms`, `people` or `contacts`.
        #[arg(long = "as")]
        import_as: String,
        /// Sheet; none takes the one with the clearest header.
        #[arg(long)]
        sheet: Option<String>,
        /// Read a column as a field, or with `-` leave it out: `--map C=phone`. See `--dry-run` for columns and fields.
        #[arg(long, value_name = "COLUMN=FIELD")]
        map: Vec<String>,
        /// Take this difference although it is not taken by itself; `--dry-run` lists their keys.
        #[arg(long, value_name = "KEY")]
        take: Vec<String>,
        /// Leave this value as it is stored.
        #[arg(long, value_name = "KEY")]
        leave: Vec<String>,
        /// Folder to save the rows left out in, with the reasons; leaves an entry in the access log.
        #[arg(long, value_name = "FOLDER")]
        left_out: Option<PathBuf>,
        /// Only say what would happen.
        #[arg(long)]
        dry_run: bool,
    },
    /// Change the passphrase; the new one is read from `BEATBOOK_NEW_PASSPHRASE` or asked for.
    Passphrase,
    /// Take an import back, as far as nobody touched it since.
    UndoImport {
        /// The import's id.
        id: String,
    },
    /// Records of a kind, numbers masked.
    List {
        /// Kind, as in `assets/data-register.toml`.
        kind: String,
        /// Name or id of an area.
        #[arg(long)]
        area: Option<String>,
        /// Most rows.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// One record, with the base that a later `put` needs.
    Get {
        /// Kind.
        kind: String,
        /// Its id.
        id: String,
        /// Show numbers, for this purpose; leaves an entry in the access log.
        #[arg(long, value_name = "PURPOSE")]
        reveal: Option<String>,
        /// Why a person is opened, where that does not follow from a task.
        #[command(flatten)]
        opening: Opened,
    },
    /// One person: everything about them, or the paper for them.
    #[command(subcommand)]
    Person(Person),
    /// Make a record, or change what `get` gave, from JSON on standard input; prints its id.
    Put {
        /// Kind.
        kind: String,
    },
    /// Find people, rooms, contacts and matters.
    Search {
        /// Name, pinyin, initials, phone tail, ID tail or room.
        text: String,
        /// Most hits.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Write the figures of a period as a workbook, as pages to print and as text for spreadsheets.
    Report {
        /// `week`, `month`, `quarter`, `year` or `days`.
        unit: String,
        /// `2026-W47`, `2026-10`, `2026-Q4`, `2026` or `2026-11-03/2026-11-20`.
        period: String,
        /// Name or id of an area, several times for several; none takes all that are held here.
        #[arg(long)]
        area: Vec<String>,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// Lists of people that leave the program.
    #[command(subcommand)]
    Export(export::Export),
    /// Sync by a file that is carried, where the network must not reach the station.
    #[command(subcommand)]
    Courier(Courier),
    /// The access log of this laptop.
    #[command(subcommand)]
    Log(Log),
    /// Write everything on this laptop into a sealed file, which opens with the passphrase of today.
    Backup {
        /// The file; it must not exist yet.
        file: PathBuf,
    },
    /// Put a sealed file back where its user has no book; asks for the passphrase of the day it was made.
    Restore {
        /// The file.
        file: PathBuf,
    },
    /// Open a laptop whose passphrase is forgotten, with two officers of its station.
    #[command(subcommand)]
    Recovery(Recovery),
    /// Say what is in order and what is not, and what to do. Ends with a status other than 0 if something is not.
    Doctor,
}

#[derive(Subcommand)]
enum Person {
    /// Everything about a person, numbers masked; leaves an entry in the access log.
    Show {
        /// The person's id.
        id: String,
        /// Why.
        #[command(flatten)]
        opening: Opened,
    },
    /// Write what is held about a person and who looked as pages to print; leaves an entry in the access log.
    Print {
        /// The person's id.
        id: String,
        /// Why: a code of `reveal_purpose` in `assets/codes.json`.
        #[arg(long)]
        purpose: String,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
        /// The person's own numbers in full.
        #[arg(long)]
        reveal: bool,
    },
}

/// Why a person is opened.
#[derive(clap::Args)]
struct Opened {
    /// A code of `reveal_purpose` in `assets/codes.json`.
    #[arg(long)]
    purpose: Option<String>,
    /// The matter in hand that is the purpose by itself, as `disputes/ID`; of the person's own call `call/NUMBER`.
    #[arg(long = "for", value_name = "KIND/ID")]
    task: Option<String>,
    /// Go on although many persons were opened.
    #[arg(long)]
    sure: bool,
}

#[derive(Subcommand)]
enum Log {
    /// Write it into a file that `beatbook-audit verify` checks. It names no person.
    Save {
        /// The file; it must not exist yet.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum Recovery {
    /// Write the request that two officers of the station answer.
    Request {
        /// The file; it must not exist yet.
        file: PathBuf,
        /// It is about this backup, to be put back where its user has no book.
        #[arg(long)]
        backup: Option<PathBuf>,
    },
    /// Open by the station's answer, under a new passphrase (`BEATBOOK_NEW_PASSPHRASE`, or asked for).
    Answer {
        /// The file, or `-` to type the answer in, ended by an empty line.
        file: PathBuf,
        /// The backup that the request was about.
        #[arg(long)]
        backup: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Courier {
    /// Write a file for the station.
    Out {
        /// The file; it must not exist yet.
        file: PathBuf,
    },
    /// Read a file of the station.
    In {
        /// The file.
        file: PathBuf,
    },
}

/// What a command prints: for programs and for people.
struct Answer {
    value: Value,
    text: String,
    /// Whether all is well; a doctor who found something says so by the status too.
    sound: bool,
}

impl Answer {
    fn of(text: String, value: Value) -> Answer {
        Answer {
            value,
            text,
            sound: true,
        }
    }
}

fn main() -> ExitCode {
    if apart::was_asked() {
        apart::serve();
        return ExitCode::SUCCESS;
    }
    app::memory::keep_to_oneself();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("BEATBOOK_LOG")
                .unwrap_or_else(|_| "error".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    session::keep_device_secrets();
    let (as_json, language) = (arguments.json, Language::parse(&arguments.language));
    match run(arguments, language) {
        Ok(answer) => {
            if as_json {
                println!("{}", answer.value);
            } else {
                println!("{}", answer.text);
            }
            if answer.sound {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            let error = error.in_language(language);
            if as_json {
                println!(
                    "{}",
                    json!({"error": {"code": error.code, "message": error.message}})
                );
            } else {
                eprintln!("{}", error.message);
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments, language: Language) -> Result<Answer, AppError> {
    let data = match arguments.home {
        Some(data) => data,
        None => app::session::default_home().ok_or_else(|| AppError::new("no_home"))?,
    };
    let user = arguments.user.as_deref();
    match arguments.command {
        Command::Enroll {
            station,
            code,
            fingerprint,
            another,
        } => {
            let enrolling = commands::Enrolling {
                station,
                code,
                fingerprint,
                another,
            };
            commands::enroll(&data, language, enrolling)
        }
        Command::Books => commands::books(&data, language),
        Command::Doctor => commands::doctor(&data, user, language),
        Command::Restore { file } => commands::restore(&data, language, &file),
        Command::Recovery(Recovery::Request { file, backup }) => {
            let home = recovering(&data, user, backup.is_some())?;
            commands::recovery_request(&home, language, &file, backup.as_deref())
        }
        Command::Recovery(Recovery::Answer { file, backup }) => {
            let home = recovering(&data, user, backup.is_some())?;
            commands::recovery_answer(&home, language, &file, backup.as_deref(), &wanted()?)
        }
        command => with_a_book(command, &books::of(&data, user)?, language),
    }
}

/// Where a book is to be recovered, or a backup to be put back.
fn recovering(data: &Path, user: Option<&str>, from_backup: bool) -> Result<PathBuf, AppError> {
    match from_backup {
        true => Ok(books::empty_home(data)),
        false => books::of(data, user),
    }
}

fn with_a_book(command: Command, home: &Path, language: Language) -> Result<Answer, AppError> {
    match command {
        Command::Put { kind } => {
            let input = commands::input()?;
            commands::put(&open(home, language)?, &kind, &input)
        }
        // What takes unsent work along is there in any case.
        command @ (Command::Sync
        | Command::Courier(_)
        | Command::Backup { .. }
        | Command::Log(_)) => {
            let desk = open_anyhow(home, language)?;
            match command {
                Command::Sync => commands::sync(desk),
                Command::Courier(Courier::Out { file }) => commands::courier_out(&desk, &file),
                Command::Courier(Courier::In { file }) => commands::courier_in(&desk, &file),
                Command::Backup { file } => commands::backup(&desk, &file),
                Command::Log(Log::Save { file }) => commands::save_log(&desk, &file),
                _ => Err(AppError::new("unexpected")),
            }
        }
        command => {
            let desk = open(home, language)?;
            match command {
                Command::Status => commands::status(&desk),
                Command::Import {
                    file,
                    import_as,
                    sheet,
                    map,
                    take,
                    leave,
                    left_out,
                    dry_run,
                } => import::import(
                    &desk,
                    &import::Asked {
                        file: &file,
                        import_as: &import_as,
                        sheet: sheet.as_deref(),
                        map: &map,
                        choice: ImportChoice { take, leave },
                        left_out: left_out.as_deref(),
                        dry_run,
                    },
                ),
                Command::UndoImport { id } => commands::undo_import(&desk, &id),
                Command::List { kind, area, limit } => {
                    commands::list(&desk, &kind, area.as_deref(), limit)
                }
                Command::Get {
                    kind,
                    id,
                    reveal,
                    opening,
                } => {
                    let opening = commands::opening(&opening, reveal.as_deref());
                    commands::get(&desk, &kind, &id, reveal.as_deref(), &opening)
                }
                Command::Person(Person::Show { id, opening }) => {
                    commands::show_person(&desk, &id, &commands::opening(&opening, None))
                }
                Command::Person(Person::Print {
                    id,
                    purpose,
                    out,
                    reveal,
                }) => commands::print_person(
                    &desk,
                    &CopyForm {
                        person: id,
                        purpose,
                        reveal,
                    },
                    &out,
                ),
                Command::Search { text, limit } => commands::search(&desk, &text, limit),
                Command::Report {
                    unit,
                    period,
                    area,
                    out,
                } => commands::report(&desk, &unit, &period, &area, &out),
                Command::Export(asked) => export::export(&desk, asked),
                Command::Passphrase => {
                    commands::change_passphrase(&desk, &passphrase()?, &wanted()?)
                }
                Command::Sync
                | Command::Courier(_)
                | Command::Backup { .. }
                | Command::Log(_)
                | Command::Enroll { .. }
                | Command::Books
                | Command::Doctor
                | Command::Restore { .. }
                | Command::Recovery(_)
                | Command::Put { .. } => Err(AppError::new("unexpected")),
            }
        }
    }
}

fn open(home: &Path, language: Language) -> Result<Desk, AppError> {
    let desk = open_anyhow(home, language)?;
    match session::before_showing(&desk) {
        Ok(()) => Ok(desk),
        Err(error) => Err(app::wipe::obeyed(desk, error)),
    }
}

/// Also a laptop that has not reached its station for too long.
fn open_anyhow(home: &Path, language: Language) -> Result<Desk, AppError> {
    let store = session::unlock(home, &passphrase()?, SystemClock.now())?;
    session::desk(store, Arc::new(SystemClock), language, Arc::new(|_| {}))
}

/// From `BEATBOOK_PASSPHRASE`, or asked for.
fn passphrase() -> Result<Zeroizing<String>, AppError> {
    given_or_asked("BEATBOOK_PASSPHRASE", "口令 / passphrase: ")
}

/// The passphrase that is to be, asked for twice.
fn wanted() -> Result<Zeroizing<String>, AppError> {
    let first = given_or_asked("BEATBOOK_NEW_PASSPHRASE", "新口令 / new passphrase: ")?;
    let again = given_or_asked("BEATBOOK_NEW_PASSPHRASE", "再输一次 / again: ")?;
    if *first == *again {
        Ok(first)
    } else {
        Err(AppError::new("passphrases_differ"))
    }
}

fn given_or_asked(variable: &str, prompt: &str) -> Result<Zeroizing<String>, AppError> {
    if let Ok(given) = std::env::var(variable) {
        return Ok(Zeroizing::new(given));
    }
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|_| AppError::new("no_passphrase"))
}
