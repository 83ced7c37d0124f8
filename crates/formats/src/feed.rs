//! Feeds as files: RSS, RDF, Atom. The day of an item is that of its own clock.

use crate::xml::{self, Node, attribute, children, raw, words};
use crate::{FormatError, Item, Words, day};

/// Whether the beginning of a text is that of a feed in XML.
pub fn is_feed(start: &str) -> bool {
    root(start).is_some_and(|name| matches!(name, "rss" | "rdf:RDF" | "feed" | "RDF"))
}

/// The name of the first element of a text.
pub fn root(start: &str) -> Option<&str> {
    let mut rest = start.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = rest.strip_prefix('<')?;
        if rest.starts_with('?') {
            rest = rest.split_once("?>")?.1.trim_start();
        } else if rest.starts_with("!--") {
            rest = rest.split_once("-->")?.1.trim_start();
        } else if rest.starts_with('!') {
            rest = rest.split_once('>')?.1.trim_start();
        } else {
            return rest.split([' ', '>', '/', '\n', '\t', '\r']).next();
        }
    }
}

/// The items of a feed.
///
/// # Errors
/// When it is no XML.
pub fn read(text: &str) -> Result<Vec<Item>, FormatError> {
    let text = xml::mended(text);
    let document = xml::parse("feed", &text)?;
    let feed = document.root_element();
    // In RDF the items stand beside the channel, else within it.
    let channel = child(feed, "channel").unwrap_or(feed);
    let publisher = child(channel, "title").map(words).unwrap_or_default();
    let language = child(channel, "language").map(words).or_else(|| attribute(feed, "lang").map(str::to_owned));
    let items = children(channel, "item").chain(children(feed, "item")).chain(children(feed, "entry"));
    let mut found: Vec<Item> = Vec::new();
    for node in items {
        let mut item = item(node);
        if item.publisher.is_empty() {
            item.publisher.clone_from(&publisher);
        }
        if item.language.is_empty() {
            item.language = language.clone().unwrap_or_default();
        }
        // In RDF an item is both: the same one.
        if found.last() != Some(&item) {
            found.push(item);
        }
    }
    Ok(found)
}

/// The first child of a name that is not of pictures and films, which have titles and descriptions of their own.
fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    let own = |node: &Node<'_, '_>| {
        !node.tag_name().namespace().is_some_and(|space| space.contains("mrss") || space.contains("itunes"))
    };
    node.children().find(|child| child.is_element() && child.tag_name().name() == name && own(child))
}

fn item(node: Node<'_, '_>) -> Item {
    let date = ["pubDate", "published", "date", "issued", "updated", "modified"]
        .iter()
        .find_map(|name| child(node, name).and_then(|stamp| day::of_stamp(&words(stamp))));
    let title = child(node, "title").map(|title| title_words(title)).unwrap_or_default();
    let link = children(node, "link")
        .filter(|link| attribute(*link, "rel").is_none_or(|rel| rel == "alternate"))
        .find_map(|link| {
            attribute(link, "href").map(str::to_owned).or_else(|| Some(words(link)).filter(|link| !link.is_empty()))
        });
    let guid = child(node, "guid").or_else(|| child(node, "id")).map(words);
    let permalink = guid.clone().filter(|guid| guid.starts_with("http"));
    Item {
        id: String::new(),
        title,
        url: link.or(permalink).unwrap_or_default(),
        published: date,
        publisher: child(node, "source")
            .map(|source| child(source, "title").map_or_else(|| words(source), words))
            .unwrap_or_default(),
        section: child(node, "category")
            .map(|c| attribute(c, "term").map_or_else(|| words(c), str::to_owned))
            .unwrap_or_default(),
        language: child(node, "language")
            .map(words)
            .or_else(|| attribute(node, "lang").map(str::to_owned))
            .unwrap_or_default(),
        text: text(node),
    }
}

/// A title, which may be HTML in itself.
fn title_words(node: Node<'_, '_>) -> String {
    let title = words(node);
    if !title.contains(['<', '&']) {
        return title;
    }
    let mut plain = String::new();
    let mut rest = title.as_str();
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        // A sign that opens no tag is one.
        match tag.split_once('>').filter(|_| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')) {
            Some((_, behind)) => rest = behind,
            None => {
                plain.push('<');
                rest = tag;
            }
        }
    }
    plain.push_str(rest);
    for (name, value) in [
        ("&nbsp;", " "),
        ("&#39;", "'"),
        ("&#8217;", "’"),
        ("&rsquo;", "’"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(name, value);
    }
    crate::blocks::one_line(&plain)
}

/// The longest of the texts that an item brings.
fn text(node: Node<'_, '_>) -> Words {
    let mut best = Words::default();
    let mut length = 0;
    for name in ["encoded", "content", "description", "summary"] {
        let Some(found) = child(node, name) else { continue };
        let kind = attribute(found, "type").unwrap_or_default();
        // XHTML stands in the feed itself: what is inside is a page as it is.
        let inner = if kind == "xhtml" { markup(found) } else { raw(found) };
        if inner.trim().len() > length {
            length = inner.trim().len();
            let html = kind.contains("html") || kind != "text" && inner.contains(['<', '&']);
            best = if html { Words::Html(inner) } else { Words::Plain(inner) };
        }
    }
    best
}

/// The inside of an element as it stands in its document.
fn markup(node: Node<'_, '_>) -> String {
    let text = node.document().input_text();
    let range = node.children().map(|child| child.range()).reduce(|a, b| a.start..b.end);
    range.and_then(|range| text.get(range)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atom_rss_and_rdf_give_items() {
        let atom = "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en-GB'><title>Ministry</title><entry><title type='html'>Fish &amp;amp; chips &lt;b&gt;now&lt;/b&gt;</title><link rel='self' href='/s'/><link href='https://m.example/1'/><id>tag:1</id><published>2025-12-04T23:30:00-05:00</published><updated>2025-12-09T00:00:00Z</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One &amp; two.</p></div></content><summary>One</summary></entry></feed>";
        let items = read(atom).expect("a feed");
        assert_eq!(items.len(), 1);
        assert_eq!(
            (items[0].title.as_str(), items[0].url.as_str(), items[0].publisher.as_str()),
            ("Fish & chips now", "https://m.example/1", "Ministry")
        );
        assert_eq!(items[0].published.map(|day| day.to_string()).as_deref(), Some("2025-12-04"));
        assert_eq!(
            items[0].text,
            Words::Html("<div xmlns='http://www.w3.org/1999/xhtml'><p>One &amp; two.</p></div>".to_owned())
        );
        let rdf = "<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/' xmlns:dc='d'><channel><title>C</title></channel><item><title>A</title><link>https://x.example/a</link><dc:date>2025-12-04</dc:date><description>Text.</description></item></rdf:RDF>";
        assert!(is_feed(rdf) && is_feed(atom) && !is_feed("<!doctype html><html>") && !is_feed("Text"));
        let items = read(rdf).expect("a feed");
        assert_eq!((items.len(), &items[0].text), (1, &Words::Plain("Text.".to_owned())));
    }
}
