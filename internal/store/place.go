package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

const example = "sqlite:/var/lib/signpost/signpost.db"

// Malformed says what is wrong with a DATABASE_URL and a DATA_KEY as they are written,
// one line for each, before anything is opened. It looks at no file: one that cannot
// be read now may be there in a minute.
func Malformed(url string, key Key) (problems []error) {
	var err error
	if onPostgres(url) {
		_, err = serverURL(url)
	} else {
		_, err = file(url)
	}
	if err != nil {
		problems = append(problems, err)
	}
	if key.Text != "" {
		if _, err := parseKey(key.Text); err != nil {
			problems = append(problems, fmt.Errorf("%s %w", key, err))
		}
	}
	return problems
}

// file gives the absolute path that a DATABASE_URL names. What follows "sqlite:"
// is a path exactly as the system writes it, with nothing escaped. The URL itself
// is never part of an error: others than ours can hold a password.
func file(url string) (string, error) {
	scheme, path, _ := strings.Cut(url, ":")
	switch {
	case scheme != "sqlite":
		return "", errors.New("DATABASE_URL does not begin with sqlite: or postgres:// (write sqlite:PATH, such as " + example + ", or postgres://ROLE:PASSWORD@HOST/DATABASE)")
	case path == "" || strings.HasPrefix(path, ":") || strings.ContainsRune(path, 0):
		return "", errors.New("DATABASE_URL names no file (write sqlite:PATH, such as " + example + ")")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("DATABASE_URL names a relative path and the current folder is unknown (write the whole path, such as %s): %w", example, err)
	}
	return abs, nil
}

// DefaultURL says where the database stands when DATABASE_URL is not set:
// $XDG_DATA_HOME/signpost/signpost.db, where XDG_DATA_HOME is ~/.local/share
// unless set; on Windows %LocalAppData%\signpost\signpost.db.
func DefaultURL(getenv func(string) string) (string, error) {
	folder, err := folder(getenv, "XDG_DATA_HOME", ".local/share", "LocalAppData")
	if err != nil {
		return "", fmt.Errorf("no place for the database: %w (set DATABASE_URL, such as %s)", err, example)
	}
	return "sqlite:" + filepath.Join(folder, "signpost", "signpost.db"), nil
}

// DefaultKeyFile says where the data key stands when DATA_KEY_FILE is not set:
// $XDG_CONFIG_HOME/signpost/data.key, where XDG_CONFIG_HOME is ~/.config unless
// set; on Windows %AppData%\signpost\data.key. That is not the database's folder,
// so that a copy of the one is not a copy of both.
func DefaultKeyFile(getenv func(string) string) (string, error) {
	folder, err := folder(getenv, "XDG_CONFIG_HOME", ".config", "AppData")
	if err != nil {
		return "", fmt.Errorf("no place for the data key: %w (set DATA_KEY_FILE, such as /etc/signpost/data.key)", err)
	}
	return filepath.Join(folder, "signpost", "data.key"), nil
}

// folder follows the XDG rules on every system but Windows, macOS too: there both
// of the system's own folders are one.
func folder(getenv func(string) string, xdg, underHome, windows string) (string, error) {
	if runtime.GOOS == "windows" {
		xdg, underHome = windows, ""
	}
	if dir := getenv(xdg); filepath.IsAbs(dir) {
		return dir, nil
	} else if dir != "" {
		return "", fmt.Errorf("%s is not an absolute path", xdg)
	}
	if underHome == "" {
		return "", fmt.Errorf("%s is not set", xdg)
	}
	switch home := getenv("HOME"); {
	case home == "":
		return "", errors.New("HOME is not set")
	case !filepath.IsAbs(home):
		return "", errors.New("HOME is not an absolute path")
	default:
		return filepath.Join(home, filepath.FromSlash(underHome)), nil
	}
}
