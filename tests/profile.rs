//! What the window may do and what it is built of: the shell's settings and the lock file, against what is written down.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn settings(path: &str) -> Value {
    let text = std::fs::read_to_string(root().join("src-tauri").join(path)).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

/// The window shows its own pages, in which nothing runs that did not come with the program, and asks nobody but the program.
#[test]
fn the_window_is_closed_to_everything_but_its_own_pages() {
    let app = &settings("tauri.conf.json")["app"];
    assert_eq!(app["withGlobalTauri"], json!(false));
    let security = &app["security"];
    assert_eq!(security["freezePrototype"], json!(true));
    assert_ne!(
        security["dangerousDisableAssetCspModification"],
        json!(true)
    );
    assert_ne!(security["assetProtocol"]["enable"], json!(true));
    let policy = security["csp"].as_str().unwrap();
    let rules: BTreeSet<&str> = policy.split(';').map(str::trim).collect();
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src ipc: http://ipc.localhost",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-src 'none'",
    ] {
        assert!(rules.contains(rule), "{rule}");
    }
    for open in ["unsafe", "*", "https:", "//", "wasm"] {
        let outside = policy.replace("http://ipc.localhost", "");
        assert!(!outside.contains(open), "{open}");
    }
}

/// One capability, for one window, with no page from elsewhere and no permission but the program's own commands and hearing events.
#[test]
fn the_window_may_call_the_programs_own_commands_and_nothing_else() {
    let folder = root().join("src-tauri/capabilities");
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(files.len(), 1);
    let name = files[0].file_name().into_string().unwrap();
    let capability = settings(&format!("capabilities/{name}"));
    assert_eq!(capability["windows"], json!(["main"]));
    assert!(capability.get("remote").is_none());
    for permission in capability["permissions"].as_array().unwrap() {
        let permission = permission.as_str().unwrap();
        let is_own = permission == "window" || permission.starts_with("core:event:");
        assert!(is_own, "{permission}");
    }
}

#[test]
fn the_window_is_built_without_plugins_and_without_tools_for_developers() {
    let text = std::fs::read_to_string(root().join("src-tauri/Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    let plugins = dependencies
        .keys()
        .filter(|name| name.starts_with("tauri-plugin"));
    assert_eq!(plugins.count(), 0);
    assert!(!text.contains("devtools"));
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(!workspace.contains("devtools"));
}

/// `tests/supply-chain.toml` says which versions are the least, what may not come in, and what was accepted for a reason.
#[test]
fn the_lock_file_holds_nothing_that_is_known_to_be_broken() {
    let read = |path: &str| -> toml::Table {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        text.parse().unwrap()
    };
    let (lock, gate) = (read("Cargo.lock"), read("tests/supply-chain.toml"));
    let of = |name: &str| gate[name].as_table().unwrap();
    let numbers = |version: &str| -> Vec<u64> {
        let plain = version.split(['-', '+']).next().unwrap();
        plain.split('.').map(|part| part.parse().unwrap()).collect()
    };
    let mut locked = BTreeSet::new();
    for package in lock["package"].as_array().unwrap() {
        let text = |key: &str| package[key].as_str().unwrap();
        let (name, version) = (text("name"), text("version"));
        locked.insert(format!("{name} {version}"));
        if of("accepted").contains_key(&format!("{name} {version}")) {
            continue;
        }
        assert!(
            !of("banned").contains_key(name),
            "{name}: {}",
            of("banned")[name]
        );
        if let Some(least) = of("at_least").get(name) {
            let least = least.as_str().unwrap();
            assert!(
                numbers(version) >= numbers(least),
                "{name} {version} is below {least}"
            );
        }
    }
    for name in of("accepted").keys() {
        assert!(locked.contains(name), "{name} is accepted and not there");
    }
    for name in of("at_least").keys() {
        let is_there = locked
            .iter()
            .any(|held| held.starts_with(&format!("{name} ")));
        assert!(is_there, "{name} is named and not there");
    }
}
