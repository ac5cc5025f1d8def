//! Search, import, report and sync, each beside its reference from the same run, as a ratio. Nothing is asserted: these are instruments.

mod import;
mod postgres;
mod report;
mod sync;
mod typing;
mod whole_station;

use std::time::{Duration, Instant};

fn main() {
    if app::imports::apart::was_asked() {
        app::imports::apart::serve();
        return;
    }
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let runs = |names: &[&str]| {
        wanted.is_empty() || wanted.iter().any(|wanted| names.contains(&wanted.as_str()))
    };
    if runs(&["search"]) {
        whole_station::run();
    }
    if runs(&["typing"]) {
        typing::run();
    }
    if runs(&["import"]) {
        import::run();
    }
    if runs(&["report"]) {
        report::run();
    }
    if runs(&["sync", "transfer"]) {
        sync::transfer(20_000, None);
        sync::transfer(120_000, None);
    }
    if runs(&["sync", "storm"]) {
        sync::storm(100, 200, None);
    }
    if runs(&["sync", "live"]) {
        sync::live();
    }
    if runs(&["sync", "growth"]) {
        sync::growth();
    }
    if runs(&["sync", "postgres"]) {
        postgres::run();
    }
}

/// Time of one call.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let output = work();
    (output, begun.elapsed())
}

/// The share `p` (0 to 1) of sorted times lies at or below the result, ms.
fn percentile(times: &mut [Duration], p: f64) -> f64 {
    times.sort();
    let index = ((times.len() - 1) as f64 * p).round() as usize;
    times[index].as_secs_f64() * 1_000.0
}
