//! What goes wrong in one history: each kind of fault is there or not, so that rare pairs meet undisturbed by the rest.

use crate::dice::Dice;

/// Faults of one history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// Messages get lost, one in five.
    pub loss: bool,
    /// Requests arrive twice, one in five.
    pub duplicates: bool,
    /// Messages take 1 to 40 ticks and overtake each other.
    pub delays: bool,
    /// Laptops are without network for 20 to 200 ticks.
    pub partitions: bool,
    /// Messages are cut short or get a bit flipped.
    pub garbled: bool,
    /// Laptop or station are killed in the middle of a write.
    pub crashes: bool,
    /// Disks are full for a while.
    pub disk_full: bool,
    /// Clocks are off by seconds, a day or 73 years, and jump.
    pub clocks: bool,
    /// A laptop's files are replaced by older ones.
    pub laptop_restored: bool,
    /// The station is restored from a backup.
    pub station_restored: bool,
    /// The station's file is replaced by hand.
    pub restored_by_hand: bool,
    /// A laptop goes on twice.
    pub twins: bool,
    /// Areas are given and taken.
    pub areas_move: bool,
    /// A laptop is shut out.
    pub revocation: bool,
    /// A laptop does not know a kind of record.
    pub old_program: bool,
    /// A row of a laptop's copy is lost.
    pub damage: bool,
    /// Operations arrive that no station takes.
    pub poison: bool,
}

impl Faults {
    /// A choice of faults.
    pub fn of(dice: &mut Dice) -> Faults {
        let mut some = |cases| dice.in_thousand(cases);
        Faults {
            loss: some(600),
            duplicates: some(600),
            delays: some(600),
            partitions: some(500),
            garbled: some(400),
            crashes: some(500),
            disk_full: some(300),
            clocks: some(600),
            laptop_restored: some(350),
            station_restored: some(350),
            restored_by_hand: some(150),
            twins: some(250),
            areas_move: some(500),
            revocation: some(150),
            old_program: some(250),
            damage: some(100),
            poison: some(300),
        }
    }
}
