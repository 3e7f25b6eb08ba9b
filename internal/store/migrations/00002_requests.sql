-- +goose Up

-- What the crawl sent, and the pages that this brought; results that were saved before this count nothing.
ALTER TABLE results ADD COLUMN requests BIGINT NOT NULL DEFAULT 0;
ALTER TABLE results ADD COLUMN pages BIGINT NOT NULL DEFAULT 0;

-- Holds all that the sums by site need.
DROP INDEX results_site;
CREATE INDEX results_site ON results (site, requests, pages);

-- +goose Down
DROP INDEX results_site;
CREATE INDEX results_site ON results (site);
ALTER TABLE results DROP COLUMN pages;
ALTER TABLE results DROP COLUMN requests;
