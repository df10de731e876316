package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"signpost/internal/telegram/telegramtest"
)

// asks opts in by pressing what a person would press.
func asks(t *testing.T, api *telegramtest.Server, user *telegramtest.User) {
	t.Helper()
	user.Says("/start")
	api.Await(t, "the first screen", func() bool { return user.Answered() && api.Pending() == 0 })
	for _, step := range [][2]string{
		{"Local updates", "They show on this phone."}, {"Both", "Place: Sandwell, Dudley."}, {"Older people and carers", "About: Older people and carers."},
		{"I am 18 or over. Yes please", "Thank you."},
	} {
		user.Presses(t, step[0])
		shown(t, api, user, step[1])
	}
}

// shown waits until the last message says something, with 999.
func shown(t *testing.T, api *telegramtest.Server, user *telegramtest.User, want string) {
	t.Helper()
	api.Await(t, want+" in\n"+user.Screen(), func() bool {
		last, _ := user.Last()
		return strings.Contains(last.Text, want) && strings.Contains(last.Text, "999")
	})
}

// What people asked for, and that they stopped, outlives kill -9: both are on the
// disk before the answer says so. A block is an opt-out, unblocking brings nothing back.
func TestSubscribersOutliveAKill(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		p := start(t, api, mode...)
		p.ready("ready")
		stays, stops, blocks, forgets := api.User(1), api.User(2), api.User(3), api.User(4)
		for _, user := range []*telegramtest.User{stays, stops, blocks, forgets} {
			asks(t, api, user)
		}
		stops.Says("Unsubscribe")
		shown(t, api, stops, "You will get no messages from us. You can still get help here.")
		forgets.Says("/forget")
		shown(t, api, forgets, "All that we kept about this chat is erased.")
		blocks.Blocks()
		blocks.Unblocks()
		api.Await(t, "the updates to be confirmed", func() bool { return api.Pending() == 0 })
		p.Kill()
		p.again()
		p.ready("ready")
		stays.Says("/updates")
		shown(t, api, stays, "You get local updates here.")
		for _, user := range []*telegramtest.User{stops, blocks, forgets} {
			user.Says("/updates")
			shown(t, api, user, "Which place do you want to hear about?")
		}
		stays.Says("/mydata")
		shown(t, api, stays, "you said yes on")
	})
}

// With the database gone nobody is told that something was saved, help goes on, and
// an opt-out is written as soon as the database is back.
func TestStopWithoutTheDatabase(t *testing.T) {
	bothModes(t, func(t *testing.T, mode []string) {
		api := telegramtest.Start(t)
		p := start(t, api, mode...)
		p.ready("ready")
		user, late := api.User(1), api.User(2)
		asks(t, api, user)
		file := filepath.Join(p.data, "signpost.db")
		if err := os.Rename(file, file+".away"); err != nil {
			t.Fatal(err)
		}
		user.Presses(t, "Start again")
		shown(t, api, user, "Where does the person")
		user.Presses(t, "Dudley")
		shown(t, api, user, "Who needs help?")
		user.Says("STOP")
		shown(t, api, user, "We could not save this yet. We keep trying.")
		shown(t, api, user, "Who needs help?")
		if _, page := p.get("/metrics"); !strings.Contains(page, "signpost_opt_outs_waiting 1\n") {
			t.Error("/metrics does not say that an opt-out waits")
		}
		late.Says("/start k7m2")
		shown(t, api, late, "Place: Sandwell.")
		late.Presses(t, "Looking out for others")
		shown(t, api, late, "About: Looking out for others.")
		late.Presses(t, "I am 18 or over. Yes please")
		shown(t, api, late, "We could not save this just now.")
		if err := os.Rename(file+".away", file); err != nil {
			t.Fatal(err)
		}
		api.Await(t, "the opt-out to be written", func() bool { return strings.Contains(p.Output(), "opt-outs that could not be saved before are saved") })
		p.Kill()
		p.again()
		p.ready("ready")
		for _, user := range []*telegramtest.User{user, late} {
			user.Says("/updates")
			shown(t, api, user, "Which place do you want to hear about?")
		}
	})
}

// When the program ends before the database is back, somebody on call is told how many
// opt-outs are lost.
func TestLostOptOutsAreTold(t *testing.T) {
	api := telegramtest.Start(t)
	p := start(t, api)
	p.ready("ready")
	user := api.User(1)
	asks(t, api, user)
	file := filepath.Join(p.data, "signpost.db")
	if err := os.Rename(file, file+".away"); err != nil {
		t.Fatal(err)
	}
	user.Says("stop")
	shown(t, api, user, "We keep trying.")
	if code, ended := p.Stop(20 * time.Second); !ended || code != exitOK {
		t.Fatalf("asked to end, the program ended %v with %d:\n%s", ended, code, p.Output())
	}
	if !strings.Contains(p.Output(), "opt-outs could not be saved and are lost") || !strings.Contains(p.Output(), "how_many=1") {
		t.Errorf("nobody on call was told:\n%s", p.Output())
	}
}
