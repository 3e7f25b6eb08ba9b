package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"mingjing/audit"
)

// maxDetails bounds the findings of one site, in bytes of JSON. A county takes 1 to 3 MB.
const maxDetails = 256 << 20

// encoded is a result as its rows hold it.
type encoded struct {
	summary  string // JSON of the result without its findings
	findings string // SHA-256 of the JSON of the findings, in hex
	details  []byte // that JSON, compressed
}

// digest is what a result is known by: it holds for the summary and, through their own digest, for the findings.
func digest(summary, findings string) string { return sha(summary + "\n" + findings) }

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func encode(result *audit.SiteResult) (encoded, error) {
	head := *result
	head.Findings = nil
	summary, err := json.Marshal(&head)
	if err != nil {
		return encoded{}, err
	}
	findings, err := json.Marshal(result.Findings)
	if err != nil {
		return encoded{}, err
	}
	if len(findings) > maxDetails {
		return encoded{}, fmt.Errorf("findings of %d bytes, at most %d are kept", len(findings), maxDetails)
	}
	details, err := squeeze(findings)
	if err != nil {
		return encoded{}, err
	}
	return encoded{string(summary), sha(string(findings)), details}, nil
}

// decode is the way back. Without details the result has no findings.
func decode(summary string, details []byte) (audit.SiteResult, error) {
	var result audit.SiteResult
	if err := json.Unmarshal([]byte(summary), &result); err != nil {
		return result, fmt.Errorf("summary: %w", err)
	}
	if details == nil {
		return result, nil
	}
	findings, err := expand(details)
	if err != nil {
		return result, fmt.Errorf("findings: %w", err)
	}
	if err := json.Unmarshal(findings, &result.Findings); err != nil {
		return result, fmt.Errorf("findings: %w", err)
	}
	return result, nil
}

func squeeze(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := zstd.NewWriter(&out, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func expand(data []byte) ([]byte, error) {
	r, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	plain, err := io.ReadAll(io.LimitReader(r, maxDetails+1))
	if err != nil {
		return nil, err
	}
	if len(plain) > maxDetails {
		return nil, fmt.Errorf("more than %d bytes", maxDetails)
	}
	return plain, nil
}
