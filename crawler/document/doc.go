// Package document turns an attachment into facts: the text and the tables of spreadsheets,
// word-processor files, PDFs and archives of them. It never decides whether a fact is good.
//
// Files come from strangers. Every reader is bounded in time, in what it unpacks and in what it
// keeps, and a file that cannot be read whole says so in [audit.Trouble]: an unread file is never
// an empty one. What was read before the trouble stays in the page.
//
//	xlsx xlsm et, docx docm wps, ofd    zip and XML, own readers
//	xls et, doc wps                     the compound file of the old office, own readers
//	Word and Excel 2003 XML, rtf        own readers
//	pdf                                 PDFium in WebAssembly; tables are rebuilt from positions
//	zip                                 the documents in it, one level deep
//	csv, txt                            by name only
//	pictures                            recognised: [audit.TroublePicture]
//	rar, 7z, pptx and others            recognised: [audit.TroubleDamaged], "type not read"
package document
