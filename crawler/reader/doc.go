// Package reader turns an answer of a portal into the facts of an [audit.Page].
//
// [Read] never fails: what cannot be read is told in Page.Trouble, so that nobody downstream takes a page that was
// not understood for an empty one. It knows no rule and no site; what it knows of publishing systems stands in small
// families (see family.go), and a page of a system it has never met is read by the general ways alone.
//
// A body passes these stages: Decode makes it UTF-8; sniff tells a page from list data; parse builds a tree of
// bounded depth; graft puts what scripts only write out (data stores, document.write) where it belongs in the tree;
// walk flattens the tree once into elements, visible text and links; everything after that reads the flat form and
// costs no more than a few passes over it.
package reader
