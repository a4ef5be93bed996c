//! The page about the server is what its tables say. `SCOPEON_UPDATE_DOCS=1` writes it again.

use std::path::Path;

#[test]
fn the_page_is_what_the_tables_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/mcp.md");
    let page = scopeon_mcp::page();
    if std::env::var_os("SCOPEON_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("a file");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "docs/mcp.md has drifted; run SCOPEON_UPDATE_DOCS=1 cargo test -p scopeon-mcp --test it page"
    );
}
