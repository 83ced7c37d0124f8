-- What was done to the register, by whom and when. Everything else points here.
CREATE TABLE operation (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,               -- UTC, RFC 3339; never before the one before it
    kind TEXT NOT NULL,             -- read, reread, decide, forget, import
    author TEXT NOT NULL,           -- engine version and model hash, or a reviewer
    note TEXT NOT NULL DEFAULT ''
);

-- Announcements. A revision is a row; the one before it is closed by the same operation.
CREATE TABLE document (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    hash BLOB NOT NULL,             -- SHA-256 of title, publication date and body
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,        -- the title without case and marks
    published TEXT,
    publisher TEXT NOT NULL,
    data TEXT NOT NULL,             -- the document, with its actors and instruments, as JSON
    happening INTEGER,              -- the node of its main happening
    op_from INTEGER NOT NULL REFERENCES operation,
    op_to INTEGER REFERENCES operation
);
CREATE UNIQUE INDEX document_current ON document (id) WHERE op_to IS NULL;
CREATE INDEX document_hash ON document (hash);
CREATE INDEX document_title ON document (title_key);
CREATE INDEX document_id ON document (id);
CREATE INDEX document_published ON document (published);

-- What was deleted on request: who asked and why, and a hash, so that it is not read again by mistake.
CREATE TABLE tombstone (
    id TEXT NOT NULL,
    hash BLOB NOT NULL,
    op INTEGER NOT NULL REFERENCES operation
);
CREATE INDEX tombstone_hash ON tombstone (hash);

CREATE TABLE fact (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,               -- from document, kind and evidence: a re-reading gives the same fact the same id
    document INTEGER NOT NULL REFERENCES document,
    ordinal INTEGER NOT NULL,       -- order in the text
    kind TEXT NOT NULL,
    term TEXT NOT NULL,             -- act, stage, type or unit: the contract's word
    body TEXT NOT NULL,             -- JSON
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    valid_from TEXT,                -- first and last day on which it holds in the world
    valid_to TEXT,
    op_from INTEGER NOT NULL REFERENCES operation,
    op_to INTEGER REFERENCES operation
);
CREATE UNIQUE INDEX fact_current ON fact (id) WHERE op_to IS NULL;
CREATE INDEX fact_id ON fact (id);
CREATE INDEX fact_document ON fact (document);
CREATE INDEX fact_kind ON fact (kind, valid_from);
CREATE INDEX fact_doubt ON fact (confidence) WHERE op_to IS NULL;

CREATE TABLE evidence (
    fact INTEGER NOT NULL REFERENCES fact,
    ordinal INTEGER NOT NULL,
    field TEXT NOT NULL,
    start INTEGER NOT NULL,         -- bytes of the stored text
    end INTEGER NOT NULL,
    exact TEXT NOT NULL,
    PRIMARY KEY (fact, ordinal)
) WITHOUT ROWID;

-- Forms of names, and happenings as one document tells them. Identity joins nodes to entities.
CREATE TABLE node (
    row INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,             -- actor, instrument, event
    key TEXT NOT NULL UNIQUE,
    jurisdiction TEXT,
    name TEXT NOT NULL,
    data TEXT NOT NULL              -- JSON of what identity looks at
);
CREATE INDEX node_jurisdiction ON node (jurisdiction) WHERE jurisdiction IS NOT NULL;
CREATE TABLE block (
    key TEXT NOT NULL,
    node INTEGER NOT NULL REFERENCES node,
    PRIMARY KEY (key, node)
) WITHOUT ROWID;
CREATE TABLE member (
    node INTEGER NOT NULL REFERENCES node,
    entity TEXT NOT NULL,
    op_from INTEGER NOT NULL REFERENCES operation,
    op_to INTEGER REFERENCES operation
);
CREATE INDEX member_node ON member (node);
CREATE INDEX member_entity ON member (entity);

-- Who and what a fact names, in which part.
CREATE TABLE naming (
    node INTEGER NOT NULL REFERENCES node,
    part TEXT NOT NULL,             -- speaker, addressee, about, participant, …
    fact INTEGER NOT NULL REFERENCES fact,
    PRIMARY KEY (node, part, fact)
) WITHOUT ROWID;
CREATE INDEX naming_fact ON naming (fact);

-- The jurisdictions a fact concerns, latest first.
CREATE TABLE concern (
    jurisdiction TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    fact INTEGER NOT NULL REFERENCES fact,
    part TEXT NOT NULL,             -- speaker, addressee, about, setting, title
    PRIMARY KEY (jurisdiction, kind, day, fact, part)
) WITHOUT ROWID;
CREATE INDEX concern_fact ON concern (fact);

CREATE TABLE link (
    kind TEXT NOT NULL,             -- same-as, fulfils, supersedes, answers, withdraws
    later INTEGER NOT NULL REFERENCES fact,
    earlier INTEGER NOT NULL REFERENCES fact,
    day TEXT NOT NULL,              -- from when it tells in the world
    why TEXT NOT NULL,
    op_from INTEGER NOT NULL REFERENCES operation,
    op_to INTEGER REFERENCES operation
);
CREATE INDEX link_earlier ON link (earlier);
CREATE INDEX link_later ON link (later);

-- Status of ledger entries over the days of the world, from links and due dates.
CREATE TABLE standing (
    fact INTEGER NOT NULL REFERENCES fact,
    status TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,           -- exclusive; 9999-12-31 without an end
    head INTEGER NOT NULL,          -- 0 for what merely repeats an earlier entry
    op_from INTEGER NOT NULL REFERENCES operation,
    op_to INTEGER REFERENCES operation
);
CREATE INDEX standing_fact ON standing (fact);
CREATE INDEX standing_open ON standing (status, from_day) WHERE op_to IS NULL;

-- What reviewers decided, anchored to words so that it outlives a re-reading.
CREATE TABLE decision (
    row INTEGER PRIMARY KEY,
    verdict TEXT NOT NULL,          -- accept, reject, correct, merge, split
    document TEXT NOT NULL,         -- for facts: the anchor
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    exact TEXT NOT NULL,
    nth INTEGER NOT NULL,
    data TEXT NOT NULL,             -- the corrected body; or the keys of two nodes
    op_from INTEGER NOT NULL REFERENCES operation,
    op_to INTEGER REFERENCES operation
);
CREATE INDEX decision_document ON decision (document);

-- Full text. Can be thrown away and rebuilt.
CREATE VIRTUAL TABLE words USING fts5 (title, body, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2');
