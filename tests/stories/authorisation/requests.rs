//! Each route, by laptops in every state.

use domain::Role;
use serde_json::{Value, json};
use station::{Policy, ROUTES, Who};
use sync::wire::{Cursor, Hello, LogFind, LogPush, PROTOCOL, Pull, Push, Wait, Watermark};

use super::cast::{Actor, Cast, ROLES};
use super::table::Table;

/// States of a laptop and of the account whose it is.
const STATES: [&str; 8] = [
    "confirmed",
    "confirmed, lease over",
    "not confirmed",
    "account closed",
    "handed back",
    "handed back, account closed",
    "handed back, never confirmed",
    "stolen",
];

pub fn table(cast: &mut Cast) -> Table {
    let mut columns = vec!["route", "laptop"];
    columns.extend(ROLES);
    let said = "\
200 is an answer; 400 a message that makes no sense from this laptop; 401 and 403 are refusals. A laptop that is out of service hands in \
what it has (`hello`, `push`, `log`) unless it is in foreign hands, and says that it has erased itself (`erased`). The station does not \
look at leases: a laptop whose lease is over is served, which renews it.";
    let mut table = Table::new("Routes", said, &columns);
    for state in STATES {
        let laptops: Vec<Actor> = Role::ALL.map(|role| in_state(cast, role, state)).into();
        for route in &ROUTES {
            let cells = laptops.iter().map(|laptop| {
                let (status, _) = cast.ask(laptop, route.path, &message(cast, laptop, route.path));
                assert_eq!(
                    status,
                    expected(route.policy, laptop.role, state),
                    "{} of {:?}, {state}",
                    route.path,
                    laptop.role
                );
                status.to_string()
            });
            table.add(route.path, state, cells.collect());
        }
    }
    for route in &ROUTES {
        let cells = cast.for_each_role(|actor| unproved(cast, actor, route.path));
        table.add(route.path, "no proof, or another's", cells);
    }
    for route in &ROUTES {
        assert!(table.asks(route.path), "{} has no row", route.path);
    }
    table
}

fn in_state(cast: &Cast, role: Role, state: &str) -> Actor {
    let days = if state.contains("lease") { 20 } else { 0 };
    let actor = cast.waiting(role, days);
    if !state.contains("not confirmed") && !state.contains("never confirmed") {
        cast.confirm(&actor);
    }
    if state.contains("handed back") {
        cast.world
            .act("revoke_laptop", None, None, Some(&actor.device));
    }
    if state == "stolen" {
        cast.world.act_of_theft(&actor.device);
    }
    if state.contains("account closed") {
        cast.world.act("close_user", Some(&actor.user), None, None);
    }
    actor
}

/// What the policy of a route says, so that the table cannot agree with a route that does not ask its policy.
fn expected(policy: Policy, role: Role, state: &str) -> u16 {
    let allowed = policy.roles.contains(&role);
    let by_role = if allowed { 200 } else { 401 };
    match (policy.who, state) {
        (Who::Anybody, _) => 401,
        (Who::OutOfService, "stolen") => by_role,
        (Who::OutOfService, state) if state.starts_with("handed back") => by_role,
        (Who::OutOfService, _) => 400,
        (_, "confirmed" | "confirmed, lease over") => by_role,
        (_, "not confirmed") => 403,
        (Who::HandsIn, "handed back" | "handed back, account closed") => by_role,
        _ => 401,
    }
}

/// A sound request to this route.
pub fn message(cast: &Cast, actor: &Actor, path: &str) -> Value {
    let message = match path {
        "/v1/enrol" => Ok(json!({"nonce": "00", "proof": "00", "laptop": "x", "app_version": "x"})),
        "/v1/hello" => serde_json::to_value(Hello {
            protocol: PROTOCOL,
            app_version: "test".into(),
            waiting: 0,
            clock: None,
            failures: None,
            courier: None,
        }),
        "/v1/push" => serde_json::to_value(Push {
            incarnation: 1,
            epoch: 1,
            after: Watermark::default(),
            ops: vec![],
            head: 0,
            token: String::new(),
            current: None,
        }),
        "/v1/log" => serde_json::to_value(LogPush {
            entries: vec![],
            oldest: false,
            signed: String::new(),
            known: None,
        }),
        "/v1/log/find" => serde_json::to_value(match actor.role {
            Role::Auditor => LogFind::default(),
            _ => LogFind {
                records: vec![cast.own.clone()],
                ..LogFind::default()
            },
        }),
        "/v1/pull" => serde_json::to_value(Pull {
            protocol: PROTOCOL,
            cursor: Cursor::default(),
        }),
        "/v1/wait" => serde_json::to_value(Wait { epoch: 0, head: 0 }),
        "/v1/act" => Ok(json!({"act": "add_user", "name": "x", "role": "instructor"})),
        "/v1/erased" => Ok(json!({})),
        "/v1/lookup" => Ok(
            json!({"find": {"name": "没有此人", "birth": "1990-01-01", "reason": "lost_child", "words": "x"}}),
        ),
        "/v1/older" => Ok(json!({"month": {"kind": "disputes", "month": "2025-03"}})),
        other => panic!("no request is written for {other}"),
    };
    message.expect("a message")
}

/// Without a proof, by the proof of another route, and by the proof of a laptop that does not exist.
fn unproved(cast: &Cast, actor: &Actor, path: &str) -> String {
    let body = sync::wire::encode(&message(cast, actor, path)).expect("a message");
    let route = path.trim_start_matches("/v1/");
    let mut nonce = [9; 16];
    nonce[..8].copy_from_slice(&cast.number().to_be_bytes());
    let now = cast.world.now();
    let elsewhere = actor.signed.header_once("nowhere", &body, now, &nonce);
    let forged = actor
        .signed
        .header_once(route, &body, now, &nonce)
        .replace(&actor.device, &cast.id());
    let mut answers = [None, Some(elsewhere), Some(forged)]
        .map(|header| cast.post(actor, route, header.as_deref(), body.clone()))
        .to_vec();
    answers.dedup();
    assert_eq!(
        answers.len(),
        1,
        "{path}: nobody is told which part was wrong"
    );
    answers[0].0.to_string()
}
