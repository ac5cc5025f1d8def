//! Names of people: Chinese by age and place, with the surnames and characters that break software, dotted and Latin ones.

mod chinese;
mod foreign;
mod nations;

pub(super) use chinese::Name;
pub(super) use nations::Nation;

use nations::NATIONS;

use super::draw::Draw;

/// Sex as documents state it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Male,
    Female,
}

impl Sex {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }

    pub(super) fn other(self) -> Sex {
        match self {
            Sex::Male => Sex::Female,
            Sex::Female => Sex::Male,
        }
    }

    pub(super) fn any(draw: &mut Draw) -> Sex {
        if draw.chance(52) {
            Sex::Male
        } else {
            Sex::Female
        }
    }
}

/// Counts what was named, so that even a small station has each difficult name.
#[derive(Default)]
pub(super) struct Names {
    men: usize,
    women: usize,
    dotted: usize,
    foreigners: usize,
}

impl Names {
    /// A Chinese name for somebody born in `year`; `local` prefers the surnames of Yiwu, among them the village's own.
    pub(super) fn chinese(&mut self, draw: &mut Draw, sex: Sex, year: i32, local: Local) -> Name {
        let seen = match sex {
            Sex::Male => &mut self.men,
            Sex::Female => &mut self.women,
        };
        *seen += 1;
        if *seen % chinese::EVERY == 3 {
            let turn = *seen / chinese::EVERY;
            return chinese::difficult(draw, sex, year, turn);
        }
        let surname = match local {
            Local::No => chinese::surname(draw),
            Local::Yes { clan: Some(clan) } if draw.chance(45) => clan.to_owned(),
            Local::Yes { .. } => chinese::local_surname(draw),
        };
        Name::of(&surname, &chinese::given(draw, sex, year))
    }

    /// A name of the form given name · father's name.
    pub(super) fn dotted(&mut self, draw: &mut Draw, sex: Sex) -> Name {
        let first = self.dotted == 0 && sex == Sex::Female;
        self.dotted += usize::from(sex == Sex::Female);
        if first {
            return Name::dotted("迪丽拜尔", "吐尔逊");
        }
        let given = chinese::dotted_given(draw, sex);
        let father = chinese::dotted_given(draw, Sex::Male);
        Name::dotted(&given, &father)
    }

    /// The name of a child of `parent`.
    pub(super) fn child(&mut self, draw: &mut Draw, parent: &Name, sex: Sex, year: i32) -> Name {
        if parent.is_dotted() {
            return Name::dotted(&chinese::dotted_given(draw, sex), &parent.given);
        }
        Name::of(&parent.surname, &chinese::given(draw, sex, year))
    }

    /// A name as a passport of `nation` prints it.
    pub(super) fn foreign(&mut self, draw: &mut Draw, nation: &Nation, sex: Sex) -> String {
        foreign::name(draw, nation, sex)
    }

    /// Nation, sex and name of the next foreigner; the first ones are known difficult spellings.
    pub(super) fn foreigner(&mut self, draw: &mut Draw) -> (&'static Nation, Sex, String) {
        self.foreigners += 1;
        if let Some((nation, sex, name)) = foreign::known(self.foreigners - 1) {
            return (nation, sex, name.to_owned());
        }
        let nation = draw.pick(NATIONS);
        let sex = if draw.chance(70) {
            Sex::Male
        } else {
            Sex::Female
        };
        (nation, sex, self.foreign(draw, nation, sex))
    }
}

/// Whether somebody is of an old Yiwu family, and of a village named after one.
#[derive(Clone, Copy)]
pub(super) enum Local<'a> {
    No,
    Yes { clan: Option<&'a str> },
}
