//! [`Entry`]: one line of a list in the format of `sha256sum`, written and read.

use std::path::{Path, PathBuf};

use super::{Digest, path_bytes};

/// A file and its sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    digest: Digest,
    path: PathBuf,
}

impl Entry {
    /// The file `path` has the sum `digest`.
    pub fn new(digest: Digest, path: impl Into<PathBuf>) -> Self {
        Self {
            digest,
            path: path.into(),
        }
    }

    /// The sum.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends its line, newline included, byte for byte as `sha256sum` prints it.
    pub fn write_line(&self, line: &mut Vec<u8>) {
        let path = path_bytes::encode(&self.path);
        let special = path.iter().any(|&byte| escape(byte).is_some());
        if special {
            line.push(b'\\');
        }
        line.extend_from_slice(&self.digest.to_hex());
        line.extend_from_slice(b"  ");
        push_escaped(&path, line);
        line.push(b'\n');
    }

    /// Reads a line without its newline; `None` where it has another format.
    ///
    /// Accepts what `sha256sum --check` accepts of this format: text and binary markers, escaped
    /// names, digits of either case, leading blanks and a carriage return at the end.
    pub fn parse_line(line: &[u8]) -> Option<Self> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = &line[line.iter().position(|byte| !b" \t".contains(byte))?..];
        let (escaped, line) = match line.strip_prefix(b"\\") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (digits, rest) = line.split_at_checked(Digest::HEX_LEN)?;
        let digest = Digest::from_hex(digits)?;
        let name = match rest {
            [b' ' | b'\t', b' ' | b'*', name @ ..] if !name.is_empty() => name,
            _ => return None,
        };
        let path = if escaped {
            path_bytes::decode(&unescape(name)?)
        } else {
            path_bytes::decode(name)
        };
        Some(Self { digest, path })
    }
}

/// Appends the name of a file as the verdicts of `sha256sum --check` show it: escaped, and with a
/// backslash before it, only where it has a line break.
pub fn write_escaped_path(path: &Path, line: &mut Vec<u8>) {
    let path = path_bytes::encode(path);
    if path.contains(&b'\n') {
        line.push(b'\\');
        push_escaped(&path, line);
    } else {
        line.extend_from_slice(&path);
    }
}

fn push_escaped(path: &[u8], line: &mut Vec<u8>) {
    for &byte in path {
        match escape(byte) {
            Some(letter) => line.extend_from_slice(&[b'\\', letter]),
            None => line.push(byte),
        }
    }
}

fn escape(byte: u8) -> Option<u8> {
    match byte {
        b'\\' => Some(b'\\'),
        b'\n' => Some(b'n'),
        b'\r' => Some(b'r'),
        _ => None,
    }
}

fn unescape(name: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(&byte) = bytes.next() {
        plain.push(match byte {
            b'\\' => match bytes.next()? {
                b'\\' => b'\\',
                b'n' => b'\n',
                b'r' => b'\r',
                _ => return None,
            },
            _ => byte,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn entry(path: &str) -> Entry {
        Entry::new(Digest::from_hex(HEX.as_bytes()).unwrap(), path)
    }

    fn line(path: &str) -> String {
        let mut line = Vec::new();
        entry(path).write_line(&mut line);
        String::from_utf8(line).unwrap()
    }

    fn parse(line: &str) -> Option<Entry> {
        Entry::parse_line(line.as_bytes())
    }

    #[test]
    fn plain_names_stand_as_they_are() {
        assert_eq!(line("./a b\té"), format!("{HEX}  ./a b\té\n"));
    }

    #[test]
    fn special_names_are_escaped_behind_a_backslash() {
        assert_eq!(line("a\\b\nc\rd"), format!("\\{HEX}  a\\\\b\\nc\\rd\n"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        for path in ["a", " a", "*a", "a\\b", "\n", "a\\nb\r\nc", "é"] {
            let line = line(path);
            assert_eq!(
                parse(line.trim_end_matches('\n')),
                Some(entry(path)),
                "{line}"
            );
        }
    }

    #[test]
    fn accepts_what_sha256sum_accepts() {
        let upper = HEX.to_uppercase();
        for line in [
            format!("{HEX} *a"),
            format!("{HEX}\t a"),
            format!(" \t{HEX}  a"),
            format!("{upper}  a"),
            format!("{HEX}  a\r"),
            format!("\\{HEX}  a"),
        ] {
            assert_eq!(parse(&line), Some(entry("a")), "{line:?}");
        }
        assert_eq!(
            parse(&format!("{HEX}  a\\nb")),
            Some(entry("a\\nb")),
            "not escaped"
        );
    }

    #[test]
    fn refuses_other_formats() {
        for line in [
            String::new(),
            " ".into(),
            "a".into(),
            HEX.into(),
            format!("{HEX} "),
            format!("{HEX} a"),
            format!("{HEX}a  a"),
            format!("{}  a", &HEX[1..]),
            format!("\\{HEX}  a\\qb"),
            format!("\\{HEX}  a\\"),
        ] {
            assert_eq!(parse(&line), None, "{line:?}");
        }
    }

    #[test]
    fn verdicts_escape_only_line_breaks() {
        let shown = |path: &str| {
            let mut line = Vec::new();
            write_escaped_path(Path::new(path), &mut line);
            String::from_utf8(line).unwrap()
        };
        assert_eq!(shown("a\\b\rc"), "a\\b\rc");
        assert_eq!(shown("a\\b\nc"), "\\a\\\\b\\nc");
    }
}
