//! One spelling of characters before parsing: NFKC, capitals, no spaces, Arabic numerals in front of markers.

use unicode_normalization::UnicodeNormalization;

/// Marks that make a Chinese numeral in front of them a number (`十二幢`), not part of a place name (`五爱社区`).
const NUMBERED: [&str; 12] = [
    "幢", "栋", "号", "座", "单元", "楼", "层", "室", "房", "区", "#", "-",
];

pub(super) fn clean(text: &str) -> String {
    let mut text = text.to_string();
    // Removing a space can bring a letter and a mark together that NFKC then composes: a second pass settles it.
    for _ in 0..3 {
        let again: String = text.nfkc().filter(|c| !is_blank(*c)).map(unify).collect();
        if again == text {
            break;
        }
        text = again;
    }
    numerals_to_digits(&text)
}

/// `012` → `12`; a lone zero and text stay.
pub(super) fn without_zeros(text: &str) -> String {
    let trimmed = text.trim_start_matches('0');
    if trimmed.starts_with(|c: char| c.is_ascii_digit()) {
        trimmed.to_string()
    } else {
        text.to_string()
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}')
}

fn unify(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' | '~' | '/' | '\\' => '-',
        ';' | '、' | '。' => ',',
        '[' | '{' | '【' | '〔' => '(',
        ']' | '}' | '】' | '〕' => ')',
        _ => c.to_ascii_uppercase(),
    }
}

fn numerals_to_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !is_numeral(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        match value(run) {
            Some(number) if NUMBERED.iter().any(|mark| after.starts_with(mark)) => {
                out.push_str(&number.to_string())
            }
            _ if !run.is_empty() => out.push_str(run),
            _ => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
        }
        rest = after;
    }
    out
}

fn is_numeral(c: char) -> bool {
    digit(c).is_some() || matches!(c, '十' | '百')
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// `十二` → 12, `二十` → 20, `一百零二` → 102, and `四〇二` digit by digit → 402. At most four characters by digit.
fn value(run: &str) -> Option<u32> {
    let chars: Vec<char> = run.chars().collect();
    if chars.is_empty() || chars.len() > 6 {
        return None;
    }
    if chars.iter().all(|c| digit(*c).is_some()) {
        return chars
            .iter()
            .try_fold(0, |sum, c| digit(*c).map(|d| sum * 10 + d));
    }
    let (mut total, mut pending) = (0, None);
    for c in chars {
        match c {
            '百' => total += pending.take()? * 100,
            '十' => total += pending.take().filter(|d| *d > 0).unwrap_or(1) * 10,
            _ => pending = digit(c),
        }
    }
    Some(total + pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_become_digits_in_front_of_a_marker_only() {
        assert_eq!(
            clean("五爱社区十二幢二单元四〇二室"),
            "五爱社区12幢2单元402室"
        );
        assert_eq!(clean("青岩刘村一区二十三号楼"), "青岩刘村1区23号楼");
        assert_eq!(clean("一百零二幢"), "102幢");
        assert_eq!(clean("百里村"), "百里村");
    }

    #[test]
    fn full_width_spaces_and_dashes_are_unified() {
        assert_eq!(clean("ｅ区 １２—３－４０２"), "E区12-3-402");
        assert_eq!(clean("12幢（东侧）"), "12幢(东侧)");
    }

    #[test]
    fn leading_zeros_go_but_a_zero_stays() {
        assert_eq!(without_zeros("012"), "12");
        assert_eq!(without_zeros("00"), "00");
        assert_eq!(without_zeros("0B"), "0B");
    }
}
