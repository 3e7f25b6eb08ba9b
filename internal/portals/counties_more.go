package portals

import "mingjing/audit"

// shuyuan is a county on 龙讯: 领域 → 一级事项 → 二级事项, with lists that scripts fetch.
func shuyuan() Profile {
	return Profile{
		ID: "shuyuan", Name: "舒源县", Make: "longsun", Kind: audit.County, Code: "3709890007",
		Townships: []string{"河口镇", "双桥镇", "金坝乡"}, Catalogued: 2,
		Topic: TopicProfile{Name: "全面推进基层政务公开标准化规范化", Prominent: ByAlt, NewsAge: 25,
			Action: ActionPrompt, Training: true, Example: true},
		Place:    PlaceTopic,
		Stands:   map[string]Stand{"taxation": StandOutside, "health": StandUnread},
		Shapes:   []Shape{ShapeLevels, ShapeLevels, ShapeFlat, ShapeLevel1},
		Carriers: []Carrier{CarrierPage, CarrierColumn, CarrierDocument, CarrierSheet},
		Flaws:    []Flaw{FlawNone, FlawSix, FlawMost, FlawForeign, FlawPicture, FlawLate},
		Failing:  9, Stale: 10, Untimely: 20, Records: 45, Rows: 4, News: 60,
		Mechanism: map[string]audit.Status{"attendance": audit.Unmet},
		Policies:  42, Paired: 0.85, Quick: 0.8, Media: 3, Services: 3,
	}
}

// yuejiang is a county on the platform of 南方: its domains are entries of one tree of columns, its lists are JSON.
func yuejiang() Profile {
	return Profile{
		ID: "yuejiang", Name: "越江市", Make: "gkmlpt", Kind: audit.County, Code: "3709880002",
		Townships: []string{"江口镇", "石湾街道", "大良镇", "北滘镇"}, Catalogued: 4,
		Topic: TopicProfile{Name: "基层政务公开标准化规范化", Prominent: ByText, NewsAge: 70,
			Action: ActionUndated, Training: true},
		Place:    PlaceKeyAreas,
		Stands:   map[string]Stand{"taxation": StandOutside, "household-registration": StandBroken, "urban-enforcement": StandUnread},
		Shapes:   []Shape{ShapeLevels, ShapeFlat, ShapeLevel1, ShapeRows, ShapeNested},
		Carriers: []Carrier{CarrierDocument, CarrierPage, CarrierPDF, CarrierSheet},
		Flaws:    []Flaw{FlawUndated, FlawNone, FlawMost, FlawPlaceholder, FlawUnread, FlawThin},
		Failing:  10, Stale: 10, Untimely: 25, Records: 45, Rows: 4, News: 50,
		Mechanism: map[string]audit.Status{"village": audit.Unmet},
		Policies:  44, Paired: 0.5, Quick: 0.6, Media: 2, Services: 2,
	}
}

// liaohe is a county on 新点: its topic is ordered by department, 部门 → 领域 → 事项.
func liaohe() Profile {
	return Profile{
		ID: "liaohe", Name: "辽合县", Make: "epoint", Kind: audit.County, Code: "3709870004",
		Townships: []string{"小北河镇", "首山镇", "柳壕镇"}, Catalogued: 3,
		Topic: TopicProfile{Name: "部门基层政务公开标准化规范化", Prominent: ByScript, NewsAge: 40,
			Action: ActionLate, Training: true, Example: true},
		Place:    PlaceDepartment,
		Stands:   map[string]Stand{"taxation": StandOutside, "disaster-relief": StandMissing},
		Shapes:   []Shape{ShapeFlat, ShapeNested, ShapeRows, ShapeLevels},
		Carriers: []Carrier{CarrierPage, CarrierDocument, CarrierSheet, CarrierPDF},
		Flaws:    []Flaw{FlawFour, FlawNone, FlawLate, FlawDead, FlawFew},
		Failing:  9, Stale: 9, Untimely: 20, Records: 45, Rows: 4, News: 60,
		Mechanism: map[string]audit.Status{"information-management": audit.Unmet, "participation": audit.Partial},
		Policies:  41, Paired: 0.7, Quick: 0.9, Media: 2, Services: 3,
	}
}

// gaoxin is a functional zone on 动易: a small site in a folder, with the domains that a zone deals with and no townships.
func gaoxin() Profile {
	return Profile{
		ID: "gaoxin", Name: "云泰高新区", Make: "sitefactory", Kind: audit.Zone, Code: "3709000046",
		Topic: TopicProfile{Name: "基层政务公开标准化规范化", Prominent: ByText, NewsAge: 80,
			Action: ActionPrompt, Training: true},
		Place:    PlaceTopic,
		Domains:  []string{"major-projects", "public-resource-trading", "budget-final-accounts", "work-safety", "ecology-environment", "employment", "food-drug-supervision"},
		Shapes:   []Shape{ShapeRows, ShapeHeadings, ShapeFlat},
		Carriers: []Carrier{CarrierPage, CarrierDocument},
		Flaws:    []Flaw{FlawPlaceholder, FlawMost},
		Failing:  8, Stale: 15, Untimely: 20, Records: 40, Rows: 3, News: 34,
		Mechanism: map[string]audit.Status{"village": audit.Unmet, "attendance": audit.Unmet},
		Policies:  12, Paired: 0.5, Quick: 1, Media: 1, Services: 1, Splash: true,
	}
}

// jinhu is a county on 大汉's cloud, behind 瑞数: its domains can be read, the openness part and some lists of the topic
// cannot.
func jinhu() Profile {
	return Profile{
		ID: "jinhu", Name: "镜湖县", Make: "jpaas", Kind: audit.County, Code: "3709860009",
		Townships: []string{"芦溪镇", "沙田镇", "月湖乡"}, Catalogued: 3,
		Topic: TopicProfile{Name: "基层政务公开标准化规范化平台", Prominent: ByFooter, NewsAge: 15,
			Action: ActionPrompt, Training: true, Example: true},
		Place:    PlaceTopic,
		Stands:   map[string]Stand{"taxation": StandOutside, "employment": StandUnread},
		Shapes:   []Shape{ShapeNested, ShapeFlat, ShapeLevels, ShapeRows},
		Carriers: []Carrier{CarrierPage, CarrierSheet, CarrierDocument},
		Flaws:    []Flaw{FlawNone, FlawSix, FlawUnread, FlawLate},
		Faults:   map[string]Fault{"openness": FaultRuishu, "topic-news": FaultRuishu, "townships": FaultRuishu},
		Failing:  7, Stale: 8, Untimely: 15, Records: 40, Rows: 4, News: 50,
		Policies: 40, Paired: 0.9, Quick: 0.9, Media: 3, Services: 3,
	}
}
