//! Steps with a name and a duration; a failure names its step.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::stop;

/// The steps of one task, as they go.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// Runs one step.
    pub fn run<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        stop::check()?;
        println!("\n== {name}");
        let begun = Instant::now();
        let result = step();
        let took = begun.elapsed();
        match result {
            Ok(value) => {
                println!("-- {name}: {}", span(took));
                self.done.push((name.to_owned(), took));
                Ok(value)
            }
            Err(error) => {
                println!("-- {name}: FAILED after {}", span(took));
                Err(error).with_context(|| format!("step `{name}` failed"))
            }
        }
    }

    /// Prints all steps with their durations.
    pub fn print_summary(&self) {
        println!();
        for (name, took) in &self.done {
            println!("{:>9}  {name}", span(*took));
        }
        let total = self.done.iter().map(|(_, took)| *took).sum();
        println!("{:>9}  in all", span(total));
    }
}

/// A duration for people to read.
pub fn span(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        0.0..1.0 => format!("{:.0} ms", seconds * 1000.0),
        1.0..60.0 => format!("{seconds:.1} s"),
        _ => format!(
            "{:.0} min {:02.0} s",
            (seconds / 60.0).floor(),
            seconds % 60.0
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_its_step() {
        let error = Steps::default()
            .run("clippy", || -> Result<()> { anyhow::bail!("no") })
            .unwrap_err();
        assert_eq!(format!("{error:#}"), "step `clippy` failed: no");
    }

    #[test]
    fn durations_are_short_to_read() {
        assert_eq!(span(Duration::from_millis(250)), "250 ms");
        assert_eq!(span(Duration::from_millis(2_540)), "2.5 s");
        assert_eq!(span(Duration::from_secs(125)), "2 min 05 s");
    }
}
