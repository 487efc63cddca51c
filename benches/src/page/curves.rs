//! How the cost of one item grows with their number: lines, both scales logarithmic.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figures::{figure, text};
use super::scale::{contenders, rows};
use super::units::{bytes, time};
use crate::record::{File, Row};

const SIZE: (i32, i32) = (860, 360);
/// The corners of the field.
const LOW: (i32, i32) = (90, 310);
const HIGH: (i32, i32) = (620, 40);
const COLORS: [RGBColor; 6] = [
    RGBColor(130, 130, 130),
    RGBColor(200, 120, 0),
    RGBColor(0, 110, 180),
    RGBColor(0, 150, 100),
    RGBColor(180, 60, 60),
    RGBColor(130, 80, 170),
];

/// `what` is `ns` or `bytes`.
pub(super) fn draw(scale: &File, case: &str, what: &str) -> Option<String> {
    let rows: Vec<&Row> = rows(scale, case)
        .filter(|row| figure(row, what) > 0.0)
        .collect();
    let across = Axis::over(rows.iter().map(|row| figure(row, "n")), LOW.0, HIGH.0)?;
    let up = Axis::over(rows.iter().map(|row| figure(row, what)), LOW.1, HIGH.1)?;

    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (SIZE.0 as u32, SIZE.1 as u32));
        let area = area.into_drawing_area();
        area.fill(&WHITE).ok()?;
        let write = |text: &str, at: (i32, i32), from: HPos| {
            let style = TextStyle::from(("sans-serif", 16).into_font());
            area.draw(&Text::new(
                text.to_owned(),
                at,
                style.pos(Pos::new(from, VPos::Center)),
            ))
        };
        let line = |points: Vec<(i32, i32)>, color: &RGBColor, width: u32| {
            area.draw(&PathElement::new(points, color.stroke_width(width)))
        };
        let each = if what == "ns" {
            "time"
        } else {
            "memory at the peak"
        };
        write(
            &format!("{case}: {each} of one"),
            (SIZE.0 / 2, 16),
            HPos::Center,
        )
        .ok()?;
        let grid = RGBColor(220, 220, 220);
        for (at, value) in across.ticks() {
            line(vec![(at, LOW.1), (at, HIGH.1)], &grid, 1).ok()?;
            write(&format!("{value}"), (at, LOW.1 + 14), HPos::Center).ok()?;
        }
        for (at, value) in up.ticks() {
            line(vec![(LOW.0, at), (HIGH.0, at)], &grid, 1).ok()?;
            let label = if what == "ns" {
                time(value)
            } else {
                bytes(value)
            };
            write(&label, (LOW.0 - 8, at), HPos::Right).ok()?;
        }
        for (at, name) in contenders(&rows).into_iter().enumerate() {
            let color = COLORS[at % COLORS.len()];
            let own = rows.iter().filter(|row| text(row, "contender") == name);
            let points: Vec<(i32, i32)> = own
                .map(|row| (across.at(figure(row, "n")), up.at(figure(row, what))))
                .collect();
            for point in &points {
                area.draw(&Circle::new(*point, 3, color.filled())).ok()?;
            }
            line(points, &color, 2).ok()?;
            let y = HIGH.1 + 10 + 22 * at as i32;
            line(vec![(HIGH.0 + 14, y), (HIGH.0 + 34, y)], &color, 3).ok()?;
            write(name, (HIGH.0 + 42, y), HPos::Left).ok()?;
        }
        area.present().ok()?;
    }
    Some(svg)
}

/// A logarithmic one, between powers of ten.
struct Axis {
    least: i32,
    most: i32,
    from: i32,
    to: i32,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64> + Clone, from: i32, to: i32) -> Option<Self> {
        let least = values.clone().min_by(f64::total_cmp)?.log10().floor() as i32;
        let most = values.max_by(f64::total_cmp)?.log10().ceil() as i32;
        Some(Self {
            least,
            most: most.max(least + 1),
            from,
            to,
        })
    }

    fn at(&self, value: f64) -> i32 {
        let share = (value.log10() - f64::from(self.least)) / f64::from(self.most - self.least);
        self.from + (share * f64::from(self.to - self.from)).round() as i32
    }

    fn ticks(&self) -> impl Iterator<Item = (i32, f64)> + '_ {
        (self.least..=self.most).map(|power| {
            let value = 10_f64.powi(power);
            (self.at(value), value)
        })
    }
}
