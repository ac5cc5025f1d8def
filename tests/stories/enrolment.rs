//! Admitting laptops, and shutting them out.

use app::session::{self, EnrolForm};
use domain::Role;
use store::KdfCost;
use tests::{PASSPHRASE, World};

fn form(world: &World, code: &str) -> EnrolForm {
    EnrolForm {
        station_url: world.url(),
        code: code.to_owned(),
        fingerprint: None,
        passphrase: PASSPHRASE.to_owned(),
    }
}

fn try_enrol(form: &EnrolForm) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a folder");
    session::enrol(folder.path(), form, "test", KdfCost::FLOOR)
        .map(|_| ())
        .map_err(|error| error.code)
}

#[test]
fn a_code_admits_one_laptop_once_and_for_ten_minutes() {
    let world = World::new();
    let user = world.user("王丽", Role::Instructor, &[]);
    let code = world.invite(&user);
    assert_eq!(
        try_enrol(&form(&world, "AAAA-BBBB-CCCC-DDDD")),
        Err("code_refused".into())
    );
    assert_eq!(try_enrol(&form(&world, &code.to_lowercase())), Ok(()));
    assert_eq!(try_enrol(&form(&world, &code)), Err("code_refused".into()));
    let late = world.invite(&user);
    world.clock.advance(10 * 60 * 1_000 + 1);
    assert_eq!(try_enrol(&form(&world, &late)), Err("code_refused".into()));
}

#[test]
fn five_wrong_codes_end_every_open_invitation() {
    let world = World::new();
    let user = world.user("王丽", Role::Instructor, &[]);
    let code = world.invite(&user);
    for _ in 0..5 {
        assert_eq!(
            try_enrol(&form(&world, "AAAA-BBBB-CCCC-DDDD")),
            Err("code_refused".into())
        );
    }
    assert_eq!(try_enrol(&form(&world, &code)), Err("code_refused".into()));
}

#[test]
fn a_station_that_does_not_know_the_code_cannot_pose_as_ours() {
    let (ours, foreign) = (World::new(), World::new());
    let user = ours.user("王丽", Role::Instructor, &[]);
    let code = ours.invite(&user);
    let mut form = form(&foreign, &code);
    assert_eq!(try_enrol(&form), Err("code_refused".into()));
    form.fingerprint = Some(ours.station().fingerprint.clone());
    assert_eq!(try_enrol(&form), Err("station_foreign".into()));
}

#[test]
fn an_enrolled_laptop_talks_to_nobody_with_another_certificate() {
    let (ours, foreign) = (World::new(), World::new());
    let user = ours.user("王丽", Role::Instructor, &[]);
    let laptop = ours.laptop(&user);
    let mut identity = laptop.desk.store.read(store::state::identity).unwrap();
    identity.station_url = foreign.url();
    let network = app::network::Network::over(&laptop.desk, &identity).unwrap();
    let hello = sync::wire::Hello {
        protocol: 1,
        app_version: "x".into(),
        waiting: 0,
        clock: None,
        failures: None,
        courier: None,
    };
    let error = network
        .send(&sync::engine::Request::Hello(hello))
        .unwrap_err();
    assert_eq!(error.code, "station_foreign");
}

#[test]
fn a_revoked_laptop_is_refused_at_its_next_request_and_keeps_its_data() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let laptop = world.laptop(&user);
    let device = laptop
        .desk
        .store
        .read(store::state::identity)
        .unwrap()
        .device;
    world.act("revoke_laptop", None, None, Some(&device));
    let error = laptop.try_sync().unwrap_err();
    assert_eq!(error.code, app::wipe::ORDERED);
    assert_eq!(laptop.count("SELECT count(*) FROM areas"), 1);
}

#[test]
fn a_store_that_is_there_is_not_overwritten_and_the_code_not_used_up() {
    let world = World::new();
    let user = world.user("王丽", Role::Instructor, &[]);
    let laptop = world.laptop(&user);
    let code = world.invite(&user);
    let error =
        session::enrol(laptop.home(), &form(&world, &code), "test", KdfCost::FLOOR).unwrap_err();
    assert_eq!(error.code, "store_exists");
    assert_eq!(try_enrol(&form(&world, &code)), Ok(()));
}

#[test]
fn a_laptop_is_enrolled_and_syncs_on_threads_of_an_asynchronous_runtime_as_the_window_does() {
    let world = World::new();
    let user = world.user("王丽", Role::Instructor, &[]);
    let code = world.invite(&user);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let laptop = runtime.block_on(async { world.ask_by(&code) });
    world.confirm(&laptop);
    let round = runtime.block_on(async { laptop.try_sync() });
    assert!(round.is_ok());
}
