//! A backend that is not compiled in is refused where it is named (`ci/features` runs this).
#![cfg(all(
    feature = "macros",
    feature = "smol",
    not(feature = "tokio"),
    not(feature = "async-std")
))]

#[test]
fn what_is_left_out_is_an_error_that_names_the_feature() {
    trybuild::TestCases::new().compile_fail("tests/ui/left_out/*.rs");
}
