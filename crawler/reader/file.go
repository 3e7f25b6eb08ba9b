package reader

import (
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"mingjing/audit"
)

var (
	fileName  = regexp.MustCompile(`(?i)\.(?:docx?|xlsx?|pdf|zip|rar|7z|txt|wps|et|ofd|pptx?|csv|rtf)$`)
	fileWords = regexp.MustCompile(`(?i)download|downfile|attach|openfile|/files?/|fileid|affix|upload`)
	fileText  = regexp.MustCompile(`(?i)附\s*件|\.(?:docx?|xlsx?|pdf|zip|rar|7z|txt|wps|et|ofd|pptx?)\s*[)）】]?\s*$`)
	viewed    = regexp.MustCompile(`(?i)[?&#](?:file|url|src|path)=([^&#]+)`)
	decor     = regexp.MustCompile(`(?i)icon|logo|banner|btn|button|arrow|\bdot|line\.|space|blank|ewm|qr|erwei|weixin|wechat|weibo|share|print|foot|header|nav|conac|jiucuo|loading|gongan|beian|close\.|search|\bbg|_bg|bg\.|fileTypeImages|/images?/(?:doc|xls|pdf|zip|rar)`)
)

// isFile reports whether an address is that of a document by its ending.
func isFile(address string) bool {
	bare, query, _ := strings.Cut(address, "?")
	bare, _, _ = strings.Cut(bare, "#")
	if fileName.MatchString(strings.TrimSpace(bare)) {
		return true
	}
	for part := range strings.SplitSeq(query, "&") {
		if key, value, ok := strings.Cut(part, "="); ok && strings.Contains(strings.ToLower(key), "name") && fileName.MatchString(value) {
			return true
		}
	}
	return false
}

// readFiles lists the attachments of a page. taken are the links that are rows of its list.
func (p *page) readFiles(taken map[string]bool) []audit.File {
	var files []audit.File
	seen := map[string]bool{}
	unnamed := map[string]int{} // files of which only an icon was met
	add := func(ref, title string) {
		title = fold(title)
		if i, ok := unnamed[ref]; ok && title != "" {
			files[i].Title = title
			delete(unnamed, ref)
		}
		if seen[ref] || ref == "" || len(files) >= 500 {
			return
		}
		seen[ref] = true
		if title == "" {
			unnamed[ref] = len(files)
			if u, err := url.Parse(ref); err == nil {
				title = path.Base(u.Path)
			}
		}
		files = append(files, audit.File{Title: title, URL: ref})
	}
	f := p.flat
	for k := range f.links {
		l := &f.links[k]
		if l.url == "" || l.region == audit.RegionFooter || l.region == audit.RegionFriends || l.region == audit.RegionNav || taken[l.url] {
			continue
		}
		name := firstOf(l.name(), attr(f.els[l.at].node, "download"))
		if isFile(l.url) || isFile(l.href) || fileWords.MatchString(l.url) && fileText.MatchString(name+"\n"+l.title) {
			add(l.url, name)
		}
	}
	for _, i := range f.frames {
		n := f.els[i].node
		ref := firstOf(attr(n, "src"), attr(n, "data"))
		if m := viewed.FindStringSubmatch(ref); m != nil {
			if inner, err := url.QueryUnescape(m[1]); err == nil && isFile(inner) {
				ref = inner
			}
		}
		if isFile(ref) {
			if abs, ok := p.resolve(ref); ok {
				add(abs, attr(n, "title"))
			}
		}
	}
	for i := range p.scripts { // viewers that a script starts
		if !hasAny(p.scripts[i].text, ".pdf", ".PDF") {
			continue
		}
		for _, m := range scriptFile.FindAllStringSubmatch(p.scripts[i].text, 20) {
			if abs, ok := p.resolve(m[1]); ok && !seen[abs] && isFile(m[1]) {
				add(abs, "")
			}
		}
	}
	return files
}

var scriptFile = regexp.MustCompile(`(?i)(?:PDFObject\.embed|new\s+Pdfh5|pdfurl|pdf_?path)\s*[(=:,]?[^"'\n]{0,40}["']([^"']+\.pdf)["']`)

// readPictures lists the pictures of the main part that may carry text.
func (p *page) readPictures(body int) []audit.File {
	var pictures []audit.File
	seen := map[string]bool{}
	f := p.flat
	for _, pic := range f.pictures {
		if f.els[pic.at].region != audit.RegionMain || body >= 0 && !f.within(pic.at, body) || len(pictures) >= 200 {
			continue
		}
		n := f.els[pic.at].node
		if pic.src == "" || decor.MatchString(pic.src) || small(attr(n, "width")) || small(attr(n, "height")) || strings.HasPrefix(pic.src, "data:") {
			continue
		}
		abs, ok := p.resolve(pic.src)
		if !ok || seen[abs] {
			continue
		}
		seen[abs] = true
		pictures = append(pictures, audit.File{Title: pic.alt, URL: abs})
	}
	return pictures
}

// words are the pictures and the links of a home page that lead nowhere but say something: codes to scan for an account
// or a program, wherever they stand.
func (p *page) words(pictures []audit.File) []audit.File {
	f := p.flat
	seen := map[string]bool{}
	for _, pic := range pictures {
		seen[pic.Title+" "+pic.URL] = true
	}
	add := func(title, src string) {
		title = head(title, 200)
		if len(pictures) >= maxWords || !hanWords.MatchString(title) || strings.HasPrefix(src, "data:") {
			return
		}
		if abs, ok := p.resolve(src); ok && src != "" {
			src = abs
		} else if src = p.in.URL; src == "" {
			return
		}
		if key := title + " " + src; !seen[key] {
			seen[key] = true
			pictures = append(pictures, audit.File{Title: title, URL: src})
		}
	}
	for _, pic := range f.pictures {
		if pic.src == "" {
			continue
		}
		title := pic.alt
		if title == "" && decor.MatchString(pic.src) { // its words may stand beside it
			title = f.besidePicture(pic.at)
		}
		add(title, pic.src)
	}
	for i := range f.els {
		e := &f.els[i]
		if e.tag != "a" || e.t1-e.t0 > 90 {
			continue
		}
		if href := strings.ToLower(strings.TrimSpace(attr(e.node, "href"))); href != "" && href != "#" && !strings.HasPrefix(href, "javascript:") {
			continue
		}
		src := ""
		for d := e.node.FirstChild; d != nil && src == ""; d = d.NextSibling {
			if d.Data == "img" {
				src = attr(d, "src")
			}
		}
		add(firstOf(fold(f.textOf(i)), fold(attr(e.node, "title"))), src)
	}
	return pictures
}

// maxWords bounds the pictures of a home page.
const maxWords = 300

var hanWords = regexp.MustCompile(`\p{Han}{2}|[A-Za-z]{3}`)

// besidePicture is the short text of the box that holds a picture and no other.
func (f *flat) besidePicture(at int) string {
	for i, n := f.els[at].parent, 0; i >= 0 && n < 2; i, n = f.els[i].parent, n+1 {
		if size := f.size(i); size > 0 {
			if size > 60 {
				return ""
			}
			return fold(f.textOf(i))
		}
	}
	return ""
}

func small(size string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(size), "px"))
	return err == nil && n < 80
}
