"""Meets the feeds and the tool server of demarche with other implementations.

    feeds.py DEMARCHE REGISTER

The calendar is read by `icalendar`, the feed by `feedparser`, the tool server by the official client, over standard input and
output and over HTTP. What is told must be in the documents, word for word.
"""

import asyncio
import json
import subprocess
import sys
import urllib.request

import feedparser
import icalendar
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

DAY = "2025-12-20"


def fetch(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


def documents(demarche, register):
    """Title and body of each document by its id."""
    exported = subprocess.run(
        [demarche, "export", "--form", "jsonl", "--register", register], check=True, capture_output=True, text=True
    ).stdout
    found = {}
    for line in exported.splitlines():
        document = json.loads(line)["document"]
        found[document["id"]] = document["title"] + "\n" + document["body"]
    return found


def check_calendar(base):
    address = base + "feeds/agenda.ics"
    first = fetch(address)
    assert first == fetch(address), "the same record gave other bytes"
    calendar = icalendar.Calendar.from_ical(first)
    assert not calendar.errors, calendar.errors
    events = list(calendar.walk("VEVENT"))
    assert events, "the calendar is empty"
    identifiers = [str(event["UID"]) for event in events]
    assert len(set(identifiers)) == len(identifiers), "an identifier is used twice"
    for event in events:
        assert not event.errors, event.errors
        assert event.decoded("DTSTART") < event.decoded("DTEND"), event
        assert event["DTSTART"].params["VALUE"] == "DATE", event
        for name in ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "STATUS"):
            assert name in event, f"{name} is missing"
    assert calendar["NAME"] == "Demarche" and "REFRESH-INTERVAL" in calendar and "SOURCE" in calendar
    some = icalendar.Calendar.from_ical(fetch(address + "?with=UK"))
    few = {str(event["UID"]) for event in some.walk("VEVENT")}
    assert few and few < set(identifiers), "a counterpart's calendar is no part of the whole one"
    print(f"calendar: {len(events)} appointments, {len(few)} with the UK")


def check_feed(base, texts):
    address = base + "feeds/changes.atom"
    entries, pages = [], 0
    while address:
        feed = feedparser.parse(fetch(address))
        assert feed.bozo == 0, feed.bozo_exception
        assert feed.version == "atom10", feed.version
        entries += feed.entries
        pages += 1
        address = next((link.href for link in feed.feed.links if link.rel == "next"), None)
    identifiers = [entry.id for entry in entries]
    assert len(set(identifiers)) == len(identifiers), "an entry is told twice"
    for entry in entries:
        document = entry.link.rsplit("/documents/", 1)[1].split("#")[0]
        words = [line[1:-1] for line in entry.content[0].value.splitlines() if line.startswith("“")]
        assert words, entry
        for slice in words:
            assert " ".join(slice.split()) in " ".join(texts[document].split()), (document, slice)
    few = feedparser.parse(fetch(base + "feeds/changes.atom?with=EU&kind=statement"))
    assert few.bozo == 0 and few.entries, "nothing with the EU"
    print(f"feed: {len(entries)} changes on {pages} pages, {len(few.entries)} statements with the EU")


def sources(value):
    """All sources in an answer: the document and its words."""
    if isinstance(value, dict):
        if "document" in value and "words" in value:
            yield value["document"], value["words"]
        for inner in value.values():
            yield from sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sources(inner)


CALLS = [
    ("search", {"words": "steel"}),
    ("brief", {"with": "UK"}),
    ("ledger", {"status": "open,overdue", "limit": 20}),
    ("timeline", {"what": "UK"}),
    ("show", {"id": "dev-04"}),
    ("agenda", {}),
    ("compare", {"happening": "dev-04"}),
]


async def check_tools(name, session, texts):
    await session.initialize()
    tools = (await session.list_tools()).tools
    assert {tool.name for tool in tools} == {call for call, _ in CALLS}, [tool.name for tool in tools]
    assert all(tool.annotations.read_only_hint for tool in tools), "a tool is not read only"
    told = 0
    for tool, arguments in CALLS:
        answer = await session.call_tool(tool, arguments)
        assert not answer.is_error, (tool, answer.content)
        assert answer.structured_content, f"{tool} has no structured content"
        for document, words in sources(answer.structured_content):
            for slice in words:
                assert slice in texts[document], (tool, document, slice)
                told += 1
        assert answer.content[0].text.strip(), f"{tool} says nothing to read"
    wrong = await session.call_tool("brief", {"with": "Atlantis"})
    assert wrong.is_error and "search" in wrong.content[0].text, wrong.content
    resource = await session.read_resource("demarche://document/dev-04")
    assert resource.contents[0].text.strip(), "the document is empty"
    print(f"tools over {name}: {len(tools)}, {told} slices of evidence found in their documents")


async def over_stdio(demarche, register, texts):
    parameters = StdioServerParameters(command=demarche, args=["mcp", "--register", register, "--as-of", DAY])
    async with stdio_client(parameters) as (reader, writer), ClientSession(reader, writer) as session:
        await check_tools("standard input and output", session, texts)


async def over_http(base, texts):
    async with streamable_http_client(base + "mcp") as streams, ClientSession(streams[0], streams[1]) as session:
        await check_tools("HTTP", session, texts)


def main():
    demarche, register = sys.argv[1:]
    texts = documents(demarche, register)
    server = subprocess.Popen(
        [demarche, "serve", "--register", register, "--listen", "127.0.0.1:0", "--as-of", DAY],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        base = server.stdout.readline().strip()
        check_calendar(base)
        check_feed(base, texts)
        asyncio.run(over_stdio(demarche, register, texts))
        asyncio.run(over_http(base, texts))
    finally:
        server.terminate()
        assert server.wait(timeout=30) == 0, "the server did not stop with grace"


main()
