-- +goose Up

-- Where tickets come from. Settings hold the vendor's credentials.
CREATE TABLE feeds (
	id       TEXT PRIMARY KEY,
	settings TEXT NOT NULL,            -- JSON
	revision BIGINT NOT NULL DEFAULT 0, -- one more with each round that changed a ticket
	header   TEXT NOT NULL DEFAULT '',  -- hash of the export's header when its columns were confirmed
	refused  TEXT NOT NULL DEFAULT '',  -- digest of the refused rows
	saved    BIGINT NOT NULL            -- when the settings were saved
);
INSERT INTO feeds (id, settings, saved) VALUES ('by-hand', '{"id":"by-hand","name":"By hand"}', 0);

-- A ticket as its feed last had it. An attendee names its ticket.
CREATE TABLE tickets (
	id       TEXT PRIMARY KEY,
	feed     TEXT NOT NULL,
	identity TEXT NOT NULL,            -- the same in every export
	order_no TEXT NOT NULL,
	type     TEXT NOT NULL,
	name     TEXT NOT NULL,
	email    TEXT NOT NULL,
	language TEXT NOT NULL,
	status   TEXT NOT NULL,
	word     TEXT NOT NULL,            -- the status as the export has it
	admits   INTEGER NOT NULL,
	line     INTEGER NOT NULL,         -- where it stood when it was last written
	digest   TEXT NOT NULL,            -- hexadecimal
	missing  INTEGER NOT NULL DEFAULT 0, -- rounds without it; 3: it is gone for good
	hand     TEXT NOT NULL DEFAULT '',  -- what a hand decided, until the row changes
	created  BIGINT NOT NULL,
	changed  BIGINT NOT NULL,
	search   TEXT NOT NULL,            -- folded: name, address, order, identity
	UNIQUE (feed, identity)
);

-- What a row did later on; its first appearance is the ticket's own row.
CREATE TABLE ticket_history (
	id     TEXT PRIMARY KEY,
	ticket TEXT NOT NULL,
	at     BIGINT NOT NULL,
	line   INTEGER NOT NULL,           -- 0 when no row did it
	word   TEXT NOT NULL,
	did    TEXT NOT NULL               -- JSON of a sentence
);
CREATE INDEX ticket_history_ticket ON ticket_history (ticket, id);

-- One run of a feed.
CREATE TABLE rounds (
	id            TEXT PRIMARY KEY,
	feed          TEXT NOT NULL,
	at            BIGINT NOT NULL,
	result        TEXT NOT NULL,
	round         TEXT NOT NULL,            -- JSON: counts, problem, notes
	etag          TEXT NOT NULL DEFAULT '', -- only of a round that left nothing open
	last_modified TEXT NOT NULL DEFAULT ''
);
CREATE INDEX rounds_feed ON rounds (feed, at);

-- The rows of the feed's last export that could not be taken.
CREATE TABLE refused (
	feed     TEXT NOT NULL,
	position INTEGER NOT NULL,
	line     INTEGER NOT NULL,
	reason   TEXT NOT NULL,              -- JSON of a sentence
	row_text TEXT NOT NULL,
	word     TEXT NOT NULL,
	unknown  INTEGER NOT NULL,              -- the word is the reason: the mapping offers it
	PRIMARY KEY (feed, position)
);

-- What waits for somebody's yes: one open entry per feed. Replaced ones stay
-- for a day, since a yes may still name one.
CREATE TABLE waiting (
	feed    TEXT NOT NULL,
	id      TEXT NOT NULL,             -- a hash of what it lists
	since   BIGINT NOT NULL,           -- kept from the first of those it replaced
	at      BIGINT NOT NULL,
	whole   INTEGER NOT NULL,          -- the whole round waits, not only gone tickets
	upload  INTEGER NOT NULL,
	closed  BIGINT NOT NULL DEFAULT 0, -- when it was answered or replaced
	PRIMARY KEY (feed, id)
);
CREATE TABLE waiting_tickets (
	feed   TEXT NOT NULL,
	entry  TEXT NOT NULL,
	ticket TEXT NOT NULL,
	what   TEXT NOT NULL,
	PRIMARY KEY (feed, entry, ticket)
);

-- The export of an upload that waits, compressed, for the yes to run again.
CREATE TABLE uploads (
	feed    TEXT PRIMARY KEY,
	at      BIGINT NOT NULL,
	partial INTEGER NOT NULL,
	data    BYTEA NOT NULL
);

-- Tickets that were erased: a keyed hash, so that the next round skips them.
CREATE TABLE erased (
	feed TEXT NOT NULL,
	hash TEXT NOT NULL,
	at   BIGINT NOT NULL,
	PRIMARY KEY (feed, hash)
);

-- +goose Down
DROP TABLE erased;
DROP TABLE uploads;
DROP TABLE waiting_tickets;
DROP TABLE waiting;
DROP TABLE refused;
DROP TABLE rounds;
DROP TABLE ticket_history;
DROP TABLE tickets;
DROP TABLE feeds;
