//! Random keys, clicks, sizes and times: nothing breaks, there is a way back, and drawing changes nothing.

use scopeon_core::time::Timestamp;
use scopeon_tui::{Chord, Code, Dashboard, Screen, Source};

use crate::keys::lead_back;
use crate::sample::{begin, every, now};

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

const KEYS: &str = "jkgGhlnNsStcefz+-[]{}pym=r?,/ abcost>5()1234567";
const OTHERS: [Code; 14] = [
    Code::Enter,
    Code::Esc,
    Code::Tab,
    Code::BackTab,
    Code::Backspace,
    Code::Delete,
    Code::Up,
    Code::Down,
    Code::Left,
    Code::Right,
    Code::Home,
    Code::End,
    Code::PageUp,
    Code::PageDown,
];

fn chord(numbers: &mut Numbers) -> Chord {
    match numbers.next(10) {
        0..=5 => {
            let place = usize::try_from(numbers.next(KEYS.len() as u64)).unwrap_or(0);
            Chord::plain(Code::Char(KEYS.as_bytes().get(place).copied().map_or(' ', char::from)))
        }
        6..=8 => {
            let place = usize::try_from(numbers.next(OTHERS.len() as u64)).unwrap_or(0);
            Chord::plain(OTHERS.get(place).copied().unwrap_or(Code::Esc))
        }
        _ => Chord::ctrl(['p', 'd', 'u', 'l', 'w', 'a'][usize::try_from(numbers.next(6)).unwrap_or(0)]),
    }
}

fn step(dashboard: &mut Dashboard, source: &mut dyn Source, (numbers, at): (&mut Numbers, &mut Timestamp)) {
    let number = |numbers: &mut Numbers, below| u16::try_from(numbers.next(below)).unwrap_or(0);
    match numbers.next(20) {
        0 => dashboard.resize((1 + number(numbers, 220), 1 + number(numbers, 70))),
        1 | 2 => dashboard.click((number(numbers, 220), number(numbers, 70)), numbers.next(3) == 0),
        3 => dashboard.wheel(if numbers.next(2) == 0 { 3 } else { -3 }),
        4 => {
            *at = Timestamp::from_millis(at.millis() + i64::try_from(numbers.next(600_000)).unwrap_or(0))
                .unwrap_or(*at);
            dashboard.pass(*at);
        }
        5 => dashboard.change(),
        6 => dashboard.paste("cost>1 \u{1b}[2J日本"),
        _ => dashboard.press(chord(numbers)),
    }
    if numbers.next(4) > 0 {
        dashboard.answer(source);
    }
}

#[test]
fn whatever_is_pressed_nothing_breaks() {
    let steps: u64 =
        std::env::var("SCOPEON_TUI_STEPS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_500);
    for (seed, (kind, mut source)) in (1..).zip(every()) {
        let (mut numbers, mut at) = (Numbers(seed), now());
        let mut dashboard = begin(source.as_mut(), (100, 30));
        for number in 0..steps {
            step(&mut dashboard, source.as_mut(), (&mut numbers, &mut at));
            if number % 16 == 0 {
                let frame = dashboard.frame();
                assert_eq!(frame, dashboard.frame(), "{kind}: drawing changes nothing");
            }
            if number % 256 == 0 {
                dashboard.resize((80, 24));
                lead_back(&mut dashboard, source.as_mut());
                assert_eq!(dashboard.screen(), Screen::Now, "{kind}: there is a way back");
            }
        }
    }
}
