//! Which column holds what, as the answer's own header says.
//!
//! The header is two comment lines: names, and below them units or second
//! names. Names repeat (`GST GST GST`, `RN RN RN RN`), some units are blank,
//! so only where a unit stands tells whose it is.

use common::observation::Variable;
use jiff::tz::Offset;

/// Korea Standard Time; no summer time since 1988.
pub(super) const KST: Offset = jiff::tz::offset(9);

/// How a column's number becomes the variable's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// °C: real down to -50, so that -9.0 is a cold hour and only -99.0 and the
    /// like are missing.
    Celsius,
    /// As it is; below 0 is missing, as in all that follow.
    Plain,
    /// Compass points of 10°.
    TensOfDegrees,
    /// Tenths of the sky.
    Tenths,
    /// MJ/m² in the hour, to W/m².
    MegajoulesPerHour,
    /// Multiples of 10 m.
    Decametres,
}

struct Source {
    variable: Variable,
    name: &'static str,
    unit: &'static str,
    reading: Reading,
}

const fn source(variable: Variable, name: &'static str, unit: &'static str, reading: Reading) -> Source {
    Source { variable, name, unit, reading }
}

const SOURCES: [Source; Variable::COUNT] = [
    source(Variable::Temperature, "TA", "C", Reading::Celsius),
    source(Variable::DewPoint, "TD", "C", Reading::Celsius),
    source(Variable::RelativeHumidity, "HM", "%", Reading::Plain),
    source(Variable::WindSpeed, "WS", "m/s", Reading::Plain),
    // The unit says 16 points; the numbers are 0 to 36.
    source(Variable::WindDirection, "WD", "16", Reading::TensOfDegrees),
    source(Variable::Precipitation, "RN", "mm", Reading::Plain),
    source(Variable::StationPressure, "PA", "hPa", Reading::Plain),
    source(Variable::SeaLevelPressure, "PS", "hPa", Reading::Plain),
    source(Variable::CloudCover, "CA", "TOT", Reading::Tenths),
    source(Variable::ShortwaveRadiation, "SI", "", Reading::MegajoulesPerHour),
    source(Variable::Sunshine, "SS", "", Reading::Plain),
    source(Variable::SnowDepth, "SD", "TOT", Reading::Plain),
    source(Variable::Visibility, "VS", "", Reading::Decametres),
];

/// Where a variable's numbers are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) variable: Variable,
    pub(super) name: &'static str,
    pub(super) column: usize,
    pub(super) reading: Reading,
}

/// Where everything is in a row.
#[derive(Debug)]
pub(super) struct Layout {
    /// How many fields every row has.
    pub(super) columns: usize,
    pub(super) time: usize,
    pub(super) station: usize,
    pub(super) fields: Vec<Field>,
}

/// A word of a header line and the characters that it stands on.
#[derive(Debug)]
struct Word<'a> {
    text: &'a str,
    from: usize,
    until: usize,
}

impl Word<'_> {
    fn overlaps(&self, other: &Word<'_>) -> bool {
        self.from < other.until && other.from < self.until
    }
}

impl Layout {
    /// Reads the header from the comments above the first row. The reason why
    /// it cannot be read names what is missing.
    pub(super) fn of(comments: &[&str]) -> Result<Self, String> {
        let names = comments
            .iter()
            .position(|line| {
                let words = words(line);
                ["YYMMDDHHMI", "STN"].iter().all(|name| words.iter().any(|word| word.text == *name))
            })
            .ok_or("no comment line names the columns")?;
        let units = words(comments.get(names + 1).ok_or("no line of units follows the names")?);
        let names = words(comments[names]);

        let mut columns: Vec<(&str, &str)> = names.iter().map(|name| (name.text, "")).collect();
        for unit in &units {
            let mut above = (0..names.len()).filter(|index| names[*index].overlaps(unit));
            match (above.next(), above.next()) {
                (Some(column), None) if columns[column].1.is_empty() => columns[column].1 = unit.text,
                _ => return Err(format!("the unit `{}` belongs to no single column", unit.text)),
            }
        }

        let find = |name: &str, unit: Option<&str>| {
            let mut found = (0..columns.len()).filter(|column| {
                columns[*column].0 == name && unit.is_none_or(|unit| columns[*column].1 == unit)
            });
            match (found.next(), found.next()) {
                (Some(column), None) => Ok(column),
                (None, _) => Err(format!("there is no column {name} {}", unit.unwrap_or_default())),
                (Some(_), Some(_)) => {
                    Err(format!("the column {name} {} is there twice", unit.unwrap_or_default()))
                }
            }
        };
        Ok(Self {
            columns: columns.len(),
            time: find("YYMMDDHHMI", Some("KST"))?,
            station: find("STN", None)?,
            fields: SOURCES
                .iter()
                .map(|Source { variable, name, unit, reading }| {
                    let column = find(name, Some(unit))?;
                    Ok(Field { variable: *variable, name, column, reading: *reading })
                })
                .collect::<Result<_, String>>()?,
        })
    }
}

fn words(comment: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut begun: Option<(usize, usize)> = None;
    // Characters, not bytes: a comment may hold Korean.
    let ends = comment.char_indices().map(|(byte, character)| (byte, Some(character)));
    for (at, (byte, character)) in ends.chain([(comment.len(), None)]).enumerate() {
        let gap =
            character.is_none_or(|character| character.is_whitespace() || (at == 0 && character == '#'));
        match (begun, gap) {
            (None, false) => begun = Some((at, byte)),
            (Some((from, from_byte)), true) => {
                words.push(Word { text: &comment[from_byte..byte], from, until: at });
                begun = None;
            }
            _ => {}
        }
    }
    words
}
