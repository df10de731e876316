package store

import (
	"cmp"
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// keyBytes is the length of the data key. Its file holds it as hex, one line.
const keyBytes = 32

// keys are what the data key is used for: never itself, always one derived from
// it for one purpose, so that none of them tells anything about another.
type keys struct {
	chats       []byte      // HMAC of chat ids, for messages
	subscribers []byte      // HMAC of chat ids, for subscribers: a chat has another value there
	seal        cipher.AEAD // seals the chat ids of subscribers
	check       []byte      // stands in the database, to notice another key
}

// derive makes the keys. A label, once used, keeps its meaning for ever: another
// label makes every row unreadable.
func derive(secret []byte) (k keys, err error) {
	var seal []byte
	for _, one := range []struct {
		key   *[]byte
		label string
	}{
		{&k.chats, "signpost: look up a chat, 1"},
		{&k.subscribers, "signpost: look up a subscriber, 1"},
		{&seal, "signpost: seal the chat of a subscriber, 1"},
		{&k.check, "signpost: check the key, 1"},
	} {
		if *one.key, err = hkdf.Key(sha256.New, secret, nil, one.label, keyBytes); err != nil {
			return keys{}, err
		}
	}
	k.seal, err = newSeal(seal)
	return k, err
}

// chat gives what stands for a chat id among the messages.
func (k keys) chat(id int64) []byte { return look(k.chats, id) }

// subscriber gives what stands for a chat id among the subscribers.
func (k keys) subscriber(id int64) []byte { return look(k.subscribers, id) }

func look(key []byte, chat int64) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(number(chat))
	return mac.Sum(nil)
}

// Key says where the data key is: in Text if that is set, otherwise in File.
type Key struct {
	File string // DATA_KEY_FILE: the path of a file that holds it as 64 hex digits
	Text string // DATA_KEY: the 64 hex digits; a secret
}

// String names the key for errors and never holds any of it.
func (k Key) String() string {
	if k.Text != "" {
		return "DATA_KEY"
	}
	return k.File
}

const (
	findCheck   = `SELECT value FROM key_check WHERE id = 1`
	insertCheck = `INSERT INTO key_check (id, value) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`
)

// unlock reads the data key, making it if this is an SQLite file that never had
// one, and proves that it is the key of this database.
func unlock(ctx context.Context, s *Store, key Key) (keys, error) {
	check, err := checkOf(ctx, s)
	if err != nil {
		return keys{}, err
	}
	k, err := keysOf(key, s.path, check != nil)
	if err == nil && check == nil {
		// Of several processes with several keys one comes first; the others are told.
		if _, err := s.writes.ExecContext(ctx, insertCheck, k.check); err != nil {
			return keys{}, fmt.Errorf("database %s: %w", s.named, explain(err))
		}
		if check, err = checkOf(ctx, s); err != nil {
			return keys{}, err
		}
	}
	if err == nil && !hmac.Equal(check, k.check) {
		err = errors.New("is not the one the database was written with (put the right one back; if it is lost, move the database away and a new one begins)")
	}
	if err != nil {
		return keys{}, fmt.Errorf("data key %s: %w", key, err)
	}
	return k, nil
}

// checkOf gives the check value of a database, nil if it has none yet.
func checkOf(ctx context.Context, s *Store) (check []byte, err error) {
	err = s.writes.QueryRowContext(ctx, findCheck).Scan(&check)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("database %s: %w", s.named, explain(err))
	}
	return check, nil
}

// keysOf gives the keys for the database in a file, "" for one on PostgreSQL. A
// missing key is made only for a new file: of several processes that start on one
// new server each would make its own.
func keysOf(key Key, path string, written bool) (keys, error) {
	if key.Text != "" {
		secret, err := parseKey(key.Text)
		if err != nil {
			return keys{}, err
		}
		return derive(secret)
	}
	if path != "" {
		if err := apart(key.File, path); err != nil {
			return keys{}, err
		}
	}
	secret, err := readKey(key.File)
	if errors.Is(err, fs.ErrNotExist) {
		switch {
		case written:
			return keys{}, errors.New("is not there, but the database was written with one (put its file back from where you keep it; if it is lost, move the database away and a new one begins)")
		case path == "":
			return keys{}, errors.New("is not there, and for PostgreSQL none is made, because all processes need the same one (make it once with `openssl rand -hex 32`, and give it to each in this file or in DATA_KEY)")
		}
		secret, err = makeKey(key.File)
	}
	if err != nil {
		return keys{}, err
	}
	return derive(secret)
}

// apart refuses a key that a copy of the database's folder would take along.
func apart(key, database string) error {
	key, err := filepath.Abs(key)
	if err != nil {
		return err
	}
	in, err := filepath.Rel(filepath.Dir(database), key)
	if err == nil && filepath.IsLocal(in) {
		return errors.New("is in the folder of the database (keep the key in another folder: who copies the one must not have the other)")
	}
	return nil
}

// readKey gives the key in a file; its error is fs.ErrNotExist when there is no
// such file. No error holds anything of the file.
func readKey(path string) ([]byte, error) {
	unreadable := func(err error) error {
		return fmt.Errorf("cannot be read (make it readable for this user): %w", reason(err))
	}
	about, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, unreadable(err)
	}
	switch {
	case !about.Mode().IsRegular():
		return nil, errors.New("is not a file (name the file that holds the key)")
	case runtime.GOOS != "windows" && about.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("can be read or written by others, its mode is %#o (chmod 600 it)", about.Mode().Perm())
	case about.Size() > 1024:
		return nil, errors.New("is too long for a key (" + write64 + ")")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(err)
	}
	return parseKey(string(text))
}

const write64 = "write 64 hex digits, as `openssl rand -hex 32` prints them"

// parseKey reads the digits of a key. No error holds any of them.
func parseKey(text string) ([]byte, error) {
	digits := strings.TrimSpace(text)
	secret, err := hex.DecodeString(digits)
	switch {
	case len(digits) < 2*keyBytes:
		return nil, fmt.Errorf("is too short for a key, %d characters (%s)", len(digits), write64)
	case err != nil || len(digits) > 2*keyBytes:
		return nil, errors.New("is not a key (" + write64 + ")")
	}
	return secret, nil
}

// makeKey writes a new key, whole or not at all, and gives it once it is sure to
// survive a power cut: rows that need it come after.
func makeKey(path string) (secret []byte, err error) {
	const hint = "(make its folder writable for the first start, or put a key there: `openssl rand -hex 32`)"
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot be made %s: %w", hint, reason(err))
		}
	}()
	secret = make([]byte, keyBytes)
	rand.Read(secret) // never fails
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, ".data.key-*") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(secret) + "\n")
	if err := cmp.Or(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return nil, err
	}
	return secret, syncFolder(dir)
}

// syncFolder makes a new name in a folder survive a power cut. Windows has no such
// call and needs none.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return cmp.Or(d.Sync(), d.Close())
}

// reason drops the path from a file error: the line that it becomes part of has
// named the file already.
func reason(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}
