//! A month that was closed, on every laptop.

use app::reports::{self, ReportWanted, TotalForm};
use app::syncing::{self, LiveState};
use chrono::{Datelike, Months};
use domain::Role;
use serde_json::json;
use tests::{Laptop, World};

/// The month before the one it is.
fn last_month(laptop: &Laptop) -> String {
    let day = laptop.desk.today().with_day(1).expect("a first");
    let day = day.checked_sub_months(Months::new(1)).expect("a month");
    day.format("%Y-%m").to_string()
}

fn consult(laptop: &Laptop, area: &str, user: &str, month: &str) {
    let day: chrono::NaiveDate = format!("{month}-10").parse().expect("a day");
    let at = day.and_hms_opt(4, 0, 0).expect("noon in China");
    laptop.create(
        "consultations",
        area,
        json!({"area": area, "kind": "help", "text": "问", "at": at.and_utc().timestamp_millis(), "by": user, "status": "open"}),
    );
}

fn report(laptop: &Laptop, month: &str) -> reports::Report {
    let wanted = ReportWanted {
        period: month.to_owned(),
        areas: vec![],
    };
    reports::report(&laptop.desk, &wanted).expect("a report")
}

fn consultations(report: &reports::Report) -> Option<u32> {
    let mut figures = report.figures.iter();
    figures.find(|figure| figure.code == "consultations")?.now
}

#[test]
fn a_month_closed_by_the_chief_is_closed_on_every_laptop_and_what_was_still_on_the_way_corrects_it()
{
    let world = World::new();
    let area = world.area("青岩刘村");
    world.area("西楼村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let hers = world.laptop(&user);
    let chiefs = world.laptop(&world.chief);
    let month = last_month(&hers);
    consult(&hers, &area, &user, &month);
    hers.sync();
    chiefs.sync();
    // One more was recorded that day, on a laptop that has not been in since.
    consult(&hers, &area, &user, &month);
    let total = TotalForm {
        month: month.clone(),
        incidents: 871,
    };
    reports::enter_total(&chiefs.desk, &total).expect("entered");
    reports::close_month(&chiefs.desk, &month).expect("closed");
    chiefs.sync();
    hers.sync();
    let there = report(&hers, &month);
    assert_eq!(consultations(&there), Some(1));
    let corrections = there.corrections;
    let correction = corrections.first().expect("one on the way");
    assert_eq!(
        (
            correction.code.as_str(),
            correction.closed,
            correction.recounted
        ),
        ("help", 1, 2)
    );
    // Hers are the figures of her area and of the station, not those of another area.
    assert_eq!(hers.count("SELECT count(*) FROM closed_figures"), 1);
    assert_eq!(chiefs.count("SELECT count(*) FROM closed_figures"), 2);
    assert_eq!(hers.count("SELECT count(*) FROM closed_months"), 1);
    chiefs.sync();
    assert_eq!(consultations(&report(&chiefs, &month)), Some(1));
}

#[test]
fn the_first_of_two_closings_stands_and_the_second_is_told() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let deputy = world.user("副所长", Role::Chief, &[]);
    let (hers, his) = (world.laptop(&world.chief), world.laptop(&deputy));
    let month = last_month(&hers);
    reports::close_month(&hers.desk, &month).expect("closed");
    consult(&his, &area, &user, &month);
    reports::close_month(&his.desk, &month).expect("closed without knowing of the other");
    hers.sync();
    his.sync();
    hers.sync();
    for laptop in [&hers, &his] {
        let report = report(laptop, &month);
        assert_eq!(consultations(&report), Some(0));
        assert_eq!(report.corrections.len(), 1);
    }
    let page = syncing::page(&his.desk, &LiveState::default()).expect("a page");
    assert!(
        !page.refused.is_empty(),
        "whose closing did not count is told"
    );
}

#[test]
fn the_station_takes_no_closing_of_a_month_that_is_not_over_and_none_under_another_name() {
    let world = World::new();
    world.area("青岩刘村");
    let chiefs = world.laptop(&world.chief);
    let month = last_month(&chiefs);
    // This laptop's clock is two months ahead.
    let ahead = world
        .laptop(&world.chief)
        .with_clock_off_by(62 * 86_400_000)
        .without_lease();
    let present = chiefs.desk.today().format("%Y-%m").to_string();
    reports::close_month(&ahead.desk, &present).expect("closed, as its clock says");
    ahead.sync();
    let row = json!({"month": month, "counts": {"broadcast_reach.published": 0}, "by": world.chief, "at": 1});
    let edit = store::Edit {
        kind: "closed_months".into(),
        id: None,
        fields: tests::fields_of(row),
        base: None,
        scope: Some("station".into()),
    };
    chiefs.try_put(edit).expect("put");
    chiefs.sync();
    chiefs.sync();
    assert_eq!(chiefs.count("SELECT count(*) FROM closed_months"), 0);
    reports::close_month(&chiefs.desk, &month).expect("closed");
    chiefs.sync();
    assert_eq!(chiefs.count("SELECT count(*) FROM closed_months"), 1);
}
