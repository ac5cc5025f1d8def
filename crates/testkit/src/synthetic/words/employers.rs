//! Invented firms of the trades of Yiwu.

use crate::synthetic::draw::Draw;

/// The name of a firm, a workshop or a shop.
pub(in crate::synthetic) fn name(draw: &mut Draw) -> String {
    const FIRST: [&str; 22] = [
        "晨露", "金穗", "百汇", "喜临", "锦桥", "蓝鲸", "欣悦", "天禧", "万佳", "小鹿", "和顺",
        "飞梭", "星河", "鼎盛", "绿野", "雅朵", "宏图", "新航", "彩翼", "亿家", "优织", "恒泰",
    ];
    const TRADE: [&str; 18] = [
        "饰品",
        "玩具",
        "针织",
        "袜业",
        "拉链",
        "工艺品",
        "包装",
        "电子商务",
        "供应链",
        "箱包",
        "文具",
        "日用品",
        "物流",
        "服饰",
        "印刷",
        "圣诞用品",
        "伞业",
        "餐饮",
    ];
    const KIND: [(&str, u32); 5] = [
        ("有限公司", 50),
        ("厂", 22),
        ("加工点", 8),
        ("商行", 12),
        ("网店", 8),
    ];
    let first = *draw.pick(&FIRST);
    let trade = *draw.pick(&TRADE);
    let kind = draw.weighted(&KIND);
    format!("{first}{trade}{kind}")
}
