-- +goose Up

CREATE TABLE stages (
	id       TEXT PRIMARY KEY,   -- the organiser's; it stands in the address
	name     TEXT NOT NULL,
	gel      TEXT NOT NULL,
	position INTEGER NOT NULL,
	taken    TEXT NOT NULL       -- the source that a producer took; '' for none
);

CREATE TABLE sources (
	stage    TEXT NOT NULL,
	id       TEXT NOT NULL,
	position INTEGER NOT NULL,
	title    TEXT NOT NULL,
	kind     TEXT NOT NULL,
	url      TEXT NOT NULL,      -- normalised
	ref      TEXT NOT NULL,      -- the provider's id
	hash     TEXT NOT NULL,
	sentence TEXT NOT NULL,      -- a slate's
	PRIMARY KEY (stage, id)
);

-- The programme as read. What a hand changes will lie beside it.
CREATE TABLE talks (
	id        TEXT PRIMARY KEY,
	stage     TEXT NOT NULL,
	title     TEXT NOT NULL,
	people    TEXT NOT NULL,     -- JSON array of names
	abstract  TEXT NOT NULL,
	language  TEXT NOT NULL,
	starts    BIGINT NOT NULL,
	ends      BIGINT NOT NULL,
	pause     INTEGER NOT NULL,  -- coffee, lunch, doors
	no_record INTEGER NOT NULL
);
CREATE INDEX talks_stage ON talks (stage, starts);

-- +goose Down
DROP TABLE talks;
DROP TABLE sources;
DROP TABLE stages;
