// Package portals makes demonstration portals: county sites that never existed, served on
// loopback, each of another make and with faults that were planted on purpose, and for each the
// truth that a perfect audit would find.
//
// Three things are kept apart:
//
//   - The plan ([Plan]) is what a county decided to publish: pure data, drawn from a seed and the
//     profile of the county. It is laid out as a [Site]: columns, documents and files.
//   - The truth ([Truth]) follows from the plan alone. Nothing here judges a page, and nothing
//     here knows how the rules judge.
//   - A [Make] renders a site the way one publishing system does: addresses, markup, paging,
//     charset. There is one file a make (make_*.go).
//
// Pages are made when they are asked for and depend on nothing but the seed and the address, so a
// portal of thousands of pages costs no memory and answers the same way every time.
package portals
