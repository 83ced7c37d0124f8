-- Indexes that linking and finding look at. They follow from the facts and nodes that hold now and can be rebuilt.

-- Entries of the ledger by what they are about: instruments, and happenings that they promise to hold.
CREATE TABLE entry (
    node INTEGER NOT NULL REFERENCES node,
    day TEXT NOT NULL,              -- of publication
    fact INTEGER NOT NULL REFERENCES fact,
    act TEXT NOT NULL,
    aim TEXT NOT NULL,              -- the stage it is to reach, hold, or nothing
    due TEXT,                       -- the last day on which it is in time
    words INTEGER NOT NULL,         -- how many words carry its meaning
    signature INTEGER NOT NULL,     -- a bit for each of them
    PRIMARY KEY (node, day, fact)
) WITHOUT ROWID;
CREATE INDEX entry_fact ON entry (fact);

-- Stages by instrument, in the order in which they tell that something was done.
CREATE TABLE milestone (
    node INTEGER NOT NULL REFERENCES node,
    stage TEXT NOT NULL,
    told TEXT NOT NULL,             -- its last day, but no later than its publication
    fact INTEGER NOT NULL REFERENCES fact,
    PRIMARY KEY (node, stage, told, fact)
) WITHOUT ROWID;
CREATE INDEX milestone_fact ON milestone (fact);

-- Distinct names, without case and marks; who is called so; and what their words are mistyped as.
CREATE TABLE name (
    row INTEGER PRIMARY KEY,
    folded TEXT NOT NULL UNIQUE
);
CREATE TABLE called (
    name INTEGER NOT NULL REFERENCES name,
    node INTEGER NOT NULL REFERENCES node,
    PRIMARY KEY (name, node)
) WITHOUT ROWID;
CREATE INDEX called_node ON called (node);
CREATE TABLE spelling (
    variant TEXT NOT NULL,          -- the word, or the word without one of its letters
    word TEXT NOT NULL,
    PRIMARY KEY (variant, word)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE names USING fts5 (name, initials, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2 3', detail='column');

CREATE INDEX link_open ON link (earlier, kind, day) WHERE op_to IS NULL;
CREATE INDEX document_happening ON document (happening) WHERE op_to IS NULL;
