//! What lies behind text on a terminal, as it says when it is asked (OSC 11).

#[cfg(unix)]
mod asking;

/// What lies behind text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Something dark.
    Dark,
    /// Something light.
    Light,
}

/// Asks the terminal, and waits for what it says a twentieth of a second at most; none where it says nothing.
#[must_use]
pub fn ask_background() -> Option<Background> {
    #[cfg(unix)]
    {
        read(&asking::ask().ok()?)
    }
    #[cfg(not(unix))]
    None
}

/// Reads `rgb:RRRR/GGGG/BBBB` out of what a terminal said.
#[cfg_attr(not(unix), expect(dead_code, reason = "no terminal is asked there"))]
fn read(said: &[u8]) -> Option<Background> {
    let said = String::from_utf8_lossy(said);
    let (_, rest) = said.split_once("11;rgb:")?;
    let parts: Vec<&str> = rest.splitn(3, '/').collect();
    let [red, green, blue] = parts.as_slice() else { return None };
    let value = |digits: &str| {
        let digits: String = digits.chars().take_while(char::is_ascii_hexdigit).take(4).collect();
        let most =
            16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1).filter(|most| *most > 0)?;
        Some(u32::from_str_radix(&digits, 16).ok()? * 1000 / most)
    };
    let luminance = value(red)? * 299 + value(green)? * 587 + value(blue)? * 114;
    Some(if luminance > 500_000 { Background::Light } else { Background::Dark })
}

#[cfg(test)]
mod tests {
    use super::{Background, read};

    #[test]
    fn what_a_terminal_says_is_read() {
        let cases = [
            ("\u{1b}]11;rgb:ffff/ffff/ffff\u{7}\u{1b}[?62c", Some(Background::Light)),
            ("\u{1b}]11;rgb:0f0f/1212/1616\u{1b}\\", Some(Background::Dark)),
            ("\u{1b}]11;rgb:f/f/f\u{7}", Some(Background::Light)),
            ("\u{1b}[?62c", None),
            ("\u{1b}]11;rgb:zz/00/00\u{7}", None),
            ("\u{1b}]11;rgb:00/00", None),
            ("", None),
        ];
        for (said, expected) in cases {
            assert_eq!(read(said.as_bytes()), expected, "{said:?}");
        }
    }
}
