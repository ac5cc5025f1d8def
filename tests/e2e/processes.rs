//! The processes a window needs: a screen, a message bus, the driver and under it the program. Each is ended by its id.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where the test binary and everything built with it lies: `…/target/debug`.
fn built() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    test.ancestors()
        .nth(2)
        .expect("a folder above deps")
        .to_owned()
}

/// The program under test.
pub fn program() -> PathBuf {
    let path = std::env::var_os("BEATBOOK_APP")
        .map_or_else(|| built().join("beatbook-app"), PathBuf::from);
    assert!(
        path.is_file(),
        "{} is not there. Build the window first (npm run build in ui, then cargo build -p beatbook-app --features \
         custom-protocol) or name the program in BEATBOOK_APP.",
        path.display()
    );
    path
}

/// Where screenshots and logs are kept.
pub fn artefacts() -> PathBuf {
    let named = std::env::var_os("BEATBOOK_SCREENSHOTS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| built().parent().expect("target").join("e2e"));
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    folder
}

/// Where Debian, or the machine's owner, put a tool.
fn tool(name: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed; on Debian: apt-get install {package}"))
}

/// A screen of the size of a village laptop, or the one there is.
pub struct Screen {
    pub display: String,
    server: Option<Child>,
}

impl Screen {
    pub fn open() -> Screen {
        if let Ok(display) = std::env::var("DISPLAY")
            && !display.is_empty()
        {
            return Screen {
                display,
                server: None,
            };
        }
        let mut server = Command::new(tool("Xvfb", "xvfb"))
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1366x768x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        // It writes the number of the free display it found once it is ready.
        let mut number = String::new();
        let out = server.stdout.take().expect("its output");
        BufReader::new(out)
            .read_line(&mut number)
            .expect("a display number");
        Screen {
            display: format!(":{}", number.trim()),
            server: Some(server),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// WebKit's driver on its own message bus; the program inherits its environment.
pub struct Driver {
    pub port: u16,
    bus: Child,
}

impl Driver {
    pub fn start(screen: &Screen, home: &Path, language: &str, log: &Path) -> Driver {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let log = std::fs::File::create(log).expect("a log");
        let profile = home.join("profile");
        let bus = Command::new(tool("dbus-run-session", "dbus-daemon"))
            .arg("--")
            .arg(tool("WebKitWebDriver", "webkit2gtk-driver"))
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("DISPLAY", &screen.display)
            .env("GDK_BACKEND", "x11")
            .env("GTK_USE_PORTAL", "0")
            .env("NO_AT_BRIDGE", "1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("BEATBOOK_HOME", home)
            // What the window saves goes there.
            .env("HOME", home)
            .env("BEATBOOK_LANGUAGE", language)
            .env("TZ", "Asia/Shanghai")
            .env("XDG_DATA_HOME", &profile)
            .env("XDG_CACHE_HOME", &profile)
            .env("XDG_CONFIG_HOME", &profile)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log twice"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("the driver starts");
        Driver { port, bus }
    }

    /// The program and the processes of its web view that belong to this driver, by name and id.
    pub fn own_processes(&self) -> Vec<(String, u32)> {
        let group = self.bus.id().to_string();
        let ids = std::fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        ids.filter_map(|id| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            let name = stat.split_once('(')?.1.rsplit_once(')')?;
            let is_own = name.1.split_whitespace().nth(2) == Some(&group);
            let is_ours = name.0.starts_with("beatbook") || name.0.starts_with("WebKitWebProc");
            let is_ours = is_ours || name.0.starts_with("WebKitNetwork");
            (is_own && is_ours).then(|| (name.0.to_owned(), id))
        })
        .collect()
    }

    /// Process id of the program that belongs to this driver.
    pub fn program_id(&self, program: &Path) -> Option<u32> {
        let program = program.canonicalize().ok()?;
        let group = self.bus.id().to_string();
        let ids = std::fs::read_dir("/proc")
            .ok()?
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        ids.into_iter().find(|id| {
            let own =
                std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|path| path == program);
            // pid (name) state parent group …
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            own && stat
                .rsplit(')')
                .next()
                .and_then(|rest| rest.split_whitespace().nth(2))
                == Some(&group)
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The whole group: the bus, the driver, the program and its web processes.
        kill(&format!("-{}", self.bus.id()));
        let _ = self.bus.wait();
    }
}

/// Ends a process, or a group of them if there is a `-` before the number, at once.
pub fn kill(id: &str) {
    let _ = Command::new("kill")
        .args(["-KILL", "--", id])
        .stderr(Stdio::null())
        .status();
}
