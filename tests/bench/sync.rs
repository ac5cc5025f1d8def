//! Sync over real HTTPS with a server of its own process, beside a raw SQLCipher insert and a gzip transfer of the same rows in the same
//! run.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::Role;
use serde_json::{Value, json};
use store::Edit;
use tests::{Laptop, Server, World, fields_of};

use crate::timed;

/// Rows as an import makes them: actions of this many.
const ACTION: usize = 500;

/// A station in a process of its own, reached through a counter of bytes.
pub struct Bench {
    pub world: World,
    pub server: Server,
    pub wire: Wire,
}

impl Bench {
    /// Over a file, or over the PostgreSQL database at this address.
    pub fn new(database: Option<&str>) -> Bench {
        let mut world = World::unserved(database);
        let address = tests::free_address();
        let server = Server::start(&world.station_folder(), address, &[]);
        let wire = Wire::before(address);
        world.served_at(wire.address);
        Bench {
            world,
            server,
            wire,
        }
    }
}

/// How long something took, and for how much of it laptop and server were busy, s.
#[derive(Clone, Copy, Default)]
struct Measured {
    time: Duration,
    laptop: f64,
    server: f64,
}

impl Bench {
    fn measured<T>(&self, work: impl FnOnce() -> T) -> (T, Measured) {
        let busy = || (tests::processor_time("self"), self.server.processor_time());
        let before = busy();
        let (output, time) = timed(work);
        let after = busy();
        let measured = Measured {
            time,
            laptop: after.0 - before.0,
            server: after.1 - before.1,
        };
        (output, measured)
    }
}

/// Counts what goes through it.
pub struct Wire {
    pub address: SocketAddr,
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
}

impl Wire {
    fn before(server: SocketAddr) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let wire = Wire {
            address: listener.local_addr().expect("its address"),
            up: Arc::default(),
            down: Arc::default(),
        };
        let (up, down) = (wire.up.clone(), wire.down.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(server).expect("the server");
                for socket in [&client, &server] {
                    let _ = socket.set_nodelay(true);
                }
                let pair = |socket: &TcpStream| socket.try_clone().expect("a socket");
                pass(pair(&client), pair(&server), up.clone());
                pass(server, client, down.clone());
            }
        });
        wire
    }

    /// Megabytes up and down since the last call.
    pub fn megabytes(&self) -> (f64, f64) {
        let take = |counter: &AtomicU64| counter.swap(0, Ordering::Relaxed) as f64 / 1e6;
        (take(&self.up), take(&self.down))
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, counter: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        let mut buffer = vec![0; 256 << 10];
        while let Ok(length) = from.read(&mut buffer) {
            if length == 0 || to.write_all(&buffer[..length]).is_err() {
                break;
            }
            counter.fetch_add(length as u64, Ordering::Relaxed);
        }
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
}

/// Push, pull and first sync of so many contacts.
pub fn transfer(contacts: usize, database: Option<&str>) {
    let bench = Bench::new(database);
    let area = bench.world.area("青岩刘村");
    let user = bench.world.user("王丽", Role::Instructor, &[&area]);
    let (sender, receiver) = (
        bench.world.laptop(&user),
        bench.world.laptop(&bench.world.chief),
    );
    let rows: Vec<Value> = self::contacts(&area, &user, contacts);
    let ((), saved) = bench.measured(|| save(&sender, &area, &rows));
    bench.wire.megabytes();
    let (round, pushed) = bench.measured(|| sender.sync());
    let (push_up, _) = bench.wire.megabytes();
    let (pulled_round, pulled) = bench.measured(|| receiver.sync());
    let (_, pull_down) = bench.wire.megabytes();
    let newcomer = bench.world.enrol(&bench.world.chief);
    let (_, first) = bench.measured(|| newcomer.sync());
    assert_eq!((round.pushed, pulled_round.pulled), (contacts, contacts));
    let raw = raw_insert(&rows);
    let gzip = gzip_transfer(&rows);
    let bytes: usize = rows.iter().map(|row| row.to_string().len()).sum();
    println!(
        "{contacts} contacts of {} bytes{:<14} seconds   rows/s  of raw   busy: laptop  server",
        bytes / contacts,
        database.map_or("", |_| ", PostgreSQL")
    );
    let per_second = |time: Duration| contacts as f64 / time.as_secs_f64();
    let alone = |time: Duration| Measured {
        time,
        ..Measured::default()
    };
    for (name, took) in [
        ("raw SQLCipher insert", alone(raw)),
        ("gzip transfer over a socket", alone(gzip)),
        ("saved on a laptop", saved),
        ("pushed, with the settling pull", pushed),
        ("pulled by another laptop", pulled),
        ("first sync of a new laptop", first),
    ] {
        let ratio = per_second(took.time) / per_second(raw);
        println!(
            "  {name:<36} {:>7.2} {:>8.0} {ratio:>7.3} {:>14.2} {:>7.2}",
            took.time.as_secs_f64(),
            per_second(took.time),
            took.laptop,
            took.server
        );
    }
    println!(
        "  wire {push_up:.2} MB up, {pull_down:.2} MB down; server at most {} MB, its file {} MB\n",
        bench.server.most_memory() >> 20,
        bench.world.station_bytes() >> 20
    );
}

/// Laptops that come back at once, each with edits.
pub fn storm(laptops: usize, edits: usize, database: Option<&str>) {
    let bench = Bench::new(database);
    let mut all: Vec<Laptop> = Vec::new();
    // Each has a village of its own, as instructors do; all of them run on this machine.
    for number in 0..laptops {
        let area = bench.world.area(&format!("村{number}"));
        let user = bench
            .world
            .user(&format!("民警{number}"), Role::Instructor, &[&area]);
        let laptop = bench.world.laptop(&user);
        let rows: Vec<Value> = (0..edits)
            .map(|index| contact(&area, &user, number * edits + index))
            .collect();
        save(&laptop, &area, &rows);
        all.push(laptop);
    }
    let (refused, time) = timed(|| {
        std::thread::scope(|scope| {
            let rounds: Vec<_> = all
                .iter()
                .map(|laptop| scope.spawn(|| laptop.try_sync()))
                .collect();
            rounds
                .into_iter()
                .map(|round| round.join().expect("a round"))
                .filter(Result::is_err)
                .count()
        })
    });
    let left: i64 = all.iter().map(Laptop::waiting).sum();
    let rows: Vec<Value> = (0..laptops * edits)
        .map(|index| contact("area", "user", index))
        .collect();
    let raw = raw_insert(&rows);
    println!(
        "{laptops} laptops return with {edits} edits each{}: {:.2} s, {:.1} times a raw insert of them; {refused} refused, {left} left waiting; server at most {} MB\n",
        database.map_or("", |_| ", PostgreSQL"),
        time.as_secs_f64(),
        time.as_secs_f64() / raw.as_secs_f64(),
        bench.server.most_memory() >> 20
    );
}

/// From saving on one online laptop to hearing of it on another, against a bare exchange over the same server.
pub fn live() {
    let bench = Bench::new(None);
    let area = bench.world.area("青岩刘村");
    let user = bench.world.user("王丽", Role::Instructor, &[&area]);
    let (hers, mut his) = (
        bench.world.laptop(&user),
        bench.world.laptop(&bench.world.chief),
    );
    let (tell, heard) = std::sync::mpsc::channel();
    his.desk.on_changed = Arc::new(move |kinds| {
        if kinds.contains("contacts") {
            let _ = tell.send(());
        }
    });
    let her_loop = app::sync_round::SyncLoop::start(hers.desk.clone(), |_| {}).expect("online");
    let _his_loop = app::sync_round::SyncLoop::start(his.desk.clone(), |_| {}).expect("online");
    std::thread::sleep(Duration::from_millis(500));
    let mut times = Vec::new();
    for index in 0..30 {
        let row = contact(&area, &user, index);
        let (_, time) = timed(|| {
            hers.create("contacts", &area, row);
            her_loop.poke();
            heard.recv_timeout(Duration::from_secs(10)).expect("news");
        });
        times.push(time);
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut idle: Vec<Duration> = (0..30).map(|_| timed(|| hers.sync()).1).collect();
    let (edit, round) = (
        crate::percentile(&mut times, 0.5),
        crate::percentile(&mut idle, 0.5),
    );
    println!(
        "an edit is on another online laptop after {edit:.0} ms (p50), {:.0} ms (p99); an empty round takes {round:.0} ms, ratio {:.1}\n",
        crate::percentile(&mut times, 0.99),
        edit / round
    );
}

/// What an idle round and one edit cost as the station grows.
pub fn growth() {
    println!("growth (ms)        rows  areas   idle round   one edit");
    for (contacts, areas) in [
        (1_000, 1),
        (10_000, 1),
        (100_000, 1),
        (1_000_000, 1),
        (10_000, 10),
        (10_000, 100),
    ] {
        let bench = Bench::new(None);
        let ids: Vec<String> = (0..areas)
            .map(|number| bench.world.area(&format!("村{number}")))
            .collect();
        let held: Vec<&str> = ids.iter().map(String::as_str).collect();
        let user = bench.world.user("王丽", Role::Instructor, &held);
        let mut lines = String::new();
        for index in 0..contacts {
            let id = domain::ids::derived(&["growth", &index.to_string()]);
            let row = json!({"kind": "contacts", "id": id, "fields": contact(&ids[index % areas], &user, index)});
            lines.push_str(&row.to_string());
            lines.push('\n');
        }
        station::load(bench.world.station(), lines.as_bytes()).expect("loaded");
        let laptop = bench.world.laptop(&user);
        let mut idle: Vec<Duration> = (0..15).map(|_| timed(|| laptop.sync()).1).collect();
        let mut edit: Vec<Duration> = (0..15)
            .map(|index| {
                laptop.create(
                    "contacts",
                    &ids[0],
                    contact(&ids[0], &user, contacts + index),
                );
                timed(|| laptop.sync()).1
            })
            .collect();
        println!(
            "            {contacts:>10} {areas:>6} {:>12.1} {:>10.1}",
            crate::percentile(&mut idle, 0.5),
            crate::percentile(&mut edit, 0.5)
        );
    }
    println!();
}

/// So many contacts.
pub fn contacts(area: &str, user: &str, count: usize) -> Vec<Value> {
    (0..count).map(|index| contact(area, user, index)).collect()
}

/// A contact of 12 fields and about 396 bytes.
pub fn contact(area: &str, user: &str, index: usize) -> Value {
    let mixed = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let surnames = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周"];
    let given = [
        "子涵", "建国", "秀英", "志强", "丽", "伟", "芳", "敏", "静", "磊",
    ];
    let name = [
        surnames[(mixed >> 8) as usize % 10],
        given[(mixed >> 16) as usize % 10],
    ]
    .concat();
    json!({
        "area": area,
        "name": name,
        "role": "tenant",
        "phone": format!("+861{:010}", mixed % 10_000_000_000),
        "wecom": {"remark": format!("A区{}幢{}室 {name}", index % 120, 101 + index % 500), "nickname": format!("{:x}", mixed >> 40)},
        "group": format!("青岩刘村{}群，反诈宣传和通知请看这里", index % 20),
        "tags": [],
        "source": "import",
        "added_by": user,
        "added_at": 1_795_136_400_000_i64 - (mixed % 1_000_000_000) as i64,
    })
}

fn save(laptop: &Laptop, area: &str, rows: &[Value]) {
    for action in rows.chunks(ACTION) {
        laptop
            .desk
            .store
            .write(
                laptop.desk.now(),
                |write| -> Result<(), store::StoreError> {
                    for row in action {
                        write.put(Edit::create("contacts", area, fields_of(row.clone())))?;
                    }
                    write.forget_undo();
                    Ok(())
                },
            )
            .expect("saved");
    }
}

/// All rows as one gzip body over a socket, unpacked on the other side.
fn gzip_transfer(rows: &[Value]) -> Duration {
    let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    timed(|| {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (socket, _) = listener.accept().expect("a client");
                let mut out = flate2::write::GzEncoder::new(socket, flate2::Compression::new(1));
                out.write_all(text.as_bytes()).expect("sent");
                out.finish().expect("sent");
            });
            let socket = TcpStream::connect(address).expect("connected");
            let mut read = String::new();
            flate2::read::GzDecoder::new(socket)
                .read_to_string(&mut read)
                .expect("read");
            let parsed = read
                .lines()
                .filter(|line| serde_json::from_str::<Value>(line).is_ok())
                .count();
            assert_eq!(parsed, rows.len());
        });
    })
    .1
}

/// The same rows into one table of an encrypted file with the same settings, in one transaction, with the id as only index.
/// Time to put all rows into one table of a new store, in one transaction.
fn raw_insert(rows: &[Value]) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = store::Identity {
        user: "u".into(),
        role: "chief".into(),
        ..store::Identity::default()
    };
    let store = store::create(
        folder.path(),
        tests::PASSPHRASE,
        &identity,
        store::KdfCost::FLOOR,
    )
    .expect("a store");
    let insert = || {
        store.write(0, |write| -> Result<(), store::StoreError> {
            let connection = write.connection();
            connection.execute_batch(
                "CREATE TABLE raw (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
            )?;
            let mut insert = connection.prepare("INSERT INTO raw (id, body) VALUES (?1, ?2)")?;
            for (index, row) in rows.iter().enumerate() {
                insert.execute((
                    domain::ids::derived(&["raw", &index.to_string()]),
                    row.to_string(),
                ))?;
            }
            Ok(())
        })
    };
    let (inserted, time) = timed(insert);
    inserted.expect("inserted");
    time
}
