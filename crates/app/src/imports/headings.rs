//! The words people put over their columns, written without brackets, spaces and case.

use super::fields::Field;

pub(super) const PLACE: &[(Field, &str)] = &[
    (
        Field::Address,
        "现住地址 现住址 现居住地址 现居住地 现居地址 居住地址 居住地 暂住地址 暂住地 租住地址 \
         租房地址 住址 地址 详细地址 房屋地址 房屋坐落 出租房地址 出租屋地址 标准地址 address \
         currentaddress residence residentialaddress",
    ),
    (
        Field::Village,
        "村社区 村居 村(社区) 村 社区 村名 所属村 所在村 行政村 村庄 小区 小区名称 村社 所属社区 \
         village community",
    ),
    (Field::Zone, "片区 区块 分区 区 组团 zone block"),
    (
        Field::Building,
        "幢 栋 楼栋 楼幢 幢号 栋号 楼号 幢数 座 号楼 building buildingno",
    ),
    (Field::Unit, "单元 单元号 unit entrance"),
    (
        Field::Floor,
        "层 楼层 层数 层号 所在层 所在楼层 floor storey",
    ),
    (
        Field::Room,
        "室 房号 室号 房间 房间号 房间号码 门牌 房室 room roomno roomnumber",
    ),
    (
        Field::Landlord,
        "房东 房东姓名 房主 房主姓名 出租人 出租人姓名 业主 业主姓名 留宿人 留宿人/房东 房屋所有人 \
         landlord host",
    ),
    (
        Field::LandlordPhone,
        "房东电话 房东手机 房东联系电话 房东联系方式 房东手机号 房主电话 出租人电话 业主电话 \
         landlordphone landlordtel",
    ),
    (
        Field::RoomUse,
        "用途 房屋用途 出租方式 出租类型 房屋类型 使用情况 使用性质 use usage",
    ),
];

pub(super) const PEOPLE: &[(Field, &str)] = &[
    (
        Field::Name,
        "姓名 名字 租客 租客姓名 承租人 承租人姓名 人员姓名 中文名 中文姓名 姓名(中文) name fullname \
         chinesename",
    ),
    (
        Field::NameLatin,
        "姓名(英文) 英文名 英文姓名 外文名 外文姓名 姓名(外文) 姓名拼音 拼音 护照姓名 englishname \
         name(english) latinname nameinpassport",
    ),
    (Field::Sex, "性别 sex gender"),
    (
        Field::Birth,
        "出生日期 出生年月 出生年月日 生日 出生时间 dateofbirth birthdate birthday birth dob",
    ),
    (
        Field::DocumentType,
        "证件类型 证件种类 证件类别 证件名称 documenttype idtype",
    ),
    (
        Field::Number,
        "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 公民身份证号 身份号码 证件号 \
         证件号码 证件编号 居民身份证号 idnumber idno idcard idcardno documentnumber documentno",
    ),
    (
        Field::Passport,
        "护照号码 护照号 护照 护照编号 passport passportno passportnumber",
    ),
    (
        Field::Phone,
        "联系电话 联系方式 电话 电话号码 手机 手机号 手机号码 本人电话 移动电话 联系手机 phone \
         phonenumber phoneno mobile tel telephone",
    ),
    (
        Field::Household,
        "户籍地址 户籍地 户籍所在地 户籍 户口所在地 户口地址 户籍详细地址 户籍住址 身份证地址 \
         householdaddress registeredaddress permanentaddress",
    ),
    (
        Field::Nationality,
        "国籍 国籍(地区) 国家 国家(地区) 国家/地区 国籍/地区 nationality citizenship country",
    ),
    (Field::Guardian, "监护人 监护人姓名 家长 家长姓名 guardian"),
    (
        Field::Since,
        "入住日期 入住时间 入住年月 居住日期 居住时间 来义日期 来义时间 到达日期 抵达日期 租住日期 \
         租住时间 起租日期 起租时间 暂住日期 暂住时间 movein moveindate arrival arrivaldate checkin",
    ),
    (
        Field::Reason,
        "居住事由 居住原因 暂住事由 暂住原因 事由 来义事由 来义原因 居住目的 reason purpose",
    ),
    (
        Field::Employer,
        "服务处所 工作单位 就业单位 单位 单位名称 用人单位 所在单位 务工单位 工作单位名称 employer \
         company workplace",
    ),
];

pub(super) const CONTACTS: &[(Field, &str)] = &[
    (
        Field::Nickname,
        "昵称 微信昵称 客户昵称 客户名称 联系人 姓名 名称 nickname name",
    ),
    (
        Field::Remark,
        "备注 备注名 客户备注 联系人备注 remark alias",
    ),
    (
        Field::Member,
        "企业微信成员 成员 所属成员 添加人 跟进人 所属客服 member owner",
    ),
    (
        Field::AddedAt,
        "添加时间 添加日期 加好友时间 创建时间 addedat addtime createdat",
    ),
    (Field::Tags, "标签 客户标签 企业标签 联系人标签 tags tag"),
    (
        Field::Phone,
        "手机 手机号 手机号码 电话 联系电话 电话号码 联系方式 phone mobile",
    ),
    (
        Field::Source,
        "来源 添加方式 添加来源 渠道 渠道来源 source addway",
    ),
];

/// Headings about someone or something else that would otherwise be taken for one of ours.
pub(super) const NOT_OURS: &str = "\
    紧急 填报 填表 登记人 登记时间 登记日期 采集 民警 网格员 审核 经办 有效期 签发 发证 签证 退租 \
    搬离 到期 单位电话 单位地址 工作地址 出生地 籍贯";

/// The first that fits wins, so that what is more particular stands first.
pub(super) const CONTAINED: &[(&str, Field)] = &[
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

pub(super) const LANDLORD: &str = "房东 出租人 房主 业主 留宿人 landlord";
pub(super) const CALLS: &str = "电话 手机 联系 phone tel";
pub(super) const OF_LANDLORD_UNREAD: &str = "身份证 证件 护照 住址 地址 性别 户籍";
