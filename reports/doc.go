// Package reports turns what a scan found into what people read.
//
// [New] makes the one model behind all formats from a scan, the pack it was judged by and the scans
// before it. What stands in one format stands in all, with the same numbers: the packages below only
// lay the model out.
//
//	charts   what is drawn: inline SVG, for pages and print
//	pages    HTML, for the screen and for print
//	book     the monthly report and the scorecards for print
//	papers   official papers: rectification notices and the circular
//	tables   spreadsheets and CSV
//	output   all of them into a folder
//	metrics  Prometheus
//	dashboards  Grafana boards over these
//	rectify  what stands on the rectification list
//
// Reports are made of stored facts alone: the same scans and options give the same bytes whenever they
// are written. Texts from portals are hostile: each format escapes by its own rules.
package reports
