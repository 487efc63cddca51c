//! Bars of times, on a logarithmic scale.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figures::{Contender, Group, Times};
use super::units::time;

const WIDTH: i32 = 860;
/// Where bars begin and may end.
const LEFT: i32 = 270;
const RIGHT: i32 = 770;
const BAR: i32 = 20;
const OURS: RGBColor = RGBColor(0, 110, 180);
const THEIRS: RGBColor = RGBColor(170, 170, 170);

/// The medians of these groups' contenders.
pub(super) fn bars(all: &Times, title: &str, groups: &[&str]) -> Option<String> {
    let groups: Option<Vec<&Group>> = groups.iter().map(|name| all.group(name, None)).collect();
    let groups = groups?;
    let medians = || {
        let contenders = groups.iter().flat_map(|group| &group.contenders);
        contenders.filter_map(Contender::median)
    };
    let least = medians().min_by(f64::total_cmp)?.log10().floor();
    let most = medians().max_by(f64::total_cmp)?.log10();
    let scale = f64::from(RIGHT - LEFT) / (most - least).max(1.0);
    let lines = groups.iter().map(|group| group.contenders.len() as i32 + 2);
    let height = 40 + BAR * lines.sum::<i32>();

    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH as u32, height as u32));
        let area = area.into_drawing_area();
        area.fill(&WHITE).ok()?;
        let write = |text: &str, at: (i32, i32), from: HPos, bold: bool| {
            let style = if bold {
                FontStyle::Bold
            } else {
                FontStyle::Normal
            };
            let font = FontDesc::new(FontFamily::SansSerif, 16.0, style);
            let style = TextStyle::from(font).pos(Pos::new(from, VPos::Center));
            area.draw(&Text::new(text.to_owned(), at, style))
        };
        write(title, (WIDTH / 2, 16), HPos::Center, true).ok()?;
        let mut y = 40;
        for group in &groups {
            write(&group.name, (10, y), HPos::Left, true).ok()?;
            for contender in &group.contenders {
                y += BAR;
                let name = &contender.name;
                write(name, (LEFT - 8, y), HPos::Right, contender.is_amphi()).ok()?;
                let Some(median) = contender.median() else {
                    let why = contender.why.as_deref().unwrap_or_default();
                    let why = why.split(':').next().unwrap_or_default();
                    write(why, (LEFT + 4, y), HPos::Left, false).ok()?;
                    continue;
                };
                let end = LEFT + ((median.log10() - least) * scale).max(1.0) as i32;
                let color = if contender.is_amphi() { OURS } else { THEIRS };
                let corners = [(LEFT, y - BAR / 2 + 3), (end, y + BAR / 2 - 3)];
                area.draw(&Rectangle::new(corners, color.filled())).ok()?;
                write(&time(median), (end + 6, y), HPos::Left, false).ok()?;
            }
            y += 2 * BAR;
        }
        area.present().ok()?;
    }
    Some(svg)
}
