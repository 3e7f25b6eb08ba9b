package server

import (
	"strings"

	"mingjing/audit"
	"mingjing/internal/queue"
	"mingjing/internal/store"
	"mingjing/reports"
)

// named is a word for a name that the program uses; the name itself where there is none.
func (f *frame) named(words map[string]reports.Text, name string) string {
	word, ok := words[name]
	if !ok {
		return name
	}
	return f.Pick(word[0], word[1])
}

// JobState is the word for how a scan of a site stands.
func (f *frame) JobState(s queue.State) string {
	return f.named(map[string]reports.Text{
		string(queue.Waiting): {"排队中", "waiting"}, string(queue.Later): {"待时段开放", "waiting for its hours"}, string(queue.Running): {"检查中", "running"},
		string(queue.Retrying): {"待重试", "to be tried again"}, string(queue.Done): {"已完成", "done"}, string(queue.Failed): {"失败", "failed"},
		string(queue.Cancelled): {"已取消", "cancelled"},
	}, string(s))
}

// Duty is the word for what is done by the calendar. That of a scan ends with the name of its group.
func (f *frame) Duty(name string) string {
	if group, ok := strings.CutPrefix(name, "scan "); ok {
		return f.Pick("检查 ", "scan of ") + f.GroupName(group)
	}
	return f.named(map[string]reports.Text{"monthly report": {"生成月度报告", "monthly report"}, "prune": {"清理过期数据", "removal of what is past keeping"}}, name)
}

// Act is the word for a kind of act.
func (f *frame) Act(k store.ActKind) string {
	return f.named(map[string]reports.Text{
		string(store.ActSiteAdd): {"新增站点", "site added"}, string(store.ActSiteChange): {"站点变更", "site changed"},
		string(store.ActScanStart): {"开始检查", "scan started"}, string(store.ActScanFinish): {"检查完成", "scan finished"}, string(store.ActScanRevise): {"结果更正", "result revised"},
		string(store.ActWaive): {"认定不适用", "waiver"}, string(store.ActVerdict): {"人工认定", "ruling"}, string(store.ActRevoke): {"撤销认定", "ruling revoked"},
		string(store.ActObject): {"提出申诉", "objection"}, string(store.ActLook): {"机器复核", "machine's look"}, string(store.ActDecide): {"申诉决定", "decision"},
	}, string(k))
}

// Place is the word for how far a place was looked at.
func (f *frame) Place(s audit.PlaceState) string {
	return f.named(map[string]reports.Text{
		string(audit.PlaceWhole): {"已完整读取", "read whole"}, string(audit.PlacePart): {"读取不完整", "read in part"}, string(audit.PlaceGone): {"页面不存在", "gone"},
		string(audit.PlaceUnreadable): {"无法读取", "unreadable"}, string(audit.PlaceUnseen): {"未读取", "not read"},
	}, string(s))
}

// GroupName is how people call a group.
func (f *frame) GroupName(name string) string {
	for _, g := range f.Groups {
		if g.Name == name && g.City != "" {
			return g.City
		}
	}
	return name
}

// SiteName is the name of a site.
func (f *frame) SiteName(id string) string {
	for _, g := range f.Groups {
		if site, ok := g.Site(id); ok {
			return site.Name
		}
	}
	return id
}
