//! The same on PostgreSQL, beside `COPY` of the same rows into a table with a key.

use std::io::Write;
use std::process::{Command, Stdio};

use testkit::postgres::Cluster;

use crate::{sync, timed};

const CONTACTS: usize = 20_000;

pub fn run() {
    let cluster = match Cluster::start(true) {
        Ok(cluster) => cluster,
        Err(error) => return println!("PostgreSQL is not measured: {error:#}"),
    };
    let url = cluster.database("bench").expect("a database");
    let (_, copied) = timed(|| copy(&url));
    println!(
        "COPY of {CONTACTS} rows: {:.0} rows/s",
        CONTACTS as f64 / copied.as_secs_f64()
    );
    sync::transfer(CONTACTS, Some(&url));
    sync::storm(100, 200, Some(&url));
}

fn copy(url: &str) {
    let sql = "CREATE TABLE raw (station BIGINT, id TEXT, body TEXT, PRIMARY KEY (station, id));";
    let mut psql = Command::new("psql")
        .args([
            "--no-psqlrc",
            "-q",
            url,
            "-c",
            sql,
            "-c",
            "COPY raw FROM STDIN",
        ])
        .stdin(Stdio::piped())
        .spawn()
        .expect("psql");
    let mut input = psql.stdin.take().expect("its input");
    for row in sync::contacts("area", "user", CONTACTS) {
        writeln!(
            input,
            "1\t{}\t{}",
            uuid::Uuid::now_v7(),
            row.to_string().replace('\\', "\\\\")
        )
        .expect("written");
    }
    drop(input);
    assert!(psql.wait().expect("ended").success());
}
