-- What makes a large register quick: indexes that answer by themselves, and marks by which most of what need not be compared
-- is told without reading it. All of it follows from what is there.

-- How many words with meaning title and body have, and a bit for each of them: what is surely no revision.
ALTER TABLE document ADD COLUMN sketch BLOB;
DROP INDEX document_title;
CREATE INDEX document_title ON document (title_key, published);

-- A bit for each jurisdiction that says it.
ALTER TABLE entry ADD COLUMN speakers INTEGER NOT NULL DEFAULT 0;

-- Act, stage, type or unit, as in `fact`.
ALTER TABLE concern ADD COLUMN term TEXT NOT NULL DEFAULT '';

-- The last day of happenings and the day by which entries of the ledger are due, by the jurisdictions concerned and, without
-- one, for all.
CREATE TABLE ending (
    jurisdiction TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    fact INTEGER NOT NULL REFERENCES fact,
    PRIMARY KEY (jurisdiction, kind, day, fact)
) WITHOUT ROWID;
CREATE INDEX ending_fact ON ending (fact);

-- Promises and requests that wait for the next happening of a kind, by the jurisdictions that say them or are addressed.
CREATE TABLE waiting (
    jurisdiction TEXT NOT NULL,
    fact INTEGER NOT NULL REFERENCES fact,
    PRIMARY KEY (jurisdiction, fact)
) WITHOUT ROWID;
CREATE INDEX waiting_fact ON waiting (fact);

DROP INDEX member_node;
CREATE INDEX member_node ON member (node, entity, op_to, op_from);
DROP INDEX member_entity;
CREATE INDEX member_entity ON member (entity, node, op_to, op_from);
DROP INDEX standing_fact;
CREATE INDEX standing_fact ON standing (fact, from_day, to_day, status, head, op_from, op_to);

-- Indexes that no question could use, or another answers as well.
DROP INDEX standing_open;
DROP INDEX fact_current;
DROP INDEX fact_doubt;
CREATE INDEX fact_doubt ON fact (confidence) WHERE confidence < 0.8;

-- The third schema had these later on.
CREATE INDEX IF NOT EXISTS document_from ON document (op_from);
CREATE INDEX IF NOT EXISTS document_to ON document (op_to) WHERE op_to IS NOT NULL;
