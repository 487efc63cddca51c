//! What a function keeps besides its signature: attributes, visibility, docs (B9).

use amphi::{asyncify, syncify};

mod inner {
    use amphi as renamed;

    /// Kept.
    #[renamed::asyncify(crate = "renamed")]
    #[must_use]
    pub(super) fn visible() -> u8 {
        7
    }

    #[renamed::syncify(crate = "renamed", twin = "{}_blocking")]
    pub(in crate::kept) async fn visible_too() -> u8 {
        7
    }

    /// Where `amphi` is reached by way of another crate's export.
    pub(super) mod export {
        pub(in crate::kept) use amphi as of;
    }
}

#[asyncify(crate = "crate::kept::inner::export::of")]
fn by_a_path() -> u8 {
    7
}

#[asyncify]
#[cfg(any())]
fn left_out(_: NoSuchType) {}

#[asyncify(twin = "left_out_async")]
#[cfg(any())]
fn left_out(_: NoSuchType) {}

/// The one that is there, since the others are not.
#[syncify(twin = "left_out_blocking")]
#[cfg(not(any()))]
async fn left_out() -> u8 {
    7
}

#[asyncify(twin = "{}_async")]
#[deprecated = "tested in `ui.rs` too"]
fn old() -> u8 {
    7
}

#[asyncify]
#[allow(unused_variables, unused_mut, clippy::needless_pass_by_value)]
fn lenient(mut argument: String) {
    let variable = 7;
}

#[test]
fn attributes_and_visibility_are_kept() {
    amphi::block_on(async {
        assert_eq!(inner::visible().await, 7);
        assert_eq!(
            (inner::visible_too().await, inner::visible_too_blocking()),
            (7, 7)
        );
        assert_eq!(by_a_path().await, 7);
        assert_eq!((left_out().await, left_out_blocking()), (7, 7));
        #[expect(deprecated, reason = "both are")]
        let both = (old(), old_async().await);
        assert_eq!(both, (7, 7));
        lenient(String::new()).await;
    });
}

/// Functions that a macro writes, in pieces and whole.
macro_rules! written {
    ($vis:vis $name:ident($argument:ident: $ty:ty) -> $gives:ty $body:block) => {
        #[asyncify(twin = "{}_async")]
        $vis fn $name($argument: $ty) -> $gives $body

        mod waits {
            #[amphi::syncify(replace)]
            $vis async fn $name($argument: $ty) -> $gives $body
        }
    };
    ($item:item) => {
        #[asyncify(twin = "{}_async")]
        $item
    };
}

written!(pub(super) in_pieces(number: Option<u8>) -> Option<u8> {
    let number = number?;
    Some(number + 1)
});
written!(
    fn whole(number: u8) -> u8 {
        number + 1
    }
);
struct Written;
written!(
    impl Written {
        pub(super) fn method(self, number: u8) -> u8 {
            number + 1
        }
    }
);

#[test]
fn macros_may_write_functions() {
    amphi::block_on(async {
        assert_eq!(in_pieces(Some(6)), in_pieces_async(Some(6)).await);
        assert_eq!(waits::in_pieces(None), None);
        assert_eq!((whole(6), whole_async(6).await), (7, 7));
        assert_eq!((Written.method(6), Written.method_async(6).await), (7, 7));
    });
}
