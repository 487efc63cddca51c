//! What is compiled in.

/// The backends, as `AMPHI_RUNTIME` names them, and whether they are compiled in.
pub(crate) const BACKENDS: [(&str, bool); 3] = [
    ("tokio", cfg!(feature = "tokio")),
    ("smol", cfg!(feature = "smol")),
    ("async-std", cfg!(feature = "async-std")),
];
