//! Webhooks: changes are told to other programs as they come, each as a CloudEvent, signed, until it is taken.
//!
//! The courier goes beside the server. It looks for operations that nobody was told of, also those of other programs,
//! writes their events down, and sends what waits. All it knows is in the register: it can stop at any time.

mod event;
mod sending;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::Rng;
use register::{Delivery, Outcome, Webhook};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

pub(crate) use event::test;
pub(crate) use sending::{Sender, secret};

use crate::filter::ScopeFilter;
use crate::http::{Desk, Failure};
use sending::Sent;

/// How often the courier looks for what other programs wrote.
const LOOK: Duration = Duration::from_secs(1);

/// How many operations are taken up at once.
const OPERATIONS: i64 = 50;

/// How many deliveries are under way at once.
const AT_ONCE: usize = 8;

/// How long a delivery is one sender's own: twice the longest that sending may take. What a sender that was killed had
/// under way waits as long after the next start.
const OWN: SignedDuration = SignedDuration::from_secs(30);

/// The longest pause between two attempts.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// How long it is kept what was delivered.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How deliveries are tried again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retries {
    /// How often one is sent before it is given up.
    pub(crate) attempts: u32,
    /// The pause before the second attempt; each further one is twice as long.
    pub(crate) first: Duration,
}

/// The courier at work.
#[derive(Debug)]
pub(crate) struct Courier {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Courier {
    /// Starts the courier of a desk.
    pub(crate) fn start(desk: &Arc<Desk>) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, task: tokio::spawn(work(Arc::clone(desk), stopped)) }
    }

    /// Lets it bring to an end what is under way.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(sending::PATIENCE + Duration::from_secs(2), self.task).await.is_err() {
            tracing::warn!("a delivery was left: it is sent again after the next start");
        }
    }
}

async fn work(desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) {
    let sender = match Sender::new() {
        Ok(sender) => sender,
        Err(error) => {
            tracing::error!(%error, "webhooks cannot be served");
            return;
        }
    };
    let mut swept = None;
    loop {
        let round = async {
            let more = take_up(&desk).await? | send(&desk, &sender).await?;
            if swept
                .is_none_or(|swept: Timestamp| Timestamp::now().duration_since(swept) > SignedDuration::from_hours(1))
            {
                sweep(&desk).await?;
                swept = Some(Timestamp::now());
            }
            Ok::<bool, Failure>(more)
        };
        // What goes wrong is told in the log, and tried again: it may be a full disk that somebody clears.
        let more = round.await.unwrap_or_else(|failure| {
            tracing::error!(error = failure.detail(), "the courier failed");
            false
        });
        if *stopped.borrow() {
            return;
        }
        if !more {
            tokio::select! {
                _ = stopped.changed() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}

/// Writes down what webhooks have not been told of yet, a number of operations of each; true if there are more.
async fn take_up(desk: &Arc<Desk>) -> Result<bool, Failure> {
    let last = desk.operation().await?;
    let webhooks = desk.ask(|register| Ok(register.webhooks()?)).await?;
    let mut more = false;
    for webhook in webhooks.into_iter().filter(|webhook| webhook.ended.is_none() && webhook.told < last) {
        let (told, until) = (webhook.told, last.min(webhook.told + OPERATIONS));
        let filter = match filter(&webhook) {
            Ok(filter) => filter,
            Err(failure) => {
                tracing::error!(error = failure.detail(), "a webhook is notified of nothing");
                continue;
            }
        };
        let (base, day) = (desk.settings.base.clone(), desk.today());
        let events = desk
            .ask(move |register| {
                let mut events = Vec::new();
                for operation in told + 1..=until {
                    let now = register.snapshot_at(day, operation);
                    let before = register.snapshot_at(day, operation - 1);
                    events.extend(event::events(now, before, &filter, &base)?);
                }
                Ok(events)
            })
            .await?;
        // Where this changes nothing, another server of the same register was quicker, or the webhook ended.
        let written =
            desk.write(move |register| Ok(register.tell(&webhook.id, told, until, &events, Timestamp::now())?));
        more |= written.await? && until < last;
    }
    Ok(more)
}

/// What a webhook asks for.
///
/// # Errors
/// When what is stored is none.
pub(crate) fn filter(webhook: &Webhook) -> Result<ScopeFilter, Failure> {
    serde_json::from_str(&webhook.filter)
        .map_err(|error| Failure::internal(format!("the filter of webhook {} is damaged: {error}", webhook.id)))
}

/// Sends what waits and may be sent; true if there may be more.
async fn send(desk: &Arc<Desk>, sender: &Sender) -> Result<bool, Failure> {
    let next = desk.ask(|register| Ok(register.next_delivery()?)).await?;
    if next.is_none_or(|next| next > Timestamp::now()) {
        return Ok(false);
    }
    let taken = desk
        .write(|register| {
            let now = Timestamp::now();
            Ok(register.take_deliveries(now, now + OWN, AT_ONCE)?)
        })
        .await?;
    let retries = desk.settings.retries;
    let mut under_way = JoinSet::new();
    for (delivery, webhook) in taken {
        let sender = sender.clone();
        under_way.spawn(async move {
            let sent = sender.send(&webhook, &delivery.event, &delivery.body).await;
            let outcome = outcome(&delivery, sent, retries);
            (delivery, outcome)
        });
    }
    let settled: Vec<(Delivery, Outcome)> = under_way.join_all().await;
    for (delivery, outcome) in &settled {
        let (word, error) = match outcome {
            Outcome::Delivered => ("delivered", ""),
            Outcome::Again(_, error) => ("failed", error.as_str()),
            Outcome::Dead(error) => ("dead", error.as_str()),
            Outcome::Gone(error) => ("gone", error.as_str()),
        };
        metrics::counter!("demarche_webhook_deliveries_total", "outcome" => word).increment(1);
        tracing::info!(
            webhook = delivery.webhook,
            event = delivery.event,
            attempt = delivery.attempts,
            error,
            "{word}"
        );
    }
    let queue = desk
        .write(move |register| {
            register.settle_deliveries(&settled, Timestamp::now())?;
            Ok(register.queue()?)
        })
        .await?;
    metrics::gauge!("demarche_webhook_queue").set(queue.waiting as f64);
    metrics::gauge!("demarche_webhook_dead_letters").set(queue.dead as f64);
    Ok(true)
}

fn outcome(delivery: &Delivery, sent: Sent, retries: Retries) -> Outcome {
    match sent {
        Sent::Taken => Outcome::Delivered,
        Sent::Gone => Outcome::Gone(sent.to_string()),
        Sent::Failed { why, .. } if delivery.attempts >= retries.attempts => Outcome::Dead(why),
        Sent::Failed { why, after } => {
            let pause = pause(retries.first, delivery.attempts, rand::rng().random_range(0.8..1.2));
            let pause = pause.max(after.unwrap_or_default()).min(LONGEST);
            let pause = SignedDuration::try_from(pause).unwrap_or(OWN);
            Outcome::Again(Timestamp::now() + pause, why)
        }
    }
}

/// The pause after an attempt: twice that of the one before, and a little more or less, so that what failed together does
/// not come back together.
fn pause(first: Duration, attempt: u32, jitter: f64) -> Duration {
    let doubled = first.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
    doubled.min(LONGEST).mul_f64(jitter)
}

async fn sweep(desk: &Arc<Desk>) -> Result<(), Failure> {
    desk.write(|register| Ok(register.drop_delivered(Timestamp::now() - KEPT)?)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound() {
        let first = Duration::from_secs(5);
        let pauses: Vec<u64> = (1..=4).map(|attempt| pause(first, attempt, 1.0).as_secs()).collect();
        assert_eq!(pauses, [5, 10, 20, 40]);
        assert_eq!(pause(first, 40, 1.0), LONGEST);
        assert_eq!(pause(first, 1, 0.8), Duration::from_secs(4));
    }
}
