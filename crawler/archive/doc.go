// Package archive keeps every answer of a scan, so that anybody can judge again without the network,
// a scan that was broken off goes on where it stood, and no evidence can be changed unnoticed.
//
// An archive is a folder with a folder for each scan:
//
//	chain.sha256                         the manifests of all scans, oldest first, as sha256sum writes them
//	20201201T080000Z/about.json          what was scanned: sites, pack, day (About)
//	20201201T080000Z/manifest.json       written when all sites are done: digests, the scan before
//	20201201T080000Z/ID/site.json        written when the site is done: how it went, digests of its files
//	20201201T080000Z/ID/index.cdxj       where the answer to each request stands
//	20201201T080000Z/ID/ID-…-00001.warc.gz
//
// The WARC files are those of WARC/1.1: each record is a gzip member. An exchange is a group of
// records: the response (or a revisit, where the same body was kept before), a metadata record with
// what was amiss, and the request, which closes the group.
//
// A [Scan] writes: it is a [crawler.Recorder], and, being a [crawler.Answered] too, never asks twice.
// A [Replay] answers a crawl from a scan alone. A [Reader] finds the answer that a piece of evidence
// names. [Verify] finds what was changed.
package archive
