-- What people do at the desk. None of it changes what announcements say; a status set by hand is an operation besides.

-- Each thing that somebody did, with a name. It is undone by another, never deleted.
CREATE TABLE step (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,               -- UTC, RFC 3339
    person TEXT NOT NULL,
    what TEXT NOT NULL,             -- note, owner, next, status, follow, unfollow, view, remove, undo
    kind TEXT NOT NULL,             -- of the subject: entry, instrument, counterpart, person, search, view
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    private INTEGER NOT NULL,       -- only the person sees it
    undone INTEGER REFERENCES step
);
CREATE INDEX step_subject ON step (subject);
CREATE INDEX step_person ON step (person);

-- What holds by these steps: it is made by one and ended by another.
CREATE TABLE mark (
    row INTEGER PRIMARY KEY,
    what TEXT NOT NULL,             -- note, owner, next, status, follow, view
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,          -- id of a fact or entity, code of a country, words of a search, address of a view
    person TEXT NOT NULL,
    text TEXT NOT NULL,             -- the note, the owner, the step, the reason, or a name for the subject
    day TEXT,                       -- of the next step, or from which the status holds
    status TEXT,
    private INTEGER NOT NULL,
    made INTEGER NOT NULL REFERENCES step,
    ended INTEGER REFERENCES step
);
CREATE INDEX mark_subject ON mark (subject) WHERE ended IS NULL;
CREATE INDEX mark_what ON mark (what) WHERE ended IS NULL;
CREATE INDEX mark_made ON mark (made);
CREATE INDEX mark_ended ON mark (ended) WHERE ended IS NOT NULL;

-- Up to where somebody has read what is new about what they own or follow.
CREATE TABLE seen (
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    operation INTEGER NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (person, kind, subject)
) WITHOUT ROWID;

-- Who may sign in. Of a password only its hash is kept, with its salt (PHC string format).
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,             -- reader, officer, reviewer, admin
    hash TEXT NOT NULL,
    made TEXT NOT NULL,
    ended TEXT
) WITHOUT ROWID;
