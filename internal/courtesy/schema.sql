-- One row a host and one a server address ever asked. All times are the database's.
BEGIN;
SET LOCAL synchronous_commit = on; -- a crash must not take the table with it
SELECT pg_advisory_xact_lock(1668248946); -- processes that start at once take turns

CREATE TABLE IF NOT EXISTS courtesy (
	key TEXT PRIMARY KEY,
	free TIMESTAMPTZ NOT NULL DEFAULT '-infinity', -- the next moment that may be given
	delay BIGINT NOT NULL DEFAULT 0,               -- between two requests, as robots.txt asks for, in µs
	penalty BIGINT NOT NULL DEFAULT 0              -- between two requests, for having refused, in µs
);

-- courtesy_ask asks for a moment that is free for all keys. every is what lies between two requests with one key at least, longest how long
-- the caller would wait (negative: any time), delays and slower are news of each key; all times in µs.
--
-- given: the moment in which wait is over is the caller's. Otherwise nothing was taken: he would have to wait for longer than he can, or
-- for a key other than the last (the host), and may ask again then.
CREATE OR REPLACE FUNCTION courtesy_ask(keys TEXT[], every BIGINT, longest BIGINT, delays BIGINT[], slower INT[], OUT wait BIGINT, OUT given BOOLEAN)
LANGUAGE plpgsql AS $$
DECLARE
	us CONSTANT INTERVAL := '1 microsecond';
	slowest CONSTANT BIGINT := 30000000; -- that refusals can bring about
	forgotten CONSTANT INTERVAL := '1 hour'; -- after which refusals are
	k RECORD;
	now_ TIMESTAMPTZ;
	host TIMESTAMPTZ := '-infinity';  -- when all keys but the last are free
	address TIMESTAMPTZ;              -- when the last is
	moment TIMESTAMPTZ;
BEGIN
	-- In one order everywhere, so that nobody waits for one who waits for him.
	INSERT INTO courtesy (key) SELECT DISTINCT unnest(keys) ORDER BY 1 ON CONFLICT DO NOTHING;
	PERFORM FROM courtesy WHERE key = ANY (keys) ORDER BY key FOR UPDATE;
	now_ := clock_timestamp();

	FOR i IN 1 .. cardinality(keys) LOOP
		SELECT * INTO k FROM courtesy WHERE key = keys[i];
		DECLARE
			before BIGINT := GREATEST(every, k.delay, k.penalty);
		BEGIN
			k.delay := COALESCE(delays[i], k.delay);
			IF k.free < now_ - forgotten THEN
				k.penalty := 0;
			END IF;
			FOR n IN 1 .. LEAST(slower[i], 10) LOOP
				k.penalty := LEAST(2 * GREATEST(every, k.delay, k.penalty), GREATEST(slowest, every));
			END LOOP;
			FOR n IN 1 .. LEAST(-slower[i], 10) LOOP
				k.penalty := CASE WHEN k.penalty / 2 > every THEN k.penalty / 2 ELSE 0 END;
			END LOOP;
			-- What was given last is followed by the new pause, not by the old one.
			IF k.free > '-infinity' THEN
				k.free := k.free + GREATEST(GREATEST(every, k.delay, k.penalty) - before, 0) * us;
			END IF;
		END;
		UPDATE courtesy SET free = k.free, delay = k.delay, penalty = k.penalty
		WHERE key = k.key AND (free, delay, penalty) IS DISTINCT FROM (k.free, k.delay, k.penalty);
		IF i = cardinality(keys) THEN
			address := k.free;
		ELSE
			host := GREATEST(host, k.free);
		END IF;
	END LOOP;

	moment := GREATEST(now_, host, address);
	wait := CEIL(EXTRACT(EPOCH FROM moment - now_) * 1000000);
	given := (longest < 0 OR wait <= longest) AND (moment = now_ OR moment = address);
	IF given THEN
		UPDATE courtesy SET free = moment + GREATEST(every, delay, penalty) * us WHERE key = ANY (keys);
	END IF;
END $$;
COMMIT;
