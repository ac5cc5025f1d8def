//! Nothing that comes from outside stops the program, in its short form; `tests::decoders::soak` is the long one.

mod bombs;

use std::time::{Duration, Instant};

use tests::decoders::{self, Report};

const SEED: u64 = 20_261_122;

fn check(report: &Report) {
    println!("{report:#?}");
    assert_eq!(report.failures, Vec::<String>::new());
    // A fuzzer that never gets past the first check tests nothing.
    for name in [
        "hello",
        "push",
        "page",
        "enrol",
        "courier-for-station",
        "import",
    ] {
        assert!(
            report.taken.get(name).is_some_and(|taken| *taken > 0),
            "{name}"
        );
    }
    if let Some(peak) = report.peak_kib {
        assert!(peak < 256 * 1_024, "{peak} KiB");
    }
}

#[test]
fn no_altered_message_or_file_stops_the_program_or_takes_256_mib() {
    // The long form has minutes and another seed each time.
    let report = match std::env::var("BEATBOOK_FUZZ_SECONDS").ok() {
        Some(seconds) => {
            let seconds = Duration::from_secs_f64(seconds.parse().expect("seconds"));
            let seed = std::env::var("BEATBOOK_FUZZ_SEED")
                .map_or(SEED, |seed| seed.parse().expect("a seed"));
            decoders::fuzz_decoders(Instant::now() + seconds, seed)
        }
        None => decoders::fuzz_inputs(2_000, SEED),
    };
    check(&report);
}
