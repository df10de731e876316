package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Settings are what the environment says to every command. Flags of a command go
// before them. The zero value serves the files inside the program.
type Settings struct {
	FlowsDir  string // FLOWS_DIR: a folder to read instead of the shipped flows/
	ConfigDir string // CONFIG_DIR: a folder to read instead of the shipped config/
}

// FromEnvironment reads the settings with a function such as os.Getenv.
func FromEnvironment(getenv func(string) string) Settings {
	return Settings{
		FlowsDir:  getenv("FLOWS_DIR"),
		ConfigDir: getenv("CONFIG_DIR"),
	}
}

// RunSettings are what the environment says to bot run.
type RunSettings struct {
	Token         string // TELEGRAM_BOT_TOKEN, or what the file TELEGRAM_BOT_TOKEN_FILE holds; a secret
	TokenFrom     string // the setting that gave it
	APIURL        string // TELEGRAM_API_URL; "" for Telegram's own
	DatabaseURL   string // DATABASE_URL; "" for a file in the user's data folder; may hold a password
	DataKey       string // DATA_KEY: the key itself; a secret
	DataKeyFile   string // DATA_KEY_FILE; "" for DATA_KEY, or a file in the user's configuration folder
	OperatorName  string // OPERATOR_NAME; "" while nobody is named
	WebhookURL    string // WEBHOOK_URL; "" to poll
	WebhookSecret string // WEBHOOK_SECRET; a secret
	ListenAddr    string // LISTEN_ADDR: where Telegram's deliveries arrive
	StaffFile     string // STAFF_FILE: who may compose and approve campaigns; "" for nobody
	BulkRate      int    // BULK_RATE: campaign messages a second, at most 30 unless Paid
	Paid          bool   // PAID_BROADCAST: campaign messages may cost money
	SendWindow    int    // SEND_WINDOW: how many may be in flight, and so become unknown in a crash
	WeeklyCap     int    // WEEKLY_CAP: campaign messages to one person in 7 days
	OpsAddr       string // OPS_ADDR: where /healthz, /readyz and /metrics are; "" for nowhere
}

// secretForm is what Telegram takes as a webhook's secret (Bot API, setWebhook).
var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)

// ForRun reads and validates the settings of bot run. All problems come at once,
// each one line that names the setting and what to set; none repeats a secret.
func ForRun(getenv func(string) string) (RunSettings, []error) {
	s := RunSettings{
		APIURL:        getenv("TELEGRAM_API_URL"),
		DatabaseURL:   getenv("DATABASE_URL"),
		OperatorName:  getenv("OPERATOR_NAME"),
		WebhookURL:    getenv("WEBHOOK_URL"),
		WebhookSecret: getenv("WEBHOOK_SECRET"),
		ListenAddr:    getenv("LISTEN_ADDR"),
		StaffFile:     getenv("STAFF_FILE"),
		OpsAddr:       getenv("OPS_ADDR"),
	}
	var problems []error
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }

	var err error
	if s.Token, s.TokenFrom, err = token(getenv); err != nil {
		problems = append(problems, err)
	}
	if s.DataKey, s.DataKeyFile, err = DataKey(getenv); err != nil {
		problems = append(problems, err)
	}
	switch paid := getenv("PAID_BROADCAST"); paid {
	case "", "no":
	case "yes":
		s.Paid = true
	default:
		problem("PAID_BROADCAST %q is neither yes nor no (yes lets Telegram charge for messages above 30 a second)", paid)
	}
	most, how := 30, "write a number from 1 to 30; more needs PAID_BROADCAST=yes, which spends money"
	if s.Paid {
		most, how = 1000, "write a number from 1 to 1000"
	}
	for _, set := range []struct {
		to              *int
		name            string
		otherwise, most int
		how             string
	}{
		{&s.BulkRate, "BULK_RATE", 20, most, how},
		{&s.SendWindow, "SEND_WINDOW", 200, 1000, "write a number from 1 to 1000"},
		{&s.WeeklyCap, "WEEKLY_CAP", 2, 2, "write 1 or 2: residents are told two a week at most before they say yes"},
	} {
		text := getenv(set.name)
		if *set.to = set.otherwise; text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > set.most {
			problem("%s is %q (%s)", set.name, text, set.how)
			continue
		}
		*set.to = n
	}
	if n := len([]rune(s.OperatorName)); n > 100 {
		problem("OPERATOR_NAME is %d characters long (shorten it to 100)", n)
	}
	for _, set := range []struct{ name, value, how string }{
		{"WEBHOOK_SECRET", s.WebhookSecret, "make one with: openssl rand -hex 32"},
		{"LISTEN_ADDR", s.ListenAddr, "write the address at which deliveries arrive, such as 127.0.0.1:8080"},
	} {
		switch {
		case s.WebhookURL != "" && set.value == "":
			problem("%s is not set, and WEBHOOK_URL is (%s)", set.name, set.how)
		case s.WebhookURL == "" && set.value != "":
			problem("%s is set without WEBHOOK_URL (set both for a webhook, neither for polling)", set.name)
		}
	}
	if u, err := url.Parse(s.APIURL); s.APIURL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		problem("TELEGRAM_API_URL is not a web address (write https://api.telegram.org, or leave it out)")
	}
	// A server of one's own also calls where there is no certificate.
	if u, err := url.Parse(s.WebhookURL); s.WebhookURL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || s.APIURL == "")) {
		problem("WEBHOOK_URL is not an https address (write the one at which Telegram reaches this program, such as https://bot.example.org/telegram)")
	}
	if !secretForm.MatchString(s.WebhookSecret) {
		problem("WEBHOOK_SECRET is not up to 256 letters, digits, _ and - (make one with: openssl rand -hex 32)")
	}
	for _, set := range []struct{ name, addr string }{{"LISTEN_ADDR", s.ListenAddr}, {"OPS_ADDR", s.OpsAddr}} {
		if _, port, err := net.SplitHostPort(set.addr); set.addr != "" && (err != nil || port == "") {
			problem("%s %q is not an address (write host:port, such as 127.0.0.1:8080)", set.name, set.addr)
		}
	}
	return s, problems
}

// DataKey reads DATA_KEY, a secret, and DATA_KEY_FILE, of which one may be set.
func DataKey(getenv func(string) string) (key, file string, err error) {
	key, file = getenv("DATA_KEY"), getenv("DATA_KEY_FILE")
	if key != "" && file != "" {
		return "", "", errors.New("DATA_KEY and DATA_KEY_FILE are both set (keep one)")
	}
	return key, file, nil
}

// token reads the bot's token and says which setting gave it.
func token(getenv func(string) string) (token, from string, err error) {
	token, file := getenv("TELEGRAM_BOT_TOKEN"), getenv("TELEGRAM_BOT_TOKEN_FILE")
	switch {
	case token != "" && file != "":
		return "", "", errors.New("TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set (keep one)")
	case token != "":
		return token, "TELEGRAM_BOT_TOKEN", nil
	case file == "":
		return "", "", errors.New("TELEGRAM_BOT_TOKEN is not set (copy the token from BotFather, or name a file that holds it in TELEGRAM_BOT_TOKEN_FILE)")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", "", fmt.Errorf("TELEGRAM_BOT_TOKEN_FILE cannot be read (name a file that this user can read): %w", err)
	}
	return strings.TrimSpace(string(data)), "TELEGRAM_BOT_TOKEN_FILE", nil
}
