//! Tools, agents and levels: where it went.

use proptest::prelude::*;
use scopeon_core::metrics::agents::{AgentNode, tree};
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::explore::{Depth, Entry, Measure, level};
use scopeon_core::metrics::tools::{ToolCounts, ToolKind, figures, pairs, repeats, tokens};
use scopeon_core::metrics::{Figure, Provenance, Reason, Share};
use scopeon_core::usage::Usage;

use super::usd;

fn counts(name: &str, uses: u64) -> ToolCounts {
    ToolCounts {
        kind: ToolKind::Tool,
        server: None,
        name: name.to_owned(),
        uses,
        ended: uses,
        failures: 0,
        input_bytes: 0,
        output_bytes: 0,
        duration_ms: 0,
        marked: 0,
        distinct_marks: 0,
        fingerprint_pairs: 0,
    }
}

#[test]
fn tools_by_use_with_shares_failures_and_sizes() {
    let read = ToolCounts {
        input_bytes: 100,
        output_bytes: 701,
        duration_ms: 90,
        marked: 30,
        distinct_marks: 24,
        fingerprint_pairs: 276,
        ..counts("Read", 30)
    };
    let bash = ToolCounts { ended: 8, failures: 2, output_bytes: 267, ..counts("Bash", 10) };
    let mcp = ToolCounts { kind: ToolKind::Mcp, server: Some("hub".into()), ..counts("list", 10) };
    let found = figures(&[bash, mcp, read]);
    let names: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.uses_bp.bp())).collect();
    assert_eq!(names, [("Read", 7_500), ("Bash", 2_500), ("list", 10_000)], "shares are of the same kind");
    assert_eq!((found[0].bytes_bp.bp(), found[0].mean_ms), (7_500, 3)); // 801 of 1,068
    assert_eq!(found[0].tokens, Figure::estimated(201, Reason::BytesAsTokens)); // 801 ÷ 4
    assert_eq!((found[0].repeats.value, found[0].repeats_bp.value), (Some(6), Some(Share::from_bp(2_000))));
    assert_eq!((found[1].failures_bp.bp(), found[1].repeats), (2_500, Figure::unsupported())); // 2 of 8
    assert_eq!(found[2].failures_bp, Share::NONE);
    assert!(figures(&[]).is_empty());
    assert_eq!(tokens(0).value, Some(0));
}

#[test]
fn repeats_are_corrected_for_collisions() {
    let collisions = Provenance::estimated(Reason::Collisions);
    let cases = [
        ((0, 0), Figure::unsupported()),
        ((1, 1), Figure::exact(0)),
        ((10, 10), Figure::exact(0)), // all differ: nothing repeats
        ((10, 7), Figure { value: Some(3), provenance: collisions }),
        ((10, 0), Figure { value: Some(9), provenance: collisions }), // one mark at least
        // 1,900 × 1,899 ÷ 2 ÷ 65,536 = 27 expected by chance.
        ((2_000, 1_900), Figure { value: Some(73), provenance: collisions }),
        ((1_910, 1_900), Figure { value: Some(0), provenance: collisions }),
    ];
    for ((marked, distinct), expected) in cases {
        assert_eq!(repeats(marked, distinct, pairs(distinct)), expected, "{marked} {distinct}");
    }
    // A thousand sessions of ten inputs each have the collisions of ten, not of ten thousand.
    assert_eq!(repeats(11_000, 10_000, 1_000 * pairs(10)).value, Some(1_000));
    assert_eq!([0, 1, 2, 10, u64::MAX].map(pairs), [0, 0, 1, 45, u64::MAX]);
}

fn costed(cost: &str) -> CostSum {
    CostSum { calls: 1, cost_usd: usd(cost), ..CostSum::default() }
}

fn node(id: &str, parent: Option<&str>, cost: &str) -> AgentNode {
    AgentNode { id: id.to_owned(), parent: parent.map(str::to_owned), agent_type: None, own: costed(cost) }
}

/// `depth:id own/total share`.
fn shown(nodes: &[AgentNode]) -> Vec<String> {
    let row = |row: &scopeon_core::metrics::agents::SubAgentRow| {
        format!(
            "{}:{} {}/{} {}",
            row.depth,
            row.id,
            row.own.cost_usd.rounded(0),
            row.total.cost_usd.rounded(0),
            row.cost_bp.bp()
        )
    };
    tree(nodes).iter().map(row).collect()
}

#[test]
fn numbers_of_one_size_come_in_their_order() {
    let entry = |key: &str| Entry { key: key.to_owned(), at: None, sum: costed("1") };
    let found =
        level(Depth::Call, Measure::Cost, ["10", "2", "(none)", "1", "11"].map(entry).into(), usize::MAX);
    let keys: Vec<_> = found.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["(none)", "1", "2", "10", "11"]);
}

#[test]
fn a_tree_of_agents_with_own_and_total_cost() {
    let nodes = [
        node("b", Some("main"), "3"),
        node("main", None, "4"),
        node("a", Some("main"), "1"),
        node("b1", Some("b"), "2"),
        node("other", None, "1"),
        node("orphan", Some("gone"), "20"),
    ];
    let expected = [
        "0:orphan 20/20 10000",
        "0:main 4/10 10000",
        "1:b 3/5 5000",
        "2:b1 2/2 2000",
        "1:a 1/1 1000",
        "0:other 1/1 10000",
    ];
    assert_eq!(shown(&nodes), expected);
    assert!(shown(&[]).is_empty());
}

#[test]
fn a_circle_of_parents_is_cut_at_its_smallest_id() {
    let nodes = [
        node("c", Some("b"), "1"),
        node("b", Some("a"), "1"),
        node("a", Some("c"), "1"),
        node("d", Some("c"), "1"),
    ];
    assert_eq!(shown(&nodes), ["0:a 1/4 10000", "1:b 1/3 7500", "2:c 1/2 5000", "3:d 1/1 2500"]);
    assert_eq!(shown(&[node("x", Some("x"), "1")]), ["0:x 1/1 10000"]);
    let reached_from_below =
        [node("a", Some("z"), "1"), node("y", Some("z"), "1"), node("z", Some("y"), "1")];
    assert_eq!(shown(&reached_from_below), ["0:y 1/3 10000", "1:z 1/2 6667", "2:a 1/1 3333"]);
}

#[test]
fn a_level_shows_the_largest_and_sums_the_rest() {
    let entry = |key: &str, cost: &str, tokens| Entry {
        key: key.to_owned(),
        at: None,
        sum: CostSum { usage: Usage { input: tokens, ..Usage::default() }, ..costed(cost) },
    };
    let entries =
        vec![entry("a", "1", 700), entry("b", "6", 100), entry("c", "3", 100), entry("d", "0", 100)];
    let keys = |measure| {
        let level = level(Depth::Project, measure, entries.clone(), 2);
        level.rows.iter().map(|row| format!("{} {}", row.key, row.share_bp.bp())).collect::<Vec<_>>()
    };
    assert_eq!(keys(Measure::Cost), ["b 6000", "c 3000"]);
    assert_eq!(keys(Measure::Tokens), ["a 7000", "b 1000"]);
    assert_eq!(keys(Measure::Calls), ["a 2500", "b 2500"]);
    let found = level(Depth::Project, Measure::Cost, entries, 2);
    assert_eq!((found.more, found.rest.cost_usd, found.total.cost_usd), (2, usd("1"), usd("10")));
    let empty = level(Depth::Tool, Measure::Cost, vec![], 10);
    assert_eq!((empty.rows.len(), empty.total), (0, CostSum::default()));
}

#[test]
fn levels_follow_each_other() {
    for pair in Depth::ALL.windows(2) {
        assert_eq!((pair[0].child(), pair[1].parent()), (Some(pair[1]), Some(pair[0])));
    }
    assert_eq!((Depth::Provider.parent(), Depth::Tool.child()), (None, None));
}

proptest! {
    #[test]
    fn every_node_is_in_the_tree_once_whatever_its_parent(parents in prop::collection::vec(prop::option::of(0..14_usize), 0..12)) {
        let mut nodes: Vec<AgentNode> = parents.iter().enumerate()
            .map(|(id, parent)| node(&format!("n{id:02}"), parent.map(|parent| format!("n{parent:02}")).as_deref(), "1"))
            .collect();
        let rows = tree(&nodes);
        let mut ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
        ids.sort();
        prop_assert_eq!(ids, nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>());
        let roots: u64 = rows.iter().filter(|row| row.depth == 0).map(|row| row.total.calls).sum();
        prop_assert_eq!(roots, nodes.len() as u64);
        for (index, row) in rows.iter().enumerate() {
            let children: u64 = rows.iter().filter(|child| child.parent.as_ref() == Some(&row.id)).map(|child| child.total.calls).sum();
            prop_assert_eq!(row.total.calls, children + 1);
            prop_assert!(row.parent.is_none() || rows[..index].iter().any(|above| Some(&above.id) == row.parent.as_ref() && above.depth + 1 == row.depth));
        }
        nodes.reverse();
        prop_assert_eq!(tree(&nodes), rows);
    }

    #[test]
    fn rows_and_rest_are_the_total(sizes in prop::collection::vec(0..1_000_u64, 0..20), most in 0..25_usize) {
        let mut entries: Vec<Entry> = sizes.iter().enumerate().map(|(key, size)| Entry {
            key: format!("k{key:02}"),
            at: None,
            sum: CostSum { calls: *size, cost_usd: usd("0.01").times(*size), ..CostSum::default() },
        }).collect();
        let found = level(Depth::Session, Measure::Cost, entries.clone(), most);
        let shown = found.rows.iter().map(|row| row.sum).fold(found.rest, CostSum::plus);
        prop_assert_eq!(shown, found.total);
        prop_assert!(found.rows.len() <= most && found.rows.len() as u64 + found.more == sizes.len() as u64);
        prop_assert!(found.rows.windows(2).all(|pair| pair[0].share_bp >= pair[1].share_bp));
        entries.reverse();
        prop_assert_eq!(level(Depth::Session, Measure::Cost, entries, most), found);
    }

    #[test]
    fn repeats_are_fewer_than_uses(marked in 0..10_000_u64, distinct in 0..10_000_u64) {
        let found = repeats(marked, distinct, pairs(distinct)).value;
        prop_assert_eq!(found.is_some(), marked > 0);
        prop_assert!(found.is_none_or(|repeats| repeats < marked));
    }
}
