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

const (
	findCheck   = `SELECT value FROM key_check WHERE id = 1`
	insertCheck = `INSERT INTO key_check (id, value) VALUES (1, $1)`
)

// unlock reads the data key, making it if this database never had one, and proves
// that it is the key of this database.
func unlock(ctx context.Context, db *sql.DB, database, keyFile string) (keys, error) {
	var check []byte
	if err := db.QueryRowContext(ctx, findCheck).Scan(&check); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return keys{}, fmt.Errorf("database %s: %w", database, explain(err))
	}
	k, err := keysOf(keyFile, database, check)
	if err != nil {
		return keys{}, fmt.Errorf("data key %s: %w", keyFile, err)
	}
	if check == nil {
		if _, err := db.ExecContext(ctx, insertCheck, k.check); err != nil {
			return keys{}, fmt.Errorf("database %s: %w", database, explain(err))
		}
	}
	return k, nil
}

// keysOf gives the keys in the file of a database with this check value, nil for
// a database that has none yet.
func keysOf(keyFile, database string, check []byte) (keys, error) {
	if err := apart(keyFile, database); err != nil {
		return keys{}, err
	}
	secret, err := readKey(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		if check != nil {
			return keys{}, errors.New("is not there, but the database was written with one (put its file back from where you keep it; if it is lost, move the database away and a new one begins)")
		}
		secret, err = makeKey(keyFile)
	}
	if err != nil {
		return keys{}, err
	}
	k, err := derive(secret)
	if err == nil && check != nil && !hmac.Equal(check, k.check) {
		err = errors.New("is not the one the database was written with (put the right file back; if it is lost, move the database away and a new one begins)")
	}
	return k, err
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
	const write = "write 64 hex digits, as `openssl rand -hex 32` prints them"
	switch {
	case !about.Mode().IsRegular():
		return nil, errors.New("is not a file (name the file that holds the key)")
	case runtime.GOOS != "windows" && about.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("can be read or written by others, its mode is %#o (chmod 600 it)", about.Mode().Perm())
	case about.Size() > 1024:
		return nil, errors.New("is too long for a key (" + write + ")")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(err)
	}
	digits := strings.TrimSpace(string(text))
	secret, err := hex.DecodeString(digits)
	switch {
	case len(digits) < 2*keyBytes:
		return nil, fmt.Errorf("is too short for a key, %d characters (%s)", len(digits), write)
	case err != nil || len(digits) > 2*keyBytes:
		return nil, errors.New("is not a key (" + write + ")")
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
