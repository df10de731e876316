package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "signpost/"

// rooms lists every room and the rooms that it may import. Arrows point to leaves
// only; bot wires everything.
var rooms = map[string][]string{
	"bot": {"config", "flows", "internal/chart", "internal/check", "internal/conversation", "internal/directory", "internal/flow", "internal/hours",
		"internal/message", "internal/strictyaml", "internal/session", "internal/broadcast", "internal/desk", "internal/store", "internal/subscriber", "internal/telegram", "internal/understand"},
	"config":                   {},
	"flows":                    {},
	"internal/message":         {},
	"internal/strictyaml":      {},
	"internal/hours":           {},
	"internal/flow":            {"internal/strictyaml"},
	"internal/directory":       {"internal/strictyaml", "internal/hours"},
	"internal/understand":      {"internal/strictyaml"},
	"internal/conversation":    {"internal/flow", "internal/directory", "internal/understand", "internal/message", "internal/hours", "internal/strictyaml", "internal/subscriber"},
	"internal/subscriber":      {},
	"internal/session":         {"internal/conversation", "internal/message", "internal/subscriber"},
	"internal/broadcast":       {"internal/strictyaml", "internal/hours", "internal/subscriber", "internal/message"},
	"internal/desk":            {"internal/strictyaml", "internal/hours", "internal/broadcast", "internal/chart", "internal/message"},
	"internal/store":           {"internal/session", "internal/subscriber", "internal/broadcast", "internal/desk"},
	"internal/store/storetest": {"internal/session", "internal/subscriber", "internal/broadcast", "internal/desk", "internal/message", "internal/store/pgtest"},
	"internal/store/pgtest":    {},
	"internal/chart":           {"internal/broadcast", "internal/hours"},
	"internal/check":           {"internal/broadcast", "internal/flow", "internal/directory", "internal/understand", "internal/conversation", "internal/message", "internal/hours", "internal/strictyaml", "internal/subscriber"},
	// The local Bot API stands beside the room that it tests; nothing that runs imports it.
	"internal/telegram":              {"internal/session", "internal/message"},
	"internal/telegram/telegramtest": {},
}

// doors lists each third-party module and the room, or the two, that may import it;
// so may the rooms for tests within it.
var doors = map[string]string{
	"golang.org/x/text":                  "internal/understand",
	"github.com/mozillazg/go-unidecode":  "internal/understand",
	"go.yaml.in/yaml/v3":                 "internal/strictyaml",
	"github.com/go-analyze/charts":       "internal/chart",
	"modernc.org/sqlite":                 "internal/store",
	"github.com/jackc/pgx/v5":            "internal/store",
	"github.com/pressly/goose/v3":        "internal/store",
	"github.com/robfig/cron/v3":          "bot and internal/broadcast", // what wakes, and its parser
	"github.com/VictoriaMetrics/metrics": "bot",
	"github.com/gofrs/flock":             "internal/store",
	"github.com/go-telegram/bot":         "internal/telegram",
}

// testDoors lists what tests may import beside.
var testDoors = []string{"github.com/rogpeppe/go-internal/testscript"}

func TestArrows(t *testing.T) {
	root := ".."
	met, opened := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		room := filepath.ToSlash(rel)
		allowed, listed := rooms[room]
		if !listed {
			t.Errorf("%s is in a room that is not listed (add it to rooms, with what it may import)", path)
			return nil
		}
		met[room] = true
		for _, imported := range imports(t, path) {
			isTest := strings.HasSuffix(path, "_test.go")
			inner, ours := strings.CutPrefix(imported, module)
			switch {
			case ours && isTest:
				if _, listed := rooms[inner]; !listed {
					t.Errorf("%s imports %s, which is no room", path, inner)
				}
			case ours && !slices.Contains(allowed, inner):
				t.Errorf("%s: a new arrow from %s to %s (turn it round, or add it to rooms with a reason)", path, room, inner)
			case ours || !strings.Contains(strings.Split(imported, "/")[0], "."):
			case isTest && slices.Contains(testDoors, imported):
			default:
				door := ""
				for module, at := range doors {
					if imported == module || strings.HasPrefix(imported, module+"/") {
						door = at
						opened[module] = true
					}
				}
				if !slices.ContainsFunc(strings.Split(door, " and "), func(at string) bool {
					return at != "" && (room == at || strings.HasPrefix(room, at+"/"))
				}) {
					t.Errorf("%s imports %s, whose only door is %q", path, imported, door)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range rooms {
		if !met[room] {
			t.Errorf("room %s is listed and not there (remove it)", room)
		}
	}
	for module := range doors {
		if !opened[module] {
			t.Errorf("%s is listed and nobody imports it (remove it)", module)
		}
	}
}

func imports(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, imported)
	}
	return list
}

// The top level holds what was agreed and nothing else.
func TestTopLevel(t *testing.T) {
	allowed := []string{"bot", "flows", "internal", "config", "go.mod", "go.sum", "Dockerfile", "README.md", "LICENSE"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s does not belong to the top level", e.Name())
		}
	}
}
