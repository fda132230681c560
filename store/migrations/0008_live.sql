-- +goose Up

ALTER TABLE sources ADD COLUMN key_version INTEGER NOT NULL DEFAULT 0; -- of the stream key; 0 for what no encoder publishes to

-- The highest key_version that a source ever had. The rows outlive source and
-- stage: put back under its id, a source never gets a key back that was
-- replaced.
CREATE TABLE stream_keys (
	stage   TEXT NOT NULL,
	source  TEXT NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (stage, source)
);

-- Where each stage's playlist has got to: numbers that its node has not
-- reached, so that after a restart they go on forward.
CREATE TABLE programs (
	stage         TEXT PRIMARY KEY,
	node          TEXT NOT NULL,   -- who reserved them
	sequence      BIGINT NOT NULL,
	discontinuity BIGINT NOT NULL,
	init          BIGINT NOT NULL,
	fragment      BIGINT NOT NULL,
	reached       BIGINT NOT NULL  -- what its dates have come to
);

-- Who publishes where: a stage whose encoder is on one node is not taken to
-- another.
CREATE TABLE publishers (
	stage  TEXT NOT NULL,
	source TEXT NOT NULL,
	node   TEXT NOT NULL,
	at     BIGINT NOT NULL,        -- since when
	PRIMARY KEY (stage, source)
);

-- What the players of ours said within the last minute, beside the pages.
ALTER TABLE audience ADD COLUMN playing TEXT NOT NULL DEFAULT '{}'; -- JSON

-- +goose Down
ALTER TABLE audience DROP COLUMN playing;
DROP TABLE publishers;
DROP TABLE programs;
DROP TABLE stream_keys;
ALTER TABLE sources DROP COLUMN key_version;
