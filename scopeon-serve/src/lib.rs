//! The HTTP, WebSocket and SSE doors and the web dashboard live here; figures come from the store. Nothing is built yet.
