//! The keyboard: keys go to whatever has the cursor, as from a hand.

use reqwest::Method;
use serde_json::{Value, json};

use crate::driver::Window;

impl Window {
    /// Test id of what has the cursor, or of what it is part of.
    pub fn focus(&self) -> String {
        let id = self.script(
            "return document.activeElement?.closest('[data-testid]')?.dataset.testid ?? ''",
            json!([]),
        );
        id.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the cursor is there.
    pub fn wait_focus(&self, id: &str) {
        self.wait_until(&format!("the cursor is in {id}"), || self.focus() == id);
    }

    /// Presses one key or chord: `N`, `Enter`, `Ctrl+Enter`, `Alt+2`.
    pub fn press(&self, chord: &str) {
        let keys: Vec<char> = chord.split('+').map(key).collect();
        let down = keys
            .iter()
            .map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys
            .iter()
            .rev()
            .map(|key| json!({"type": "keyUp", "value": key}));
        self.act(down.chain(up).collect());
    }

    /// Types into whatever has the cursor.
    pub fn types(&self, text: &str) {
        let strokes = text.chars().flat_map(|key| {
            [
                json!({"type": "keyDown", "value": key}),
                json!({"type": "keyUp", "value": key}),
            ]
        });
        self.act(strokes.collect());
    }

    fn act(&self, actions: Vec<Value>) {
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        let answer = self.ask(Method::POST, "actions", actions);
        assert!(answer.is_null(), "the keyboard does not work: {answer}");
    }

    /// Presses Tab until the cursor is there.
    pub fn tab_to(&self, id: &str) {
        self.wait(id);
        for _ in 0..60 {
            if self.focus() == id {
                return;
            }
            self.press("Tab");
        }
        self.screenshot("failed");
        panic!("Tab does not reach {id}");
    }
}

/// A key by its name on the keyboard, as WebDriver numbers them.
fn key(name: &str) -> char {
    match name {
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Ctrl" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Esc" => '\u{e00c}',
        "Space" => ' ',
        "Left" => '\u{e012}',
        "Up" => '\u{e013}',
        "Right" => '\u{e014}',
        "Down" => '\u{e015}',
        "F2" => '\u{e032}',
        "F12" => '\u{e03c}',
        _ => name.chars().next().expect("a key").to_ascii_lowercase(),
    }
}
