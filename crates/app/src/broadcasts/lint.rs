//! What may not stand in a broadcast (DOMAIN.md 5.3): a police message with a link or a number trains people to follow links and to
//! call numbers, and nobody may be recognised in it.

use domain::{dates, phones};

/// The police's own numbers, the only ones a broadcast may name.
const ALLOWED: [&str; 3] = ["110", "96110", "12381"];
/// Numbers of which one has to be named.
const ADVICE: [&str; 2] = ["110", "96110"];
/// What follows a number that counts or measures something.
const UNITS: &str = "元万亿块人个名户起次条件件套台天年月日号周%时点分秒岁幢栋室楼层单米公里字届";
/// What makes a short number one to call.
const CALLING: [&str; 8] = ["打", "拨", "电话", "热线", "联系", "致电", "call", "dial"];
/// Beginnings of short service numbers.
const SERVICE: [&str; 6] = ["95", "96", "100", "101", "12", "11"];
const LINKS: [&str; 14] = [
    "://", "http:", "https:", "www.", ".com", ".cn", ".net", ".org", ".top", ".vip", ".xyz", ".cc",
    ".html", ".apk",
];
const QR_WORDS: [&str; 7] = [
    "二维码",
    "扫码",
    "扫一扫",
    "小程序码",
    "识别图中",
    "qr code",
    "qrcode",
];
/// A clause with one of these warns of a code instead of asking to scan it.
const WARNING: [&str; 14] = [
    "不", "勿", "别", "莫", "拒", "骗", "诈", "假", "陌生", "谨", "警惕", "never", "do not",
    "don't",
];

/// What was found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// A link, short link or QR code.
    Link,
    /// A telephone number other than the police's own.
    Phone,
    /// A document, card or account number.
    Number,
}

/// Every kind of fault in the text, each once.
pub(super) fn faults(text: &str) -> Vec<Fault> {
    let text = folded(text);
    let mut found = Vec::new();
    if has_link(&text) {
        found.push(Fault::Link);
    }
    let numbers = numbers(&text);
    for fault in [Fault::Phone, Fault::Number] {
        if numbers.contains(&fault) {
            found.push(fault);
        }
    }
    found
}

/// Whether the text says whom to call.
pub(super) fn has_advice(text: &str) -> bool {
    let text: Vec<char> = folded(text).chars().collect();
    runs(&text)
        .iter()
        .any(|run| ADVICE.contains(&run.digits.as_str()))
}

/// Full-width letters and digits as plain ones, in lower case: 「ｈｔｔｐ」 hides nothing.
fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            _ => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn has_link(text: &str) -> bool {
    let linked = LINKS.iter().any(|part| {
        text.match_indices(part).any(|(at, _)| {
            // 「.com」 ends an address only after a letter or digit; a protocol stands for itself.
            !part.starts_with('.')
                || text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        })
    });
    let asks_to_scan = text
        .split(['，', '。', '；', '！', '？', ',', '.', ';', '!', '?', '\n'])
        .any(|clause| {
            QR_WORDS.iter().any(|word| clause.contains(word))
                && !WARNING.iter().any(|word| clause.contains(word))
        });
    linked || asks_to_scan
}

/// Digits in a row.
#[derive(Debug)]
struct Run {
    digits: String,
    from: usize,
    to: usize,
}

fn runs(text: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in text.iter().enumerate() {
        if !c.is_ascii_digit() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.to == at => {
                run.digits.push(*c);
                run.to += 1;
            }
            _ => runs.push(Run {
                digits: c.to_string(),
                from: at,
                to: at + 1,
            }),
        }
    }
    runs
}

fn numbers(text: &str) -> Vec<Fault> {
    let text: Vec<char> = text.chars().collect();
    let runs = runs(&text);
    let mut found: Vec<Fault> = runs.iter().filter_map(|run| alone(run, &text)).collect();
    found.extend(
        grouped(&runs, &text)
            .iter()
            .filter_map(|group| together(group)),
    );
    found
}

/// What a run is by itself.
fn alone(run: &Run, text: &[char]) -> Option<Fault> {
    let digits = run.digits.as_str();
    let length = digits.len();
    if ALLOWED.contains(&digits) {
        return None;
    }
    if phones::normalise(digits).is_some() {
        return Some(Fault::Phone);
    }
    if length >= 12 || is_passport(run, text) {
        return Some(Fault::Number);
    }
    let counted = text[run.to..]
        .iter()
        .find(|c| !c.is_whitespace())
        .is_some_and(|c| UNITS.contains(*c));
    if counted || dates::read_date(digits).is_some() {
        return None;
    }
    let local = matches!(length, 7 | 8) && digits.starts_with(|c| matches!(c, '2'..='9'));
    let free_call = length == 10 && is_free_call(digits);
    let service = matches!(length, 3..=6)
        && SERVICE.iter().any(|start| digits.starts_with(start))
        && is_called(run, text);
    (local || free_call || service).then_some(Fault::Phone)
}

/// Whether a word for calling stands shortly before the run, in the same clause.
fn is_called(run: &Run, text: &[char]) -> bool {
    let before: String = text[run.from.saturating_sub(8)..run.from].iter().collect();
    let clause = before
        .rsplit(['，', '。', '；', ',', ';', '\n'])
        .next()
        .unwrap_or_default();
    CALLING.iter().any(|word| clause.contains(word))
}

/// `e12345678` and `ej1234567`, standing alone.
fn is_passport(run: &Run, text: &[char]) -> bool {
    let letters = text[..run.from]
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_lowercase())
        .count();
    matches!((letters, run.digits.len()), (1, 8) | (2, 7))
}

fn is_free_call(digits: &str) -> bool {
    digits.starts_with("400") || digits.starts_with("800")
}

/// Runs with one space or hyphen between them (`138 0013 8000`, `0579-85551234`), side by side.
fn grouped<'r>(runs: &'r [Run], text: &[char]) -> Vec<Vec<&'r str>> {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    let mut open = false;
    for pair in runs.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let joined = second.from == first.to + 1 && matches!(text[first.to], ' ' | '-');
        match groups.last_mut() {
            Some(group) if open && joined => group.push(&second.digits),
            _ if joined => groups.push(vec![&first.digits, &second.digits]),
            _ => {}
        }
        open = joined;
    }
    groups
}

/// What a group of runs is when the gaps are taken out. Dates and ranges of amounts stay below all limits.
fn together(group: &[&str]) -> Option<Fault> {
    let digits = group.concat();
    let free_call = digits.len() == 10 && group[0].len() <= 4 && is_free_call(&digits);
    if phones::normalise(&digits).is_some() || free_call {
        Some(Fault::Phone)
    } else {
        (digits.len() >= 15).then_some(Fault::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_broadcast_has_no_fault() {
        for text in [
            "11月20日,我村两家商铺被冒充客服的人骗走12000元。不转账、不共享屏幕、不点链接,拨打96110或110。",
            "2026-11-20 09:00 起,3名群众被骗 5.5万元,约占20%。",
            "陌生人发来的二维码不要扫。骗子让受害人扫码付款 3000 元。请打 110。",
            "损失 10000-20000 元。拨打 110 96110。咨询 12381",
            "住12幢3单元402室的群众请留意,20261120前有效",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
    }

    #[test]
    fn links_short_links_and_invitations_to_scan_are_found() {
        for text in [
            "详情见 https://a.example/x",
            "登录ｗｗｗ．abc．ｃｏｍ查询",
            "点 t.cn/A6x1 领取",
            "请扫码进群",
            "长按二维码关注我们。不转账",
            "下载 fanzha.apk",
        ] {
            assert_eq!(faults(text), [Fault::Link], "{text}");
        }
    }

    #[test]
    fn numbers_to_call_other_than_the_polices_own_are_found_in_any_spelling() {
        for text in [
            "联系 13800138000",
            "联系 138 0013 8000",
            "联系１３８-００１３-８０００",
            "打 0579-85551234",
            "打85551234",
            "拨打12345",
            "客服热线95588",
            "请打 400 820 8820",
            "致电4008208820",
            "发给 +86 13800138000",
        ] {
            assert_eq!(faults(text), [Fault::Phone], "{text}");
        }
    }

    #[test]
    fn numbers_that_tell_a_person_or_an_account_are_found() {
        for text in [
            "身份证330799199001010014",
            "身份证 33079919900101008X",
            "卡号 6222 0212 3456 7890",
            "护照E12345678",
        ] {
            assert_eq!(faults(text), [Fault::Number], "{text}");
        }
    }

    #[test]
    fn advice_is_a_number_of_its_own_not_part_of_another() {
        assert!(has_advice("拨打96110"));
        assert!(has_advice("拨打１１０"));
        assert!(!has_advice("损失1100元"));
    }
}
