package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"mingjing/audit"
)

// MaxScanSize bounds a scan.json, in bytes. A county takes 1 to 5 MB.
const MaxScanSize = 4 << 30

// WriteScan writes scan.json: indented, with empty lists instead of null, the same bytes for the same scan.
func WriteScan(w io.Writer, scan *audit.Scan) error {
	whole := *scan
	whole.Sites = make([]audit.SiteResult, len(scan.Sites))
	for i, site := range scan.Sites {
		if site.Domains == nil {
			site.Domains = []audit.DomainScore{}
		}
		if site.Findings == nil {
			site.Findings = []audit.Finding{}
		}
		whole.Sites[i] = site
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(&whole); err != nil {
		return fmt.Errorf("write scan: %w", err)
	}
	return nil
}

// ReadScan reads a scan.json. Fields that are not known are passed over; another format is an error.
func ReadScan(r io.Reader) (*audit.Scan, error) {
	scan := new(audit.Scan)
	if err := json.NewDecoder(io.LimitReader(r, MaxScanSize)).Decode(scan); err != nil {
		return nil, fmt.Errorf("read scan: %w", err)
	}
	if scan.Schema != audit.SchemaScan {
		return nil, fmt.Errorf("read scan: schema %q, want %q", scan.Schema, audit.SchemaScan)
	}
	return scan, nil
}

// ReadScanFile reads the scan.json at path.
func ReadScanFile(path string) (*audit.Scan, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read scan: %w", err)
	}
	defer func() { _ = file.Close() }()
	scan, err := ReadScan(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return scan, nil
}
