//! [`Digest`], and hashing one file at a time.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::{Entry, Meter, SumError};

/// A SHA-256 digest; shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digits of its hexadecimal form.
    pub const HEX_LEN: usize = 64;

    /// Reads 64 hexadecimal digits of either case.
    pub fn from_hex(digits: &[u8]) -> Option<Self> {
        if digits.len() != Self::HEX_LEN {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }

    /// Its lower-case hexadecimal form.
    pub fn to_hex(self) -> [u8; Self::HEX_LEN] {
        let mut digits = [0; Self::HEX_LEN];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair[0] = HEX_DIGITS[usize::from(byte >> 4)];
            pair[1] = HEX_DIGITS[usize::from(byte & 15)];
        }
        digits
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_hex()
            .into_iter()
            .try_for_each(|digit| write!(f, "{}", char::from(digit)))
    }
}

/// Hashes files one after the other into the same buffer.
pub(super) struct FileHasher {
    buffer: Vec<u8>,
    meter: Arc<Meter>,
}

impl FileHasher {
    pub(super) fn new(meter: Arc<Meter>) -> Self {
        Self {
            buffer: vec![0; BUFFER_LEN],
            meter,
        }
    }

    pub(super) fn hash_file(&mut self, path: &Path) -> io::Result<Digest> {
        let digest = self.hash(File::open(path)?)?;
        self.meter.add_file();
        Ok(digest)
    }

    fn hash(&mut self, mut reader: impl Read) -> io::Result<Digest> {
        let mut hasher = Sha256::new();
        loop {
            // Only closures whose stream has gone are cancelled, so nobody will see this error.
            if amphi::is_cancelled() {
                return Err(io::Error::other("cancelled"));
            }
            match reader.read(&mut self.buffer) {
                Ok(0) => return Ok(Digest(hasher.finalize().into())),
                Ok(count) => {
                    hasher.update(&self.buffer[..count]);
                    self.meter.add_bytes(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// The piece of work of [`Treesum::sums`](super::Treesum::sums).
pub(super) fn hash_entry(
    path: Result<PathBuf, SumError>,
    hasher: &mut FileHasher,
) -> Result<Entry, SumError> {
    let path = path?;
    match hasher.hash_file(&path) {
        Ok(digest) => Ok(Entry::new(digest, path)),
        Err(error) => Err(SumError::unreadable(path, error)),
    }
}

fn nibble(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Large enough that system calls do not count, small enough to stay in a core's own cache.
const BUFFER_LEN: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const MILLION_A: &str = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    fn hash(data: &[u8]) -> (String, u64) {
        let meter = Arc::new(Meter::default());
        let digest = FileHasher::new(meter.clone()).hash(data).unwrap();
        (digest.to_string(), meter.bytes())
    }

    #[test]
    fn hashes_the_published_vectors() {
        assert_eq!(hash(b"abc"), (ABC.into(), 3));
        assert_eq!(hash(&[b'a'; 1_000_000]), (MILLION_A.into(), 1_000_000));
    }

    #[test]
    fn an_interrupted_read_goes_on() {
        struct Interrupted(bool);
        impl Read for Interrupted {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Ok(0);
                }
                Err(ErrorKind::Interrupted.into())
            }
        }
        let mut hasher = FileHasher::new(Arc::default());
        let digest = hasher.hash(Interrupted(false)).unwrap();
        assert_eq!(digest.to_string(), hash(b"").0);
    }

    #[test]
    fn hexadecimal_goes_both_ways() {
        let digest = Digest::from_hex(ABC.to_uppercase().as_bytes()).unwrap();
        assert_eq!(digest.to_string(), ABC);
        assert_eq!(Digest::from_hex(&ABC.as_bytes()[1..]), None);
        assert_eq!(Digest::from_hex(ABC.replace('b', "g").as_bytes()), None);
    }
}
