package cases

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"strings"
)

// portal answers for the hosts of a case.
type portal struct{ c *Case }

// RoundTrip implements http.RoundTripper.
func (p portal) RoundTrip(req *http.Request) (*http.Response, error) {
	a, ok := p.c.answers[req.URL.String()]
	if !ok {
		if !p.c.stands(req.URL.Host) {
			return nil, &net.DNSError{Err: "no such host", Name: req.URL.Hostname(), IsNotFound: true}
		}
		a = answer{status: http.StatusNotFound, body: []byte("404 Not Found")}
	}
	if a.timeout {
		return nil, timeoutError{}
	}
	header := http.Header{"Content-Type": {mediaType(req.URL.Path)}}
	if a.location != "" {
		header.Set("Location", a.location)
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header,
		Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}, nil
}

// stands reports whether the host is that of the portal or of a page of the case.
func (c *Case) stands(at string) bool {
	if at == host {
		return true
	}
	for address := range c.answers {
		if strings.HasPrefix(address, "http://"+at+"/") {
			return true
		}
	}
	return false
}

func mediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		return "application/json; charset=utf-8"
	case ".xml":
		return "text/xml; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xls":
		return "application/vnd.ms-excel"
	case ".doc":
		return "application/msword"
	case ".pdf":
		return "application/pdf"
	case ".jpg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	default:
		return "text/html; charset=utf-8"
	}
}

type timeoutError struct{}

func (timeoutError) Error() string   { return "no answer in time" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }
