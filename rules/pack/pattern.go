package pack

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Pattern says which words a name must have. Its text is made of terms joined by +, all of which
// must hold, and a term of words joined by |, one of which must occur:
//
//	基层政务公开+标准化|规范化      基层政务公开, and 标准化 or 规范化
//	培训+政务公开+!职业|技能        培训 and 政务公开, but neither 职业 nor 技能
//	^word  word$  =word           the name starts with, ends with, or is the word
//
// Words are folded as [Fold] does, so marks and brackets in them do not count.
type Pattern struct {
	text  string
	terms []term
}

type term struct {
	not   bool
	words []word
}

type word struct {
	text       string
	start, end bool // must stand at the start, at the end of the name
}

// ParsePattern reads a pattern.
func ParsePattern(s string) (Pattern, error) {
	p := Pattern{text: s}
	positive := false
	for _, text := range strings.Split(s, "+") {
		t := term{}
		text, t.not = strings.CutPrefix(strings.TrimSpace(text), "!")
		positive = positive || !t.not
		for _, raw := range strings.Split(text, "|") {
			w, err := parseWord(strings.TrimSpace(raw))
			if err != nil {
				return Pattern{}, fmt.Errorf("pattern %q: %w", s, err)
			}
			t.words = append(t.words, w)
		}
		p.terms = append(p.terms, t)
	}
	if !positive {
		return Pattern{}, fmt.Errorf("pattern %q: only forbids words; at least one term must ask for some", s)
	}
	return p, nil
}

func parseWord(raw string) (word, error) {
	var w word
	if rest, ok := strings.CutPrefix(raw, "="); ok {
		w.start, w.end, raw = true, true, rest
	}
	if rest, ok := strings.CutPrefix(raw, "^"); ok {
		w.start, raw = true, rest
	}
	if rest, ok := strings.CutSuffix(raw, "$"); ok {
		w.end, raw = true, rest
	}
	w.text = Fold(raw)
	switch {
	case raw == "":
		return word{}, errors.New("has an empty word; words are joined by |, terms by +")
	case strings.ContainsAny(raw, "!^$="):
		return word{}, fmt.Errorf("word %q: ! stands before a term, ^ and = before a word, $ after it", raw)
	case w.text == "":
		return word{}, fmt.Errorf("word %q: has no letter or digit", raw)
	}
	return w, nil
}

// Match reports whether the name has what the pattern asks for. The name is folded by the caller,
// by [Fold] or in a like way.
func (p Pattern) Match(name string) bool {
	if len(p.terms) == 0 {
		return false
	}
	for _, t := range p.terms {
		if t.occurs(name) == t.not {
			return false
		}
	}
	return true
}

// String is the text that the pattern was read from.
func (p Pattern) String() string { return p.text }

func (t term) occurs(name string) bool {
	for _, w := range t.words {
		if w.occurs(name) {
			return true
		}
	}
	return false
}

func (w word) occurs(name string) bool {
	switch {
	case w.start && w.end:
		return name == w.text
	case w.start:
		return strings.HasPrefix(name, w.text)
	case w.end:
		return strings.HasSuffix(name, w.text)
	}
	return strings.Contains(name, w.text)
}

// Fold brings a name to the form in which patterns are matched: NFKC, lower case, with nothing left
// but letters, digits and Han characters.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}
