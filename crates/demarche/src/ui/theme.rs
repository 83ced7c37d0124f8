//! The theme that somebody chooses, kept in a cookie.

use axum::Form;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use super::frame::{THEME, THEMES};
use crate::http::{Answered, Failure};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    /// `light`, `dark`, or nothing to leave it to the system.
    #[serde(default)]
    theme: String,
    /// The address of the page to go back to.
    #[serde(default)]
    back: String,
}

/// Keeps the choice and goes back to the page.
pub(super) async fn choose(Form(choice): Form<Choice>) -> Answered {
    let (theme, _) = THEMES
        .iter()
        .find(|(theme, _)| *theme == choice.theme)
        .ok_or_else(|| Failure::bad_request("a theme is light, dark, or empty for that of the system"))?;
    let age = if theme.is_empty() { 0 } else { 365 * 24 * 3600 };
    let mut response = Redirect::to(back(&choice.back)).into_response();
    let kept = format!("{THEME}={theme}; Path=/; Max-Age={age}; SameSite=Lax");
    let kept = HeaderValue::from_str(&kept).map_err(|error| Failure::internal(error.to_string()))?;
    response.headers_mut().append(header::SET_COOKIE, kept);
    Ok(response)
}

/// An address of this server; the desk where it is none, so that no form leads elsewhere.
pub(super) fn back(address: &str) -> &str {
    let plain = address.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if plain && address.starts_with('/') && !address.starts_with("//") { address } else { "/" }
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_addresses_of_this_server_are_gone_back_to() {
        assert_eq!(super::back("/ledger?status=open"), "/ledger?status=open");
        for elsewhere in ["https://example.org", "//example.org", "/\\example.org", "", "/\r\nX: y"] {
            assert_eq!(super::back(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
