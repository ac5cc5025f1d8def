//! A real server process under fifty bombs at once: refused one and all, its memory bounded, still serving.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use domain::Role;
use sync::limits::TEXT_LIMIT;
use sync::wire::{self, Hello, PROTOCOL, WIRE_LIMIT, Welcome};
use tests::raw::Signed;
use tests::{World, decoders};

struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn over(world: &World) -> Server {
        let built = std::env::current_exe().expect("a path");
        let folder = built.ancestors().nth(2).map(PathBuf::from);
        let name = format!("beatbook-station{}", std::env::consts::EXE_SUFFIX);
        let program = folder.expect("the target folder").join(name);
        assert!(
            program.exists(),
            "build it first: cargo build --workspace --bins ({})",
            program.display()
        );
        let mut process = Command::new(program)
            .arg("--data")
            .arg(world.station_folder())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("BEATBOOK_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut line = String::new();
        let output = process.stdout.take().expect("output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let url = line.trim().replace("listening on ", "");
        assert!(url.starts_with("https://"), "{line}");
        Server { process, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).expect("compressed")
}

/// Half a gigabyte in a few kilobytes, never held whole here either.
fn bomb() -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("an encoder");
    for _ in 0..512 {
        std::io::Write::write_all(&mut encoder, &vec![b' '; 1 << 20]).expect("written");
    }
    encoder.finish().expect("a frame")
}

/// As many small objects as fit into the size limits, in one operation's fields.
fn tree() -> Vec<u8> {
    let mut number = 1u64;
    let mut values = String::from("[0");
    while values.len() < 20 << 20 {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        values += &format!(",{{\"{}\":0}}", number >> 40);
    }
    let push = push_of(&(values + "]"), "1");
    let frame = compressed(push.as_bytes());
    assert!(frame.len() < WIRE_LIMIT);
    frame
}

/// The largest push that is within every limit but those of sense: 23 texts of 1 MiB, and what is wrong comes after them.
fn heavy() -> Vec<u8> {
    let mut number = 1u64;
    let mut text = || -> String {
        let letters = (0..TEXT_LIMIT).map(|_| {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from(b'a' + ((number >> 62) as u8))
        });
        letters.collect()
    };
    let texts: Vec<String> = (0..23).map(|_| text()).collect();
    let push = push_of(&serde_json::to_string(&texts).expect("JSON"), "\"late\"");
    let frame = compressed(push.as_bytes());
    assert!(frame.len() < WIRE_LIMIT, "{}", frame.len());
    frame
}

/// A push of one operation that sets the field `a`.
fn push_of(value: &str, hlc: &str) -> String {
    format!(
        r#"{{"incarnation":1,"epoch":1,"after":{{"counter":0,"op":""}},"ops":[{{"id":"o","counter":1,"row":"r","kind":"people",
        "fields":{{"a":{value}}},"hlc":{hlc},"base":{{"epoch":1,"seq":0}},"scope":"station","scope_version":1}}]}}"#
    )
}

#[test]
fn fifty_bombs_at_once_are_refused_within_256_mib_and_the_station_serves_on() {
    let mut world = World::on_real_time();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    let by = Signed::by(&laptop);
    world.stop();
    let server = Server::over(&world);
    let signed = |route: &str, number: u8, body: Vec<u8>| {
        let header = by.header(route, &body, laptop.desk.now(), number);
        by.post(&server.url, route, Some(&header), body)
    };
    let deep = compressed("[".repeat(1 << 20).as_bytes());
    let kinds = [
        ("push", bomb()),
        ("pull", bomb()),
        ("push", tree()),
        ("push", heavy()),
        ("hello", deep),
    ];
    thread::scope(|scope| {
        for number in 0..50 {
            let (route, body) = &kinds[number % kinds.len()];
            let signed = &signed;
            scope.spawn(move || {
                let reply = signed(route, number as u8, body.clone()).expect("an answer");
                assert_eq!(reply.status().as_u16(), 400, "{route}");
            });
        }
    });
    // Who has proved nothing is refused before the body is read, as is what is too large by its own word.
    let unsigned = by.post(&server.url, "push", None, vec![0; WIRE_LIMIT]);
    let too_large = signed("push", 50, vec![0; WIRE_LIMIT + 1]);
    for (reply, status) in [(unsigned, 401), (too_large, 413)] {
        // A connection that is closed while the body is still being sent is a refusal too.
        if let Ok(reply) = reply {
            assert_eq!(reply.status().as_u16(), status);
        }
    }
    let hello = Hello {
        protocol: PROTOCOL,
        app_version: "test".into(),
        waiting: 0,
        clock: None,
        failures: None,
        courier: None,
    };
    let reply = signed("hello", 51, wire::encode(&hello).unwrap()).unwrap();
    assert_eq!(reply.status().as_u16(), 200);
    let welcome: Welcome = wire::decode(&reply.bytes().unwrap()).unwrap();
    assert_eq!(welcome.epoch, 1);
    if let Some(peak) = decoders::peak_kib(&server.process.id().to_string()) {
        println!("peak {peak} KiB");
        assert!(peak < 256 * 1_024, "{peak} KiB");
    }
}
