//! Free functions: generics, results, recursion, twins.

use std::fmt::Display;
use std::thread::{self, ThreadId};

use amphi::asyncify;

use crate::ground::on_each;

#[asyncify]
fn thread_of() -> ThreadId {
    thread::current().id()
}

#[asyncify]
fn generic<T, const N: usize>(values: [T; N]) -> (usize, String)
where
    T: Display + Send + 'static,
{
    let texts = values.iter().map(ToString::to_string);
    (N, texts.collect::<Vec<_>>().join(" "))
}

/// The type is told by the caller alone.
#[asyncify]
fn told<T: Default + Send + 'static, const N: usize>(_: ()) -> (T, usize) {
    (T::default(), N)
}

#[asyncify]
fn anonymous(values: impl IntoIterator<Item = u32> + Send + 'static) -> impl Iterator<Item = u32> {
    let values: Vec<_> = values.into_iter().map(|value| value + 1).collect();
    values.into_iter()
}

#[asyncify]
fn dynamic(by: u32) -> Box<dyn Fn(u32) -> u32 + Send> {
    Box::new(move |number| number * by)
}

#[asyncify]
fn parses(text: &'static str) -> Result<u8, std::num::ParseIntError> {
    if text.is_empty() {
        return Ok(0);
    }
    let number: u8 = text.parse()?;
    Ok(number)
}

/// It calls itself, not the async one.
#[asyncify]
fn factorial(number: u64) -> u64 {
    if number == 0 {
        1
    } else {
        number * factorial(number - 1)
    }
}

#[asyncify]
fn r#try(r#type: u8) -> u8 {
    r#type
}

#[asyncify(twin = "half_async")]
fn half(number: u32) -> u32 {
    number / 2
}

#[asyncify(twin = "{}_async")]
fn thrice<T: Clone + Send + 'static>(value: T) -> [T; 3] {
    [value.clone(), value.clone(), value]
}

#[asyncify(twin = "{}_async")]
fn r#match(number: u8) -> u8 {
    number
}

#[test]
fn the_body_runs_on_another_thread() {
    on_each(|_| async { assert_ne!(thread_of().await, thread::current().id()) });
}

#[test]
fn b09_generics_and_bounds_are_kept() {
    on_each(|_| async {
        assert_eq!(generic([1, 2, 3]).await, (3, "1 2 3".into()));
        assert_eq!(generic::<&str, 0>([]).await, (0, String::new()));
        assert_eq!(told::<u8, 4>(()).await, (0, 4));
        let next: Vec<_> = anonymous([1, 2]).await.collect();
        assert_eq!(next, [2, 3]);
        assert_eq!(dynamic(3).await(4), 12);
    });
}

#[test]
fn early_returns_and_questions_end_the_body() {
    on_each(|_| async {
        assert_eq!(parses("").await, Ok(0));
        assert_eq!(parses("7").await, Ok(7));
        assert!(parses("seven").await.is_err());
    });
}

#[test]
fn a_body_may_call_itself() {
    on_each(|_| async { assert_eq!(factorial(10).await, 3_628_800) });
}

#[test]
fn raw_names_are_names() {
    amphi::block_on(async {
        assert_eq!(r#try(7).await, 7);
        assert_eq!((r#match(7), match_async(7).await), (7, 7));
    });
}

#[test]
fn b103_two_names_from_one_function() {
    on_each(|_| async {
        assert_eq!((half(8), half_async(8).await), (4, 4));
        assert_eq!((thrice("a"), thrice_async("a").await), (["a"; 3], ["a"; 3]));
    });
}
