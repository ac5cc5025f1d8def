use zeroize::Zeroizing;

use super::*;

const DEK: [u8; 32] = [42; 32];
const SECRET: [u8; 32] = [7; 32];

fn random(count: usize, seed: u8) -> Vec<Zeroizing<[u8; 32]>> {
    (0..count)
        .map(|number| Zeroizing::new([seed + number as u8; 32]))
        .collect()
}

fn sheets(count: u8) -> Vec<Sheet> {
    split(&SECRET, &random(pads(count), 100)).unwrap()
}

/// The code that one sheet has for another.
fn code(sheets: &[Sheet], own: usize, their: u8) -> String {
    let codes = &sheets[own - 1].codes;
    let found = codes.iter().find(|(number, _)| *number == their).unwrap();
    found.1.to_string()
}

fn station() -> RecoveryKey {
    let keys = SecretKeys::from_random(&[3; 64]);
    RecoveryKey::sign(&keys, &public_of(&SECRET), 1_000)
}

fn held(device: &str) -> Held {
    let binding = Binding {
        user: "u",
        device,
        version: 1,
    };
    seal(&DEK, &[9; 32], &station(), &binding).unwrap()
}

fn asking(device: &str, random: u8) -> Asking {
    let ask = Ask {
        held: &held(device),
        user: "u",
        user_name: "王丽",
        key_file: 1,
        now: 5,
    };
    Asking::new(&ask, &[random; 32]).unwrap()
}

#[test]
fn any_two_of_the_sheets_give_the_key_back() {
    for count in 2..=MOST_SHEETS {
        let sheets = sheets(count);
        let public = public_of(&SECRET);
        for one in 1..=count {
            for other in (1..=count).filter(|other| *other != one) {
                let first = code(&sheets, one.into(), other).to_lowercase();
                let second = code(&sheets, other.into(), one).replace(['\n', ' '], "-");
                let (secret, numbers) = join(&public, &first, &second).unwrap();
                assert_eq!((*secret, numbers), (SECRET, [one, other]));
            }
        }
    }
}

#[test]
fn one_sheet_alone_gives_nothing_whatever_is_typed_beside_it() {
    let (sheets, public) = (sheets(3), public_of(&SECRET));
    let mine = code(&sheets, 1, 2);
    let try_with = |other: &str| join(&public, &mine, other).map(|_| ()).unwrap_err();
    assert_eq!(try_with(&mine), RecoveryError::SameSheet);
    assert_eq!(try_with(&code(&sheets, 1, 3)), RecoveryError::SameSheet);
    assert_eq!(try_with(&code(&sheets, 2, 3)), RecoveryError::CodesApart);
    assert_eq!(try_with("AAAA BBBB"), RecoveryError::CodeMistyped(2));
    let mut typo = code(&sheets, 2, 1).into_bytes();
    typo[20] = if typo[20] == b'A' { b'B' } else { b'A' };
    let typo = String::from_utf8(typo).unwrap();
    assert_eq!(try_with(&typo), RecoveryError::CodeMistyped(2));
    // What stands on it is random: with other random bytes the same key stands there in no way.
    let others = split(&SECRET, &random(pads(3), 50)).unwrap();
    assert_ne!(code(&others, 1, 2), mine);
}

#[test]
fn sheets_of_another_key_are_told() {
    let other = split(&[8; 32], &random(1, 1)).unwrap();
    let (first, second) = (code(&other, 1, 2), code(&other, 2, 1));
    let public = public_of(&SECRET);
    let told = join(&public, &first, &second).map(|_| ()).unwrap_err();
    assert_eq!(told, RecoveryError::OtherKey);
}

#[test]
fn a_forgotten_key_comes_back_by_request_and_answer() {
    let asking = asking("laptop", 1);
    let travelled = Request::parse(&asking.request.to_text()).unwrap();
    assert_eq!(travelled.digits(), asking.request.digits());
    let answer = travelled.answer(&Zeroizing::new(SECRET)).unwrap();
    let carried = Answer::parse(&answer.to_text()).unwrap();
    assert_eq!(*asking.open(&carried).unwrap(), DEK);
    let (_, code) = answer
        .to_text()
        .split_once('\n')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let typed = code.to_lowercase().replace('\n', " \r\n\t");
    let pasted = answer.to_text().replace('\n', "");
    for text in [typed, pasted] {
        assert_eq!(Answer::parse(&text).unwrap(), carried);
    }
}

#[test]
fn a_request_that_was_altered_in_any_place_is_not_answered() {
    let secret = Zeroizing::new(SECRET);
    let text = asking("laptop", 1).request.to_text();
    let other = asking("other", 2).request.clone();
    let swap = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Request::parse(&text.replace(from, to)).unwrap()
    };
    let own = asking("laptop", 1).request.clone();
    for altered in [
        swap("\"u\"", "\"v\""),
        swap("王丽", "李丽"),
        swap("\"laptop\"", "\"other\""),
        swap("\"made_at\": 5", "\"made_at\": 6"),
        swap("\"key_file\": 1", "\"key_file\": 2"),
        swap(own.answer_to(), other.answer_to()),
        swap(own.answer_to(), &public_of(&[77; 32])),
    ] {
        let told = altered.answer(&secret).unwrap_err();
        assert_eq!(told, RecoveryError::RequestAltered, "{altered:?}");
    }
    assert_eq!(Request::parse("{}").unwrap_err(), RecoveryError::NotRequest);
    let newer = text.replace("recovery_request\": 1", "recovery_request\": 2");
    assert_eq!(Request::parse(&newer).unwrap_err(), RecoveryError::Newer);
}

#[test]
fn an_answer_serves_its_own_request_and_no_other() {
    let secret = Zeroizing::new(SECRET);
    let answer = asking("laptop", 1).request.answer(&secret).unwrap();
    let told = |asking: &Asking, answer: &Answer| asking.open(answer).unwrap_err();
    assert_eq!(
        told(&asking("other", 1), &answer),
        RecoveryError::AnswerOtherLaptop
    );
    assert_eq!(
        told(&asking("laptop", 2), &answer),
        RecoveryError::AnswerEarlier
    );
    let text = answer.to_text();
    assert_eq!(
        Answer::parse(&text[..text.len() - 9]).unwrap_err(),
        RecoveryError::AnswerMistyped
    );
    // Nothing, and nothing with its right check.
    let empty = grouped(&check::<4>(b"beatbook recovery answer", b""));
    for text in ["", empty.as_str()] {
        let told = Answer::parse(text).unwrap_err();
        assert_eq!(told, RecoveryError::AnswerMistyped);
    }
}

#[test]
fn a_recovery_key_that_is_not_the_stations_is_known() {
    let sign = SecretKeys::from_random(&[3; 64]).public().sign;
    let key = station();
    assert!(key.is_by(&sign));
    let later = RecoveryKey {
        made_at: 2_000,
        ..key.clone()
    };
    let other = RecoveryKey {
        key: public_of(&[1; 32]),
        ..key
    };
    assert!(!later.is_by(&sign) && !other.is_by(&sign));
}
