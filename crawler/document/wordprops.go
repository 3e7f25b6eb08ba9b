package document

// paragraphProps are the properties of a paragraph that make tables.
type paragraphProps struct {
	inTable bool
	rowEnd  bool
	edges   []int // of the row's cells, in twips; one more than there are cells
	cells   []cellProps
}

type cellProps struct {
	beside bool // continues the cell to its left
	below  bool // continues the cell above
}

// Property modifiers that make tables.
const (
	sprmInTable     = 0x2416
	sprmRowEnd      = 0x2417
	sprmHugeProps   = 0x6646
	sprmHugeProps2  = 0x6645
	sprmDepth       = 0x6649
	sprmInnerRowEnd = 0x244c
	sprmDefineTable = 0xd608
	sprmVertMerge   = 0xd62b
	sprmChangeTabs  = 0xc615
)

// props reads the properties of a paragraph from a page of them.
func (w *wordFile) props(page []byte, at int) paragraphProps {
	var p paragraphProps
	if at+1 >= len(page) {
		return p
	}
	size := 2*int(page[at]) - 1
	at++
	if size < 0 { // the size stands in the next byte
		size = 2 * int(page[at])
		at++
	}
	end := min(at+size, 511)
	if at+2 > end {
		return p
	}
	w.modify(&p, page[at+2:end], true)
	return p
}

// modify applies a list of property modifiers. A list too long for its page lies in the data stream.
func (w *wordFile) modify(p *paragraphProps, list []byte, follow bool) {
	for len(list) >= 2 {
		op := le.Uint16(list)
		list = list[2:]
		size, skip := operand(op, list)
		if skip+size > len(list) {
			return
		}
		p.apply(op, list[skip:skip+size])
		if (op == sprmHugeProps || op == sprmHugeProps2) && follow {
			at := uint64(le.Uint32(list))
			if head, err := piece(w.data, at, 2, "properties"); err == nil {
				if huge, err := piece(w.data, at+2, uint64(le.Uint16(head)), "properties"); err == nil {
					w.modify(p, huge, false)
				}
			}
		}
		list = list[skip+size:]
	}
}

// operand is the size of a modifier's operand and of the length field before it.
func operand(op uint16, list []byte) (size, skip int) {
	switch op >> 13 {
	case 0, 1:
		return 1, 0
	case 2, 4, 5:
		return 2, 0
	case 3:
		return 4, 0
	case 7:
		return 3, 0
	}
	switch {
	case op == sprmDefineTable && len(list) >= 2:
		return max(int(le.Uint16(list))-1, 0), 2
	case op == sprmChangeTabs && len(list) >= 2 && list[0] == 255:
		deleted := int(list[1])
		if 2+4*deleted < len(list) {
			return 2 + 4*deleted + 3*int(list[2+4*deleted]) - 1 + 1, 1
		}
		return len(list), 1
	case len(list) >= 1:
		return int(list[0]), 1
	}
	return 1, len(list)
}

func (p *paragraphProps) apply(op uint16, operand []byte) {
	switch op {
	case sprmInTable:
		p.inTable = p.inTable || operand[0] != 0
	case sprmRowEnd:
		p.rowEnd = operand[0] != 0
	case sprmDepth:
		p.inTable = p.inTable || le.Uint32(operand) > 0
	case sprmInnerRowEnd:
		p.rowEnd = false
	case sprmDefineTable:
		p.defineTable(operand)
	case sprmVertMerge:
		if len(operand) >= 2 && int(operand[0]) < len(p.cells) {
			p.cells[operand[0]].below = operand[1] == 1
		}
	}
}

// defineTable reads the edges of a row and how its cells are merged.
func (p *paragraphProps) defineTable(b []byte) {
	if len(b) == 0 {
		return
	}
	n := int(b[0])
	b = b[1:]
	if n > 63 || len(b) < 2*(n+1) {
		return
	}
	p.edges = make([]int, n+1)
	for i := range p.edges {
		p.edges[i] = int(int16(le.Uint16(b[2*i:])))
	}
	b = b[2*(n+1):]
	p.cells = make([]cellProps, n)
	for i := 0; i < n && len(b) >= 20*(i+1); i++ {
		flags := le.Uint16(b[20*i:])
		p.cells[i] = cellProps{beside: flags&2 != 0, below: flags&0x60 == 0x20}
	}
}
