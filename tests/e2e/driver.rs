//! One window of the real program, driven over WebDriver (W3C, plain HTTP on this machine).
//!
//! No WebDriver crate: thirtyfour switches on `serde_json/preserve_order` for the whole build, and with it another order of keys in
//! everything the other tests look at.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::processes::{self, Driver, Screen};

/// Longest wait for anything on the screen.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open window.
pub struct Window {
    driver: Driver,
    client: Client,
    session: String,
    program: PathBuf,
    shots: String,
    // After the driver: its windows need the screen to the end.
    _screen: Screen,
}

impl Window {
    /// Starts the program on a data folder. Screenshots and the log are kept under `shots`.
    pub fn open(home: &Path, language: &str, shots: &str) -> Window {
        Window::open_by(processes::program(), home, language, shots)
    }

    /// The same by a program that starts the real one.
    pub fn open_by(program: PathBuf, home: &Path, language: &str, shots: &str) -> Window {
        let screen = Screen::open();
        let log = processes::artefacts().join(format!("{shots}.log"));
        let _ = std::fs::remove_file(processes::artefacts().join(format!("{shots}-failed.png")));
        let driver = Driver::start(&screen, home, language, &log);
        // Nothing is encrypted here, but the client wants to know how it would be.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .expect("an HTTP client");
        let mut window = Window {
            driver,
            client,
            session: String::new(),
            program,
            shots: shots.to_owned(),
            _screen: screen,
        };
        window.begin();
        window
    }

    fn begin(&mut self) {
        let options = json!({"binary": self.program, "args": []});
        let wanted =
            json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}});
        let answer = until("the driver answers", || {
            self.try_ask(Method::POST, "session", &wanted).ok()
        });
        let session = answer["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no session: {answer}"));
        self.session = format!("session/{session}/");
    }

    fn try_ask(&self, method: Method, path: &str, body: &Value) -> reqwest::Result<Value> {
        let url = format!(
            "http://127.0.0.1:{}/{}{path}",
            self.driver.port, self.session
        );
        let request = self.client.request(method.clone(), url);
        let request = if method == Method::POST {
            request.body(body.to_string())
        } else {
            request
        };
        let answer: Value = serde_json::from_str(&request.send()?.text()?).unwrap_or_default();
        Ok(answer["value"].clone())
    }

    /// What the driver answers; its complaints are answers too.
    pub fn ask(&self, method: Method, path: &str, body: Value) -> Value {
        self.try_ask(method, path, &body)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs a script in the page; what it returns.
    pub fn script(&self, script: &str, args: Value) -> Value {
        let answer = self.ask(
            Method::POST,
            "execute/sync",
            json!({"script": script, "args": args}),
        );
        assert!(answer.get("stacktrace").is_none(), "{script}: {answer}");
        answer
    }

    /// The same for one that waits; it gets a function to call as its last argument.
    pub fn script_later(&self, script: &str) -> Value {
        let answer = self.ask(
            Method::POST,
            "execute/async",
            json!({"script": script, "args": []}),
        );
        assert!(answer.get("stacktrace").is_none(), "{script}: {answer}");
        answer
    }

    /// Whether a test id is on the screen.
    pub fn there(&self, id: &str) -> bool {
        self.script(
            "return !!document.querySelector(arguments[0])",
            json!([css(id)]),
        ) == true
    }

    /// Waits for a test id.
    pub fn wait(&self, id: &str) {
        self.wait_until(&format!("{id} is shown"), || self.there(id));
    }

    /// Waits until a test id is gone.
    pub fn wait_gone(&self, id: &str) {
        self.wait_until(&format!("{id} is gone"), || !self.there(id));
    }

    /// Waits; what was on the screen when patience ended is kept as a picture.
    pub fn wait_until(&self, what: &str, mut done: impl FnMut() -> bool) {
        let start = Instant::now();
        while !done() {
            if start.elapsed() > PATIENCE {
                self.screenshot("failed");
                panic!(
                    "waited in vain: {what}; the cursor is in {:?}",
                    self.focus()
                );
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Text of a test id, waiting for it.
    pub fn text(&self, id: &str) -> String {
        self.wait(id);
        let text = self.script(
            "return document.querySelector(arguments[0])?.innerText ?? ''",
            json!([css(id)]),
        );
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a test id says this.
    pub fn wait_text(&self, id: &str, part: &str) {
        self.wait_until(&format!("{id} says {part}"), || {
            self.there(id) && self.text(id).contains(part)
        });
    }

    /// An attribute of a test id.
    pub fn attribute(&self, id: &str, name: &str) -> String {
        self.wait(id);
        let value = self.script(
            "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? ''",
            json!([css(id), name]),
        );
        value.as_str().unwrap_or_default().to_owned()
    }

    /// What stands in an input.
    pub fn value(&self, id: &str) -> String {
        self.wait(id);
        let value = self.script(
            "return document.querySelector(arguments[0])?.value ?? ''",
            json!([css(id)]),
        );
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks a test id as a person does: once it has come to rest and can be clicked, and again if it moved away from under the mouse.
    pub fn click(&self, id: &str) {
        const TRIES: usize = 4;
        for _ in 0..TRIES {
            self.wait(id);
            self.rest(id);
            self.click_once(id);
            if self.script("return window.hit !== false", json!([])) == true {
                return;
            }
        }
    }

    /// Waits until a test id stays where it is for some frames and is not disabled; then listens to whether it is hit. One that stays
    /// disabled is clicked all the same: nothing must come of it.
    fn rest(&self, id: &str) {
        let start = Instant::now();
        let mut before = Value::Null;
        loop {
            let script = "const e = document.querySelector(arguments[0]), r = e?.getBoundingClientRect();
                if (e) { window.hit = false; e.addEventListener('click', () => (window.hit = true), { capture: true, once: true }); }
                return [e && !e.disabled, r?.x, r?.y, r?.width, r?.height]";
            let now = self.script(script, json!([css(id)]));
            let ready = now[0] == true && now == before;
            if ready || start.elapsed() > Duration::from_secs(2) {
                return;
            }
            before = now;
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn click_once(&self, id: &str) {
        let found = self.ask(
            Method::POST,
            "element",
            json!({"using": "css selector", "value": css(id)}),
        );
        let element = found
            .as_object()
            .and_then(|found| found.values().next()?.as_str())
            .unwrap_or_else(|| panic!("{id}: {found}"));
        let answer = self.ask(Method::POST, &format!("element/{element}/click"), json!({}));
        assert!(answer.is_null(), "{id} cannot be clicked: {answer}");
    }

    /// Makes what the page has of the window so large.
    pub fn resize(&self, width: u32, height: u32) {
        self.ask(
            Method::POST,
            "window/rect",
            json!({"x": 0, "y": 0, "width": width, "height": height}),
        );
        self.wait_until(&format!("{width} by {height}"), || {
            self.script("return [innerWidth, innerHeight]", json!([])) == json!([width, height])
        });
    }

    /// Keeps a picture of the window.
    pub fn screenshot(&self, name: &str) {
        // Lists that open are at rest after this, and what is in the document is on the glass after two frames.
        std::thread::sleep(Duration::from_millis(200));
        self.script_later("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))");
        let answer = self.ask(Method::GET, "screenshot", Value::Null);
        let png = BASE64
            .decode(answer.as_str().unwrap_or_default().as_bytes())
            .expect("a picture");
        assert!(png.starts_with(b"\x89PNG"), "a PNG");
        let path = processes::artefacts().join(format!("{}-{name}.png", self.shots));
        std::fs::write(path, png).expect("the picture is kept");
    }

    /// The program and the processes of its web view, by name and id.
    pub fn processes(&self) -> Vec<(String, u32)> {
        self.driver.own_processes()
    }

    /// Does what locks, and waits until the window has another web process and the store is closed.
    pub fn locks(&self, home: &Path, by: impl FnOnce(&Window)) {
        assert!(!is_free(home), "the store is open before");
        self.renews(by);
        until("the store is closed", || is_free(home).then_some(()));
    }

    /// Does what ends the web process, and waits until the window has another one. The driver takes leave of a page whose process ends, so
    /// that nothing can be asked of this window afterwards.
    pub fn renews(&self, by: impl FnOnce(&Window)) {
        let web = || -> Vec<u32> {
            let all = self.processes().into_iter();
            all.filter(|(name, _)| name.starts_with("WebKitWeb"))
                .map(|(_, id)| id)
                .collect()
        };
        let before = web();
        by(self);
        until("another web process begins", || {
            let now = web();
            (!now.is_empty() && now.iter().all(|id| !before.contains(id))).then_some(())
        });
    }

    /// Ends the program as a power cut would.
    pub fn kill(self) {
        let id = self
            .driver
            .program_id(&self.program)
            .expect("the program runs");
        processes::kill(&id.to_string());
        until("the program is gone", || {
            self.driver
                .program_id(&self.program)
                .is_none()
                .then_some(())
        });
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // Ends the session politely; the driver's own drop ends the rest.
        let _ = self.try_ask(Method::DELETE, "", &Value::Null);
    }
}

/// Whether nobody has the store in a folder open.
fn is_free(home: &Path) -> bool {
    let lock = std::fs::File::open(home.join("store.lock")).expect("the lock");
    lock.try_lock().is_ok()
}

/// Waits for something that is not on the screen.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn css(id: &str) -> String {
    format!("[data-testid={}]", json!(id))
}
