package crawler

import (
	"fmt"
	"hash/maphash"
	"math"
	"strings"
	"testing"

	"mingjing/audit"
)

// shelf is a frontier whose promises a test sets by the text of a link.
type shelf struct {
	*frontier
	hash    hasher
	promise map[string]float64
	asked   int
}

func newShelf(exhaustive bool) *shelf {
	s := &shelf{hash: hasher{maphash.MakeSeed()}, promise: map[string]float64{}}
	s.frontier = newFrontier(func(l *audit.Link) float64 {
		s.asked++
		return s.promise[l.Text]
	}, exhaustive)
	return s
}

func (s *shelf) put(path, text string, promise float64) bool {
	s.promise[text] = promise
	link := audit.Link{URL: "http://x.gov.cn/" + path, Text: text}
	return s.add(s.hash.key(link.URL, ""), &link)
}

// drain takes all that is left, as path:text.
func (s *shelf) drain() string {
	var got []string
	for {
		link, ok := s.next()
		if !ok {
			return strings.Join(got, " ")
		}
		got = append(got, strings.TrimPrefix(link.URL, "http://x.gov.cn/")+":"+link.Text)
	}
}

func TestFrontier(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(s *shelf)
		want string
	}{
		{"best first, equals as found", func(s *shelf) {
			s.put("a", "one", 1)
			s.put("b", "two", 2)
			s.put("c", "uno", 1)
			s.put("d", "none", 0)
		}, "b:two a:one c:uno"},
		{"no number is no promise", func(s *shelf) {
			s.put("a", "nan", math.NaN())
			s.put("b", "less", -1)
			s.put("c", "much", math.Inf(1))
		}, "c:much"},
		{"each address once, by its best link", func(s *shelf) {
			s.put("a", "more", 1)
			s.put("a", "budget", 3)
			s.put("a", "here", 2)
			s.put("b", "two", 2)
		}, "a:budget b:two"},
		{"equals keep the first link", func(s *shelf) {
			s.put("a", "first", 1)
			s.put("a", "second", 1)
		}, "a:first"},
		{"a promise that fell", func(s *shelf) {
			s.put("a", "high", 9)
			s.put("b", "mid", 5)
			s.saw()
			s.promise["high"] = 1
		}, "b:mid a:high"},
		{"a promise that went", func(s *shelf) {
			s.put("a", "high", 9)
			s.put("b", "mid", 5)
			s.saw()
			s.promise["high"] = 0
		}, "b:mid"},
		{"a promise that came", func(s *shelf) {
			s.put("a", "idle", 0)
			s.put("b", "mid", 5)
			s.saw()
			s.promise["idle"] = 1
		}, "b:mid a:idle"},
		{"another way that came to promise", func(s *shelf) {
			s.put("a", "one", 0)
			s.put("a", "two", 0)
			s.saw()
			s.promise["two"] = 1
		}, "a:two"},
		{"to and fro", func(s *shelf) {
			s.put("a", "x", 1)
			for range 20 {
				s.promise["x"] = 1 - s.promise["x"]
				s.saw()
				s.askAll()
			}
			s.saw()
		}, "a:x"},
		{"what was taken elsewhere", func(s *shelf) {
			s.put("a", "one", 1)
			s.put("b", "none", 0)
			s.put("c", "two", 2)
			for _, path := range []string{"a", "b"} {
				s.take(s.hash.key("https://x.gov.cn/"+path, ""))
			}
			s.promise["none"] = 3
			s.saw()
		}, "c:two"},
	} {
		s := newShelf(false)
		test.do(s)
		if got := s.drain(); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestFrontierKnowsWhatIsNew(t *testing.T) {
	s := newShelf(false)
	for i, want := range []bool{true, false} {
		if got := s.put("a", "x", 1); got != want {
			t.Errorf("put %d: %v", i, got)
		}
	}
	s.drain()
	if s.put("a", "x", 1) {
		t.Error("a taken address is new")
	}
}

func TestFrontierSeesRisesWhileOthersWait(t *testing.T) {
	s := newShelf(false)
	s.put("late", "late", 0)
	for i := range 100 {
		s.put(fmt.Sprint(i), "plain", 1)
	}
	for range 10 {
		s.next()
		s.saw()
	}
	s.promise["late"] = 5
	for n := range askEvery + 1 {
		link, _ := s.next()
		if link.Text == "late" {
			return
		}
		s.saw()
		if n == askEvery {
			t.Error("the rise was not seen in time")
		}
	}
}

func TestFrontierAsksSparingly(t *testing.T) {
	s := newShelf(false)
	const links, pages = 20_000, 500
	for i := range links {
		s.put(fmt.Sprint(i), "plain", 1)
	}
	s.asked = 0
	for range pages {
		s.next()
		s.saw()
		s.put("0", "plain", 1) // as a menu does
	}
	if perPage := s.asked / pages; perPage > 2*askShare {
		t.Errorf("%d promises asked for a page", perPage)
	}
}

func TestFrontierExhaustive(t *testing.T) {
	s := newShelf(true)
	s.put("a", "none", 0)
	s.put("b", "high", 9)
	s.put("c", "none", 0)
	s.put("a", "some", 4)
	s.saw()
	if got := s.drain(); got != "a:some b:high c:none" {
		t.Error(got)
	}
}
