//! Figures as people read them.

/// Two digits where there are not more before the point.
pub(super) fn number(value: f64) -> String {
    match value {
        _ if value >= 9.95 || value == 0.0 => format!("{value:.0}"),
        _ if value >= 0.995 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A time.
pub(super) fn time(ns: f64) -> String {
    match ns {
        _ if ns >= 9.995e8 => format!("{} s", number(ns / 1e9)),
        _ if ns >= 9.995e5 => format!("{} ms", number(ns / 1e6)),
        _ if ns >= 999.5 => format!("{} us", number(ns / 1e3)),
        _ => format!("{} ns", number(ns)),
    }
}

/// How many times something else.
pub(super) fn times(ratio: f64) -> String {
    match ratio {
        _ if ratio >= 9.95 => format!("{ratio:.0}x"),
        _ if ratio >= 1.995 => format!("{ratio:.1}x"),
        _ if ratio >= 0.095 => format!("{ratio:.2}x"),
        _ => format!("{ratio:.4}x"),
    }
}

pub(super) fn bytes(bytes: f64) -> String {
    match bytes {
        _ if bytes >= 9.995e5 => format!("{} MB", number(bytes / 1e6)),
        _ if bytes >= 9_995.0 => format!("{} kB", number(bytes / 1e3)),
        _ => format!("{bytes:.0} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_two_digits() {
        let times_of = [0.0, 4.26, 88.4, 999.4, 1234.0, 21_400.0, 2.91e6, 1.2e9].map(time);
        let texts = [
            "0 ns", "4.3 ns", "88 ns", "999 ns", "1.2 us", "21 us", "2.9 ms", "1.2 s",
        ];
        assert_eq!(times_of, texts);
        assert_eq!(
            [0.26, 1.064, 3.8, 26.2].map(times),
            ["0.26x", "1.06x", "3.8x", "26x"]
        );
        assert_eq!(
            [119e6, 60e3, 120.0].map(bytes),
            ["119 MB", "60 kB", "120 B"]
        );
    }
}
