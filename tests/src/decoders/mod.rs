//! Fuzzing of everything that reads bytes from outside, on the stable compiler: real messages and files, altered at random from one seed.
//!
//! A decoder may refuse what it is given, by its own error. It may not stop the program, take longer than [`SLOWEST`] or more memory
//! than its limits allow. Time is the processor's where the system tells it; what was slow is listed apart, for whoever knows what
//! machine and what build it was on.

mod corpus;
mod mutate;
mod targets;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use mutate::Mutator;
use targets::Target;

/// Longest that one input may take.
pub const SLOWEST: Duration = Duration::from_secs(1);

/// What a fuzzing run did.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The seed it began with; the same seed gives the same inputs in the same order.
    pub seed: u64,
    /// Inputs per decoder.
    pub inputs: BTreeMap<&'static str, usize>,
    /// Inputs per decoder that were taken all the same.
    pub taken: BTreeMap<&'static str, usize>,
    /// The slowest input per decoder.
    pub slowest: BTreeMap<&'static str, Duration>,
    /// What took longer than [`SLOWEST`], told as failures are.
    pub slow: Vec<String>,
    /// What went wrong: decoder, number of the input, what happened, where the input is kept.
    pub failures: Vec<String>,
    /// Highest memory of this process in KiB; none where the system does not tell.
    pub peak_kib: Option<u64>,
}

/// Fuzzes every decoder in turn until a moment.
pub fn fuzz_decoders(until: Instant, seed: u64) -> Report {
    fuzz(seed, |_| Instant::now() < until)
}

/// Fuzzes every decoder with this many inputs; those that work on files take fewer.
pub fn fuzz_inputs(inputs: usize, seed: u64) -> Report {
    fuzz(seed, |round| round < inputs)
}

fn fuzz(seed: u64, goes_on: impl Fn(usize) -> bool) -> Report {
    let mut targets = targets::all();
    let mut mutator = Mutator::new(seed);
    let mut report = Report {
        seed,
        ..Report::default()
    };
    let mut round = 0;
    while goes_on(round) {
        for target in &mut targets {
            if round.is_multiple_of(target.every) {
                one(target, &mut mutator, round, &mut report);
            }
        }
        round += 1;
    }
    report.peak_kib = peak_kib("self");
    report
}

fn one(target: &mut Target, mutator: &mut Mutator, round: usize, report: &mut Report) {
    let input = mutator.altered(&target.corpus);
    let (began, worked) = (Instant::now(), processor_time());
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.decode)(&input)));
    let took = match (worked, processor_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => began.elapsed(),
    };
    *report.inputs.entry(target.name).or_default() += 1;
    let slowest = report.slowest.entry(target.name).or_default();
    *slowest = took.max(*slowest);
    let told = |problem: &str| {
        let (seed, name) = (report.seed, target.name);
        let kept = keep(name, round, &input);
        format!("seed {seed}: {name} input {round} {problem}; {kept}")
    };
    match outcome {
        Ok(taken) => {
            if took > SLOWEST {
                let slow = told(&format!("took {took:?}"));
                report.slow.push(slow);
            }
            *report.taken.entry(target.name).or_default() += usize::from(taken);
        }
        Err(_) => {
            let failure = told("stopped the program");
            report.failures.push(failure);
        }
    }
}

/// Time that the processor has spent on this thread.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// Keeps an input that showed a fault, for a test of its own.
fn keep(name: &str, round: usize, input: &[u8]) -> String {
    let path = std::env::temp_dir().join(format!("beatbook-fuzz-{name}-{round}"));
    match std::fs::write(&path, input) {
        Ok(()) => path.display().to_string(),
        Err(error) => error.to_string(),
    }
}

/// Highest memory that a process has had, in KiB; `self` or its id.
pub fn peak_kib(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
