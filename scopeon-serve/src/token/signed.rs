//! Signed claims: JSON Web Tokens of one algorithm alone. What a token says of its own algorithm is compared, not followed.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::tier::Tier;

/// The head of every token.
const HEAD: &[u8] = br#"{"alg":"HS256","typ":"JWT"}"#;
/// A token that is longer is none.
const MOST: usize = 1024;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    /// What it is for.
    pub(crate) aud: String,
    /// From when on it holds, in seconds.
    pub(crate) nbf: i64,
    /// When it ends, in seconds.
    pub(crate) exp: i64,
    /// What its holder may be told.
    pub(crate) tier: Tier,
    /// Which token it is.
    pub(crate) jti: String,
}

/// Signs and verifies.
#[derive(Clone)]
pub(crate) struct Signer {
    mac: Hmac<Sha256>,
}

impl Signer {
    /// Makes one whose key is made of a secret, so that a signature tells nothing of that.
    pub(crate) fn new(secret: &[u8]) -> Option<Self> {
        let mut derive = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        derive.update(b"scopeon token 1");
        let key = derive.finalize().into_bytes();
        Some(Self { mac: Hmac::new_from_slice(&key).ok()? })
    }

    /// Signs claims.
    pub(crate) fn sign(&self, claims: &Claims) -> String {
        let body = serde_json::to_vec(claims).unwrap_or_default();
        let signed = format!("{}.{}", BASE64URL_NOPAD.encode(HEAD), BASE64URL_NOPAD.encode(&body));
        let signature = BASE64URL_NOPAD.encode(&self.of(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// Returns what a token says that was signed here, is for `audience` and holds at `now`, in seconds.
    pub(crate) fn verify(&self, token: &str, audience: &str, now: i64) -> Option<Claims> {
        if token.len() > MOST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (head, body) = signed.split_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        let mut mac = self.mac.clone();
        mac.update(signed.as_bytes());
        mac.verify_slice(&signature).ok()?;
        if head != BASE64URL_NOPAD.encode(HEAD) {
            return None;
        }
        let claims: Claims = serde_json::from_slice(&BASE64URL_NOPAD.decode(body.as_bytes()).ok()?).ok()?;
        let holds = claims.aud == audience && claims.nbf <= now && now < claims.exp;
        holds.then_some(claims)
    }

    /// Returns the code of a text, for what is handed out and comes back.
    pub(crate) fn of(&self, text: &[u8]) -> Vec<u8> {
        let mut mac = self.mac.clone();
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::{BASE64URL_NOPAD, Claims, Signer, Tier};

    fn claims() -> Claims {
        Claims { aud: "a".into(), nbf: 10, exp: 20, tier: Tier::Sessions, jti: "j".into() }
    }

    #[test]
    fn a_token_holds_in_its_time_and_for_its_purpose() {
        let signer = Signer::new(b"secret").expect("a key");
        let token = signer.sign(&claims());
        assert_eq!(signer.verify(&token, "a", 10), Some(claims()));
        assert_eq!(signer.verify(&token, "a", 9), None, "not yet");
        assert_eq!(signer.verify(&token, "a", 20), None, "no more");
        assert_eq!(signer.verify(&token, "b", 15), None, "for something else");
        let other = Signer::new(b"another").expect("a key");
        assert_eq!(other.verify(&token, "a", 15), None, "signed elsewhere");
    }

    #[test]
    fn no_token_chooses_its_algorithm() {
        let signer = Signer::new(b"secret").expect("a key");
        let body = BASE64URL_NOPAD.encode(&serde_json::to_vec(&claims()).expect("JSON"));
        for head in [r#"{"alg":"none"}"#, r#"{"alg":"none","typ":"JWT"}"#, r#"{"alg":"RS256","typ":"JWT"}"#] {
            let text = format!("{}.{body}", BASE64URL_NOPAD.encode(head.as_bytes()));
            assert_eq!(signer.verify(&format!("{text}."), "a", 15), None);
            let signature = BASE64URL_NOPAD.encode(&signer.of(text.as_bytes()));
            assert_eq!(signer.verify(&format!("{text}.{signature}"), "a", 15), None, "{head}");
        }
    }

    #[test]
    fn what_is_changed_holds_no_more() {
        let signer = Signer::new(b"secret").expect("a key");
        let token = signer.sign(&claims());
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("text");
            assert_eq!(signer.verify(&changed, "a", 15), None, "{at}");
        }
    }
}
