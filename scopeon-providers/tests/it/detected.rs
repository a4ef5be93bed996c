//! Agents that are only detected: found by their place alone, and never looked into.

use std::collections::BTreeSet;
use std::fs;

use scopeon_core::provider::Coverage;
use scopeon_providers::{Detected, SearchPaths, builtin, detected};

fn is_here(agent: &Detected, places: &SearchPaths) -> bool {
    agent.detect(places).iter().any(|place| place.exists)
}

#[test]
fn each_is_found_by_each_of_its_places() {
    for agent in detected() {
        for place in agent.places {
            let home = tempfile::tempdir().unwrap();
            let places = SearchPaths::below(home.path());
            assert!(!is_here(agent, &places), "{}", agent.about.id);
            fs::create_dir_all(home.path().join(place)).unwrap();
            assert!(is_here(agent, &places), "{} at {place}", agent.about.id);
        }
    }
}

#[test]
fn a_variable_and_a_named_place_go_before_the_home() {
    let home = tempfile::tempdir().unwrap();
    let vibe = detected().iter().find(|agent| agent.about.id == "mistral-vibe").unwrap();
    fs::create_dir(home.path().join(".vibe")).unwrap();
    let mut places = SearchPaths::below(home.path());
    places.variables.insert("VIBE_HOME", home.path().join("elsewhere").into());
    assert!(!is_here(vibe, &places), "the variable says where it is, and nothing is there");
    fs::create_dir(home.path().join("elsewhere")).unwrap();
    assert!(is_here(vibe, &places));
    assert!(!is_here(vibe, &places.root("mistral-vibe", home.path().join("nowhere"))));
}

#[test]
fn each_has_a_name_of_its_own_and_promises_nothing() {
    let mut ids: BTreeSet<&str> = builtin().iter().map(|provider| provider.info().id).collect();
    let mut last = "";
    for agent in detected() {
        let about = &agent.about;
        assert!(ids.insert(about.id), "{} is read, too", about.id);
        assert!(last < about.id, "{} is not in order", about.id);
        assert_eq!((about.coverage, about.capabilities.len()), (Coverage::DetectedOnly, 0), "{}", about.id);
        last = about.id;
    }
}
