-- +goose Up

-- Why nothing leaves, and until when; one row, there from the first pause on.
CREATE TABLE outbox (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	why      TEXT NOT NULL,       -- JSON of a sentence; empty for none
	until    BIGINT NOT NULL,
	settings INTEGER NOT NULL     -- somebody has to mend something
);

-- What the provider said of a letter before its id was written here: the
-- webhook can be faster than we are. Rows go after a day.
CREATE TABLE letter_events (
	provider TEXT PRIMARY KEY,
	state    TEXT NOT NULL,
	problem  TEXT NOT NULL,
	at       BIGINT NOT NULL,
	heard    BIGINT NOT NULL
);

-- +goose Down
DROP TABLE letter_events;
DROP TABLE outbox;
