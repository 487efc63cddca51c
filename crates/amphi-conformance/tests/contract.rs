//! `docs/contract.md` shows the suite's own table of waits that cannot end.

use std::fs;

use amphi_conformance::matrix;

const BEGIN: &str = "<!-- the table of amphi_conformance::matrix::FORBIDDEN -->\n";
const END: &str = "<!-- end of the table -->";

#[test]
fn the_contract_has_the_table_of_forbidden_waits() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/contract.md");
    let contract = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (_, rest) = contract.split_once(BEGIN).expect("the table's first mark");
    let (shown, _) = rest.split_once(END).expect("the table's last mark");
    let table = matrix::table();
    assert!(
        shown.trim() == table.trim(),
        "put this between the marks in docs/contract.md, in place of what is there:\n\n{table}"
    );
}
