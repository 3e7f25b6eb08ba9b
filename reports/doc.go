// Package reports writes what a scan found, for people and for other programs.
//
// [New] makes the one model behind all formats from a scan and the pack it was judged by; each
// format has a file of its own here. Reports are made of a scan alone: the same scan and pack give
// the same bytes whenever they are written. Texts from portals are hostile: HTML is escaped by
// context, spreadsheet cells never start a formula.
package reports
