//! A list from elsewhere, through the window: chosen, its columns said, looked at, taken in, taken back.

use std::path::{Path, PathBuf};

use reqwest::Method;
use rust_xlsxwriter::Workbook;
use serde_json::json;

use crate::driver::Window;
use crate::village::{self, Village};

const LIST: &str = "江东街道登记表\n\n姓名,身份证号,甲,现住地址,入住日期,民族\n\
    李明,330799199001010014,13800138000,青岩刘村E区12幢101室,2026-06-04,汉\n\
    王强,330799198512240037,13800138001,青岩刘村E区12幢102室,2026-06-04,汉\n\
    赵六,33079919601001008X,13800138002,青岩刘村E区12幢201室,2026-06-04,汉\n";

impl Window {
    /// Gives a file to a file input, as the dialog would.
    fn upload(&self, id: &str, path: &Path) {
        self.wait(id);
        let css = format!("[data-testid={}]", json!(id));
        let found = self.ask(
            Method::POST,
            "element",
            json!({"using": "css selector", "value": css}),
        );
        let element = found
            .as_object()
            .and_then(|found| found.values().next()?.as_str())
            .unwrap_or_else(|| panic!("{id}: {found}"))
            .to_owned();
        let answer = self.ask(
            Method::POST,
            &format!("element/{element}/value"),
            json!({"text": path.display().to_string()}),
        );
        assert!(answer.is_null(), "{id} takes no file: {answer}");
    }

    fn to_imports(&self, kind: &str) {
        self.click("nav-people");
        self.click("people-import");
        self.click(&format!("import-as-{kind}"));
    }
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("written");
    path
}

/// A list on each of two sheets, and one that is hidden.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, person) in [("东区", "李明"), ("西区", "王强"), ("旧表", "赵六")] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        sheet.set_hidden(name == "旧表");
        let header = ["姓名", "身份证号", "现住地址", "入住日期"];
        sheet.write_row(0, 0, header).expect("a header");
        let row = [
            person,
            "330799199001010014",
            "青岩刘村E区12幢101室",
            "2026-06-04",
        ];
        sheet.write_row(1, 0, row).expect("a row");
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_list_is_mapped_checked_taken_in_and_taken_back() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let list = file(folder.path(), "登记表.csv", LIST.as_bytes());
    for (language, phone, undone) in [("zh-CN", "手机", "已撤回"), ("en", "Phone", "taken back")]
    {
        let window = Window::open(folder.path(), language, &format!("imports-{language}"));
        village::unlock(&window);
        window.to_imports("people");
        window.screenshot("empty");
        window.upload("import-file", &list);
        window.wait("import-preview");
        assert!(window.there("note-F"), "the refused column is named");
        if language == "zh-CN" {
            window.wait_text("column-C", "不导入");
            window.tab_to("map-C");
            window.types(phone);
            window.screenshot("mapping");
            window.press("Enter");
        }
        // In the second language the header is known already.
        window.wait_text("column-C", phone);
        window.wait_text("import-left-out", "B5");
        window.screenshot("preview");
        window.click("import-commit");
        window.wait("import-result");
        window.wait_text("import-result", "B5");
        window.screenshot("result");
        window.tab_to("left-out-save");
        window.press("Down");
        window.press("Enter");
        window.wait_text("left-out-saved", "left-out-");
        window.screenshot("saved");
        window.click("import-undo-0");
        window.wait_text(
            "import-page",
            if language == "en" { "undone" } else { "撤" },
        );
        window.wait_until("it says so", || {
            let said = window.script("return document.body.innerText", json!([]));
            said.as_str().is_some_and(|said| said.contains(undone))
        });
        window.screenshot("undone");
    }
    let saved = std::fs::read_dir(folder.path())
        .expect("a folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("left-out-") && name.ends_with(".xlsx"))
        .count();
    assert_eq!(saved, 2);
}

#[test]
fn of_several_sheets_one_is_asked_for_and_a_long_list_can_be_called_off() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let book = file(folder.path(), "book.xlsx", &workbook());
    let long: String = (0..20_000)
        .map(|row| format!("青岩刘村,E区,{},{},整租\n", row / 60 + 20, 100 + row % 60))
        .collect();
    let long = ["村社区,片区,幢,室,用途\n", &long].concat();
    let long = file(folder.path(), "long.csv", long.as_bytes());
    let picture = file(folder.path(), "list.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let window = Window::open(folder.path(), "zh-CN", "imports-sheets");
    village::unlock(&window);
    window.to_imports("people");
    window.upload("import-file", &picture);
    window.wait_text("import-error", "图片");
    window.screenshot("picture");
    window.upload("import-file", &book);
    window.wait_text("import-sheets", "西区");
    window.wait_text("import-hidden", "旧表");
    window.screenshot("sheets");
    window.click("sheet-1");
    window.wait("import-preview");
    window.wait_text("import-preview", "王强");
    window.screenshot("sheet");
    window.click("import-as-rooms");
    window.wait_until("it is read", || window.there("import-error"));
    window.upload("import-file", &long);
    window.wait("import-working");
    window.screenshot("working");
    window.click("import-cancel");
    window.wait("import-error");
    window.screenshot("cancelled");
    assert!(!window.there("import-preview"));
    assert!(!window.there("batch-0"));
}

#[test]
fn a_contact_is_joined_with_a_person_by_one_key() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let list = file(
        folder.path(),
        "list.csv",
        LIST.replace('甲', "联系电话").as_bytes(),
    );
    let contacts = "昵称,备注,企业微信成员,添加时间,标签,手机,来源\n\
        阿明,青岩刘村E区12幢101室 李明,王丽,2026-06-05 10:00,青岩刘村,,扫描二维码\n\
        小赵,赵六 租客,王丽,2026-06-05 10:01,青岩刘村,,扫描二维码\n";
    let contacts = file(folder.path(), "contacts.csv", contacts.as_bytes());
    let window = Window::open(folder.path(), "zh-CN", "imports-contacts");
    village::unlock(&window);
    for (kind, path) in [("people", &list), ("contacts", &contacts)] {
        window.to_imports(kind);
        window.upload("import-file", path);
        window.wait("import-preview");
        window.click("import-commit");
        window.wait("import-result");
    }
    window.click("import-matches");
    window.wait_text("match-0", "李明");
    window.wait_text("match-1", "赵六");
    window.screenshot("matches");
    window.press("Enter");
    window.wait_until("one is left", || {
        !window.there("match-1") && window.there("match-0")
    });
    window.wait_text("match-0", "赵六");
    window.press("N");
    window.wait_gone("match-0");
    window.screenshot("settled");
}
