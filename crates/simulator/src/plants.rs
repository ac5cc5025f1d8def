//! The bugs that can be planted, each by its name at `sync::plant::is` in the code it spoils.

/// One bug.
#[derive(Debug, Clone, Copy)]
pub struct Plant {
    /// Its name.
    pub name: &'static str,
    /// What is wrong with it, in words.
    pub what: &'static str,
}

const fn plant(name: &'static str, what: &'static str) -> Plant {
    Plant { name, what }
}

/// All bugs.
pub const PLANTS: [Plant; 35] = [
    plant(
        "ack_before_commit",
        "the station files the watermark of a batch before the batch",
    ),
    plant(
        "away_not_recalled",
        "a record that was put away stays so although somebody worked on it",
    ),
    plant(
        "base_at_save",
        "what was on the screen is noted when the form is saved, not when it opened",
    ),
    plant(
        "base_without_epoch",
        "sequence numbers are compared across a restored station",
    ),
    plant(
        "children_not_followed",
        "a row that moves leaves its children behind",
    ),
    plant(
        "clock_silences_timer",
        "a clock that was ahead once silences the timer until then",
    ),
    plant(
        "counter_reused",
        "a new incarnation counts from one again after it has counted",
    ),
    plant(
        "cursor_early",
        "the cursor is saved before the rows of its page",
    ),
    plant(
        "cursor_of_future_ignored",
        "a station restored by hand does not notice",
    ),
    plant(
        "delete_wins",
        "a deletion wins over edits its author has not seen",
    ),
    plant("digest_ignored", "a copy that differs is not read again"),
    plant(
        "early_settle",
        "operations leave the overlay when they were handed in",
    ),
    plant(
        "grant_no_backfill",
        "an area granted anew is read from the head",
    ),
    plant(
        "group_torn",
        "of a refused action the rows before the refused one stay",
    ),
    plant(
        "journal_remembers",
        "a laptop keeps in its journal what the station has erased",
    ),
    plant(
        "ledger_ignored",
        "a backup that is put back brings erased records with it",
    ),
    plant("loser_dropped", "the value that lost a race is not kept"),
    plant("lost_area_kept", "rows of an area that was taken away stay"),
    plant(
        "naive_hlc",
        "stamps alone decide, whatever was on the screen",
    ),
    plant("no_clamp", "stamps from the future are taken as they are"),
    plant(
        "no_epoch",
        "the cursor is kept although the station was restored",
    ),
    plant(
        "no_fork_check",
        "a laptop does not notice that its twin was here",
    ),
    plant("no_journal", "settled operations are forgotten at once"),
    plant(
        "no_leave_event",
        "a row that leaves an area is not announced there",
    ),
    plant(
        "orphans_left",
        "a row that comes after its children does not take them along",
    ),
    plant("page_border", "the first row of the next page is skipped"),
    plant(
        "parked_lost",
        "operations on a row that has not come are thrown away",
    ),
    plant("purge_pending", "losing an area drops unsent edits"),
    plant(
        "quarantine_forgotten",
        "what cannot be taken is thrown away",
    ),
    plant(
        "screen_not_redrawn",
        "what screens read is not redrawn when operations settle",
    ),
    plant(
        "sum_not_kept",
        "the sum of a scope is not kept with its rows",
    ),
    plant(
        "taken_area_served",
        "an area that was taken away is served on",
    ),
    plant("twins_kept", "two records of one place stay two"),
    plant(
        "unseen_kept",
        "what a restored station has lost stays on laptops",
    ),
    plant(
        "wm_not_compared",
        "a batch need not go on from the watermark",
    ),
];

/// Head of the list in `docs/planted-bugs.md`.
pub const HEAD: &str = "# Planted bugs

Each is one word in the code (`sync::plant::is`), compiled in only for the simulator. What caught it, and at which seed, is written by
`cargo xtask soak --only planted`; a test plants each again.

| bug | what is wrong | seed | what it broke |
|---|---|---|---|
";

/// A line of that list.
pub fn line(plant: &Plant, caught: &Caught) -> String {
    let broken: String = caught.broken.chars().take(90).collect();
    format!(
        "| `{}` | {} | {} | {} |\n",
        plant.name,
        plant.what,
        caught.seed,
        broken.replace('|', "/")
    )
}

/// What a hunt for a planted bug came to.
#[derive(Debug, Clone)]
pub struct Caught {
    /// The seed that showed it.
    pub seed: u64,
    /// The promise that was broken.
    pub broken: String,
}

/// Runs `most` seeds from 1 on with a bug planted, until one breaks a promise.
pub fn hunt(plant: &Plant, most: u64) -> Option<Caught> {
    hunt_from(plant, 1, most)
}

/// The same from another first seed.
pub fn hunt_from(plant: &Plant, first: u64, most: u64) -> Option<Caught> {
    (first..first + most)
        .find_map(|seed| broken_by(plant, seed).map(|broken| Caught { seed, broken }))
}

/// What a planted bug breaks under one seed.
pub fn broken_by(plant: &Plant, seed: u64) -> Option<String> {
    // The template is made without the bug.
    crate::template::Template::get();
    sync::plant::plant(Some(plant.name));
    let outcome = crate::run(seed, false);
    sync::plant::plant(None);
    outcome.broken
}
