//! All routes: what a laptop may ask of its station. The router is made from this table and from nothing else; `tests/authorisation.md`
//! shows what came of each for every role and state, and a test compares the two.

use axum::routing::MethodFilter;
use domain::Role;
use sync::limits::WIRE_LIMIT;

use super::handlers;
use super::parcel::{Answer, Parcel};
use crate::gate::Cost;
use crate::policy::{Policy, Who};
use crate::scoped::{Door, Stranger};
use crate::voice::Voice;

/// One route.
pub struct Route {
    /// Its method.
    pub method: MethodFilter,
    /// Its path.
    pub path: &'static str,
    /// Who may use it.
    pub policy: Policy,
    pub(super) handler: Handler,
}

/// Who is answered, and by what.
#[derive(Clone, Copy)]
pub(super) enum Handler {
    /// Somebody who has proved nothing.
    Stranger(fn(&Stranger<'_>, &Voice<'_>, Parcel) -> Answer),
    /// A laptop that proved who it is.
    Laptop(fn(&Door<'_>, &Voice<'_>, Parcel) -> Answer),
    /// A laptop that proved who it is, held until there is something to say.
    Waits,
}

/// Largest body of what holds a few fixed fields, bytes.
const SMALL: usize = 16 << 10;
/// Everybody who has an account.
const ALL: &[Role] = &Role::ALL;
/// Who may read anything of the access log: the auditor everything, the others what was done with records they have.
const READ_LOG: &[Role] = &[Role::Instructor, Role::Officer, Role::Chief, Role::Auditor];
/// Who works with people.
const FIELD_WORK: &[Role] = &[Role::Instructor, Role::Officer, Role::Chief];
/// Who runs the station; which of its acts, `staff::act_in` says.
const RUN_STATION: &[Role] = &[Role::Chief, Role::Administrator];

const fn policy(who: Who, roles: &'static [Role]) -> Policy {
    Policy {
        who,
        roles,
        cost: Cost::Fixed,
        limit: WIRE_LIMIT,
    }
}

const fn small(who: Who, roles: &'static [Role]) -> Policy {
    Policy {
        limit: SMALL,
        ..policy(who, roles)
    }
}

const fn post(path: &'static str, policy: Policy, handler: Handler) -> Route {
    Route {
        method: MethodFilter::POST,
        path,
        policy,
        handler,
    }
}

/// The table.
pub static ROUTES: [Route; 11] = [
    // Nobody has proved anything yet.
    post(
        "/v1/enrol",
        small(Who::Anybody, &[]),
        Handler::Stranger(handlers::enrol),
    ),
    post(
        "/v1/hello",
        policy(Who::HandsIn, ALL),
        Handler::Laptop(handlers::hello),
    ),
    post(
        "/v1/push",
        Policy {
            cost: Cost::Tree,
            ..policy(Who::HandsIn, ALL)
        },
        Handler::Laptop(handlers::push),
    ),
    // What was looked at must come to light, also from a laptop that was handed back.
    post(
        "/v1/log",
        policy(Who::HandsIn, ALL),
        Handler::Laptop(handlers::take_log),
    ),
    post(
        "/v1/log/find",
        policy(Who::InService, READ_LOG),
        Handler::Laptop(handlers::find_log),
    ),
    post(
        "/v1/pull",
        policy(Who::InService, ALL),
        Handler::Laptop(handlers::pull),
    ),
    post("/v1/wait", small(Who::InService, ALL), Handler::Waits),
    post(
        "/v1/act",
        policy(Who::InService, RUN_STATION),
        Handler::Laptop(handlers::act),
    ),
    // Its every other request is refused.
    post(
        "/v1/erased",
        small(Who::OutOfService, ALL),
        Handler::Laptop(handlers::erased),
    ),
    post(
        "/v1/lookup",
        small(Who::InService, FIELD_WORK),
        Handler::Laptop(handlers::look_up),
    ),
    post(
        "/v1/older",
        small(Who::InService, FIELD_WORK),
        Handler::Laptop(handlers::older),
    ),
];
