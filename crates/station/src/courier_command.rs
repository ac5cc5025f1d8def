//! `beatbook-station courier`: files that are carried between a laptop and this station. What it says is for whoever carries them, so it
//! speaks both languages.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use station::console::{self, Doing};
use station::courier::{self, Taken, Written};
use station::{Station, StationError};
use sync::courier::{CourierError, Trouble};

#[derive(Subcommand)]
pub enum Courier {
    /// Read a laptop's file.
    In {
        /// The file.
        file: PathBuf,
        /// Where to write the answer for the laptop; it must not exist yet.
        #[arg(long)]
        answer: Option<PathBuf>,
        #[command(flatten)]
        spoken: Spoken,
    },
    /// Write a file for a laptop, from where it stood in its last file.
    Out {
        /// Id or name of the laptop.
        #[arg(long)]
        laptop: String,
        /// Write everything, whatever the laptop has.
        #[arg(long)]
        whole: bool,
        /// The file; it must not exist yet.
        file: PathBuf,
        #[command(flatten)]
        spoken: Spoken,
    },
}

#[derive(Args)]
pub struct Spoken {
    /// Language of what is printed: `zh-CN` or `en`.
    #[arg(long, default_value = "zh-CN", env = "BEATBOOK_LANGUAGE")]
    language: String,
}

impl Spoken {
    /// The sentence under a key, with `{name}` replaced.
    pub fn say(&self, key: &str, args: &[(&str, String)]) -> Result<String> {
        let file = if self.language.starts_with("en") {
            include_str!("../../../assets/locales/core.en.json")
        } else {
            include_str!("../../../assets/locales/core.zh-CN.json")
        };
        let sentences: BTreeMap<String, String> = serde_json::from_str(file)?;
        let mut sentence = sentences
            .get(key)
            .cloned()
            .ok_or_else(|| anyhow!("no sentence {key}"))?;
        for (name, value) in args {
            sentence = sentence.replace(&["{", name, "}"].concat(), value);
        }
        Ok(sentence)
    }

    /// The error with its sentence, if it is one of a courier file.
    fn told(&self, error: StationError) -> anyhow::Error {
        let code = match &error {
            StationError::Exists(_) => Some("courier_exists"),
            error => error.courier_code(),
        };
        match code {
            Some(code) => match self.say(&["error.", code].concat(), &[]) {
                Ok(sentence) => anyhow!("{sentence}"),
                Err(error) => error,
            },
            None => error.into(),
        }
    }
}

/// Does one of the commands.
pub fn run(station: &Station, command: Courier) -> Result<()> {
    match command {
        Courier::In {
            file,
            answer,
            spoken,
        } => read(station, &file, answer.as_deref(), &spoken),
        Courier::Out {
            laptop,
            whole,
            file,
            spoken,
        } => {
            let id = courier::called(station, &laptop).map_err(|error| spoken.told(error))?;
            let write = || write_to(&file, |out| courier::out(station, &id, whole, out));
            let doing = Doing::disclose("courier_out", &id);
            let written = console::noted(station, &doing, write, |_| String::new())
                .map_err(|error| spoken.told(error))?;
            println!("{}", out_sentence(&spoken, &written)?);
            Ok(())
        }
    }
}

fn read(station: &Station, file: &Path, answer: Option<&Path>, spoken: &Spoken) -> Result<()> {
    // Known before anything is taken: the answer will have its place.
    if answer.is_some_and(Path::exists) {
        return Err(anyhow!("{}", spoken.say("error.courier_exists", &[])?));
    }
    let told = |error| spoken.told(error);
    let opened =
        File::open(file).map_err(|error| told(StationError::Courier(CourierError::Io(error))))?;
    let taken = courier::take(station, opened);
    let laptop = taken
        .as_ref()
        .map_or("", |taken| taken.header.laptop.as_str());
    let doing = Doing {
        act: audit::Act::Collect,
        ..Doing::admin("courier_in", laptop)
    };
    let result = match &taken {
        Ok(taken) => taken.receipt.taken.to_string(),
        Err(_) => "failed".to_owned(),
    };
    console::note(station, &doing, &result)?;
    let taken = taken.map_err(told)?;
    for sentence in in_sentences(spoken, &taken)? {
        println!("{sentence}");
    }
    if let Some(path) = answer {
        let write = || write_to(path, |out| courier::answer(station, &taken, out));
        let doing = Doing::disclose("courier_out", &taken.header.laptop);
        let written = console::noted(station, &doing, write, |_| String::new()).map_err(told)?;
        println!("{}", out_sentence(spoken, &written)?);
    }
    Ok(())
}

fn in_sentences(spoken: &Spoken, taken: &Taken) -> Result<Vec<String>> {
    let receipt = &taken.receipt;
    let mut said = vec![spoken.say(
        "courier.station_in",
        &[
            ("serial", receipt.serial.to_string()),
            ("taken", receipt.taken.to_string()),
            ("known", receipt.known.to_string()),
            ("quarantined", receipt.quarantined.to_string()),
        ],
    )?];
    if taken.is_older {
        said.push(spoken.say("courier.station_older", &[])?);
    }
    match &receipt.trouble {
        Some(Trouble::Gap { .. }) => said.push(spoken.say("courier.station_gap", &[])?),
        Some(Trouble::Forked) => said.push(spoken.say("courier.station_forked", &[])?),
        None => {}
    }
    Ok(said)
}

fn out_sentence(spoken: &Spoken, written: &Written) -> Result<String> {
    spoken.say("courier.station_out", &[("rows", written.rows.to_string())])
}

/// Writes a new file whole or not at all.
fn write_to(
    path: &Path,
    write: impl FnOnce(BufWriter<File>) -> Result<(Written, BufWriter<File>), StationError>,
) -> Result<Written, StationError> {
    let failed = |error| StationError::Courier(CourierError::Io(error));
    if path.exists() {
        return Err(StationError::Exists(path.to_owned()));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let written = File::create(part).map_err(failed).and_then(|file| {
        let (written, mut out) = write(BufWriter::new(file))?;
        out.flush().map_err(failed)?;
        out.get_ref().sync_all().map_err(failed)?;
        fs::rename(part, path).map_err(failed)?;
        Ok(written)
    });
    if written.is_err() {
        // The reason is told already.
        let _ = fs::remove_file(part);
    }
    written
}
