//! Real messages and files to begin with.

use serde_json::json;
use sync::wire;

/// A push of several operations of two groups, as JSON.
pub fn push() -> Vec<u8> {
    let op = |counter: i64, create: bool| {
        json!({
            "id": format!("01900000-0000-7000-8000-0000000000{counter:02}"), "counter": counter,
            "row": "01900000-0000-7000-8000-00000000b001", "kind": "people",
            "fields": {"name": "王子涵", "area": "01900000-0000-7000-8000-00000000a001",
                "document": {"type": "resident_id", "number": "330782199001011234"}, "phone": "+8613800138000"},
            "hlc": 1_795_136_400_000_i64, "base": {"epoch": 1, "seq": 7}, "scope": "area:01900000-0000-7000-8000-00000000a001",
            "scope_version": 1, "group": "01900000-0000-7000-8000-0000000000e1", "create": create,
        })
    };
    text(&json!({
        "incarnation": 1, "epoch": 1, "after": {"counter": 0, "op": ""},
        "ops": [op(1, true), op(2, false), op(3, false)],
    }))
}

pub fn hello() -> Vec<u8> {
    let keys = sync::courier::SecretKeys::from_random(&[3; 64]).public();
    text(&json!({"protocol": 1, "app_version": "0.1.0", "waiting": 3, "courier": keys}))
}

pub fn welcome() -> Vec<u8> {
    text(
        &json!({"protocol": 1, "epoch": 1, "now": 1_795_136_400_000_i64, "watermarks": {"1": {"counter": 5, "op": "x"}}}),
    )
}

fn cursor() -> serde_json::Value {
    json!({"epoch": 1, "scopes": {"station": 7, "area:a": 12}, "head": 12, "token": "0123456789abcdef"})
}

pub fn pull() -> Vec<u8> {
    text(&json!({ "cursor": cursor() }))
}

pub fn pulled() -> Vec<u8> {
    text(&json!({"page": page()}))
}

pub fn page() -> serde_json::Value {
    json!({
        "epoch": 1, "now": 1_795_136_400_000_i64, "hlc": 1_795_136_400_001_i64,
        "watermarks": {"1": {"counter": 5, "op": "x"}}, "scopes": ["station", "area:a"], "scope_version": 1,
        "rows": [{"id": "r", "kind": "people", "seq": 9, "scopes": ["area:a"], "body": {"name": "王丽", "status": {"state": "open"}}}],
        "leaves": [{"id": "q", "scope": "area:a", "seq": 10}],
        "cursor": cursor(), "complete": true, "digests": {"area:a": {"rows": 1, "sum": -5}},
    })
}

pub fn enrol() -> Vec<u8> {
    let keys = sync::courier::SecretKeys::from_random(&[3; 64]).public();
    text(
        &json!({"nonce": "00ff", "proof": "ab", "laptop": "王丽的电脑", "app_version": "0.1.0", "courier": keys}),
    )
}

pub fn enrolled() -> Vec<u8> {
    text(
        &json!({"proof": "ab", "device": "d", "token": "t", "user": "u", "user_name": "王丽", "role": "chief"}),
    )
}

pub fn act() -> Vec<u8> {
    text(&json!({"act": "add_user", "name": "王丽", "role": "officer"}))
}

pub fn lookup() -> Vec<u8> {
    text(
        &json!({"find": {"name": "王子涵", "birth": "1990-01-01", "reason": "lost_child", "words": "门口走失"}}),
    )
}

pub fn outbox() -> Vec<u8> {
    text(&json!({
        "hello": {"protocol": 1, "app_version": "0.1.0", "waiting": 3}, "cursor": cursor(),
    }))
}

fn text(value: &serde_json::Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// The frames of all messages.
pub fn frames() -> Vec<Vec<u8>> {
    [hello(), push(), pull(), pulled(), enrol()]
        .iter()
        .filter_map(|json| serde_json::from_slice::<serde_json::Value>(json).ok())
        .filter_map(|value| wire::encode(&value).ok())
        .collect()
}

/// The files of the import tests.
pub fn imports() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/imports");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the import files")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("an import file"))
        .collect()
}
