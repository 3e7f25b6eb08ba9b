package portals

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// workbook writes a sheet for each grid, with the caption above it and merged cells.
func workbook(grids []*Grid) func() ([]byte, error) {
	return func() ([]byte, error) {
		book := excelize.NewFile()
		defer func() { _ = book.Close() }()
		for i, grid := range grids {
			sheet := fmt.Sprintf("%d.%s", i+1, firstRunes(grid.Caption, 20))
			if i == 0 {
				if err := book.SetSheetName("Sheet1", sheet); err != nil {
					return nil, fmt.Errorf("workbook: name sheet %q: %w", sheet, err)
				}
			} else if _, err := book.NewSheet(sheet); err != nil {
				return nil, fmt.Errorf("workbook: add sheet %q: %w", sheet, err)
			}
			if err := writeSheet(book, sheet, grid); err != nil {
				return nil, fmt.Errorf("workbook: sheet %q: %w", sheet, err)
			}
		}
		var out bytes.Buffer
		if err := book.Write(&out); err != nil {
			return nil, fmt.Errorf("workbook: %w", err)
		}
		return out.Bytes(), nil
	}
}

func writeSheet(book *excelize.File, sheet string, grid *Grid) error {
	if err := book.SetCellStr(sheet, "A1", grid.Caption); err != nil {
		return err
	}
	taken := map[[2]int]bool{}
	width := 0
	for _, cell := range grid.Rows[0] {
		width += cell.Cols
	}
	if err := merge(book, sheet, 1, 1, width, 1); err != nil {
		return err
	}
	for r, row := range grid.Rows {
		col := 0
		for _, cell := range row {
			for taken[[2]int{r, col}] {
				col++
			}
			name, err := excelize.CoordinatesToCellName(col+1, r+2)
			if err != nil {
				return err
			}
			if err := book.SetCellStr(sheet, name, cell.Text); err != nil {
				return err
			}
			if cell.Rows > 1 || cell.Cols > 1 {
				if err := merge(book, sheet, col+1, r+2, col+cell.Cols, r+1+cell.Rows); err != nil {
					return err
				}
			}
			for dr := range cell.Rows {
				for dc := range cell.Cols {
					taken[[2]int{r + dr, col + dc}] = true
				}
			}
			col += cell.Cols
		}
	}
	return nil
}

func merge(book *excelize.File, sheet string, c1, r1, c2, r2 int) error {
	from, err := excelize.CoordinatesToCellName(c1, r1)
	if err != nil {
		return err
	}
	to, err := excelize.CoordinatesToCellName(c2, r2)
	if err != nil {
		return err
	}
	return book.MergeCell(sheet, from, to)
}

// damaged is the file as a broken upload leaves it: its first half.
func damaged(body func() ([]byte, error)) func() ([]byte, error) {
	return func() ([]byte, error) {
		whole, err := body()
		if err != nil {
			return nil, err
		}
		return whole[:len(whole)/2], nil
	}
}

func firstRunes(s string, n int) string {
	runes := []rune(s)
	if len(runes) > n {
		runes = runes[:n]
	}
	return string(runes)
}
