// Package crawler brings the pages of a site in the order in which a guide asks for them, and says
// of each that could not be read why not. It knows no rule and no way to read a page: what is worth
// fetching it asks the [audit.Guide], and an answer is turned into facts by the [Read] it was given.
//
// The way of a link, each step in a file of its own:
//
//	frontier   what is known and not yet fetched, best promise first; each address once
//	traps      addresses without end are not followed
//	robots     robots.txt as RFC 9309 has it
//	limiter    the pace for one host and for one server address, over all sites
//	send       one request with its retries, on colly
//	fetch      redirects hop by hop, each checked for scope and robots
//	scripts    script files that a page needs to be read whole, each once; then the page is read again
//	likeness   not-found answers and home pages served in a page's place with status 200
//	host       when a host that refuses or falls silent is given up
//
// Requests of one site follow each other strictly, so a crawl is as deterministic as its site; many
// sites may be crawled at once. A firewall is never worked around: its answer is the finding.
package crawler
