//! `beatbook-station recovery`: making the recovery key, and opening a laptop's store with two officers. What it says is for them, so it
//! speaks both languages.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use chrono::{FixedOffset, TimeZone};
use clap::Subcommand;
use station::recovery::{self, Asked};
use station::{Station, StationError};
use sync::recovery::{FILE_LIMIT, RecoveryError, Sheet, join, sheet_of};
use zeroize::Zeroizing;

use crate::courier_command::Spoken;

#[derive(Subcommand)]
pub enum Recovery {
    /// Make a recovery key and print its sheets, one per officer: any two of them open a laptop whose passphrase is forgotten. Laptops
    /// seal to it at their next contact.
    Make {
        /// How many officers get a sheet, 2 to 5.
        #[arg(long, default_value_t = 3)]
        sheets: u8,
        /// Write each sheet into a file of its own in this folder, to be printed there and erased.
        #[arg(long)]
        out: Option<PathBuf>,
        #[command(flatten)]
        spoken: Spoken,
    },
    /// Try two sheets without opening anything.
    Check {
        #[command(flatten)]
        spoken: Spoken,
    },
    /// Answer a laptop's request. Asks for the six digits that the laptop shows and for the codes of two sheets.
    Open {
        /// The request.
        request: PathBuf,
        /// Where to write the answer; it must not exist yet. It is printed too, so that it can be typed.
        #[arg(long)]
        answer: Option<PathBuf>,
        #[command(flatten)]
        spoken: Spoken,
    },
}

/// Does one of the commands.
pub fn run(station: &Station, command: &Recovery) -> Result<()> {
    match command {
        Recovery::Make {
            sheets,
            out,
            spoken,
        } => make(station, *sheets, out.as_deref(), spoken),
        Recovery::Check { spoken } => check(station, spoken),
        Recovery::Open {
            request,
            answer,
            spoken,
        } => open(station, request, answer.as_deref(), spoken),
    }
}

fn told(spoken: &Spoken, error: StationError) -> anyhow::Error {
    let sentence = match &error {
        StationError::Recovery(RecoveryError::CodeMistyped(place)) => spoken.say(
            "error.recovery_code_mistyped",
            &[("place", place.to_string())],
        ),
        error => match error.recovery_code() {
            Some(code) => spoken.say(&["error.", code].concat(), &[]),
            None => return anyhow!("{error}"),
        },
    };
    sentence.map_or_else(|error| error, |sentence| anyhow!("{sentence}"))
}

/// A day in China.
fn day(at: i64) -> String {
    let zone = FixedOffset::east_opt(8 * 3_600);
    let time = zone.and_then(|zone| zone.timestamp_millis_opt(at).single());
    time.map_or_else(String::new, |time| time.format("%Y-%m-%d").to_string())
}

fn make(station: &Station, sheets: u8, out: Option<&Path>, spoken: &Spoken) -> Result<()> {
    let places: Vec<PathBuf> = (1..=sheets)
        .filter_map(|number| Some(out?.join(format!("beatbook-recovery-{number}.txt"))))
        .collect();
    if let Some(there) = places.iter().find(|path| path.exists()) {
        bail!(
            "{}",
            spoken.say(
                "recovery.station_exists",
                &[("file", there.display().to_string())]
            )?
        );
    }
    let before = recovery::known(station.folder())?.pop();
    let (known, made) = recovery::draw(station, sheets).map_err(|error| told(spoken, error))?;
    let name = station.name()?;
    for (place, sheet) in made.iter().enumerate() {
        let text = text_of(spoken, &name, sheet, &known)?;
        match places.get(place) {
            Some(path) => {
                private(path, &text)?;
                println!("{}", path.display());
            }
            None => show(spoken, &text, usize::from(sheet.number) == made.len())?,
        }
    }
    // Not before every officer has theirs: laptops would seal to a key that nobody has.
    recovery::publish(station, &known).map_err(|error| told(spoken, error))?;
    if out.is_some() {
        println!("{}", spoken.say("recovery.station_print", &[])?);
    }
    println!("{}", spoken.say("recovery.station_made", &[])?);
    if let Some(before) = before {
        let old = [("date", day(before.made_at))];
        println!("{}", spoken.say("recovery.station_before", &old)?);
    }
    Ok(())
}

fn private(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}

/// What one officer keeps.
fn text_of(
    spoken: &Spoken,
    station: &str,
    sheet: &Sheet,
    known: &recovery::Known,
) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(spoken.say(
        "recovery.sheet",
        &[
            ("station", station.to_owned()),
            ("number", sheet.number.to_string()),
            ("all", known.sheets.to_string()),
            ("date", day(known.made_at)),
        ],
    )?);
    for (other, code) in &sheet.codes {
        let with = [("number", other.to_string())];
        text.push_str("\n\n");
        text.push_str(&spoken.say("recovery.sheet_with", &with)?);
        for line in code.lines() {
            text.push_str("\n    ");
            text.push_str(line);
        }
    }
    text.push('\n');
    Ok(text)
}

/// On a terminal one officer after the other reads their own; then it is gone from the screen.
fn show(spoken: &Spoken, text: &str, last: bool) -> Result<()> {
    println!("{text}");
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        let key = if last {
            "recovery.station_written"
        } else {
            "recovery.station_next"
        };
        ask(&spoken.say(key, &[])?)?;
        clear()?;
    }
    Ok(())
}

fn clear() -> Result<()> {
    if std::io::stdout().is_terminal() {
        print!("\x1b[2J\x1b[3J\x1b[H");
        std::io::stdout().flush()?;
    }
    Ok(())
}

/// One line from whoever sits there.
fn ask(question: &str) -> Result<Zeroizing<String>> {
    eprint!("{question} ");
    std::io::stderr().flush()?;
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}

/// A code may be typed in one line or in two, as it is printed.
fn ask_code(question: &str) -> Result<Zeroizing<String>> {
    /// Letters and digits of a whole code.
    const SIGNS: usize = 64;
    let mut code = ask(question)?;
    while code.chars().filter(char::is_ascii_alphanumeric).count() < SIGNS {
        let more = ask("…")?;
        if more.trim().is_empty() {
            break;
        }
        code.push_str(&more);
    }
    Ok(code)
}

/// A code of each of two sheets; the second officer does not see the first one's.
fn ask_codes(spoken: &Spoken) -> Result<(Zeroizing<String>, Zeroizing<String>)> {
    let first = ask_code(&spoken.say("recovery.station_first", &[])?)?;
    clear()?;
    let (own, their) =
        sheet_of(&first).map_err(|error| told(spoken, StationError::Recovery(error)))?;
    let numbers = [("number", own.to_string()), ("other", their.to_string())];
    let second = ask_code(&spoken.say("recovery.station_second", &numbers)?)?;
    clear()?;
    Ok((first, second))
}

fn check(station: &Station, spoken: &Spoken) -> Result<()> {
    let known = recovery::known(station.folder())?;
    if known.is_empty() {
        bail!("{}", spoken.say("recovery.station_none", &[])?);
    }
    let (first, second) = ask_codes(spoken)?;
    let mut outcome = Err(RecoveryError::OtherKey);
    for known in known.iter().rev() {
        outcome = join(&known.key, &first, &second).map(|_| known);
        if !matches!(outcome, Err(RecoveryError::OtherKey)) {
            break;
        }
    }
    let fits = outcome.map_err(|error| told(spoken, StationError::Recovery(error)))?;
    let date = [("date", day(fits.made_at))];
    println!("{}", spoken.say("recovery.station_fits", &date)?);
    Ok(())
}

fn open(station: &Station, file: &Path, answer: Option<&Path>, spoken: &Spoken) -> Result<()> {
    let told = |error| told(spoken, error);
    if let Some(path) = answer.filter(|path| path.exists()) {
        bail!(
            "{}",
            spoken.say(
                "recovery.station_exists",
                &[("file", path.display().to_string())]
            )?
        );
    }
    let text = read(file).map_err(|error| told(error.into()))?;
    let asked: Asked = recovery::look(station, &text).map_err(told)?;
    println!(
        "{}",
        spoken.say(
            "recovery.station_asked",
            &[
                ("name", asked.user_name.clone()),
                ("laptop", asked.laptop.clone()),
                ("date", day(asked.request.made_at)),
            ],
        )?
    );
    if asked.older {
        let date = [("date", day(asked.key.made_at))];
        println!("{}", spoken.say("recovery.station_older", &date)?);
    }
    let digits = ask(&spoken.say("recovery.station_digits", &[])?)?;
    let plain = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    if plain(&digits) != plain(&asked.request.digits()) {
        bail!("{}", spoken.say("recovery.station_digits_differ", &[])?);
    }
    let (first, second) = ask_codes(spoken)?;
    let given = recovery::answer(station, &asked, &first, &second).map_err(told)?;
    let text = given.to_text();
    if let Some(path) = answer {
        private(path, &text)?;
    }
    println!("{text}");
    println!("{}", spoken.say("recovery.station_done", &[])?);
    Ok(())
}

fn read(file: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    fs::File::open(file)?
        .take(FILE_LIMIT)
        .read_to_string(&mut text)?;
    Ok(text)
}
