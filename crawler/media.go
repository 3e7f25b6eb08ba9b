package crawler

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"

	"mingjing/audit"
)

// mediaType is the type of a Content-Type header without its parameters; headers that are not quite
// right are read as far as they go.
func mediaType(h http.Header) string {
	media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	media, _, _ = strings.Cut(media, ",")
	return strings.ToLower(strings.TrimSpace(media))
}

// notFetched tells by type and name of an answer that its body would not be read, so that it need
// not be downloaded.
func notFetched(urlPath, media string) audit.Trouble {
	kind, _, _ := strings.Cut(media, "/")
	switch kind {
	case "image":
		return audit.Trouble{Kind: audit.TroublePicture, Detail: media}
	case "video", "audio", "font", "model":
		return notRead("media type " + media)
	}
	switch media {
	case "application/x-shockwave-flash", "application/vnd.android.package-archive", "application/java-archive",
		"application/x-msdownload", "application/x-msdos-program", "application/x-iso9660-image":
		return notRead("media type " + media)
	case "", "application/octet-stream", "application/x-download", "application/force-download":
		switch ext := strings.ToLower(path.Ext(urlPath)); ext {
		case ".mp4", ".mp3", ".avi", ".wmv", ".flv", ".mov", ".mkv", ".wav", ".m4v", ".swf", ".exe", ".apk", ".msi", ".iso", ".dmg":
			return notRead("file type " + ext)
		case ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff":
			return audit.Trouble{Kind: audit.TroublePicture, Detail: "file type " + ext}
		}
	}
	return audit.Trouble{}
}

func notRead(what string) audit.Trouble {
	return audit.Trouble{Kind: audit.TroubleDamaged, Detail: fmt.Sprintf("%s is not read", what)}
}

// isText reports whether a type is one of text, where a gzip body can only be a content encoding.
func isText(media string) bool {
	if media == "" || strings.HasPrefix(media, "text/") {
		return true
	}
	for _, mark := range []string{"html", "xml", "json", "javascript", "ecmascript"} {
		if strings.Contains(media, mark) {
			return true
		}
	}
	return false
}

// isGzipFile reports whether an answer is a gzip file by its name, whatever its headers say.
func isGzipFile(urlPath string, h http.Header) bool {
	names := []string{urlPath}
	if _, params, err := mime.ParseMediaType(h.Get("Content-Disposition")); err == nil {
		names = append(names, params["filename"])
	}
	for _, name := range names {
		switch strings.ToLower(path.Ext(name)) {
		case ".gz", ".tgz":
			return true
		}
	}
	return false
}
