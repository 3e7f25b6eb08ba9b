package reports

import "io"

// File is a file of a report that can be written any number of times with the same result.
type File struct {
	Name  string // within the report's folder, with slashes: sites/daiyue.html
	Write func(io.Writer) error
}
