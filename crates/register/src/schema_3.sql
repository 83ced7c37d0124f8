-- Who may ask the desk for what. Secrets are not kept, only what recognises them.
CREATE TABLE token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,           -- read, write, review; separated by spaces
    hash BLOB NOT NULL UNIQUE,      -- SHA-256 of the secret, which is random: no salt is needed
    made TEXT NOT NULL,
    revoked TEXT
) WITHOUT ROWID;

-- Who is told of changes, and from where on.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,           -- signs what is sent: it must be known to both sides
    filter TEXT NOT NULL,           -- JSON of what is asked for
    told INTEGER NOT NULL,          -- the last operation whose changes were taken up
    made TEXT NOT NULL,
    ended TEXT,
    why TEXT NOT NULL DEFAULT ''    -- why it ended
) WITHOUT ROWID;

-- What is to be told to whom: until it is taken, or given up for the dead letters.
CREATE TABLE delivery (
    row INTEGER PRIMARY KEY,        -- the order of telling
    webhook TEXT NOT NULL REFERENCES webhook,
    event TEXT NOT NULL,            -- the id of the CloudEvent
    document TEXT NOT NULL,         -- whose words it has: they go with the document
    body TEXT NOT NULL,             -- the CloudEvent, JSON
    state TEXT NOT NULL,            -- waiting, delivered, dead
    attempts INTEGER NOT NULL DEFAULT 0,
    next TEXT NOT NULL,             -- not to be tried before
    made TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT '', -- why the last attempt failed
    UNIQUE (webhook, event)
);
CREATE INDEX delivery_waiting ON delivery (next) WHERE state = 'waiting';
CREATE INDEX delivery_document ON delivery (document);

-- What an operation wrote and closed, for those who ask what is new.
CREATE INDEX document_from ON document (op_from);
CREATE INDEX document_to ON document (op_to) WHERE op_to IS NOT NULL;
-- What was closed, for those who ask what changed.
CREATE INDEX fact_closed ON fact (op_to) WHERE op_to IS NOT NULL;
