//! The encrypted store of one laptop: opening, migrating, the station's copy and the operations waiting over it, the typed tables that
//! screens query, search keys, and the store's side of sync.
//!
//! What lives elsewhere: rules (`domain`), the merge and the engine (`sync`), what the program does (`app`). No network here, no clock:
//! time is passed in.

mod access_log;
mod backup;
mod connection;
mod counts;
mod courier;
mod derive;
mod destroy;
mod device_secret;
mod erase;
mod error;
mod indexes;
mod key_file;
mod laptop;
mod migrate;
mod newly;
mod open;
pub mod pin;
mod project;
mod recovery;
pub mod search_keys;
mod shadows;
#[cfg(feature = "simulated")]
pub mod simulated;
pub mod state;
mod write;

pub use access_log::{Access, tag as access_tag};
pub use backup::{BackupAbout, about_backup, ask_recovery_of, restore, restore_recovered};
pub use courier::{CourierRound, Handed, Position};
pub use destroy::{destroy, finish_destroying, has_key};
pub use device_secret::keep_in as keep_device_secrets_in;
pub use domain::dates::day_of;
pub use error::StoreError;
pub use key_file::{KdfCost, PASSPHRASE_CHARS};
pub use laptop::{
    JOURNAL_MS, Round, acknowledged, broken_head, earlier_heads, log_entries, log_refused_at,
    remembered_head,
};
pub use open::{Existing, Readers, Store, create, open, peek};
pub use recovery::{RecoveryStanding, ask_recovery, recover, recovery_standing};
pub use state::Identity;
pub use wiped::{Wiping, give_back};
pub use write::{Changed, Edit, Write};

/// The tables of this store that hold a registered kind, plus those that serve the laptop itself; a test compares them with the register.
pub const LOCAL_TABLES: [&str; 22] = [
    "state",
    "scope",
    "srv",
    "op",
    "draft",
    "undo",
    "log_entry",
    "import_batch",
    "import_row",
    "import_mapping",
    "import_said",
    "import_change",
    "contact_turned_down",
    "sync_run",
    "findable",
    "search_key",
    "stay_due",
    "shadowed_stay",
    "erased",
    "written_file",
    "written_about",
    "area_count",
];
