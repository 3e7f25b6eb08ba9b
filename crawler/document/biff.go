package document

import (
	"errors"
	"math"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Records of a workbook of the old format that carry what a table shows.
const (
	recordFormula  = 0x0006
	recordEOF      = 0x000a
	recordEra1904  = 0x0022
	recordFilePass = 0x002f
	recordContinue = 0x003c
	recordSheet    = 0x0085
	recordMulRK    = 0x00bd
	recordRString  = 0x00d6
	recordXF       = 0x00e0
	recordMerged   = 0x00e5
	recordDrawing  = 0x00ec
	recordSST      = 0x00fc
	recordLabelSST = 0x00fd
	recordNumber   = 0x0203
	recordLabel    = 0x0204
	recordBool     = 0x0205
	recordString   = 0x0207
	recordRK       = 0x027e
	recordFormat   = 0x041e
	recordBOF      = 0x0809
)

// biff is a workbook of the old format being read: BIFF8 (Excel 97 on) and BIFF5 (Excel 5 and 95).
type biff struct {
	data    []byte
	c       *content
	wide    bool // BIFF8: strings are in Unicode
	sheets  []sheetInfo
	strings []string
	styles  []int // number format of each cell style
	formats map[int]bool
	era1904 bool
}

func readBIFF(data []byte, c *content) error {
	b := &biff{data: data, c: c, formats: map[int]bool{}}
	if err := b.globals(); err != nil {
		return err
	}
	return eachSheet(b.sheets, c, b.sheet)
}

// record is one record and where the next begins.
func (b *biff) record(at int) (kind int, data []byte, next int, ok bool) {
	if at < 0 || at+4 > len(b.data) {
		return 0, nil, at, false
	}
	kind, size := int(le.Uint16(b.data[at:])), int(le.Uint16(b.data[at+2:]))
	if at+4+size > len(b.data) {
		return 0, nil, at, false
	}
	return kind, b.data[at+4 : at+4+size], at + 4 + size, true
}

func (b *biff) globals() error {
	kind, data, at, ok := b.record(0)
	if !ok || kind != recordBOF || len(data) < 4 {
		return errors.New("workbook: does not begin like one")
	}
	b.wide = le.Uint16(data) == 0x0600
	for {
		kind, data, next, ok := b.record(at)
		if !ok {
			return errors.New("workbook: cut off")
		}
		if err := b.c.tick(); err != nil {
			return err
		}
		at = next
		switch kind {
		case recordEOF:
			return nil
		case recordFilePass:
			return errLocked
		case recordEra1904:
			b.era1904 = len(data) >= 2 && data[0] == 1
		case recordSheet:
			if len(b.sheets) == maxSheets {
				return limitError{"sheets"}
			}
			b.addSheet(data)
		case recordFormat:
			if len(data) > 2 {
				text := b.text(data[2:], b.wide)
				b.formats[int(le.Uint16(data))] = dateFormat(text)
			}
		case recordXF:
			if len(data) >= 4 {
				b.styles = append(b.styles, int(le.Uint16(data[2:])))
			}
		case recordSST:
			parts := [][]byte{data}
			for kind, data, next, ok := b.record(at); ok && kind == recordContinue; kind, data, next, ok = b.record(at) {
				parts = append(parts, data)
				at = next
			}
			if err := b.readSST(parts); err != nil {
				return err
			}
		}
	}
}

func (b *biff) addSheet(data []byte) {
	if len(data) < 8 || data[5] != 0 { // charts and modules are no sheets of cells
		return
	}
	info := sheetInfo{offset: int(le.Uint32(data)), hidden: data[4]&3 != 0}
	length, rest := int(data[6]), data[7:]
	if b.wide {
		info.name = unicodeChars(rest[1:], length, rest[0]&1 != 0)
	} else {
		info.name = gbk(rest[:min(length, len(rest))])
	}
	b.sheets = append(b.sheets, info)
}

// sheet reads the cells of one sheet.
func (b *biff) sheet(info sheetInfo) error {
	kind, _, at, ok := b.record(info.offset)
	if !ok || kind != recordBOF {
		return errors.New("does not begin like one")
	}
	s := &sheet{c: b.c}
	err := b.cells(at, s)
	return errors.Join(err, s.emit(info.name))
}

func (b *biff) cells(at int, s *sheet) error {
	var formula place
	depth := 0
	for {
		kind, data, next, ok := b.record(at)
		if !ok {
			return errors.New("cut off")
		}
		at = next
		switch {
		case kind == recordBOF: // a chart within the sheet
			depth++
		case kind == recordEOF && depth == 0:
			return nil
		case kind == recordEOF:
			depth--
		case depth > 0:
		case kind == recordDrawing:
			s.c.pictures++
		case kind == recordFormula && len(data) >= 14:
			formula = cellAt(data)
			if err := s.set(formula, b.formula(data)); err != nil {
				return err
			}
		case kind == recordString:
			text := b.text(data, b.wide)
			if err := s.set(formula, fold(text)); err != nil {
				return err
			}
		case kind == recordMerged:
			mergedBlocks(data, s)
		default:
			if err := b.cell(kind, data, s); err != nil {
				return err
			}
		}
		if err := s.c.tick(); err != nil {
			return err
		}
	}
}

func cellAt(data []byte) place {
	return place{int(le.Uint16(data)), int(le.Uint16(data[2:]))}
}

// cell reads the records of a single cell, and those of a row of numbers.
func (b *biff) cell(kind int, data []byte, s *sheet) error {
	if len(data) < 8 {
		return nil
	}
	at, style := cellAt(data), int(le.Uint16(data[4:]))
	switch {
	case kind == recordLabelSST && len(data) >= 10:
		if i := le.Uint32(data[6:]); uint64(i) < uint64(len(b.strings)) {
			return s.set(at, b.strings[i])
		}
	case kind == recordLabel || kind == recordRString:
		text := b.text(data[6:], b.wide)
		return s.set(at, fold(text))
	case kind == recordNumber && len(data) >= 14:
		return s.set(at, b.number(math.Float64frombits(le.Uint64(data[6:])), style))
	case kind == recordRK && len(data) >= 10:
		return s.set(at, b.number(rk(le.Uint32(data[6:])), style))
	case kind == recordBool && data[7] == 0:
		return s.set(at, map[byte]string{0: "FALSE", 1: "TRUE"}[data[6]])
	case kind == recordMulRK:
		for i := 4; i+6 <= len(data)-2; i += 6 {
			if err := s.set(at, b.number(rk(le.Uint32(data[i+2:])), int(le.Uint16(data[i:])))); err != nil {
				return err
			}
			at.column++
		}
	}
	return nil
}

// formula is the stored result of a formula where it is a number; a text follows in its own record.
func (b *biff) formula(data []byte) string {
	if data[12] == 0xff && data[13] == 0xff {
		return ""
	}
	return b.number(math.Float64frombits(le.Uint64(data[6:])), int(le.Uint16(data[4:])))
}

func (b *biff) number(n float64, style int) string {
	date := false
	if style < len(b.styles) {
		id := b.styles[style]
		custom, ok := b.formats[id]
		date = ok && custom || !ok && builtinDate(id)
	}
	return cellNumber(n, date, b.era1904)
}

// rk is a number in 30 bits: whole or the upper part of a float, perhaps a hundredfold.
func rk(v uint32) float64 {
	var n float64
	if v&2 != 0 {
		n = float64(int32(v) >> 2)
	} else {
		n = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		n /= 100
	}
	return n
}

func mergedBlocks(data []byte, s *sheet) {
	for i := 2; i+8 <= len(data); i += 8 {
		s.merge(area{
			place{int(le.Uint16(data[i:])), int(le.Uint16(data[i+4:]))},
			place{int(le.Uint16(data[i+2:])), int(le.Uint16(data[i+6:]))},
		})
	}
}

// text reads a string with a 16-bit length within one record.
func (b *biff) text(data []byte, wide bool) string {
	if len(data) < 3 {
		return ""
	}
	length := int(le.Uint16(data))
	if !wide {
		return gbk(data[2:min(2+length, len(data))])
	}
	flags, at := data[2], 3
	if flags&8 != 0 {
		at += 2
	}
	if flags&4 != 0 {
		at += 4
	}
	if at > len(data) {
		return ""
	}
	return unicodeChars(data[at:], length, flags&1 != 0)
}

// unicodeChars are up to n characters, of two bytes or of the low byte only.
func unicodeChars(data []byte, n int, two bool) string {
	if two {
		units := make([]uint16, min(n, len(data)/2))
		for i := range units {
			units[i] = le.Uint16(data[2*i:])
		}
		return string(utf16.Decode(units))
	}
	var s strings.Builder
	for _, c := range data[:min(n, len(data))] {
		s.WriteRune(rune(c))
	}
	return s.String()
}

func gbk(data []byte) string {
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return ""
	}
	return string(text)
}
