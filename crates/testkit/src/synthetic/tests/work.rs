//! What the staff does: times, broadcasts, the accounts of the demo.

use super::*;

#[test]
fn nothing_happens_after_today_noon_and_visits_are_made_by_day() {
    const DAY: i64 = 86_400_000;
    let noon = (today() - NaiveDate::default()).num_days() * DAY + 4 * 3_600_000;
    for record in &STATION.records {
        for path in ["at", "added_at", "status.at", "result.at"] {
            if let Some(at) = fields::int(&record.fields, path) {
                assert!(at <= noon, "{path} {record:?}");
            }
        }
        for path in ["since", "until", "birth", "declared_on", "from"] {
            assert!(
                day(record, path).is_none_or(|day| day <= today()),
                "{record:?}"
            );
        }
    }
    for visit in STATION.of_kind("visits") {
        let at = fields::int(&visit.fields, "at").expect("a time");
        let minute = (at + 8 * 3_600_000).rem_euclid(DAY) / 60_000;
        assert!((8 * 60 + 30..=20 * 60).contains(&minute), "{visit:?}");
    }
}

#[test]
fn the_demo_finds_its_people_and_the_first_instructor_has_a_broadcast_to_confirm() {
    for name in [FIRST_INSTRUCTOR, OFFICER, CHIEF, ADMINISTRATOR] {
        assert!(STATION.user(name).is_some(), "{name}");
    }
    let instructor = STATION.user(FIRST_INSTRUCTOR);
    let area = STATION
        .of_kind("areas")
        .find(|area| text(area, "name") == Some(FIRST_AREA));
    assert!(STATION.of_kind("assignments").any(|assignment| {
        text(assignment, "user") == instructor
            && text(assignment, "area") == area.map(|area| area.id.as_str())
    }));

    let approved = |state: &str| {
        let found = STATION.of_kind("broadcasts");
        found
            .filter(|one| text(one, "status.state") == Some(state))
            .last()
            .expect("a broadcast")
    };
    let newest = approved("approved");
    let at = fields::int(&newest.fields, "status.at").expect("a time");
    let expected = today().and_hms_opt(0, 0, 0).expect("a time").and_utc();
    assert!(at > (expected - TimeDelta::days(1)).timestamp_millis());
    for kind in ["broadcast_oks", "broadcast_passes"] {
        let own = STATION
            .of_kind(kind)
            .filter(|receipt| text(receipt, "user") == instructor);
        let seen: Vec<_> = own.map(|receipt| text(receipt, "broadcast")).collect();
        assert!(seen.len() > 50);
        assert!(!seen.contains(&Some(newest.id.as_str())), "{kind}");
    }
    approved("submitted");
}

#[test]
fn broadcasts_are_short_and_name_no_link_and_no_number_but_110_and_96110() {
    for broadcast in STATION.of_kind("broadcasts") {
        let text = text(broadcast, "text").expect("a text");
        assert!(text.chars().count() <= 200, "{}", text.chars().count());
        let bare = text.replace("96110", "").replace("110", "");
        assert!(!bare.bytes().any(|b| b.is_ascii_digit()), "{text}");
        assert!(
            !["http", "www", ".c", "://"]
                .iter()
                .any(|part| text.contains(part)),
            "{text}"
        );
        assert!(!text.contains('{'), "{text}");
    }
    for record in &STATION.records {
        for path in ["text", "answer", "course", "result.text"] {
            assert!(
                text(record, path).is_none_or(|text| !text.contains('{')),
                "{record:?}"
            );
        }
    }
}
