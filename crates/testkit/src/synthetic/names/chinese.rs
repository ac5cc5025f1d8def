use std::sync::LazyLock;

use super::Sex;
use crate::synthetic::draw::Draw;

/// A Chinese name in its two parts; a dotted one has no surname (given name · father's name).
#[derive(Clone)]
pub(in crate::synthetic) struct Name {
    pub(in crate::synthetic) surname: String,
    pub(in crate::synthetic) given: String,
    father: Option<String>,
}

impl Name {
    pub(super) fn of(surname: &str, given: &str) -> Name {
        Name {
            surname: surname.to_owned(),
            given: given.to_owned(),
            father: None,
        }
    }

    pub(super) fn dotted(given: &str, father: &str) -> Name {
        Name {
            surname: String::new(),
            given: given.to_owned(),
            father: Some(father.to_owned()),
        }
    }

    pub(super) fn is_dotted(&self) -> bool {
        self.father.is_some()
    }

    /// The name as written; U+00B7 is the only separator.
    pub(in crate::synthetic) fn full(&self) -> String {
        match &self.father {
            Some(father) => format!("{}\u{b7}{father}", self.given),
            None => format!("{}{}", self.surname, self.given),
        }
    }
}

/// One adult in so many has a difficult name.
pub(super) const EVERY: usize = 36;

/// The `turn`th difficult name, later ones mixed with usual parts: compound and polyphonic surnames, rare and astral characters.
pub(super) fn difficult(draw: &mut Draw, sex: Sex, year: i32, turn: usize) -> Name {
    let list = match sex {
        Sex::Male => DIFFICULT_MEN,
        Sex::Female => DIFFICULT_WOMEN,
    };
    let (rare_surname, rare_given) = list[turn % list.len()];
    match turn {
        turn if turn < list.len() => Name::of(rare_surname, rare_given),
        _ if draw.chance(50) => Name::of(rare_surname, &given(draw, sex, year)),
        _ => Name::of(&surname(draw), rare_given),
    }
}

const DIFFICULT_MEN: &[(&str, &str)] = &[
    ("欧阳", "修远"),
    ("王", "𬭎锋"),
    ("仇", "建平"),
    ("尉迟", "国栋"),
    ("解", "晓东"),
    ("陈", "䶮"),
    ("区", "志伟"),
    ("曾", "庆强"),
    ("单", "强"),
    ("张", "𬱖"),
    ("万俟", "长青"),
    ("查", "良才"),
    ("朴", "成浩"),
    ("长孙", "乐"),
];
const DIFFICULT_WOMEN: &[(&str, &str)] = &[
    ("令狐", "雪梅"),
    ("李", "㛃"),
    ("单", "小红"),
    ("任", "盈盈"),
    ("曾", "丽娟"),
    ("欧阳", "雪"),
    ("仇", "彩"),
    ("解", "语花"),
    ("区", "嘉怡"),
    ("刘", "𫍽"),
    ("尉迟", "怡春"),
    ("缪", "梓"),
    ("华", "英"),
    ("盖", "㼆"),
];

/// A surname by its share of the country.
pub(super) fn surname(draw: &mut Draw) -> String {
    SURNAMES.draw(draw)
}

/// A surname by its share of old Yiwu families.
pub(super) fn local_surname(draw: &mut Draw) -> String {
    LOCAL_SURNAMES.draw(draw)
}

/// A given name of the fashion of the birth year.
pub(super) fn given(draw: &mut Draw, sex: Sex, year: i32) -> String {
    let style = match (year, sex) {
        (..1968, Sex::Male) => &OLD_MEN,
        (..1968, Sex::Female) => &OLD_WOMEN,
        (1968..2002, Sex::Male) => &MEN,
        (1968..2002, Sex::Female) => &WOMEN,
        (_, Sex::Male) => &BOYS,
        (_, Sex::Female) => &GIRLS,
    };
    let second = *draw.pick(&style.second);
    if draw.chance(style.single) {
        return second.to_owned();
    }
    let first = *draw.pick(&style.first);
    if first == second {
        return format!("{first}{}", style.second[0]);
    }
    format!("{first}{second}")
}

/// The first part of a dotted name.
pub(super) fn dotted_given(draw: &mut Draw, sex: Sex) -> String {
    const MEN: &[&str] = &[
        "阿卜杜拉",
        "买买提",
        "吐尔逊",
        "艾合买提",
        "热合曼",
        "依明",
        "玉素甫",
        "艾尼瓦尔",
        "库尔班",
        "木塔力甫",
    ];
    const WOMEN: &[&str] = &[
        "迪丽拜尔",
        "古丽娜尔",
        "阿依古丽",
        "热依汗",
        "帕提古丽",
        "米日古丽",
        "祖丽胡玛尔",
        "阿孜古丽",
        "茹仙古丽",
        "布威麦尔耶姆",
    ];
    let list = match sex {
        Sex::Male => MEN,
        Sex::Female => WOMEN,
    };
    (*draw.pick(list)).to_owned()
}

/// Words with the sum of the weights up to each.
struct Weighted(Vec<(&'static str, i64)>);

impl Weighted {
    fn read(table: &'static str) -> Weighted {
        let mut upto = 0;
        let mut words = table.split_whitespace();
        let mut list = Vec::new();
        while let (Some(word), Some(weight)) = (words.next(), words.next()) {
            upto += weight.parse::<i64>().unwrap_or(1);
            list.push((word, upto));
        }
        Weighted(list)
    }

    fn draw(&self, draw: &mut Draw) -> String {
        let last = self.0.last().map_or(0, |(_, upto)| *upto);
        let at = draw.between(0, last - 1);
        let place = self.0.partition_point(|(_, upto)| *upto <= at);
        self.0[place].0.to_owned()
    }
}

/// Characters of given names; `single` is the share in percent that has only the second one.
struct Style {
    first: Vec<&'static str>,
    second: Vec<&'static str>,
    single: u32,
}

impl Style {
    fn read(single: u32, first: &'static str, second: &'static str) -> Style {
        Style {
            first: first.split_whitespace().collect(),
            second: second.split_whitespace().collect(),
            single,
        }
    }
}

static SURNAMES: LazyLock<Weighted> = LazyLock::new(|| {
    Weighted::read(
        "王 719 李 718 张 679 刘 515 陈 459 杨 309 黄 224 赵 205 吴 198 周 212 徐 145 孙 138 马 125 朱 120 胡 116 郭 114 何 113 \
         林 111 高 108 罗 101 郑 93 梁 85 谢 79 宋 77 唐 71 许 67 邓 65 冯 64 韩 64 曹 61 曾 59 彭 58 萧 20 肖 52 蔡 53 潘 52 田 51 \
         董 50 袁 49 于 47 余 47 叶 46 蒋 46 杜 46 苏 45 魏 44 程 44 吕 43 丁 43 沈 41 任 41 姚 40 卢 40 傅 39 钟 39 姜 38 崔 37 谭 37 \
         廖 36 范 36 汪 35 陆 35 金 34 石 33 戴 33 贾 32 韦 31 夏 30 邱 30 方 30 侯 29 邹 28 熊 28 孟 27 秦 27 白 26 江 26 阎 26 薛 25 \
         尹 25 段 24 雷 23 黎 22 史 22 龙 21 陶 21 贺 20 顾 20 毛 20 郝 19 龚 19 邵 19 万 18 钱 18 严 17 覃 17 武 17 戚 8 莫 16 孔 16 \
         向 15 汤 15 温 14 康 14 施 13 文 13 牛 13 樊 12 葛 12 邢 11 安 11 齐 10 易 10 乔 10 伍 10 庞 9 颜 9 倪 9 庄 9 聂 9 章 8 鲁 8 \
         岳 8 翟 8 殷 8 詹 7 申 7 欧 7 耿 7 关 7 兰 7 焦 6 俞 6 左 6 柳 6 甘 6 祝 6 包 6 宁 6 尚 6 符 5 舒 5 阮 5 柯 5 纪 5 梅 5 童 5 \
         凌 5 毕 5 单 5 裴 5 霍 5 涂 5 成 5 苗 5 谷 5 盛 4 曲 4 翁 4 冉 4 蓝 4 路 4 游 4 辛 4 靳 4 管 4 柴 4 蒙 4 鲍 4 华 4 喻 4 祁 4 \
         房 4 蒲 3 滕 3 屈 3 饶 3 解 3 牟 3 艾 3 尤 3 时 3 穆 3 阳 3 农 3 司 3 卓 3 古 3 吉 3 缪 3 简 3 车 3 项 3 连 3 芦 3 麦 3 褚 3 \
         仇 3 查 3 区 2 乐 2 燕 2 朴 2 盖 2 欧阳 9 上官 2 司马 1 诸葛 1 令狐 2 尉迟 1 皇甫 1 司徒 1",
    )
});

static LOCAL_SURNAMES: LazyLock<Weighted> = LazyLock::new(|| {
    Weighted::read(
        "陈 90 王 85 楼 78 金 60 朱 58 吴 55 骆 50 何 48 黄 42 龚 36 虞 34 刘 34 傅 32 方 30 丁 30 毛 26 冯 25 张 25 李 22 杨 20 \
         叶 18 季 14 贾 14 宗 12 蒋 12 鲍 10 斯 8 应 8 赵 8 徐 8 周 8 孟 6 单 5 华 4 宋 4 葛 4",
    )
});

static OLD_MEN: LazyLock<Style> = LazyLock::new(|| {
    Style::read(
        8,
        "建 国 志 土 金 水 春 永 德 樟 生 根 福 文 庆 正 洪 大 光 有 关 宝 新 荣 昌 海",
        "根 明 强 华 福 生 林 荣 土 兴 良 法 民 平 军 余 春 贵 财 富 忠 义 祥 木 火 旺",
    )
});
static OLD_WOMEN: LazyLock<Style> = LazyLock::new(|| {
    Style::read(
        5,
        "桂 秀 玉 凤 彩 美 春 爱 金 菊 素 翠 月 银 巧 香 云 雪 淑 惠",
        "英 兰 梅 仙 娟 香 珍 花 芳 莲 琴 凤 珠 娣 妹 云 芬 玲 菊 娥",
    )
});
static MEN: LazyLock<Style> = LazyLock::new(|| {
    Style::read(
        38,
        "志 建 晓 文 海 国 小 永 俊 明 伟 少 振 光 金 立 春 学 家 宏 云 庆 东 世 玉 子",
        "伟 强 军 勇 杰 涛 明 超 磊 鹏 斌 波 辉 刚 健 飞 亮 平 锋 龙 林 华 峰 东 成 兵 帅 浩 凯 宇 敏 胜 祥 阳",
    )
});
static WOMEN: LazyLock<Style> = LazyLock::new(|| {
    Style::read(
        36,
        "晓 小 丽 海 春 雪 玉 美 秀 文 燕 红 慧 彩 金 艳 淑 佳 雅 婷 思 云",
        "丽 芳 敏 静 燕 艳 娟 霞 红 玲 梅 萍 莉 英 琴 华 婷 娜 倩 雪 颖 慧 洁 琼 凤 云 蓉 菊 芬 平 怡 莹 佳",
    )
});
static BOYS: LazyLock<Style> = LazyLock::new(|| {
    Style::read(
        6,
        "子 梓 浩 宇 俊 一 皓 思 博 奕 天 家 嘉 明 泽 睿 沐 文 瑞 铭",
        "轩 涵 然 泽 宇 睿 辰 豪 航 杰 阳 博 熙 晨 诺 宸 霖 翔 乐 昊 琪 毅",
    )
});
static GIRLS: LazyLock<Style> = LazyLock::new(|| {
    Style::read(
        6,
        "子 梓 欣 雨 诗 一 佳 思 语 可 依 紫 若 嘉 心 梦 艺 雅 沐 晨",
        "涵 怡 萱 彤 妍 琪 诺 桐 瑶 婷 晴 菲 雯 悦 欣 颖 熙 馨 乐 宁 妤 彤",
    )
});
