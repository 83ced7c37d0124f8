//! What the API is made of: one list of operations, from which its routes and its description both come.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter, on};
use register::Scope;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::http::session::Caller;
use crate::http::{Desk, Failure};

/// One thing that the API does.
#[derive(Debug)]
pub(super) struct Operation {
    /// `get` or `post`.
    pub(super) method: Method,
    /// Below `/api/v1`, with parameters in braces.
    pub(super) path: &'static str,
    /// The name by which clients call it.
    pub(super) id: &'static str,
    /// What it does, in a line.
    pub(super) summary: &'static str,
    /// What a token must allow.
    pub(super) scope: Scope,
    /// Parameters in the path and the query.
    pub(super) parameters: Vec<Parameter>,
    /// Media types that it takes, with the schemas of what is in them.
    pub(super) takes: Vec<(&'static str, Value)>,
    /// The answer.
    pub(super) answers: Answers,
    route: MethodRouter<Arc<Desk>>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    /// Its name.
    pub(super) name: String,
    /// It is a part of the path.
    pub(super) in_path: bool,
    /// It must be given.
    pub(super) required: bool,
    /// What it means.
    pub(super) description: String,
    /// What it may be.
    pub(super) schema: Value,
    /// One that `corpus/` has.
    pub(super) example: Option<&'static str>,
}

/// What an operation answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answers {
    /// The media type.
    pub(super) media: &'static str,
    /// The schema, in a document of many.
    pub(super) schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Operation {
    /// An operation that looks at the record.
    pub(super) fn get<H, T, A>(path: &'static str, id: &'static str, summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Desk>>,
        T: 'static,
        A: JsonSchema,
    {
        Self::new::<A>(Method::GET, path, id, summary, Scope::Read, on(MethodFilter::GET, handler))
    }

    /// An operation that changes the record, for those whose token allows it.
    pub(super) fn post<H, T, A>(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        scope: Scope,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Arc<Desk>>,
        T: 'static,
        A: JsonSchema,
    {
        Self::new::<A>(Method::POST, path, id, summary, scope, on(MethodFilter::POST, handler))
    }

    fn new<A: JsonSchema>(
        method: Method,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        scope: Scope,
        route: MethodRouter<Arc<Desk>>,
    ) -> Self {
        let answers = Answers { media: "application/json", schema: |schemas| schemas.subschema_for::<A>() };
        Self { method, path, id, summary, scope, parameters: Vec::new(), takes: Vec::new(), answers, route }
    }

    /// It takes the fields of a structure as parameters of its query.
    pub(super) fn query<T: JsonSchema>(mut self) -> Self {
        let schema = input::<T>();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            let mut schema = schema.clone();
            let description = take_text(&mut schema, "description");
            self.parameters.push(Parameter {
                required: required.contains(&name.as_str()),
                name: name.clone(),
                in_path: false,
                description,
                schema: as_text(schema),
                example: None,
            });
        }
        self
    }

    /// It takes the `id` in its path.
    pub(super) fn id(mut self, description: &str) -> Self {
        self.parameters.push(Parameter {
            name: "id".to_owned(),
            in_path: true,
            required: true,
            description: description.to_owned(),
            schema: serde_json::json!({"type": "string", "minLength": 1}),
            example: None,
        });
        self
    }

    /// A value of a parameter with which it answers, if the record has `corpus/`.
    pub(super) fn example(mut self, name: &str, value: &'static str) -> Self {
        for parameter in self.parameters.iter_mut().filter(|parameter| parameter.name == name) {
            parameter.example = Some(value);
        }
        self
    }

    /// It takes a body of that media type.
    pub(super) fn body(mut self, media: &'static str, schema: Value) -> Self {
        self.takes.push((media, schema));
        self
    }

    /// It takes so many bytes, where others take fewer.
    pub(super) fn takes_up_to(mut self, bytes: usize) -> Self {
        self.route = self.route.layer(DefaultBodyLimit::max(bytes));
        self
    }

    /// Its path and what answers there.
    pub(super) fn into_route(self) -> (&'static str, MethodRouter<Arc<Desk>>) {
        let named = self.parameters.into_iter().filter(|parameter| !parameter.in_path);
        let known: Arc<[Known]> = named.map(Known::from).collect();
        let scope = self.scope;
        // Layers of the route, not of its path: a method that it does not know is told as that.
        let route = self.route.route_layer(from_fn(move |request: Request, next: Next| {
            let known = Arc::clone(&known);
            async move {
                match sound(&request, &known).and_then(|()| allowed(&request, scope)) {
                    Ok(()) => next.run(request).await,
                    Err(failure) => failure.into_response(),
                }
            }
        }));
        (self.path, route)
    }
}

/// What a route knows of a parameter of its query.
#[derive(Debug)]
struct Known {
    name: String,
    /// Characters that its value has at most, as its description says.
    longest: Option<u64>,
}

impl From<Parameter> for Known {
    fn from(parameter: Parameter) -> Self {
        let longest = parameter.schema.get("maxLength").and_then(Value::as_u64);
        Self { name: parameter.name, longest }
    }
}

/// A misspelt filter that is passed over gives an answer to another question: it is refused, and so is one without a value, or
/// with more of it than is described.
fn sound(request: &Request, parameters: &[Known]) -> Result<(), Failure> {
    for (name, value) in url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()) {
        let Some(known) = parameters.iter().find(|known| known.name == name) else {
            let names: Vec<&str> = parameters.iter().map(|known| known.name.as_str()).collect();
            let taken =
                if names.is_empty() { "it takes none".to_owned() } else { format!("it takes {}", names.join(", ")) };
            return Err(Failure::bad_request(format!("{name:?} is no parameter of this resource: {taken}")));
        };
        if value.chars().all(|c| c.is_whitespace() || c.is_control()) {
            return Err(Failure::bad_request(format!("{name:?} has no value: leave it out")));
        }
        if let Some(longest) = known.longest.filter(|longest| value.chars().count() as u64 > *longest) {
            return Err(Failure::bad_request(format!("{name:?} is longer than {longest} characters: ask for less")));
        }
    }
    Ok(())
}

/// Who only looks was let in by the guard; who changes the record shows a token for it.
fn allowed(request: &Request, scope: Scope) -> Result<(), Failure> {
    if scope == Scope::Read {
        return Ok(());
    }
    match request.extensions().get::<Caller>() {
        Some(caller @ (Caller::Holder(_) | Caller::Person(_))) if caller.allows(scope) => Ok(()),
        Some(Caller::Person(account)) => Err(Failure::forbidden(format!(
            "this needs the scope {scope}, which the role {} lacks: `demarche account role` gives another",
            account.role.as_str()
        ))),
        Some(Caller::Holder(_)) => {
            Err(Failure::forbidden(format!("this token lacks the scope {scope}: `demarche token make` makes another")))
        }
        _ => Err(Failure::unauthorized(format!(
            "this needs a token with the scope {scope}, as `Authorization: Bearer …`: `demarche token make` makes one"
        ))),
    }
}

/// The schema of what is sent in, whole, without references.
pub(super) fn input<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.for_deserialize().into_generator().into_root_schema_for::<T>().to_value();
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("title");
    }
    schema
}

/// A schema as of a value in a query: it is there or left out, never null, and never blank.
fn as_text(mut schema: Value) -> Value {
    let Some(fields) = schema.as_object_mut() else { return schema };
    fields.remove("default");
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            fields.insert("type".to_owned(), only);
        }
    }
    let narrower = ["format", "pattern", "enum", "anyOf"].iter().any(|word| fields.contains_key(*word));
    if fields.get("type").is_some_and(|kind| kind == "string") && !narrower {
        fields.insert("pattern".to_owned(), Value::from(r"[^\s\u0000-\u001f\u007f-\u009f]"));
    }
    schema
}

fn take_text(schema: &mut Value, field: &str) -> String {
    let text = schema.as_object_mut().and_then(|fields: &mut Map<String, Value>| fields.remove(field));
    text.and_then(|text| text.as_str().map(|text| text.replace('\n', " "))).unwrap_or_default()
}

/// What the statuses mean that any operation may answer with.
pub(super) fn failures(operation: &Operation) -> Vec<(StatusCode, &'static str)> {
    use StatusCode as S;
    let mut failures = vec![
        (S::BAD_REQUEST, "The request makes no sense; the detail says why."),
        (S::UNAUTHORIZED, "A token is missing, or none that holds."),
        (S::FORBIDDEN, "The token does not allow it, or the request comes from elsewhere."),
        (S::NOT_FOUND, "There is nothing of that name."),
        (S::UNPROCESSABLE_ENTITY, "It is understood, but cannot be done."),
        (S::TOO_MANY_REQUESTS, "Too many requests from this address."),
        (S::SERVICE_UNAVAILABLE, "It cannot be done now: the server is busy or stops, or the disk is full."),
        (S::GATEWAY_TIMEOUT, "It took too long: ask for less."),
    ];
    if operation.method == Method::POST {
        failures.push((S::REQUEST_TIMEOUT, "What was sent did not arrive in time."));
        failures.push((S::PAYLOAD_TOO_LARGE, "More was sent than is taken."));
        failures.push((S::UNSUPPORTED_MEDIA_TYPE, "What was sent is of no type that is taken, or compressed."));
    }
    if operation.path == "/work" {
        failures.push((S::CONFLICT, "It does not fit what was done before."));
    }
    failures.sort();
    failures
}
