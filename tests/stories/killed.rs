//! The real laptop program and the real station, killed at any moment, over a network that cuts connections: what was printed as saved
//! is never lost. `BEATBOOK_KILLS` says how often; `cargo xtask soak` says more often.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use app::clock::{Clock, SystemClock};
use app::session::EnrolForm;
use domain::Role;
use serde_json::{Value, json};
use station::{Database, Station, staff};
use store::KdfCost;
use tests::PASSPHRASE;

/// Chance shared by threads: it need not repeat, processes do not either.
struct Dice(AtomicU64);

impl Dice {
    fn below(&self, end: u64) -> u64 {
        let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mixed = (state ^ (state >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 29)) % end
    }
}

/// Passes connections on, and cuts one in three after some bytes while it is lossy.
struct Proxy {
    address: SocketAddr,
    lossy: Arc<AtomicBool>,
}

impl Proxy {
    fn to(station: SocketAddr, dice: &Arc<Dice>) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let lossy = Arc::new(AtomicBool::new(false));
        let (is_lossy, dice) = (lossy.clone(), dice.clone());
        thread::spawn(move || {
            for from in listener.incoming().map_while(Result::ok) {
                let Ok(to) = TcpStream::connect(station) else {
                    continue;
                };
                let cut = is_lossy.load(Ordering::Relaxed) && dice.below(3) == 0;
                let room = if cut { dice.below(9_000) } else { u64::MAX };
                let (Ok(back), Ok(forth)) = (to.try_clone(), from.try_clone()) else {
                    continue;
                };
                for (source, target) in [(from, to), (back, forth)] {
                    let (lossy, dice) = (is_lossy.clone(), dice.clone());
                    thread::spawn(move || pass_on(source, target, room, &lossy, &dice));
                }
            }
        });
        Proxy { address, lossy }
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, room: u64, lossy: &AtomicBool, dice: &Dice) {
    let mut left = room;
    let mut chunk = [0u8; 1_400];
    while let Ok(read) = from.read(&mut chunk) {
        let some = (read as u64).min(left) as usize;
        if lossy.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(dice.below(4)));
        }
        if read == 0 || to.write_all(&chunk[..some]).is_err() || some < read {
            break;
        }
        left -= some as u64;
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

/// A program built beside these tests.
fn program(name: &str) -> PathBuf {
    let built = std::env::current_exe().expect("a path");
    let folder = built.ancestors().nth(2).expect("the target folder");
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "build it first: {}", path.display());
    path
}

struct Serving(Child);

impl Serving {
    fn start(folder: &Path, address: SocketAddr) -> Serving {
        let child = Command::new(program("beatbook-station"))
            .arg("--data")
            .arg(folder)
            .args(["serve", "--listen", &address.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the station starts");
        let serving = Serving(child);
        for _ in 0..400 {
            if TcpStream::connect(address).is_ok() {
                return serving;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("the station does not listen");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn beatbook(home: &Path, arguments: &[&str]) -> Child {
    Command::new(program("beatbook"))
        .arg("--home")
        .arg(home)
        .arg("--json")
        .args(arguments)
        .env("BEATBOOK_PASSPHRASE", PASSPHRASE)
        .env("BEATBOOK_SECRETS", "")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// What a program printed, if it ended well.
fn printed(child: Child) -> Option<Value> {
    let output = child.wait_with_output().expect("it ends");
    let good = output.status.success();
    good.then(|| serde_json::from_slice(&output.stdout).expect("JSON"))
}

fn synced(home: &Path) -> Value {
    (0..20)
        .find_map(|_| printed(beatbook(home, &["sync"])))
        .expect("a round of sync without faults")
}

fn listed(home: &Path) -> BTreeSet<String> {
    let rows = printed(beatbook(
        home,
        &["list", "consultations", "--limit", "100000"],
    ));
    let rows = rows.expect("a list");
    rows.as_array()
        .expect("rows")
        .iter()
        .map(Value::to_string)
        .collect()
}

#[test]
fn nothing_that_was_printed_as_saved_is_lost_when_either_side_is_killed() {
    let kills: u64 = std::env::var("BEATBOOK_KILLS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(15);
    let dice = Arc::new(Dice(AtomicU64::new(20_261_122)));
    let folder = tempfile::tempdir().unwrap();
    let station_folder = folder.path().join("station");
    let clock: station::Clock = Arc::new(|| SystemClock.now());
    let station = Station::init(&station_folder, "江东派出所", clock).unwrap();
    let now = station.now();
    let area = staff::Area {
        name: Some("青岩刘村"),
        ..staff::Area::default()
    };
    let area = staff::add_area(&station.database, &area, now).unwrap();
    let mut users = Vec::new();
    for name in ["王丽", "李强"] {
        let user = staff::add_user(&station.database, name, Role::Instructor, now).unwrap();
        staff::assign(&station.database, &user, &area, now).unwrap();
        let code = staff::invite(&station.database, &user, now).unwrap().code;
        users.push((user, code));
    }
    let fingerprint = station.fingerprint.clone();
    drop(station);

    // A port that was free a moment ago; the station gets the same one each time.
    let address = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .unwrap();
    let mut serving = Serving::start(&station_folder, address);
    let proxy = Proxy::to(address, &dice);
    let mut homes = Vec::new();
    for (number, (_, code)) in users.iter().enumerate() {
        let home = folder.path().join(format!("laptop-{number}"));
        let form = EnrolForm {
            station_url: format!("https://{}", proxy.address),
            code: code.clone(),
            fingerprint: Some(fingerprint.clone()),
            passphrase: PASSPHRASE.to_owned(),
        };
        let store = app::session::enrol(&home, &form, "test", KdfCost::FLOOR).unwrap();
        let device = store.read(store::state::identity).unwrap().device;
        drop(store);
        let records = Database::open(&station_folder.join("station.db")).unwrap();
        staff::confirm(&records, &device, "", now).unwrap();
        drop(records);
        synced(&home);
        homes.push(home);
    }

    proxy.lossy.store(true, Ordering::Relaxed);
    let mut saved = BTreeSet::new();
    let mut killed = 0;
    while killed < kills {
        let which = dice.below(2) as usize;
        let text = format!("saved {killed} {}", dice.below(1_000_000_000));
        let record = json!({"fields": {
            "area": area, "kind": "help", "text": text, "at": now, "by": users[which].0,
        }});
        let mut put = beatbook(&homes[which], &["put", "consultations"]);
        let mut input = put.stdin.take().expect("input");
        let _ = input.write_all(record.to_string().as_bytes());
        drop(input);
        if dice.below(3) == 0 {
            thread::sleep(Duration::from_millis(dice.below(700)));
            let _ = put.kill();
            killed += 1;
        }
        if printed(put).is_some() {
            saved.insert(text);
        }
        let mut sync = beatbook(&homes[which], &["sync"]);
        match dice.below(3) {
            0 => {
                thread::sleep(Duration::from_millis(dice.below(900)));
                let _ = sync.kill();
                killed += 1;
            }
            1 => {
                thread::sleep(Duration::from_millis(dice.below(900)));
                drop(serving);
                serving = Serving::start(&station_folder, address);
                killed += 1;
            }
            _ => {}
        }
        let _ = printed(sync);
    }

    proxy.lossy.store(false, Ordering::Relaxed);
    for home in homes.iter().chain(&homes) {
        synced(home);
    }
    let (hers, his) = (listed(&homes[0]), listed(&homes[1]));
    assert_eq!(hers, his);
    assert!(!saved.is_empty());
    for text in &saved {
        assert!(
            hers.iter().any(|row| row.contains(text)),
            "{text} was saved and is gone"
        );
    }
    for home in &homes {
        let status = printed(beatbook(home, &["status"])).expect("a status");
        assert_eq!(status["waiting"], 0);
        let found = printed(beatbook(home, &["doctor"])).expect("a check");
        assert_eq!(found["sound"], true);
    }
    drop(serving);
}
