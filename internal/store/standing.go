package store

import (
	"context"
	"fmt"

	"mingjing/audit"
)

// Standing is which result of a site is the newest, and what all of its crawls came to.
type Standing struct {
	Site     string
	Scan     int64  // of the newest result under the pack; 0 where there is none
	Digest   string // of that result: another one whenever the result is another
	Requests int    // sent in all scans, by whichever pack; as results are kept for ever, it goes up only
	Pages    int    // that they brought
}

// Standings tells of every site ever seen in a scan how it stands under a pack (see Newest), without reading a result. By
// the order in which the sites were first seen.
func (s *Store) Standings(ctx context.Context, pack string) ([]Standing, error) {
	const query = `SELECT sites.id, coalesce(results.scan, 0), coalesce(results.digest, ''), sums.requests, sums.pages
FROM (
	SELECT site, CAST(sum(requests) AS BIGINT) AS requests, CAST(sum(pages) AS BIGINT) AS pages FROM results GROUP BY site
) AS sums JOIN sites ON sites.num = sums.site LEFT JOIN (
	SELECT results.id, results.site, row_number() OVER (PARTITION BY results.site ORDER BY scans.as_of DESC, results.finished DESC, results.id DESC) AS nth
	FROM results JOIN scans ON scans.id = results.scan WHERE results.finished IS NOT NULL AND scans.pack = $1
) AS ranked ON ranked.site = sums.site AND ranked.nth = 1 LEFT JOIN results ON results.id = ranked.id
ORDER BY sums.site`
	read := func(row scanner) (st Standing, err error) {
		return st, row.Scan(&st.Site, &st.Scan, &st.Digest, &st.Requests, &st.Pages)
	}
	list, err := all(rowsOf(ctx, s.reader, read, query, pack))
	if err != nil {
		return nil, fmt.Errorf("standing of sites: %w", err)
	}
	return list, nil
}

// Overdue is the number of entries of each site's rectification list under a pack that are still to be put right after the day
// they were due; sites without one are left out.
func (s *Store) Overdue(ctx context.Context, pack string, today audit.Date) (map[string]int, error) {
	const query = `SELECT sites.id, count(*) FROM entries JOIN sites ON sites.num = entries.site
WHERE entries.pack = $1 AND entries.state IN ('open', 'relapsed') AND entries.due < $2 GROUP BY sites.id`
	type row struct {
		site string
		n    int
	}
	read := func(s scanner) (r row, err error) { return r, s.Scan(&r.site, &r.n) }
	overdue := make(map[string]int)
	for r, err := range rowsOf(ctx, s.reader, read, query, pack, today.String()) {
		if err != nil {
			return nil, fmt.Errorf("overdue rectification: %w", err)
		}
		overdue[r.site] = r.n
	}
	return overdue, nil
}
