//! What came of every request, act and operation for every role, area, state of account, laptop and record, at a real station. It is
//! written as a table and compared with the reviewed one, `tests/authorisation.md`: a change of what somebody may see or do shows there.

mod acts;
mod cast;
mod kinds;
mod log;
mod operations;
mod refusals;
mod requests;
mod rows;
mod table;
mod tries;

use cast::Cast;
use table::Table;

/// Set to write the table of today over the reviewed one.
const REWRITE: &str = "BEATBOOK_AUTHORISATION";

#[test]
fn what_everybody_may_see_and_do_is_what_was_reviewed() {
    let reviewed = concat!(env!("CARGO_MANIFEST_DIR"), "/authorisation.md");
    let mut cast = Cast::new();
    let mut text = String::from(HEAD);
    let parts: [fn(&mut Cast) -> Table; 6] = [
        requests::table,
        acts::table,
        operations::table,
        rows::table,
        log::table,
        refusals::table,
    ];
    for part in parts {
        text.push_str(&part(&mut cast).to_text());
    }
    if std::env::var_os(REWRITE).is_some() {
        std::fs::write(reviewed, &text).expect("written");
    }
    let known = std::fs::read_to_string(reviewed).unwrap_or_default();
    if known != text {
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/authorisation.new.md");
        std::fs::write(beside, &text).expect("written");
        panic!(
            "what may be seen or done differs from what was reviewed. Read `diff {reviewed} {beside}` line by line: is each change meant? \
             Then put the new table in place of the old one and commit it with the change."
        );
    }
}

const HEAD: &str = "\
# Who may see and do what at the station

Made by `tests/stories/authorisation`, which asks a real station by signed requests and writes down what came of it; every cell was run.
Rows with the same outcome are put together by listing what was asked. A difference fails the test: read it, and if it is meant, put the
new table in place.
";
