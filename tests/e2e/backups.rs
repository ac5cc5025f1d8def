//! A sealed backup made in the window, and put back in the window of a new laptop.

use tests::PASSPHRASE;

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn a_backup_made_in_the_window_opens_on_another_laptop_with_its_passphrase_only() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let window = Window::open(folder.path(), "zh-CN", "backups");
    village::unlock(&window);
    window.click("status-line");
    window.click("backup-write-0");
    window.wait_text("backup-said", "读回来核对过");
    window.wait_text("backup-last", "今天");
    window.screenshot("made");
    drop(window);

    let made = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .find(|path| {
            path.extension()
                .is_some_and(|found| found == "beatbook-backup")
        })
        .expect("a backup");
    let other = tempfile::tempdir().expect("a folder");
    std::fs::copy(&made, other.path().join("carried.beatbook-backup")).expect("carried");
    let window = Window::open(other.path(), "zh-CN", "restores");
    window.click("restore-open");
    window.wait_focus("restore-passphrase");
    window.screenshot("found");
    window.types("not the passphrase");
    window.press("Enter");
    window.wait_text("restore-page", "口令不对");
    window.screenshot("wrong");
    window.press("Ctrl+A");
    window.types(PASSPHRASE);
    window.press("Enter");
    window.wait_text("restore-done", "王丽的数据恢复到了");
    window.screenshot("done");
    window.click("restore-enter");
    village::unlock(&window);
    village::walk_to_grid(&window);
}
