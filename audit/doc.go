// Package audit holds the nouns of the trade and the flow of an audit on one page (Run).
//
// A [Site] is a county portal. Its [Page]s are read one after another; a page carries facts
// (links, entries, tables, dates, a [Trouble] where it could not be read) and no opinion. The
// facts become [Finding]s, one for each question of the rule pack, each with a [Status] and the
// [Evidence] it rests on. Findings make a [Score]; all sites together make a [Scan].
//
// The package imports nothing else of this module: every other package knows these nouns, and
// none of them needs to know another's.
package audit
