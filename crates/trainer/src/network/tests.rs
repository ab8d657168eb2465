use proptest::prelude::*;
use rand::SeedableRng;

use super::*;
use crate::calibration::Calibration;

fn random_weights(seed: u64, size: f64) -> Weights {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut weights = Weights::random(&mut random);
    for matrix in &mut weights.0 {
        matrix
            .iter_mut()
            .for_each(|weight| *weight = (random.sample::<f64, _>(StandardNormal) * size) as f32);
    }
    weights
}

proptest! {
    #[test]
    fn offsets_never_cross_and_the_median_is_the_centre(seed: u64, size in 0.0..30.0) {
        let levels = QUANTILE_LEVELS.len();
        for cell in Calibration::NONE.offsets(&random_weights(seed, size)).chunks_exact(levels) {
            prop_assert!(cell.iter().all(|offset| offset.is_finite()) && cell.is_sorted(), "{cell:?}");
            prop_assert_eq!(cell[levels / 2], 0.0);
        }
    }
}

#[test]
fn training_and_export_see_the_same_offsets() {
    let weights = random_weights(5, 1.0);
    let trained = Network::new(&weights, &Device::flex()).offsets();
    for (level, offsets) in trained.into_iter().enumerate() {
        let exported = weights.offsets();
        let exported = exported.iter().skip(level).step_by(QUANTILE_LEVELS.len());
        for (trained, exported) in to_vec(offsets).unwrap().iter().zip(exported) {
            assert!((trained - exported).abs() < 1e-5, "level {level}: {trained} {exported}");
        }
    }
}

#[test]
fn untrained_quantiles_are_those_of_the_normal_distribution() {
    let offsets = Weights::random(&mut Pcg64::seed_from_u64(1)).offsets();
    for (offset, z) in offsets.iter().zip([-1.645, -1.282, -0.674, 0.0, 0.674, 1.282, 1.645]) {
        assert!((offset - z).abs() < 1e-3, "{offset} {z}");
    }
}

#[test]
fn weights_survive_a_file_and_half_a_file_is_none() {
    let weights = random_weights(3, 1.0);
    let bytes = weights.to_bytes();
    assert_eq!(Weights::from_bytes(&bytes), Some(weights));
    assert_eq!(Weights::from_bytes(&bytes[..bytes.len() - 4]), None);
    assert_eq!(Weights::from_bytes(&[bytes.as_slice(), &[0; 4]].concat()), None);
}

#[test]
fn weights_survive_the_device_and_blend_towards_each_other() {
    let (mut from, to) = (random_weights(1, 1.0), random_weights(2, 1.0));
    assert_eq!(Network::new(&from, &Device::flex().autodiff()).weights().unwrap(), from);
    from.blend(&to, 1.0);
    let largest =
        from.0.iter().flatten().zip(to.0.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(largest < 1e-5, "{largest}");
}
