//! Whole basis points and thousandths, as the ratios that they are on the wire: 2,500 basis points are `0.25`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Returns a number of parts, of which `10^digits` are one, as a ratio.
fn ratio(parts: i64, digits: usize) -> f64 {
    let sign = if parts < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", parts.unsigned_abs(), width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    // Written and read: no number of parts is rounded on the way.
    format!("{sign}{whole}.{part}").parse().unwrap_or_default()
}

/// Returns basis points as a ratio.
pub(crate) fn of_bp(bp: i64) -> f64 {
    ratio(bp, 4)
}

/// Returns the basis points that a ratio is.
pub(crate) fn to_bp(ratio: f64) -> Option<i64> {
    parts(ratio, 4)
}

/// Returns thousandths as a number.
pub(crate) fn of_milli(milli: i64) -> f64 {
    ratio(milli, 3)
}

/// Returns the thousandths that a number is.
pub(crate) fn to_milli(number: f64) -> Option<i64> {
    parts(number, 3)
}

/// Returns the number of parts that a ratio is, rounded to the nearest.
fn parts(ratio: f64, digits: usize) -> Option<i64> {
    let scale = f64::from(10_u32.pow(u32::try_from(digits).ok()?));
    format!("{:.0}", ratio * scale).parse().ok()
}

/// Numbers that can be written as ratios.
pub(crate) trait Parts: Copy {
    /// Returns the number of parts.
    fn get(self) -> i64;
    /// Makes a number of parts, where there is such a one.
    fn of(parts: i64) -> Option<Self>;
}

macro_rules! parts {
    ($($number:ty),*) => {
        $(impl Parts for $number {
            fn get(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }

            fn of(parts: i64) -> Option<Self> {
                Self::try_from(parts).ok()
            }
        })*
    };
}

parts!(i64, u64, u32);

macro_rules! wire {
    ($module:ident, $digits:literal, $what:literal) => {
        #[doc = $what]
        pub(crate) mod $module {
            use super::{Deserialize, Deserializer, Error, Parts, Serialize, Serializer};

            pub(crate) fn serialize<S: Serializer, T: Parts>(parts: &T, to: S) -> Result<S::Ok, S::Error> {
                super::ratio(parts.get(), $digits).serialize(to)
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Parts>(from: D) -> Result<T, D::Error> {
                let parts = super::parts(f64::deserialize(from)?, $digits);
                parts.and_then(T::of).ok_or_else(|| D::Error::custom("not a ratio"))
            }
        }
    };
}

wire!(bp, 4, "Basis points.");

wire!(milli, 3, "Thousandths.");

/// Basis points of which there may be none.
pub(crate) mod bp_option {
    use super::{Deserialize, Deserializer, Error, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "the signature is serde's")]
    pub(crate) fn serialize<S: Serializer>(parts: &Option<i64>, to: S) -> Result<S::Ok, S::Error> {
        parts.map(super::of_bp).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
        let Some(ratio) = Option::<f64>::deserialize(from)? else { return Ok(None) };
        super::to_bp(ratio).map(Some).ok_or_else(|| D::Error::custom("not a ratio"))
    }
}

/// A figure in thousandths.
pub(crate) mod figure_milli {
    use super::{Deserialize, Deserializer, Serialize, Serializer};
    use crate::metrics::Figure;

    pub(crate) fn serialize<S: Serializer>(figure: &Figure<i64>, to: S) -> Result<S::Ok, S::Error> {
        let value = figure.value.map(|parts| super::ratio(parts, 3));
        Figure { value, provenance: figure.provenance }.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Figure<i64>, D::Error> {
        let Figure { value, provenance } = Figure::<f64>::deserialize(from)?;
        Ok(Figure { value: value.and_then(|ratio| super::parts(ratio, 3)), provenance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_ratios_and_back() {
        for (number, digits, expected) in
            [(0, 4, 0.0), (2_500, 4, 0.25), (12_345, 4, 1.2345), (-7, 4, -0.0007), (-1_500, 3, -1.5)]
        {
            let found = ratio(number, digits);
            assert!((found - expected).abs() < f64::EPSILON, "{number}: {found}");
            assert_eq!(parts(found, digits), Some(number));
        }
        assert_eq!(parts(f64::NAN, 4), None);
    }
}
