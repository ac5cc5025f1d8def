/// A state with names as its passports print them.
pub(in crate::synthetic) struct Nation {
    /// ISO 3166-1 alpha-3.
    pub(in crate::synthetic) code: &'static str,
    /// First letter of a passport number, and how many digits follow.
    pub(in crate::synthetic) letter: char,
    pub(in crate::synthetic) digits: u32,
    pub(super) order: Order,
    pub(super) surnames: &'static str,
    pub(super) men: &'static str,
    pub(super) women: &'static str,
}

/// Order of the parts of a name.
#[derive(PartialEq)]
pub(super) enum Order {
    SurnameFirst,
    /// Given name and two surnames.
    Spanish,
}

const fn nation(
    code: &'static str,
    passport: (char, u32),
    surnames: &'static str,
    men: &'static str,
    women: &'static str,
) -> Nation {
    Nation {
        code,
        letter: passport.0,
        digits: passport.1,
        order: Order::SurnameFirst,
        surnames,
        men,
        women,
    }
}

const fn spanish(nation: Nation) -> Nation {
    Nation {
        order: Order::Spanish,
        ..nation
    }
}

/// Where the traders of Yiwu come from.
pub(in crate::synthetic) const NATIONS: &[Nation] = &[
    nation(
        "VNM",
        ('C', 7),
        "NGUYEN,TRAN,LE,PHAM,VO",
        "VAN HUNG,DUC ANH,MINH TUAN",
        "THI HOA,THI LAN,NGOC MAI",
    ),
    nation(
        "IND",
        ('Z', 7),
        "SHARMA,PATEL,KUMAR,SINGH,GUPTA",
        "RAHUL,AMIT,VIKRAM,SANJAY",
        "PRIYA,ANJALI,NEHA",
    ),
    nation(
        "PAK",
        ('A', 8),
        "KHAN,AHMED,MALIK,HUSSAIN",
        "IMRAN,BILAL,USMAN,TARIQ",
        "AYESHA,SANA",
    ),
    nation(
        "BGD",
        ('E', 8),
        "RAHMAN,HOSSAIN,ISLAM",
        "MD KAMAL,SHAHIDUL,RAFIQ",
        "NASRIN,SHIRIN",
    ),
    nation(
        "EGY",
        ('A', 8),
        "HASSAN,MAHMOUD,ABDEL RAHMAN,EL-SAYED",
        "OMAR,AHMED,MOSTAFA,KHALED",
        "MONA,HEBA",
    ),
    nation(
        "YEM",
        ('0', 8),
        "AL-HADDAD,SALEH,AL-AMRI,NASSER",
        "ALI,MOHAMMED,ABDULLAH,FAISAL",
        "FATIMA,AMAL",
    ),
    nation(
        "SYR",
        ('N', 8),
        "AL-KHATIB,HADDAD,DARWISH",
        "SAMIR,GEORGE,YOUSSEF",
        "RANIA,LINA",
    ),
    nation(
        "IRQ",
        ('A', 8),
        "AL-JUBOURI,KAREEM,HAMID",
        "MUSTAFA,HAIDER,ZAID",
        "NOOR,ZAHRA",
    ),
    nation(
        "IRN",
        ('K', 8),
        "HOSSEINI,AHMADI,KARIMI",
        "REZA,ALI,MEHDI",
        "MARYAM,LEILA",
    ),
    nation(
        "TUR",
        ('U', 8),
        "YILDIZ,ÖZTÜRK,ŞAHİN,ÇELİK",
        "MEHMET,EMRE,OĞUZ",
        "AYŞE,ELİF",
    ),
    nation(
        "KOR",
        ('M', 8),
        "KIM,LEE,PARK,CHOI",
        "MINHO,JUNGSU,SEUNGWOO",
        "JIYOUNG,EUNJI",
    ),
    nation(
        "RUS",
        ('7', 8),
        "IVANOV,PETROV,SMIRNOV",
        "SERGEI,DMITRII,ALEKSEI",
        "OLGA,ANNA",
    ),
    nation(
        "KAZ",
        ('N', 8),
        "AKHMETOV,NURLANOV,SULEIMENOV",
        "ASKAR,DANIYAR",
        "AIGERIM,DINARA",
    ),
    nation(
        "NGA",
        ('B', 8),
        "OKAFOR,ADEYEMI,BALOGUN,EZE",
        "CHINEDU,EMEKA,TUNDE",
        "NGOZI,AMAKA",
    ),
    nation(
        "GHA",
        ('G', 7),
        "MENSAH,OWUSU,BOATENG",
        "KWAME,KOFI,YAW",
        "AMA,ABENA",
    ),
    nation(
        "MLI",
        ('B', 7),
        "TRAORÉ,COULIBALY,KEÏTA,DIARRA",
        "MAMADOU,MOUSSA,SEYDOU",
        "AMINATA,FATOUMATA",
    ),
    nation(
        "SEN",
        ('A', 8),
        "DIOP,NDIAYE,SOW",
        "CHEIKH,OUSMANE",
        "AWA,MARIAMA",
    ),
    nation(
        "ETH",
        ('E', 8),
        "TESFAYE,BEKELE,ALEMU",
        "DAWIT,YONAS",
        "SELAM,HIWOT",
    ),
    nation(
        "MAR",
        ('V', 8),
        "EL AMRANI,BENALI,ZIANI",
        "YOUSSEF,HAMZA",
        "SALMA,KHADIJA",
    ),
    nation(
        "IDN",
        ('C', 7),
        "WIJAYA,SANTOSO,PRATAMA",
        "BUDI,AGUS",
        "SITI,DEWI",
    ),
    nation(
        "PHL",
        ('P', 8),
        "SANTOS,REYES,DELA CRUZ",
        "JUAN MIGUEL,JOSE MARIE",
        "MARIA CLARA,ROSALIE",
    ),
    nation(
        "THA",
        ('A', 8),
        "SRISUK,CHAIYASIT",
        "SOMCHAI,ANAN",
        "SIRIPORN,MALEE",
    ),
    spanish(nation(
        "COL",
        ('A', 8),
        "RODRÍGUEZ,GÓMEZ,MUÑOZ,PEÑA",
        "ANDRÉS,CARLOS,JULIÁN",
        "LUCÍA,VALENTINA",
    )),
    spanish(nation(
        "MEX",
        ('G', 8),
        "HERNÁNDEZ,IBÁÑEZ,ORTIZ",
        "JESÚS,RAÚL",
        "SOFÍA,XIMENA",
    )),
    spanish(nation(
        "ESP",
        ('P', 8),
        "ÁLVAREZ,NÚÑEZ,GARCÍA",
        "JOSÉ,ÍÑIGO",
        "BEGOÑA,MARÍA",
    )),
    nation(
        "BRA",
        ('F', 8),
        "DA SILVA,GONÇALVES,ARAÚJO",
        "JOÃO,THIAGO",
        "CONCEIÇÃO,LUÍZA",
    ),
    nation(
        "IRL",
        ('P', 8),
        "O'BRIEN,MURPHY,O'SHEA",
        "SEAN,CIARÁN",
        "AOIFE,SIOBHÁN",
    ),
    nation(
        "GBR",
        ('1', 8),
        "TAYLOR,WRIGHT,MCDONALD",
        "JAMES,OLIVER",
        "EMILY,SOPHIE",
    ),
    nation(
        "USA",
        ('5', 8),
        "JOHNSON,MILLER,GARCIA",
        "MICHAEL,DAVID",
        "JESSICA,SARAH",
    ),
    nation(
        "DEU",
        ('C', 8),
        "MÜLLER,SCHRÖDER,WEIß",
        "JÖRG,STEFAN",
        "ANNE-KATHRIN,HEIKE",
    ),
    nation(
        "FRA",
        ('1', 8),
        "LEFÈVRE,D'ARTAGNAN,BEAULIEU",
        "FRANÇOIS,RENÉ",
        "CÉLINE,HÉLÈNE",
    ),
    nation(
        "UKR",
        ('F', 8),
        "SHEVCHENKO,KOVALENKO",
        "OLEKSANDR,TARAS",
        "OKSANA,IRYNA",
    ),
    nation(
        "AFG",
        ('P', 8),
        "AHMADZAI,RAHIMI",
        "HAMID,NAJIB",
        "LAILA,ZARMINA",
    ),
];
