//! Sentences in the user's language, from `assets/locales/core.*.json`. What the window itself says lives in `ui.*.json` beside them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use specta::Type;

/// Language of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Reads `zh-CN` or `en`; anything else is Chinese.
    pub fn parse(text: &str) -> Language {
        if text.starts_with("en") {
            Language::English
        } else {
            Language::Chinese
        }
    }

    /// Whether labels are Chinese.
    pub fn is_chinese(self) -> bool {
        self == Language::Chinese
    }
}

type Sentences = BTreeMap<String, String>;

static CHINESE: LazyLock<Sentences> =
    LazyLock::new(|| read(include_str!("../../../assets/locales/core.zh-CN.json")));
static ENGLISH: LazyLock<Sentences> =
    LazyLock::new(|| read(include_str!("../../../assets/locales/core.en.json")));

fn read(json: &str) -> Sentences {
    serde_json::from_str(json).unwrap_or_default()
}

/// The sentence for a key such as `error.wrong_passphrase`, with `{name}` replaced; none if there is none.
pub fn find(language: Language, key: &str, args: &[(&str, &str)]) -> Option<String> {
    let sentences = match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    let mut sentence = sentences.get(key)?.clone();
    for (name, value) in args {
        sentence = sentence.replace(&["{", name, "}"].concat(), value);
    }
    Some(sentence)
}

/// Like [`find`], falling back to the key so that a missing sentence is seen, not silent.
pub fn say(language: Language, key: &str, args: &[(&str, &str)]) -> String {
    find(language, key, args).unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(sentence: &str) -> Vec<&str> {
        let mut found: Vec<&str> = sentence
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn every_sentence_exists_in_both_languages_with_the_same_places() {
        assert!(CHINESE.len() > 20);
        assert_eq!(
            CHINESE.keys().collect::<Vec<_>>(),
            ENGLISH.keys().collect::<Vec<_>>()
        );
        for (key, chinese) in CHINESE.iter() {
            assert_eq!(placeholders(chinese), placeholders(&ENGLISH[key]), "{key}");
        }
    }

    #[test]
    fn no_sentence_shows_a_code_or_tells_to_try_later() {
        for sentence in CHINESE.values() {
            for banned in [
                "操作失败",
                "请稍后重试",
                "重点人员",
                "管控",
                "外来人口",
                "客户",
            ] {
                assert!(!sentence.contains(banned), "{sentence}");
            }
        }
    }
}
