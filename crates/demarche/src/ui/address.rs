//! The address of a page, to link to its variants: another order, another page of a list.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use url::form_urlencoded;

/// Path and query of the page that was asked for; what is empty in the query is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// Takes an address apart.
    pub(super) fn of(path: &str, query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(_, value)| !value.is_empty());
        Self { path: path.to_owned(), pairs: pairs.collect() }
    }

    /// The same page with another value; an empty one takes the parameter away.
    pub(super) fn with(&self, key: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        let mut pairs: Vec<_> = self.pairs.iter().filter(|(name, _)| name != key).cloned().collect();
        if !value.is_empty() {
            pairs.push((key.to_owned(), value));
        }
        Self { path: self.path.clone(), pairs }
    }

    /// The same question to another resource.
    pub(super) fn at(&self, path: &str) -> Self {
        Self { path: path.to_owned(), pairs: self.pairs.clone() }
    }

    /// The value of a parameter; empty where there is none.
    pub(super) fn value(&self, key: &str) -> &str {
        self.pairs.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// Something is asked for besides the page itself.
    pub(super) fn asks(&self) -> bool {
        !self.pairs.is_empty()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if !self.pairs.is_empty() {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish();
            write!(f, "?{query}")?;
        }
        Ok(())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.path(), parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn parameters_are_replaced_and_escaped() {
        let address = Address::of("/ledger", "with=EU&topic=&sort=due");
        assert_eq!(address.with("sort", "age").to_string(), "/ledger?with=EU&sort=age");
        assert_eq!(address.with("sort", "").at("/ledger.csv").to_string(), "/ledger.csv?with=EU");
        assert_eq!(address.with("topic", "a&b=\"c\"").to_string(), "/ledger?with=EU&sort=due&topic=a%26b%3D%22c%22");
        assert!(!Address::of("/ledger", "with=").asks());
    }
}
