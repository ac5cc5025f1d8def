//! Nobody is there and the page hangs: the book locks all the same.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::driver::Window;
use crate::processes;
use crate::village::{self, Village};

#[test]
fn a_book_whose_page_hangs_is_locked_when_nobody_gives_a_sign() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let aside = tempfile::tempdir().expect("a folder");
    // A development build waits for as long as it is told.
    let impatient = aside.path().join("impatient.sh");
    let script = format!(
        "#!/bin/sh\nBEATBOOK_IDLE_SECONDS=8 exec {} \"$@\"\n",
        processes::program().display()
    );
    std::fs::write(&impatient, script).expect("written");
    std::fs::set_permissions(&impatient, std::fs::Permissions::from_mode(0o755)).expect("runs");
    let window = Window::open_by(impatient, folder.path(), "zh-CN", "idle");
    village::unlock(&window);
    // Signs keep it open for longer than that.
    for _ in 0..12 {
        window.press("Alt+2");
        window.press("Alt+1");
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    assert!(window.there("today-page"));
    window.locks(folder.path(), |window| {
        for (name, id) in window.processes() {
            if name.starts_with("WebKitWeb") {
                let stopped = Command::new("kill")
                    .args(["-STOP", &id.to_string()])
                    .status();
                assert!(stopped.is_ok_and(|status| status.success()));
            }
        }
    });
}
