//! What a table's last line says is what the same command says in JSON.

use scopeon_core::money::PicoUsd;

use super::History;
use super::sums::Sums;

pub(super) fn agrees(history: &History) {
    for line in ["report", "report model", "report tag --since 2020-01-01", "sessions", "explore --all"] {
        let sums = Sums::of(&history.ask(line)["total"]);
        let ran = history.machine.run_wide(200, &format!("{line} --no-ingest --now {}", history.now));
        let total =
            ran.out.lines().find(|text| text.starts_with("Total")).unwrap_or_else(|| panic!("{line}"));
        let cells: Vec<&str> = total.split_whitespace().collect();
        let cost = format!("${}", PicoUsd::from_pico(sums.cost).rounded(2));
        let is_shown = |wanted: &str| {
            cells.iter().any(|cell| cell.trim_matches(['~', '≥', '*']).replace(',', "") == wanted)
        };
        assert!(is_shown(&cost), "{line}: {cost} in {total}");
        assert!(is_shown(&sums.calls.to_string()), "{line}: {} calls in {total}", sums.calls);
    }
}
