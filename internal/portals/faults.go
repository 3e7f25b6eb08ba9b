package portals

import (
	"fmt"
	"hash/fnv"
	"net/http"
)

// spoil answers with the fault and reports whether there was one to answer with.
func spoil(w http.ResponseWriter, fault Fault, address string) bool {
	switch fault {
	case FaultGone:
		write(w, Answer{Status: http.StatusNotFound, Type: "text/html; charset=utf-8",
			Body: []byte("<html><head><title>404</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>")})
	case FaultSoft:
		write(w, Answer{Type: "text/html; charset=utf-8",
			Body: []byte("<html><head><title>提示信息</title></head><body><div class=\"tips\"><p>对不起，您访问的页面不存在或已被删除！</p><p><a href=\"/\">返回首页</a></p></div></body></html>")})
	case FaultServer:
		write(w, Answer{Status: http.StatusServiceUnavailable, Type: "text/html", Body: []byte("<html><body><h1>503 Service Unavailable</h1></body></html>")})
	case FaultLogin:
		write(w, Answer{Status: http.StatusUnauthorized, Type: "text/html; charset=utf-8", Body: []byte("<html><head><title>用户登录</title></head><body>请登录后访问</body></html>")})
	case FaultShield:
		write(w, shield(address))
	case FaultCut:
		cutShortAnswer(w)
	default:
		answer, ok := product(fault)
		if ok {
			write(w, answer)
		}
		return ok
	}
	return true
}

// shield is the answer of a firewall: one of several products, by the address.
func shield(address string) Answer {
	h := fnv.New32a()
	h.Write([]byte(address))
	switch h.Sum32() % 4 {
	case 0: // 瑞数
		return Answer{Status: http.StatusPreconditionFailed, Type: "text/html; charset=utf-8",
			Body: []byte("<html><head><meta content=\"K3nZ0q\" r='m'><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=59352;$_ts.cd=\"qEKElqGl\";</script><script src=\"/4QbVtADbnLVIc/c.FxJzG50F.294cc83.js\" r='m'></script></head><body></body></html>")}
	case 1: // 加速乐
		return Answer{Status: 521, Type: "text/html", Header: map[string]string{"Set-Cookie": "__jsluid_h=0123456789abcdef; path=/"},
			Body: []byte("<script>document.cookie=('_')+('_')+('jsl')+('_clearance')+'=1606780800.1|-1|abc;max-age=3600';location.href=location.pathname+location.search</script>")}
	case 2: // 长亭
		return Answer{Status: http.StatusForbidden, Type: "text/html; charset=utf-8",
			Body: []byte("<html><head><title>访问被拦截</title></head><body><p>您的访问请求可能对网站造成安全威胁，请求已被 长亭 SafeLine 阻断</p></body></html>")}
	default: // 创宇盾
		return Answer{Status: http.StatusForbidden, Type: "text/html; charset=utf-8",
			Body: []byte("<html><head><title>创宇盾</title></head><body><p>当前访问疑似黑客攻击，已被创宇盾拦截</p></body></html>")}
	}
}

// cutShortAnswer announces more than it sends and then breaks off.
func cutShortAnswer(w http.ResponseWriter) {
	body := "<html><head><title>栏目</title></head><body><div class=\"list\"><ul>"
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", fmt.Sprint(len(body)+4096))
	_, _ = w.Write([]byte(body)) // the server closes the connection: the length is not met
}
