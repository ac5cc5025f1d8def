//! A register of 20,000 tenants from a workbook: opened, checked and shown, then taken in, against reading its cells with calamine and
//! putting each row once into the same encrypted store. The target is 5 s for both steps together.

use std::io::Cursor;

use app::importing;
use app::imports::ImportAs;
use app::imports::apart::Reader as OwnProcess;
use calamine::{Reader, Xlsx};
use domain::Role;
use rust_xlsxwriter::Workbook;
use store::StoreError;
use tests::World;

use crate::timed;

const ROWS: u32 = 20_000;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// A number of region 330799, which belongs to nobody, with its check digit (GB 11643).
fn number(row: u32) -> String {
    let (days, order) = (row % 9_000, 100 + row / 9_000);
    let born = chrono::NaiveDate::from_ymd_opt(1970, 1, 1)
        .and_then(|first| first.checked_add_days(chrono::Days::new(days.into())))
        .expect("a day");
    let body = format!("330799{}{order}", born.format("%Y%m%d"));
    let sum: u32 = body
        .chars()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize];
    [&body, check].concat()
}

fn register() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let header = [
        "序号",
        "姓名",
        "身份证号",
        "联系电话",
        "户籍地址",
        "现住地址",
        "房东姓名",
        "房东电话",
        "入住日期",
        "居住事由",
        "服务处所",
    ];
    sheet.write_row(0, 0, header).expect("a header");
    for row in 0..ROWS {
        // Eight people to a door, sixty doors to a building; one row in fifty has a slip.
        let (door, building) = (row / 8 % 60, row / 480);
        let mut id = number(row);
        if row % 50 == 7 {
            id.pop();
        }
        let cells = [
            (row + 1).to_string(),
            format!("王{}{}", ["子", "小", "大", "建"][(row % 4) as usize], row),
            id,
            format!("138{:08}", row * 37),
            "安徽省阜阳市颍州区".to_owned(),
            format!(
                "青岩刘村E区{}幢{}单元{}室",
                building + 1,
                door % 3 + 1,
                door / 3 % 6 * 100 + 101 + door / 18
            ),
            format!("陈{building}"),
            format!("139{building:08}"),
            "2026-06-04".to_owned(),
            "务工".to_owned(),
            "义乌国际商贸城".to_owned(),
        ];
        sheet.write_row(row + 1, 0, cells).expect("a row");
    }
    book.save_to_buffer().expect("a workbook")
}

pub fn run() {
    let world = World::new();
    let area = world.area("青岩刘村");
    let user = world.user("王丽", Role::Instructor, &[&area]);
    let mut laptop = world.laptop(&user);
    // This program reads for itself, as `beatbook` does.
    laptop.desk.reader = OwnProcess::this_program();
    let bytes = register();
    let (cells, reading) = timed(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).expect("a workbook");
        let range = book.worksheet_range_at(0).expect("a sheet").expect("cells");
        let rows = range.rows().map(|row| format!("{row:?}"));
        rows.collect::<Vec<String>>()
    });
    let (_, inserting) = timed(|| {
        laptop.desk.store.write(laptop.desk.now(), |write| {
            let mut statement = write
                .connection()
                .prepare("INSERT INTO import_mapping (header, columns, at) VALUES (?1, ?2, 0)")?;
            for (at, row) in cells.iter().enumerate() {
                statement.execute((at.to_string(), row))?;
            }
            Err::<(), StoreError>(StoreError::NotFound)
        })
    });
    let (prepared, opening) = timed(|| {
        importing::open_bytes(
            &laptop.desk,
            "register.xlsx",
            &bytes,
            ImportAs::People,
            None,
        )
        .expect("a list")
    });
    let (result, taking) = timed(|| importing::commit(&laptop.desk, &prepared).expect("taken in"));
    let (again, anew) = timed(|| {
        importing::open_bytes(
            &laptop.desk,
            "register.xlsx",
            &bytes,
            ImportAs::People,
            None,
        )
        .expect("a list")
    });
    let both = opening + taking;
    let reference = reading + inserting;
    println!(
        "import of {ROWS} tenants, {} bytes: {:.2} s to open, check and show, {:.2} s to take {} in ({} left out), {:.2} s together; \
         reading the cells and one insert a row takes {:.2} s, ratio {:.1}; the same file again is checked in {:.2} s ({} unchanged)\n",
        bytes.len(),
        opening.as_secs_f64(),
        taking.as_secs_f64(),
        result.created,
        result.left_out,
        both.as_secs_f64(),
        reference.as_secs_f64(),
        both.as_secs_f64() / reference.as_secs_f64(),
        anew.as_secs_f64(),
        again.preview.unchanged,
    );
}
