//! Options that are none.

use amphi::{asyncify, syncify};

#[asyncify(twins = "a_async")]
fn a() {}

#[asyncify(twin = "b async")]
fn b() {}

#[asyncify(twin = "c")]
fn c() {}

#[asyncify(twin = "{}")]
fn d() {}

#[asyncify(self_by = "reference")]
fn e() {}

#[asyncify(skip)]
fn f() {}

#[syncify(self_by = "clone")]
async fn g() {}

#[syncify(replace, twin = "i")]
async fn h() {}

#[syncify(twin = "k")]
async fn k() {}

#[syncify(extension = "L")]
async fn l() {}

#[asyncify(replace)]
fn m() {}

#[syncify(skip)]
async fn n() {}

fn main() {}
