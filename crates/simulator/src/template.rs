//! A station with its accounts and laptops, made once; every history begins from a copy of its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use domain::Role;
use station::{Database, staff};
use store::Identity;
use store::simulated::PLAIN;
use sync::courier::SecretKeys;
use sync::invite::{self, Claim, Enrol, Enrolled, Side};
use tempfile::TempDir;

/// When every history begins: 2026-11-20 09:00 in China, ms since 1970.
pub const MORNING: i64 = 1_795_136_400_000;
/// Key of the stores that are encrypted.
pub const KEY: [u8; 32] = [7; 32];

/// Names of the accounts, with the areas each begins with.
const ACCOUNTS: [(&str, Role, &[usize]); 5] = [
    ("chief", Role::Chief, &[]),
    ("first", Role::Officer, &[0]),
    ("second", Role::Instructor, &[1]),
    ("both", Role::Officer, &[0, 1]),
    ("third", Role::Instructor, &[0, 2]),
];
/// Account of each laptop; one has two.
const LAPTOPS: [usize; 6] = [3, 1, 2, 0, 4, 1];

/// What a history begins from.
#[derive(Debug)]
pub struct Template {
    folder: TempDir,
    /// Areas.
    pub areas: Vec<String>,
    /// Accounts.
    pub users: Vec<String>,
    /// Laptops: account and what the store says of itself.
    pub laptops: Vec<(usize, Identity)>,
}

/// A folder in memory where there is one, so that nothing waits for a disk.
///
/// # Errors
/// If no folder can be made.
pub fn scratch() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::Builder::new()
            .prefix("beatbook-simulator-")
            .tempdir_in(memory)
    } else {
        tempfile::tempdir()
    }
}

impl Template {
    /// The template of this process.
    ///
    /// # Panics
    /// If it cannot be made: nothing can be simulated then.
    pub fn get() -> &'static Template {
        static TEMPLATE: OnceLock<Template> = OnceLock::new();
        TEMPLATE.get_or_init(|| {
            // On a thread of its own, so that the ids of the caller's history go on as if nothing had been made.
            std::thread::spawn(|| {
                sync::ids::follow(Some(0xbea7_b00c));
                Template::make().expect("a template can be made")
            })
            .join()
            .expect("the template is made")
        })
    }

    fn make() -> anyhow::Result<Template> {
        let folder = scratch()?;
        let database = Database::create(&folder.path().join("station.db"), "simulated")?;
        let mut areas = Vec::new();
        for name in ["east", "west", "north"] {
            let area = staff::Area {
                name: Some(name),
                ..staff::Area::default()
            };
            areas.push(staff::add_area(&database, &area, MORNING)?);
        }
        let mut users = Vec::new();
        for (name, role, held) in ACCOUNTS {
            let user = staff::add_user(&database, name, role, MORNING)?;
            for area in held {
                staff::assign(&database, &user, &areas[*area], MORNING)?;
            }
            users.push(user);
        }
        let mut laptops = Vec::new();
        for (number, account) in LAPTOPS.into_iter().enumerate() {
            let keys = SecretKeys::from_random(&[number as u8 + 1; 64]);
            let enrolled = enrol(&database, &users[account], &keys)?;
            staff::confirm(&database, &enrolled.device, "", MORNING)?;
            let identity = Identity {
                user: enrolled.user,
                user_name: enrolled.user_name,
                role: enrolled.role,
                device: enrolled.device,
                ..Identity::default()
            };
            for key in [KEY, PLAIN] {
                let file = folder.path().join(file_name(number, key));
                store::simulated::make(&file, key, &identity)?;
                give_keys(&file, key, &keys)?;
            }
            laptops.push((account, identity));
        }
        // A backup folds the log in.
        database.backup(&folder.path().join("begin.db"))?;
        Ok(Template {
            folder,
            areas,
            users,
            laptops,
        })
    }

    /// Puts a copy of the station's database in place.
    ///
    /// # Errors
    /// If it cannot be copied.
    pub fn station(&self, to: &Path) -> std::io::Result<()> {
        fs::copy(self.folder.path().join("begin.db"), to).map(|_| ())
    }

    /// Puts a copy of a laptop's store in a new folder.
    ///
    /// # Errors
    /// If it cannot be copied.
    pub fn laptop(&self, number: usize, key: [u8; 32], home: &Path) -> std::io::Result<()> {
        fs::create_dir_all(home)?;
        let from: PathBuf = self.folder.path().join(file_name(number, key));
        fs::copy(from, home.join("store.db")).map(|_| ())
    }
}

fn file_name(number: usize, key: [u8; 32]) -> String {
    let kind = if key == PLAIN { "plain" } else { "laptop" };
    format!("{kind}-{number}.db")
}

/// As its enrolment leaves it.
fn give_keys(file: &Path, key: [u8; 32], keys: &SecretKeys) -> anyhow::Result<()> {
    let home = scratch()?;
    let inside = home.path().join("store.db");
    fs::copy(file, &inside)?;
    let store = store::simulated::open(home.path(), key)?;
    store.set_courier_keys(0, keys, Some(&crate::host::courier_keys()))?;
    // The last connection folds the log in.
    drop(store);
    Ok(fs::copy(inside, file).map(|_| ())?)
}

fn enrol(database: &Database, user: &str, keys: &SecretKeys) -> anyhow::Result<Enrolled> {
    const FINGERPRINT: &str = "simulated";
    let invitation = staff::invite(database, user, MORNING)?;
    let key = invite::key(&invitation.code);
    let nonce = "00";
    let public = keys.public();
    let claim = Claim {
        side: Side::Laptop,
        fingerprint: FINGERPRINT,
        nonce,
        courier: Some(&public),
    };
    let request = Enrol {
        nonce: nonce.to_owned(),
        proof: invite::proof(&key, &claim),
        laptop: "simulated".to_owned(),
        app_version: "simulated".to_owned(),
        courier: Some(public.clone()),
    };
    let keys = crate::host::courier_keys();
    Ok(staff::enrol(
        database,
        &request,
        FINGERPRINT,
        &keys,
        MORNING,
    )?)
}
