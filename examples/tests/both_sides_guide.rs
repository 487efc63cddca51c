//! The guide for those who come from other libraries: each row of its tables is shown in the section that it
//! names. That the examples hold is what the doc tests find out.

const GUIDE: &str = include_str!("../../docs/guides/both-sides.md");

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || " -_".contains(c);
    let kept: String = heading.chars().filter(|c| kept(*c)).collect();
    kept.to_lowercase().replace(' ', "-")
}

/// The comments in the examples of each section, by its anchor.
fn comments() -> Vec<(String, String)> {
    let sections = GUIDE.split("\n## ").skip(1);
    let section = |text: &str| {
        let heading = text.lines().next().unwrap();
        let examples = text.split("```rust\n").skip(1);
        let code = examples.filter_map(|rest| rest.split("\n```").next());
        let said = code.flat_map(str::lines);
        let said = said.filter_map(|line| line.trim().strip_prefix("// "));
        (anchor(heading), said.collect::<Vec<_>>().join(" "))
    };
    sections.map(section).collect()
}

/// The words of a row's first field that an example has to name.
fn names(idiom: &str) -> impl Iterator<Item = &str> {
    idiom.split('`').skip(1).step_by(2)
}

#[test]
fn every_row_is_shown_where_it_says() {
    let sections = comments();
    let rows = GUIDE.lines().filter(|line| line.contains("](#"));
    let mut count = 0;
    for row in rows {
        let fields: Vec<_> = row.split(" | ").collect();
        let [idiom, _, place] = fields[..] else {
            panic!("three fields: {row}");
        };
        let place = place.split("](#").nth(1).unwrap().split(')').next();
        let said = sections.iter().find(|(anchor, _)| Some(&**anchor) == place);
        let (_, said) = said.unwrap_or_else(|| panic!("no such section: {row}"));
        for name in names(idiom) {
            assert!(said.contains(name), "no example names {name:?}: {row}");
        }
        count += 1;
    }
    assert!(count > 50, "{count} rows were found");
}
