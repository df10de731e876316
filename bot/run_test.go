package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"signpost/internal/conversation"
	"signpost/internal/telegram/telegramtest"
)

// program is bot run in a process of its own, against the local Bot API.
type program struct {
	*telegramtest.Program
	t    testing.TB
	api  *telegramtest.Server
	env  []string
	ops  string
	data string // the folder of its database
}

// start runs the program with a database and a key in folders of the test; more
// are settings beside, and go before those.
func start(t testing.TB, api *telegramtest.Server, more ...string) *program {
	t.Helper()
	p := prepare(t, api, more...)
	p.again()
	return p
}

// prepare is start without running anything.
func prepare(t testing.TB, api *telegramtest.Server, more ...string) *program {
	t.Helper()
	p := &program{t: t, api: api, ops: freeAddr(t), data: t.TempDir()}
	p.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "SIGNPOST_TEST_BOT=1",
		"TELEGRAM_BOT_TOKEN=" + telegramtest.Token, "TELEGRAM_API_URL=" + api.URL,
		"DATABASE_URL=sqlite:" + filepath.Join(p.data, "signpost.db"),
		"DATA_KEY_FILE=" + filepath.Join(t.TempDir(), "data.key"),
		"OPS_ADDR=" + p.ops,
	}, more...)
	return p
}

// webhook gives the settings for webhook mode.
func webhook(t *testing.T) []string {
	addr := freeAddr(t)
	return []string{"WEBHOOK_URL=http://" + addr, "WEBHOOK_SECRET=local-secret", "LISTEN_ADDR=" + addr}
}

// bothModes runs a test with polling and with a webhook.
func bothModes(t *testing.T, test func(t *testing.T, mode []string)) {
	t.Run("polling", func(t *testing.T) { t.Parallel(); test(t, nil) })
	t.Run("webhook", func(t *testing.T) { t.Parallel(); test(t, webhook(t)) })
}

// again runs the program once more with the same folders.
func (p *program) again() {
	p.t.Helper()
	path, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	p.Program = telegramtest.Run(p.t, p.env, path, "run")
}

func (p *program) get(path string) (code int, body string) {
	answer, err := http.Get("http://" + p.ops + path)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(data)
}

// ready waits until /readyz says so.
func (p *program) ready(want string) {
	p.t.Helper()
	var code int
	var body string
	// Edited files are checked first, which takes a while under the race detector.
	for range 3000 {
		if code, body = p.get("/readyz"); strings.HasPrefix(body, want) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.t.Fatalf("/readyz is %d %q, want %q; the program said:\n%s", code, body, want, p.Output())
}

// freeAddr gives an address to listen on, which nothing else in this process is given.
// It is below the ports that a system hands out by itself (from 32768 on Linux), any of
// which another test's connection may take before a program listens there.
func freeAddr(t testing.TB) string {
	t.Helper()
	for range 1000 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10000+lastPort.Add(1)%20000))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no free address from port 10000 to 29999")
	return ""
}

// lastPort begins anywhere: the tests may run twice at the same time.
var lastPort = func() *atomic.Uint32 {
	n := new(atomic.Uint32)
	n.Store(rand.Uint32N(20000))
	return n
}()

// Every transcript runs through the strict local Bot API end to end: what stands in
// the chat after each step is what the conversation says at this hour.
func TestTranscriptsOnTelegram(t *testing.T) {
	talk := shipped(t)
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		p := start(t, api, mode...)
		p.ready("ready")
		t.Run("transcript", func(t *testing.T) {
			for i, file := range transcripts(t) {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
					t.Parallel()
					rec := &recorder{talk: talk}
					play(t, rec, file)
					replay(t, talk, api, api.User(int64(1000+i)), rec.steps)
				})
			}
		})
		if left := api.Unanswered(); len(left) > 0 {
			t.Errorf("%d presses were not answered", len(left))
		}
	})
}

// replay does the steps of a transcript in a chat.
func replay(t *testing.T, talk *conversation.Conversation, api *telegramtest.Server, user *telegramtest.User, steps []recorded) {
	last := ""
	for n, step := range steps {
		shown, _ := user.Last()
		if step.in.Kind == conversation.Press {
			user.PressesData(shown.ID, step.in.Text)
		} else {
			user.Says(step.in.Text)
		}
		// The hour can change between our reckoning and the program's: either will do.
		in := step.in
		in.Last = last
		before := talk.Step(in, time.Now())
		var got telegramtest.Post
		api.Await(t, fmt.Sprintf("the answer to step %d, %q, in\n%s", n, in.Text, user.Screen()), func() bool {
			got, _ = user.Last()
			after := talk.Step(in, time.Now())
			isNew := got.ID > shown.ID || in.Kind == conversation.Press
			if step.reply.Effects.Book == conversation.LookUp { // how many messages are held differs
				return isNew && opening(got.Text) == opening(before.Message.Text())
			}
			return isNew && (got.Text == before.Message.Text() || got.Text == after.Message.Text())
		})
		labels := 0
		for _, row := range got.Rows {
			labels += len(row)
		}
		if labels != len(before.Message.Buttons) {
			t.Errorf("step %d: %d buttons, want %d", n, labels, len(before.Message.Buttons))
		}
		if !got.Silent || !got.NoPreview {
			t.Errorf("step %d: the message makes a sound or shows a preview", n)
		}
		last = before.Path
	}
}

// opening is 999 and the first line after it.
func opening(text string) string {
	return strings.Join(strings.SplitN(text, "\n", 4)[:3], "\n")
}

// Hide takes out both sides' messages, also those from before a restart, and
// leaves the first screen alone.
func TestHideAfterARestart(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		p := start(t, api, mode...)
		p.ready("ready")
		user := api.User(1)
		user.Says("hello")
		api.Await(t, "an answer", user.Answered)
		user.Presses(t, "Sandwell")
		api.Await(t, "the next question", func() bool { last, _ := user.Last(); return strings.Contains(last.Text, "Who needs help?") })
		user.Says("/help")
		api.Await(t, "the page", func() bool { return user.Answered() && api.Pending() == 0 })
		if n := len(user.Posts()); n != 4 {
			t.Fatalf("%d messages stand in the chat, want 4:\n%s", n, user.Screen())
		}
		if code, ended := p.Stop(20 * time.Second); !ended || code != exitOK {
			t.Fatalf("asked to end, the program ended %v with %d:\n%s", ended, code, p.Output())
		}
		p.again()
		p.ready("ready")
		user.Presses(t, "Hide")
		api.Await(t, "only the first screen", func() bool { return len(user.Posts()) == 1 && api.Pending() == 0 })
		if last, _ := user.Last(); !strings.Contains(last.Text, "Where does the person") {
			t.Errorf("after Hide the chat shows\n%s", user.Screen())
		}
		if toast := user.Toast(); !strings.Contains(toast, "can still show") {
			t.Errorf("the toast says %q", toast)
		}
	})
}

// A database that is not there, cannot be written or is damaged degrades Hide and
// nothing else.
func TestWithoutADatabase(t *testing.T) {
	for name, broken := range map[string]func(t *testing.T) []string{
		"a folder in its place": func(t *testing.T) []string { return []string{"DATABASE_URL=sqlite:" + t.TempDir()} },
		"no folder can be made": func(t *testing.T) []string {
			file := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return []string{"DATABASE_URL=sqlite:" + filepath.Join(file, "under", "signpost.db")}
		},
		"damaged": func(t *testing.T) []string {
			file := filepath.Join(t.TempDir(), "signpost.db")
			if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
			return []string{"DATABASE_URL=sqlite:" + file}
		},
		"another copy has it": func(t *testing.T) []string {
			other := start(t, telegramtest.Start(t))
			other.ready("ready")
			return other.env[len(other.env)-3 : len(other.env)-1] // its database and key
		},
		"a key that is not one": func(t *testing.T) []string {
			file := filepath.Join(t.TempDir(), "data.key")
			if err := os.WriteFile(file, []byte("short"), 0o600); err != nil {
				t.Fatal(err)
			}
			return []string{"DATA_KEY_FILE=" + file}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := telegramtest.Start(t)
			p := start(t, api, broken(t)...)
			p.ready("degraded")
			user := api.User(1)
			user.Says("hello")
			api.Await(t, "an answer", user.Answered)
			user.Presses(t, "Hide")
			api.Await(t, "only the first screen", func() bool { return len(user.Posts()) == 1 && api.Pending() == 0 })
			api.Await(t, "a line that says so", func() bool { return strings.Contains(p.Output(), "residents are answered all the same") })
		})
	}
}

// kill -9 during 300 updates loses none of them.
func TestKilledTheProgramLosesNothing(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		api.Fail(telegramtest.Fault{Method: "sendMessage", Delay: 20 * time.Millisecond, Times: -1})
		for i := range int64(300) {
			api.User(1 + i).Says(fmt.Sprint("line ", i))
		}
		p := start(t, api, mode...)
		for _, answered := range []int{30, 150} {
			api.Await(t, fmt.Sprint(answered, " answers"), func() bool { return 300-len(api.Silent()) >= answered })
			p.Kill()
			if len(api.Silent()) == 0 {
				t.Fatal("everything was answered before the kill: it proves nothing")
			}
			p.again()
		}
		api.Await(t, "every answer", func() bool { return len(api.Silent()) == 0 && api.Pending() == 0 })
	})
}

// SIGTERM lets the answers under way go out, and takes no more.
func TestAskedToEnd(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		p := start(t, api, mode...)
		p.ready("ready")
		api.Fail(telegramtest.Fault{Method: "sendMessage", Delay: 500 * time.Millisecond, Times: -1})
		var users []*telegramtest.User
		for i := range int64(20) {
			user := api.User(1 + i)
			user.Says("hello")
			users = append(users, user)
		}
		api.Await(t, "answers under way", func() bool { return api.Count("sendMessage") > 0 })
		if code, ended := p.Stop(20 * time.Second); !ended || code != exitOK {
			t.Fatalf("ended %v with %d:\n%s", ended, code, p.Output())
		}
		// What was under way is answered; what was not is still Telegram's to give.
		answered := 0
		for _, user := range users {
			if user.Answered() {
				answered++
			}
		}
		if answered == 0 {
			t.Error("no answer under way went out")
		}
		p.again()
		api.Await(t, "every answer", func() bool { return len(api.Silent()) == 0 && api.Pending() == 0 })
	})
}

// SIGHUP serves edited files, and keeps the old ones when the new are not sound.
func TestReadAgain(t *testing.T) {
	facts := t.TempDir()
	if err := os.CopyFS(facts, os.DirFS("../config")); err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) {
		t.Helper()
		file := filepath.Join(facts, "contacts", "sandwell.yaml")
		data, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(data), old) {
			t.Fatalf("%q is not in %s: %v", old, file, err)
		}
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(data), old, new)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	api := telegramtest.Start(t)
	p := start(t, api, "CONFIG_DIR="+facts)
	p.ready("ready")
	user := api.User(1)
	user.Says("hello")
	api.Await(t, "an answer", user.Answered)
	press := func(want string) {
		t.Helper()
		last, _ := user.Last()
		user.PressesData(last.ID, "e1.sw.ch.soon")
		api.Await(t, want, func() bool { last, _ := user.Last(); return strings.Contains(last.Text, want) && api.Pending() == 0 })
		last, _ = user.Last()
		user.PressesData(last.ID, "e1")
		api.Await(t, "the first screen", func() bool {
			last, _ := user.Last()
			return strings.Contains(last.Text, "Where does") && api.Pending() == 0
		})
	}
	press("0121 569 3100")

	edit("0121 569 3100", "0121 496 0100") // and not what phones dial: unsound
	p.Hang()
	api.Await(t, "a refusal", func() bool { return strings.Contains(p.Output(), "is not the number shown") })
	press("0121 569 3100")

	edit("+441215693100", "+441214960100")
	p.Hang()
	api.Await(t, "a new reading", func() bool { return strings.Contains(p.Output(), "read again\"") })
	press("0121 496 0100")
}

// What residents write, and the token, stand in no log, no metric and no file.
func TestNothingOfResidentsIsKept(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) { nothingIsKept(t, mode) })
}

func nothingIsKept(t *testing.T, mode []string) {
	api := telegramtest.Start(t)
	p := start(t, api, mode...)
	p.ready("ready")
	api.Fail(telegramtest.Fault{Method: "sendMessage", Status: 500, Times: 3})
	const chat, words = 918273645546372, "Xyzzyplugh"
	user := api.User(chat)
	user.Says("I am " + words + " and I am scared")
	api.Await(t, "an answer", func() bool { return user.Answered() && api.Pending() == 0 })
	user.PressesData(1, "e1."+words) // under a message that is not there: a new one is sent
	api.Raw("message", chat, `{"message_id":77,"date":1,"chat":{"id":918273645546372,"type":"private","first_name":"`+words+`"},"text":{"rich":"`+words+`"}}`)
	api.Await(t, "an end", func() bool { return api.Pending() == 0 })
	user.Presses(t, "Hide")
	api.Await(t, "an end", func() bool { return api.Pending() == 0 })
	_, metrics := p.get("/metrics")
	if !strings.Contains(metrics, "signpost_updates_received_total 4") {
		t.Errorf("the metrics do not count:\n%s", metrics)
	}
	for _, label := range []string{"sandwell", "dudley", "child", "urgen"} {
		if strings.Contains(strings.ToLower(metrics), label) {
			t.Errorf("a metric names %q", label)
		}
	}
	if n := api.Expect("message to edit not found"); n != 1 {
		t.Errorf("%d edits of a message that is gone, want 1", n)
	}
	if _, ended := p.Stop(20 * time.Second); !ended {
		t.Fatal("did not end")
	}
	_, key, _ := strings.Cut(telegramtest.Token, ":")
	holds := func(where, text string) {
		for _, secret := range []string{words, fmt.Sprint(chat), key, "local-secret"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", where, secret)
			}
		}
	}
	holds("the log", p.Output())
	holds("the metrics", metrics)
	files := 0
	err := filepath.WalkDir(p.data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files++
		holds(path, string(data))
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files were read: %v", files, err)
	}
}

// run --check asks Telegram and says what it answered; it makes no database.
func TestRunCheck(t *testing.T) {
	api := telegramtest.Start(t)
	home := t.TempDir()
	check := func(token string) (code int, out, errs string) {
		t.Helper()
		set := map[string]string{"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": api.URL, "HOME": home, "OPERATOR_NAME": "Example Council"}
		var stdout, stderr strings.Builder
		code = run(env{out: &stdout, err: &stderr, getenv: func(name string) string { return set[name] }}, []string{"run", "--check"})
		return code, stdout.String(), stderr.String()
	}
	if code, out, errs := check(telegramtest.Token); code != exitOK || errs != "" ||
		!strings.HasSuffix(out, "from TELEGRAM_BOT_TOKEN, accepted for @LocalTestBot\n") || !strings.Contains(out, "Example Council") {
		t.Errorf("exit %d:\n%s%s", code, out, errs)
	}
	other := "1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	code, out, errs := check(other)
	if code != exitUsage || errs != "bot run: the token of TELEGRAM_BOT_TOKEN is refused by Telegram (copy it again from BotFather)\n" || strings.Contains(out, other) {
		t.Errorf("with a token that opens nothing: exit %d:\n%s%s", code, out, errs)
	}
	if n := api.Expect("another token"); n != 1 {
		t.Errorf("%d calls with the other token, want 1", n)
	}
	if made, err := os.ReadDir(home); err != nil || len(made) != 0 {
		t.Errorf("it made %v, %v", made, err)
	}
}
