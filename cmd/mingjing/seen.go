package main

import "mingjing/audit"

// pageSeen is what `mingjing read` prints.
type pageSeen struct {
	Title       *string       `json:"title"`
	Published   *string       `json:"published"`
	Formed      *string       `json:"formed"`
	Kind        *string       `json:"kind"`
	Trail       []string      `json:"trail"`
	SiteName    *string       `json:"site_name"`
	SiteCode    *string       `json:"site_code"`
	Column      *string       `json:"column"`
	Charset     *string       `json:"charset"`
	Entries     []entrySeen   `json:"entries"`
	Attachments []fileSeen    `json:"attachments"`
	Tables      []tableSeen   `json:"tables"`
	Next        []string      `json:"next"`
	Trouble     *troubleFound `json:"trouble"`
}

type entrySeen struct {
	Title string  `json:"title"`
	URL   string  `json:"url"`
	Date  *string `json:"date"`
}

type fileSeen struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

type tableSeen struct {
	Caption *string    `json:"caption"`
	Rows    [][]string `json:"rows"`
}

type troubleFound struct {
	Kind   string `json:"kind"`
	Detail string `json:"detail"`
}

func seen(p *audit.Page) pageSeen {
	s := pageSeen{
		Title: known(p.Title), Published: known(p.Published.String()), Formed: known(p.Formed.String()),
		Kind: known(string(p.Kind)), Trail: []string{}, SiteName: known(p.SiteName), SiteCode: known(p.SiteCode),
		Column: known(p.Column), Charset: known(p.Charset),
		Entries: []entrySeen{}, Attachments: []fileSeen{}, Tables: []tableSeen{}, Next: []string{},
	}
	for _, crumb := range p.Trail {
		s.Trail = append(s.Trail, crumb.Name)
	}
	for _, e := range p.Entries {
		s.Entries = append(s.Entries, entrySeen{e.Title, e.URL, known(e.Date.String())})
	}
	for _, f := range p.Files {
		s.Attachments = append(s.Attachments, fileSeen(f))
	}
	for _, t := range p.Tables {
		s.Tables = append(s.Tables, tableSeen{known(t.Caption), t.Rows})
	}
	for _, n := range p.Next {
		s.Next = append(s.Next, n.URL)
	}
	if p.Trouble.Kind != audit.TroubleNone {
		s.Trouble = &troubleFound{string(p.Trouble.Kind), p.Trouble.Detail}
	}
	return s
}

// known is nil for what the page does not say.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
