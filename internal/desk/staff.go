package desk

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"signpost/internal/broadcast"
	"signpost/internal/strictyaml"
)

// Member is a member of staff: who they are on Telegram, and what they may do.
type Member struct {
	ID int64 // Telegram's, which is also their private chat's
	broadcast.Staff
}

// roles says what a member of staff may do.
func (m Member) roles() string {
	switch {
	case m.Author && m.Approver:
		return "author and approver"
	case m.Author:
		return "author"
	}
	return "approver"
}

// Roster is the staff file. It is read again whenever it changed; while what it says
// is wrong, or others can read it, nobody is staff. Its methods are safe for
// concurrent use.
type Roster struct {
	path   string
	areas  func() []string
	failed func(error)

	mu      sync.Mutex
	read    fs.FileInfo // the file as it was read, nil when it could not be
	members []Member
	trouble error
}

// maxName bounds a name of staff, in characters: it stands in lists and histories.
const maxName = 40

// OpenRoster reads the staff file. areas gives the ids of the boroughs that there
// are. The error lists everything wrong, one line each; failed is told the same of a
// file that changes later.
func OpenRoster(path string, areas func() []string, failed func(error)) (*Roster, error) {
	r := &Roster{path: path, areas: areas, failed: failed}
	r.load()
	return r, r.trouble
}

// All lists the staff as the file has them now.
func (r *Roster) All() []Member {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, err := os.Stat(r.path)
	if unchanged := err == nil && r.read != nil && os.SameFile(r.read, now) && r.read.ModTime().Equal(now.ModTime()) &&
		r.read.Size() == now.Size() && r.read.Mode() == now.Mode(); unchanged {
		return r.members
	}
	before := r.trouble
	r.load()
	if r.trouble != nil && (before == nil || before.Error() != r.trouble.Error()) {
		r.failed(r.trouble)
	}
	return r.members
}

// Member gives the member of staff with a Telegram id, as the file has them now.
func (r *Roster) Member(id int64) (Member, bool) {
	for _, m := range r.All() {
		if m.ID == id {
			return m, true
		}
	}
	return Member{}, false
}

// Trouble says why nobody is staff at the moment, nil while the file is sound.
func (r *Roster) Trouble() error {
	r.All()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.trouble
}

// load reads the file. The caller holds the lock, or nobody else has the Roster yet.
func (r *Roster) load() {
	info, err := os.Stat(r.path)
	r.read, r.members = info, nil
	switch {
	case err != nil:
		r.read = nil
		r.trouble = strictyaml.Problems{{File: r.path, Text: "the staff file is not there or cannot be read (put it there, or leave STAFF_FILE out)"}}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		r.trouble = strictyaml.Problems{{File: r.path, Text: fmt.Sprintf("the staff file can be read or written by others (chmod 600 %s)", r.path)}}
	default:
		var problems strictyaml.Problems
		if r.members, problems = readStaff(r.path, r.areas()); len(problems) > 0 {
			r.members = nil
		}
		r.trouble = problems.Err()
	}
}

// readStaff reads and checks the file.
func readStaff(path string, areas []string) ([]Member, strictyaml.Problems) {
	var in struct {
		Staff []struct {
			ID       strictyaml.Text   `yaml:"id"`
			Name     strictyaml.Text   `yaml:"name"`
			Boroughs []strictyaml.Text `yaml:"boroughs"`
			Roles    []strictyaml.Text `yaml:"roles"`
		} `yaml:"staff"`
	}
	folder := strictyaml.Folder{FS: os.DirFS(filepath.Dir(path)), Name: filepath.Dir(path)}
	problems := folder.Read(filepath.Base(path), &in)
	if len(problems) > 0 {
		return nil, problems
	}
	problem := func(line int, format string, args ...any) {
		problems = append(problems, strictyaml.Problem{File: path, Line: line, Text: fmt.Sprintf(format, args...)})
	}
	if len(in.Staff) == 0 {
		problem(0, "names nobody (write staff: and a list of people, or leave STAFF_FILE out)")
	}
	var members []Member
	for _, s := range in.Staff {
		id, err := strconv.ParseInt(s.ID.Value, 10, 64)
		if err != nil || id <= 0 {
			problem(max(s.ID.Line, s.Name.Line), "the id %q is not a Telegram id (a whole number: the person sends /whoami to the bot to learn theirs)", s.ID.Value)
		}
		line, name := max(s.Name.Line, s.ID.Line), strings.TrimSpace(s.Name.Value)
		switch {
		case name == "" || name != s.Name.Value:
			problem(line, "the name %q is empty or has spaces around it (write what histories should say)", s.Name.Value)
		case utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, unicode.IsControl):
			problem(line, "the name %q is too long or cannot be shown (write up to %d characters)", name, maxName)
		case strings.EqualFold(name, broadcast.Program) || strings.HasPrefix(strings.ToLower(name), broadcast.Shell):
			problem(line, "the name %q is the program's own (write a person's)", name)
		}
		for _, other := range members {
			if other.ID == id {
				problem(line, "%q has the id of %q (each person stands here once)", name, other.Name)
			}
			if strings.EqualFold(other.Name, name) {
				problem(line, "there are two people named %q (tell them apart: histories keep the name)", name)
			}
		}
		m := Member{ID: id, Staff: broadcast.Staff{Name: name}}
		if len(s.Boroughs) == 0 || len(s.Roles) == 0 {
			problem(line, "%q has no borough or no role (write both: boroughs: %s, roles: author, approver)", name, strings.Join(areas, ", "))
		}
		for _, b := range s.Boroughs {
			if !slices.Contains(areas, b.Value) {
				problem(b.Line, "%q is not a borough (write one of: %s)", b.Value, strings.Join(areas, ", "))
			}
			m.Boroughs = append(m.Boroughs, b.Value)
		}
		for _, role := range s.Roles {
			switch role.Value {
			case "author":
				m.Author = true
			case "approver":
				m.Approver = true
			default:
				problem(role.Line, "%q is not a role (write author or approver)", role.Value)
			}
		}
		members = append(members, m)
	}
	return members, problems
}
