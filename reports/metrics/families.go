package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

// A Kind is how a metric's values behave.
type Kind string

// The kinds of metric.
const (
	Gauge     Kind = "gauge"
	Counter   Kind = "counter"
	Histogram Kind = "histogram" // native, with classic buckets beside it for servers that read no native ones
)

// A Group is what a metric speaks of, and from which detail on it is given.
type Group string

// The groups, in the order of docs/metrics.md.
const (
	OfSite       Group = "site"       // at every detail
	OfDomain     Group = "domain"     // at the details domain and rule
	OfRule       Group = "rule"       // at the detail rule
	OfPack       Group = "pack"       // names: the same for all sites
	OfOperations Group = "operations" // of the program itself
	OfProbe      Group = "probe"      // of an answer of /probe
)

// A Family is a metric with everything that is known of it before there are values.
type Family struct {
	Name   string
	Kind   Kind
	Group  Group
	Help   string
	Labels []string // sorted
}

// desc is the family as the registry wants it.
func (f *Family) desc() *prometheus.Desc { return prometheus.NewDesc(f.Name, f.Help, f.Labels, nil) }

// Families lists every metric of the program, in the order of docs/metrics.md.
func Families() []Family {
	all := []*Family{
		&siteInfo, &siteScore, &siteCoverage, &siteFindings, &siteUp, &siteStopped, &lastCompleted, &scanDuration, &requests, &open, &overdue,
		&domainScore, &domainFindings,
		&findings,
		&packInfo, &domainInfo, &domainGuidance, &ruleInfo,
		&buildInfo, &storeUp, &reloadOK, &reloadTime, &queueJobs, &queueOldest,
		&sitesRunning, &sitesDone, &pages, &troubles, &fetchDuration, &waits,
		&probeSuccess, &probeDuration,
	}
	families := make([]Family, len(all))
	for i, f := range all {
		families[i] = *f
		families[i].Labels = slices.Clone(f.Labels)
	}
	return families
}

func family(group Group, kind Kind, name, help string, labels ...string) Family {
	slices.Sort(labels)
	return Family{Name: "mingjing_" + name, Kind: kind, Group: group, Help: help, Labels: labels}
}

// The metrics.
var (
	siteInfo      = family(OfSite, Gauge, "site_info", "The site by its name in the targets file; always 1. Also given for sites that were not scanned yet.", "site", "name", "kind", "city")
	siteScore     = family(OfSite, Gauge, "site_score_points", "Score of the site, 0 to 100, over the points that could be judged. Absent where none could; provisional where the coverage is under 0.8.", "site")
	siteCoverage  = family(OfSite, Gauge, "site_coverage_ratio", "Share of the points of the site that could be judged, 0 to 1.", "site")
	siteFindings  = family(OfSite, Gauge, "site_findings", "Findings of the site's last scan by verdict.", "site", "status")
	siteUp        = family(OfSite, Gauge, "site_up", "Whether the site could be read in its last scan: 0 where it was unreachable or blocked.", "site")
	siteStopped   = family(OfSite, Gauge, "site_stopped", "Why the last scan of the site ended: 1 for that reason, 0 for the others.", "site", "reason")
	lastCompleted = family(OfSite, Gauge, "scan_last_completed_timestamp_seconds", "Unix time at which the last scan of the site was completed.", "site")
	scanDuration  = family(OfSite, Gauge, "scan_duration_seconds", "How long the last scan of the site took.", "site")
	requests      = family(OfSite, Counter, "crawl_requests_total", "Requests sent to the site in the scans that are kept: those that brought a page, and others (redirects, robots.txt, retries, errors).", "site", "outcome")
	open          = family(OfSite, Gauge, "rectification_open", "Faults of the site that are to be put right, each counted once.", "site")
	overdue       = family(OfSite, Gauge, "rectification_overdue", "Faults of the site whose time to be put right has passed. Absent where no deadlines are kept.", "site")

	domainScore    = family(OfDomain, Gauge, "domain_score_ratio", "Share of the domain's points won, 0 to 1, of those that could be judged. Absent where none could.", "site", "domain")
	domainFindings = family(OfDomain, Gauge, "domain_findings", "Findings of the site's last scan by domain and verdict.", "site", "domain", "status")

	findings = family(OfRule, Gauge, "findings", "Findings of the site's last scan by rule and verdict. Those of topic.exists are given at every detail.", "site", "rule", "status")

	packInfo       = family(OfPack, Gauge, "pack_info", "The rule pack that judges; always 1.", "pack", "version")
	domainInfo     = family(OfPack, Gauge, "domain_info", "The domain by its name and its row in the annex of the plan; always 1.", "domain", "name", "row")
	domainGuidance = family(OfPack, Gauge, "domain_guidance", "The departments that guide the domain; always 1.", "domain", "department")
	ruleInfo       = family(OfPack, Gauge, "rule_info", "The rule by its name and dimension; always 1.", "rule", "name", "dimension")

	buildInfo     = family(OfOperations, Gauge, "build_info", "The program that runs; always 1.", "version", "revision", "goversion")
	storeUp       = family(OfOperations, Gauge, "store_up", "Whether the database answers.")
	reloadOK      = family(OfOperations, Gauge, "config_last_reload_successful", "Whether the last reading of the configuration succeeded.")
	reloadTime    = family(OfOperations, Gauge, "config_last_reload_success_timestamp_seconds", "Unix time of the last successful reading of the configuration.")
	queueJobs     = family(OfOperations, Gauge, "queue_jobs", "Jobs of the queue by state.", "state")
	queueOldest   = family(OfOperations, Gauge, "queue_oldest_due_timestamp_seconds", "Unix time since when the longest waiting job could have been started. Absent where none waits.")
	sitesRunning  = family(OfOperations, Gauge, "scan_sites_running", "Sites that this process is scanning.")
	sitesDone     = family(OfOperations, Counter, "scan_sites_total", "Scans of sites that this process ended, by why they ended.", "reason")
	pages         = family(OfOperations, Counter, "pages_total", "Pages that this process read, those that could not be read included.")
	troubles      = family(OfOperations, Counter, "page_troubles_total", "Pages that this process could not read whole, by kind of trouble.", "kind")
	fetchDuration = family(OfOperations, Histogram, "fetch_duration_seconds", "Time from sending a request to the end of its answer, by class of the answer's status; none where no answer came.", "answer")
	waits         = family(OfOperations, Histogram, "politeness_wait_seconds", "Time that a request waited for its turn, so that no host and no server address is asked too often.")

	probeSuccess  = family(OfProbe, Gauge, "probe_success", "Whether the probe gave verdicts.")
	probeDuration = family(OfProbe, Gauge, "probe_duration_seconds", "How long the probe took.")
)
