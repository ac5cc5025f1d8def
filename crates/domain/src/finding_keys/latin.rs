use crate::names::{fold_latin, is_han};

/// Words of a Latin name as keys, in order, each once. Hyphen and apostrophe separate (`o`, `brien`) and the joined form
/// is kept too (`obrien`). Letters written out by two (`å` → `aa`) are also given plainly (`ase`).
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in name.split(|c: char| c.is_whitespace() || matches!(c, ',' | '<' | '，')) {
        if chunk.chars().all(is_han) {
            continue;
        }
        let spelled = fold_latin(chunk);
        let plain = fold_latin(&plainly(chunk));
        let before = words.len();
        for form in [&spelled, &plain] {
            words.extend(pieces(form));
        }
        if words.len() > before + 1 {
            words.extend([pieces(&spelled).concat(), pieces(&plain).concat()]);
        }
    }
    let mut seen = std::collections::HashSet::new();
    words.retain(|word| !word.is_empty() && seen.insert(word.clone()));
    words
}

/// Letters that [`fold_latin`] writes out by two, as they look to someone without a foreign keyboard.
fn plainly(text: &str) -> String {
    text.replace(['å', 'Å'], "a").replace(['ø', 'Ø'], "o")
}

fn pieces(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() || is_han(c))
        .filter(|piece| !piece.is_empty())
        .map(str::to_string)
        .collect()
}
