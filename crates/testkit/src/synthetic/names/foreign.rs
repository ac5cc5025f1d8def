use super::Sex;
use super::nations::{NATIONS, Nation, Order};
use crate::synthetic::draw::Draw;

/// A name as the passport prints it.
pub(super) fn name(draw: &mut Draw, nation: &Nation, sex: Sex) -> String {
    let one = |draw: &mut Draw, list: &'static str| {
        let names: Vec<&str> = list.split(',').collect();
        *draw.pick(&names)
    };
    let given = match sex {
        Sex::Male => one(draw, nation.men),
        Sex::Female => one(draw, nation.women),
    };
    let surname = one(draw, nation.surnames);
    match nation.order {
        Order::SurnameFirst => format!("{surname} {given}"),
        Order::Spanish => format!("{given} {surname} {}", one(draw, nation.surnames)),
    }
}

/// The first foreigners of every station: several words, diacritics, an apostrophe, one word only.
pub(super) fn known(turn: usize) -> Option<(&'static Nation, Sex, &'static str)> {
    const KNOWN: [(&str, Sex, &str); 6] = [
        ("VNM", Sex::Female, "NGUYEN THI HOA"),
        ("ESP", Sex::Male, "JOSÉ ÁLVAREZ NÚÑEZ"),
        ("IRL", Sex::Male, "O'BRIEN SEAN"),
        ("EGY", Sex::Male, "HASSAN OMAR KHALED"),
        ("IDN", Sex::Male, "SUHARTO"),
        ("DEU", Sex::Female, "MÜLLER-STRAUß ANNE-KATHRIN"),
    ];
    let (code, sex, name) = *KNOWN.get(turn)?;
    let nation = NATIONS.iter().find(|nation| nation.code == code)?;
    Some((nation, sex, name))
}
