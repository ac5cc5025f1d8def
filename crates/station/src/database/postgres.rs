//! A PostgreSQL server: many stations in one database, several station servers at once.
//!
//! A writing transaction first locks its station's row, so pushes of one station follow each other whichever process takes them, and
//! sequence numbers have no gaps that a reader could fall into. A reading one is a repeatable snapshot.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use postgres::types::{ToSql, Type};
use postgres::{Client, Config, IsolationLevel, NoTls, Statement, Transaction};
use r2d2::{ManageConnection, Pool};

use super::schema;
use super::sql::{Arg, Column, Each, Record, Sql};
use crate::error::StationError;

/// Connections of one station server.
const CONNECTIONS: u32 = 8;
/// How long a request waits for a connection.
const WAIT: Duration = Duration::from_secs(10);

/// One connection with the statements it has prepared.
pub struct Prepared {
    client: Client,
    statements: HashMap<String, Statement>,
}

struct Manager(Config);

impl ManageConnection for Manager {
    type Connection = Prepared;
    type Error = postgres::Error;

    fn connect(&self) -> Result<Prepared, postgres::Error> {
        Ok(Prepared {
            client: self.0.connect(NoTls)?,
            statements: HashMap::new(),
        })
    }

    fn is_valid(&self, prepared: &mut Prepared) -> Result<(), postgres::Error> {
        prepared.client.is_valid(Duration::from_secs(5))
    }

    fn has_broken(&self, prepared: &mut Prepared) -> bool {
        prepared.client.is_closed()
    }
}

/// Connections to a server. All of this must run on threads that may block.
pub struct Postgres {
    pool: Pool<Manager>,
    station: i64,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres")
            .field("station", &self.station)
            .finish_non_exhaustive()
    }
}

impl Postgres {
    /// Connects and brings the tables to the present shape; `station` is the number of the station worked for.
    pub fn connect(url: &str, station: i64) -> Result<Postgres, StationError> {
        let mut config: Config = url
            .parse()
            .map_err(|_| StationError::BadRequest("the database's URL cannot be read"))?;
        config.connect_timeout(Duration::from_secs(5));
        // A plan made while a table was empty would be kept while it grows, and read all of it for each page.
        let given = config.get_options().unwrap_or_default().to_owned();
        config.options(&[&given, " -c plan_cache_mode=force_custom_plan"].concat());
        let pool = Pool::builder()
            .max_size(CONNECTIONS)
            .min_idle(Some(1))
            .connection_timeout(WAIT)
            .test_on_check_out(false)
            .build(Manager(config))
            .map_err(StationError::NoConnection)?;
        let database = Postgres { pool, station };
        database.migrate()?;
        Ok(database)
    }

    /// Makes room for another station; returns its number.
    pub fn allot(&self, name: &str) -> Result<i64, StationError> {
        let mut prepared = self.pool.get()?;
        let mut transaction = prepared.client.transaction()?;
        transaction.batch_execute("LOCK TABLE station IN EXCLUSIVE MODE")?;
        let row = transaction.query_one(
            "INSERT INTO station (station, name, epoch, seq, hlc)
             SELECT coalesce(max(station), 0) + 1, $1, 1, 0, 0 FROM station RETURNING station",
            &[&name],
        )?;
        let number = row.try_get(0)?;
        transaction.commit()?;
        Ok(number)
    }

    /// Which server and history of it this is: a promoted standby has another timeline, a restored cluster may have another system.
    pub fn history(&self) -> Result<String, StationError> {
        let mut prepared = self.pool.get()?;
        let row = prepared.client.query_one(
            "SELECT s.system_identifier::text || '/' || c.timeline_id::text FROM pg_control_system() s, pg_control_checkpoint() c",
            &[],
        )?;
        Ok(row.try_get(0)?)
    }

    /// Calls `heard` with each sequence number that any station server files for this station, until it says no. Blocks.
    pub fn listen(
        url: &str,
        station: i64,
        heard: &dyn Fn(i64) -> bool,
    ) -> Result<(), StationError> {
        use postgres::fallible_iterator::FallibleIterator;

        let config: Config = url
            .parse()
            .map_err(|_| StationError::BadRequest("the database's URL cannot be read"))?;
        let mut client = config.connect(NoTls)?;
        client.batch_execute("LISTEN beatbook")?;
        loop {
            let mut notifications = client.notifications();
            let next = notifications.timeout_iter(Duration::from_secs(1)).next()?;
            let seq = next.and_then(|note| {
                let (whose, seq) = note.payload().split_once(' ')?;
                (whose == station.to_string()).then(|| seq.parse().ok())?
            });
            if !heard(seq.unwrap_or(0)) {
                return Ok(());
            }
        }
    }

    fn migrate(&self) -> Result<(), StationError> {
        let mut prepared = self.pool.get()?;
        let mut transaction = prepared.client.transaction()?;
        // Two servers that start at once make the tables once.
        transaction.batch_execute(
            "SELECT pg_advisory_xact_lock(20260101);
             CREATE TABLE IF NOT EXISTS shape (version BIGINT NOT NULL)",
        )?;
        let found: i64 = transaction
            .query_one("SELECT coalesce(max(version), 0) FROM shape", &[])?
            .try_get(0)?;
        for (version, step) in schema::steps_after(found)? {
            transaction.batch_execute(&schema::for_postgres(step))?;
            transaction.execute("INSERT INTO shape (version) VALUES ($1)", &[&version])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Writes: all or nothing, one at a time in a station.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&dyn Sql) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut connection = self.pool.get()?;
        let Prepared { client, statements } = &mut *connection;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::ReadCommitted)
            .start()?;
        let session = InTransaction::new(transaction, statements);
        session.query(
            "SELECT seq FROM station WHERE station = ?1 FOR UPDATE",
            &[Arg::Int(self.station)],
            &mut |_| Ok(()),
        )?;
        let output = work(&session)?;
        session.transaction.into_inner().commit()?;
        Ok(output)
    }

    /// See [`super::Database::is_first_request`]. It waits for no writer.
    pub fn is_first_request(
        &self,
        nonce: &str,
        at: i64,
        before: i64,
    ) -> Result<bool, StationError> {
        let mut connection = self.pool.get()?;
        let client = &mut connection.client;
        let inserted = client.execute(
            "INSERT INTO request (station, nonce, at) VALUES ($1, $2, $3) ON CONFLICT (station, nonce) DO NOTHING",
            &[&self.station, &nonce, &at],
        )?;
        // Not at each request: they are few and small.
        if nonce.starts_with("00") {
            client.execute(
                "DELETE FROM request WHERE station = $1 AND at < $2",
                &[&self.station, &before],
            )?;
        }
        Ok(inserted > 0)
    }

    /// Dead rows are taken out of their pages, whose room is used again. What the disk below keeps is the disk's.
    pub fn scrub(&self) -> Result<(), StationError> {
        let mut connection = self.pool.get()?;
        for table in ["VACUUM record", "VACUUM parked", "VACUUM person_key"] {
            connection.client.batch_execute(table)?;
        }
        Ok(())
    }

    /// Reads one snapshot.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&dyn Sql) -> Result<T, StationError>,
    ) -> Result<T, StationError> {
        let mut connection = self.pool.get()?;
        let Prepared { client, statements } = &mut *connection;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()?;
        work(&InTransaction::new(transaction, statements))
    }
}

struct InTransaction<'c> {
    transaction: RefCell<Transaction<'c>>,
    statements: RefCell<&'c mut HashMap<String, Statement>>,
}

impl<'c> InTransaction<'c> {
    fn new(
        transaction: Transaction<'c>,
        statements: &'c mut HashMap<String, Statement>,
    ) -> InTransaction<'c> {
        InTransaction {
            transaction: RefCell::new(transaction),
            statements: RefCell::new(statements),
        }
    }

    fn prepare(&self, sql: Cow<'_, str>, types: &[Type]) -> Result<Statement, StationError> {
        let mut statements = self.statements.borrow_mut();
        if let Some(statement) = statements.get(sql.as_ref()) {
            return Ok(statement.clone());
        }
        let statement = self.transaction.borrow_mut().prepare_typed(&sql, types)?;
        statements.insert(sql.into_owned(), statement.clone());
        Ok(statement)
    }

    fn read(
        &self,
        statement: &Statement,
        args: &[&(dyn ToSql + Sync)],
        each: &mut Each<'_>,
    ) -> Result<(), StationError> {
        let rows = self.transaction.borrow_mut().query(statement, args)?;
        for row in &rows {
            each(row)?;
        }
        Ok(())
    }
}

/// `?1` as PostgreSQL writes it.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}

fn types(args: &[Arg<'_>]) -> Vec<Type> {
    args.iter()
        .map(|arg| match arg {
            Arg::Int(_) => Type::INT8,
            Arg::Text(_) => Type::TEXT,
        })
        .collect()
}

fn values<'a>(args: &'a [Arg<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    args.iter()
        .map(|arg| match arg {
            Arg::Int(value) => value as &(dyn ToSql + Sync),
            Arg::Text(value) => value as &(dyn ToSql + Sync),
        })
        .collect()
}

/// `VALUES (?1, …)` as one statement over arrays, one array for each column that differs from row to row.
fn over_arrays(sql: &str, columns: &[Column<'_>]) -> String {
    let (head, rest) = sql.split_once("VALUES (").unwrap_or((sql, ""));
    let (_, tail) = rest.split_once(')').unwrap_or(("", ""));
    let (mut selected, mut arrays, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (index, column) in columns.iter().enumerate() {
        let number = index + 1;
        let kind = match column {
            Column::Same(_) => {
                selected.push(format!("${number}::int8"));
                continue;
            }
            Column::Ints(_) => "int8",
            Column::Texts(_) => "text",
        };
        selected.push(format!("c{number}"));
        arrays.push(format!("${number}::{kind}[]"));
        names.push(format!("c{number}"));
    }
    [
        head,
        "SELECT ",
        &selected.join(", "),
        " FROM unnest(",
        &arrays.join(", "),
        ") AS many (",
        &names.join(", "),
        ")",
        &numbered(tail),
    ]
    .concat()
}

impl Record for postgres::Row {
    fn int(&self, column: usize) -> Result<i64, StationError> {
        Ok(self.try_get(column)?)
    }

    fn text(&self, column: usize) -> Result<&str, StationError> {
        Ok(self.try_get(column)?)
    }
}

impl Sql for InTransaction<'_> {
    fn execute(&self, sql: &str, args: &[Arg<'_>]) -> Result<u64, StationError> {
        let statement = self.prepare(numbered(sql).into(), &types(args))?;
        Ok(self
            .transaction
            .borrow_mut()
            .execute(&statement, &values(args))?)
    }

    fn insert_many(&self, sql: &str, columns: &[Column<'_>]) -> Result<(), StationError> {
        if super::sql::row_count(columns) == 0 {
            return Ok(());
        }
        let types: Vec<Type> = columns
            .iter()
            .map(|column| match column {
                Column::Same(_) => Type::INT8,
                Column::Ints(_) => Type::INT8_ARRAY,
                Column::Texts(_) => Type::TEXT_ARRAY,
            })
            .collect();
        let statement = self.prepare(over_arrays(sql, columns).into(), &types)?;
        let args: Vec<&(dyn ToSql + Sync)> = columns
            .iter()
            .map(|column| match column {
                Column::Same(value) => value as &(dyn ToSql + Sync),
                Column::Ints(values) => values as &(dyn ToSql + Sync),
                Column::Texts(values) => values as &(dyn ToSql + Sync),
            })
            .collect();
        self.transaction.borrow_mut().execute(&statement, &args)?;
        Ok(())
    }

    fn query(&self, sql: &str, args: &[Arg<'_>], each: &mut Each<'_>) -> Result<(), StationError> {
        let statement = self.prepare(numbered(sql).into(), &types(args))?;
        self.read(&statement, &values(args), each)
    }

    fn query_keys(
        &self,
        sql: &str,
        station: i64,
        keys: &[&str],
        each: &mut Each<'_>,
    ) -> Result<(), StationError> {
        if keys.is_empty() {
            return Ok(());
        }
        let sql = numbered(&sql.replace("= ?2", "= ANY(?2)"));
        let statement = self.prepare(sql.into(), &[Type::INT8, Type::TEXT_ARRAY])?;
        self.read(&statement, &[&station, &keys], each)
    }

    fn announce(&self, station: i64, seq: i64) -> Result<(), StationError> {
        let payload = [station.to_string(), seq.to_string()].join(" ");
        self.query(
            "SELECT pg_notify('beatbook', ?1)::text",
            &[Arg::Text(&payload)],
            &mut |_| Ok(()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_for_many_rows_becomes_one_over_arrays() {
        let columns = [
            Column::Same(1),
            Column::Texts(vec!["a"]),
            Column::Ints(vec![2]),
        ];
        assert_eq!(
            over_arrays(
                "INSERT INTO t (station, id, n) VALUES (?1, ?2, ?3) ON CONFLICT (station, id) DO UPDATE SET n = excluded.n",
                &columns
            ),
            "INSERT INTO t (station, id, n) SELECT $1::int8, c2, c3 FROM unnest($2::text[], $3::int8[]) AS many (c2, c3) \
             ON CONFLICT (station, id) DO UPDATE SET n = excluded.n"
        );
    }
}
