// Package server shows the service to people and programs: the reports as they stand now, scans that are running, what is to be put right
// and what was said about it, the evidence, and an API.
//
//	server    the addresses, and what holds for all of them
//	view      what pages share: layout, words, errors
//	report    the reports of groups
//	scans     scans: what is on, starting and cancelling
//	site      a site's rectification list, objections and rulings
//	evidence  archived pages, shown inert
//	api       /api/v1 with its OpenAPI document
package server
