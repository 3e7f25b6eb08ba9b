package document

import (
	"errors"
	"fmt"
)

// maxSheets is how many sheets of a workbook are read.
const maxSheets = 300

// sheetInfo is what a workbook says of a sheet.
type sheetInfo struct {
	name   string
	target string // file of the sheet within the package
	offset int    // place of the sheet within the stream, in the old format
	hidden bool
}

// visible are the sheets that are shown, or all of them where none is.
func visible(sheets []sheetInfo) []sheetInfo {
	var shown []sheetInfo
	for _, s := range sheets {
		if !s.hidden {
			shown = append(shown, s)
		}
	}
	if len(shown) == 0 {
		return sheets
	}
	return shown
}

// eachSheet reads the sheets that are shown. One that cannot be read leaves the others be.
func eachSheet(sheets []sheetInfo, c *content, read func(sheetInfo) error) error {
	var errs []error
	for _, s := range visible(sheets) {
		if err := read(s); err != nil {
			errs = append(errs, fmt.Errorf("sheet %s: %w", clip(fold(s.name), 60), err))
			if isFinal(err) {
				break
			}
		}
	}
	if len(errs) == 0 && c.size == 0 && c.pictures > 0 {
		return noTextError{"pictures and no cells"}
	}
	return errors.Join(errs...)
}
