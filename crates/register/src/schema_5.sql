-- Links by what facts mean. Facts of older registers have no meaning until their documents are read again.

-- How likely a link is, in thousandths; nothing for one that a rule is sure of.
ALTER TABLE link ADD COLUMN chance INTEGER;

-- What the words of a fact say, in terms that know no language.
CREATE TABLE meaning (
    fact INTEGER PRIMARY KEY REFERENCES fact,
    data TEXT NOT NULL
);

-- By what entries and later facts may find each other: nodes of instruments, and stems with the jurisdictions concerned.
CREATE TABLE clue (
    key INTEGER NOT NULL,
    day TEXT NOT NULL,
    fact INTEGER NOT NULL REFERENCES fact,
    role INTEGER NOT NULL,          -- bits: 1 of an entry of the ledger, 2 of what may bear on one, 4 rare enough alone
    PRIMARY KEY (key, day, fact)
) WITHOUT ROWID;
CREATE INDEX clue_fact ON clue (fact);
