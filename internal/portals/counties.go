package portals

import "mingjing/audit"

// profiles lists the counties of the demonstration city, each of another make.
func profiles() []Profile {
	return []Profile{qingling(), yunchuan(), linwen(), songyin(), baishi(), shuyuan(), yuejiang(), liaohe(), gaoxin(), jinhu()}
}

// qingling is a good county on 大汉: its topic stands deep, under 法定主动公开内容 → 监督保障.
func qingling() Profile {
	return Profile{
		ID: "qingling", Name: "青岭县", Make: "hanweb", Kind: audit.County, Code: "3709950001",
		Townships: []string{"青山镇", "岭南镇", "石河镇", "汶口街道", "白马乡"}, Catalogued: 5,
		Topic: TopicProfile{Name: "基层政务公开标准化规范化", Prominent: ByDepth, NewsAge: 12,
			Action: ActionPrompt, Training: true, Example: true},
		Place:    PlaceTopic,
		Stands:   map[string]Stand{"taxation": StandOutside},
		Shapes:   []Shape{ShapeNested, ShapeNested, ShapeFlat, ShapeRows, ShapeLevels},
		Merged:   true,
		Carriers: []Carrier{CarrierPage, CarrierPage, CarrierSheet, CarrierDocument},
		Flaws:    []Flaw{FlawSix, FlawMost, FlawLate, FlawPlaceholder, FlawNone},
		Failing:  7, Stale: 6, Untimely: 10, Records: 45, Rows: 4, News: 110,
		Policies: 44, Paired: 0.9, Quick: 0.95, Media: 3, Services: 3, Splash: true,
	}
}

// yunchuan is a middling county on 拓尔思, whose catalogues are of every kind.
func yunchuan() Profile {
	return Profile{
		ID: "yunchuan", Name: "云川区", Make: "trs", Kind: audit.County, Code: "3709960005",
		Townships: []string{"东关街道", "西河街道", "云山镇", "川口镇"}, Catalogued: 3,
		Topic: TopicProfile{Name: "基层政务公开标准化规范化专题", Prominent: BySecond, NewsAge: 55,
			Action: ActionLate, Example: true},
		Place:    PlaceTopic,
		Stands:   map[string]Stand{"taxation": StandOutside, "household-registration": StandMissing},
		Shapes:   []Shape{ShapeLevels, ShapeLevel1, ShapeHeadings, ShapeNested, ShapeRows},
		Carriers: []Carrier{CarrierSheet, CarrierDocument, CarrierPDF, CarrierArchive, CarrierPage, CarrierBook, CarrierBook},
		Overrun:  "agricultural-subsidies",
		Flaws:    []Flaw{FlawPicture, FlawDead, FlawThin, FlawFew, FlawUndated, FlawLate, FlawMost},
		Failing:  12, Stale: 12, Untimely: 30, Records: 50, Rows: 4, News: 90,
		Mechanism: map[string]audit.Status{"participation": audit.Partial, "village": audit.Unmet},
		Policies:  44, Paired: 0.6, Quick: 0.7, Media: 1, Services: 2, Frame: true, TwoHosts: true,
	}
}

// linwen is a poor county on 博达: a picture without words leads to a topic without news.
func linwen() Profile {
	return Profile{
		ID: "linwen", Name: "临汶县", Make: "vsb", Kind: audit.County, Code: "3709970012",
		Townships: []string{"汶阳镇", "临河镇", "柳林乡"}, Catalogued: 0,
		Topic: TopicProfile{Name: "基层政务公开试点领域专栏", Prominent: ByPicture, Action: ActionNone, Training: true},
		Place: PlaceTopic,
		Stands: map[string]Stand{"municipal-services": StandMissing, "taxation": StandMissing, "public-legal-services": StandMissing,
			"elderly-care": StandBroken, "health": StandUnread},
		Shapes:   []Shape{ShapeFlat, ShapeNested, ShapeHeadings, ShapeRows, ShapeLevel1},
		Carriers: []Carrier{CarrierDocument, CarrierPDF, CarrierPage, CarrierColumn},
		Flaws: []Flaw{FlawDamaged, FlawLocked, FlawFour, FlawForeign, FlawNone, FlawNone, FlawNone, FlawFew, FlawPlaceholder,
			FlawDead, FlawUnread},
		Failing: 20, Stale: 22, Untimely: 45, Records: 50, Rows: 3, News: 70,
		Mechanism: map[string]audit.Status{"information-management": audit.Unmet, "attendance": audit.Unmet,
			"interpretation": audit.Unmet, "application": audit.Partial},
		Policies: 42, Paired: 0.25, Quick: 0.1, Splash: true,
	}
}

// songyin is a county on 开普 that never set up a topic: its domains stand under 重点领域信息公开.
func songyin() Profile {
	return Profile{
		ID: "songyin", Name: "松阴市", Make: "ucap", Kind: audit.County, Code: "3709980003",
		Place: PlaceKeyAreas,
		Stands: map[string]Stand{"taxation": StandMissing, "urban-enforcement": StandMissing, "municipal-services": StandMissing,
			"public-culture": StandMissing, "public-legal-services": StandMissing, "household-registration": StandMissing,
			"disaster-relief": StandMissing, "rural-dilapidated-housing": StandMissing, "elderly-care": StandMissing,
			"spatial-planning": StandMissing, "house-expropriation": StandMissing},
		Shapes:   []Shape{ShapeRows, ShapeLevel1, ShapeFlat, ShapeLevels},
		Carriers: []Carrier{CarrierPage, CarrierSheet},
		Flaws:    []Flaw{FlawNone, FlawNone, FlawSix, FlawForeign, FlawUnread, FlawMost},
		Failing:  15, Stale: 15, Untimely: 35, Records: 40, Rows: 4, News: 90,
		Mechanism: map[string]audit.Status{"participation": audit.Unmet, "application": audit.Unmet},
		Policies:  2, Paired: 1, Quick: 1, Media: 2, Services: 1,
	}
}

// baishi is a county whose openness part and topic stand behind a firewall: only its news can be read.
func baishi() Profile {
	return Profile{
		ID: "baishi", Name: "白石县", Make: "hanweb", Kind: audit.County, Code: "3709990008",
		Townships: []string{"白石镇", "龙泉镇"}, Catalogued: 2,
		Topic: TopicProfile{Name: "全面推进基层政务公开标准化规范化", Prominent: ByAlt, NewsAge: 20,
			Action: ActionPrompt, Training: true, Example: true},
		Place:    PlaceTopic,
		Shapes:   []Shape{ShapeNested, ShapeFlat},
		Carriers: []Carrier{CarrierPage},
		Faults:   map[string]Fault{"openness": FaultShield, "topic": FaultShield},
		Records:  30, Rows: 2, News: 60,
		Policies: 40, Paired: 0.9, Quick: 0.9, Media: 3, Services: 3,
	}
}
