package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const soundStaff = `staff:
  - id: 501
    name: Ann
    boroughs:
      - sandwell
      - dudley
    roles:
      - author
  - id: 502
    name: Bob Green
    boroughs:
      - sandwell
    roles:
      - author
      - approver
`

var areas = func() []string { return []string{"sandwell", "dudley"} }

// staffFile writes a staff file with a mode and gives its path.
func staffFile(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "staff.yaml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRoster(t *testing.T) {
	path := staffFile(t, soundStaff, 0o600)
	var told []error
	r, err := OpenRoster(path, areas, func(err error) { told = append(told, err) })
	if err != nil {
		t.Fatal(err)
	}
	ann, ok := r.Member(501)
	if !ok || ann.Name != "Ann" || !ann.Author || ann.Approver || len(ann.Boroughs) != 2 {
		t.Errorf("%+v, %v", ann, ok)
	}
	if bob, ok := r.Member(502); !ok || !bob.Author || !bob.Approver {
		t.Errorf("%+v, %v", bob, ok)
	}
	if _, ok := r.Member(503); ok {
		t.Error("a stranger is staff")
	}

	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Replace(soundStaff, "501", "601", 1), 0o600) // of the same length
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Member(501); ok {
		t.Error("who was removed is staff still")
	}
	if _, ok := r.Member(601); !ok || r.Trouble() != nil {
		t.Errorf("who was added is not staff: %v", r.Trouble())
	}

	write(strings.Replace(soundStaff, "author", "owner", 1), 0o600)
	if len(r.All()) != 0 || r.Trouble() == nil {
		t.Error("a wrong file left somebody staff")
	}
	for range 3 {
		r.All()
	}
	if len(told) != 1 || !strings.Contains(told[0].Error(), path+":8: \"owner\" is not a role") {
		t.Errorf("told %q", told)
	}
	write(soundStaff, 0o600)
	if _, ok := r.Member(501); !ok || r.Trouble() != nil {
		t.Errorf("a mended file: %v", r.Trouble())
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Member(501); ok {
		t.Error("a file that others can read left somebody staff")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Member(501); ok {
		t.Error("a file that is gone left somebody staff")
	}
}

func TestStaffFilesThatAreRefused(t *testing.T) {
	edit := func(old, new string) string { return strings.Replace(soundStaff, old, new, 1) }
	for name, test := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"readable by the group": {soundStaff, 0o640, ": the staff file can be read or written by others (chmod 600"},
		"readable by all":       {soundStaff, 0o604, "chmod 600"},
		"nobody":                {"staff:\n", 0o600, "names nobody"},
		"empty":                 {"", 0o600, "is empty"},
		"an unknown key":        {edit("name:", "nick:"), 0o600, ":3: "},
		"an id twice":           {edit("502", "501"), 0o600, `:10: "Bob Green" has the id of "Ann"`},
		"a name twice":          {edit("Bob Green", "ANN"), 0o600, `:10: there are two people named "ANN"`},
		"no id":                 {edit("id: 501", "id:"), 0o600, ":3: the id \"\" is not a Telegram id"},
		"a username":            {edit("501", "ann"), 0o600, "is not a Telegram id"},
		"a negative id":         {edit("501", "-501"), 0o600, "is not a Telegram id"},
		"an unknown borough":    {edit("dudley", "walsall"), 0o600, `:6: "walsall" is not a borough (write one of: sandwell, dudley)`},
		"an unknown role":       {edit("author", "boss"), 0o600, `:8: "boss" is not a role (write author or approver)`},
		"no role":               {edit("    roles:\n      - author\n", ""), 0o600, `:3: "Ann" has no borough or no role`},
		"the program's name":    {edit("Bob Green", "the program"), 0o600, "is the program's own"},
		"a name of the shell":   {edit("Bob Green", "The shell (Ann)"), 0o600, "is the program's own"},
		"no name":               {edit("Bob Green", ""), 0o600, `the name "" is empty`},
	} {
		r, err := OpenRoster(staffFile(t, test.text, test.mode), areas, func(error) {})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if len(r.All()) != 0 {
			t.Errorf("%s: somebody is staff", name)
		}
	}
	if _, err := OpenRoster(filepath.Join(t.TempDir(), "none"), areas, func(error) {}); err == nil {
		t.Error("a file that is not there was taken")
	}
}
