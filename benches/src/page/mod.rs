//! `docs/performance.md` and its plots, written from what is recorded in `benches/recorded`.
//!
//! The prose is `benches/page/performance.md`; a line `{{word arguments}}` there stands for a table or
//! a plot that is made here.

mod bars;
mod counts;
mod curves;
mod draw;
mod figures;
mod runs;
mod scale;
mod tables;
mod units;

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::record::File;
use figures::Times;

/// Stands for figures that were not asked for yet when the others were recorded.
const NOT_RECORDED: &str = "not recorded";

/// A file of the page, and what is to be in it.
pub struct Written {
    /// From the root of the repository.
    pub path: PathBuf,
    /// The whole of it.
    pub content: String,
}

/// All that is recorded.
struct Recorded {
    times: Times,
    counts: File,
    scale: File,
    crates: File,
    runs: Vec<crate::record::Row>,
}

impl Recorded {
    fn read(folder: &Path) -> io::Result<Self> {
        let file = |name: &str| {
            let path = folder.join(name).with_extension("json");
            File::read(&path)
                .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
        };
        let (times, counts) = (file("times")?, file("counts")?);
        let (scale, crates) = (file("scale")?, file("crates")?);
        let all = [&times, &counts, &scale, &crates];
        Ok(Self {
            runs: all.iter().flat_map(|file| file.runs.clone()).collect(),
            times: Times::new(&times.rows),
            counts,
            scale,
            crates,
        })
    }
}

/// The page and its plots, as they are to be; `root` is that of the repository.
///
/// # Errors
/// Where a file is missing or none of ours, and where the template asks for what is not known.
pub fn written(root: &Path) -> io::Result<Vec<Written>> {
    let recorded = Recorded::read(&root.join("benches/recorded"))?;
    let template = fs::read_to_string(root.join("benches/page/performance.md"))?;
    let mut files = Vec::new();
    let mut page = String::new();
    for line in template.lines() {
        match line
            .strip_prefix("{{")
            .and_then(|line| line.strip_suffix("}}"))
        {
            None => page.push_str(line),
            Some(asked) => page.push_str(fill(asked, &recorded, &mut files)?.trim_end()),
        }
        page.push('\n');
    }
    files.push(Written {
        path: "docs/performance.md".into(),
        content: page,
    });
    Ok(files)
}

/// What stands in the page for `{{asked}}`.
fn fill(asked: &str, recorded: &Recorded, files: &mut Vec<Written>) -> io::Result<String> {
    let (word, arguments) = asked.split_once(' ').unwrap_or((asked, ""));
    let arguments: Vec<&str> = arguments.split(" | ").collect();
    let times = &recorded.times;
    let filled = match (word, &arguments[..]) {
        ("machine", _) => Some(runs::table(&recorded.runs, times.rounds())),
        ("bars", [row]) => bars::table(row, recorded),
        ("grid", [prefix]) => tables::grid(times, prefix, None),
        ("grid", [prefix, cpus]) => {
            Some(tables::grid(times, prefix, cpus.parse().ok()).unwrap_or_else(missing))
        }
        ("cpu", [group]) => Some(tables::cpu(times, group).unwrap_or_else(missing)),
        ("threads", [prefix]) => tables::threads(times, prefix),
        ("counts", [prefix]) => counts::table(&recorded.counts, prefix),
        ("scale", [case]) => Some(scale::table(&recorded.scale, case).unwrap_or_else(missing)),
        ("crates", _) => counts::crates(&recorded.crates),
        ("plot", [name, title, groups @ ..]) => {
            draw::bars(times, title, groups).map(|svg| plot(name, title, svg, files))
        }
        ("curve", [name, case, figure]) => {
            let drawn = curves::draw(&recorded.scale, case, figure);
            Some(drawn.map_or_else(missing, |svg| plot(name, case, svg, files)))
        }
        _ => None,
    };
    filled.ok_or_else(|| io::Error::other(format!("nothing is known of {{{{{asked}}}}}")))
}

fn missing() -> String {
    format!("({NOT_RECORDED})")
}

fn plot(name: &str, title: &str, svg: String, files: &mut Vec<Written>) -> String {
    let path = format!("plots/{name}.svg");
    files.push(Written {
        path: Path::new("docs").join(&path),
        content: svg,
    });
    format!("![{title}]({path})")
}
