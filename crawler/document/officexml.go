package document

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// readXML reads the XML of Word 2003, of Word packages in one file, and of Excel 2003.
func readXML(body []byte, c *content) error {
	t := newTokens(bytes.NewReader(body), c)
	if bytes.Contains(body[:min(len(body), 4096)], []byte("office:spreadsheet")) {
		return readSpreadsheetML(t, c)
	}
	return readWordML(t, c)
}

// readSpreadsheetML reads the workbook of Excel 2003 XML.
func readSpreadsheetML(t *tokens, c *content) error {
	var (
		s           *sheet
		name        string
		row, column int
		next        int // column of the next cell
		value       strings.Builder
		inData      bool
	)
	for {
		token, err := t.next()
		if token == nil || err != nil {
			if s != nil && err == nil {
				err = s.emit(name)
			}
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "Worksheet":
				s, name, row = &sheet{c: c}, attr(e, "Name"), -1
			case "Row":
				row, next = counter(e, row+1), 0
			case "Cell":
				column = counter(e, next)
				next = column + 1 + number(attr(e, "MergeAcross"))
				value.Reset()
				if down := number(attr(e, "MergeDown")); s != nil && (down > 0 || next > column+1) {
					s.merge(area{place{row, column}, place{row + down, next - 1}})
				}
			case "Data":
				inData = true
			}
		case xml.CharData:
			if inData {
				value.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "Data":
				inData = false
			case "Cell":
				if s != nil {
					if err := s.set(place{row, column}, fold(value.String())); err != nil {
						return err
					}
				}
			case "Worksheet":
				if s != nil {
					if err := s.emit(name); err != nil {
						return err
					}
				}
				s = nil
			}
		}
	}
}

// counter is the place that an Index attribute gives, counted from 0, else the next in turn.
func counter(e xml.StartElement, next int) int {
	if n, err := strconv.Atoi(attr(e, "Index")); err == nil && n > 0 && n <= 1<<24 {
		return n - 1
	}
	return next
}
