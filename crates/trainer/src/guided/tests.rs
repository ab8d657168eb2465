use common::guidance::Guidance;
use features::observed_columns;
use jiff::ToSpan;

use super::fit::FEWEST_ISSUES;
use super::*;
use crate::axes::LEVELS;
use crate::basis::basis_at;
use crate::dataset::{Known, Normals, Record};
use crate::synthetic::{all_observations, guidance, job};

fn known() -> Known {
    let observations = all_observations();
    Known { guidance: guidance(&observations), ..job(observations).known }
}

fn fitted() -> (Record, Normals, Guided) {
    let known = known();
    let record = Record::new(&known, job(Vec::new()).division.train_until).unwrap();
    let normals = Normals::fit(&record.hours);
    let guided = Guided::fit(&record, &normals).unwrap().unwrap();
    (record, normals, guided)
}

#[test]
fn a_planted_bias_is_taken_out_and_quantiles_cover_what_is_left() {
    let (record, normals, guided) = fitted();
    let known = known();
    let (mut error, mut raw, mut covered, mut count) = (0.0, 0.0, 0.0, 0.0);
    for day in 1..10 {
        let window = known.window(record.span().1 + (day * 24).hours()).unwrap();
        let corrected = guided.correct(&window, &normals.climatology, &normals.scale);
        for (lead, centres) in corrected.centres.iter().enumerate() {
            assert_eq!(corrected.shares[lead], [1.0; OUTPUTS]);
            let time = window.issued_at() + (lead as i64 + 1).hours();
            let basis = basis_at(time, known.place).unwrap();
            let truth = observed_columns(known.history.get(time).unwrap())[0].unwrap();
            let scales = Scales { climatology: &normals.climatology, scale: &normals.scale };
            let truth = scales.anomaly(0, Some(truth.into()), &basis).unwrap();
            let offsets = &guided.offsets[lead * LEVELS..(lead + 1) * LEVELS];
            let beyond = (truth - centres[0]) as f32;
            covered += f64::from(u8::from((offsets[1]..=offsets[LEVELS - 2]).contains(&beyond)));
            error += (truth - centres[0]) * normals.scale[0];
            raw += 2.0;
            count += 1.0;
        }
    }
    assert!((error / count).abs() < 0.3 * (raw / count), "{}", error / count);
    assert!((0.65..0.92).contains(&(covered / count)), "{}", covered / count);
}

#[test]
fn guidance_that_ends_gives_way_step_by_step() {
    let (record, normals, guided) = fitted();
    let known = known();
    let issued_at = record.span().1;
    let newest = known.guidance.known_at(issued_at).unwrap();
    let end = issued_at + 100.hours();
    let hours = newest.hours.iter().filter(|hour| hour.time <= end).cloned().collect();
    let short = Guidance { issued_at: newest.issued_at, hours };
    let window = Window::build(&known.history, issued_at, known.place, Some(&short)).unwrap();
    let shares: Vec<f64> = guided
        .correct(&window, &normals.climatology, &normals.scale)
        .shares
        .iter()
        .map(|shares| shares[0])
        .collect();
    assert_eq!((shares[0], shares[93], shares[100]), (1.0, 1.0, 0.0));
    assert!(shares.windows(2).all(|pair| pair[0] >= pair[1]));
    assert!(shares.windows(2).all(|pair| pair[0] - pair[1] < 0.6), "{shares:?}");
}

#[test]
fn too_little_guidance_teaches_nothing() {
    let known = known();
    let few = known.guidance.before(known.guidance.issues()[FEWEST_ISSUES - 1].issued_at);
    let known = Known { guidance: few, ..known };
    let record = Record::new(&known, job(Vec::new()).division.train_until).unwrap();
    assert_eq!(Guided::fit(&record, &Normals::fit(&record.hours)).unwrap(), None);
}
