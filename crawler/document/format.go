package document

import (
	"bytes"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"
)

// format is what a body is, read off its first bytes where they tell.
type format string

const (
	formatNone    format = ""
	formatPDF     format = "pdf"
	formatZip     format = "zip" // also docx, xlsx, ofd: told apart by their entries
	formatOLE     format = "ole" // doc, xls and what else lies in a compound file
	formatRTF     format = "rtf"
	formatXML     format = "xml" // Word or Excel 2003 XML
	formatCSV     format = "csv"
	formatText    format = "txt"
	formatPicture format = "picture"
	formatEmpty   format = "empty"
	formatRAR     format = "rar archive"
	format7z      format = "7z archive"
	formatArchive format = "archive"
	formatMHT     format = "web archive"
	formatMedia   format = "audio or video"
	formatBinary  format = "unknown file"
)

// Reads reports whether the answer is a document of a type that this package reads or recognises.
// The first bytes decide; the media type, the file name of Content-Disposition and the ending of
// the URL are asked only where the bytes say nothing. HTML that calls itself a spreadsheet or a
// word-processor file is not a document.
func Reads(in Input) bool { return formatOf(in) != formatNone }

func formatOf(in Input) format {
	body := bytes.TrimLeft(bytes.TrimPrefix(in.Body, []byte("\ufeff")), " \t\r\n\x00")
	if f := magic(body); f != formatNone {
		return f
	}
	claim := claimed(in)
	switch {
	case in.Status >= 400:
		return formatNone // the server's own words about an error
	case len(body) == 0:
		if claim == formatNone {
			return formatNone
		}
		return formatEmpty
	case markup(body):
		return officeXML(body)
	}
	switch binary := isBinary(in.Body); {
	case claim == formatCSV || claim == formatText:
		if binary {
			return formatBinary
		}
		return claim
	case claim == formatOLE && bytes.HasPrefix(body, []byte("MIME-Version:")):
		return formatMHT
	case claim != formatNone:
		return formatBinary
	case binary && !strings.HasPrefix(in.MediaType, "text/"):
		return formatBinary
	}
	return formatNone
}

// magics are the beginnings by which formats are known.
var magics = []struct {
	prefix string
	format format
}{
	{"PK\x03\x04", formatZip},
	{"PK\x05\x06", formatZip},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", formatOLE},
	{`{\rtf`, formatRTF},
	{"Rar!\x1a\x07", formatRAR},
	{"7z\xbc\xaf\x27\x1c", format7z},
	{"\x1f\x8b", formatArchive},
	{"BZh", formatArchive},
	{"\xfd7zXZ", formatArchive},
	{"\xff\xd8\xff", formatPicture},
	{"\x89PNG\r\n", formatPicture},
	{"GIF87a", formatPicture},
	{"GIF89a", formatPicture},
	{"II*\x00", formatPicture},
	{"MM\x00*", formatPicture},
	{"ID3", formatMedia},
	{"OggS", formatMedia},
	{"FLV\x01", formatMedia},
}

func magic(body []byte) format {
	for _, m := range magics {
		if bytes.HasPrefix(body, []byte(m.prefix)) {
			return m.format
		}
	}
	head := body[:min(len(body), 1024)]
	switch {
	case !bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("%PDF-")) && !bytes.Contains(head, []byte("<html")):
		return formatPDF
	case bytes.HasPrefix(head, []byte("BM")) && len(head) > 14 && bytes.Equal(head[6:10], make([]byte, 4)):
		return formatPicture
	case bytes.HasPrefix(head, []byte("RIFF")) && len(head) > 12:
		if string(head[8:12]) == "WEBP" {
			return formatPicture
		}
		return formatMedia
	case len(head) > 12 && string(head[4:8]) == "ftyp":
		return formatMedia
	}
	return formatNone
}

// markup reports whether the body is HTML or XML, in UTF-8, GBK or UTF-16.
func markup(body []byte) bool {
	return body[0] == '<' || bytes.HasPrefix(body, []byte("\xff\xfe<\x00")) || bytes.HasPrefix(body, []byte("\xfe\xff\x00<"))
}

// officeXML tells the XML that Word and Excel 2003 write from any other markup.
func officeXML(body []byte) format {
	head := body[:min(len(body), 4096)]
	for _, mark := range []string{
		"urn:schemas-microsoft-com:office:spreadsheet", "http://schemas.microsoft.com/office/word/2003/wordml",
		"http://schemas.microsoft.com/office/2006/xmlPackage",
	} {
		if bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte(mark)) && !bytes.Contains(bytes.ToLower(head), []byte("<html")) {
			return formatXML
		}
	}
	return formatNone
}

func isBinary(body []byte) bool {
	head := body[:min(len(body), 512)]
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return false
	}
	return bytes.IndexByte(head, 0) >= 0
}

// endings are the file name endings of documents.
var endings = map[string]format{
	".pdf": formatPDF, ".xlsx": formatZip, ".xlsm": formatZip, ".docx": formatZip, ".docm": formatZip, ".pptx": formatZip,
	".zip": formatZip, ".ofd": formatZip, ".xls": formatOLE, ".doc": formatOLE, ".ppt": formatOLE, ".wps": formatOLE,
	".et": formatOLE, ".dps": formatOLE, ".rtf": formatRTF, ".csv": formatCSV, ".txt": formatText, ".rar": formatRAR,
	".7z": format7z, ".jpg": formatPicture, ".jpeg": formatPicture, ".png": formatPicture, ".gif": formatPicture,
	".bmp": formatPicture, ".tif": formatPicture, ".tiff": formatPicture, ".ceb": formatBinary, ".caj": formatBinary,
}

// mediaTypes are the media types of documents, by a part of their name.
var mediaTypes = []struct {
	part   string
	format format
}{
	{"application/pdf", formatPDF},
	{"openxmlformats", formatZip},
	{"application/zip", formatZip},
	{"application/x-zip", formatZip},
	{"application/ofd", formatZip},
	{"application/msword", formatOLE},
	{"application/vnd.ms-", formatOLE},
	{"application/vnd.wps", formatOLE},
	{"application/wps", formatOLE},
	{"application/rtf", formatRTF},
	{"text/rtf", formatRTF},
	{"text/csv", formatCSV},
	{"image/jp", formatPicture},
	{"image/png", formatPicture},
	{"image/gif", formatPicture},
	{"image/bmp", formatPicture},
	{"image/tif", formatPicture},
	{"audio/", formatMedia},
	{"video/", formatMedia},
}

// claimed is the format that the names around the body claim it to be.
func claimed(in Input) format {
	if f := endings[ending(dispositionName(in.Header))]; f != formatNone {
		return f
	}
	for _, m := range mediaTypes {
		if strings.Contains(in.MediaType, m.part) {
			return m.format
		}
	}
	return endings[ending(urlName(in.URL))]
}

// urlName is the file name that a URL ends in, or that one of its parameters gives.
func urlName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	name := path.Base(u.Path)
	if endings[ending(name)] != formatNone {
		return name
	}
	for _, part := range strings.Split(u.RawQuery, "&") {
		_, value, _ := strings.Cut(part, "=")
		if value, err = url.QueryUnescape(value); err == nil && endings[ending(value)] != formatNone {
			return path.Base(strings.ReplaceAll(value, `\`, "/"))
		}
	}
	return name
}

// ending is the ending of a file name with its dot, in lower case; empty for what is no ending.
func ending(name string) string {
	ext := strings.ToLower(path.Ext(strings.TrimSpace(name)))
	if len(ext) > 6 || !utf8.ValidString(ext) {
		return ""
	}
	return ext
}
