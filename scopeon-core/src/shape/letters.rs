//! How likely letters follow one another in words, and how much a run of letters and digits is like words or like noise.
//!
//! Scores are logarithms of two likelihoods, in twentieths of a bit: above zero what words do, below it what noise does.

/// For each letter, and last for the start of a word, what each letter behind it is worth: from `A`, four bits less likely
/// than in noise, in steps of seven twentieths. Counted in a million names of packages and identifiers of programs.
const PAIRS: [&[u8; 26]; 27] = [
    b"DLONDGMBMAHPMQBOAPORKHHGIE",
    b"RHJHQEEEPHBQHDRIAONJPCBCKA",
    b"PCIGPECQKAOPHCSMAMKQKDAAGA",
    b"QKHNTJIDQLMKHERGALLGLEDDGA",
    b"NINNKHHCFADNMQGKFSQOEJHMFB",
    b"PDGHONEBSACQGEQGAOMMMADDLA",
    b"NEIFUEKLQAALILQIAPMHMBCDGA",
    b"SFGGTECBPADHIESGGLHNMBFAKA",
    b"KLOMMLLACAFONSPLBKOPDKAHAI",
    b"UDFFQCBDMCFDIBNHGDTEOCHBCA",
    b"QIHLUHKHRCEKHIMIAJOKLFFAIA",
    b"QEHKSFEASAFOHBQIACNLNEBAKA",
    b"SKNISEFBPADLLFQPDFLGLBBBIA",
    b"OENPQKQCNCIJEJNGAFOSJJBDGA",
    b"IINOCHKBHEINNSNMARLMMIKGCA",
    b"QDHIQEELPAFPFCOLAQKNKCCARA",
    b"KGKHHEFCKAASHFGIFKKMWCHCBA",
    b"RFLKTHIAPAJILIQIAJNNKJCBLA",
    b"MENKRFENPAJJIFNMHEOSLFGBKA",
    b"QEKFSGDORACIHDQIAPMLKBFDMA",
    b"LMKMNGNAOADONQENAPPQCCAIAC",
    b"RDIFVGGDSACGIENGAFIHLBADDA",
    b"REIHSFDLSBDJFNQGANPIDACDCA",
    b"NGNJQHFGOCCKLFKQCIJUHDDHMA",
    b"NKMKLJJFIEFMMOLSEKQSIFHECH",
    b"QFHFVFDJOCGIIHPGBFHHOBFEMM",
    b"OLPNLMKJLHHLNLKPEMPNJJJDDD",
];

/// The place of the row for starts of words.
const START: usize = 26;

/// What a run must be worth for each of its characters to be words.
const EXPECTED: i32 = 18;
/// In noise a letter follows a letter less often than in words.
const LETTERS: i32 = 6;
/// A small letter behind a small letter, a capital behind it, and so on: noise of both cases changes as often as not.
const SMALL_SMALL: i32 = 14;
const SMALL_CAPITAL: i32 = -32;
const CAPITAL_SMALL: i32 = 4;
const CAPITAL_CAPITAL: i32 = -2;
/// Numbers hold more digits than noise does, and words hold few numbers.
const DIGITS: i32 = 20;
const TO_DIGIT: i32 = -56;
const FROM_DIGIT: i32 = -26;

/// What a character is.
#[derive(Clone, Copy)]
enum Kind {
    Small(usize),
    Capital(usize),
    Digit,
}

impl Kind {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Small(usize::from(byte - b'a')),
            b'A'..=b'Z' => Self::Capital(usize::from(byte - b'A')),
            _ => Self::Digit,
        }
    }
}

/// Returns by how much the most noise-like part of a run of letters and digits falls short of words. The part may stand
/// anywhere, so that words before and behind it hide nothing.
pub(super) fn noise(run: &[u8]) -> i32 {
    let mut before = None;
    let (mut short, mut most) = (0, 0);
    for kind in run.iter().copied().map(Kind::of) {
        if let Some(before) = before {
            short = (short + EXPECTED - step(before, kind)).max(0);
            most = most.max(short);
        }
        before = Some(kind);
    }
    most
}

/// What one character behind another is worth.
fn step(before: Kind, kind: Kind) -> i32 {
    use Kind::{Capital, Digit, Small};
    match (before, kind) {
        (Digit, Digit) => DIGITS,
        (_, Digit) => TO_DIGIT,
        (Digit, Small(letter) | Capital(letter)) => FROM_DIGIT + pair(START, letter) / 2,
        (Small(_), Capital(letter)) => LETTERS + SMALL_CAPITAL + pair(START, letter) / 2,
        (Small(before), Small(letter)) => LETTERS + SMALL_SMALL + pair(before, letter),
        (Capital(before), Small(letter)) => LETTERS + CAPITAL_SMALL + pair(before, letter),
        // Initials follow each other as they like.
        (Capital(before), Capital(letter)) => {
            let worth = pair(before, letter);
            LETTERS + CAPITAL_CAPITAL + if worth < 0 { worth * 3 / 5 } else { worth }
        }
    }
}

fn pair(before: usize, letter: usize) -> i32 {
    let steps = PAIRS.get(before).and_then(|row| row.get(letter)).map_or(0, |byte| i32::from(byte - b'A'));
    steps * 7 - 80
}
