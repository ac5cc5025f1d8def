//! What holds for every record: rules, registered fields, references, codes.

use super::*;

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let first = lines(&generate(7, 500, today()));
    assert!(first == lines(&generate(7, 500, today())));
    assert!(first != lines(&generate(8, 500, today())));
}

#[test]
fn every_record_passes_the_rules_when_a_fitting_role_writes_it() {
    let chief = STATION.user(CHIEF).expect("a chief");
    for record in &STATION.records {
        let receipt = matches!(record.kind.as_str(), "broadcast_oks" | "broadcast_passes");
        let author = match receipt {
            true => Author {
                role: Role::Instructor,
                user: text(record, "user").expect("a user"),
            },
            false => Author {
                role: Role::Chief,
                user: chief,
            },
        };
        let checked = rules::check(&record.kind, None, &record.fields, author, today());
        assert_eq!(checked, Ok(()), "{record:?}");
        assert_eq!(
            rules::check_codes(&record.kind, &record.fields),
            Ok(()),
            "{record:?}"
        );
    }
}

#[test]
fn every_field_and_every_part_is_registered() {
    for record in &STATION.records {
        let spec = register::kind(&record.kind).expect("a registered kind");
        for (name, value) in &record.fields {
            let field = spec
                .field(name)
                .unwrap_or_else(|| panic!("{}.{name}", record.kind));
            if let (FieldType::Object(parts), Some(object)) = (&field.kind, value.as_object()) {
                assert!(
                    object.keys().all(|part| parts.contains(&part.as_str())),
                    "{record:?}"
                );
            }
        }
    }
}

#[test]
fn codes_inside_objects_are_known_too() {
    for (kind, path, list) in [
        ("declarations", "status.state", "declaration_state"),
        ("broadcasts", "status.state", "broadcast_state"),
        ("disputes", "result.outcome", "dispute_outcome"),
        ("people", "document.type", "document_type"),
    ] {
        for code in codes_of(kind, path) {
            assert!(codes::holds(list, code), "{kind}.{path} {code}");
        }
    }
}

#[test]
fn every_reference_points_to_an_earlier_record_of_its_kind() {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for record in &STATION.records {
        let spec = register::kind(&record.kind).expect("a registered kind");
        for field in &spec.fields {
            let (kind, ids) = match &field.kind {
                FieldType::Ref(kind) => (kind, text(record, field.name).into_iter().collect()),
                FieldType::Refs(kind) => (kind, fields::texts(&record.fields, field.name)),
                _ => continue,
            };
            for id in ids {
                assert_eq!(
                    seen.get(id),
                    Some(kind),
                    "{}.{} {record:?}",
                    record.kind,
                    field.name
                );
            }
        }
        if let Some(by) = text(record, "status.by").or(text(record, "result.by")) {
            assert_eq!(seen.get(by), Some(&"users"), "{record:?}");
        }
        assert!(domain::ids::is_id(&record.id));
        assert!(
            seen.insert(&record.id, &record.kind).is_none(),
            "an id came twice"
        );
    }
}

#[test]
fn every_state_result_and_kind_occurs() {
    for (kind, path, list) in [
        ("declarations", "status.state", "declaration_state"),
        ("declarations", "type", "declaration_type"),
        ("visits", "result", "visit_result"),
        ("consultations", "kind", "consultation_kind"),
        ("consultations", "status", "consultation_status"),
        ("disputes", "kind", "dispute_kind"),
        ("disputes", "status", "dispute_status"),
        ("broadcasts", "status.state", "broadcast_state"),
        ("broadcasts", "type", "fraud_type"),
        ("buildings", "kind", "building_kind"),
        ("rooms", "use", "room_use"),
        ("users", "role", "role"),
        ("areas", "kind", "area_kind"),
    ] {
        // A station of two areas has villages only.
        let all = codes::list(list).iter().map(|code| code.code.as_str());
        let missing: Vec<&str> = all
            .filter(|code| !codes_of(kind, path).contains(code))
            .filter(|code| *code != "community")
            .collect();
        assert!(missing.is_empty(), "{kind}.{path} never {missing:?}");
    }
}

#[test]
fn sizes_from_nothing_to_a_thousand_are_exact() {
    for people in [0, 1, 2, 13, 100, 1_000] {
        let station = generate(3, people, today());
        assert_eq!(station.of_kind("people").count(), people);
    }
}

/// Prints how many records a demo has and how long they take; the time is not asserted.
#[test]
fn twelve_thousand_people_are_counted() {
    let start = Instant::now();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    generate_into(1, 12_000, today(), &mut |record| {
        *counts.entry(record.kind).or_default() += 1;
    });
    println!(
        "{:?} for {} records: {counts:#?}",
        start.elapsed(),
        counts.values().sum::<usize>()
    );
    assert_eq!(counts["people"], 12_000);
}
