//! The figures of a period, and saving them.

use std::path::Path;

use domain::dates::day_of;
use serde_json::json;
use testkit::synthetic;

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

/// People of the station whose report is looked at: figures with three and four digits, several areas.
const PEOPLE: usize = 6_000;

#[test]
fn the_report_fits_its_window_in_both_languages_light_and_dark() {
    let village = Village::new();
    let mut lines = String::new();
    let today = day_of(village.world.now());
    synthetic::generate_into(1, PEOPLE, today, &mut |record| {
        lines.push_str(&json!(record).to_string());
        lines.push('\n');
    });
    station::load(village.world.station(), lines.as_bytes()).expect("loaded");
    let folder = village.folder(&village.world.chief);
    let window = Window::open(folder.path(), "en", "report-looks");
    village::unlock(&window);
    window.click("nav-reports");
    for language in ["en", "zh-CN"] {
        for look in ["light", "dark"] {
            choose(&window, look);
            for (width, height) in [(1366, 768), (1280, 720)] {
                window.resize(width, height);
                let name = format!("{language}-{look}-{width}");
                window.wait("report-curve");
                window.wait("report-areas");
                assert_fits(&window, &name);
                window.screenshot(&name);
                scroll_to(&window, "report-areas");
                window.screenshot(&format!("{name}-end"));
                scroll_to(&window, "figure-visits");
            }
            assert_curve_is_drawn_in(&window, look);
        }
        choose(&window, "language");
        window.wait_until("the other language", || {
            window.script("return document.documentElement.lang", json!([])) != language
        });
    }
}

/// Chooses an entry of the menu behind one's name.
fn choose(window: &Window, entry: &str) {
    window.click("me");
    let script = "const found = document.querySelector(`.ant-dropdown-menu-item[data-menu-id$='-${arguments[0]}']`);
        found?.click(); return !!found";
    window.wait_until(entry, || window.script(script, json!([entry])) == true);
}

fn scroll_to(window: &Window, id: &str) {
    window.wait(id);
    let script =
        "document.querySelector(`[data-testid=${arguments[0]}]`).scrollIntoView({block: 'end'})";
    window.script(script, json!([id]));
}

/// Nothing is wider than its place, and no word is cut. A window that has just changed its size gets a moment.
fn assert_fits(window: &Window, name: &str) {
    let script = "const wide = [];
        for (const e of document.querySelectorAll('[data-testid=report-page], [data-testid=report-page] *')) {
            if (e.closest('.unseen, input')) continue;
            const r = e.getBoundingClientRect();
            const isCut = e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline';
            if (r.right > innerWidth + 1 || isCut) wide.push(`${e.tagName}.${e.className} ${e.innerText?.slice(0, 40)}`);
        }
        return wide";
    window.wait_until(&format!("{name} fits"), || {
        window.script(script, json!([])) == json!([])
    });
}

/// The curve is a picture of its own: its text has the colour of the look.
fn assert_curve_is_drawn_in(window: &Window, look: &str) {
    let script = "const canvas = document.querySelector('[data-testid=report-curve] canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const quiet = getComputedStyle(document.documentElement).getPropertyValue('--quiet').trim();
        const wanted = [1, 3, 5].map((at) => parseInt(quiet.slice(at, at + 2), 16));
        for (let at = 0; at < pixels.length; at += 4)
            if (pixels[at + 3] === 255 && wanted.every((value, i) => Math.abs(pixels[at + i] - value) < 3)) return true;
        return false";
    window.wait_until(&format!("the curve in {look}"), || {
        window.script(script, json!([])) == true
    });
}
