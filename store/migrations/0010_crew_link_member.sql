-- +goose Up

-- Whose password a link is for; empty for one that makes an account.
ALTER TABLE crew_links ADD COLUMN member TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE crew_links DROP COLUMN member;
