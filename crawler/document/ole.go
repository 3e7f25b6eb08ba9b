package document

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

var le = binary.LittleEndian

// readOLE reads what lies in a compound file: a Word or Excel document of the old kind, also as WPS
// writes them.
func readOLE(body []byte, c *content) error {
	f, err := openCompound(body)
	if err != nil {
		return err
	}
	switch {
	case f.has("EncryptedPackage"):
		return errLocked
	case f.has("WordDocument"):
		return readWord(f, c)
	case f.has("Workbook"):
		return readBIFF(f.stream("Workbook"), c)
	case f.has("Book"):
		return readBIFF(f.stream("Book"), c)
	case f.has("PowerPoint Document"):
		return errors.New("presentation: type not read")
	}
	return errors.New("compound file: type not read")
}

// compound is a compound file, the file system within a file of the old office. Chains of sectors
// are followed no further than the file has sectors, so a chain that runs in a circle ends.
type compound struct {
	body    []byte
	size    int      // of a sector
	fat     []uint32 // next sector of each
	miniFAT []uint32
	mini    []byte // the stream that holds the small streams
	cutoff  uint32 // below this size a stream is a small one
	entries map[string]compoundEntry
}

type compoundEntry struct {
	start uint32
	size  uint64
}

// endOfChain and above are no sectors.
const endOfChain = 0xfffffffa

func openCompound(body []byte) (*compound, error) {
	if len(body) < 512 {
		return nil, errors.New("compound file: cut off")
	}
	shift := le.Uint16(body[30:])
	if shift != 9 && shift != 12 {
		return nil, errors.New("compound file: bad sector size")
	}
	f := &compound{body: body, size: 1 << shift, cutoff: le.Uint32(body[56:]), entries: map[string]compoundEntry{}}
	f.readFAT()
	directory := f.chain(le.Uint32(body[48:]))
	if len(directory) == 0 {
		return nil, errors.New("compound file: no directory")
	}
	f.miniFAT = words(f.chain(le.Uint32(body[60:])))
	for ; len(directory) >= 128; directory = directory[128:] {
		f.addEntry(directory[:128])
	}
	return f, nil
}

// readFAT gathers the table of sectors by its list in the header and the sectors that continue it.
func (f *compound) readFAT() {
	list := words(f.body[76:512])
	next := le.Uint32(f.body[68:])
	for steps := 0; next < endOfChain && steps*f.size < len(f.body); steps++ {
		sector := words(f.sector(next))
		if len(sector) == 0 {
			break
		}
		list = append(list, sector[:len(sector)-1]...)
		next = sector[len(sector)-1]
	}
	for _, n := range list {
		if n < endOfChain && len(f.fat)*4 <= len(f.body) {
			f.fat = append(f.fat, words(f.sector(n))...)
		}
	}
}

func (f *compound) addEntry(e []byte) {
	length := int(le.Uint16(e[64:]))
	if length < 2 || length > 64 {
		return
	}
	units := make([]uint16, 0, 32)
	for i := 0; i+2 < length; i += 2 {
		units = append(units, le.Uint16(e[i:]))
	}
	entry := compoundEntry{le.Uint32(e[116:]), le.Uint64(e[120:])}
	if f.size == 512 {
		entry.size &= 0xffffffff
	}
	switch e[66] {
	case 5: // the root holds the small streams
		f.mini = f.chain(entry.start)
	case 2:
		name := strings.ToLower(string(utf16.Decode(units)))
		if _, twice := f.entries[name]; !twice {
			f.entries[name] = entry
		}
	}
}

// sector is one sector, short at the end of a file that was cut; empty beyond it.
func (f *compound) sector(n uint32) []byte {
	from := (uint64(n) + 1) * uint64(f.size)
	if from >= uint64(len(f.body)) {
		return nil
	}
	return f.body[from:min(from+uint64(f.size), uint64(len(f.body)))]
}

// chain are the bytes of a chain of sectors.
func (f *compound) chain(n uint32) []byte {
	var out []byte
	for len(out) <= len(f.body) && n < endOfChain {
		sector := f.sector(n)
		if len(sector) == 0 {
			break
		}
		out = append(out, sector...)
		if uint64(n) >= uint64(len(f.fat)) {
			break
		}
		n = f.fat[n]
	}
	return out
}

func (f *compound) has(name string) bool {
	_, ok := f.entries[strings.ToLower(name)]
	return ok
}

// stream are the bytes of a stream; empty where there is none.
func (f *compound) stream(name string) []byte {
	e, ok := f.entries[strings.ToLower(name)]
	if !ok {
		return nil
	}
	var out []byte
	if e.size >= uint64(f.cutoff) {
		out = f.chain(e.start)
	} else {
		out = f.miniChain(e.start)
	}
	return out[:min(e.size, uint64(len(out)))]
}

func (f *compound) miniChain(n uint32) []byte {
	var out []byte
	for len(out) <= len(f.mini) && n < endOfChain {
		from := uint64(n) * 64
		if from >= uint64(len(f.mini)) {
			break
		}
		out = append(out, f.mini[from:min(from+64, uint64(len(f.mini)))]...)
		if uint64(n) >= uint64(len(f.miniFAT)) {
			break
		}
		n = f.miniFAT[n]
	}
	return out
}

// words reads bytes as 32-bit numbers.
func words(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = le.Uint32(b[i*4:])
	}
	return out
}

// piece are n bytes of b from offset on, or an error where b is shorter.
func piece(b []byte, offset, n uint64, what string) ([]byte, error) {
	if offset > uint64(len(b)) || n > uint64(len(b))-offset {
		return nil, fmt.Errorf("%s: cut off", what)
	}
	return b[offset : offset+n], nil
}
