//! A laptop that the chief put out of service: at its next contact its window begins anew and says why.

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn a_revoked_laptop_erases_itself_under_the_open_window_which_says_why() {
    let village = Village::new();
    for language in ["zh-CN", "en"] {
        let laptop = village.world.laptop(&village.instructor);
        let device = laptop
            .desk
            .store
            .read(store::state::identity)
            .expect("an identity")
            .device;
        let home = laptop.close();
        let window = Window::open(home.path(), language, &format!("erased-{language}"));
        village::unlock(&window);
        village
            .world
            .act("revoke_laptop", None, None, Some(&device));
        window.click("status-line");
        window.click("sync-now");
        window.wait("enrol-told");
        window.screenshot("told");
        assert!(!home.path().join("store.key").exists());
        assert!(!home.path().join("store.db").exists());
    }
}
