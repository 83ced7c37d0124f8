//! What stands around every page.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

use super::address::Address;
use super::assets;
use super::time::Looking;
use crate::http::session::{Caller, cookie};

/// The cookie that keeps the theme somebody chose.
pub(super) const THEME: &str = "demarche-theme";

/// Values of the cookie, with their names.
pub(super) const THEMES: &[(&str, &str)] = &[("", "System"), ("light", "Light"), ("dark", "Dark")];

/// A page's surroundings: title, navigation, theme.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The title of the page.
    pub(super) title: String,
    /// The entry of the navigation that the page belongs to; empty for none.
    pub(super) section: &'static str,
    /// `light`, `dark`, or nothing where the system decides.
    pub(super) theme: &'static str,
    /// The words in the search field.
    pub(super) words: String,
    /// Path and query of the page.
    pub(super) address: String,
    /// The day that the page is about.
    pub(super) looking: Looking,
    /// Who is signed in; empty where nobody is.
    pub(super) person: String,
}

/// Entries of the navigation: address, name.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    ("/", "Desk"),
    ("/mine", "Mine"),
    ("/ledger", "Ledger"),
    ("/counterparts", "Counterparts"),
    ("/instruments", "Instruments"),
    ("/agenda", "Agenda"),
    ("/people", "People and bodies"),
    ("/series", "Series"),
    ("/documents", "Documents"),
    ("/review", "Review"),
    ("/add", "Add"),
];

impl Frame {
    /// The surroundings that a browser asks for.
    pub(super) fn of(headers: &HeaderMap, address: &Uri) -> Self {
        let asked = cookie(headers, THEME).unwrap_or_default();
        let theme = THEMES.iter().find(|(theme, _)| *theme == asked).map_or("", |(theme, _)| theme);
        let looking = Looking::of(address);
        let address = address.path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default();
        Self { title: String::new(), section: "", theme, words: String::new(), address, looking, person: String::new() }
    }

    /// With a title.
    pub(super) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// In a section of the navigation.
    pub(super) fn within(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// With words in the search field.
    pub(super) fn searching(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }

    /// What makes two requests for one page differ: add it to the key of the answer.
    pub(super) fn key(&self) -> String {
        format!("{}\n{}", self.theme, self.person)
    }

    /// Entries of the navigation: address, name, and whether the page belongs to it.
    pub(super) fn sections(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        SECTIONS.iter().map(|(address, name)| (*address, *name, *address == self.section))
    }

    /// Path and query of the page, without what was done on it just now: where a form leads back to.
    pub(super) fn page(&self) -> String {
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        Address::of(path, query).with("done", "").to_string()
    }

    /// The themes to choose from.
    pub(super) fn themes(&self) -> &'static [(&'static str, &'static str)] {
        THEMES
    }

    /// The address of an asset, which changes with its content.
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let mut frame = Self::of(&parts.headers, &parts.uri);
        if let Some(caller) = parts.extensions.get::<Caller>().filter(|caller| !matches!(caller, Caller::Local)) {
            caller.name().clone_into(&mut frame.person);
        }
        Ok(frame)
    }
}
