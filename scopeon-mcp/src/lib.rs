//! The MCP server lives here; figures come from the store. Nothing is built yet.
