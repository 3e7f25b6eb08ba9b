package document

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode is the text of a body without a declared encoding: by its byte order mark, else UTF-8
// where it is valid, else GB18030.
func decode(body []byte) string {
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("\xfe\xff")):
		if text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(body); err == nil {
			return string(text)
		}
	case utf8.Valid(body):
		return strings.TrimPrefix(string(body), "\ufeff")
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
	if err != nil {
		return strings.ToValidUTF8(string(body), "")
	}
	return string(text)
}

func readText(body []byte, c *content) error {
	lines := bufio.NewScanner(strings.NewReader(decode(body)))
	lines.Buffer(nil, c.limits.Text)
	for lines.Scan() {
		if err := c.paragraph(lines.Text()); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return limitError{"text"}
	}
	return lines.Err()
}

func readCSV(body []byte, c *content) error {
	text := decode(body)
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	first, _, _ := strings.Cut(text, "\n")
	switch {
	case strings.Count(first, "\t") > strings.Count(first, ","):
		r.Comma = '\t'
	case strings.Count(first, ";") > strings.Count(first, ","):
		r.Comma = ';'
	}
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return c.table(rows, "")
		}
		if err != nil {
			return errors.Join(err, c.table(rows, ""))
		}
		if err := c.spend(len(row)); err != nil {
			return errors.Join(err, c.table(rows, ""))
		}
		rows = append(rows, row)
	}
}
