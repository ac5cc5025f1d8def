//! Rules about the house itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which crate of ours may depend on which, beside `dev-dependencies` on `testkit`.
const ALLOWED: [(&str, &[&str]); 15] = [
    ("domain", &[]),
    ("audit", &[]),
    ("sync", &["audit", "domain"]),
    ("wiped", &[]),
    ("store", &["audit", "domain", "sync", "wiped"]),
    ("reports", &[]),
    ("app", &["audit", "domain", "reports", "store", "sync"]),
    ("station", &["audit", "domain", "sync", "wiped"]),
    ("cli", &["app", "domain", "store"]),
    ("beatbook-app", &["app", "domain", "store"]),
    ("testkit", &["domain"]),
    ("crash-disk", &["wiped"]),
    (
        "simulator",
        &["audit", "crash-disk", "domain", "station", "store", "sync"],
    ),
    ("xtask", &["domain", "testkit"]),
    (
        "tests",
        &[
            "app", "audit", "domain", "station", "store", "sync", "testkit",
        ],
    ),
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[test]
fn crates_depend_on_each_other_only_along_the_drawn_edges() {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap();
    let ours: BTreeSet<String> = metadata
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    for package in &metadata.packages {
        let name = package.name.to_string();
        let edges = allowed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} is not in the plan"));
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| ours.contains(&dependency.name))
        {
            let for_tests =
                dependency.kind == DependencyKind::Development && dependency.name == "testkit";
            assert!(
                for_tests || edges.contains(&dependency.name.as_str()),
                "{name} must not depend on {}",
                dependency.name
            );
        }
    }
}

/// Planted bugs and seeded ids are compiled in where somebody asks for `simulated`; no program does.
#[test]
fn only_the_simulator_asks_for_what_is_simulated() {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap();
    for package in &metadata.packages {
        for dependency in &package.dependencies {
            let asks = dependency.features.iter().any(|name| name == "simulated");
            assert!(
                !asks || package.name.as_str() == "simulator",
                "{} asks for it",
                package.name
            );
        }
        if package.name.as_str() != "crash-disk" && package.name.as_str() != "simulator" {
            assert!(
                package
                    .dependencies
                    .iter()
                    .all(|dependency| dependency.name != "simulator"),
                "{} depends on the simulator",
                package.name
            );
        }
    }
}

#[test]
fn the_top_level_holds_only_the_given_names() {
    const GIVEN: [&str; 10] = [
        "Cargo.toml",
        "Cargo.lock",
        "src-tauri",
        "ui",
        "assets",
        "tests",
        "README.md",
        "crates",
        "docs",
        "target",
    ];
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name.starts_with('.') || GIVEN.contains(&name.as_str()),
            "{name} does not belong at the top level"
        );
    }
}

/// The inner crates stay free of what is passed in to them.
#[test]
fn domain_and_sync_touch_no_sql_no_network_and_no_clock() {
    for folder in ["crates/domain/src", "crates/sync/src"] {
        for (path, text) in sources(&root().join(folder)) {
            for banned in [
                "rusqlite",
                "reqwest",
                "axum",
                "tauri",
                "std::fs",
                "std::net",
                "tokio",
                "SystemTime::now",
                "Utc::now",
            ] {
                assert!(!text.contains(banned), "{path} mentions {banned}");
            }
        }
    }
}

#[test]
fn every_column_of_the_laptops_store_is_registered_with_its_purpose() {
    let folder = tempfile::tempdir().unwrap();
    let identity = store::Identity {
        user: "u".into(),
        role: "instructor".into(),
        ..store::Identity::default()
    };
    let store = store::create(
        folder.path(),
        tests::PASSPHRASE,
        &identity,
        store::KdfCost::FLOOR,
    )
    .unwrap();
    let register: toml::Table =
        toml::from_str(include_str!("../assets/data-register.toml")).unwrap();
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for kind in domain::register::kinds() {
        for column in ["id", "area_id", "pending"] {
            known.insert((kind.name.to_owned(), column.to_owned()));
        }
        for (column, _) in kind.fields.iter().flat_map(domain::FieldSpec::columns) {
            known.insert((kind.name.to_owned(), column));
        }
    }
    for local in register["local"].as_array().unwrap() {
        known.insert((
            local["table"].as_str().unwrap().to_owned(),
            local["column"].as_str().unwrap().to_owned(),
        ));
    }
    let columns = store.columns().unwrap();
    for (table, column) in &columns {
        let own = store::LOCAL_TABLES.contains(&table.as_str());
        assert!(
            own || known.contains(&(table.clone(), column.clone())),
            "{table}.{column} has no registered purpose"
        );
    }
    for (table, column) in &known {
        assert!(
            columns.contains(&(table.clone(), column.clone())),
            "{table}.{column} is registered but not stored"
        );
    }
}

/// What a caller may see at the station is a type; that nothing goes round it shows in what the handlers know.
#[test]
fn handlers_of_the_station_know_a_door_and_no_database() {
    let scoped = "crates/station/src/scoped/mod.rs";
    let door = std::fs::read_to_string(root().join(scoped)).unwrap();
    for private in ["    tx: &'t Tx<'c>,", "    database: &'s Database,"] {
        assert!(door.contains(private), "{scoped} has no private {private}");
    }
    for known in ["handlers.rs", "parcel.rs"] {
        let path = root().join("crates/station/src/http").join(known);
        let text = std::fs::read_to_string(&path).unwrap();
        for banned in [
            "database",
            "Database",
            "Tx<",
            "Station,",
            "station::",
            "unsafe",
        ] {
            assert!(!text.contains(banned), "{known} mentions {banned}");
        }
    }
    // The router is made from the table alone.
    for (path, text) in sources(&root().join("crates/station/src")) {
        let made = text.matches(".route(").count();
        let expected = usize::from(path.ends_with("http/mod.rs"));
        assert_eq!(made, expected, "{path}");
    }
}

#[test]
fn no_sql_is_put_together_from_values() {
    for folder in ["crates/store/src", "crates/app/src", "crates/station/src"] {
        for (path, text) in sources(&root().join(folder)) {
            for (number, line) in text.lines().enumerate() {
                let sql = ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM"]
                    .iter()
                    .any(|word| line.contains(word));
                assert!(
                    !(sql && line.contains("format!")),
                    "{path}:{} formats SQL",
                    number + 1
                );
            }
        }
    }
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("readable");
            found.push((path.display().to_string(), text));
        }
    }
    found
}
