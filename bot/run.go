package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/robfig/cron/v3"

	"signpost/config"
	"signpost/internal/broadcast"
	"signpost/internal/conversation"
	"signpost/internal/desk"
	"signpost/internal/message"
	"signpost/internal/session"
	"signpost/internal/store"
	"signpost/internal/telegram"
)

func runBot(e env, args []string) int {
	f := newFlags(e, "run", "Serves residents on Telegram until it is asked to end (SIGINT or SIGTERM). SIGHUP reads\n"+
		"the words and the contacts again. The settings are in the README.")
	only := f.Bool("check", false, "tell what would be used and whether Telegram accepts the token, then end")
	if code, ok := f.parse(args); !ok {
		return code
	}
	set, problems := config.ForRun(e.getenv)
	db, more := newDatabase(set, e.getenv)
	problems = append(problems, more...)
	for _, p := range problems {
		e.wrong("run", p)
	}
	talk, code := f.load()
	if talk == nil || len(problems) > 0 {
		return max(code, exitUsage)
	}
	s := &served{flags: f, set: set, db: db, now: e.clock(), lease: e.lease}
	if err := s.make(e, talk.RunBy(set.OperatorName)); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			e.wrong("run", errors.New(line))
		}
		return exitUsage
	}
	if *only {
		return s.tell(e)
	}
	return s.serve(e)
}

// served is everything that runs, put together.
type served struct {
	flags    flags
	set      config.RunSettings
	db       *database
	log      *slog.Logger
	sessions *session.Sessions
	staff    *desk.Roster // nil without a staff file
	desk     *desk.Desk   // nil without a staff file
	bot      *telegram.Bot
	talk     atomic.Pointer[conversation.Conversation]
	book     atomic.Pointer[store.Store] // nil until the database is open
	sender   atomic.Pointer[broadcast.Sender]
	now      func() time.Time
	lease    time.Duration
}

// make puts the parts together and calls nobody.
func (s *served) make(e env, talk *conversation.Conversation) error {
	scrub := telegram.NewScrubber(s.set.Token, s.set.WebhookSecret)
	s.log = slog.New(slog.NewTextHandler(scrub.Writer(e.err), nil))
	s.db.log = s.log
	s.talk.Store(talk)
	s.sessions = session.New(talk, s.db.memory, s.db.failed)
	front := &front{Sessions: s.sessions, s: s}
	if err := s.openDesk(); err != nil {
		return err
	}

	settings := telegram.Settings{
		Token:    s.set.Token,
		APIURL:   s.set.APIURL,
		Profiles: []telegram.Profile{profile(talk)},
		Fallback: talk.First(),
		Group:    message.Message{Lines: []message.Line{{Text: talk.Flow().Words.Profile.Group}}},
		Log:      s.log,
		Composes: front.composes,
		BulkRate: s.set.BulkRate,
		Paid:     s.set.Paid && s.set.BulkRate > telegram.FreeRate,
	}
	if s.set.WebhookURL != "" {
		settings.Webhook = &telegram.Webhook{URL: s.set.WebhookURL, Secret: s.set.WebhookSecret}
	}
	var err error
	s.bot, err = telegram.New(settings, front)
	if err != nil { // about the token: the other settings have been looked at
		return fmt.Errorf("%w; the token comes from %s", err, s.set.TokenFrom)
	}
	return err
}

// profile is what people read on Telegram before they write.
func profile(talk *conversation.Conversation) telegram.Profile {
	words := &talk.Flow().Words.Profile
	p := telegram.Profile{Description: words.Description, Short: words.Short}
	for _, c := range words.Commands {
		p.Commands = append(p.Commands, telegram.Listed{Command: c.Command, Description: c.Say})
	}
	return p
}

// serve runs until the process is asked to end.
func (s *served) serve(e env) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	closers, err := s.listen()
	if err != nil {
		return e.wrong("run", err)
	}
	if s.set.OperatorName == "" {
		s.log.Warn("no operator is named, so residents read that this is no official service (set OPERATOR_NAME)")
	}
	go s.db.open(ctx, s.sessions)
	go s.reloads(ctx)
	clock := s.clock(ctx)
	sent := make(chan struct{})
	go func() { s.campaigns(ctx); close(sent) }()

	s.log.Info("started", "version", Version, "webhook", s.set.WebhookURL != "")
	s.bot.Run(ctx)

	<-clock.Stop().Done()
	<-sent
	for _, c := range closers {
		end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		if err := c.Shutdown(end); err != nil {
			s.log.Warn("a connection did not end in time", "problem", err)
		}
		cancel()
	}
	if left := s.settle(context.Background()); left > 0 {
		s.log.Error("opt-outs could not be saved and are lost; those people were told to block the bot", "how_many", left)
	}
	s.db.close()
	s.log.Info("ended")
	return exitOK
}

// clock is the one cron: every second it writes opt-outs that the database did not
// take; every minute it purges what is no longer needed and, if need be, tries the
// database again; daily it warns of missing bank holidays.
func (s *served) clock(ctx context.Context) *cron.Cron {
	// Skip must come before Recover: the other way round a panic blocks a task for ever.
	c := cron.New(cron.WithLocation(time.UTC), cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(cronLog{s.log})))
	must := func(_ cron.EntryID, err error) {
		if err != nil {
			panic("bot: a fixed schedule is wrong: " + err.Error())
		}
	}
	must(c.AddFunc("* * * * *", func() {
		s.db.open(ctx, s.sessions)
		s.sessions.Purge(ctx)
	}))
	must(c.AddFunc("@every 1s", func() { s.settle(ctx) }))
	if s.desk != nil {
		must(c.AddFunc("@every 3s", func() { s.desk.Watch(ctx, s.now()) }))
	}
	must(c.AddFunc("0 8 * * *", s.warnOfHolidays))
	c.Start()
	s.warnOfHolidays()
	return c
}

// settle writes opt-outs that the database did not take, and gives how many are left.
func (s *served) settle(ctx context.Context) (left int) {
	written, left := s.sessions.Consents().Settle(ctx)
	if written > 0 {
		s.log.Info("opt-outs that could not be saved before are saved", "how_many", written, "left", left)
	}
	return left
}

func (s *served) warnOfHolidays() {
	if next := time.Now().Year() + 1; !s.talk.Load().Directory().Holidays.Covers(next) {
		s.log.Warn("bank holidays are missing (add them to config/holidays.yaml from GOV.UK)", "year", next)
	}
}

// reloads reads the words and the contacts again on SIGHUP, and keeps the old ones
// when the new ones are not sound.
func (s *served) reloads(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
			s.reload()
		}
	}
}

func (s *served) reload() {
	talk, problems := s.flags.read()
	for _, p := range problems {
		s.log.Error("not read again: " + p.String())
	}
	if len(problems) > 0 {
		return
	}
	talk = talk.RunBy(s.set.OperatorName)
	s.talk.Store(talk)
	s.sessions.Use(talk)
	s.adopt(context.Background())
	s.log.Info("words and contacts are read again")
}

// tell says what would be used, for run --check.
func (s *served) tell(e env) int {
	say := func(what, how string) { fmt.Fprintf(e.out, "%-10s %s\n", what, how) }
	api := s.set.APIURL
	if api == "" {
		api = "https://api.telegram.org"
	}
	say("telegram", api)
	if s.set.WebhookURL == "" {
		say("receive", "by polling")
	} else {
		say("receive", "by webhook, listening on "+s.set.ListenAddr)
	}
	words, facts := s.flags.folders()
	say("words", words.Name)
	say("contacts", facts.Name)
	say("database", store.Shown(s.db.url))
	say("data key", s.db.key.String())
	for _, pair := range [][2]string{{"operator", s.set.OperatorName}, {"staff", s.tellStaff()}, {"ops", s.set.OpsAddr}} {
		if pair[1] == "" {
			pair[1] = "(not set)"
		}
		say(pair[0], pair[1])
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	name, err := s.bot.Name(ctx)
	if err != nil {
		if errors.Is(err, telegram.ErrToken) {
			return e.wrong("run", fmt.Errorf("the token of %s is refused by Telegram (copy it again from BotFather)", s.set.TokenFrom))
		}
		return e.wrong("run", fmt.Errorf("asking Telegram: %w", err))
	}
	say("token", "from "+s.set.TokenFrom+", accepted for @"+name)
	return exitOK
}

// cronLog passes what cron says to the log; a panic's value stays out of it.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(string, ...any) {}
func (l cronLog) Error(error, string, ...any) {
	l.log.Error("a timed task panicked; it runs again at its next time")
}
