//! Who asks: a token in a header, or the session of a browser that showed one, or the password of an account.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use rand::RngCore;
use register::{Account, Role, Scope, Token};

/// How long a browser stays signed in without asking for anything.
const IDLE: Duration = Duration::from_secs(12 * 3600);

/// The cookie of a session.
pub(crate) const COOKIE: &str = "demarche-session";

/// What a browser showed to sign in.
#[derive(Debug, Clone)]
pub(crate) enum Shown {
    /// The secret of a token.
    Token(String),
    /// Name and password of an account: the name is enough from then on.
    Account(String),
}

/// Browsers that are signed in. A restart forgets them.
#[derive(Debug)]
pub(crate) struct Sessions(moka::sync::Cache<String, Shown>);

impl Default for Sessions {
    fn default() -> Self {
        Self(moka::sync::Cache::builder().max_capacity(10_000).time_to_idle(IDLE).build())
    }
}

impl Sessions {
    /// Begins a session, and gives its name for the cookie.
    pub(crate) fn begin(&self, shown: Shown) -> String {
        let session = random();
        self.0.insert(session.clone(), shown);
        session
    }

    /// Ends a session.
    pub(crate) fn end(&self, session: &str) {
        self.0.invalidate(session);
    }

    /// What a request shows: a secret as a bearer token or as the password that calendars send, or what its session showed.
    pub(crate) fn shown(&self, headers: &HeaderMap) -> Option<Shown> {
        if let Some(header) = headers.get(header::AUTHORIZATION) {
            let (scheme, value) = header.to_str().ok()?.split_once(' ')?;
            return match scheme.to_ascii_lowercase().as_str() {
                "bearer" => Some(Shown::Token(value.trim().to_owned())),
                "basic" => {
                    let pair = String::from_utf8(BASE64_STANDARD.decode(value.trim()).ok()?).ok()?;
                    pair.split_once(':').map(|(_, password)| Shown::Token(password.to_owned()))
                }
                _ => None,
            };
        }
        self.0.get(cookie(headers, COOKIE)?)
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|all| all.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
}

/// 256 random bits as text.
pub(crate) fn random() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A random name of ten characters that people can type after a command: none that a shell or a command line takes for an option.
pub(crate) fn name() -> String {
    let letters = random();
    letters.chars().filter(char::is_ascii_alphanumeric).take(10).collect()
}

/// Who a request comes from, as the guard found out.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// A person at this machine, where no tokens are asked for.
    Local,
    /// The holder of a token.
    Holder(Token),
    /// Somebody who signed in with the password of an account.
    Person(Account),
}

impl Caller {
    /// The name under which its decisions are recorded.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Local => "desk",
            Self::Holder(token) => &token.name,
            Self::Person(account) => &account.name,
        }
    }

    /// It may do this.
    pub(crate) fn allows(&self, scope: Scope) -> bool {
        match self {
            Self::Local => true,
            Self::Holder(token) => token.allows(scope),
            Self::Person(account) => account.role.scopes().contains(&scope),
        }
    }

    /// It may undo what others did.
    pub(crate) fn administers(&self) -> bool {
        match self {
            Self::Local => true,
            Self::Holder(_) => false,
            Self::Person(account) => account.role == Role::Admin,
        }
    }
}
