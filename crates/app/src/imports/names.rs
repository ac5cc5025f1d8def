//! What people call their columns: exact names first, then what a longer heading contains.

use super::fields::{Field, ImportAs};
use super::refused::is_refused;

/// Headings are short; a longer text is a title or a note.
const LONGEST: usize = 24;

const PLACE: [(Field, &[&str]); 10] = [
    (
        Field::Address,
        &[
            "现住地址", "现住址", "现居住地址", "现居住地", "现居地址", "居住地址", "居住地", "暂住地址", "暂住地", "租住地址", "租房地址", "住址", "地址",
            "详细地址", "房屋地址", "房屋坐落", "出租房地址", "出租屋地址", "标准地址", "address", "currentaddress", "residence", "residentialaddress",
        ],
    ),
    (
        Field::Village,
        &[
            "村社区", "村居", "村(社区)", "村", "社区", "村名", "所属村", "所在村", "行政村", "村庄", "小区", "小区名称", "村社", "所属社区", "village",
            "community",
        ],
    ),
    (Field::Zone, &["片区", "区块", "分区", "区", "组团", "zone", "block"]),
    (Field::Building, &["幢", "栋", "楼栋", "楼幢", "幢号", "栋号", "楼号", "幢数", "座", "号楼", "building", "buildingno"]),
    (Field::Unit, &["单元", "单元号", "unit", "entrance"]),
    (Field::Floor, &["层", "楼层", "层数", "层号", "所在层", "所在楼层", "floor", "storey"]),
    (Field::Room, &["室", "房号", "室号", "房间", "房间号", "房间号码", "门牌", "房室", "room", "roomno", "roomnumber"]),
    (Field::Landlord, &["房东", "房东姓名", "房主", "房主姓名", "出租人", "出租人姓名", "业主", "业主姓名", "留宿人", "留宿人/房东", "房屋所有人", "landlord", "host"]),
    (
        Field::LandlordPhone,
        &["房东电话", "房东手机", "房东联系电话", "房东联系方式", "房东手机号", "房主电话", "出租人电话", "业主电话", "landlordphone", "landlordtel"],
    ),
    (Field::RoomUse, &["用途", "房屋用途", "出租方式", "出租类型", "房屋类型", "使用情况", "使用性质", "use", "usage"]),
];

const PEOPLE: [(Field, &[&str]); 14] = [
    (Field::Name, &["姓名", "名字", "租客", "租客姓名", "承租人", "承租人姓名", "人员姓名", "中文名", "中文姓名", "姓名(中文)", "name", "fullname", "chinesename"]),
    (
        Field::NameLatin,
        &["姓名(英文)", "英文名", "英文姓名", "外文名", "外文姓名", "姓名(外文)", "姓名拼音", "拼音", "护照姓名", "englishname", "name(english)", "latinname", "nameinpassport"],
    ),
    (Field::Sex, &["性别", "sex", "gender"]),
    (Field::Birth, &["出生日期", "出生年月", "出生年月日", "生日", "出生时间", "dateofbirth", "birthdate", "birthday", "birth", "dob"]),
    (Field::DocumentType, &["证件类型", "证件种类", "证件类别", "证件名称", "documenttype", "idtype"]),
    (
        Field::Number,
        &[
            "身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号码", "公民身份证号", "身份号码", "证件号", "证件号码", "证件编号", "居民身份证号",
            "idnumber", "idno", "idcard", "idcardno", "documentnumber", "documentno",
        ],
    ),
    (Field::Passport, &["护照号码", "护照号", "护照", "护照编号", "passport", "passportno", "passportnumber"]),
    (
        Field::Phone,
        &["联系电话", "联系方式", "电话", "电话号码", "手机", "手机号", "手机号码", "本人电话", "移动电话", "联系手机", "phone", "phonenumber", "phoneno", "mobile", "tel", "telephone"],
    ),
    (
        Field::Household,
        &["户籍地址", "户籍地", "户籍所在地", "户籍", "户口所在地", "户口地址", "户籍详细地址", "户籍住址", "身份证地址", "householdaddress", "registeredaddress", "permanentaddress"],
    ),
    (Field::Nationality, &["国籍", "国籍(地区)", "国家", "国家(地区)", "国家/地区", "国籍/地区", "nationality", "citizenship", "country"]),
    (Field::Guardian, &["监护人", "监护人姓名", "家长", "家长姓名", "guardian"]),
    (
        Field::Since,
        &["入住日期", "入住时间", "入住年月", "居住日期", "居住时间", "来义日期", "来义时间", "到达日期", "抵达日期", "租住日期", "租住时间", "起租日期", "起租时间", "暂住日期", "暂住时间", "movein", "moveindate", "arrival", "arrivaldate", "checkin"],
    ),
    (Field::Reason, &["居住事由", "居住原因", "暂住事由", "暂住原因", "事由", "来义事由", "来义原因", "居住目的", "reason", "purpose"]),
    (
        Field::Employer,
        &["服务处所", "工作单位", "就业单位", "单位", "单位名称", "用人单位", "所在单位", "务工单位", "工作单位名称", "employer", "company", "workplace"],
    ),
];

const CONTACTS: [(Field, &[&str]); 7] = [
    (Field::Nickname, &["昵称", "微信昵称", "客户昵称", "客户名称", "联系人", "姓名", "名称", "nickname", "name"]),
    (Field::Remark, &["备注", "备注名", "客户备注", "联系人备注", "remark", "alias"]),
    (Field::Member, &["企业微信成员", "成员", "所属成员", "添加人", "跟进人", "所属客服", "member", "owner"]),
    (Field::AddedAt, &["添加时间", "添加日期", "加好友时间", "创建时间", "addedat", "addtime", "createdat"]),
    (Field::Tags, &["标签", "客户标签", "企业标签", "联系人标签", "tags", "tag"]),
    (Field::Phone, &["手机", "手机号", "手机号码", "电话", "联系电话", "电话号码", "联系方式", "phone", "mobile"]),
    (Field::Source, &["来源", "添加方式", "添加来源", "渠道", "渠道来源", "source", "addway"]),
];

/// Headings about someone or something else that would otherwise be taken for one of ours.
const NOT_OURS: [&str; 23] = [
    "紧急", "填报", "填表", "登记人", "登记时间", "登记日期", "采集", "民警", "网格员", "审核", "经办", "有效期", "签发", "发证", "签证", "退租", "搬离", "到期", "单位电话",
    "单位地址", "工作地址", "出生地", "籍贯",
];

/// The first that fits wins, so that what is more particular stands first.
const CONTAINED: [(&str, Field); 24] = [
    ("证件类", Field::DocumentType),
    ("证件种", Field::DocumentType),
    ("护照", Field::Passport),
    ("身份证地址", Field::Household),
    ("身份证", Field::Number),
    ("身份号", Field::Number),
    ("证件号", Field::Number),
    ("户籍", Field::Household),
    ("户口", Field::Household),
    ("国籍", Field::Nationality),
    ("出生", Field::Birth),
    ("入住", Field::Since),
    ("事由", Field::Reason),
    ("英文", Field::NameLatin),
    ("拼音", Field::NameLatin),
    ("现住", Field::Address),
    ("居住地", Field::Address),
    ("暂住地", Field::Address),
    ("租住地", Field::Address),
    ("服务处所", Field::Employer),
    ("手机", Field::Phone),
    ("电话", Field::Phone),
    ("姓名", Field::Name),
    ("性别", Field::Sex),
];

const LANDLORD: [&str; 6] = ["房东", "出租人", "房主", "业主", "留宿人", "landlord"];
const CALLS: [&str; 5] = ["电话", "手机", "联系", "phone", "tel"];
const OF_LANDLORD_UNREAD: [&str; 7] = ["身份证", "证件", "护照", "住址", "地址", "性别", "户籍"];

/// What a heading means, or `None`. Refused headings mean nothing.
pub(super) fn recognise(header: &str, import_as: ImportAs) -> Option<Field> {
    exact(header, import_as).or_else(|| contained(header, import_as))
}

/// The field whose usual name the heading is, brackets and spaces aside; then without what is in brackets
/// (`身份证号(必填)`).
pub(super) fn exact(header: &str, import_as: ImportAs) -> Option<Field> {
    let whole = plain(header);
    if whole.is_empty() || whole.chars().count() > LONGEST || is_refused(header) {
        return None;
    }
    let is_read = |field: &Field| Field::of(import_as).contains(field);
    find(&whole, import_as).or_else(|| find(&without_brackets(header), import_as)).filter(is_read)
}

/// The field that a longer heading speaks of (`租客手机号码(本人)`).
pub(super) fn contained(header: &str, import_as: ImportAs) -> Option<Field> {
    let whole = plain(header);
    let short = !whole.is_empty() && whole.chars().count() <= LONGEST;
    let has = |words: &[&str]| words.iter().any(|word| whole.contains(word));
    if !short || import_as == ImportAs::Contacts || is_refused(header) || has(&NOT_OURS) {
        return None;
    }
    if has(&LANDLORD) {
        let field = if has(&CALLS) { Field::LandlordPhone } else { Field::Landlord };
        return (!has(&OF_LANDLORD_UNREAD)).then_some(field);
    }
    if whole.contains("监护人") {
        return (!has(&CALLS) && !has(&OF_LANDLORD_UNREAD)).then_some(Field::Guardian);
    }
    let is_read = |field: &Field| Field::of(import_as).contains(field);
    CONTAINED.iter().find(|(word, _)| whole.contains(word)).map(|(_, field)| *field).filter(is_read)
}

fn find(plain_header: &str, import_as: ImportAs) -> Option<Field> {
    let own: &[(Field, &[&str])] = match import_as {
        ImportAs::Rooms => &[],
        ImportAs::People => &PEOPLE,
        ImportAs::Contacts => &CONTACTS,
    };
    let place: &[(Field, &[&str])] = if import_as == ImportAs::Contacts { &[] } else { &PLACE };
    let is_named = |names: &[&str]| names.iter().any(|name| plain(name) == plain_header);
    own.iter().chain(place).find(|(_, names)| is_named(names)).map(|(field, _)| *field)
}

/// A heading without spaces, brackets, marks and case; full-width letters become ASCII.
pub(super) fn plain(header: &str) -> String {
    header.chars().map(narrow).filter(|c| c.is_alphanumeric() || *c == '/').flat_map(char::to_lowercase).collect()
}

fn without_brackets(header: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in header.chars().map(narrow) {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '《' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '》' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    plain(&out)
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(header: &str) -> Option<Field> {
        recognise(header, ImportAs::People)
    }

    #[test]
    fn names_in_use_are_recognised_whatever_their_spaces_and_brackets() {
        for (header, field) in [
            ("身份证号", Field::Number),
            ("公民身份号码", Field::Number),
            ("证件号码（必填）", Field::Number),
            ("*证件号", Field::Number),
            (" 姓　名 ", Field::Name),
            ("姓名（英文）", Field::NameLatin),
            ("姓名(英文)", Field::NameLatin),
            ("Passport No.", Field::Passport),
            ("Ｎａｔｉｏｎａｌｉｔｙ", Field::Nationality),
            ("租客手机号码(本人)", Field::Phone),
            ("留宿人/房东", Field::Landlord),
            ("房东联系电话1", Field::LandlordPhone),
            ("村(社区)", Field::Village),
            ("楼栋", Field::Building),
            ("现住址【详细】", Field::Address),
            ("监护人姓名", Field::Guardian),
            ("入住日期:", Field::Since),
        ] {
            assert_eq!(people(header), Some(field), "{header}");
        }
    }

    #[test]
    fn headings_about_others_are_not_taken_for_ours() {
        for header in [
            "紧急联系人电话", "填报人姓名", "房东身份证号", "护照有效期", "签证种类", "签证有效期", "入境日期", "出生地", "登记人", "民警姓名", "监护人电话", "退租日期", "序号",
            "备注", "", "江东街道出租房流动人口登记表（青岩刘村等）", "填报日期：2026年11月",
        ] {
            assert_eq!(people(header), None, "{header}");
        }
    }

    #[test]
    fn each_import_knows_only_its_own_fields() {
        assert_eq!(recognise("备注", ImportAs::Contacts), Some(Field::Remark));
        assert_eq!(recognise("姓名", ImportAs::Contacts), Some(Field::Nickname));
        assert_eq!(recognise("姓名", ImportAs::Rooms), None);
        assert_eq!(recognise("室", ImportAs::Rooms), Some(Field::Room));
        assert_eq!(recognise("室", ImportAs::Contacts), None);
        assert_eq!(recognise("性别", ImportAs::Contacts), None);
    }

    #[test]
    fn no_name_stands_for_two_fields_of_one_import() {
        for import_as in [ImportAs::Rooms, ImportAs::People, ImportAs::Contacts] {
            let own: Vec<_> = PLACE.iter().chain(&PEOPLE).chain(&CONTACTS).flat_map(|(_, names)| names.iter()).collect();
            for name in own {
                let fields: Vec<Field> = PLACE
                    .iter()
                    .chain(&PEOPLE)
                    .filter(|(_, names)| names.iter().any(|other| plain(other) == plain(name)))
                    .map(|(field, _)| *field)
                    .collect();
                assert!(import_as == ImportAs::Contacts || fields.len() <= 1, "{name}: {fields:?}");
            }
        }
    }
}
