//! What people call themselves in WeCom: names, trades, flowers, quotation marks and commas.

use crate::synthetic::draw::Draw;

/// A nickname of somebody called `name`.
pub(in crate::synthetic) fn of(draw: &mut Draw, name: &str) -> String {
    const ALONE: [&str; 10] = [
        "平安是福",
        "义乌好货, 代发",
        "知足常乐",
        "静待花开",
        "一路向北",
        "🌻向阳而生🌻",
        "雨过天晴",
        "A0饰品现货批发",
        "Lucky",
        "ＡＡ快递代发",
    ];
    let first = name.chars().next().unwrap_or('王');
    let last = name.chars().last().unwrap_or('一');
    if first.is_ascii_alphabetic() {
        let word = name.split(' ').next_back().unwrap_or(name);
        return format!("{word} 😊");
    }
    match draw.between(0, 8) {
        0 => format!("小{last}"),
        1 => format!("{last}哥"),
        2 => format!("🌸{last}"),
        3 => format!("\"老板\"{first}"),
        4 => format!("A批发{name}"),
        5 => format!("{last}{last}"),
        6 => name.to_owned(),
        _ => (*draw.pick(&ALONE)).to_owned(),
    }
}
