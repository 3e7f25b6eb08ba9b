package portals

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

var (
	longsunTree    = regexp.MustCompile(`id="curFirstLevelChildId" value="(\d+)"`)
	longsunRows    = regexp.MustCompile(`var curId = '(\d+)'`)
	longsunData    = regexp.MustCompile(`data: \{(siteId: '[^}]*labelName: 'publicInfoList'[^}]*)\}`)
	longsunLoad    = regexp.MustCompile(`\.load\('([^']+)'\)`)
	longsunPages   = regexp.MustCompile(`pageCount: (\d+), total: \d+,\s*linkTo: '([^']+)'`)
	longsunPath    = regexp.MustCompile(`"htmlPath":"([^"]+)"`)
	gkmlptNode     = regexp.MustCompile(`"id":(\d+),"site_id":"(\d+)","parent_id":\d+,"name":"[^"]*","jump_url":""`)
	gkmlptJump     = regexp.MustCompile(`"(?:jump_url|pub_point)":"([^"]+)"`)
	gkmlptSide     = regexp.MustCompile(`'(//[^']+/postmeta/i/\d+\.json)'`)
	epointCategory = regexp.MustCompile(`id="categorynum" value="(\d+)"`)
	epointInfo     = regexp.MustCompile(`"infourl":"([^"]+)"`)
	jpaasQuery     = regexp.MustCompile(`queryData="(\{[^"]+\})"`)
	scriptProperty = regexp.MustCompile(`(\w+): '([^']*)'`)
)

// scripted are the addresses that the scripts of a page would fetch, for the makes whose pages need them.
func scripted(answer fetched) []string {
	var list []string
	if longsunTree.MatchString(answer.body) && strings.Contains(answer.body, "columnTree") {
		list = append(list, longsunLabel+"?isJson=true&isChild=true&labelName=columnTree&id="+longsunTree.FindStringSubmatch(answer.body)[1])
	}
	if found := longsunRows.FindStringSubmatch(answer.body); found != nil {
		list = append(list, longsunLabel+"?isChild=true&pageSize=100&pageIndex=1&labelName=articleNewsPageList&id="+found[1])
	}
	var lists []string
	for _, found := range longsunData.FindAllStringSubmatch(answer.body, -1) {
		query := url.Values{}
		for _, property := range scriptProperty.FindAllStringSubmatch(found[1], -1) {
			query.Set(property[1], property[2])
		}
		lists = append(lists, longsunLabel+"?"+query.Encode()+"&pageIndex=1")
	}
	for _, found := range longsunLoad.FindAllStringSubmatch(answer.body, -1) {
		lists = append(lists, found[1])
	}
	for _, address := range lists {
		for k := 1; k <= 5; k++ {
			list = append(list, strings.Replace(address, "pageIndex=1", fmt.Sprintf("pageIndex=%d", k), 1))
		}
	}
	for _, found := range longsunPages.FindAllStringSubmatch(answer.body, -1) {
		for k := 2; fmt.Sprint(k-1) != found[1]; k++ {
			list = append(list, found[2]+fmt.Sprint(k))
		}
	}
	for _, found := range gkmlptNode.FindAllStringSubmatch(answer.body, -1) {
		list = append(list, fmt.Sprintf("/gkmlpt/api/all/%s?page=1&sid=%s", found[1], found[2]))
	}
	for _, pattern := range []*regexp.Regexp{gkmlptJump, gkmlptSide} {
		for _, found := range pattern.FindAllStringSubmatch(answer.body, -1) {
			list = append(list, found[1])
		}
	}
	if found := epointCategory.FindStringSubmatch(answer.body); found != nil {
		for k := range 4 {
			params := fmt.Sprintf(`{"params":{"categorynum":"%s","pageIndex":%d,"pageSize":15,"siteGuid":"%s"}}`, found[1], k, epoint{}.guid())
			list = append(list, epointAction+"?params="+url.QueryEscape(params))
		}
	}
	for _, found := range epointInfo.FindAllStringSubmatch(answer.body, -1) {
		list = append(list, found[1])
	}
	for _, found := range jpaasQuery.FindAllStringSubmatch(answer.body, -1) {
		var unit struct {
			PageID string `json:"pageId"`
			TagID  string `json:"tagId"`
		}
		if json.Unmarshal([]byte(strings.ReplaceAll(found[1], "'", `"`)), &unit) == nil {
			for k := 1; k <= 5; k++ {
				list = append(list, fmt.Sprintf("%s?pageId=%s&tagId=%s&tplSetId=%s&paramJson=%s", jpaasUnit, unit.PageID, url.QueryEscape(unit.TagID), jpaasSet,
					url.QueryEscape(fmt.Sprintf(`{"pageNo":%d,"pageSize":"15"}`, k))))
			}
		}
	}
	if strings.Contains(answer.body, `{"html":"`) && strings.Contains(answer.body, `=\"`) { // its links stand in a text
		list = append(list, leads(fetched{body: strings.ReplaceAll(answer.body, `\"`, `"`)})...)
	}
	for _, found := range longsunPath.FindAllStringSubmatch(answer.body, -1) {
		list = append(list, found[1])
	}
	return list
}
