//! Style, script and pictures, kept in the binary.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

use crate::http::{Answered, Failure};

/// Name, media type, content.
const ASSETS: &[(&str, &str, &[u8])] = &[
    ("style.css", "text/css; charset=utf-8", include_bytes!("../../assets/style.css")),
    ("desk.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/desk.js")),
    ("papers.css", "text/css; charset=utf-8", include_bytes!("../../assets/papers.css")),
    ("papers.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/papers.js")),
    ("mark.svg", "image/svg+xml", include_bytes!("../../assets/mark.svg")),
];

/// The address of an asset: its content is part of it, so that browsers may keep it for ever.
pub(super) fn address(name: &str) -> String {
    let content = ASSETS.iter().find(|(known, ..)| *known == name).map_or(&[][..], |(.., content)| content);
    let digest = Sha256::digest(content);
    format!("/assets/{name}?{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3])
}

/// Gives an asset.
pub(super) async fn asset(Path(name): Path<String>) -> Answered {
    let (_, media, content) =
        ASSETS.iter().find(|(known, ..)| *known == name).ok_or_else(|| Failure::not_found("there is no such asset"))?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
