//! Results as JSON: one file a kind of figure, one line a row, so that differences can be read.
//!
//! Nothing is written unless `AMPHI_RECORD` names a folder.

mod file;
mod machine;

pub use file::{File, Row};
pub use machine::machine;

use std::path::PathBuf;
use std::{env, io};

/// Adds rows, and what is to be known about the run they are from, to the file `name.json` in the folder
/// that `AMPHI_RECORD` names, if any.
///
/// # Panics
/// Where the file cannot be read or written, or is none of ours.
pub fn add(name: &str, bench: &str, rows: Vec<Row>) {
    let Some(folder) = env::var_os("AMPHI_RECORD") else {
        return;
    };
    let path = PathBuf::from(folder).join(name).with_extension("json");
    let mut file = match File::read(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => File::default(),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    file.add_run(machine(bench));
    file.rows.extend(rows);
    if let Err(error) = file.write(&path) {
        panic!("{}: {error}", path.display());
    }
}

/// Four digits are more than any figure here is worth.
pub fn rounded(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return 0.0;
    }
    let scale = 10_f64.powi(3 - number.abs().log10().floor() as i32);
    (number * scale).round() / scale
}

/// The name of the running program, without what cargo adds to a benchmark's.
pub fn program() -> String {
    let path = env::current_exe().unwrap_or_default();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = name.split_once('-').map_or(&*name, |(name, _)| name);
    name.to_owned()
}

/// How many CPUs this process may use.
pub fn cpus() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn four_digits_are_left() {
        let numbers = [0.0, 1.0, 123_456.0, 0.012_345_6, 9.999_96, -31.415_9];
        let left = [0.0, 1.0, 123_500.0, 0.012_35, 10.0, -31.42];
        assert_eq!(numbers.map(rounded), left);
    }
}
