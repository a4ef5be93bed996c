//! The `usage` object of an assistant line, in the forms that versions and gateways write it. Counts only.

use scopeon_core::usage::Usage;

use super::json::Json;

/// How the figures of one call are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As current versions do: every line of the id repeats the final figures.
    Plain,
    /// Earlier lines of the id state a smaller output, without reasoning (up to 2.1.96, seen in 2.1.220).
    Growing,
    /// `cache_creation` is there but lacks tokens of the flat total, which count as five-minute writes.
    FlatOnly,
    /// The flat total is 0 while `cache_creation` states writes (before 2.1.152).
    SplitOnly,
    /// As gateways do: no `cache_creation`, numbers as text, null for what is not known.
    Gateway,
}

/// Which line of its id a row stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    Earlier,
    Last,
}

/// What one line says of a call's consumption.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated<'a> {
    pub(super) usage: Usage,
    /// Searches the API counted itself; those of the `WebSearch` tool show on its result only.
    pub(super) searches: u64,
    pub(super) form: Form,
    pub(super) row: Row,
    pub(super) speed: &'static str,
    pub(super) model: &'a str,
    /// An advisor's model and consumption, which the top level leaves out.
    pub(super) advisor: Option<(&'static str, Usage)>,
}

/// Writes `"usage":{…}`.
pub(super) fn put(out: &mut Json, stated: &Stated<'_>) {
    if stated.form == Form::Gateway {
        return put_gateway(out, &stated.usage);
    }
    let usage = stated.usage;
    let output = match (stated.form, stated.row) {
        (Form::Growing, Row::Earlier) => usage.output.min(9),
        _ => usage.output,
    };
    let flat = if stated.form == Form::SplitOnly { 0 } else { usage.cache_write_5m + usage.cache_write_1h };
    let short = if stated.form == Form::FlatOnly { 0 } else { usage.cache_write_5m };
    out.raw("\"usage\":{\"input_tokens\":").number(usage.input);
    out.count("cache_creation_input_tokens", flat).count("cache_read_input_tokens", usage.cache_read);
    out.count("output_tokens", output);
    out.raw(",\"server_tool_use\":{\"web_search_requests\":").number(stated.searches);
    out.raw(",\"web_fetch_requests\":0},\"service_tier\":\"standard\"").text("speed", stated.speed);
    out.raw(",\"inference_geo\":\"not_available\",\"cache_creation\":{\"ephemeral_5m_input_tokens\":");
    out.number(short).count("ephemeral_1h_input_tokens", usage.cache_write_1h).raw("}");
    put_reasoning(out, stated);
    put_iterations(out, stated);
    out.raw("}");
}

fn put_reasoning(out: &mut Json, stated: &Stated<'_>) {
    if stated.usage.reasoning > 0 && (stated.form, stated.row) != (Form::Growing, Row::Earlier) {
        out.raw(",\"output_tokens_details\":{\"thinking_tokens\":").number(stated.usage.reasoning).raw("}");
    }
}

/// Message iterations are inside the top level already; an advisor's are not.
fn put_iterations(out: &mut Json, stated: &Stated<'_>) {
    let Some((advisor, usage)) = stated.advisor else {
        if stated.usage.output.is_multiple_of(3) && stated.form == Form::Plain {
            out.raw(",\"iterations\":[");
            put_iteration(out, "message", stated.model, &stated.usage);
            out.raw("]");
        }
        return;
    };
    out.raw(",\"iterations\":[");
    put_iteration(out, "message", stated.model, &stated.usage);
    out.raw(",");
    put_iteration(out, "advisor_message", advisor, &usage);
    out.raw("]");
}

fn put_iteration(out: &mut Json, kind: &str, model: &str, usage: &Usage) {
    out.raw("{\"type\":\"").raw(kind).raw("\"").text("model", model).count("input_tokens", usage.input);
    out.count("output_tokens", usage.output).count("cache_read_input_tokens", usage.cache_read);
    out.count("cache_creation_input_tokens", usage.cache_write_5m + usage.cache_write_1h).raw("}");
}

fn put_gateway(out: &mut Json, usage: &Usage) {
    out.raw("\"usage\":{\"input_tokens\":\"").number(usage.input).raw("\"");
    out.count("cache_creation_input_tokens", usage.cache_write_5m);
    out.raw(",\"cache_read_input_tokens\":null,\"output_tokens\":").number(usage.output);
    out.raw(",\"server_tool_use\":null,\"service_tier\":null,\"speed\":null}");
}
