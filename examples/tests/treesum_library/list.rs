//! Lists of sums are checked in their order.

use std::io::Cursor;

use amphi_examples::treesum::{Treesum, Verdict};

use crate::support::{expected, handles, tree, within_deadline};

#[test]
fn a_list_is_checked_in_its_order() {
    within_deadline(|| {
        let tree = tree();
        for handle in handles() {
            let treesum = Treesum::new(handle);
            let list = Cursor::new(expected(tree.path()));
            let checked: Vec<_> = treesum.check_blocking(list).map(Result::unwrap).collect();
            assert_eq!(checked.len(), 90);
            assert!(
                checked
                    .iter()
                    .all(|checked| matches!(checked.verdict(), Verdict::Match))
            );
            assert!(checked.is_sorted_by_key(|checked| checked.path().to_owned()));
        }
    });
}
