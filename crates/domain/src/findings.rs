//! Findings: what a reader of one field has to say, as a ladder (error, warning, information) instead of yes or no.

use serde::Serialize;

/// How strongly a finding speaks. Ordered: `Info < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worth showing; asks for nothing.
    Info,
    /// Probably a mistake or needs care; saving stays possible.
    Warning,
    /// Cannot be right as it stands.
    Error,
}

/// One remark about a value. `code` is stable snake_case: the UI holds the sentence in the user's language.
///
/// `args` fill the sentence. They never hold a whole document or telephone number, so a finding may be logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Finding {
    pub level: Level,
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Finding {
    pub fn error(code: &'static str) -> Self {
        Self::new(Level::Error, code)
    }

    pub fn warning(code: &'static str) -> Self {
        Self::new(Level::Warning, code)
    }

    pub fn info(code: &'static str) -> Self {
        Self::new(Level::Info, code)
    }

    /// Adds one argument for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    fn new(level: Level, code: &'static str) -> Self {
        Self {
            level,
            code,
            args: Vec::new(),
        }
    }
}

/// The highest level present, or `None` when there is nothing to say.
pub fn worst(findings: &[Finding]) -> Option<Level> {
    findings.iter().map(|finding| finding.level).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_finding_decides_and_none_means_silence() {
        assert_eq!(worst(&[]), None);
        let both = [Finding::error("a"), Finding::info("b").with("n", 3)];
        assert_eq!(worst(&both), Some(Level::Error));
        assert_eq!(both[1].args, vec![("n", "3".to_string())]);
    }

    #[test]
    fn a_level_is_written_in_snake_case() {
        let text = serde_json::to_string(&Finding::warning("phone_unusual")).expect("plain data");
        assert_eq!(
            text,
            r#"{"level":"warning","code":"phone_unusual","args":[]}"#
        );
    }
}
