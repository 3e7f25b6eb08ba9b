package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"path"
	"strconv"
	"strings"
)

// readXLSX reads a workbook sheet by sheet. A grid is never built before its used rows and columns
// are known, so a lone cell in the last corner of a sheet costs one cell.
func readXLSX(z *zip.Reader, c *content) error {
	book := workbook{z: z, c: c}
	if err := book.open(); err != nil {
		return err
	}
	return eachSheet(book.sheets, c, func(s sheetInfo) error {
		f := find(z, s.target)
		if f == nil {
			return errors.New("not in the file")
		}
		return book.read(f, s.name)
	})
}

// workbook is an xlsx file being read.
type workbook struct {
	z       *zip.Reader
	c       *content
	sheets  []sheetInfo
	strings []string
	dates   []bool // by cell style: whether it shows a number as a date
	era1904 bool
}

func (b *workbook) open() error {
	targets := map[string]string{}
	if f := find(b.z, "xl/_rels/workbook.xml.rels"); f != nil {
		err := eachElement(f, b.c, func(e xml.StartElement) error {
			if e.Name.Local == "Relationship" {
				targets[attr(e, "Id")] = attr(e, "Target")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err := eachElement(find(b.z, "xl/workbook.xml"), b.c, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.era1904 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		case "sheet":
			if len(b.sheets) == maxSheets {
				return limitError{"sheets"}
			}
			target := targets[attr(e, "id")]
			if strings.HasPrefix(target, "/") {
				target = strings.TrimPrefix(target, "/")
			} else {
				target = path.Join("xl", target)
			}
			state := attr(e, "state")
			b.sheets = append(b.sheets, sheetInfo{name: attr(e, "name"), target: target, hidden: state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range b.z.File {
		if strings.HasPrefix(cleanEntry(f.Name), "xl/media/") {
			b.c.pictures++
		}
	}
	if err := b.readStrings(find(b.z, "xl/sharedStrings.xml")); err != nil {
		return err
	}
	return b.readStyles(find(b.z, "xl/styles.xml"))
}

// readStrings reads the table of shared strings. Phonetic guides are no part of a text.
func (b *workbook) readStrings(f *zip.File) error {
	if f == nil {
		return nil
	}
	r, err := openEntry(f, b.c)
	if err != nil {
		return err
	}
	defer r.Close()
	var text strings.Builder
	inText, phonetic, size := false, false, 0
	for t := newTokens(r, b.c); ; {
		token, err := t.next()
		if token == nil || err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "rPh":
				phonetic = true
			case "t":
				inText = !phonetic
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				s := fold(text.String())
				if size += len(s) + 16; size > 4*b.c.limits.Text {
					return limitError{"shared strings"}
				}
				b.strings = append(b.strings, s)
			case "rPh":
				phonetic = false
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText {
				text.Write(e)
			}
		}
	}
}

// readStyles notes which cell styles show dates.
func (b *workbook) readStyles(f *zip.File) error {
	if f == nil {
		return nil
	}
	custom := map[string]bool{}
	cells := false
	return eachElement(f, b.c, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			custom[attr(e, "numFmtId")] = dateFormat(attr(e, "formatCode"))
		case "cellXfs":
			cells = true
		case "cellStyles", "cellStyleXfs", "dxfs":
			cells = false
		case "xf":
			if cells {
				id := attr(e, "numFmtId")
				n, _ := strconv.Atoi(id)
				b.dates = append(b.dates, custom[id] || builtinDate(n))
			}
		}
		return nil
	})
}

func (b *workbook) read(f *zip.File, name string) error {
	r, err := openEntry(f, b.c)
	if err != nil {
		return err
	}
	defer r.Close()
	s := &sheet{c: b.c}
	err = b.walk(newTokens(r, b.c), s)
	return errors.Join(err, s.emit(name))
}

func (b *workbook) walk(t *tokens, s *sheet) error {
	var (
		row, column int
		kind, style string
		value       strings.Builder
		inValue     bool
	)
	row, column = -1, -1
	for {
		token, err := t.next()
		if token == nil || err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				row++
				if n, err := strconv.Atoi(attr(e, "r")); err == nil {
					row = n - 1
				}
				column = -1
			case "c":
				column++
				if at, ok := parseRef(attr(e, "r")); ok {
					row, column = at.row, at.column
				}
				kind, style = attr(e, "t"), attr(e, "s")
				value.Reset()
			case "v", "t":
				inValue = true
			case "rPh":
				inValue = false
			case "mergeCell":
				if area, ok := parseArea(attr(e, "ref")); ok {
					s.merge(area)
				}
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "v", "t":
				inValue = false
			case "c":
				if err := s.set(place{row, column}, b.text(kind, style, value.String())); err != nil {
					return err
				}
			}
		case xml.CharData:
			if inValue {
				value.Write(e)
			}
		}
	}
}

// text is what a cell shows.
func (b *workbook) text(kind, style, value string) string {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(b.strings) {
			return ""
		}
		return b.strings[i]
	case "str", "inlineStr", "d":
		return fold(value)
	case "e":
		return ""
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[value]
	}
	number, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return fold(value)
	}
	i, err := strconv.Atoi(style)
	return cellNumber(number, err == nil && i >= 0 && i < len(b.dates) && b.dates[i], b.era1904)
}
