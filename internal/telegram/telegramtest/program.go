package telegramtest

import (
	"bytes"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Program is the real program in a process of its own, so that a test can kill it.
type Program struct {
	cmd  *exec.Cmd
	out  output
	done chan error
}

// Run starts a program with the whole environment env, and ends it with the test.
// It says nothing about readiness: Await what the server sees of it, such as
// Count("getUpdates") > 0 or Count("setWebhook") > 0.
func Run(t TB, env []string, path string, args ...string) *Program {
	t.Helper()
	p := &Program{cmd: exec.Command(path, args...), done: make(chan error, 1)}
	p.cmd.Env = env
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	t.Cleanup(p.Kill)
	return p
}

// Pid is the number of the process.
func (p *Program) Pid() int { return p.cmd.Process.Pid }

// Kill ends the program as a power cut would (kill -9), and waits until it is gone.
func (p *Program) Kill() {
	p.cmd.Process.Kill()
	p.wait(10 * time.Second)
}

// Stop asks the program to end (SIGTERM) and says whether it ended by itself
// within the time, with its exit code.
func (p *Program) Stop(within time.Duration) (code int, ended bool) {
	p.cmd.Process.Signal(syscall.SIGTERM)
	if !p.wait(within) {
		return -1, false
	}
	return p.cmd.ProcessState.ExitCode(), true
}

// Hang asks the program to read its files again (SIGHUP).
func (p *Program) Hang() { p.cmd.Process.Signal(syscall.SIGHUP) }

// PID is the program's process id.
func (p *Program) PID() int { return p.cmd.Process.Pid }

// Output is everything the program has written so far.
func (p *Program) Output() string { return p.out.String() }

func (p *Program) wait(within time.Duration) bool {
	select {
	case err := <-p.done:
		p.done <- err
		return true
	case <-time.After(within):
		return false
	}
}

type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
