//! Numbers with the separators of a language and region: `1.234,5` in German, `12,34,567` in Hindi.

use std::str::FromStr;

use fixed_decimal::Decimal;
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale as Tag;

/// The separators and digits of a language and region.
#[derive(Debug)]
pub(crate) struct Locale {
    formatter: DecimalFormatter,
    leads_with_sign: bool,
}

impl FromStr for Locale {
    type Err = &'static str;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        const EXAMPLES: &str = "give a language and region such as de-DE, en-IN or fr";
        // The system's variables spell it de_DE.UTF-8.
        let plain = tag.split(['.', '@']).next().unwrap_or(tag).replace('_', "-");
        let tag = Tag::from_str(&plain).map_err(|_| EXAMPLES)?;
        let leads_with_sign = ["en", "hi", "ja", "ko", "zh", "th"].contains(&tag.id.language.as_str());
        let formatter = DecimalFormatter::try_new((&tag).into(), DecimalFormatterOptions::default());
        Ok(Self { formatter: formatter.map_err(|_| EXAMPLES)?, leads_with_sign })
    }
}

impl Locale {
    /// Returns `true` if a currency's sign stands before the amount.
    pub(crate) const fn leads_with_sign(&self) -> bool {
        self.leads_with_sign
    }

    /// Writes the numbers of a text, such as `1,234.5 MiB`, with these separators.
    pub(crate) fn rewrite(&self, text: &str) -> String {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
        let mut written = String::with_capacity(text.len() + 4);
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|c: char| !is_part(c)).unwrap_or(from.len());
            let number = from[..end].trim_end_matches([',', '.']);
            written.push_str(before);
            written.push_str(&self.number(number).unwrap_or_else(|| number.to_owned()));
            rest = &from[number.len()..];
        }
        written.push_str(rest);
        written
    }

    fn number(&self, number: &str) -> Option<String> {
        let plain: String = number.chars().filter(|c| *c != ',').collect();
        let decimal = Decimal::from_str(&plain).ok()?;
        Some(self.formatter.format(&decimal).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn separators_are_those_of_the_language_and_region() {
        let cases = [
            ("de-DE", "1.234.567,80 MiB, 3 of 1.000"),
            ("de_DE.UTF-8", "1.234.567,80 MiB, 3 of 1.000"),
            ("en-IN", "12,34,567.80 MiB, 3 of 1,000"),
            ("en", "1,234,567.80 MiB, 3 of 1,000"),
        ];
        for (tag, expected) in cases {
            let locale: Locale = tag.parse().expect("a language and region");
            assert_eq!(locale.rewrite("1,234,567.80 MiB, 3 of 1,000"), expected, "{tag}");
        }
        let french: Locale = "fr".parse().expect("a language");
        assert_eq!(french.rewrite("$1,234.5"), "$1\u{202f}234,5");
        assert!("no such thing".parse::<Locale>().is_err());
    }
}
