package document

import "strings"

// readSST reads the table of shared strings, which spreads over several records. Where the
// characters of a string go on in the next record, that begins with a flag byte of its own.
func (b *biff) readSST(parts [][]byte) error {
	r := &sstReader{parts: parts}
	head := r.bytes(8)
	if len(head) < 8 {
		return damaged("shared strings")
	}
	size := 0
	for range le.Uint32(head[4:]) {
		if r.end() {
			return nil
		}
		s := fold(r.text())
		if size += len(s) + 16; size > 4*b.c.limits.Text {
			return limitError{"shared strings"}
		}
		b.strings = append(b.strings, s)
		if err := b.c.tick(); err != nil {
			return err
		}
	}
	return nil
}

// sstReader reads across the parts.
type sstReader struct {
	parts [][]byte
}

// end reports whether nothing is left, and goes on to the next part where this one is used up.
func (r *sstReader) end() bool {
	for len(r.parts) > 0 && len(r.parts[0]) == 0 {
		r.parts = r.parts[1:]
	}
	return len(r.parts) == 0
}

// bytes takes n bytes, fewer at the end.
func (r *sstReader) bytes(n int) []byte {
	var out []byte
	for n > 0 && !r.end() {
		k := min(n, len(r.parts[0]))
		out = append(out, r.parts[0][:k]...)
		r.parts[0] = r.parts[0][k:]
		n -= k
	}
	return out
}

func (r *sstReader) text() string {
	head := r.bytes(3)
	if len(head) < 3 {
		return ""
	}
	left, flags := int(le.Uint16(head)), head[2]
	runs, extra := 0, 0
	if flags&8 != 0 {
		if n := r.bytes(2); len(n) == 2 {
			runs = int(le.Uint16(n))
		}
	}
	if flags&4 != 0 {
		if n := r.bytes(4); len(n) == 4 {
			extra = int(le.Uint32(n))
		}
	}
	var s strings.Builder
	two := flags&1 != 0
	for first := true; left > 0; first = false {
		if len(r.parts) > 0 && len(r.parts[0]) == 0 || !first {
			if r.end() {
				break
			}
			two = r.parts[0][0]&1 != 0
			r.parts[0] = r.parts[0][1:]
		}
		if len(r.parts) == 0 {
			break
		}
		width := 1
		if two {
			width = 2
		}
		k := min(left, len(r.parts[0])/width)
		s.WriteString(unicodeChars(r.parts[0], k, two))
		r.parts[0] = r.parts[0][k*width:]
		left -= k
		if k == 0 && len(r.parts[0]) > 0 {
			r.parts[0] = nil
		}
	}
	r.skip(4*runs + extra)
	return s.String()
}

// skip passes over n bytes without taking them.
func (r *sstReader) skip(n int) {
	for n > 0 && !r.end() {
		k := min(n, len(r.parts[0]))
		r.parts[0] = r.parts[0][k:]
		n -= k
	}
}
