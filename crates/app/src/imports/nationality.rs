//! Nationalities as files write them: ICAO Doc 9303 and ISO 3166-1 alpha-3 codes, and the common names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

static ALPHA3: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../../../assets/nationalities.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1))
        .collect()
});

/// Codes of travel documents beyond ISO 3166-1 (ICAO Doc 9303-3, section 5).
const ICAO_ONLY: &[&str] = &[
    "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "EUE", "UNO", "UNA", "XXA", "XXB", "XXC",
];

/// Code, Chinese names, English name.
const NAMES: &[(&str, &str, &str)] = &[
    ("CHN", "中国", "china"),
    ("AFG", "阿富汗", "afghanistan"),
    ("ARE", "阿联酋", "unitedarabemirates"),
    ("AUS", "澳大利亚", "australia"),
    ("AZE", "阿塞拜疆", "azerbaijan"),
    ("BGD", "孟加拉国", "bangladesh"),
    ("BRA", "巴西", "brazil"),
    ("CAN", "加拿大", "canada"),
    ("CIV", "科特迪瓦", "ivorycoast"),
    ("CMR", "喀麦隆", "cameroon"),
    ("COD", "刚果民主共和国", "democraticrepublicofthecongo"),
    ("COG", "刚果共和国", "congo"),
    ("COL", "哥伦比亚", "colombia"),
    ("DEU", "德国", "germany"),
    ("DZA", "阿尔及利亚", "algeria"),
    ("EGY", "埃及", "egypt"),
    ("ESP", "西班牙", "spain"),
    ("ETH", "埃塞俄比亚", "ethiopia"),
    ("FRA", "法国", "france"),
    ("GBR", "英国", "unitedkingdom"),
    ("GHA", "加纳", "ghana"),
    ("GIN", "几内亚", "guinea"),
    ("IDN", "印度尼西亚", "indonesia"),
    ("IND", "印度", "india"),
    ("IRL", "爱尔兰", "ireland"),
    ("IRN", "伊朗", "iran"),
    ("IRQ", "伊拉克", "iraq"),
    ("ISR", "以色列", "israel"),
    ("ITA", "意大利", "italy"),
    ("JOR", "约旦", "jordan"),
    ("JPN", "日本", "japan"),
    ("KAZ", "哈萨克斯坦", "kazakhstan"),
    ("KEN", "肯尼亚", "kenya"),
    ("KGZ", "吉尔吉斯斯坦", "kyrgyzstan"),
    ("KHM", "柬埔寨", "cambodia"),
    ("KOR", "韩国", "southkorea"),
    ("LAO", "老挝", "laos"),
    ("LBN", "黎巴嫩", "lebanon"),
    ("LBY", "利比亚", "libya"),
    ("LKA", "斯里兰卡", "srilanka"),
    ("MAR", "摩洛哥", "morocco"),
    ("MEX", "墨西哥", "mexico"),
    ("MLI", "马里", "mali"),
    ("MMR", "缅甸", "myanmar"),
    ("MNG", "蒙古", "mongolia"),
    ("MRT", "毛里塔尼亚", "mauritania"),
    ("MYS", "马来西亚", "malaysia"),
    ("NGA", "尼日利亚", "nigeria"),
    ("NPL", "尼泊尔", "nepal"),
    ("PAK", "巴基斯坦", "pakistan"),
    ("PHL", "菲律宾", "philippines"),
    ("PRK", "朝鲜", "northkorea"),
    ("PSE", "巴勒斯坦", "palestine"),
    ("RUS", "俄罗斯", "russia"),
    ("SAU", "沙特阿拉伯", "saudiarabia"),
    ("SDN", "苏丹", "sudan"),
    ("SEN", "塞内加尔", "senegal"),
    ("SGP", "新加坡", "singapore"),
    ("SYR", "叙利亚", "syria"),
    ("THA", "泰国", "thailand"),
    ("TJK", "塔吉克斯坦", "tajikistan"),
    ("TUR", "土耳其", "turkey"),
    ("UKR", "乌克兰", "ukraine"),
    ("USA", "美国", "unitedstates"),
    ("UZB", "乌兹别克斯坦", "uzbekistan"),
    ("VNM", "越南", "vietnam"),
    ("YEM", "也门", "yemen"),
];
const ALSO: &[(&str, &str)] = &[
    ("D", "DEU"),
    ("沙特", "SAU"),
    ("印尼", "IDN"),
    ("孟加拉", "BGD"),
    ("UK", "GBR"),
    ("US", "USA"),
    ("UAE", "ARE"),
];

/// The alpha-3 code of a code or name; Germany's `D` becomes `DEU`. `None` when it is not known.
pub(super) fn read(text: &str) -> Option<String> {
    let wanted: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    if ALPHA3.contains(wanted.as_str()) || ICAO_ONLY.contains(&wanted.as_str()) {
        return Some(wanted);
    }
    if let Some((_, code)) = ALSO.iter().find(|(name, _)| *name == wanted) {
        return Some((*code).to_string());
    }
    let found = NAMES
        .iter()
        .find(|(_, zh, en)| *zh == wanted || en.eq_ignore_ascii_case(&wanted));
    found.map(|(code, ..)| (*code).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_become_alpha_3() {
        for (text, code) in [
            ("EGY", "EGY"),
            ("D", "DEU"),
            (" egypt ", "EGY"),
            ("埃及", "EGY"),
            ("South Korea", "KOR"),
            ("越南", "VNM"),
            ("XXA", "XXA"),
        ] {
            assert_eq!(read(text).as_deref(), Some(code), "{text}");
        }
        assert_eq!(read("某国"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn every_named_code_is_in_the_list_of_countries() {
        for (code, ..) in NAMES {
            assert!(ALPHA3.contains(code), "{code}");
        }
    }
}
