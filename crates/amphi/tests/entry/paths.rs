//! Where the facade is: under other names, and by way of other modules. (As a dependency of another name:
//! in the crate `amphi-renamed`.)

use amphi as renamed;

/// Another crate that exports it.
mod export {
    pub(crate) mod inner {
        pub(crate) use amphi as of;
    }
}

#[renamed::test(crate = "renamed")]
async fn by_a_name_in_scope() {
    renamed::yield_now().await;
}

#[renamed::test(crate = crate::paths::export::inner::of)]
async fn by_a_path_from_the_root() {
    renamed::yield_now().await;
}

#[renamed::test(crate = self::export::inner::of)]
async fn by_a_path_from_here() {
    renamed::yield_now().await;
}

#[renamed::test(crate = "super::paths::export::inner::of")]
async fn by_a_path_from_above() {
    renamed::yield_now().await;
}

#[renamed::main(crate = self::export::inner::of)]
async fn plain() -> u8 {
    renamed::yield_now().await;
    7
}

#[cfg(feature = "smol")]
#[renamed::main(crate = renamed, backend = smol, flavor = current_thread)]
async fn named() -> u8 {
    7
}

#[renamed::syncify(crate = export::inner::of)]
async fn twin() -> u8 {
    7
}

#[renamed::syncify(crate = renamed)]
trait Twins {
    async fn seven(&self) -> u8;
}

impl Twins for u8 {
    async fn seven(&self) -> Self {
        *self
    }
}

#[test]
fn the_others_know_it_too() {
    let is_any = crate::backends::BACKENDS
        .iter()
        .any(|(_, is_compiled_in)| *is_compiled_in);
    if is_any {
        assert_eq!((plain(), twin_blocking(), 7.seven_blocking()), (7, 7, 7));
    }
    #[cfg(feature = "smol")]
    assert_eq!(named(), 7);
}
