// Package rules judges a portal by a rule pack.
//
// An [Inquiry] takes in the pages of one site and keeps, for every address, in which contexts it stands:
// under the topic, under a domain, in the openness part, among the catalogues. A context follows from
// the names that lead there: the breadcrumb of a page, the menus of a column, headings within a page. From the
// contexts the inquiry tells the crawler what is worth fetching (guide.go), and at the end it
// judges everything that was seen (judge.go, one file a family of rules), without fetching anything.
//
// What could hold an answer and was not read leaves the question unknown: an unread node is open where it was worth
// reading, and its contexts say which questions it concerns.
package rules
