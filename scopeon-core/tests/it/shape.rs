//! Names pass as they are, and what is no name does not, measured on tables of both.

mod noise;
mod real;
mod smuggled;

use proptest::prelude::*;
use scopeon_core::label::Label;
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::shape::{Role, contains_secret, is_mark};

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

/// What is drawn from the letters and digits of keys is withheld, whatever it is said to be the name of.
#[test]
fn what_looks_random_is_withheld() {
    for shape in noise::shapes() {
        for role in [Role::Model, Role::Version, Role::Tool, Role::Skill, Role::EntryPoint, Role::Branch] {
            let withheld = shape.keys().filter(|key| !role.fits(key)).count() * 1000 / noise::EACH;
            assert!(withheld >= shape.least, "{} as {role:?}: {withheld} of 1000", shape.told());
        }
    }
}

#[test]
fn a_session_that_is_called_by_a_files_name_is_kept_where_paths_are() {
    let key = |policy, text: &str| {
        let redactor = Redactor::new(policy, [7; 32]);
        let kept = redactor.name(Role::Session, &Label::new(text).unwrap());
        assert!(redactor.may_keep(Role::Session, kept.as_str()), "{kept}");
        assert_eq!(redactor.name(Role::Session, &kept), kept, "what was kept is kept");
        kept.to_string()
    };
    for named in
        ["takeover-of-globex", "acme-merger", "alice-smith", "q3-budget-2026", "session-2026-09-22-fix-login"]
    {
        assert_eq!(key(PathPolicy::Full, named), named);
        for policy in [PathPolicy::Basename, PathPolicy::Hash] {
            let kept = key(policy, named);
            assert!(kept.starts_with("session-") && kept.len() == 24 && kept != named, "{kept}");
            assert!(
                !Redactor::new(policy, [8; 32]).may_keep(Role::Session, named),
                "what was kept before is found"
            );
            assert_ne!(kept, key(policy, "acme-merge"), "two are two");
        }
    }
    for id in [
        "019fa149-0000-7000-8000-000000000001",
        "ses_6f5e2b1c4ffeXyZ0123456789Ab",
        "01HZX3K5T8Q2W4R6Y7U9I0P1A2",
        "1790000000000",
        "2026-09-21T14-13-20.000Z",
        "rollout-2026-09-21T14-13-20-019fa149-0000-7000-8000-000000000001",
        "task-1790000000000-3",
        "aff491fda998b3fe0",
        "V1StGXR8_Z5jdHi6B-myT",
        "agent:main:main",
    ] {
        assert_eq!(key(PathPolicy::Hash, id), id);
    }
}

#[test]
fn a_model_that_is_called_by_its_file_is_kept_as_paths_are() {
    let model = |policy, text: &str| {
        let redactor = Redactor::new(policy, [7; 32]);
        let kept = redactor.name(Role::Model, &Label::new(text).unwrap());
        assert!(redactor.may_keep(Role::Model, kept.as_str()), "{kept}");
        kept.to_string()
    };
    for path in ["/models/private/llama-3.1-8b.gguf", r"C:\models\llama-3.1-8b.gguf"] {
        assert_eq!(model(PathPolicy::Full, path), path);
        assert_eq!(model(PathPolicy::Basename, path), "llama-3.1-8b.gguf");
        assert_eq!(model(PathPolicy::Hash, path), "llama-3.1-8b.gguf");
    }
    assert!(is_mark(&model(PathPolicy::Full, "/home/alice/notes.txt")));
}

/// An id and a branch may be nearly any word, a directory nearly any path; a key is none of them.
#[test]
fn no_key_passes_anywhere() {
    let keys = smuggled::keys();
    assert!(keys.len() >= 50, "{}", keys.len());
    for key in keys {
        assert!(contains_secret(&key), "{key}");
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

/// No user's name and password, and nothing that a page is asked, stands in a name or a path, wherever.
#[test]
fn no_address_with_a_password_passes_anywhere() {
    for text in smuggled::LOGINS {
        for role in NAMES.into_iter().chain([Role::Session, Role::Branch, Role::Project]) {
            let label = Label::new(text).unwrap();
            assert!(!role.fits(label.as_str()), "{role:?} {text}");
        }
    }
    for (role, text) in smuggled::PERSONS.iter().flat_map(|text| [(Role::Model, text), (Role::Tool, text)]) {
        assert!(!role.fits(text), "{role:?} {text}");
    }
}

#[test]
fn a_sentence_is_no_directory() {
    for text in smuggled::NO_DIRECTORIES {
        assert!(!Role::Project.fits(text), "{text}");
    }
}

/// What was taken apart by something invisible is not one word for being cleaned.
#[test]
fn what_held_something_invisible_is_no_name() {
    for hidden in smuggled::HIDDEN {
        let text = format!("please{hidden}look{hidden}into{hidden}the{hidden}refund");
        let (inside, around) = (Label::new(&text).unwrap(), Label::new(&format!("{hidden}Bash{hidden}")));
        for role in NAMES.into_iter().chain([Role::Session, Role::Branch, Role::Project]) {
            assert!(!role.fits(inside.as_str()), "{role:?} {inside:?}");
            assert!(!role.fits(&format!("/home/dev/{inside}")), "{role:?} {inside:?}");
        }
        let is_drawn = ('\u{fe00}'..='\u{fe0f}').contains(hidden);
        assert!(is_drawn || around.as_ref().is_some_and(|label| label.as_str() == "Bash"), "{around:?}");
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
