//! Replacing an instructor in the window: the chief hands over, prints the page, and the successor finds the work.

use domain::Role;

use crate::driver::Window;
use crate::village::{self, Village};

#[test]
fn the_chief_hands_areas_over_prints_the_page_and_the_successor_finds_the_work() {
    let village = Village::new();
    let world = &village.world;
    let area = village.area();
    let successor = world.user("赵敏", Role::Instructor, &[]);
    let now = village.his.desk.now();
    for who in ["钱小芳", "孙晓东"] {
        village.his.create(
            "consultations",
            &area,
            serde_json::json!({"area": area, "kind": "help", "text": "孩子走失", "status": "open", "at": now, "by": village.officer, "asker": who}),
        );
    }
    village.his.sync();
    let chiefs = village.folder(&world.chief);
    {
        let window = Window::open(chiefs.path(), "en", "handover-en");
        village::unlock(&window);
        window.click("nav-station");
        window.click("open-work-王丽");
        window.wait_text("handover-page", "Consultations promised an answer");
        window.screenshot("before");
    }
    {
        let window = Window::open(chiefs.path(), "zh-CN", "handover-zh");
        village::unlock(&window);
        window.click("nav-station");
        window.click("hand-over-王丽");
        window.wait("hand-over-form");
        window.click("hand-over-to");
        window.types("赵敏");
        window.press("Enter");
        window.screenshot("form");
        window.click("hand-over-do");
        window.wait_text("handover-standing", "赵敏");
        window.wait_text("handover-青岩刘村", "答应答复的咨询");
        window.click("handover-print");
        window.wait_text("handover-said", ".pdf");
        window.screenshot("printed");
        let papers = std::fs::read_dir(chiefs.path()).expect("a folder");
        let mut papers = papers.map(|file| file.expect("a file").path());
        let paper = papers.find(|path| path.extension().is_some_and(|end| end == "pdf"));
        let text = pdf_extract::extract_text(paper.expect("a page")).expect("text");
        let plain: String = text.split_whitespace().collect();
        assert!(plain.contains("王丽责任区交接单") && plain.contains("第1页，共1页"));
        assert!(!plain.contains("钱小芳"), "{plain}");
        window.click("nav-station");
        window.wait("user-赵敏");
        window.screenshot("after");
    }
    let theirs = village.folder(&successor);
    for language in ["zh-CN", "en"] {
        let window = Window::open(theirs.path(), language, &format!("handover-{language}-new"));
        village::unlock(&window);
        window.wait_text("arrived-0", "王丽");
        window.screenshot("today");
        window.click("me");
        window.screenshot("menu");
    }
}
