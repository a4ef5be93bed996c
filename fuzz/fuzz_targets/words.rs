//! Labels, times, ranges, money and carries from any bytes: none panics, and what is taken is clean.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::Carry;
use scopeon_core::time::{Range, Timestamp, Zone};

fuzz_target!(|bytes: &[u8]| {
    if let Some(carry) = Carry::decode(bytes) {
        assert_eq!(Carry::decode(&carry.encode()), Some(carry));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(label) = Label::new(text) {
        assert_eq!(Label::new(label.as_str()), Some(label.clone()));
        assert!(!label.as_str().chars().any(char::is_control));
    }
    if let Some(at) = Timestamp::parse(text) {
        assert_eq!(Timestamp::parse(&at.to_string()), Some(at));
    }
    if let Ok(amount) = text.parse::<PicoUsd>() {
        assert_eq!(amount.to_string().parse(), Ok(amount));
    }
    let _ = Range::parse(Some(text), Some(text), Zone::UTC, Timestamp::default());
});
