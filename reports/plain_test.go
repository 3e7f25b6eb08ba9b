package reports

import "testing"

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "预算": "预算", "a\nb": "a b", "\x00x\x1f": "x", "a\u202eb\u2066": "ab", "\xff预": "\uFFFD预", "_x0041_": "_x0041_",
		"\uFFFEx": "x", "\u200fx": "x", "\U0001f600": "\U0001f600",
	} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}
