//! Names pass as they are, and what is no name does not, measured on tables of both.

mod real;
mod smuggled;

use proptest::prelude::*;
use scopeon_core::label::Label;
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::shape::{Role, holds_token, is_mark};

/// Every role that a log fills with a name of a program.
const NAMES: [Role; 11] = [
    Role::Model,
    Role::Version,
    Role::Tool,
    Role::McpServer,
    Role::Skill,
    Role::Hook,
    Role::AgentType,
    Role::Effort,
    Role::EntryPoint,
    Role::ErrorKind,
    Role::Field,
];

#[test]
fn real_names_pass_as_they_are() {
    let names = real::names();
    assert!(names.len() >= 500, "{}", names.len());
    let refused: Vec<_> = names.iter().filter(|(role, name)| !role.fits(name)).collect();
    assert!(refused.is_empty(), "{} of {}: {refused:?}", refused.len(), names.len());
}

#[test]
fn what_is_no_name_does_not() {
    let texts = smuggled::texts();
    assert!(texts.len() >= 500, "{}", texts.len());
    for role in NAMES {
        let passed: Vec<_> = texts.iter().filter(|text| role.fits(text)).collect();
        assert!(passed.is_empty(), "{} as {role:?}: {passed:?}", passed.len());
    }
}

/// An id and a branch may be nearly any word, a directory nearly any path; a key is none of them.
#[test]
fn no_key_passes_anywhere() {
    let keys = smuggled::keys();
    assert!(keys.len() >= 50, "{}", keys.len());
    for key in keys {
        assert!(holds_token(&key), "{key}");
        for role in [Role::Session, Role::Branch, Role::Project, Role::Carried] {
            for text in [key.clone(), format!("fix/{key}")] {
                assert!(!role.fits(&text), "{role:?} {text}");
            }
        }
    }
    for (role, texts) in [
        (Role::Session, ["please look into this", "/home/dev/shop", r"C:\Users\dev", "me@example.com"]),
        (Role::Branch, ["fix the login", "me@example.com/fix", "https://user:PASS@host/x", "a\\b"]),
        (
            Role::Project,
            [
                "please look into this customer's order now",
                "https://user:PASS@host/shop",
                "{\"cwd\":1}",
                "a long sentence that nobody would ever call their directory",
            ],
        ),
    ] {
        for text in texts {
            assert!(!role.fits(text), "{role:?} {text}");
        }
    }
}

#[test]
fn marks_differ_as_names_do_and_stay() {
    let redactor = Redactor::new(PathPolicy::Full, [7; 32]);
    let mark = |text: &str| redactor.name(Role::Tool, &Label::new(text).unwrap());
    let (one, other) = (mark("fix the login"), mark("fix the logout"));
    assert!(is_mark(one.as_str()) && is_mark(other.as_str()) && one != other, "{one} {other}");
    assert!(one.as_str().ends_with("-13"), "{one}: its length");
    assert_eq!(one, mark("fix the login"), "it is one row");
    let foreign = Redactor::new(PathPolicy::Full, [8; 32]).mark(&Label::new("fix the login").unwrap());
    assert_ne!(one, foreign, "no guess is confirmed without the key");
    for role in Role::ALL.iter().filter(|role| **role != Role::Provider) {
        assert!(role.fits(one.as_str()), "{role:?}: a mark is not marked again");
    }
}

#[test]
fn a_name_of_the_configuration_is_kept() {
    let redactor = Redactor::new(PathPolicy::Full, [7; 32]).models(["our big model".to_owned()]);
    let kept = |role, text: &str| redactor.name(role, &Label::new(text).unwrap()).to_string();
    assert_eq!(kept(Role::Model, "Our Big Model"), "Our Big Model");
    assert!(is_mark(&kept(Role::Tool, "Our Big Model")), "it is the name of a model");
}

proptest! {
    /// What was kept comes back through what a reader remembers.
    #[test]
    fn keeping_twice_keeps_once(text in "(/|~/|C:\\\\|)[\\PC/]{1,80}", policy in 0..3_usize) {
        let policy = [PathPolicy::Full, PathPolicy::Basename, PathPolicy::Hash][policy];
        let redactor = Redactor::new(policy, [7; 32]);
        if let Some(label) = Label::new(&text) {
            let kept = redactor.project(&label);
            prop_assert_eq!(redactor.project(&kept), kept.clone());
            prop_assert!(policy.keeps(kept.as_str()), "{}", kept);
            for role in Role::ALL {
                let kept = redactor.name(*role, &label);
                prop_assert_eq!(redactor.name(*role, &kept), kept.clone(), "{:?}", role);
            }
        }
    }
}
