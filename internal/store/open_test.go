package store

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"signpost/internal/store/storetest"
)

// refused opens what must not open and checks that the error is one line with
// every one of these words in it, in under 4 seconds.
func refused(t *testing.T, url, keyFile string, want ...string) {
	t.Helper()
	begun := time.Now()
	s, err := Open(context.Background(), url, Key{File: keyFile})
	if err == nil {
		s.Close()
		t.Fatalf("opened; want an error with %q", want)
	}
	t.Log(err)
	if took := time.Since(begun); took > 4*time.Second {
		t.Errorf("took %v to say so", took)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one line: %q", err)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}

func put(t testing.TB, name string, content []byte, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

// filled makes a database with rows in it and gives its file back, closed.
func filled(t *testing.T, url, keyFile string) string {
	t.Helper()
	s := open(t, url, keyFile)
	for chat := range int64(300) {
		if err := s.Ledger().Remember(context.Background(), chat, time.Now(), 1, 2, 3); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.path
}

func TestURLs(t *testing.T) {
	_, keyFile := places(t)
	for url, want := range map[string]string{
		"":                       "begin with sqlite:",
		"signpost.db":            "begin with sqlite:",
		"mysql://u:hunter2@db/x": "begin with sqlite:",
		"sqlite:":                "no file",
		"sqlite::memory:":        "no file",
	} {
		t.Run(url, func(t *testing.T) { refused(t, url, keyFile, "DATABASE_URL", "write sqlite:PATH", want) })
		if _, err := file(url); strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q gives the password away: %v", url, err)
		}
	}
}

func TestAnyFileNameIsTaken(t *testing.T) {
	for _, name := range []string{"plain.db", "a b.db", "what?mode=memory", "50%41.db", "#1.db", "né&x=y.db", "_pragma=x(1)"} {
		dir := t.TempDir()
		s := open(t, "sqlite:"+filepath.Join(dir, "d", name), filepath.Join(dir, "key"))
		if err := s.Healthy(context.Background()); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if about, err := os.Stat(filepath.Join(dir, "d", name)); err != nil || about.Size() == 0 {
			t.Errorf("%q: the file is not where it was named: %v, %v", name, about, err)
		}
	}
}

func TestDefaultPlaces(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		getenv   func(string) string
		url, key string // or what the errors say
	}{
		{env("HOME", "/home/ada"), "sqlite:/home/ada/.local/share/signpost/signpost.db", "/home/ada/.config/signpost/data.key"},
		{env("XDG_DATA_HOME", "/d", "XDG_CONFIG_HOME", "/c"), "sqlite:/d/signpost/signpost.db", "/c/signpost/data.key"},
		{env(), "HOME is not set (set DATABASE_URL, such as sqlite:", "HOME is not set (set DATA_KEY_FILE, such as "},
		{env("HOME", "ada"), "HOME is not an absolute path (set DATABASE_URL", "HOME is not an absolute path (set DATA_KEY_FILE"},
		{env("HOME", "/h", "XDG_DATA_HOME", "d", "XDG_CONFIG_HOME", "c"), "XDG_DATA_HOME is not an absolute path (set DATABASE_URL", "XDG_CONFIG_HOME is not an absolute path (set DATA_KEY_FILE"},
	} {
		said := func(s string, err error) string {
			if err != nil {
				return err.Error()
			}
			return s
		}
		if got := said(DefaultURL(c.getenv)); !strings.Contains(got, c.url) {
			t.Errorf("DefaultURL: %q, want %q", got, c.url)
		}
		if got := said(DefaultKeyFile(c.getenv)); !strings.Contains(got, c.key) {
			t.Errorf("DefaultKeyFile: %q, want %q", got, c.key)
		}
	}
}

func TestPlacesThatCannotHoldADatabase(t *testing.T) {
	_, keyFile := places(t)
	dir := t.TempDir()
	put(t, filepath.Join(dir, "plain"), nil, 0o600)
	refused(t, "sqlite:"+dir, keyFile, dir, "is a folder", "name a file in it")
	refused(t, "sqlite:"+filepath.Join(dir, "plain", "x.db"), keyFile, "folder cannot be made", "DATABASE_URL")
	if _, err := os.Stat(keyFile); err == nil {
		t.Error("a data key was made for a database that did not open")
	}
}

func TestFoldersWithoutWritePermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	url, keyFile := places(t)
	path := filled(t, url, keyFile)
	dir := filepath.Dir(path)
	for _, c := range []struct {
		name string
		mode os.FileMode
		want string
	}{
		{dir, 0o500, "cannot be written"},
		{path, 0o400, "cannot be written"},
		{path + ".lock", 0o000, "cannot be written"},
		{filepath.Dir(dir), 0o600, "cannot be"},
	} {
		about, err := os.Stat(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(c.name, c.mode); err != nil {
			t.Fatal(err)
		}
		refused(t, url, keyFile, path, c.want)
		if err := os.Chmod(c.name, about.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	open(t, url, keyFile)
}

func TestOnlyOneProcess(t *testing.T) {
	url, keyFile := places(t)
	first := open(t, url, keyFile)
	refused(t, url, keyFile, first.path, "another process uses it")
	if err := first.Healthy(context.Background()); err != nil {
		t.Errorf("the first suffered: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, url, keyFile)
}

func TestAToolHasTheFileLocked(t *testing.T) {
	url, keyFile := places(t)
	path := filled(t, url, keyFile)
	tool, err := sql.Open("sqlite", "file:"+path+"?_pragma=locking_mode(EXCLUSIVE)&_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	defer tool.Close()
	work, err := tool.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer work.Rollback()
	refused(t, url, keyFile, path, "another program has the file locked")
}

func TestDamagedFiles(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"no database":  func([]byte) []byte { return bytes.Repeat([]byte("hello world\n"), 1000) },
		"short text":   func([]byte) []byte { return []byte("hello") },
		"cut in half":  func(b []byte) []byte { return b[:len(b)/2] },
		"first page":   func(b []byte) []byte { return append(bytes.Repeat([]byte{0xff}, 4096), b[4096:]...) },
		"only a start": func(b []byte) []byte { return b[:100] },
	} {
		t.Run(name, func(t *testing.T) {
			url, keyFile := places(t)
			path := filled(t, url, keyFile)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			broken := damage(bytes.Clone(whole))
			put(t, path, broken, 0o600)
			refused(t, url, keyFile, path, "damaged", "restore a backup")
			if now, _ := os.ReadFile(path); !bytes.Equal(now, broken) {
				t.Error("the damaged file was changed")
			}
		})
	}
}

func TestADamagedPageIsAnErrorWhenItIsRead(t *testing.T) {
	url, keyFile := places(t)
	path := filled(t, url, keyFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 4096 * 3 / 4 * 4096; i < len(b); i++ { // behind what every start reads
		b[i] = 0xff
	}
	put(t, path, b, 0o600)
	s := open(t, url, keyFile)
	failed := 0
	for chat := range int64(300) {
		if _, err := s.Ledger().Messages(context.Background(), chat, time.Time{}); err != nil {
			failed++
			if !strings.Contains(err.Error(), "damaged") {
				t.Fatalf("does not say what is wrong: %v", err)
			}
		}
	}
	if failed == 0 {
		t.Error("nothing was noticed")
	}
}

func TestTablesOfANewerVersion(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		s := open(t, url, keyFile)
		if err := s.writer.write(context.Background(), func(t tx) error {
			_, err := t.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, TRUE)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s.Close()
		refused(t, url, keyFile, s.named, "newer version", "version 999", "this program knows")
	})
}

func TestDataKeys(t *testing.T) {
	url, keyFile := places(t)
	path := filled(t, url, keyFile)
	key, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Repeat([]byte("5"), 64)
	for name, c := range map[string]struct {
		text []byte
		mode os.FileMode
		want string
	}{
		"another key":      {other, 0o600, "not the one the database was written with"},
		"too short":        {key[:32], 0o600, "too short for a key, 32 characters"},
		"empty":            {nil, 0o600, "too short"},
		"too long":         {append(bytes.Clone(other), '5'), 0o600, "not a key"},
		"a whole film":     {bytes.Repeat(other, 100), 0o600, "too long"},
		"no digits":        {bytes.Repeat([]byte("x"), 64), 0o600, "not a key (write 64 hex digits"},
		"readable by all":  {key, 0o644, "chmod 600"},
		"readable by some": {key, 0o640, "chmod 600"},
	} {
		t.Run(name, func(t *testing.T) {
			put(t, keyFile, c.text, c.mode)
			refused(t, url, keyFile, "data key "+keyFile, c.want)
			if _, err := Open(context.Background(), url, Key{File: keyFile}); len(c.text) > 9 && strings.Contains(err.Error(), string(c.text[:9])) {
				t.Errorf("gives the key away: %v", err)
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		if err := os.Remove(keyFile); err != nil {
			t.Fatal(err)
		}
		refused(t, url, keyFile, "data key "+keyFile, "is not there", "put its file back")
		if _, err := os.Stat(keyFile); err == nil {
			t.Error("a new key was made")
		}
	})
	t.Run("a folder", func(t *testing.T) { refused(t, url, t.TempDir(), "is not a file") })
	t.Run("no name", func(t *testing.T) { refused(t, url, "", "DATA_KEY_FILE is empty") })
	t.Run("beside the database", func(t *testing.T) {
		refused(t, url, filepath.Join(filepath.Dir(path), "data.key"), "in the folder of the database")
		refused(t, url, filepath.Join(filepath.Dir(path), "more", "data.key"), "in the folder of the database")
	})
	t.Run("no place for a new one", func(t *testing.T) {
		url, _ := places(t)
		refused(t, url, filepath.Join(path, "data.key"), "data key", "cannot be read", "not a directory")
		if runtime.GOOS == "linux" { // where even root can make no folder
			refused(t, url, "/proc/signpost/data.key", "data key", "openssl rand -hex 32")
		}
	})
	t.Run("the right one, as people type", func(t *testing.T) {
		put(t, keyFile, []byte("  "+strings.ToUpper(strings.TrimSpace(string(key)))+"\r\n\n"), 0o400)
		open(t, url, keyFile)
	})
}
