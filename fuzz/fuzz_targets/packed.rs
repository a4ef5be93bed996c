//! Packed rollouts: any bytes as packed ones, and any bytes packed, which must be read as they are read unpacked.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use scopeon_providers::Codex;
use scopeon_providers::testkit::fuzz::{Form, Seed, judge, same};

const PATH: &str = "2026/01/02/rollout-2026-01-02T03-04-05-01a0eda9-cd7a-7d33-a6cd-868a670128c7.jsonl";

fuzz_target!(|bytes: &[u8]| {
    let seed = |form, path: &str, body: Vec<u8>| Seed {
        form,
        root: ".codex/sessions".to_owned(),
        path: path.to_owned(),
        project: String::new(),
        body,
    };
    let zst = [PATH, ".zst"].concat();
    let packed = seed(Form::Document, &zst, compress_to_vec(bytes, CompressionLevel::Fastest));
    let plain = seed(Form::Lines, PATH, bytes.to_vec());
    for verdict in [judge(&Codex, &seed(Form::Document, &zst, bytes.to_vec())), same(&Codex, &plain, &packed)]
    {
        if let Err(fault) = verdict {
            panic!("{fault}");
        }
    }
});
