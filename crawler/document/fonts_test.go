package document

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"testing"
	"unicode/utf16"
)

var update = flag.Bool("update", false, "write the golden files")

// TestStandIn holds the font in the folder to what makes it.
func TestStandIn(t *testing.T) {
	const file = "root/usr/share/fonts/standin.ttf"
	want := standIn("WenQuanYi Micro Hei")
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what standIn makes; run with -update", file)
	}
}

// standIn is a TrueType font in which every character of the basic plane is the same full square.
func standIn(name string) []byte {
	const em = 1000
	square := cat(be16(1), be16(0, -120&0xffff, em, 880), // one contour and its box
		be16(3), be16(0), // last point; no instructions
		[]byte{1, 1, 1, 1},
		be16(0, em, 0, -em&0xffff), be16(-120&0xffff, 0, em, 0))
	if len(square)%2 == 1 {
		square = append(square, 0)
	}
	tables := []struct {
		tag  string
		data []byte
	}{
		{"OS/2", cat(be16(3, em, 400, 5, 0), make([]byte, 22), make([]byte, 10),
			be32(0, 0x38000000, 0x16, 0), []byte("NONE"), be16(0x40, 0x20, 0xffff, 880, -120&0xffff, 0, 880, 120), be32(0x003e0001, 0), be16(500, 700, 0, 0x20, 1))},
		{"cmap", cmap()},
		{"glyf", square},
		{"head", cat(be32(0x00010000, 0x00010000, 0, 0x5f0f3cf5), be16(0, em), make([]byte, 16), be16(0, -120&0xffff, em, 880, 0, 8, 2, 0, 0))},
		{"hhea", cat(be32(0x00010000), be16(880, -120&0xffff, 0, em, 0, 0, em, 1, 0, 0, 0, 0, 0, 0, 0, 2))},
		{"hmtx", be16(em, 0, em, 0)},
		{"loca", be16(0, 0, len(square)/2)},
		{"maxp", cat(be32(0x00010000), be16(2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0))},
		{"name", names(name)},
		{"post", cat(be32(0x00030000, 0), be16(0, 0), be32(1, 0, 0, 0, 0))},
	}
	head := cat(be32(0x00010000), be16(len(tables), 128, 3, 16*len(tables)-128))
	offset := 12 + 16*len(tables)
	var body []byte
	for _, t := range tables {
		head = cat(head, []byte(t.tag), be32(0, offset+len(body), len(t.data)))
		body = append(body, t.data...)
		body = append(body, make([]byte, (4-len(body)%4)%4)...)
	}
	return cat(head, body)
}

// cmap maps the basic plane in runs of 256 characters, all to glyph 1 by one shared list.
func cmap() []byte {
	const runs = 256
	var ends, starts, deltas, offsets []int
	for i := range runs {
		last := i*256 + 255
		if i == runs-1 {
			last = 0xfffe
		}
		ends, starts, deltas = append(ends, last), append(starts, i*256), append(deltas, 0)
		offsets = append(offsets, 2*(runs+1-i))
	}
	ends, starts, deltas, offsets = append(ends, 0xffff), append(starts, 0xffff), append(deltas, 1), append(offsets, 0)
	n := len(ends)
	list := make([]int, 256)
	for i := range list {
		list[i] = 1
	}
	length := 16 + 8*n + 512
	table := cat(be16(4, length, 0, 2*n, 512, 8, 2*n-512), be16(ends...), be16(0), be16(starts...), be16(deltas...), be16(offsets...), be16(list...))
	return cat(be16(0, 1, 3, 1), be32(12), table)
}

func names(family string) []byte {
	values := []string{1: family, 2: "Regular", 4: family, 6: "StandIn"}
	var records, text []byte
	count := 0
	for _, platform := range []int{1, 3} {
		for id, value := range values {
			if value == "" {
				continue
			}
			raw := []byte(value)
			encoding, language := 0, 0
			if platform == 3 {
				raw = nil
				for _, u := range utf16.Encode([]rune(value)) {
					raw = append(raw, be16(int(u))...)
				}
				encoding, language = 1, 0x409
			}
			records = append(records, be16(platform, encoding, language, id, len(raw), len(text))...)
			text = append(text, raw...)
			count++
		}
	}
	return cat(be16(0, count, 6+len(records)), records, text)
}

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func be16(values ...int) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	return out
}

func be32(values ...int) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, uint32(v))
	}
	return out
}
