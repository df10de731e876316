package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"signpost/internal/telegram/telegramtest"
)

// build makes the program as it is released and gives its path.
func build(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bot")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("building: %v\n%s", err, out)
	}
	return path
}

// BenchmarkRun measures the released program as a process of its own against the
// local Bot API, with its database on disk: the time from start until /readyz says
// ready, and its memory (resident set), idle and after 100,000 different chats have
// each written once.
//
//	go test -run - -bench Run$ -benchtime 1x ./bot
func BenchmarkRun(b *testing.B) {
	path := build(b)
	for range b.N {
		api := telegramtest.New()
		api.Forget()
		data := b.TempDir()
		ops := freeAddr(b)
		env := []string{
			"TELEGRAM_BOT_TOKEN=" + telegramtest.Token, "TELEGRAM_API_URL=" + api.URL, "OPS_ADDR=" + ops,
			"DATABASE_URL=sqlite:" + filepath.Join(data, "db", "signpost.db"), "DATA_KEY_FILE=" + filepath.Join(data, "data.key"),
		}
		began := time.Now()
		cmd := exec.Command(path, "run")
		cmd.Env = env
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		p := &program{ops: ops}
		for {
			if _, body := p.get("/readyz"); body == "ready\n" {
				break
			}
			if time.Since(began) > 20*time.Second {
				b.Fatal("not ready within 20 seconds")
			}
			time.Sleep(time.Millisecond)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-ready")
		time.Sleep(2 * time.Second)
		b.ReportMetric(residentMB(b, cmd.Process.Pid), "MB-idle")

		const chats, wave = 100_000, 2_000
		for from := int64(1); from <= chats; from += wave {
			for i := range int64(wave) {
				api.User(from + i).Says("hello")
			}
			for api.Pending() > 0 {
				time.Sleep(5 * time.Millisecond)
			}
		}
		if silent := len(api.Silent()); silent > 0 {
			b.Errorf("%d chats were not answered", silent)
		}
		b.ReportMetric(residentMB(b, cmd.Process.Pid), "MB-100k-chats")
		b.ReportMetric(0, "ns/op")
		cmd.Process.Kill()
		cmd.Wait()
		api.Close()
	}
}

// residentMB gives the memory that a process holds, in megabytes (10^6 bytes).
func residentMB(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("no /proc here: ", err)
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kib, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kib) * 1024 / 1e6
}
