-- One text for SQLite and PostgreSQL: BIGINT, DOUBLE PRECISION, TEXT and BYTEA mean in both what is wanted here (SQLite keeps a
-- blob in a column of any type). Days are 2006-01-02 and times 2006-01-02T15:04:05.000000000Z, so that they sort as text.
-- Nothing else is sorted as text: collations differ.

-- +goose Up

-- The last number given out of each kind.
CREATE TABLE counters (
	name TEXT PRIMARY KEY,
	given BIGINT NOT NULL
);

-- The sites ever seen, as the targets named them last.
CREATE TABLE sites (
	num BIGINT PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	city TEXT NOT NULL,
	kind TEXT NOT NULL,
	home TEXT NOT NULL,
	hosts TEXT NOT NULL,     -- JSON
	townships TEXT NOT NULL, -- JSON
	seen TEXT NOT NULL       -- when it was first named
);

CREATE TABLE scans (
	id BIGINT PRIMARY KEY,
	ident TEXT UNIQUE, -- what the same scan asked for twice is known by
	pack TEXT NOT NULL,
	version TEXT NOT NULL,
	as_of TEXT NOT NULL,
	city TEXT NOT NULL,
	started TEXT NOT NULL,
	finished TEXT,
	saves BIGINT NOT NULL -- how often a site was saved
);
CREATE INDEX scans_as_of ON scans (as_of);

-- One row for each site of a scan, from its start on; finished once the site was audited.
CREATE TABLE results (
	id BIGINT PRIMARY KEY,
	scan BIGINT NOT NULL REFERENCES scans (id),
	site BIGINT NOT NULL REFERENCES sites (num),
	place BIGINT NOT NULL, -- within the scan
	finished TEXT,
	score DOUBLE PRECISION NOT NULL,
	grade TEXT NOT NULL,
	coverage DOUBLE PRECISION NOT NULL,
	faults BIGINT NOT NULL,  -- on the rectification list
	stopped TEXT NOT NULL,
	summary TEXT NOT NULL,   -- the result without its findings, JSON
	findings TEXT NOT NULL,  -- SHA-256 of the findings, JSON
	digest TEXT NOT NULL,    -- SHA-256 of summary and findings
	UNIQUE (scan, site)
);
CREATE INDEX results_site ON results (site);

-- The findings of a result with their evidence, whole: JSON, zstd.
CREATE TABLE details (
	result BIGINT PRIMARY KEY REFERENCES results (id),
	data BYTEA NOT NULL
);

-- What is asked; the number is made of the words.
CREATE TABLE questions (
	id BIGINT PRIMARY KEY,
	rule TEXT NOT NULL,
	domain TEXT NOT NULL,
	level1 TEXT NOT NULL,
	item TEXT NOT NULL
);

-- The verdicts of a result, to be asked for by SQL; the same as in its details, without the half or so that is exempt.
CREATE TABLE findings (
	result BIGINT NOT NULL REFERENCES results (id),
	question BIGINT NOT NULL REFERENCES questions (id),
	status TEXT NOT NULL,
	points DOUBLE PRECISION NOT NULL,
	max_points DOUBLE PRECISION NOT NULL
);
CREATE INDEX findings_result ON findings (result, question);

-- The log of acts: only ever added to, each row's hash made over the one before.
CREATE TABLE acts (
	seq BIGINT PRIMARY KEY, -- 1, 2, 3 … without a gap
	at TEXT NOT NULL,
	who TEXT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,  -- the site, or the scan
	refers BIGINT NOT NULL, -- the act it answers, or 0
	content TEXT NOT NULL,  -- JSON
	hash TEXT NOT NULL
);
CREATE INDEX acts_subject ON acts (subject, kind);
CREATE INDEX acts_refers ON acts (refers);

-- The rectification list. A row is the sum of its events.
CREATE TABLE entries (
	id BIGINT PRIMARY KEY,
	site BIGINT NOT NULL REFERENCES sites (num),
	pack TEXT NOT NULL,
	question BIGINT NOT NULL REFERENCES questions (id),
	state TEXT NOT NULL,
	unit TEXT NOT NULL,
	due TEXT NOT NULL,
	UNIQUE (site, pack, question)
);

-- What scans changed about an entry.
CREATE TABLE events (
	entry BIGINT NOT NULL REFERENCES entries (id),
	scan BIGINT NOT NULL REFERENCES scans (id),
	day TEXT NOT NULL,
	state TEXT NOT NULL,
	status TEXT NOT NULL,
	reason TEXT NOT NULL,
	unit TEXT NOT NULL,
	due TEXT NOT NULL,
	PRIMARY KEY (entry, scan)
);
CREATE INDEX events_scan ON events (scan);

-- How far the list of a site has come: the newest day, and of that the newest scan.
CREATE TABLE advances (
	site BIGINT NOT NULL REFERENCES sites (num),
	pack TEXT NOT NULL,
	day TEXT NOT NULL,
	scan BIGINT NOT NULL REFERENCES scans (id),
	PRIMARY KEY (site, pack)
);

-- The files of reports that were made.
CREATE TABLE reports (
	id BIGINT PRIMARY KEY,
	pack TEXT NOT NULL,
	period TEXT NOT NULL, -- the month (2026-10) or day it speaks of
	name TEXT NOT NULL,   -- of the file, within the folder of reports
	format TEXT NOT NULL,
	size BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	made TEXT NOT NULL,
	UNIQUE (name)
);

-- +goose Down
DROP TABLE reports;
DROP TABLE advances;
DROP TABLE events;
DROP TABLE entries;
DROP TABLE acts;
DROP TABLE findings;
DROP TABLE questions;
DROP TABLE details;
DROP TABLE results;
DROP TABLE scans;
DROP TABLE sites;
DROP TABLE counters;
