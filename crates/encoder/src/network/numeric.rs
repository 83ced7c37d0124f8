//! Floating point that comes out the same on every processor: plain additions, multiplications, divisions and square roots,
//! which IEEE 754 defines to the bit, in one order.

/// Partial sums, as many as the widest vector holds.
pub(crate) const LANES: usize = 16;

/// Added to a small number, it leaves the nearest integer (the even one of two) in the lowest bits: 1.5 times 2^23.
const ROUNDING: f32 = 12_582_912.0;

/// The nearest integer, as the lowest bits of the result. `value` lies between -2^22 and 2^22.
#[inline(always)]
pub(crate) fn nearest(value: f32) -> u32 {
    (value + ROUNDING).to_bits()
}

/// The larger one, the second if they cannot be compared.
#[inline(always)]
pub(crate) fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The smaller one, the second if they cannot be compared.
#[inline(always)]
pub(crate) fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// Joins partial results in the order of a tree.
#[inline(always)]
pub(crate) fn join(lanes: [f32; LANES], combine: impl Fn(f32, f32) -> f32) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|lane| combine(lanes[lane], lanes[lane + 8]));
    let four: [f32; 4] = std::array::from_fn(|lane| combine(eight[lane], eight[lane + 4]));
    combine(combine(four[0], four[2]), combine(four[1], four[3]))
}

/// The sum of a row in sixteen lanes; what is left after whole chunks goes to the first lanes.
#[inline(always)]
pub(crate) fn sum(row: &[f32], value: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, number) in lanes.iter_mut().zip(chunk) {
            *lane += value(*number);
        }
    }
    for (lane, number) in lanes.iter_mut().zip(rest) {
        *lane += value(*number);
    }
    join(lanes, |a, b| a + b)
}

/// The smallest and the largest number of a row.
#[inline(always)]
pub(crate) fn range(row: &[f32]) -> (f32, f32) {
    let mut low = [f32::MAX; LANES];
    let mut high = [f32::MIN; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for ((low, high), number) in low.iter_mut().zip(&mut high).zip(chunk) {
            *low = smaller(*low, *number);
            *high = larger(*high, *number);
        }
    }
    for ((low, high), number) in low.iter_mut().zip(&mut high).zip(rest) {
        *low = smaller(*low, *number);
        *high = larger(*high, *number);
    }
    (join(low, smaller), join(high, larger))
}

/// Two to the power of a number, at least 2^-125; relative error below 3e-7.
///
/// The polynomial is the minimax one of fifth degree for powers between -1/2 and 1/2.
#[inline(always)]
pub(crate) fn exp2(power: f32) -> f32 {
    let power = smaller(larger(power, -125.0), 126.0);
    let rounded = power + ROUNDING;
    let rest = power - (rounded - ROUNDING);
    let mut sum = 0.001_327_647_1f32;
    for coefficient in [0.009_675_542, 0.055_507_13, 0.240_221_2, 0.693_146_94, 1.000_000_1] {
        sum = sum * rest + coefficient;
    }
    f32::from_bits(sum.to_bits().wrapping_add(rounded.to_bits() << 23))
}

/// The Gaussian error linear unit of one number; absolute error below 1e-4.
///
/// The error function of x / √2 is x times a polynomial in x², fitted for the least error of the whole unit and constant
/// beyond 4.2.
#[inline(always)]
pub(crate) fn gelu_of(value: f32) -> f32 {
    let bounded = smaller(larger(value, -4.2), 4.2);
    let square = bounded * bounded;
    let mut sum = 9.847_586_6e-11_f32;
    for coefficient in [
        -9.591_284e-9,
        4.144_94e-7,
        -1.057_910_7e-5,
        1.796_716_7e-4,
        -2.172_916_7e-3,
        1.948_187_7e-2,
        -1.324_441_4e-1,
        7.976_692e-1,
    ] {
        sum = sum * square + coefficient;
    }
    let error = smaller(larger(sum * bounded, -1.0), 1.0);
    value * 0.5 * (1.0 + error)
}

/// Turns scores into probabilities that add up to one. Of no scores it makes nothing.
pub fn softmax(scores: &mut [f32]) {
    let (_, high) = range(scores);
    for score in &mut *scores {
        *score = exp2((*score - high) * std::f32::consts::LOG2_E);
    }
    let scale = 1.0 / sum(scores, |value| value);
    for score in scores {
        *score *= scale;
    }
}

/// The logistic function of each number.
pub fn sigmoid(values: &mut [f32]) {
    for value in values {
        *value = 1.0 / (1.0 + exp2(*value * -std::f32::consts::LOG2_E));
    }
}

/// The hyperbolic tangent of each number; absolute error below 1e-6.
pub fn tanh(values: &mut [f32]) {
    for value in values {
        *value = 2.0 / (1.0 + exp2(*value * (-2.0 * std::f32::consts::LOG2_E))) - 1.0;
    }
}

/// The Gaussian error linear unit of each number; absolute error below 1e-4.
pub fn gelu(values: &mut [f32]) {
    for value in values {
        *value = gelu_of(*value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error function by its series, in double precision.
    fn erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    fn numbers(to: f32) -> impl Iterator<Item = f32> {
        (-5000..=5000).map(move |index| index as f32 / 5000.0 * to)
    }

    #[test]
    fn functions_are_as_exact_as_they_say() {
        for x in numbers(100.0) {
            let exact = f64::from(x).exp2();
            assert!((f64::from(exp2(x)) / exact - 1.0).abs() < 3e-7, "2 to the power of {x}: {} {exact}", exp2(x));
        }
        for x in numbers(5.0) {
            let exact = f64::from(x) * 0.5 * (1.0 + erf(f64::from(x) / std::f64::consts::SQRT_2));
            assert!((f64::from(gelu_of(x)) - exact).abs() < 1e-4, "unit of {x}: {} {exact}", gelu_of(x));
            let mut value = [x];
            tanh(&mut value);
            assert!((f64::from(value[0]) - f64::from(x).tanh()).abs() < 1e-6, "tanh of {x}: {}", value[0]);
        }
        assert!((gelu_of(20.0) - 20.0).abs() < 1e-3 && gelu_of(-20.0).abs() < 1e-3);
    }

    #[test]
    fn probabilities_add_up_to_one() {
        let mut scores = [1.0, 3.0, -200.0, 2.5];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((scores[1] / scores[3] - 0.5f32.exp()).abs() < 1e-5 && scores[2] < 1e-30);
        let mut extreme = [-300.0, 0.0, 300.0];
        sigmoid(&mut extreme);
        assert!(extreme[0] < 1e-30 && extreme[1] == 0.5 && extreme[2] == 1.0);
    }
}
