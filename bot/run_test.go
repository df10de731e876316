package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"signpost/internal/conversation"
	"signpost/internal/telegram/telegramtest"
)

// program is bot run in a process of its own, against the local Bot API.
type program struct {
	*telegramtest.Program
	t    *testing.T
	api  *telegramtest.Server
	env  []string
	ops  string
	data string // the folder of its database
}

// start runs the program with a database and a key in folders of the test; more
// are settings beside, and go before those.
func start(t *testing.T, api *telegramtest.Server, more ...string) *program {
	t.Helper()
	p := &program{t: t, api: api, ops: freeAddr(t), data: t.TempDir()}
	p.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "SIGNPOST_TEST_BOT=1",
		"TELEGRAM_BOT_TOKEN=" + telegramtest.Token, "TELEGRAM_API_URL=" + api.URL,
		"DATABASE_URL=sqlite:" + filepath.Join(p.data, "signpost.db"),
		"DATA_KEY_FILE=" + filepath.Join(t.TempDir(), "data.key"),
		"OPS_ADDR=" + p.ops,
	}, more...)
	p.again()
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
	for range 500 {
		if code, body = p.get("/readyz"); strings.HasPrefix(body, want) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.t.Fatalf("/readyz is %d %q, want %q; the program said:\n%s", code, body, want, p.Output())
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

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
		last = before.Place
	}
}
