//! A station with three areas and an account of each role, and laptops that are keys and nothing more.

use std::cell::Cell;

use domain::Role;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use station::staff;
use sync::courier::SecretKeys;
use sync::invite::{self, Claim, Enrol, Side};
use sync::wire;
use tests::World;
use tests::raw::Signed;

/// The columns that every role has.
pub const ROLES: [&str; 5] = ["instructor", "officer", "chief", "administrator", "auditor"];
const DAY: i64 = 86_400_000;

/// Everybody and every place.
pub struct Cast {
    pub world: World,
    /// Held by everybody who may hold an area.
    pub own: String,
    /// Held by them until it was taken away.
    pub taken: String,
    /// Never theirs.
    pub other: String,
    /// A laptop in service of an account of each role, in the order of [`ROLES`].
    pub actors: Vec<Actor>,
    station: store::Identity,
    numbers: Cell<u64>,
    /// Months used up: some records have one each.
    pub months: Cell<u64>,
}

/// A laptop.
pub struct Actor {
    pub user: String,
    pub role: Role,
    pub device: String,
    /// Version of its user's scopes while they held the area that was taken.
    pub before: i64,
    pub keys: SecretKeys,
    pub signed: Signed,
}

impl Cast {
    pub fn new() -> Cast {
        let world = World::new();
        let [own, taken, other] = ["青岩刘村", "塘下村", "下骆宅村"].map(|name| world.area(name));
        // One real laptop knows the station's root.
        let known = world.ask_by(&world.invite(&world.chief));
        let station = known.desk.store.read(store::state::identity);
        let mut cast = Cast {
            world,
            own,
            taken,
            other,
            actors: vec![],
            station: station.expect("an identity"),
            numbers: Cell::new(1),
            months: Cell::new(0),
        };
        for role in Role::ALL {
            let actor = cast.actor(role);
            cast.actors.push(actor);
        }
        cast
    }

    /// A number that was not given out before.
    pub fn number(&self) -> u64 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    /// An id that was not given out before.
    pub fn id(&self) -> String {
        domain::ids::derived(&["authorisation", &self.number().to_string()])
    }

    /// An account of its own that holds its area and held another.
    pub fn account(&self, role: Role) -> (String, i64) {
        let name = ["account ", &self.number().to_string()].concat();
        let user = self.world.user(&name, role, &[&self.own, &self.taken]);
        let database = &self.world.station().database;
        let before = database.read(|tx| staff::scopes_of(tx, &user));
        self.world
            .act("unassign", Some(&user), Some(&self.taken), None);
        (user, before.expect("scopes").0)
    }

    /// A confirmed laptop of an account of its own.
    pub fn actor(&self, role: Role) -> Actor {
        let actor = self.waiting(role, 0);
        self.confirm(&actor);
        actor
    }

    pub fn confirm(&self, actor: &Actor) {
        let database = &self.world.station().database;
        staff::confirm(database, &actor.device, "", self.world.now()).expect("confirmed");
    }

    /// A laptop that nobody has confirmed, admitted some days ago.
    pub fn waiting(&self, role: Role, days: i64) -> Actor {
        let (user, before) = self.account(role);
        self.admitted(&user, role, before, days)
    }

    /// Id of another laptop of the same account, waiting.
    pub fn second(&self, actor: &Actor) -> String {
        self.admitted(&actor.user, actor.role, actor.before, 0)
            .device
    }

    fn admitted(&self, user: &str, role: Role, before: i64, days: i64) -> Actor {
        let number = self.number();
        let keys = SecretKeys::from_random(&std::array::from_fn(|place| {
            (number >> (8 * (place % 8))) as u8
        }));
        let station = self.world.station();
        let then = self.world.now() - days * DAY;
        let code = staff::invite(&station.database, user, then).expect("an invitation");
        let key = invite::key(&code.code);
        let public = keys.public();
        let claim = Claim {
            side: Side::Laptop,
            fingerprint: &station.fingerprint,
            nonce: "00",
            courier: Some(&public),
        };
        let request = Enrol {
            nonce: "00".into(),
            proof: invite::proof(&key, &claim),
            laptop: "laptop".into(),
            app_version: "test".into(),
            courier: Some(public.clone()),
        };
        let theirs = SecretKeys::from_random(&[1; 64]).public();
        let enrolled = staff::enrol(
            &station.database,
            &request,
            &station.fingerprint,
            &theirs,
            then,
        );
        let device = enrolled.expect("admitted").device;
        let identity = store::Identity {
            device: device.clone(),
            ..self.station.clone()
        };
        Actor {
            user: user.to_owned(),
            role,
            device,
            before,
            keys: keys.clone(),
            signed: Signed::with(identity, keys),
        }
    }

    /// Asks a route: status and body.
    pub fn ask(&self, actor: &Actor, route: &str, message: &impl Serialize) -> (u16, Vec<u8>) {
        let body = wire::encode(message).expect("a message");
        let route = route.trim_start_matches("/v1/");
        let mut nonce = [7; 16];
        nonce[..8].copy_from_slice(&self.number().to_be_bytes());
        let at = self.world.now();
        let header = actor.signed.header_once(route, &body, at, &nonce);
        self.post(actor, route, Some(&header), body)
    }

    /// Posts as it is.
    pub fn post(
        &self,
        actor: &Actor,
        route: &str,
        header: Option<&str>,
        body: Vec<u8>,
    ) -> (u16, Vec<u8>) {
        let route = route.trim_start_matches("/v1/");
        let url = self.world.url();
        let answer = actor.signed.post(&url, route, header, body);
        let answer = answer.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.bytes().expect("a body").to_vec())
    }

    /// Asks a route and reads the answer.
    pub fn told<A: DeserializeOwned>(
        &self,
        actor: &Actor,
        route: &str,
        message: &impl Serialize,
    ) -> A {
        let (status, body) = self.ask(actor, route, message);
        assert_eq!(status, 200, "{route}");
        wire::decode(&body).expect("an answer")
    }

    /// Puts records into the station, as from another time.
    pub fn load(&self, records: &[(String, String, Value)]) {
        let lines: String = records
            .iter()
            .map(|(kind, id, fields)| {
                format!("{}\n", json!({"kind": kind, "id": id, "fields": fields}))
            })
            .collect();
        station::load(self.world.station(), lines.as_bytes()).expect("loaded");
    }

    /// Two people decide that these records (kind, id, area) be erased, and they are.
    pub fn erase(&self, records: &[(String, String, String)]) {
        if records.is_empty() {
            return;
        }
        let decided: Vec<_> = records
            .iter()
            .map(|(kind, id, area)| {
                let (one, other) = (self.id(), self.id());
                let decision = json!({"area": area, "record": id, "kind": kind, "choice": "erase", "reason": "authorisation",
                    "by": one, "at": 1, "second": {"by": other, "at": 1}});
                ("retention_decisions".to_owned(), self.id(), decision)
            })
            .collect();
        self.load(&decided);
        self.world.station().forget().expect("erased");
        for (kind, id, _) in records {
            assert!(self.is_erased(id), "{kind} {id}");
        }
    }

    pub fn is_erased(&self, id: &str) -> bool {
        let held = self.world.station().database.read(|tx| tx.row(id));
        held.expect("read").is_some_and(|held| held.is_forgotten())
    }

    /// What came of a request for each role.
    pub fn for_each_role(&self, mut ask: impl FnMut(&Actor) -> String) -> Vec<String> {
        self.actors.iter().map(&mut ask).collect()
    }
}
