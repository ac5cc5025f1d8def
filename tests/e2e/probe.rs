use crate::driver::Window;
use crate::village::{self, Village};
#[test]
fn probe() {
    let village = Village::new();
    let folder = village.folder(&village.instructor);
    let w = Window::open(folder.path(), "en", "probe");
    village::unlock(&w);
    village::walk_to_grid(&w);
    for key in ["V", "Down", "Space"] {
        w.press("Ctrl+J"); w.wait_focus("consult-kinds"); w.press(key);
        std::thread::sleep(std::time::Duration::from_millis(800));
        eprintln!("{key}: 301 {} 302 {} 201 {}; chosen 301 {}", w.attribute("cell-301", "data-state"), w.attribute("cell-302", "data-state"),w.attribute("cell-201", "data-state"), w.attribute("cell-301", "aria-pressed"));
        w.press("Esc"); w.wait_gone("consult");
    }
}
