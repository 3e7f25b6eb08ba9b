package portals

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf16"
)

// locked is the file as office programs keep one with a password: an OLE container that holds the
// encrypted package and how it was encrypted. No password opens this one.
func locked(body func() ([]byte, error)) func() ([]byte, error) {
	return func() ([]byte, error) {
		whole, err := body()
		if err != nil {
			return nil, err
		}
		sealed := make([]byte, max(len(whole), oleSmall))
		draw := newDice(uint64(len(whole)), "locked")
		for i := range sealed {
			sealed[i] = byte(draw.Uint32())
		}
		info := make([]byte, oleSmall)
		binary.LittleEndian.PutUint16(info, 4) // version 4.4: agile encryption
		binary.LittleEndian.PutUint16(info[2:], 4)
		copy(info[8:], `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"/>`)
		return oleFile([]oleStream{{"EncryptionInfo", info}, {"EncryptedPackage", sealed}}), nil
	}
}

const (
	oleSector = 512
	oleSmall  = 4096 // streams of this length and more need no mini stream
	oleEnd    = 0xFFFFFFFE
	oleFree   = 0xFFFFFFFF
	oleTable  = 0xFFFFFFFD
)

type oleStream struct {
	name string
	body []byte
}

// oleFile writes a compound file (MS-CFB, version 3) of a root and its streams.
func oleFile(streams []oleStream) []byte {
	var chain []uint32 // the FAT without its own sectors
	var data bytes.Buffer
	starts := make([]uint32, len(streams))
	put := func(body []byte) uint32 {
		start := uint32(len(chain))
		count := (len(body) + oleSector - 1) / oleSector
		for i := range count {
			next := start + uint32(i) + 1
			if i == count-1 {
				next = oleEnd
			}
			chain = append(chain, next)
		}
		data.Write(body)
		data.Write(make([]byte, count*oleSector-len(body)))
		return start
	}
	for i, s := range streams {
		starts[i] = put(s.body)
	}
	directory := oleEntry("Root Entry", 5, 1, oleEnd, 0)
	for i, s := range streams {
		right := uint32(oleFree)
		if i+1 < len(streams) {
			right = uint32(i + 2)
		}
		entry := oleEntry(s.name, 2, oleFree, starts[i], len(s.body))
		binary.LittleEndian.PutUint32(entry[72:], right)
		directory = append(directory, entry...)
	}
	for len(directory)%oleSector != 0 {
		directory = append(directory, oleEntry("", 0, oleFree, 0, 0)...)
	}
	first := put(directory)
	tables := 1
	for (len(chain)+tables)*4 > tables*oleSector {
		tables++
	}
	head := make([]byte, oleSector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	put16 := func(at int, n uint16) { binary.LittleEndian.PutUint16(head[at:], n) }
	put32 := func(at int, n uint32) { binary.LittleEndian.PutUint32(head[at:], n) }
	put16(24, 0x3E)
	put16(26, 3)
	put16(28, 0xFFFE)
	put16(30, 9)
	put16(32, 6)
	put32(44, uint32(tables))
	put32(48, first)
	put32(56, oleSmall)
	put32(60, oleEnd) // no mini FAT
	put32(68, oleEnd) // no further table of tables
	for i := range (oleSector - 76) / 4 {
		put32(76+4*i, oleFree)
	}
	for i := range tables {
		put32(76+4*i, uint32(len(chain)+i))
	}
	for range tables {
		chain = append(chain, oleTable)
	}
	fat := make([]byte, tables*oleSector)
	for i := range len(fat) / 4 {
		next := uint32(oleFree)
		if i < len(chain) {
			next = chain[i]
		}
		binary.LittleEndian.PutUint32(fat[4*i:], next)
	}
	return slices.Concat(head, data.Bytes(), fat)
}

// oleEntry is an entry of the directory: 5 is the root, 2 a stream.
func oleEntry(name string, kind byte, child, start uint32, size int) []byte {
	e := make([]byte, 128)
	for i, unit := range utf16.Encode([]rune(name)) {
		binary.LittleEndian.PutUint16(e[2*i:], unit)
	}
	if name != "" {
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(name)+2))
	}
	e[66], e[67] = kind, 1
	binary.LittleEndian.PutUint32(e[68:], oleFree)
	binary.LittleEndian.PutUint32(e[72:], oleFree)
	binary.LittleEndian.PutUint32(e[76:], child)
	binary.LittleEndian.PutUint32(e[116:], start)
	binary.LittleEndian.PutUint32(e[120:], uint32(size))
	return e
}
