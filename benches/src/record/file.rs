//! [`File`]: recorded rows, read and written.

use std::io::Write;
use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value};

/// A row of figures, by name.
pub type Row = Map<String, Value>;

/// The rows of one kind, and the runs that they are from.
#[derive(Default)]
pub struct File {
    /// When and where, once for each benchmark: `load` to `most` is how busy the machine was.
    pub runs: Vec<Row>,
    /// The figures.
    pub rows: Vec<Row>,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read, or is not of this form.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        let mut value: Value = serde_json::from_str(&text)?;
        let mut take = |name: &str| match value.get_mut(name).map(Value::take) {
            Some(Value::Array(rows)) => rows.into_iter().map(row).collect(),
            _ => Err(io::Error::other(format!("there is no list {name:?}"))),
        };
        Ok(Self {
            runs: take("runs")?,
            rows: take("rows")?,
        })
    }

    /// Adds a run, or makes it part of the one that differs in nothing but the load.
    pub(super) fn add_run(&mut self, run: Row) {
        let known = self.runs.iter_mut().find(|known| {
            let mut names = run
                .keys()
                .filter(|name| !["load", "most"].contains(&name.as_str()));
            names.all(|name| known.get(name) == run.get(name))
        });
        let Some(known) = known else {
            self.runs.push(run);
            return;
        };
        let load = |row: &Row, name: &str| row.get(name).and_then(Value::as_f64).unwrap_or(0.0);
        let least = load(known, "load").min(load(&run, "load"));
        let most = load(known, "most").max(load(&run, "most"));
        known.insert("load".to_owned(), least.into());
        known.insert("most".to_owned(), most.into());
    }

    /// Writes it, a row a line.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = io::BufWriter::new(fs::File::create(path)?);
        write!(file, "{{\n\"runs\": [")?;
        lines(&mut file, &self.runs)?;
        write!(file, "],\n\"rows\": [")?;
        lines(&mut file, &self.rows)?;
        writeln!(file, "]\n}}")?;
        file.flush()
    }
}

fn row(value: Value) -> io::Result<Row> {
    match value {
        Value::Object(row) => Ok(row),
        other => Err(io::Error::other(format!("{other} is no row"))),
    }
}

fn lines(file: &mut impl Write, rows: &[Row]) -> io::Result<()> {
    for (at, row) in rows.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(file, "{comma}\n{}", serde_json::to_string(row)?)?;
    }
    writeln!(file)
}
