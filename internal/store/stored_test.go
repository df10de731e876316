package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"signpost/internal/store/storetest"
	"signpost/internal/subscriber"
)

func TestEveryStoredFieldIsListed(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, places storetest.Places) {
		url, keyFile := places(t)
		s := open(t, url, keyFile)
		columns := `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
		if s.path == "" {
			columns = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`
		}
		rows, err := s.reads.Query(columns)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var live, listed []string
		for rows.Next() {
			var table, column string
			if err := rows.Scan(&table, &column); err != nil {
				t.Fatal(err)
			}
			live = append(live, table+"."+column)
		}
		for _, f := range Fields() {
			if s.path != "" || f.Table != "sqlite_sequence" {
				listed = append(listed, f.Table+"."+f.Column)
			}
			if f.Purpose == "" || f.Retention == "" {
				t.Errorf("%s.%s: say what it is for and when it is gone", f.Table, f.Column)
			}
		}
		slices.Sort(live)
		slices.Sort(listed)
		if len(live) == 0 || !slices.Equal(live, listed) {
			t.Errorf("the database has\n%q\nand Fields lists\n%q", live, listed)
		}
	})
}

// TestNoChatIDInTheFiles looks at every byte, while the write-ahead log still has
// all that was ever written.
func TestNoChatIDInTheFiles(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	ctx, l := context.Background(), s.Ledger()
	chats := []int64{7_312_905_846, -1_002_719_483_650, 538_201_977}
	const message = 48_613_957
	for _, chat := range chats {
		if err := l.Remember(ctx, chat, day, message, message+1); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Forget(ctx, chats[0], message); err != nil {
		t.Fatal(err)
	}
	for i, chat := range chats {
		if err := s.Book().OptIn(ctx, chat, subscriber.Choice{Boroughs: []string{"dudley"}, Lang: "en"}, "w", day); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := s.Book().OptOut(ctx, chat); err != nil {
				t.Fatal(err)
			}
		}
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := readKey(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	forbidden := map[string][]byte{
		"the data key as text": bytes.TrimSpace(key),
		"the data key":         secret,
		"the key of chat ids":  s.keys.chats,

		"the key of subscribers": s.keys.subscribers,
	}
	for _, chat := range chats {
		big, little := binary.BigEndian.AppendUint64(nil, uint64(chat)), binary.LittleEndian.AppendUint64(nil, uint64(chat))
		forbidden[fmt.Sprint(chat, " as text")] = []byte(strconv.FormatInt(max(chat, -chat), 10))
		forbidden[fmt.Sprint(chat, " as SQLite stores numbers")] = big[2:]
		forbidden[fmt.Sprint(chat, " in 4 bytes")] = big[4:]
		forbidden[fmt.Sprint(chat, " little-endian")] = little[:6]
	}
	seen := false
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		b, err := os.ReadFile(s.path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		for what, pattern := range forbidden {
			if bytes.Contains(b, pattern) {
				t.Errorf("signpost.db%s holds %s", suffix, what)
			}
		}
		seen = seen || bytes.Contains(b, binary.BigEndian.AppendUint32(nil, message))
	}
	if !seen {
		t.Error("the files do not hold the message either: this test looks in the wrong place")
	}
}

// TestForgottenRowsAreOverwritten proves secure_delete on what the file holds once
// it is closed.
func TestForgottenRowsAreOverwritten(t *testing.T) {
	url, keyFile := places(t)
	s := open(t, url, keyFile)
	ctx, l := context.Background(), s.Ledger()
	for chat := range int64(1000) {
		if err := l.Remember(ctx, chat, day, 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Purge(ctx, day.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	for chat := range int64(1000) {
		if bytes.Contains(b, s.keys.chat(chat)) {
			t.Fatalf("chat %d can still be found", chat)
		}
	}
}

func TestKeysAreApart(t *testing.T) {
	one, err := derive(bytes.Repeat([]byte{1}, keyBytes))
	if err != nil {
		t.Fatal(err)
	}
	two, err := derive(bytes.Repeat([]byte{2}, keyBytes))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(one.chats, one.check) || bytes.Equal(one.chats, one.subscribers) || bytes.Equal(one.subscribers, one.check) || bytes.Equal(one.chats, two.chats) || bytes.Equal(one.check, two.check) {
		t.Error("two keys are the same")
	}
	if bytes.Equal(one.chat(1), one.subscriber(1)) || bytes.Equal(one.chat(1), one.chat(2)) || bytes.Equal(one.chat(1), two.chat(1)) || !bytes.Equal(one.chat(1), one.chat(1)) {
		t.Error("what stands for a chat must depend on the chat and the key, and on nothing else")
	}
	// Rows that are stored already must be found again: these may never change.
	if got := fmt.Sprintf("%x %x", one.check[:4], one.chat(-1001234567890)[:4]); got != "727c925a b2359dbb" {
		t.Errorf("the derivation changed: %s", got)
	}
}

// TestPlaceholdersAreNumberedInOrder holds every statement to the one way of
// numbering that no driver can bind wrongly.
func TestPlaceholdersAreNumberedInOrder(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	numbered := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(text, "$1") {
				numbered++
			}
			if !inOrder(text) {
				t.Errorf("number the $n in the order in which they come: %s", text)
			}
			return true
		})
	}
	if !inOrder(insertMessages(64)) {
		t.Errorf("number the $n in order: %s", insertMessages(64))
	}
	if numbered < 4 {
		t.Errorf("only %d statements with a $1 were found: this test looks in the wrong place", numbered)
	}
	for text, want := range map[string]bool{"": true, "$1 $2 $1 $3": true, "$2 $1": false, "$1 $3": false, "$2": false, "$0": false} {
		if inOrder(text) != want {
			t.Errorf("inOrder(%q) is %v", text, !want)
		}
	}
}

// inOrder says whether each new $n is one more than the highest before it.
func inOrder(statement string) bool {
	highest := 0
	for _, m := range regexp.MustCompile(`\$(\d+)`).FindAllStringSubmatch(statement, -1) {
		n, _ := strconv.Atoi(m[1])
		if n < 1 || n > highest+1 {
			return false
		}
		highest = max(highest, n)
	}
	return true
}
