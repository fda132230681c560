-- +goose Up

-- Where the programme comes from: one foreign file, uploaded or at a URL.
CREATE TABLE programme (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	settings TEXT NOT NULL,      -- JSON: URL, format, zone, which room is which stage
	reading  TEXT NOT NULL,      -- JSON: what the last reading that changed something, or failed anew, said
	draft    TEXT NOT NULL,      -- JSON: about a file that waits for a yes; '' for none
	data     BYTEA,              -- that file, gzip
	taken    BYTEA               -- the upload that was taken over last, gzip: it is mapped anew when a room is decided
);
INSERT INTO programme (one, settings, reading, draft) VALUES (1, '{}', '{}', '');

-- talks holds them as read. origin: 'file' from "stagedoor apply",
-- 'programme' from the foreign file, 'hand' written in the editor.
ALTER TABLE talks ADD COLUMN origin TEXT NOT NULL DEFAULT 'file';
ALTER TABLE talks ADD COLUMN foreign_id TEXT NOT NULL DEFAULT ''; -- guid, id or UID in the foreign file
ALTER TABLE talks ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;     -- left the foreign file while it was on
ALTER TABLE talks ADD COLUMN source TEXT NOT NULL DEFAULT '';     -- its own source on its stage

-- What a hand changed of a talk, field by field; a talk without a row is as
-- read. Of a talk that left the programme it stays, should it come back.
CREATE TABLE talk_edits (
	talk TEXT PRIMARY KEY,
	edit TEXT NOT NULL           -- JSON of the fields and when each was changed
);

-- "The day runs late": from a moment on, the rest of a stage's day is later.
CREATE TABLE shifts (
	id      TEXT PRIMARY KEY,
	stage   TEXT NOT NULL,
	since   BIGINT NOT NULL,     -- talks from then on
	until   BIGINT NOT NULL,     -- the day's end
	minutes INTEGER NOT NULL,    -- may be negative
	made    BIGINT NOT NULL,
	by_name TEXT NOT NULL,
	undone  BIGINT NOT NULL DEFAULT 0
);

-- +goose Down
DROP TABLE shifts;
DROP TABLE talk_edits;
ALTER TABLE talks DROP COLUMN source;
ALTER TABLE talks DROP COLUMN gone;
ALTER TABLE talks DROP COLUMN foreign_id;
ALTER TABLE talks DROP COLUMN origin;
DROP TABLE programme;
