package reader

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var (
	// jump finds the address that a click leads to.
	jump = regexp.MustCompile(`(?i)(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\s*\(\s*|window\.open\s*\(\s*|\bopen\s*\(\s*)["']([^"']+)["']`)
	// opener finds the address in a call of a function that opens files or pages.
	opener = regexp.MustCompile(`(?i)(?:open|go|jump|show|view|down|redirect|link|turn)\w*\s*\(\s*["']([^"']+)["'](?:\s*,\s*["']([^"']+)["'])?`)
	// addressLike tells an address from a word.
	addressLike = regexp.MustCompile(`(?i)^(?:https?:)?//|^\.{0,2}/|\.(?:s?html?|jsp|aspx?|php|do|action|docx?|xlsx?|pdf|zip|rar|wps|et|ofd)(?:$|[?#])`)
)

// target is the address that an element leads to, as it is written: of its href, of a script on its click, or of a
// data attribute. It is empty for an element that leads nowhere.
func target(n *html.Node) string {
	switch n.Data {
	case "a", "area":
		href := strings.TrimSpace(attr(n, "href"))
		low := strings.ToLower(href)
		switch {
		case strings.HasPrefix(low, "javascript:") || href == "#" || strings.HasPrefix(href, "###"):
			if to := inScript(href); to != "" {
				return to
			}
		case href != "" && !strings.HasPrefix(href, "#"):
			return href
		}
	case "link", "iframe", "frame", "form", "script", "img":
		if n.Data != "img" {
			return ""
		}
	}
	if to := inScript(attr(n, "onclick")); to != "" {
		return to
	}
	for _, name := range []string{"data-href", "data-url", "data-link"} {
		if v := strings.TrimSpace(attr(n, name)); v != "" && addressLike.MatchString(v) && !isPicture(v) {
			if n.Data == "a" || n.Data == "li" || n.Data == "span" || n.Data == "button" || n.Data == "td" || n.Data == "tr" || n.Data == "img" || name != "data-url" {
				return v
			}
		}
	}
	return ""
}

// inScript is the address that a piece of script leads to.
func inScript(code string) string {
	if code == "" || len(code) > 4096 {
		return ""
	}
	if m := jump.FindStringSubmatch(code); m != nil {
		return m[1]
	}
	if m := opener.FindStringSubmatch(code); m != nil {
		for _, v := range m[1:] {
			if addressLike.MatchString(v) {
				return v
			}
		}
	}
	return ""
}

var pictureName = regexp.MustCompile(`(?i)\.(?:jpe?g|png|gif|bmp|webp|svg|ico|tiff?)(?:$|[?#])`)

func isPicture(address string) bool { return pictureName.MatchString(address) }
