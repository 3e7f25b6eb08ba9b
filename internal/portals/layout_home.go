package portals

// home decides what the home page shows.
func (b *builder) home() {
	p := b.plan
	h := &b.site.Home
	h.Splash, h.Frame = p.Splash, p.Frame
	for _, channel := range b.site.Root.Children {
		if channel.Role == "news" {
			h.Blocks = append(h.Blocks, channel.Children[:4]...)
		}
	}
	for _, special := range b.site.Root.Children[len(b.site.Root.Children)-1].Children {
		if special.Role == "special" && len(h.Banners) < 3 {
			h.Banners = append(h.Banners, Banner{To: special, Alt: special.Name, At: AtMain})
		}
	}
	if topic := p.Topic.Column; topic != nil {
		switch p.Profile.Topic.Prominent {
		case ByText:
			h.Banners = append(h.Banners, Banner{To: topic, Text: topic.Name, At: AtMain})
		case ByAlt:
			h.Banners = append(h.Banners, Banner{To: topic, Alt: topic.Name, At: AtMain})
		case ByPicture:
			h.Banners = append(h.Banners, Banner{To: topic, At: AtMain})
		case ByScript:
			h.Banners = append(h.Banners, Banner{To: topic, Text: topic.Name, At: AtScript})
		case ByFooter:
			h.Banners = append(h.Banners, Banner{To: topic, Text: topic.Name, At: AtFooter})
		}
	}
	h.Media = p.media()
	for _, profile := range profiles() {
		if profile.ID != p.ID {
			h.Friends = append(h.Friends, profile.Name+"人民政府")
		}
	}
	h.Friends = append(h.Friends, siblings()...)
}
