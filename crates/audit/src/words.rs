//! What the check says, in the language of who reads it.

use std::io::{self, Write};
use std::str::FromStr;

use audit::{Fault, Finding, LogFile, Of, Report};

/// Language of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 简体中文.
    Chinese,
    /// English.
    English,
}

impl FromStr for Language {
    type Err = String;
    fn from_str(text: &str) -> Result<Language, String> {
        match text {
            "zh-CN" | "zh" => Ok(Language::Chinese),
            "en" => Ok(Language::English),
            _ => Err("zh-CN / en".to_owned()),
        }
    }
}

impl Language {
    fn of<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// Tells a report.
pub fn tell(
    to: &mut impl Write,
    report: &Report,
    log: &LogFile,
    language: Language,
) -> io::Result<()> {
    match &log.about.of {
        Of::Station => {
            let Report {
                entries, devices, ..
            } = report;
            match language {
                Language::Chinese => {
                    writeln!(to, "派出所查阅日志：{entries} 条，来自 {devices} 台电脑。")?
                }
                Language::English => writeln!(
                    to,
                    "Access log of the station: {entries} entries of {devices} laptops."
                )?,
            }
            writeln!(to, "{}{}", language.of("树根：", "Root: "), report.root)?;
            if report.heads_that_fit > 0 {
                let count = report.heads_that_fit;
                match language {
                    Language::Chinese => writeln!(to, "与此前留存的 {count} 个树头相符。")?,
                    Language::English => {
                        writeln!(to, "It fits {count} heads that were kept earlier.")?
                    }
                }
            }
            if report.noted_forks > 0 {
                let count = report.noted_forks;
                match language {
                    Language::Chinese => writeln!(
                        to,
                        "有 {count} 次电脑从备份恢复或被复制，派出所当时已记录。"
                    )?,
                    Language::English => writeln!(
                        to,
                        "{count} times a laptop was put back from a backup or copied; the station noted it then."
                    )?,
                }
            }
            if report.histories > 0 {
                let count = report.histories;
                match language {
                    Language::Chinese => writeln!(to, "派出所服务器曾 {count} 次从备份恢复。")?,
                    Language::English => {
                        writeln!(to, "The station was restored from a backup {count} times.")?
                    }
                }
            }
        }
        Of::Laptop(device) => {
            let entries = report.entries;
            match language {
                Language::Chinese => writeln!(to, "电脑 {device} 的查阅日志：{entries} 条。")?,
                Language::English => {
                    writeln!(to, "Access log of the laptop {device}: {entries} entries.")?
                }
            }
        }
    }
    if report.findings.is_empty() {
        return writeln!(
            to,
            "{}",
            language.of(
                "日志完整：未发现改动。",
                "The log is whole: no change was found."
            )
        );
    }
    for finding in &report.findings {
        writeln!(to, "✗ {}", sentence(finding, language))?;
    }
    writeln!(
        to,
        "{}",
        language.of(
            "日志不完整。请保存此文件和树头，报上级公安机关督察部门。",
            "The log is not whole. Keep this file and the heads, and report it to the superior unit."
        )
    )
}

fn sentence(finding: &Finding, language: Language) -> String {
    let said = match finding.fault {
        Fault::Unreadable => language.of("无法读取，或不是规定的格式", "cannot be read, or is not in its one form"),
        Fault::Loose => language.of(
            "与前面的记录接不上：前一条被删除、改动或移动",
            "does not follow any entry before it: one was taken out, changed or moved",
        ),
        Fault::OutOfOrder => language.of("顺序不对", "is out of order"),
        Fault::Fork => language.of(
            "从一条已有后续的记录接出，派出所当时没有记录",
            "follows an entry that had a successor, and the station did not note it",
        ),
        Fault::Backdated => language.of("时间被提前", "bears an earlier time than it can have"),
        Fault::BadSignature => language.of("电脑的签名与记录不符", "a laptop's signature does not fit the entries"),
        Fault::Unsigned => language.of("没有电脑的签名", "is not covered by a signature of the laptop"),
        Fault::KeyChanged => language.of("电脑换了密钥", "a laptop came with another key"),
        Fault::HeadNotSigned => language.of("树头不是派出所密钥签的", "the head is not signed with the station's key"),
        Fault::HeadDiffers => language.of(
            "与留存的树头不符：此前的记录被改动",
            "the entries do not lead to this head: earlier entries were changed",
        ),
        Fault::Shorter => language.of(
            "记录少于树头所载：有记录被删除，或换成了旧的副本",
            "there are not as many entries as this head names: some were taken away, or an older copy was put back",
        ),
        Fault::Missing => language.of(
            "派出所已确认的记录不在日志中",
            "entries that the station had acknowledged are missing",
        ),
        Fault::PutBack => language.of(
            "此树头所载的记录已随旧副本的恢复而失去：请查恢复的原因和批准",
            "entries that this head names were given up when an older copy was put back: ask who restored it, and why",
        ),
        Fault::OtherHistory => language.of(
            "此树头属于日志中没有记载的另一段历史",
            "this head is of a history that the log does not tell of",
        ),
        Fault::ForeignHead => language.of(
            "此树头没有本派出所的签名，不能作为依据",
            "this head is not signed by this station: it proves nothing",
        ),
    };
    let mut parts = Vec::new();
    if let Some(place) = finding.entry {
        parts.push(match language {
            Language::Chinese => format!("第 {place} 条"),
            Language::English => format!("entry {place}"),
        });
    }
    if let Some(device) = &finding.device {
        parts.push(match language {
            Language::Chinese => format!("电脑 {device}"),
            Language::English => format!("laptop {device}"),
        });
    }
    if let Some(head) = &finding.head {
        parts.push(head.clone());
    }
    let (between, colon) = (language.of("，", ", "), language.of("：", ": "));
    [&parts.join(between), colon, said].concat()
}
