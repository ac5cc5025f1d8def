use super::readings;

/// A text typed partly in letters and partly in Han, or cut into syllables: `ouy x`, `欧yx`, `ouyx`. An index cannot
/// answer it, so candidates are fetched by their beginning and filtered here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixed {
    parts: Vec<Part>,
}

/// A Han character, or letters that begin a new syllable.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Han(char),
    Letters(String),
}

impl Mixed {
    /// Cuts at spaces and between letters and Han. `text` is in the spelling of `names::fold_latin`.
    pub(super) fn cut(text: &str) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let mut open = false;
        for c in text.chars() {
            if !c.is_ascii_lowercase() {
                open = false;
                if crate::names::is_han(c) {
                    parts.push(Part::Han(c));
                }
                continue;
            }
            match parts.last_mut() {
                Some(Part::Letters(letters)) if open => letters.push(c),
                _ => parts.push(Part::Letters(c.to_string())),
            }
            open = true;
        }
        Self { parts }
    }

    /// Whether the beginning of the name reads like this: each Han in its place, each run of letters made of beginnings
    /// of one or more syllables (`ouyx` = ou·y·x).
    pub fn matches(&self, name: &str) -> bool {
        let readings = readings::of_name(name);
        !self.parts.is_empty() && match_parts(&self.parts, &readings.by_character())
    }
}

fn match_parts(parts: &[Part], name: &[(char, Vec<&str>)]) -> bool {
    let Some((part, parts)) = parts.split_first() else {
        return true;
    };
    match part {
        Part::Han(c) => {
            name.first().is_some_and(|(han, _)| han == c) && match_parts(parts, &name[1..])
        }
        Part::Letters(letters) => match_letters(letters, parts, name),
    }
}

/// Tries every beginning of the next syllable. Names have few syllables and a part few letters, so this stays small.
fn match_letters(letters: &str, parts: &[Part], name: &[(char, Vec<&str>)]) -> bool {
    if letters.is_empty() {
        return match_parts(parts, name);
    }
    let Some(((_, readings), name)) = name.split_first() else {
        return false;
    };
    let shared = |reading: &&str| {
        reading
            .bytes()
            .zip(letters.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    let longest = readings.iter().map(shared).max().unwrap_or(0);
    (1..=longest)
        .rev()
        .any(|length| match_letters(&letters[length..], parts, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(typed: &str, name: &str) -> bool {
        Mixed::cut(typed).matches(name)
    }

    #[test]
    fn half_typed_syllables_find_the_name() {
        for typed in [
            "ouy x",
            "ouyx",
            "oyx",
            "ou yang xiu",
            "欧yx",
            "欧阳x",
            "ouy修",
            "o阳",
        ] {
            assert!(matches(typed, "欧阳修"), "{typed}");
        }
    }

    #[test]
    fn another_order_or_a_longer_text_does_not() {
        for typed in ["yx", "欧x", "ouyangxiuu", "oyxx", "阳x", "ouyangx y", "修"] {
            assert!(!matches(typed, "欧阳修"), "{typed}");
        }
        assert!(!matches("", "欧阳修"));
        assert!(!matches("omar", "Omar"));
    }

    #[test]
    fn every_reading_of_the_surname_counts() {
        assert!(matches("shan q", "单强"));
        assert!(matches("dan q", "单强"));
        assert!(matches("lv w", "吕文志"));
        assert!(matches("lyu w", "吕文志"));
    }

    #[test]
    fn a_long_run_of_one_letter_is_answered_at_once() {
        assert!(!matches(&"a".repeat(200), &"阿".repeat(120)));
    }
}
