-- +goose Up

-- By how many milliseconds the dates of a stage's playlist may be ahead of the
-- clock while its program runs; 0 once it has ended. After a crash nobody knows
-- where they had come to, but they were not further ahead than this.
ALTER TABLE programs ADD COLUMN lead BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE programs DROP COLUMN lead;
