//! Mails: subject, day and text; what is attached are files of their own.

use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::{Format, FormatError, Item, Part, Words, day};

/// Names of headers that tell a mail from a text with colons.
const HEADERS: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "received",
    "delivered-to",
    "return-path",
    "content-type",
    "content-transfer-encoding",
    "reply-to",
    "x-mozilla-status",
    "x-gmail-labels",
    "dkim-signature",
];

/// The kind of the mail that bytes are, if they are one.
pub(crate) fn kind(bytes: &[u8]) -> Option<Format> {
    let bytes = bytes.trim_ascii_start();
    let (mailbox, rest) = match bytes.starts_with(b"From ") {
        true => (true, bytes.splitn(2, |byte| *byte == b'\n').nth(1)?),
        false => (false, bytes),
    };
    let (mut known, mut own) = (0, false);
    for line in rest.split(|byte| *byte == b'\n').take(60) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        // A header may go on in the next line.
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = std::str::from_utf8(&line[..colon]).ok()?;
        if name.is_empty() || name.bytes().any(|byte| !byte.is_ascii_graphic()) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        known += usize::from(HEADERS.contains(&name.as_str()));
        own |= matches!(name.as_str(), "subject" | "from" | "message-id" | "received");
    }
    (known >= 2 && own).then_some(if mailbox { Format::Mailbox } else { Format::Mail })
}

/// A mail and what is attached to it.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Part>, FormatError> {
    let message = MessageParser::default()
        .parse(bytes.trim_ascii_start())
        .ok_or_else(|| FormatError::broken("mail", "it has no header"))?;
    let published = message.header_raw("Date").and_then(day::of_stamp);
    let sender = message.from().and_then(|from| from.first());
    let publisher = sender.and_then(|sender| sender.name().or(sender.address())).unwrap_or_default();
    let plain = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) if !text.trim().is_empty() => Some(Words::Plain(match flowed(part) {
            Some(deleted) => unflow(text, deleted),
            None => text.to_string(),
        })),
        _ => None,
    });
    let html = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(text) if !text.trim().is_empty() => Some(Words::Html(text.to_string())),
        _ => None,
    });
    let mut parts = Vec::new();
    if let Some(text) = plain.or(html) {
        parts.push(Part::Item(Item {
            title: message.subject().map(crate::blocks::one_line).unwrap_or_default(),
            published,
            publisher: publisher.to_owned(),
            text,
            ..Item::default()
        }));
    }
    for (index, part) in message.attachments().enumerate() {
        let name = part.attachment_name().map_or_else(|| format!("attachment {}", index + 1), crate::blocks::one_line);
        let bytes = match &part.body {
            PartType::Message(inner) => inner.raw_message().to_vec(),
            // Pictures, signatures and invitations to meetings hold no announcement.
            PartType::Binary(_) | PartType::InlineBinary(_) if is_aside(part) => continue,
            PartType::Text(_) | PartType::Html(_) if is_aside(part) => continue,
            _ => part.contents().to_vec(),
        };
        if !bytes.trim_ascii().is_empty() {
            parts.push(Part::File { name, bytes, day: published });
        }
    }
    if parts.is_empty() { Err(FormatError::NoText) } else { Ok(parts) }
}

/// Whether an attachment is there for the looks, or for other programs.
fn is_aside(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        let subtype = kind.subtype().unwrap_or_default().to_ascii_lowercase();
        matches!(kind.ctype().to_ascii_lowercase().as_str(), "image" | "audio" | "video" | "font")
            || subtype.contains("signature")
            || subtype.contains("calendar")
            || subtype.contains("vcard")
            || subtype == "ms-tnef"
    })
}

/// Whether lines of a part flow, and if so whether the space at their ends is to be deleted (RFC 3676).
fn flowed(part: &mail_parser::MessagePart<'_>) -> Option<bool> {
    let kind = part.content_type()?;
    let flows = kind.attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    flows.then(|| kind.attribute("delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes")))
}

/// Joins lines that flow: those that end in a space, but for the mark of a signature.
fn unflow(text: &str, deleted: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.ends_with(' ') && line != "-- " {
            joined.push_str(if deleted { &line[..line.len() - 1] } else { line });
        } else {
            joined.push_str(line);
            joined.push('\n');
        }
    }
    joined
}

/// The mails of a mailbox, each with what is attached to it.
pub(crate) fn read_all(bytes: &[u8]) -> Result<Vec<Part>, FormatError> {
    let mut parts = Vec::new();
    for (index, message) in messages(bytes).enumerate() {
        match read(&message) {
            Ok(found) => parts.extend(found),
            Err(error) => parts.push(Part::Broken { name: format!("mail {}", index + 1), message: error.to_string() }),
        }
    }
    if parts.is_empty() { Err(FormatError::NoText) } else { Ok(parts) }
}

/// The mails of a mailbox: each begins behind a line with `From`, a sender and a time.
fn messages(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
    let mut blank = true;
    std::iter::from_fn(move || {
        let mut message = Vec::new();
        lines.peek()?;
        for line in lines.by_ref() {
            if is_postmark(line) && blank {
                blank = false;
                if message.iter().any(|byte: &u8| !byte.is_ascii_whitespace()) {
                    return Some(message);
                }
                message.clear();
                continue;
            }
            blank = line.trim_ascii().is_empty();
            // A line of the text that looked like a postmark was quoted.
            let quoted = line.iter().take_while(|byte| **byte == b'>').count();
            message.extend_from_slice(if quoted > 0 && line[quoted..].starts_with(b"From ") {
                &line[1..]
            } else {
                line
            });
        }
        message.iter().any(|byte| !byte.is_ascii_whitespace()).then_some(message)
    })
}

fn is_postmark(line: &[u8]) -> bool {
    line.starts_with(b"From ")
        && line.windows(5).any(|window| window[2] == b':' && [0, 1, 3, 4].iter().all(|at| window[*at].is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_parted_at_its_postmarks_alone() {
        let mailbox = b"From a@b Thu Dec  4 10:00:00 2025\nSubject: One\nFrom: a\n\nText.\nFrom here on, all is text.\n>From 10:00:00 too\n\nFrom a@b Thu Dec  4 11:00:00 2025\nSubject: Two\nFrom: a\n\nMore.\n";
        assert_eq!(kind(mailbox), Some(Format::Mailbox));
        let texts: Vec<String> = read_all(mailbox)
            .expect("two mails")
            .into_iter()
            .map(|part| match part {
                Part::Item(Item { title, text: Words::Plain(text), .. }) => format!("{title}: {}", text.trim()),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(texts, ["One: Text.\nFrom here on, all is text.\nFrom 10:00:00 too", "Two: More."]);
    }

    #[test]
    fn a_text_with_colons_is_no_mail() {
        for text in [
            "Published: 2025-05-03\nNorway Opens Talks\n\nText.",
            "Oslo: 3 May 2025\nSubject: trade\n",
            "From the minister\n",
        ] {
            assert_eq!(kind(text.as_bytes()), None, "{text}");
        }
        assert_eq!(
            kind(b"Delivered-To: a@b.example\r\nReceived: by x\r\n\tid 5\r\nSubject: A\r\n\r\nText"),
            Some(Format::Mail)
        );
    }

    #[test]
    fn lines_that_flow_are_joined() {
        assert_eq!(unflow("Norway and \nthe EU\n-- \nBerg\n", false), "Norway and the EU\n-- \nBerg\n");
    }
}
