//! The page of the dashboard. It says of its server what `/health` says, and which route is of which tier, so that its script
//! need not ask for that before it asks for figures.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use crate::assets;
use crate::etag;
use crate::packed;
use crate::routes::QUESTIONS;
use crate::tier::Tier;

/// Where the page says it.
const PLACE: &str = "<meta name=\"server\" content=\"\">";
const KIND: &str = "text/html; charset=utf-8";

/// The page of one server, as it is and packed.
#[derive(Debug)]
pub(crate) struct IndexPage {
    whole: Bytes,
    packed: Bytes,
    tag: String,
}

impl IndexPage {
    /// Fills it in for a server that tells up to a tier.
    pub(crate) fn new(most: Tier, is_token_needed: bool) -> Self {
        let page = assets::find("/").map_or("", |page| str::from_utf8(page.bytes()).unwrap_or_default());
        let said = said(most, is_token_needed).replace('&', "&amp;").replace('"', "&quot;");
        let whole = page.replace(PLACE, &PLACE.replace("\"\"", &format!("\"{said}\"")));
        let packed = Bytes::from(packed::pack(whole.as_bytes()));
        Self { tag: etag::of_bytes(whole.as_bytes()), whole: Bytes::from(whole), packed }
    }

    /// Hands it out, unless the caller has it.
    pub(crate) fn response(&self, asked: &HeaderMap) -> Response {
        assets::response(asked, (self.whole.clone(), self.packed.clone()), &self.tag, KIND)
    }
}

fn said(most: Tier, is_token_needed: bool) -> String {
    let name = |path: &'static str| path.split('/').nth(3);
    let routes: BTreeMap<_, _> =
        QUESTIONS.iter().filter_map(|route| Some((name(route.path)?, route.tier))).collect();
    json!({ "tier": most, "needs_token": is_token_needed, "routes": routes }).to_string()
}

#[cfg(test)]
mod tests {
    use super::IndexPage;
    use crate::tier::Tier;

    #[test]
    fn the_page_says_what_its_server_tells() {
        for (tier, needed, said) in [
            (Tier::Aggregates, false, "&quot;needs_token&quot;:false"),
            (Tier::Calls, true, "&quot;needs_token&quot;:true"),
        ] {
            let page = IndexPage::new(tier, needed);
            let text = str::from_utf8(&page.whole).expect("text");
            assert!(text.contains(&format!("&quot;tier&quot;:{tier}")), "{text}");
            assert!(text.contains(said) && text.contains("&quot;tools&quot;:2"), "{text}");
        }
        assert_ne!(IndexPage::new(Tier::Calls, true).tag, IndexPage::new(Tier::Calls, false).tag);
    }
}
