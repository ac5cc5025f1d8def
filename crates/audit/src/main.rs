//! `beatbook-audit`: checks an access log without the program that made it, without its database and without a network. For whoever does
//! not take the station's word: the auditor, the superior unit.

mod words;

use std::fs::File;
use std::io::{BufReader, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use audit::{Check, LogFile, Of, Report, SignedHead, check_laptop, compare_with_laptop};
use clap::{Parser, Subcommand};

use words::Language;

#[derive(Parser)]
#[command(
    name = "beatbook-audit",
    version,
    about = "核验查阅日志 · Checks access logs"
)]
struct Arguments {
    /// Language of the answer: zh-CN or en.
    #[arg(
        long,
        global = true,
        default_value = "zh-CN",
        env = "BEATBOOK_LANGUAGE"
    )]
    language: Language,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks a log: that nothing was changed, taken out, added, moved or put back. Ends with 0 if it is whole, with 1 if not.
    Verify {
        /// The log, as the station or a laptop saved it.
        log: PathBuf,
        /// A head of the log that was seen earlier, as printed; may be given several times.
        #[arg(long)]
        head: Vec<String>,
        /// A file with such heads, one in a line.
        #[arg(long)]
        heads: Vec<PathBuf>,
        /// The log of a laptop, to hold against the station's; may be given several times.
        #[arg(long)]
        laptop: Vec<PathBuf>,
        /// The station's public key, as it stands on paper; without it the one in the log is believed.
        #[arg(long)]
        key: Option<String>,
        /// Answer as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> Result<ExitCode> {
    let Arguments { language, command } = Arguments::parse();
    let Command::Verify {
        log,
        head,
        heads,
        laptop,
        key,
        json,
    } = command;
    let mut seen = head;
    for file in &heads {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        seen.extend(
            text.lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned),
        );
    }
    let seen = seen
        .iter()
        .map(|text| SignedHead::parse(text).with_context(|| text.clone()))
        .collect::<Result<Vec<_>>>()?;
    let laptops = laptop
        .iter()
        .map(|path| open(path))
        .collect::<Result<Vec<_>>>()?;
    let log = open(&log)?;
    let report = match log.about.of {
        Of::Laptop(_) => check_laptop(&log),
        Of::Station => check_station(&log, seen, &laptops, key.as_deref())?,
    };
    let mut out = stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        words::tell(&mut out, &report, &log, language)?;
    }
    Ok(ExitCode::from(u8::from(!report.findings.is_empty())))
}

fn open(path: &Path) -> Result<LogFile> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    audit::read(BufReader::new(file)).with_context(|| path.display().to_string())
}

/// Checks the station's log: against itself, the heads that were seen, and what laptops remember.
fn check_station(
    log: &LogFile,
    mut seen: Vec<SignedHead>,
    laptops: &[LogFile],
    key: Option<&str>,
) -> Result<Report> {
    let Some(last) = &log.head else {
        bail!("{}", "the log has no head · 日志没有树头");
    };
    for laptop in laptops {
        seen.extend(laptop.head.iter().chain(&laptop.earlier).cloned());
    }
    let mut check = Check::new(seen);
    for entry in &log.entries {
        check.take(entry);
    }
    for laptop in laptops {
        compare_with_laptop(&mut check, laptop);
    }
    let mut report = check.finish(last, key.unwrap_or(&log.about.key));
    for laptop in laptops {
        report.findings.extend(check_laptop(laptop).findings);
    }
    Ok(report)
}
