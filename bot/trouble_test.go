package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"signpost/internal/telegram/telegramtest"
)

// counter reads one metric of the program.
func (p *program) counter(name string) int {
	p.t.Helper()
	_, body := p.get("/metrics")
	found := regexp.MustCompile(`(?m)^` + name + ` (\d+)$`).FindStringSubmatch(body)
	if found == nil {
		p.t.Fatalf("/metrics does not have %s:\n%s", name, body)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// kill -9 while Telegram is too slow to wait for loses no more than the metric said
// just before. Answers take six seconds, so at five some hundred are acknowledged
// early, and from six on some of these are answered; the next are at ten.
func TestKilledWhileTelegramIsSlow(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		p := start(t, api, mode...)
		p.ready("ready")
		api.Fail(telegramtest.Fault{Method: "sendMessage", Delay: 6 * time.Second, Times: -1})
		for i := range int64(300) {
			api.User(1 + i).Says(fmt.Sprint("line ", i))
		}
		counter := func() int { return p.counter("signpost_updates_acknowledged_early_total") }
		api.Await(t, "updates acknowledged early", func() bool { return counter() > 0 })
		time.Sleep(1500 * time.Millisecond)
		early := counter()
		p.Kill()
		pending, answered := api.Pending(), 300-len(api.Silent())
		if pending == 0 || answered == 300 {
			t.Fatalf("killed too late: %d wait, %d are answered", pending, answered)
		}
		api.Mend()
		p.again()
		api.Await(t, "the rest", func() bool { return api.Pending() == 0 })
		lost := len(api.Silent())
		t.Logf("%d acknowledged early; killed with %d waiting and %d answered; %d lost", early, pending, answered, lost)
		if lost > early {
			t.Errorf("%d updates are lost, the metric showed %d", lost, early)
		}
	})
}

// A disk that fills up while the program runs costs nobody an answer; with room
// again everything is stored again, without a restart.
func TestTheDiskFillsUp(t *testing.T) {
	t.Parallel()
	// The small disk stands in a namespace of the program's own: that needs no root,
	// and it is gone with the program.
	disk := t.TempDir()
	within := []string{"--user", "--map-root-user", "--mount", "sh", "-c", `mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"`, disk}
	if out, err := exec.Command("unshare", append(within, "true")...).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be mounted here: %v %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	api := telegramtest.Start(t)
	p := prepare(t, api)
	p.env = append(p.env, "DATABASE_URL=sqlite:"+filepath.Join(disk, "signpost.db"))
	p.Program = telegramtest.Run(t, p.env, "unshare", append(within, self, "run")...)
	p.ready("ready")
	seen, err := os.OpenRoot(fmt.Sprintf("/proc/%d/root%s", p.PID(), disk))
	if err != nil {
		t.Fatal(err)
	}
	defer seen.Close()
	says := func(chats ...int64) {
		for _, chat := range chats {
			api.User(chat).Says("hello")
		}
		api.Await(t, "answers", func() bool { return len(api.Silent()) == 0 && api.Pending() == 0 })
	}
	hides := func(chat int64) {
		user := api.User(chat)
		user.Presses(t, "Hide")
		api.Await(t, "only the first screen", func() bool { return len(user.Posts()) == 1 && api.Pending() == 0 })
	}

	says(1)
	ballast, err := seen.Create("ballast")
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = ballast.Write(make([]byte, 4096))
	}
	ballast.Close()
	says(2, 3, 4, 5, 6)
	p.ready("degraded: the disk is full (make room; no restart is needed)")
	api.Await(t, "a note that was not stored", func() bool { return p.counter("signpost_database_failures_total") > 0 })
	hides(2)

	if err := seen.Remove("ballast"); err != nil {
		t.Fatal(err)
	}
	failures := p.counter("signpost_database_failures_total")
	says(7)
	if code, ended := p.Stop(20 * time.Second); !ended || code != exitOK {
		t.Fatalf("ended %v with %d:\n%s", ended, code, p.Output())
	}
	if now := strings.Count(p.Output(), "residents are answered all the same"); now != 1 || failures == 0 {
		t.Errorf("%d failures, told %d times:\n%s", failures, now, p.Output())
	}
	// What was stored with room again is known to the next start.
	if err := os.CopyFS(filepath.Join(p.data, "kept"), seen.FS()); err != nil {
		t.Fatal(err)
	}
	p.env = append(p.env, "DATABASE_URL=sqlite:"+filepath.Join(p.data, "kept", "signpost.db"))
	p.again()
	p.ready("ready")
	hides(7)
}

// Strangers who hold as many connections as they can get, say half a request or
// send a body that never ends hold nobody up, and are hung up on.
func TestStrangersAtTheWebhook(t *testing.T) {
	t.Parallel()
	api := telegramtest.Start(t)
	mode := webhook(t)
	p := start(t, api, mode...)
	p.ready("ready")
	user := api.User(1)
	answered := func(when string) {
		t.Helper()
		user.Says("hello")
		api.Await(t, "an answer "+when, func() bool { return user.Answered() && api.Pending() == 0 })
	}
	answered("before")
	knock := func(say string) net.Conn {
		t.Helper()
		c, err := net.Dial("tcp", strings.TrimPrefix(mode[2], "LISTEN_ADDR="))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		if _, err := fmt.Fprint(c, say); err != nil {
			t.Fatal(err)
		}
		return c
	}
	hears := func(c net.Conn, within time.Duration) string {
		c.SetReadDeadline(time.Now().Add(within))
		heard, err := io.ReadAll(c)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return "nothing within " + within.String()
		}
		status, _, _ := strings.Cut(string(heard), "\r\n")
		return status
	}
	for _, c := range []struct{ say, hear string }{
		{"hello\r\n\r\n", "HTTP/1.1 400 Bad Request"},
		{"POST / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 16<<10) + "\r\n\r\n", "HTTP/1.1 431 Request Header Fields Too Large"},
		{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n{", "HTTP/1.1 401 Unauthorized"},
		{"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 401 Unauthorized"},
		{"POST / HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: local-secret\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n", "HTTP/1.1 400 Bad Request"},
	} {
		if heard := hears(knock(c.say), 5*time.Second); heard != c.hear {
			t.Errorf("%.60q hears %q, want %q", c.say, heard, c.hear)
		}
	}
	first := knock("POST / HTTP/1.1\r\nHost: x\r\n")
	for range maxConnections {
		knock("")
	}
	if heard := hears(knock(""), 5*time.Second); heard != "" {
		t.Errorf("one connection too many hears %q, want to be hung up on", heard)
	}
	answered("beside a thousand strangers")
	if heard := hears(first, 15*time.Second); heard != "" {
		t.Errorf("half a request hears %q, want to be hung up on", heard)
	}
	answered("after they are gone")
}

// Whatever people send, they get one message that opens with 999 and has a way on.
func TestOddMessages(t *testing.T) {
	long := func(unit string) string { // as much as Telegram lets people type
		return strings.Repeat(unit, 4096/len(utf16.Encode([]rune(unit))))
	}
	lines := []string{
		"e" + strings.Repeat("\u0301", 4095), long("\u0301"), long("Z\u0351\u036b"), long("👩‍👩‍👧‍👦"), long("0"), long("he hits me "),
		long("\n"), long(" x"), long("\u202e\u2066"), long("<b>"), long("&lt;"), long("ß"), long("İ"), long("﷽"),
		"\u200b", "\ufeff", "\x00", "/", "//", "/@", "/start@", "/start " + strings.Repeat("b", 64), "/nosuch", "@LocalTestBot", "<script>alert(1)</script>",
		"</b><a href=\"tel:999\">x</a>", "{{.Token}}", "%s%d%!", "'; DROP TABLE chat_messages; --", "e1", "e1.sw.ch.soon",
	}
	data := []string{
		"x", "e", "e1", "e1.", "e1..", "e1.sw.sw.sw", "e2.sw", "E1.sw", "z9", "e1.sw.ch.soon.soon", "e1!", "e1\x00", "\x00", "é1.sw", "e1.<b>",
		strings.Repeat("e1.sw", 13)[:64], strings.Repeat("\u0301", 32), "e1." + strings.Repeat(".", 60), "null", "{}",
	}
	media := map[string]string{
		"photo": `[{"file_id":"x"}]`, "voice": `{"file_id":"x"}`, "video_note": `{}`, "sticker": `{"file_id":"x","emoji":"😀"}`, "location": `{"latitude":52.5,"longitude":-2}`,
		"contact": `{"phone_number":"999"}`, "poll": `{"question":"?"}`, "dice": `{"value":6}`, "story": `{}`, "paid_media": `{}`, "checklist": `{}`,
		"new_chat_members": `[]`, "hologram": `{"depth":3}`, "caption": `"help me"`, "web_app_data": `{"data":"x"}`,
	}
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		p := start(t, api, mode...)
		p.ready("ready")
		what := map[int64]string{}
		next := func(name string) *telegramtest.User {
			id := int64(1 + len(what))
			what[id] = name
			return api.User(id)
		}
		for _, line := range lines {
			next(fmt.Sprintf("line %.60q", line)).Says(line)
		}
		for _, d := range data {
			next(fmt.Sprintf("button %q", d)).PressesData(1, d)
		}
		for kind, content := range media {
			next(kind).Sends(kind, content)
		}
		changed := next("a changed line")
		changed.Edits(changed.Says("no"), "he has a knife")
		hour := api.Now().Add(-time.Hour).Unix()
		late := next("a line of an hour ago")
		late.Says("/start") // opens the chat
		api.Raw("message", late.ID, fmt.Sprintf(`{"message_id":9,"date":%d,"chat":{"id":%d,"type":"private"},"text":"he has a knife"}`, hour, late.ID))

		api.Await(t, "every answer", func() bool { return len(api.Silent()) == 0 && api.Pending() == 0 })
		for id, name := range what {
			answers := api.User(id).Answers()
			last := answers[len(answers)-1]
			if !strings.HasPrefix(last.Text, "Emergency? Call 999 now.") && !strings.HasPrefix(last.Text, "Call 999 now") || len(last.Rows) < 2 {
				t.Errorf("%s is answered with %d rows of buttons under\n%s", name, len(last.Rows), last.Text)
			}
		}
		if last, _ := late.Last(); !strings.Contains(last.Text, "Where does the person") || strings.Contains(late.Screen(), "knife") {
			t.Errorf("a line of an hour ago, when the phone was perhaps in other hands, is answered with\n%s", last.Text)
		}
		for _, bad := range []string{"panics_total", "updates_dropped_total", "updates_undecodable_total", "answers_given_up_total", "messages_refused_total"} {
			if n := p.counter("signpost_" + bad); n != 0 {
				t.Errorf("%s is %d", bad, n)
			}
		}
		api.Expect("message to edit not found") // the buttons stand under no message
	})
}
