-- +goose Up

-- The hand on a stage's ladder: taken is in 0004.
ALTER TABLE stages ADD COLUMN held INTEGER NOT NULL DEFAULT 0;        -- the ladder waits until it is released
ALTER TABLE stages ADD COLUMN hand_name TEXT NOT NULL DEFAULT '';     -- whose hand it is
ALTER TABLE stages ADD COLUMN hand_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stages ADD COLUMN hand_before TEXT NOT NULL DEFAULT '';   -- JSON of the hand before it, for undo; '' for none
ALTER TABLE sources ADD COLUMN picture TEXT NOT NULL DEFAULT '';      -- a slate's, in pictures

-- What each stage shows. Only the stage's keeper, who holds the lease
-- "stage/ID", writes it; all others read it.
CREATE TABLE on_air (
	stage  TEXT PRIMARY KEY,
	source TEXT NOT NULL,        -- the rung; '' for the house's own slate
	since  BIGINT NOT NULL,
	why    TEXT NOT NULL,        -- JSON of a sentence
	health TEXT NOT NULL,        -- JSON: of each rung that is watched
	keeper TEXT NOT NULL
);

CREATE TABLE pictures (
	id   TEXT PRIMARY KEY,       -- SHA-256 of the data, hexadecimal
	kind TEXT NOT NULL,          -- image/jpeg or image/png
	data BYTEA NOT NULL,
	made BIGINT NOT NULL
);

CREATE TABLE announcements (
	id        TEXT PRIMARY KEY,
	stage     TEXT NOT NULL,     -- '' for all
	words     TEXT NOT NULL,
	made      BIGINT NOT NULL,
	by_name   TEXT NOT NULL,
	withdrawn BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX announcements_made ON announcements (made);

-- How many pages are open on each stage, and what went wrong in them: each
-- process writes its own sum every few seconds, readers add the fresh ones.
CREATE TABLE audience (
	node  TEXT NOT NULL,
	stage TEXT NOT NULL,         -- '' for the lobby
	at    BIGINT NOT NULL,
	pages INTEGER NOT NULL,
	faults TEXT NOT NULL,        -- JSON: source → embeds that reported an error, in the last minute
	PRIMARY KEY (node, stage)
);

-- +goose Down
DROP TABLE audience;
DROP TABLE announcements;
DROP TABLE pictures;
DROP TABLE on_air;
ALTER TABLE sources DROP COLUMN picture;
ALTER TABLE stages DROP COLUMN hand_before;
ALTER TABLE stages DROP COLUMN hand_since;
ALTER TABLE stages DROP COLUMN hand_name;
ALTER TABLE stages DROP COLUMN held;
