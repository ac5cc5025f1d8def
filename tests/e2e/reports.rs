//! The figures of a period, and saving them.

use std::path::Path;

use crate::driver::Window;
use crate::village::{self, Village};

fn reports_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into())
        .filter(|name: &String| name.starts_with("report-"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_period_is_chosen_and_saved_by_the_keyboard_alone() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let window = Window::open(folder.path(), "zh-CN", "reports");
    village::unlock(&window);
    window.click("nav-reports");
    window.wait("figure-visits");
    window.screenshot("month");
    window.tab_to("report-save");
    window.press("Down");
    window.screenshot("places");
    window.press("Enter");
    window.wait_text("report-saved", "report-2");
    let saved = reports_in(folder.path());
    assert!(
        matches!(&saved[..], [name] if name.ends_with(".xlsx")),
        "{saved:?}"
    );
    let bytes = std::fs::read(folder.path().join(&saved[0])).expect("a workbook");
    assert!(bytes.starts_with(b"PK"));
    window.screenshot("saved");
    // Days of one's own: a day that is none is told, not counted.
    window.tab_to("report-unit");
    window.types("自选");
    window.press("Enter");
    window.tab_to("report-first");
    window.press("Ctrl+A");
    window.types("2026-13-40");
    window.press("Tab");
    window.wait_until("it is told", || window.there("trouble"));
    window.screenshot("no-period");
    window.tab_to("report-first");
    window.press("Ctrl+A");
    window.types("2026-01-20");
    window.press("Tab");
    assert_eq!(window.value("report-first"), "2026-01-20");
    window.wait("figure-visits");
    window.screenshot("days");
}

#[test]
fn a_chief_closes_a_month_and_opens_the_records_behind_a_figure() {
    let village = Village::new();
    let folder = village.folder(&village.world.chief);
    let window = Window::open(folder.path(), "zh-CN", "closing");
    village::unlock(&window);
    window.click("nav-reports");
    window.wait("figure-visits");
    // This month is not over: the total can be entered, the month not closed.
    assert!(!window.there("report-close"));
    window.tab_to("police-total");
    window.types("871");
    window.press("Enter");
    window.wait("report-police_total-incidents");
    window.click("behind-broadcast_reach-published");
    window.wait("report-behind");
    window.screenshot("behind");
    window.press("Esc");
    window.wait_until("the records are closed", || !window.there("report-behind"));
    window.tab_to("report-period");
    window.press("Down");
    window.press("Down");
    window.press("Enter");
    window.wait("report-close");
    window.click("report-close");
    window.screenshot("sure");
    window.click("report-close-sure");
    window.wait("report-closed");
    assert!(!window.there("report-close"));
    window.screenshot("closed");
    window.tab_to("report-save");
    window.types("PDF");
    window.press("Enter");
    window.wait_text("report-saved", ".pdf");
    let saved = reports_in(folder.path());
    let bytes = std::fs::read(folder.path().join(&saved[0])).expect("pages");
    assert!(bytes.starts_with(b"%PDF"));
    window.screenshot("saved");
}
