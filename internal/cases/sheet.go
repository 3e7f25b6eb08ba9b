package cases

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheet makes a spreadsheet of lines whose cells are parted by |.
func sheet(text string) ([]byte, error) {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	row := 0
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		row++
		for i, cell := range strings.Split(line, "|") {
			at, err := excelize.CoordinatesToCellName(i+1, row)
			if err != nil {
				return nil, fmt.Errorf("sheet: %w", err)
			}
			if err := book.SetCellStr("Sheet1", at, strings.TrimSpace(cell)); err != nil {
				return nil, fmt.Errorf("sheet: %w", err)
			}
		}
	}
	data, err := book.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return data.Bytes(), nil
}
