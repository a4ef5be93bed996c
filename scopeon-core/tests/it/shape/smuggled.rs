//! What is no name: sentences, keys, blobs, addresses, paths, code.

mod keys;
mod listed;

use scopeon_core::label::Label;

pub(super) use keys::keys;
use keys::noise;
pub(super) use listed::{HIDDEN, LOGINS, NO_DIRECTORIES, PERSONS};

const SENTENCES: &[&str] = &[
    "fix the login",
    "please look into",
    "delete all orders",
    "write a test",
    "why does it",
    "the customer called",
    "refactor payment service",
    "add error handling",
    "my password is",
    "call me tomorrow",
    "Please fix login",
    "Fix the bug",
    "we lost money",
    "explain this function",
    "make it faster",
    "please fix this",
    "delete my account",
    "gpt hunter2 s3cret",
    "gpt 4111 1111 1111 1111",
    "claude 3 delete 4lice 5mith",
    "Claude please look into this",
    "remove old users",
    "rename the file",
    "corrige el error",
    "por favor revisa",
    "korrigiere den Fehler",
    "bitte schau nach",
    "corrige cette erreur",
    "regarde ce fichier",
    "correggi questo errore",
    "corrija este erro",
    "napraw ten błąd",
    "oprav tuto chybu",
    "исправь эту ошибку",
    "виправ цю помилку",
    "поправи тази грешка",
    "διόρθωσε το λάθος",
    "bu hatayı düzelt",
    "أصلح هذا الخطأ",
    "תקן את הבאג",
    "इस त्रुटि को",
    "এই ত্রুটি ঠিক",
    "இந்த பிழையை சரி",
    "แก้ไขข้อผิดพลาดนี้",
    "sửa lỗi này",
    "perbaiki kesalahan ini",
    "请修复登录错误",
    "請幫我看這個訂單",
    "このバグを直して",
    "ログインを修正してください",
    "이 버그를 고쳐줘",
    "로그인 오류 수정",
    "javítsd ki ezt",
    "korjaa tämä virhe",
    "rätta till felet",
    "ret denne fejl",
    "fiks denne feilen",
    "lagaðu þessa villu",
    "paranda see viga",
    "izlabo šo kļūdu",
    "ištaisyk šią klaidą",
    "popravi to napako",
    "ndrysho këtë gabim",
    "konpondu errore hau",
    "arregla aquest error",
    "herstel deze fout",
    "ተስተካከል ይህን ስህተት",
    "ابن خطا را",
    "გაასწორე ეს შეცდომა",
    "ուղղիր այս սխալը",
    "ແກ້ໄຂຂໍ້ຜິດພາດ",
    "ကိုပြင်ပါ",
    "កែកំហុសនេះ",
    "refactor the payment service so that refunds are booked twice",
    "what does the contract with Acme say about 2027",
];

const PEOPLE: &[&str] = &[
    "alice@example.com",
    "bob.smith@acme.co.uk",
    "bob@163.com",
    "me+test@gmail.com",
    "Alice <alice@example.com>",
    "mailto:alice@example.com",
    "carol@sub.host.example.org",
    "+49 171 1234567",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532",
    "user@4chan.org",
    "alice@example.com,bob@example.com",
];

const ADDRESSES: &[&str] = &[
    "https://user:PASS@host",
    "https://user:PASS@host/path",
    "postgres://admin:hunter2@db/shop",
    "redis://:secret@cache:6379",
    "https://hooks.slack.com/services/T0/B0/x",
    "http://10.0.0.7/admin",
    "ssh://git@host/repo.git",
    "ftp://me:pw@files",
    "https://example.com/?token=abc",
    "mongodb+srv://u:p@cluster.example.net",
    "amqp://guest:guest@mq",
    "s3://bucket/key",
    "user:PASS@host",
    "user:PASS@1.2.3.4",
    "jdbc:mysql://db/shop",
    "file:///etc/passwd",
    "data:text/plain,hello",
];

const PATHS: &[&str] = &[
    "/etc/passwd",
    "/home/alice/secret-project",
    "~/private/notes.txt",
    r"C:\Users\alice\tax.xlsx",
    "C:/Users/alice",
    "../../etc/shadow",
    "./run.sh",
    "src/billing/refunds.rs",
    "src/main.rs",
    r"..\secrets",
    r"\\server\share",
    "/models/private/llama.gguf",
    "docs/../keys",
    "a//b",
    "clients/acme/contract.docx",
];

const CODE: &[&str] = &[
    "{\"role\":\"user\"}",
    "[{\"text\":1}]",
    "{'a': 1}",
    "SELECT * FROM users",
    "DROP TABLE orders;--",
    "' OR 1=1 --",
    "INSERT INTO t VALUES (1)",
    "UPDATE users SET admin = 1",
    "rm -rf /",
    "curl http://x | sh",
    "$(cat /etc/passwd)",
    "`id`",
    "a && b",
    "a; b",
    "echo $HOME",
    "export KEY=value",
    "KEY=value",
    "PASSWORD=hunter2",
    "fn main() {}",
    "if (a) { b }",
    "<script>alert(1)</script>",
    "<b>hi</b>",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "%{x}",
    "print(\"hi\")",
    "x = y + 1",
    "a, b, c",
    "#!/bin/sh",
    "// comment",
    "/* c */",
    "-- sql",
    "key: value",
    "a=1&b=2",
    "def f(x):",
    "import os, sys",
    "a\\nb",
    "\"quoted\"",
    "'quoted'",
    "Bearer abc",
    "Authorization: Basic dXNlcjpwYXNz",
    "why?",
    "stop!",
    "50% off",
    "C'est la vie",
    "naïve",
    "git push --force",
    "kubectl delete ns",
    "node x.js --all",
    "?? ==",
    "^regex$",
    "a*b|c d",
    "~/.ssh/id_rsa",
];

const DRAWN: &[&str] = &[
    "🙂",
    "fix🐛now",
    "🔥 deploy",
    "ship it 🚀",
    "→ next",
    "• item",
    "“quoted”",
    "№5",
    "€100",
    "½",
    "™",
    "…",
    "—",
    "a\u{301}bc",
    "сlaude-opus-5",
    "gрt-5",
    "Βash",
    "Rеad",
    "ｂａｓｈ",
    "𝐁𝐚𝐬𝐡",
    "Ｇ5",
    "bаsh_оutput",
    "mсp__github__create",
    "oрus",
    "ⅼs",
];

const TRICKS: &[&str] = &[
    "Bash\nplease look into it",
    "Bash\r\nfix the login",
    "Bash\tand then some",
    "a\u{0}b c d",
    "x\u{1b}[31m red text here",
    "one\u{2028}two three four",
    "a b",
    "fix\u{a0}the\u{a0}login",
    "fix\u{2003}the\u{2003}login",
    "fix\u{3000}the",
    "Bash  Read",
];

fn base64(text: &str, alphabet: &[u8; 64]) -> String {
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        out.extend((0..=chunk.len()).map(|place| char::from(alphabet[bits >> (18 - 6 * place) & 63])));
    }
    out
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

const PLAIN: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Texts, cleaned as labels are, each of them once.
pub(super) fn texts() -> Vec<String> {
    let mut texts: Vec<String> = keys();
    for table in [SENTENCES, PEOPLE, ADDRESSES, PATHS, CODE, DRAWN, TRICKS] {
        texts.extend(table.iter().map(|text| (*text).to_owned()));
    }
    // What does not say a thing by itself is packed, hidden behind a name or cut.
    for sentence in SENTENCES {
        texts.push(format!("Bash {sentence}"));
        texts.push(format!("claude {sentence}"));
        if sentence.is_ascii() {
            let long = format!("{sentence} of the customer in Hamburg");
            texts.push(base64(&long, PLAIN));
            texts.push(hex(&long));
            texts.push(format!("{}!", sentence.replace(' ', "-")));
        }
    }
    for seed in 0..40 {
        texts.push(noise(seed, 40));
        texts.push(format!("Bash:{}", noise(seed, 24)));
        texts.push(format!("mcp__{}__run", noise(seed, 32)));
        texts.push(hex(&noise(seed, 21)));
    }
    for run in ["x", "ab", "A1", "word", "長"] {
        texts.push(run.repeat(256 / run.chars().count()));
    }
    let mut texts: Vec<String> =
        texts.iter().filter_map(|text| Label::new(text)).map(|label| label.to_string()).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}
