//! A village with one building of six rooms, a warning to pass on, and the people who work there.

use std::sync::{Mutex, MutexGuard, PoisonError};

use app::broadcasts::{self, BroadcastDecideForm, BroadcastForm};
use app::rooms::{self, BuildingForm};
use domain::Role;
use tempfile::TempDir;
use tests::{Laptop, PASSPHRASE, World};

use crate::driver::Window;

/// As its tile and the search name it.
pub const BUILDING: &str = "E区12幢";
/// The warning.
pub const WARNING: &str = "刷单返利";

/// One window after another: two at a time fight for a small machine.
static TURN: Mutex<()> = Mutex::new(());

pub struct Village {
    pub world: World,
    pub instructor: String,
    pub officer: String,
    /// The officer's laptop, without a window.
    pub his: Laptop,
    /// The chief's.
    pub chiefs: Laptop,
    _turn: MutexGuard<'static, ()>,
}

impl Village {
    pub fn new() -> Village {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let world = World::on_real_time();
        let area = world.area("青岩刘村");
        let instructor = world.user("王丽", Role::Instructor, &[&area]);
        let officer = world.user("陈警官", Role::Officer, &[&area]);
        let his = world.laptop(&officer);
        lay_out(&his, &area);
        let chiefs = world.laptop(&world.chief);
        warn(&his, &chiefs);
        Village {
            world,
            instructor,
            officer,
            his,
            chiefs,
            _turn: turn,
        }
    }

    /// The area.
    pub fn area(&self) -> String {
        let me = app::session::me(&self.his.desk).expect("somebody");
        me.areas[0].id.clone()
    }

    /// A folder of a new laptop of an account, synced and closed, for a window to open.
    pub fn folder(&self, user: &str) -> TempDir {
        self.world.laptop(user).close()
    }
}

fn lay_out(laptop: &Laptop, area: &str) {
    let form = BuildingForm {
        area: area.to_owned(),
        street: None,
        zone: Some("E区".into()),
        number: "12".into(),
        kind: None,
        floors: 3,
        rooms_per_floor: 2,
        units: 1,
    };
    rooms::building_create(&laptop.desk, form).expect("a building");
    laptop.sync();
}

fn warn(author: &Laptop, chief: &Laptop) {
    let form = BroadcastForm {
        id: None,
        base: None,
        title: WARNING.into(),
        text: "让你垫钱做任务、先返小利的，都是诈骗。不转账，打96110。".into(),
        r#type: Some("BRUSHING".into()),
        urgent: false,
        areas: Vec::new(),
        expires_on: None,
        submit: true,
    };
    let id = broadcasts::write(&author.desk, form)
        .expect("written")
        .id
        .expect("its id");
    author.sync();
    chief.sync();
    let approval = BroadcastDecideForm {
        id,
        decision: "approve".into(),
        reason: None,
    };
    broadcasts::decide(&chief.desk, approval).expect("approved");
    chief.sync();
    author.sync();
}

/// Types the passphrase into a locked window.
pub fn unlock(window: &Window) {
    window.wait_focus("passphrase");
    window.types(PASSPHRASE);
    window.press("Enter");
    window.wait("nav-rooms");
    window.wait("today-page");
}

/// From anywhere to the building's grid, by keyboard alone.
pub fn walk_to_grid(window: &Window) {
    window.press("Alt+2");
    window.wait("buildings-page");
    window.tab_to(&format!("building-{BUILDING}"));
    window.press("Enter");
    window.wait("room-title");
}

/// From the grid into the registration of a room below the one that is chosen.
pub fn open_registration(window: &Window) {
    window.press("Down");
    window.wait_until("room 201 is chosen", || {
        window.attribute("cell-201", "aria-pressed") == "true"
    });
    window.wait_text("room-title", "201");
    window.press("N");
    window.wait_focus("register-number");
}
