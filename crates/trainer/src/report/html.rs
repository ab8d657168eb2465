//! The back-test as one page that needs nothing else.

use std::collections::BTreeMap;
use std::ops::Range;

use common::forecast::FORECAST_VARIABLES;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use plotters::prelude::*;

use super::select::TABLE_BANDS_H;
use crate::backtest::{Backtest, Difference, Miss, RAIN_WITHIN_H, Score, Season, Week};

/// A chart's width and height, pixels.
const SIZE: (u32, u32) = (760, 360);
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:800px;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse}td,th{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #ccc}\
td:first-child,th:first-child{text-align:left}svg{max-width:100%;height:auto}\
ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0 0 1rem;padding:0 0 0 60px}\
li i{display:inline-block;width:1.2rem;height:3px;margin-right:.4rem;vertical-align:middle}";
/// Line colours that stay apart for colour-blind readers (Okabe & Ito, 2008).
const COLOURS: [RGBColor; 9] = [
    RGBColor(0, 0, 0),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 158, 115),
    RGBColor(213, 94, 0),
    RGBColor(0, 114, 178),
    RGBColor(204, 121, 167),
    RGBColor(120, 120, 120),
    RGBColor(240, 228, 66),
];

type Line = (String, Vec<(f64, f64)>);

/// The report of back-tests by their place. It is one HTML file without scripts or links.
///
/// # Errors
/// A chart cannot be drawn.
pub(crate) fn html(places: &BTreeMap<String, Backtest>) -> anyhow::Result<String> {
    let sections = places.iter().map(|(place, backtest)| backtest.section(place));
    let sections = sections.collect::<anyhow::Result<Vec<Markup>>>()?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { "Back-test" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                @for section in &sections { (section) }
                (meaning())
            }
        }
    };
    Ok(page.into_string())
}

impl Backtest {
    fn section(&self, place: &str) -> anyhow::Result<Markup> {
        let leads = chart(
            "lead time, h",
            "RMSE, °C",
            &self
                .forecasters()
                .into_iter()
                .filter_map(|name| {
                    let errors = self.temperature_rmse_by_lead_c.get(name)?.iter().enumerate();
                    let points = errors.map(|(lead, rmse)| (lead as f64 + 1.0, *rmse));
                    Some((name.to_owned(), points.collect()))
                })
                .collect::<Vec<Line>>(),
        )?;
        let mut calibration: Vec<Line> = vec![("perfect".to_owned(), vec![(0.0, 0.0), (1.0, 1.0)])];
        calibration.extend(FORECAST_VARIABLES.map(|variable| {
            let shares = self.quantiles.iter().filter(|share| share.variable == variable.column());
            let points = shares.map(|share| (f64::from(share.level), share.share_below));
            (variable.column().to_owned(), points.collect())
        }));
        let rain: Vec<Line> = vec![
            ("perfect".to_owned(), vec![(0.0, 0.0), (1.0, 1.0)]),
            (
                "rain in an hour".to_owned(),
                self.rain_shares.iter().map(|share| (share.mean_probability, share.share_wet)).collect(),
            ),
        ];
        let calibration = chart("quantile", "share of truths below it", &calibration)?;
        let rain = chart("probability", "share of hours with rain", &rain)?;
        let weeks = self.weeks.iter().map(week).collect::<anyhow::Result<Vec<Markup>>>()?;
        Ok(html! {
            section {
                h1 { "Back-test: " (place) }
                p { (self.origins) " rolling origins from " (self.from) " to " (self.until) "." }
                h2 { "Temperature" }
                (self.scores_table())
                h2 { "By lead time" }
                (leads)
                h2 { "How sure the difference is" }
                (self.differences_table())
                @for ahead in self.ahead() { p { (ahead) } }
                h2 { "By season" }
                (self.seasons_table())
                h2 { "Do the quantiles hold what they promise?" }
                (calibration)
                h2 { "Rain" }
                (self.rain_table())
                (rain)
                h2 { "The best, a middling and the worst week" }
                @for week in &weeks { (week) }
                h2 { "The largest errors of the first day" }
                (misses(&self.misses))
            }
        })
    }

    fn scores_table(&self) -> Markup {
        let rows: Vec<(&str, Vec<&Score>)> = self
            .forecasters()
            .into_iter()
            .map(|name| (name, TABLE_BANDS_H.iter().filter_map(|&band| self.point(name, 0, band)).collect()))
            .collect();
        html! {
            table {
                tr {
                    th { "RMSE, °C" }
                    @for (from, until) in TABLE_BANDS_H { th { (from) "–" (until) " h" } }
                    th { "CRPS, °C" }
                    th { "P10–P90" }
                }
                @for (name, scores) in rows {
                    tr {
                        td { (name) }
                        @for score in &scores { td { (format!("{:.2}", score.rmse)) } }
                        @if let Some(all) = scores.last() {
                            td { (format!("{:.2}", all.crps)) }
                            td { (format!("{:.0} %", 100.0 * all.coverage_p10_p90)) }
                        }
                    }
                }
            }
        }
    }

    fn differences_table(&self) -> Markup {
        let all = TABLE_BANDS_H[TABLE_BANDS_H.len() - 1];
        let is_shown = |difference: &&Difference| {
            difference.variable == FORECAST_VARIABLES[0].column() && difference.lead_h == all
        };
        html! {
            table {
                tr { th { "model minus" } th { "RMSE, °C" } th { "95 %" } th {} }
                @for Difference { baseline, rmse, rmse_range, .. } in
                    self.differences.iter().filter(is_shown)
                {
                    tr {
                        td { (baseline) }
                        td { (format!("{rmse:.2}")) }
                        td {
                            @if let Some((from, until)) = rmse_range { (format!("{from:.2} to {until:.2}")) }
                        }
                        td { (verdict(*rmse_range)) }
                    }
                }
            }
        }
    }

    fn seasons_table(&self) -> Markup {
        let seasons = [Season::Winter, Season::Spring, Season::Summer, Season::Autumn];
        let of = |name: &str, season: Season| {
            self.seasons.iter().find(|score| {
                score.forecaster == name
                    && score.season == season
                    && score.variable == FORECAST_VARIABLES[0].column()
            })
        };
        html! {
            table {
                tr { th { "RMSE, °C (P10–P90)" } @for season in seasons { th { (season) } } }
                @for name in self.forecasters() {
                    tr {
                        td { (name) }
                        @for season in seasons {
                            td {
                                @if let Some(score) = of(name, season) {
                                    (format!("{:.2} ({:.0} %)", score.rmse, 100.0 * score.coverage_p10_p90))
                                } @else { "–" }
                            }
                        }
                    }
                }
            }
        }
    }

    fn rain_table(&self) -> Markup {
        html! {
            table {
                tr {
                    th { "Brier skill" }
                    @for (from, until) in TABLE_BANDS_H { th { (from) "–" (until) " h" } }
                }
                @for within_h in RAIN_WITHIN_H {
                    tr {
                        td { "rain within " (within_h) " h" }
                        @for band in TABLE_BANDS_H {
                            td {
                                @match self.rain.iter().find(|score| {
                                    score.within_h == within_h && score.lead_h == band
                                }) {
                                    Some(score) => (format!("{:.3}", score.skill)),
                                    None => "–",
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a range of differences of errors allows to say.
pub(super) fn verdict(range: Option<(f64, f64)>) -> &'static str {
    match range {
        Some((_, until)) if until < 0.0 => "better",
        Some((from, _)) if from > 0.0 => "worse",
        _ => "not established",
    }
}

fn misses(misses: &[Miss]) -> Markup {
    html! {
        table {
            tr { th { "issued at" } th { "lead time, h" } th { "forecast, °C" } th { "observed, °C" } }
            @for Miss { issued_at, lead_h, forecast_c, observed_c } in misses {
                tr {
                    td { (issued_at) }
                    td { (lead_h) }
                    td { (format!("{forecast_c:.1}")) }
                    td { (format!("{observed_c:.1}")) }
                }
            }
        }
    }
}

fn week(week: &Week) -> anyhow::Result<Markup> {
    let of = |level: usize| {
        let hours = week.quantiles_c.iter().enumerate();
        hours.map(|(lead, values)| (lead as f64 + 1.0, f64::from(values[level]))).collect::<Vec<_>>()
    };
    let observed = week.observed_c.iter().enumerate();
    let observed =
        observed.filter_map(|(lead, value)| Some((lead as f64 + 1.0, f64::from((*value)?)))).collect();
    let lines = vec![
        ("observed".to_owned(), observed),
        ("median".to_owned(), of(1)),
        ("10 %".to_owned(), of(0)),
        ("90 %".to_owned(), of(2)),
    ];
    let drawn = chart("lead time, h", "temperature, °C", &lines)?;
    Ok(html! {
        h3 { (week.issued_at) ", RMSE " (format!("{:.1}", week.rmse_c)) " °C" }
        (drawn)
    })
}

fn meaning() -> Markup {
    html! {
        h2 { "What the scores mean" }
        dl {
            dt { "RMSE" }
            dd { "Root mean square error of the point forecast; large errors weigh more." }
            dt { "CRPS" }
            dd { "Error of the whole distribution, in the variable's unit; of a sure forecast its absolute error." }
            dt { "P10–P90" }
            dd { "Share of what came true between these quantiles; 80 % is right, less is too sure of itself." }
            dt { "Brier skill" }
            dd { "1 for perfect probabilities, 0 for those of climatology." }
            dt { "95 %" }
            dd {
                "The test's blocks of 14 days drawn anew: a range on one side of 0 is unlikely to be luck, "
                "one that holds 0 leaves the difference not established."
            }
            dt { "ahead" }
            dd {
                "A baseline that knows less is ahead where what the record taught did not hold in the test: "
                "the record is short, or lacks a season, or the test's weather departed from it. "
                "The lead times, the season and the mean errors that are named say where to look."
            }
        }
        section lang="ko" {
            h2 { "점수의 뜻" }
            dl {
                dt { "RMSE" } dd { "점 예보의 평균 제곱근 오차. 큰 오차일수록 더 무겁게 셉니다." }
                dt { "CRPS" } dd { "예보 분포 전체의 오차(변수와 같은 단위). 확정 예보라면 절대 오차와 같습니다." }
                dt { "P10–P90" } dd { "실제 값이 두 분위수 사이에 든 비율. 80 %가 알맞고, 작으면 지나치게 자신한 것입니다." }
                dt { "Brier skill" } dd { "완벽한 확률이면 1, 기후값과 같으면 0입니다." }
                dt { "95 %" } dd { "14일 블록을 다시 뽑은 범위. 0을 포함하면 차이가 확인되지 않은 것입니다." }
                dt { "ahead" } dd {
                    "단순한 기준 예보가 앞선 경우입니다. 기록이 짧거나 어떤 계절이 빠졌거나 시험 기간의 날씨가 기록과 달라, "
                    "학습한 것이 들어맞지 않았다는 뜻입니다. 함께 적힌 예보 시간대, 계절, 평균 오차가 그 단서입니다."
                }
            }
        }
    }
}

fn range(values: impl Iterator<Item = f64>) -> Range<f64> {
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let margin = f64::max(0.05 * (high - low), 1e-6);
    if low <= high { low - margin..high + margin } else { 0.0..1.0 }
}

/// Lines over two axes, as SVG.
fn chart(across: &str, up: &str, lines: &[Line]) -> anyhow::Result<Markup> {
    let mut svg = String::new();
    let points = || lines.iter().flat_map(|(_, points)| points);
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let drawing = |error: DrawingAreaErrorKind<_>| anyhow::anyhow!("cannot draw a chart: {error:?}");
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .x_label_area_size(36)
            .y_label_area_size(52)
            .build_cartesian_2d(range(points().map(|point| point.0)), range(points().map(|point| point.1)))
            .map_err(drawing)?;
        chart
            .configure_mesh()
            .x_desc(across)
            .y_desc(up)
            .light_line_style(TRANSPARENT)
            .draw()
            .map_err(drawing)?;
        for ((_, points), colour) in lines.iter().zip(COLOURS.iter().cycle()) {
            let line = LineSeries::new(points.iter().copied(), colour.stroke_width(2));
            chart.draw_series(line).map_err(drawing)?;
        }
        area.present().map_err(drawing)?;
    }
    Ok(html! {
        (PreEscaped(svg))
        ul {
            @for ((name, _), RGBColor(red, green, blue)) in lines.iter().zip(COLOURS.iter().cycle()) {
                li { i style=(format!("background:rgb({red},{green},{blue})")) {} (name) }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::synthetic::{all_observations, job};

    #[test]
    fn the_page_shows_every_place_and_forecaster_and_links_to_nothing() {
        let backtest = job(all_observations()).run().unwrap().backtest;
        let places = ["here", "there"].map(|place| (place.to_owned(), backtest.clone()));
        let page = super::html(&places.into()).unwrap();
        for expected in
            ["Back-test: there", "damped_anomaly", "climatology", "<svg", "rain within 6 h", "점수의 뜻"]
        {
            assert!(page.contains(expected), "{expected}");
        }
        assert!(!page.contains("<script") && !page.contains("href=") && !page.contains("NaN"));
    }

    #[test]
    fn only_a_range_on_one_side_of_0_establishes_anything() {
        let ranges = [Some((-2.0, -1.0)), Some((-1.0, 0.0)), Some((-1.0, 1.0)), Some((0.5, 1.0)), None];
        let expected = ["better", "not established", "not established", "worse", "not established"];
        assert_eq!(ranges.map(super::verdict), expected);
    }
}
