//! Sending one event: signed after Standard Webhooks, to where the keeper of the record said, and nowhere else.

use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use rand::RngCore;
use register::Webhook;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use sha2::Sha256;

/// How long a receiver may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// Bytes of an answer that are looked at, to tell why it was refused.
const LOOKED_AT: usize = 512;

/// What begins a secret.
const SECRET: &str = "whsec_";

/// Sends events.
#[derive(Debug, Clone)]
pub(crate) struct Sender(reqwest::Client);

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The receiver took it.
    Taken,
    /// The receiver wants no more (410).
    Gone,
    /// It did not arrive, or was refused; and how long the receiver asks to be left alone.
    Failed {
        /// What was answered, or went wrong.
        why: String,
        /// The pause that the receiver asks for.
        after: Option<Duration>,
    },
}

impl Sent {
    /// The receiver took it.
    pub(crate) fn is_taken(&self) -> bool {
        *self == Self::Taken
    }
}

impl std::fmt::Display for Sent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Taken => formatter.write_str("taken"),
            Self::Gone => formatter.write_str("the receiver wants no more (410)"),
            Self::Failed { why, .. } => write!(formatter, "failed: {why}"),
        }
    }
}

impl Sender {
    /// Opens nothing yet.
    ///
    /// # Errors
    /// When the system has no certificates of authorities.
    pub(crate) fn new() -> Result<Self> {
        // Somebody else of this process may have chosen a provider of cryptography: then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("demarche/", env!("CARGO_PKG_VERSION")))
            // A redirection could lead anywhere: who moves says so to the keeper of the record.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(PATIENCE)
            .pool_max_idle_per_host(1)
            .build()
            .context("events cannot be sent")?;
        Ok(Self(client))
    }

    /// Sends an event.
    pub(crate) async fn send(&self, webhook: &Webhook, id: &str, body: &str) -> Sent {
        let now = Timestamp::now().as_second();
        let Some(signature) = sign(&webhook.secret, id, now, body) else {
            return Sent::Failed { why: "the secret of the webhook is damaged".to_owned(), after: None };
        };
        let request = self
            .0
            .post(&webhook.url)
            .header(CONTENT_TYPE, "application/cloudevents+json; charset=UTF-8")
            .header("webhook-id", id)
            .header("webhook-timestamp", now)
            .header("webhook-signature", signature)
            .body(body.to_owned());
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Sent::Taken,
            Ok(answer) if answer.status() == StatusCode::GONE => Sent::Gone,
            Ok(answer) => refused(answer).await,
            // The address is known to who reads this, and may hold a secret.
            Err(error) => Sent::Failed { why: chain(&error.without_url()), after: None },
        }
    }
}

async fn refused(mut answer: reqwest::Response) -> Sent {
    let after = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut why = answer.status().to_string();
    let mut words = Vec::new();
    while words.len() < LOOKED_AT
        && let Ok(Some(chunk)) = answer.chunk().await
    {
        words.extend_from_slice(&chunk[..chunk.len().min(LOOKED_AT - words.len())]);
    }
    let words: String = String::from_utf8_lossy(&words).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if !words.trim().is_empty() {
        why = format!("{why}: {}", words.trim());
    }
    Sent::Failed { why, after: after.map(Duration::from_secs) }
}

/// An error with all its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// A new secret: 256 random bits.
pub(crate) fn secret() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    format!("{SECRET}{}", BASE64_STANDARD.encode(bytes))
}

/// The signature of an event (Standard Webhooks 1.0): HMAC-SHA256 over id, time and body.
fn sign(secret: &str, id: &str, at: i64, body: &str) -> Option<String> {
    let key = BASE64_STANDARD.decode(secret.strip_prefix(SECRET)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    Some(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_standard() {
        // The example of its reference implementations.
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(sign("none", "id", 0, ""), None);
        assert_ne!(super::secret(), super::secret());
    }
}
