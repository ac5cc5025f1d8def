//! Areas, accounts, who is responsible for what, and the station's tags.

use serde_json::json;

use super::Size;
use super::days::before;
use super::names::{Local, Sex};
use super::world::{World, iso};

/// The village of the first instructor.
/// County of the areas' codes (Yiwu, as in the model station); who is registered there is local.
const COUNTY: &str = "330782";

pub const FIRST_AREA: &str = "青岩刘村";
/// Instructor of [`FIRST_AREA`]; has not confirmed the newest broadcast.
pub const FIRST_INSTRUCTOR: &str = "王丽";
/// Officer in charge of the first four areas, [`FIRST_AREA`] among them.
pub const OFFICER: &str = "陈警官";
/// The station chief.
pub const CHIEF: &str = "周建平";
/// Keeps accounts and devices; sees no persons.
pub const ADMINISTRATOR: &str = "沈志明";
/// The auditor of the demo.
pub const AUDITOR: &str = "何平";

/// An area with who works there.
pub(super) struct Area {
    pub(super) id: String,
    pub(super) name: String,
    /// Account of the instructor.
    pub(super) instructor: String,
    /// Account of the officer in charge.
    pub(super) officer: String,
    /// How many people it has.
    pub(super) people: usize,
}

/// The accounts and areas of the station.
pub(super) struct Staff {
    pub(super) chief: String,
    pub(super) areas: Vec<Area>,
    /// Tags by name.
    tags: Vec<(&'static str, String)>,
}

impl Staff {
    /// The id of a tag of [`TAGS`].
    pub(super) fn tag(&self, name: &str) -> Option<&str> {
        let found = self.tags.iter().find(|(tag, _)| *tag == name);
        found.map(|(_, id)| id.as_str())
    }
}

const AREAS_PER_OFFICER: usize = 4;

const AREAS: [&str; 8] = [
    FIRST_AREA,
    "下骆宅村",
    "大塘下村",
    "九联村",
    "鸡鸣山社区",
    "五爱社区",
    "宗泽社区",
    "东洲花园",
];

/// The instructors that the import files of WeCom name, then invented ones.
const INSTRUCTORS: [&str; 5] = [FIRST_INSTRUCTOR, "吴文涛", "黄鹏飞", "金晓伟", "王玉强"];

const TAGS: [&str; 10] = [
    "租客",
    "房东",
    "网店",
    "外籍",
    "商户",
    "货代",
    "用工单位",
    "学生家长",
    "老年人",
    "物业",
];

/// Writes areas, users, assignments and tags.
pub(super) fn write(world: &mut World<'_>, size: Size) -> Staff {
    let opened = world.calendar.start;
    let at = world.calendar.at(opened, 9 * 60, 0);
    let count = size.areas();
    let areas: Vec<(String, String)> = (0..count).map(|n| write_area(world, at, n)).collect();
    let chief = account(world, at, CHIEF, "chief");
    account(world, at, ADMINISTRATOR, "administrator");
    account(world, at, AUDITOR, "auditor");
    let officers: Vec<String> = (0..count.div_ceil(AREAS_PER_OFFICER))
        .map(|n| account(world, at, &officer_name(n), "officer"))
        .collect();
    let instructors = write_instructors(world, at, count);
    let shares = shares(world, size.people, count);
    let areas: Vec<Area> = areas
        .into_iter()
        .zip(instructors)
        .zip(shares)
        .enumerate()
        .map(|(n, (((id, name), instructor), people))| Area {
            id,
            name,
            instructor,
            officer: officers[n / AREAS_PER_OFFICER].clone(),
            people,
        })
        .collect();
    write_assignments(world, at, &areas);
    let tags = TAGS.map(|name| (name, world.write("tags", at, json!({ "name": name }))));
    Staff {
        chief,
        areas,
        tags: tags.into(),
    }
}

fn write_area(world: &mut World<'_>, at: i64, n: usize) -> (String, String) {
    let name = area_name(n);
    let kind = if is_community(&name) {
        "community"
    } else {
        "village"
    };
    let code = format!("{}{:03}{:03}", COUNTY, 2 + n / 999, 1 + n % 999);
    let fields = json!({ "name": name, "code": code, "kind": kind });
    (world.write("areas", at, fields), name)
}

fn is_community(name: &str) -> bool {
    !name.ends_with('村')
}

/// The `n`th area: those of the model station, then invented ones, each name once.
fn area_name(n: usize) -> String {
    const FIRST: [&str; 14] = [
        "上", "下", "前", "后", "东", "西", "里", "外", "大", "小", "新", "老", "南", "北",
    ];
    const FAMILY: [&str; 13] = [
        "楼", "龚", "虞", "傅", "毛", "陈", "朱", "季", "何", "方", "丁", "孟", "贾",
    ];
    const LAST: [&str; 5] = ["宅村", "店村", "畈村", "坞村", "苑社区"];
    if let Some(name) = AREAS.get(n) {
        return (*name).to_owned();
    }
    let n = n - AREAS.len();
    // The three lists have lengths without a common factor, so that no combination comes twice in 910 areas.
    let name = format!("{}{}{}", FIRST[n % 14], FAMILY[n % 13], LAST[n % 5]);
    match n / 910 {
        0 => name,
        round => format!("第{round}{name}"),
    }
}

fn account(world: &mut World<'_>, at: i64, name: &str, role: &str) -> String {
    let fields = json!({ "name": name, "role": role, "active": true });
    world.write("users", at, fields)
}

fn officer_name(n: usize) -> String {
    const SURNAMES: [&str; 15] = [
        "陈", "林", "郑", "施", "俞", "钱", "许", "汪", "邵", "章", "江", "程", "范", "潘", "倪",
    ];
    match n / SURNAMES.len() {
        0 => format!("{}警官", SURNAMES[n]),
        round => format!("{}警官{}", SURNAMES[n % SURNAMES.len()], round + 1),
    }
}

fn write_instructors(world: &mut World<'_>, at: i64, count: usize) -> Vec<String> {
    let mut names: Vec<String> = INSTRUCTORS.map(str::to_owned).into();
    while names.len() < count {
        let sex = Sex::any(&mut world.draw);
        let year = world.draw.between(1975, 2000) as i32;
        let local = Local::Yes { clan: None };
        let name = world
            .names
            .chinese(&mut world.draw, sex, year, local)
            .full();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(count);
    let open = names
        .iter()
        .map(|name| account(world, at, name, "instructor"));
    open.collect()
}

/// Instructors have one area each, officers several; one instructor has left and their account is closed.
fn write_assignments(world: &mut World<'_>, at: i64, areas: &[Area]) {
    let from = world.calendar.start;
    let fields = json!({ "name": "赵立新", "role": "instructor", "active": false });
    let former = world.write("users", at, fields);
    let handed_over = world.calendar.back(400);
    for (n, area) in areas.iter().enumerate() {
        let since = if n == 1 { handed_over } else { from };
        if n == 1 {
            let to = iso(before(handed_over, 1));
            let fields = json!({ "user": former, "area": area.id, "from": iso(from), "to": to });
            world.write("assignments", at, fields);
        }
        for (user, since) in [(&area.instructor, since), (&area.officer, from)] {
            let fields = json!({ "user": user, "area": area.id, "from": iso(since) });
            world.write("assignments", at, fields);
        }
    }
}

/// How many people each area has, all together exactly `people`.
fn shares(world: &mut World<'_>, people: usize, count: usize) -> Vec<usize> {
    let mut left = people;
    let mut shares = Vec::new();
    for n in 0..count {
        let even = left / (count - n);
        let share = match count - n {
            1 => left,
            _ => even * world.draw.between(75, 125).unsigned_abs() as usize / 100,
        };
        left -= share;
        shares.push(share);
    }
    shares
}
