//! Histories under faults: short form of `cargo xtask soak --only histories`.

/// Runs seeds; every twentieth twice, and both must be one history.
fn live_through(seeds: std::ops::Range<u64>) {
    let mut broken = Vec::new();
    for seed in seeds {
        let outcome = simulator::run(seed, false);
        if let Some(sentence) = &outcome.broken {
            broken.push(format!("seed {seed}: {sentence}"));
        }
        if seed.is_multiple_of(20) {
            assert_eq!(
                simulator::run(seed, false),
                outcome,
                "seed {seed} went two ways"
            );
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn nothing_is_lost_in_the_first_histories() {
    live_through(1..31);
}

#[test]
fn nothing_is_lost_in_the_next_histories() {
    live_through(31..61);
}

#[test]
fn one_seed_is_one_history_over_encrypted_stores_and_over_plain_ones() {
    for seed in [3, 4] {
        let encrypted = simulator::run_over(seed, simulator::KEY, false);
        assert_eq!(
            simulator::run_over(seed, simulator::PLAIN, false),
            encrypted
        );
    }
}

/// Each of these once showed a fault of the program.
#[test]
fn what_was_lost_once_is_lost_no_more() {
    let mut broken = Vec::new();
    for seed in [9, 10, 14, 106, 155, 216, 242, 356] {
        if let Some(sentence) = simulator::run(seed, false).broken {
            broken.push(format!("seed {seed}: {sentence}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
