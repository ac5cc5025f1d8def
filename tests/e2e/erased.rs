//! A laptop that the chief put out of service: at its next contact its window begins anew, and says why whenever it is opened.

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn a_revoked_laptop_erases_itself_under_the_open_window_and_says_why() {
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
        window.renews(|window| {
            window.click("status-line");
            window.click("sync-now");
        });
        assert!(!home.path().join("store.key").exists());
        assert!(!home.path().join("store.db").exists());
        window.kill();
        let window = Window::open(home.path(), language, &format!("erased-{language}"));
        window.wait("enrol-told");
        window.screenshot("told");
    }
}
