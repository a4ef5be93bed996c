//! The page about the routes and their description for programs are what the table of routes says. `SCOPEON_UPDATE_DOCS=1`
//! writes them again.

mod columns;
mod components;

use std::path::{Path, PathBuf};

use scopeon_serve::{Documented, ServeOptions, Tier, documented, page};
use serde_json::{Value, json};
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItemBuilder,
};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApiBuilder, PathsBuilder, RefOr, Required, ResponseBuilder, Schema,
};

use crate::running::{Running, sample};

fn file(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn check(path: &Path, text: &str) {
    if std::env::var_os("SCOPEON_UPDATE_DOCS").is_some() {
        std::fs::write(path, text).expect("a file");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == text,
        "{} has drifted; run SCOPEON_UPDATE_DOCS=1 cargo test -p scopeon-serve --test it documents",
        path.display()
    );
}

#[test]
fn the_page_is_what_the_table_says() {
    check(&file("../docs/http.md"), &page());
}

#[test]
fn the_description_is_what_the_table_says() {
    let text = serde_json::to_string_pretty(&description()).expect("JSON");
    check(&file("src/openapi.json"), &format!("{text}\n"));
}

#[test]
fn the_columns_of_tables_are_what_the_types_say() {
    let text = serde_json::to_string_pretty(&columns::columns(&wire_types())).expect("JSON");
    check(&file("src/csv/columns.json"), &format!("{text}\n"));
}

/// Describes the routes; the types of answers are those of the wire format.
fn description() -> Value {
    let info = InfoBuilder::new().title("Scopeon").version(env!("CARGO_PKG_VERSION"));
    let info = info.description(Some("Where your coding agents' tokens, money and context went")).build();
    let mut paths = PathsBuilder::new();
    for route in described() {
        let method = if route.method == "POST" { HttpMethod::Post } else { HttpMethod::Get };
        paths = paths.path(route.path, PathItemBuilder::new().operation(method, operation(&route)).build());
    }
    let api = OpenApiBuilder::new().info(info).paths(paths.build()).build();
    let mut api = serde_json::to_value(api).expect("JSON");
    complete(&mut api);
    api
}

/// Every route but the one whose protocol describes itself.
fn described() -> impl Iterator<Item = Documented> {
    documented().into_iter().filter(|route| route.path != "/mcp")
}

fn operation(route: &Documented) -> utoipa::openapi::path::Operation {
    let mut operation =
        OperationBuilder::new().summary(Some(route.about)).tag(format!("tier {}", route.tier));
    let name: String = route
        .path
        .trim_matches('/')
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    operation = operation.operation_id(Some(if name.is_empty() { "dashboard".to_owned() } else { name }));
    if let Some(command) = route.command {
        operation = operation.description(Some(format!("The same as `scopeon {command} --json`.")));
    }
    if route.path.contains("{id}") {
        let id = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
        let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
        operation = operation.parameter(id.schema(Some(text)).description(Some("The session")).build());
    }
    for parameter in &route.parameters {
        operation = operation.parameter(stated(parameter));
    }
    let content = || ContentBuilder::new().build();
    let mut told = ResponseBuilder::new().description("The answer").content(route.content, content());
    if route.table.is_some() {
        told = told.content("text/csv", content());
    }
    if route.path == "/metrics" {
        told = told.content("application/openmetrics-text", content());
    }
    operation = operation.response(if route.path.starts_with("/ws") { "101" } else { "200" }, told.build());
    for (status, about) in refusals(route) {
        let content = ContentBuilder::new().build();
        let refused = ResponseBuilder::new().description(about).content("application/problem+json", content);
        operation = operation.response(status, refused.build());
    }
    operation.build()
}

fn refusals(route: &Documented) -> Vec<(&'static str, &'static str)> {
    let mut refusals = vec![
        ("400", "Something stated is not known or not allowed"),
        ("403", "The name, the page or the tier is not one that may ask"),
        ("405", "It takes another method"),
        ("414", "The path with its query is too long"),
        ("431", "The headers are too long"),
        ("503", "It cannot be answered now"),
    ];
    if route.tier > Tier::Health || route.method == "POST" {
        refusals.push(("401", "A secret or a token is needed"));
        refusals.push(("429", "Too many of them did not hold"));
    }
    if route.command.is_some() {
        refusals.push(("304", "The caller has the answer"));
        refusals.push(("404", "There is no such session"));
    }
    if route.method == "POST" {
        refusals.push(("413", "The body is too long"));
    }
    refusals
}

fn stated(parameter: &scopeon_serve::Parameter) -> Parameter {
    let text = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    let one: Schema = match parameter.most {
        Some(most) => ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Integer))
            .minimum(Some(1))
            .maximum(Some(most))
            .build()
            .into(),
        None if parameter.is_flag => {
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)).build().into()
        }
        None if !parameter.words.is_empty() => {
            text().enum_values(Some(parameter.words.iter().copied())).build().into()
        }
        None => text().min_length(Some(1)).build().into(),
    };
    let schema: RefOr<Schema> =
        if parameter.is_many { RefOr::T(many(one, parameter)) } else { RefOr::T(one) };
    let required = if parameter.is_needed { Required::True } else { Required::False };
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(ParameterIn::Query)
        .required(required)
        .description(Some(parameter.about))
        .schema(Some(schema))
        .build()
}

fn many(one: Schema, parameter: &scopeon_serve::Parameter) -> Schema {
    let mut many = ArrayBuilder::new().items(RefOr::T(one)).max_items(parameter.most_values);
    if !parameter.words.is_empty() {
        many = many.unique_items(true);
    }
    many.build().into()
}

/// The types of the wire format, by name.
fn wire_types() -> Value {
    let schema = std::fs::read_to_string(file("../docs/schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    schema["$defs"].clone()
}

/// Adds the types of answers, what is told instead of them, and how callers say who they are.
fn complete(api: &mut Value) {
    api["components"] = json!({
        "schemas": components::components(&wire_types()),
        "securitySchemes": {
            "token": { "type": "apiKey", "in": "header", "name": "x-scopeon-token" },
            "bearer": { "type": "http", "scheme": "bearer" },
        },
    });
    // Where there is no secret, nothing is needed.
    api["security"] = json!([{}, { "token": [] }, { "bearer": [] }]);
    for route in described() {
        let operation = &mut api["paths"][route.path][route.method.to_lowercase()];
        if route.method == "POST" {
            operation["requestBody"] = components::traded();
        }
        for (status, response) in operation["responses"].as_object_mut().expect("responses") {
            if status == "304" {
                response.as_object_mut().expect("a response").remove("content");
                continue;
            }
            for (kind, body) in response["content"].as_object_mut().expect("content") {
                body["schema"] = components::body(kind, &route);
            }
        }
    }
}

#[test]
fn a_server_hands_its_description_out() {
    let server =
        Running::start(&sample().app(), ServeOptions { tier: Tier::Health, ..ServeOptions::default() });
    let told = server.client().get("/api/v1/openapi.json").json();
    assert!(told == description(), "another description is handed out");
    let paths = told["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), described().count(), "each route is described once");
}
