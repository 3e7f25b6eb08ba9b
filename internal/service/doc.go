// Package service audits by schedule: it ties the store, the queue, the crawler and the reports together.
//
//	service   what stands behind it: the configuration, and how it is changed
//	scan      starting scans, and the scan of one site
//	watch     what is open comes to its end
//	answer    what people do about findings: objections, rulings
//	report    reports of a group from the store, as it stands now
//	monthly   the month's report, made and kept
//	progress  how far scans are
//
// Everything that is to last stands in the store; a service that is killed at any moment goes on where it stood.
package service
