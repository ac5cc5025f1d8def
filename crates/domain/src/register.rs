//! The register of everything that is held, read from `assets/data-register.toml`: kinds, fields, types, purposes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Who receives the rows of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every laptop of the station.
    Station,
    /// Chiefs and administrators.
    Chiefs,
    /// The area named by the row's own `area` field.
    Area,
    /// The areas of the row that this field refers to.
    Parent(&'static str),
    /// A person: the areas of their open residences, or the area that registered them.
    Residences,
    /// A contact: its room's, building's or person's areas, or its own.
    Contact,
    /// A broadcast: its areas once published, its author and the chiefs before.
    Broadcast,
    /// A confirmation: its user and the chiefs.
    Receipt,
    /// A notice for supervisors: its user, the officers it names and the chiefs.
    Notice,
    /// Written by the station alone, which says who receives it.
    Server,
}

/// Type of a field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// Text, at most `max` code points.
    Text,
    /// `yyyy-mm-dd`.
    Date,
    /// Milliseconds since 1970, UTC.
    Time,
    /// Whole number.
    Int,
    /// Yes or no.
    Bool,
    /// Anything; written by the station.
    Json,
    /// A code of the named list.
    Code(&'static str),
    /// The id of a row of the named kind.
    Ref(&'static str),
    /// A list of ids of rows of the named kind.
    Refs(&'static str),
    /// An object with these text parts, merged as one.
    Object(Vec<&'static str>),
}

/// One registered field.
#[derive(Debug, Clone)]
pub struct FieldSpec {
    /// Name in JSON; also the column, or the column's first half for an object.
    pub name: &'static str,
    /// Type of the value.
    pub kind: FieldType,
    /// `C1` organisational to `C4` identity number.
    pub class: &'static str,
    /// Whether a row without it is refused.
    pub required: bool,
    /// Longest text in code points.
    pub max: usize,
    /// Why it is held.
    pub purpose: &'static str,
    /// Law or duty it rests on.
    pub basis: &'static str,
    /// How long it is kept.
    pub retention: &'static str,
}

impl FieldSpec {
    /// Columns of the typed table that hold this field, each with its path in the row's fields.
    pub fn columns(&self) -> Vec<(String, String)> {
        match &self.kind {
            FieldType::Object(parts) => parts
                .iter()
                .map(|part| {
                    (
                        format!("{}_{part}", self.name),
                        format!("{}.{part}", self.name),
                    )
                })
                .collect(),
            _ => vec![(column_of(self.name).to_owned(), self.name.to_owned())],
        }
    }
}

/// Column of a field whose name is a word of SQL.
fn column_of(name: &str) -> &str {
    match name {
        "from" => "from_day",
        "to" => "to_day",
        "group" => "group_name",
        "row" => "row_id",
        other => other,
    }
}

/// One registered kind of record.
#[derive(Debug, Clone)]
pub struct KindSpec {
    /// Name: the table, the wire kind, the word in every layer.
    pub name: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// Who receives it.
    pub scope: Scope,
    /// Its fields.
    pub fields: Vec<FieldSpec>,
}

impl KindSpec {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }
}

#[derive(Deserialize)]
struct RawField {
    name: String,
    r#type: String,
    class: String,
    #[serde(default)]
    required: bool,
    max: Option<usize>,
    purpose: String,
    basis: String,
    retention: String,
}

#[derive(Deserialize)]
struct RawKind {
    name: String,
    zh: String,
    scope: String,
    fields: Vec<RawField>,
}

#[derive(Deserialize)]
struct Raw {
    kind: Vec<RawKind>,
}

static KINDS: LazyLock<Vec<KindSpec>> = LazyLock::new(|| {
    let raw: Raw = toml::from_str(include_str!("../../../assets/data-register.toml"))
        .expect("assets/data-register.toml is checked by a test");
    raw.kind.into_iter().map(kind_spec).collect()
});

static IN_CHINESE: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/register-words.zh.json"))
        .expect("assets/register-words.zh.json is checked by a test")
});

/// A purpose, basis or retention of the register for somebody who reads Chinese; one without Chinese words stays as it is.
pub fn in_chinese(text: &'static str) -> &'static str {
    IN_CHINESE.get(text).map_or(text, String::as_str)
}

/// All kinds in the order of the register.
pub fn kinds() -> &'static [KindSpec] {
    &KINDS
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static KindSpec> {
    KINDS.iter().find(|kind| kind.name == name)
}

// The register lives as long as the program, so its texts may be leaked once instead of cloned at each use.
fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn kind_spec(raw: RawKind) -> KindSpec {
    KindSpec {
        name: leak(raw.name),
        zh: leak(raw.zh),
        scope: scope_of(&raw.scope),
        fields: raw.fields.into_iter().map(field_spec).collect(),
    }
}

fn scope_of(text: &str) -> Scope {
    match text.split_once(':') {
        Some(("parent", field)) => Scope::Parent(leak(field.to_owned())),
        _ => match text {
            "station" => Scope::Station,
            "chiefs" => Scope::Chiefs,
            "area" => Scope::Area,
            "residences" => Scope::Residences,
            "contact" => Scope::Contact,
            "broadcast" => Scope::Broadcast,
            "receipt" => Scope::Receipt,
            "notice" => Scope::Notice,
            "server" => Scope::Server,
            other => panic!("data-register.toml: no scope is called {other}"),
        },
    }
}

fn field_spec(raw: RawField) -> FieldSpec {
    FieldSpec {
        name: leak(raw.name),
        kind: type_of(raw.r#type),
        class: leak(raw.class),
        required: raw.required,
        max: raw.max.unwrap_or(200),
        purpose: leak(raw.purpose),
        basis: leak(raw.basis),
        retention: leak(raw.retention),
    }
}

fn type_of(text: String) -> FieldType {
    let text = leak(text);
    match text.split_once(':') {
        Some(("code", list)) => FieldType::Code(list),
        Some(("ref", kind)) => FieldType::Ref(kind),
        Some(("refs", kind)) => FieldType::Refs(kind),
        Some(("object", parts)) => FieldType::Object(parts.split(',').collect()),
        _ => match text {
            "text" => FieldType::Text,
            "date" => FieldType::Date,
            "time" => FieldType::Time,
            "int" => FieldType::Int,
            "bool" => FieldType::Bool,
            "json" => FieldType::Json,
            other => panic!("data-register.toml: no type is called {other}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn every_field_has_a_class_a_purpose_a_basis_and_a_retention() {
        for kind in kinds() {
            for field in &kind.fields {
                let name = format!("{}.{}", kind.name, field.name);
                assert!(
                    matches!(field.class, "C1" | "C2" | "C3" | "C4"),
                    "{name} has no class"
                );
                assert!(field.purpose.len() > 8, "{name} has no purpose");
                assert!(!field.basis.is_empty(), "{name} has no basis");
                assert!(!field.retention.is_empty(), "{name} has no retention");
            }
        }
    }

    #[test]
    fn every_code_list_and_every_kind_referred_to_exists() {
        for kind in kinds() {
            for field in &kind.fields {
                match &field.kind {
                    FieldType::Code(list) => {
                        assert!(!codes::list(list).is_empty(), "no list {list}");
                    }
                    FieldType::Ref(other) | FieldType::Refs(other) => {
                        assert!(super::kind(other).is_some(), "no kind {other}");
                    }
                    _ => {}
                }
            }
            if let Scope::Parent(field) = kind.scope {
                assert!(kind.field(field).is_some());
            }
        }
    }

    /// Rules P3 and P13: the schema has no place for a forbidden category or a score of a person.
    #[test]
    fn no_field_name_is_a_forbidden_category_or_a_score() {
        const DENIED: [&str; 24] = [
            "ethnic",
            "nation_group",
            "religion",
            "faith",
            "politic",
            "party_member",
            "health",
            "illness",
            "blood",
            "biometric",
            "finger",
            "face",
            "photo",
            "marital",
            "marriage",
            "family_planning",
            "score",
            "risk",
            "level",
            "grade",
            "credit",
            "rating",
            "rank",
            "key_person",
        ];
        for kind in kinds() {
            for field in &kind.fields {
                for denied in DENIED {
                    assert!(
                        !field.name.contains(denied),
                        "{}.{} is a forbidden category",
                        kind.name,
                        field.name
                    );
                }
            }
        }
    }
}
