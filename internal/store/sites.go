package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"

	"mingjing/audit"
)

const siteColumns = "sites.num, sites.id, sites.name, sites.city, sites.kind, sites.home, sites.hosts, sites.townships"

// keptSite is a site with its number.
type keptSite struct {
	num int64
	audit.Site
}

func readSite(row scanner) (keptSite, error) {
	var s keptSite
	var hosts, townships string
	if err := row.Scan(&s.num, &s.ID, &s.Name, &s.City, &s.Kind, &s.Home, &hosts, &townships); err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(hosts), &s.Hosts); err != nil {
		return s, fmt.Errorf("hosts of site %s: %w", s.ID, err)
	}
	if err := json.Unmarshal([]byte(townships), &s.Townships); err != nil {
		return s, fmt.Errorf("townships of site %s: %w", s.ID, err)
	}
	return s, nil
}

// Sites lists every site ever seen, as it was named last, in the order in which they were first seen.
func (s *Store) Sites(ctx context.Context) ([]audit.Site, error) {
	var sites []audit.Site
	for site, err := range rowsOf(ctx, s.reader, readSite, "SELECT "+siteColumns+" FROM sites ORDER BY num") {
		if err != nil {
			return nil, fmt.Errorf("sites: %w", err)
		}
		sites = append(sites, site.Site)
	}
	return sites, nil
}

// Site is the site with this id; ErrNotFound where it was never seen.
func (s *Store) Site(ctx context.Context, id string) (audit.Site, error) {
	site, err := readSite(s.reader.QueryRowContext(ctx, "SELECT "+siteColumns+" FROM sites WHERE id = $1", id))
	if err != nil {
		return audit.Site{}, fmt.Errorf("site %s: %w", id, missing(err))
	}
	return site.Site, nil
}

// saveSites adds the sites that are new, takes over what changed, and returns the numbers of all, in their order,
// and the acts for the log.
func (s *Store) saveSites(ctx context.Context, tx *sql.Tx, who string, sites []audit.Site) (nums []int64, acts []Act, err error) {
	known := make(map[string]keptSite)
	for site, err := range rowsOf(ctx, tx, readSite, "SELECT "+siteColumns+" FROM sites") {
		if err != nil {
			return nil, nil, err
		}
		known[site.ID] = site
	}
	nums = make([]int64, len(sites))
	for i, site := range sites {
		old, ok := known[site.ID]
		if ok && sameSite(old.Site, site) {
			nums[i] = old.num
			continue
		}
		hosts, townships, err := lists(site)
		if err != nil {
			return nil, nil, err
		}
		kind := ActSiteChange
		if !ok {
			kind = ActSiteAdd
		}
		const upsert = `INSERT INTO sites (num, id, name, city, kind, home, hosts, townships, seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, city = excluded.city, kind = excluded.kind, home = excluded.home,
	hosts = excluded.hosts, townships = excluded.townships RETURNING num`
		num := old.num
		if !ok {
			if num, err = numbers(ctx, tx, "site", 1); err != nil {
				return nil, nil, err
			}
		}
		err = tx.QueryRowContext(ctx, upsert, num, site.ID, site.Name, site.City, string(site.Kind), site.Home, hosts, townships,
			timeText(s.now())).Scan(&nums[i])
		if err != nil {
			return nil, nil, fmt.Errorf("site %s: %w", site.ID, err)
		}
		act, err := newAct(who, kind, site.ID, 0, site)
		if err != nil {
			return nil, nil, err
		}
		acts = append(acts, act)
	}
	return nums, acts, nil
}

// sameSite compares what is kept: an empty list is as good as none.
func sameSite(a, b audit.Site) bool {
	if len(a.Hosts)+len(b.Hosts) == 0 {
		a.Hosts, b.Hosts = nil, nil
	}
	if len(a.Townships)+len(b.Townships) == 0 {
		a.Townships, b.Townships = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

func lists(site audit.Site) (hosts, townships string, err error) {
	h, err := json.Marshal(site.Hosts)
	if err != nil {
		return "", "", err
	}
	t, err := json.Marshal(site.Townships)
	if err != nil {
		return "", "", err
	}
	return string(h), string(t), nil
}
